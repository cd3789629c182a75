//! What faults do to the output.

use std::time::Duration;

use super::{End, Line};
use crate::fault::{Harm, Place};

impl Line {
    /// Adds the banner, an answer or an event, with the faults that strike there.
    pub(crate) fn message(&mut self, message: &[u8], place: Option<Place>, now: Duration) {
        if self.is_closing() {
            return;
        }
        if self.faults.is_empty() {
            self.out.push(message, now);
            self.total += message.len() as u64;
            return;
        }
        let (mut shown, mut times) = (message, 1);
        let mut lasting = Vec::new();
        for fault in self.faults.iter().filter(|fault| Some(fault.place) == place) {
            match &fault.harm {
                Harm::DropBefore => (shown, self.end) = (&[], End::Closing),
                Harm::DropWithin => {
                    (shown, self.end) = (shown.get(..message.len() / 2).unwrap_or(shown), End::Closing);
                }
                Harm::Stall(time) => self.out.stall(self.out.len(), now.saturating_add(*time)),
                Harm::Repeat => times = 2,
                Harm::Insert(bytes) => self.out.push(bytes, now),
                // Those that concern answers have done so when this one was made.
                Harm::Late(_) | Harm::Unanswered if matches!(place, Some(Place::Answer(_))) => {}
                harm => lasting.push(harm.clone()),
            }
        }
        lasting.into_iter().for_each(|harm| self.strike_now(harm, now));
        let from = self.out.len();
        // What breaks off does so the first time.
        for _ in 0..if self.is_closing() { 1 } else { times } {
            self.out.push(shown, now);
        }
        self.strike_bytes(from, now);
        if self.is_closing() {
            self.close();
        }
    }

    /// Counts the bytes from `from` on, and carries out the faults that strike among them.
    fn strike_bytes(&mut self, from: usize, now: Duration) {
        let before = self.total;
        self.total += self.out.len().saturating_sub(from) as u64;
        let among = before..self.total;
        let mut lasting = Vec::new();
        for fault in &self.faults {
            let Place::Byte(byte) = fault.place else { continue };
            if !among.contains(&byte) {
                continue;
            }
            let place = from + usize::try_from(byte - before).unwrap_or(usize::MAX);
            match &fault.harm {
                Harm::DropBefore | Harm::DropWithin => {
                    self.out.truncate(place);
                    self.end = End::Closing;
                }
                Harm::Stall(time) => self.out.stall(place, now.saturating_add(*time)),
                Harm::Insert(bytes) => self.out.insert(place, bytes),
                harm => lasting.push(harm.clone()),
            }
        }
        lasting.into_iter().for_each(|harm| self.strike_now(harm, now));
    }

    /// Carries out a harm between two messages.
    pub(super) fn strike_now(&mut self, harm: Harm, now: Duration) {
        match harm {
            Harm::DropBefore => self.close(),
            Harm::DropWithin => {
                self.out.discard();
                self.close();
            }
            Harm::Stall(time) => self.out.stall(self.out.len(), now.saturating_add(time)),
            Harm::Repeat => {}
            Harm::Insert(bytes) => self.out.push(&bytes, now),
            Harm::Pieces(bytes) => self.out.set_pieces(bytes),
            Harm::Late(time) => self.late = time,
            Harm::Unanswered => self.swallows = true,
            Harm::RefuseLogin => self.refuses = true,
        }
    }

    /// Undoes what lasts, and lets nothing strike any more.
    pub(crate) fn spare(&mut self) {
        self.faults.clear();
        self.timed.clear();
        self.late = Duration::ZERO;
        self.swallows = false;
        self.refuses = false;
        self.out.free();
    }
}
