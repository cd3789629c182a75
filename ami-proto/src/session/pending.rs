//! Actions under way: their ids, their deadlines, and how far their answers are.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::SendError;
use super::answer::{Answer, Beginning, Expect, begins_list, ends_list, succeeded};
use crate::frame::{Frame, FrameKind};

/// One action that a session took. Tickets of a session are in the order in which its actions were taken.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Ticket(u64);

/// What became of an action when the connection was lost.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fate {
    /// Not a byte of it was written: Asterisk cannot have done it.
    NotSent,
    /// It was written, at least in part. Whether Asterisk did it is not known.
    Unknown,
}

/// Who asked.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Owner {
    /// Whoever uses the session.
    Caller,
    /// The session, to log in and to settle what comes with it.
    Login,
    /// The session, to see whether anybody is there.
    Keepalive,
}

#[derive(Debug)]
pub(super) struct Entry {
    owner: Owner,
    expect: Expect,
    /// Where its bytes begin, counted from the beginning of the connection.
    begin: u64,
    within: Duration,
    deadline: Duration,
    state: State,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// No response yet; its outcome may have come all the same.
    Asked { outcome_seen: bool },
    /// The response said that a list begins, in one way or the other.
    Listing(Beginning),
    /// The response came, the outcome not.
    AwaitsOutcome,
    /// Nobody waits any more. The id stays known, so that a late list is not taken for events.
    Expired { listing: Option<Beginning> },
}

/// Actions whose answers are late and still awaited, at most.
const MOST_EXPIRED: usize = 4_096;

#[derive(Debug)]
pub(super) struct Pending {
    prefix: String,
    last: u64,
    entries: BTreeMap<Ticket, Entry>,
    /// `ActionID`s that callers chose.
    chosen: BTreeMap<Vec<u8>, Ticket>,
    deadlines: BTreeSet<(Duration, Ticket)>,
    expired: BTreeSet<Ticket>,
    under_way: usize,
}

impl Entry {
    pub(super) fn new(owner: Owner, expect: Expect, begin: u64, within: Duration, now: Duration) -> Self {
        let state = State::Asked { outcome_seen: false };
        Self { owner, expect, begin, within, deadline: now.saturating_add(within), state }
    }
}

impl Pending {
    pub(super) fn new(prefix: String) -> Self {
        Self {
            prefix,
            last: 0,
            entries: BTreeMap::new(),
            chosen: BTreeMap::new(),
            deadlines: BTreeSet::new(),
            expired: BTreeSet::new(),
            under_way: 0,
        }
    }

    /// The next ticket, and the id that goes with it unless the caller has chosen one.
    pub(super) fn next(&mut self, chosen: Option<&[u8]>) -> Result<(Ticket, Option<String>), SendError> {
        if chosen.is_some_and(|id| self.ticket(id).is_some()) {
            return Err(SendError::ActionIdInUse);
        }
        self.last += 1;
        let generated = chosen.is_none().then(|| format!("{}-{}", self.prefix, self.last));
        Ok((Ticket(self.last), generated))
    }

    pub(super) fn add(&mut self, ticket: Ticket, chosen: Option<Vec<u8>>, entry: Entry) {
        if let Some(id) = chosen {
            self.chosen.insert(id, ticket);
        }
        self.under_way += usize::from(entry.owner == Owner::Caller);
        self.deadlines.insert((entry.deadline, ticket));
        self.entries.insert(ticket, entry);
    }

    pub(super) fn under_way(&self) -> usize {
        self.under_way
    }

    pub(super) fn due(&self) -> Option<Duration> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    fn ticket(&self, id: &[u8]) -> Option<Ticket> {
        // An id that a caller chose may look like one of ours.
        if let Some(ticket) = self.chosen.get(id) {
            return Some(*ticket);
        }
        let number = id.strip_prefix(self.prefix.as_bytes())?.strip_prefix(b"-")?;
        let ticket = Ticket(core::str::from_utf8(number).ok()?.parse().ok()?);
        self.entries.contains_key(&ticket).then_some(ticket)
    }

    /// What a frame is to the actions under way.
    pub(super) fn answer(&mut self, frame: &Frame<'_>, now: Duration) -> Answer {
        let Some(ticket) = frame.get("ActionID").and_then(|id| self.ticket(id)) else {
            return Answer::Nobodys;
        };
        let Some(entry) = self.entries.get_mut(&ticket) else { return Answer::Nobodys };
        let response = frame.kind() == FrameKind::Response;
        let awaited =
            matches!(entry.expect, Expect::Outcome(name) if frame.event_name() == Some(name.as_bytes()));
        match entry.state {
            State::Asked { outcome_seen } if response => {
                let next = if let Some(beginning) = begins_list(frame) {
                    Some(State::Listing(beginning))
                } else if matches!(entry.expect, Expect::Outcome(_)) && succeeded(frame) && !outcome_seen {
                    Some(State::AwaitsOutcome)
                } else {
                    None
                };
                self.go_on(ticket, next, now)
            }
            State::Asked { .. } if awaited => {
                entry.state = State::Asked { outcome_seen: true };
                Answer::Outcome(ticket)
            }
            State::Listing(beginning) if !response => {
                let next = (!ends_list(frame, beginning)).then_some(State::Listing(beginning));
                self.go_on(ticket, next, now)
            }
            State::AwaitsOutcome if awaited => {
                self.remove(ticket);
                Answer::Outcome(ticket)
            }
            State::Expired { listing: None } if response => {
                match begins_list(frame) {
                    Some(beginning) => entry.state = State::Expired { listing: Some(beginning) },
                    None => self.remove(ticket),
                }
                Answer::Late
            }
            State::Expired { listing: Some(beginning) } if !response => {
                if ends_list(frame, beginning) {
                    self.remove(ticket);
                }
                Answer::Late
            }
            State::Asked { .. } | State::Listing(_) | State::AwaitsOutcome | State::Expired { .. } => {
                Answer::Nobodys
            }
        }
    }

    /// The one question of a login was answered by a response without an id.
    pub(super) fn answered_without_id(&mut self) {
        let asked =
            self.entries.iter().find(|(_, entry)| entry.owner == Owner::Login).map(|(ticket, _)| *ticket);
        if let Some(ticket) = asked {
            self.remove(ticket);
        }
    }

    /// Part of an answer came; `None` if it was the last.
    fn go_on(&mut self, ticket: Ticket, next: Option<State>, now: Duration) -> Answer {
        let Some(entry) = self.entries.get_mut(&ticket) else { return Answer::Nobodys };
        if entry.owner != Owner::Caller {
            let owner = entry.owner;
            self.remove(ticket);
            return Answer::Own(owner);
        }
        let Some(next) = next else {
            self.remove(ticket);
            return Answer::Last(ticket);
        };
        entry.state = next;
        self.deadlines.remove(&(entry.deadline, ticket));
        entry.deadline = now.saturating_add(entry.within);
        self.deadlines.insert((entry.deadline, ticket));
        Answer::Part(ticket)
    }

    /// The actions whose time is over.
    pub(super) fn expire(&mut self, now: Duration) -> Vec<(Ticket, Owner)> {
        let mut over = Vec::new();
        while let Some(&(deadline, ticket)) = self.deadlines.first()
            && deadline <= now
        {
            self.deadlines.pop_first();
            let Some(entry) = self.entries.get_mut(&ticket) else { continue };
            over.push((ticket, entry.owner));
            self.under_way -= usize::from(entry.owner == Owner::Caller);
            match entry.state {
                State::AwaitsOutcome => self.forget(ticket),
                state => {
                    let listing = match state {
                        State::Listing(beginning) => Some(beginning),
                        _ => None,
                    };
                    entry.state = State::Expired { listing };
                    self.expired.insert(ticket);
                }
            }
        }
        while self.expired.len() > MOST_EXPIRED
            && let Some(oldest) = self.expired.first().copied()
        {
            self.forget(oldest);
        }
        over
    }

    /// What became of those that are under way.
    pub(super) fn lose(self, written: u64) -> impl Iterator<Item = (Ticket, Fate)> {
        let under_way =
            |entry: &Entry| entry.owner == Owner::Caller && !matches!(entry.state, State::Expired { .. });
        self.entries.into_iter().filter(move |(_, entry)| under_way(entry)).map(move |(ticket, entry)| {
            (ticket, if entry.begin >= written { Fate::NotSent } else { Fate::Unknown })
        })
    }

    fn remove(&mut self, ticket: Ticket) {
        if let Some(entry) = self.entries.get(&ticket) {
            self.deadlines.remove(&(entry.deadline, ticket));
            let counted = entry.owner == Owner::Caller && !matches!(entry.state, State::Expired { .. });
            self.under_way -= usize::from(counted);
        }
        self.forget(ticket);
    }

    fn forget(&mut self, ticket: Ticket) {
        self.entries.remove(&ticket);
        self.expired.remove(&ticket);
        if !self.chosen.is_empty() {
            self.chosen.retain(|_, of| *of != ticket);
        }
    }
}
