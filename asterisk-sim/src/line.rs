//! What is to be sent on one connection, whatever is spoken there, and the faults that strike it.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::time::Duration;

use crate::fault::{Fault, Harm, Place};

mod outbox;
mod strike;

use outbox::Outbox;

#[derive(Debug)]
pub(crate) struct Line {
    pub(crate) out: Outbox,
    /// Those at times are in `timed`.
    faults: Vec<Fault>,
    timed: VecDeque<(Duration, Harm)>,
    /// Bytes, events and answers that there were so far.
    total: u64,
    events: u64,
    answers: u64,
    /// Answers that come later: when, and their numbers.
    held: VecDeque<Held>,
    /// How much later.
    late: Duration,
    /// The next answer is never given.
    swallows: bool,
    /// From now on nobody is let in.
    refuses: bool,
    end: End,
}

/// Whether a connection is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Open,
    /// When the answers that are held are sent.
    AfterHeld,
    /// As soon as what waits is sent; no more is added.
    Closing,
}

#[derive(Debug)]
struct Held {
    due: Duration,
    number: u64,
    bytes: Vec<u8>,
    /// Who gets no answer to the login is not logged in as far as events go.
    is_login: bool,
}

impl Line {
    /// The connection of that number, with the faults that concern it.
    pub(crate) fn new(number: u64, faults: &[Fault], now: Duration) -> Self {
        let mut line = Self {
            out: Outbox::new(now),
            faults: Vec::new(),
            timed: VecDeque::new(),
            total: 0,
            events: 0,
            answers: 0,
            held: VecDeque::new(),
            late: Duration::ZERO,
            swallows: false,
            refuses: false,
            end: End::Open,
        };
        line.suffer(number, faults, now);
        line
    }

    /// From now on the faults of the connection of that number strike, and what is sent counts anew.
    pub(crate) fn suffer(&mut self, number: u64, faults: &[Fault], now: Duration) {
        let mut faults: Vec<Fault> = faults.iter().filter(|fault| fault.concerns(number)).cloned().collect();
        let mut timed = Vec::new();
        faults.retain(|fault| match fault.place {
            Place::After(time) => {
                timed.push((now.saturating_add(time), fault.harm.clone()));
                false
            }
            Place::Byte(_) | Place::Event(_) | Place::Answer(_) => true,
        });
        timed.sort_by_key(|(at, _)| *at);
        // From the back to the front, so that what is put in or cut off does not move the places that follow.
        faults.sort_by_key(|fault| match fault.place {
            Place::Byte(byte) => Reverse(byte),
            Place::Event(_) | Place::Answer(_) | Place::After(_) => Reverse(0),
        });
        (self.faults, self.timed) = (faults, timed.into());
        (self.total, self.events, self.answers) = (0, 0, 0);
    }

    /// Whether it ends as soon as what waits is sent.
    pub(crate) fn is_closing(&self) -> bool {
        self.end == End::Closing
    }

    /// Whether nothing more is to be asked on it.
    pub(crate) fn is_ending(&self) -> bool {
        self.end != End::Open
    }

    /// Whether nobody is let in: from the first byte on, or since something was sent.
    pub(crate) fn refuses(&self) -> bool {
        let at_start = |fault: &Fault| fault.place == Place::Byte(0) && fault.harm == Harm::RefuseLogin;
        self.refuses || self.faults.iter().any(at_start)
    }

    /// Lets it end as soon as what waits is sent.
    pub(crate) fn close(&mut self) {
        self.end = End::Closing;
        self.held.clear();
    }

    /// Lets it end as soon as the answers that come later are sent too.
    pub(crate) fn close_after_answers(&mut self) {
        if self.held.is_empty() {
            self.close();
        } else if self.end == End::Open {
            self.end = End::AfterHeld;
        }
    }

    /// Bytes that were made and not sent.
    pub(crate) fn unsent(&self) -> usize {
        self.out.waiting().len() + self.held.iter().map(|held| held.bytes.len()).sum::<usize>()
    }

    /// Whether the answer to the login is still to come.
    pub(crate) fn holds_login(&self) -> bool {
        self.held.iter().any(|held| held.is_login)
    }

    /// When [`go_on`](Self::go_on) has something to do.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        let held = self.held.front().map(|held| held.due);
        let timed = self.timed.front().map(|(at, _)| *at).filter(|_| !self.is_closing());
        [held, timed, self.out.stalled_until()].into_iter().flatten().min()
    }

    /// Lets time go on.
    pub(crate) fn go_on(&mut self, now: Duration) {
        while let Some((_, harm)) = pop_if(&mut self.timed, |(at, _)| *at <= now) {
            if !self.is_closing() {
                self.strike_now(harm, now);
            }
        }
        while let Some(held) = pop_if(&mut self.held, |held| held.due <= now) {
            self.message(&held.bytes, Some(Place::Answer(held.number)), now);
        }
        if self.end == End::AfterHeld && self.held.is_empty() {
            self.close();
        }
        self.out.go_on(now);
    }

    /// Adds an event.
    pub(crate) fn play(&mut self, event: &[u8], now: Duration) {
        self.events += 1;
        self.message(event, Some(Place::Event(self.events)), now);
    }

    /// Gives an answer now, later or never.
    pub(crate) fn answer(&mut self, answer: &[u8], is_login: bool, now: Duration) {
        self.answers += 1;
        let place = Place::Answer(self.answers);
        for fault in self.faults.iter().filter(|fault| fault.place == place) {
            match fault.harm {
                Harm::Late(time) => self.late = time,
                Harm::Unanswered => self.swallows = true,
                _ => {}
            }
        }
        if std::mem::take(&mut self.swallows) {
            return;
        }
        if self.late.is_zero() && self.held.is_empty() {
            self.message(answer, Some(place), now);
            return;
        }
        // One that is due earlier waits for those before it.
        let due = now.saturating_add(self.late);
        self.held.push_back(Held { due, number: self.answers, bytes: answer.to_vec(), is_login });
    }
}

fn pop_if<T>(queue: &mut VecDeque<T>, is_it: impl FnOnce(&T) -> bool) -> Option<T> {
    if queue.front().is_some_and(is_it) { queue.pop_front() } else { None }
}
