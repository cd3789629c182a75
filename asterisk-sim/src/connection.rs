//! What waits to be sent on one connection, and the faults that strike it.

use std::time::Duration;

use crate::ami::Session;
use crate::fault::{Fault, Harm, Place};

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) session: Session,
    pub(crate) accepted: Duration,
    faults: Vec<Fault>,
    out: Vec<u8>,
    /// How much of `out` is sent.
    sent: usize,
    /// Bytes that were ever put into `out`.
    total: u64,
    /// Played events that it got.
    events: u64,
    /// Since when bytes wait of which none was taken.
    waits_since: Duration,
    /// Nothing is sent before.
    stalled_until: Option<Duration>,
    closing: bool,
}

impl Connection {
    pub(crate) fn new(session: Session, faults: Vec<Fault>, now: Duration) -> Self {
        Self {
            session,
            accepted: now,
            faults,
            out: Vec::new(),
            sent: 0,
            total: 0,
            events: 0,
            waits_since: now,
            stalled_until: None,
            closing: false,
        }
    }

    /// What waits to be sent, also while it is held back.
    pub(crate) fn waiting(&self) -> &[u8] {
        self.out.get(self.sent..).unwrap_or_default()
    }

    /// What may be sent now.
    pub(crate) fn ready(&self) -> &[u8] {
        if self.stalled_until.is_some() { &[] } else { self.waiting() }
    }

    /// Whether it ends as soon as what waits is sent.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing
    }

    pub(crate) fn close(&mut self) {
        self.closing = true;
    }

    pub(crate) fn stalled_until(&self) -> Option<Duration> {
        self.stalled_until
    }

    pub(crate) fn go_on(&mut self, now: Duration) {
        if self.stalled_until.is_some_and(|until| until <= now) {
            self.stalled_until = None;
            self.waits_since = now;
        }
    }

    /// Since when the client has read nothing, if there is something for it.
    pub(crate) fn unread_since(&self) -> Option<Duration> {
        (!self.ready().is_empty()).then_some(self.waits_since)
    }

    pub(crate) fn took(&mut self, bytes: usize, now: Duration) {
        self.sent = (self.sent + bytes).min(self.out.len());
        if bytes > 0 {
            self.waits_since = now;
        }
        if self.sent == self.out.len() {
            self.out.clear();
            self.sent = 0;
        } else if self.sent > self.out.len() / 2 {
            self.out.drain(..self.sent);
            self.sent = 0;
        }
    }

    /// Lets `write` add the banner or answers.
    pub(crate) fn put(&mut self, now: Duration, write: impl FnOnce(&mut Session, &mut Vec<u8>)) {
        if self.closing {
            return;
        }
        self.begin_waiting(now);
        let from = self.out.len();
        write(&mut self.session, &mut self.out);
        self.strike_bytes(from, now);
    }

    /// Adds a played event.
    pub(crate) fn play(&mut self, event: &[u8], now: Duration) {
        if self.closing {
            return;
        }
        self.begin_waiting(now);
        self.events += 1;
        let from = self.out.len();
        if self.faults.is_empty() {
            self.out.extend_from_slice(event);
            self.total += event.len() as u64;
            return;
        }
        let mut shown = event;
        let mut times = 1;
        for fault in &self.faults {
            if fault.place != Place::Event(self.events) {
                continue;
            }
            match &fault.harm {
                Harm::DropBefore => (shown, self.closing) = (&[], true),
                Harm::DropWithin => {
                    (shown, self.closing) = (event.get(..event.len() / 2).unwrap_or_default(), true);
                }
                Harm::Stall(time) => self.stalled_until = Some(now.saturating_add(*time)),
                Harm::Repeat => times += 1,
                Harm::Insert(bytes) => self.out.extend_from_slice(bytes),
            }
        }
        for _ in 0..times {
            self.out.extend_from_slice(shown);
        }
        self.strike_bytes(from, now);
    }

    fn begin_waiting(&mut self, now: Duration) {
        if self.waiting().is_empty() {
            self.waits_since = now;
        }
    }

    /// Counts the bytes from `from` on, and carries out the faults that strike among them.
    fn strike_bytes(&mut self, from: usize, now: Duration) {
        let before = self.total;
        self.total += self.out.len().saturating_sub(from) as u64;
        for fault in &self.faults {
            let Place::Byte(byte) = fault.place else { continue };
            if byte < before || byte >= self.total {
                continue;
            }
            let place = from + usize::try_from(byte - before).unwrap_or(usize::MAX);
            match &fault.harm {
                Harm::DropBefore | Harm::DropWithin => {
                    self.out.truncate(place);
                    self.closing = true;
                }
                Harm::Stall(time) => self.stalled_until = Some(now.saturating_add(*time)),
                Harm::Repeat => {}
                Harm::Insert(bytes) => {
                    let place = place.min(self.out.len());
                    self.out.splice(place..place, bytes.iter().copied());
                }
            }
        }
    }
}
