//! One message to clients, numbered, and written as JSON once for all who are sent the same.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use callflow_core::{Change, ChangeKind, privacy};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::audience::{Audience, Facts, Part};
use super::forms::{Gone, QueueNow};

/// The run of the server that numbered a message: the number alone would repeat after a restart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Epoch(pub(crate) u64);

/// The place behind a message in the stream of one audience; the id of the message.
///
/// In text `9f86d081884c7d65-42-1b2c3d4e`: epoch, number, [mark](Audience::mark).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    pub(crate) epoch: Epoch,
    pub(crate) number: u64,
    pub(crate) mark: u32,
}

impl Place {
    /// A place that nothing is kept behind. No server has this epoch and number.
    pub(crate) const NOWHERE: Self = Self { epoch: Epoch(0), number: u64::MAX, mark: 0 };
}

/// A text is no place.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no id of a message")]
pub(crate) struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{}-{:08x}", self.epoch.0, self.number, self.mark)
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let mut parts = text.split('-');
        let (Some(epoch), Some(number), Some(mark), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NoPlace);
        };
        let epoch = Epoch(u64::from_str_radix(epoch, 16).map_err(|_| NoPlace)?);
        let number = number.parse().map_err(|_| NoPlace)?;
        Ok(Self { epoch, number, mark: u32::from_str_radix(mark, 16).map_err(|_| NoPlace)? })
    }
}

/// What a message says.
#[derive(Clone, Debug)]
pub(crate) enum Payload {
    /// Something changed.
    Change(Arc<Change>),
    /// How many wait in a queue has changed.
    Queue(Arc<QueueNow>),
    /// Something is out of sight.
    Gone(Gone),
}

impl Payload {
    /// What the message is called.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Change(_) => "change",
            Self::Queue(_) => "queue",
            Self::Gone(_) => "gone",
        }
    }
}

/// A message, for whom it is, and what it is written as.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) number: u64,
    pub(crate) part: Part,
    pub(crate) facts: Facts,
    /// Who sees these too is not sent it.
    pub(crate) unless: Option<Facts>,
    pub(crate) payload: Payload,
    full: OnceLock<Arc<str>>,
    masked: OnceLock<Arc<str>>,
    full_call: OnceLock<Arc<RawValue>>,
    masked_call: OnceLock<Arc<RawValue>>,
    size: usize,
}

/// So many bytes a message takes about, besides what it carries.
const HEAD: usize = 512;
/// So many a party, leg or visit of a call.
const EACH: usize = 256;

impl Event {
    pub(crate) fn new(number: u64, part: Part, facts: Facts, payload: Payload) -> Self {
        let size = match &payload {
            Payload::Change(change) => {
                HEAD + change.kind.call().map_or(0, |call| {
                    EACH * (4
                        + call.legs.len()
                        + call.parties.len()
                        + call.segments.len()
                        + call.queue_visits.len())
                })
            }
            Payload::Queue(queue) => HEAD + EACH * queue.members.len(),
            Payload::Gone(_) => HEAD,
        };
        Self {
            number,
            part,
            facts,
            unless: None,
            payload,
            full: OnceLock::new(),
            masked: OnceLock::new(),
            full_call: OnceLock::new(),
            masked_call: OnceLock::new(),
            size,
        }
    }

    pub(crate) fn unless(mut self, facts: Facts) -> Self {
        self.unless = Some(facts);
        self
    }

    /// About how many bytes it takes while it waits.
    pub(crate) const fn size(&self) -> usize {
        self.size
    }

    pub(crate) fn is_for(&self, audience: &Audience) -> bool {
        audience.sees(self.part, &self.facts)
            && !self.unless.as_ref().is_some_and(|unless| audience.sees(self.part, unless))
    }

    /// Its JSON, for those who see numbers in full or for those who do not.
    pub(crate) fn json(&self, sees_numbers: bool) -> Arc<str> {
        match &self.payload {
            Payload::Change(change) if !sees_numbers && change.kind.call().is_some() => {
                self.masked.get_or_init(|| json(&masked(change))).clone()
            }
            Payload::Change(change) => self.full.get_or_init(|| json(&**change)).clone(),
            Payload::Queue(queue) => self.full.get_or_init(|| json(&**queue)).clone(),
            Payload::Gone(gone) => self.full.get_or_init(|| json(gone)).clone(),
        }
    }
}

impl Event {
    /// The JSON of its call alone, likewise.
    pub(crate) fn call_json(&self, sees_numbers: bool) -> Option<Arc<RawValue>> {
        let Payload::Change(change) = &self.payload else { return None };
        let call = change.kind.call()?;
        let json = if sees_numbers {
            self.full_call.get_or_init(|| raw(call))
        } else {
            self.masked_call.get_or_init(|| raw(&privacy::masked_call(call)))
        };
        Some(json.clone())
    }
}

/// The JSON of something that always has one, to be put into other JSON.
pub(crate) fn raw(told: &impl Serialize) -> Arc<RawValue> {
    to_raw_value(told).unwrap_or_default().into()
}

/// The JSON of something that always has one.
pub(crate) fn json(told: &impl Serialize) -> Arc<str> {
    serde_json::to_string(told).unwrap_or_default().into()
}

/// With the numbers of outside parties hidden.
pub(crate) fn masked(change: &Change) -> Change {
    let mut change = change.clone();
    match &mut change.kind {
        ChangeKind::CallStarted(call)
        | ChangeKind::CallUpdated(call)
        | ChangeKind::CallEnded(call)
        | ChangeKind::CallMerged(call) => **call = privacy::masked_call(call),
        _ => {}
    }
    change
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written_and_nothing_else_is() {
        let place = Place { epoch: Epoch(0x9f), number: 42, mark: 0xffff_0001 };
        assert_eq!(place.to_string(), "000000000000009f-42-ffff0001");
        assert_eq!(place.to_string().parse(), Ok(place));
        for text in ["", "1", "1-2", "1-2-3-4", "x-2-3", "1-x-3", "1-2-x", "1--3", "1-2-100000000"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}
