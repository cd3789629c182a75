//! What is shown and what keys do, without a terminal: `(state, input, time) -> (state, effects)`.
//!
//! ```text
//!            /                     Enter
//!   browse ────▶ filter (typing) ──────────▶ browse       Esc takes the filter away
//!     │  ▲                                     x, Delete on a call
//!     │  └── any key ── help ◀── ?             │
//!     └────────────────────────────────────────▼
//!                                   confirm ── y ──▶ browse, with HangUp
//!                                      └── any other key, or the call ends ──▶ browse
//! ```

mod rate;

use std::sync::Arc;
use std::time::Duration;

use callflow_core::{Call, CallId, Timestamp};
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

pub(super) use self::rate::Rate;
use super::rows::{self, Tab};
use super::source::{Link, Seen};

/// So long it is told what came of something.
const TOLD_FOR: Duration = Duration::from_secs(8);
/// Nobody looks for more.
const LONGEST_FILTER: usize = 60;

/// What is shown.
#[derive(Debug)]
pub(super) struct State {
    pub(super) place: String,
    pub(super) seen: Seen,
    pub(super) tab: Tab,
    /// Of each tab.
    tables: [Table; 3],
    pub(super) filter: String,
    pub(super) mode: Mode,
    notice: Option<(Notice, Timestamp)>,
    pub(super) rate: Rate,
    /// How many rows a screen shows, as it was drawn last: for Page up and Page down.
    pub(super) page: usize,
}

/// How a tab's table stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    /// Which of its orders.
    pub(super) sort: usize,
    pub(super) is_reversed: bool,
    /// Which row is chosen, by its key: it stays so when others come and go.
    chosen: Option<String>,
    /// Where that was seen last.
    at: usize,
}

/// What keys are for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Mode {
    /// Looking.
    Browse,
    /// Typing a filter.
    Filter,
    /// Reading what keys do.
    Help,
    /// Asked whether to hang up this call.
    Confirm { call: CallId, told: String },
}

/// What is told at the bottom.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Notice {
    pub(super) text: String,
    pub(super) is_bad: bool,
}

/// What happens.
#[derive(Debug)]
pub(super) enum Input {
    /// Somebody presses a key.
    Key(KeyEvent),
    /// Things are otherwise.
    Seen(Seen),
    /// What came of hanging up.
    HungUp(Result<String, String>),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    /// End.
    Quit,
    /// Hang up a call.
    HangUp(Arc<Call>),
}

impl State {
    pub(super) fn new(place: &str) -> Self {
        Self {
            place: place.to_owned(),
            seen: Seen::default(),
            tab: Tab::Calls,
            tables: Default::default(),
            filter: String::new(),
            mode: Mode::Browse,
            notice: None,
            rate: Rate::default(),
            page: 1,
        }
    }

    /// Takes what happens.
    pub(super) fn handle(&mut self, input: Input, now: Timestamp) -> Option<Effect> {
        match input {
            Input::Seen(seen) => self.see(seen, now),
            Input::HungUp(Ok(text)) => self.tell(text, false, now),
            Input::HungUp(Err(why)) => self.tell(format!("not hung up: {why}"), true, now),
            // Some terminals tell of the release, too.
            Input::Key(key) if key.kind != KeyEventKind::Release => return self.key(key, now),
            Input::Key(_) => {}
        }
        None
    }

    /// What is told at the bottom, if it is not too long ago.
    pub(super) fn notice(&self, now: Timestamp) -> Option<&Notice> {
        let (notice, at) = self.notice.as_ref()?;
        (now.since(*at) < TOLD_FOR).then_some(notice)
    }

    pub(super) fn table(&self) -> &Table {
        let [calls, queues, agents] = &self.tables;
        match self.tab {
            Tab::Calls => calls,
            Tab::Queues => queues,
            Tab::Agents => agents,
        }
    }

    fn table_mut(&mut self) -> &mut Table {
        let [calls, queues, agents] = &mut self.tables;
        match self.tab {
            Tab::Calls => calls,
            Tab::Queues => queues,
            Tab::Agents => agents,
        }
    }

    /// Which of these rows is chosen. If it is gone, the one that is in its place now.
    pub(super) fn chosen(&self, keys: &[String]) -> usize {
        let table = self.table();
        let found = table.chosen.as_ref().and_then(|chosen| keys.iter().position(|key| key == chosen));
        found.unwrap_or(table.at).min(keys.len().saturating_sub(1))
    }

    fn see(&mut self, seen: Seen, now: Timestamp) {
        self.rate.take(seen.events, now);
        self.seen = seen;
        if let Mode::Confirm { call, .. } = &self.mode
            && self.call(call).is_none()
        {
            self.mode = Mode::Browse;
            self.tell("that call has ended by itself".to_owned(), false, now);
        }
    }

    fn call(&self, id: &CallId) -> Option<&Arc<Call>> {
        self.seen.floor.calls.iter().find(|call| call.id == *id)
    }

    fn tell(&mut self, text: String, is_bad: bool, now: Timestamp) {
        self.notice = Some((Notice { text, is_bad }, now));
    }

    fn key(&mut self, key: KeyEvent, now: Timestamp) -> Option<Effect> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return (key.code == KeyCode::Char('c')).then_some(Effect::Quit);
        }
        match &self.mode {
            Mode::Browse => self.browse(key.code, now),
            Mode::Filter => {
                self.type_filter(key.code);
                None
            }
            Mode::Help => {
                self.mode = Mode::Browse;
                None
            }
            Mode::Confirm { call, .. } => {
                let call = self.call(call).cloned();
                self.mode = Mode::Browse;
                let is_yes = matches!(key.code, KeyCode::Char('y' | 'Y'));
                let call = call.filter(|_| is_yes)?;
                self.tell("hanging up …".to_owned(), false, now);
                Some(Effect::HangUp(call))
            }
        }
    }

    fn browse(&mut self, key: KeyCode, now: Timestamp) -> Option<Effect> {
        match key {
            KeyCode::Char('q') => return Some(Effect::Quit),
            KeyCode::Char('?' | 'h') | KeyCode::F(1) => self.mode = Mode::Help,
            KeyCode::Char('1') => self.tab = Tab::Calls,
            KeyCode::Char('2') => self.tab = Tab::Queues,
            KeyCode::Char('3') => self.tab = Tab::Agents,
            KeyCode::Tab | KeyCode::Right => self.tab = self.tab.next(),
            KeyCode::BackTab | KeyCode::Left => self.tab = self.tab.next().next(),
            KeyCode::Char('/') => self.mode = Mode::Filter,
            KeyCode::Esc => self.filter.clear(),
            KeyCode::Char('s') => {
                let orders = rows::orders(self.tab).len();
                let table = self.table_mut();
                (table.sort, table.is_reversed) = ((table.sort + 1) % orders.max(1), false);
            }
            KeyCode::Char('r') => {
                let table = self.table_mut();
                table.is_reversed = !table.is_reversed;
            }
            KeyCode::Up | KeyCode::Char('k') => self.go(|at, _| at.saturating_sub(1), now),
            KeyCode::Down | KeyCode::Char('j') => self.go(|at, _| at.saturating_add(1), now),
            KeyCode::PageUp => self.go(usize::saturating_sub, now),
            KeyCode::PageDown => self.go(usize::saturating_add, now),
            KeyCode::Home | KeyCode::Char('g') => self.go(|_, _| 0, now),
            KeyCode::End | KeyCode::Char('G') => self.go(|_, _| usize::MAX, now),
            KeyCode::Char('x') | KeyCode::Delete => self.ask_to_hang_up(now),
            _ => {}
        }
        None
    }

    /// Chooses another row: `to` makes of its place and the length of a page the new place.
    fn go(&mut self, to: impl Fn(usize, usize) -> usize, now: Timestamp) {
        let keys = rows::keys(self, now);
        let at = to(self.chosen(&keys), self.page).min(keys.len().saturating_sub(1));
        let table = self.table_mut();
        (table.chosen, table.at) = (keys.get(at).cloned(), at);
    }

    fn ask_to_hang_up(&mut self, now: Timestamp) {
        if self.tab != Tab::Calls {
            return self.tell("calls are hung up on the tab of calls: 1".to_owned(), true, now);
        }
        if let Link::Lost { .. } = self.seen.link {
            return self.tell("there is no connection to hang up by".to_owned(), true, now);
        }
        let keys = rows::keys(self, now);
        let chosen = keys.get(self.chosen(&keys)).cloned();
        let found = chosen.and_then(|key| self.call(&CallId::new(&key)).cloned());
        let Some(call) = found else {
            return self.tell("there is no call to hang up".to_owned(), true, now);
        };
        // Which one is meant stays so, whatever comes and goes while somebody reads the question.
        let table = self.table_mut();
        table.chosen = Some(call.id.to_string());
        let told = format!("{}  {}", crate::output::table::parties(&call), call.id);
        self.mode = Mode::Confirm { call: call.id.clone(), told };
    }

    fn type_filter(&mut self, key: KeyCode) {
        match key {
            KeyCode::Enter => self.mode = Mode::Browse,
            KeyCode::Esc => {
                self.filter.clear();
                self.mode = Mode::Browse;
            }
            KeyCode::Backspace => drop(self.filter.pop()),
            KeyCode::Char(letter) if self.filter.chars().count() < LONGEST_FILTER => self.filter.push(letter),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
