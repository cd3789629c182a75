//! Ids of a recording, and new ones for each time that it is played.
//!
//! Where ids are is found out once, when a recording is read; to play an event then is to copy its bytes with
//! other digits in between.

use std::collections::BTreeSet;
use std::time::Duration;

use ami_proto::Frame;

mod find;
mod fresh;

pub(crate) use fresh::{Fresh, mixed, put_unix};

/// Bytes of a recording that are an id, or a time.
#[derive(Clone, Debug)]
pub(crate) struct Mark {
    /// Offset in the recording.
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) what: Id,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Id {
    /// `1795198571.12`, the end of a Uniqueid or Linkedid.
    Unique { seconds: u64, counter: u64 },
    /// A bridge's UUID, without its dashes.
    Bridge(u128),
    /// The eight hexadecimal digits at the end of a channel's name or of a call id (`C-0000000f`).
    Suffix(u32),
    /// The whole id, when it has none of these forms: who originates a channel may name it.
    Text,
    /// A header `Timestamp`.
    Stamp(Duration),
}

/// One past the largest numbers that a recording uses.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Span {
    pub(crate) counter: u64,
    pub(crate) suffix: u32,
}

/// What the headers that hold ids have shown. In other values digits are an id only if they are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    unique: BTreeSet<(u64, u64)>,
    bridges: BTreeSet<u128>,
    suffixes: BTreeSet<u32>,
}

/// What a header's value is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Holds {
    Unique,
    Bridge,
    Channel,
    Call,
    Stamp,
    /// Nothing that may be touched.
    Nothing,
    Anything,
}

impl Holds {
    fn of(name: &[u8]) -> Self {
        let ends = |end: &[u8]| {
            name.len() >= end.len()
                && name.get(name.len() - end.len()..).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
        };
        if ends(b"BridgeUniqueid") || ends(b"BridgeID") {
            Self::Bridge
        } else if ends(b"Uniqueid") || ends(b"Linkedid") {
            Self::Unique
        } else if ends(b"Channel") {
            Self::Channel
        } else if ends(b"CallID") {
            Self::Call
        } else if name == b"Timestamp" {
            Self::Stamp
        } else if [&b"Event"[..], b"Privilege", b"SentNTP", b"SessionID", b"EventTV"].contains(&name) {
            Self::Nothing
        } else {
            Self::Anything
        }
    }
}

impl Known {
    /// Takes up the ids of a frame, of whatever kind.
    pub(crate) fn learn(&mut self, frame: &Frame<'_>) {
        for header in frame.headers() {
            match Holds::of(header.name) {
                Holds::Unique => {
                    if let Some((_, seconds, counter)) = find::unique_at_end(header.value) {
                        self.unique.insert((seconds, counter));
                    }
                }
                Holds::Bridge => {
                    if let Some(bridge) = find::uuid(header.value) {
                        self.bridges.insert(bridge);
                    }
                }
                Holds::Channel => {
                    self.suffixes.extend(find::suffixes(header.value).map(|(_, suffix)| suffix).last());
                }
                Holds::Call => self.suffixes.extend(find::suffixes(header.value).map(|(_, suffix)| suffix)),
                Holds::Stamp | Holds::Nothing | Holds::Anything => {}
            }
        }
    }

    pub(crate) fn span(&self) -> Span {
        Span {
            counter: self.unique.iter().map(|(_, counter)| counter + 1).max().unwrap_or_default(),
            suffix: self.suffixes.last().map_or(0, |last| last.wrapping_add(1)),
        }
    }

    /// Adds the marks of `frame`, which begins at `base` of the recording, in order.
    pub(crate) fn mark(&self, frame: &[u8], base: usize, marks: &mut Vec<Mark>) {
        for (name, value) in crate::wire::headers(frame) {
            // Both are slices of the frame.
            let at = base + (value.as_ptr() as usize - frame.as_ptr() as usize);
            let from = marks.len();
            self.mark_value(Holds::of(name), value, |start, end, what| {
                marks.push(Mark { start: at + start, end: at + end, what });
            });
            if let Some(new) = marks.get_mut(from..) {
                new.sort_by_key(|mark| mark.start);
            }
        }
    }

    fn mark_value(&self, holds: Holds, value: &[u8], mut mark: impl FnMut(usize, usize, Id)) {
        match holds {
            Holds::Nothing => {}
            Holds::Stamp => {
                if let Some(at) = find::stamp(value) {
                    mark(0, value.len(), Id::Stamp(at));
                }
            }
            Holds::Unique => match find::unique_at_end(value) {
                Some((start, seconds, counter)) => mark(start, value.len(), Id::Unique { seconds, counter }),
                None if is_named(value) => mark(0, value.len(), Id::Text),
                None => {}
            },
            Holds::Bridge => match find::uuid(value) {
                Some(bridge) => mark(0, value.len(), Id::Bridge(bridge)),
                None if is_named(value) => mark(0, value.len(), Id::Text),
                None => {}
            },
            Holds::Channel | Holds::Call | Holds::Anything => {
                for (start, suffix) in find::suffixes(value) {
                    if self.suffixes.contains(&suffix) {
                        mark(start, start + 8, Id::Suffix(suffix));
                    }
                }
                for (start, end, seconds, counter) in find::uniques(value) {
                    if self.unique.contains(&(seconds, counter)) {
                        mark(start, end, Id::Unique { seconds, counter });
                    }
                }
                for (start, bridge) in find::uuids(value) {
                    if self.bridges.contains(&bridge) {
                        mark(start, start + find::UUID, Id::Bridge(bridge));
                    }
                }
            }
        }
    }
}

/// Whether a value that should be an id is one.
fn is_named(value: &[u8]) -> bool {
    !value.is_empty() && value != b"<unknown>" && value != b"none"
}
