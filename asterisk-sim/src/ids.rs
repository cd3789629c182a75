//! Ids of a recording, and new ones for each time that it is played.
//!
//! Where ids are is found out once, when a recording is read; to play an event then is to copy its bytes with
//! other digits in between.

use std::collections::BTreeSet;
use std::ops::Range;
use std::time::Duration;

use ami_proto::Frame;

mod find;
mod fresh;

#[cfg(feature = "ari")]
pub(crate) use fresh::put_uuid;
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
    /// The eight hexadecimal digits at the end of a channel's name.
    Suffix(u32),
    /// Those of a call id (`C-0000000f`).
    Call(u32),
    /// The whole id, when it has none of these forms: who originates a channel may name it.
    Text,
    /// A header `Timestamp`.
    Stamp(Duration),
}

/// Which numbers a recording uses: the least, and one past the largest.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Span {
    /// One past the largest counter.
    pub(crate) counter: u64,
    /// Ends of channel names.
    pub(crate) suffix: Range<u32>,
    /// Call ids.
    pub(crate) call: Range<u32>,
}

/// What a header names that ends with a call.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Named {
    /// A channel or a call, by its Uniqueid or Linkedid.
    Unique,
    /// A bridge.
    Bridge,
    /// A channel, by its name.
    Channel,
}

/// The name in a header that holds one.
pub(crate) fn named<'v>(name: &[u8], value: &'v [u8]) -> Option<(Named, &'v [u8])> {
    let kind = match Holds::of(name) {
        Holds::Unique => Named::Unique,
        Holds::Bridge => Named::Bridge,
        // Other values of such headers are no channels (`none`), or only the beginning of a name.
        Holds::Channel => {
            find::suffixes(value).next()?;
            Named::Channel
        }
        Holds::Call | Holds::Stamp | Holds::Nothing | Holds::Anything => return None,
    };
    is_named(value).then_some((kind, value))
}

/// What the headers that hold ids have shown. In other values digits are an id only if they are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    unique: BTreeSet<(u64, u64)>,
    bridges: BTreeSet<u128>,
    suffixes: BTreeSet<u32>,
    calls: BTreeSet<u32>,
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
                Holds::Call => self.calls.extend(find::suffixes(header.value).map(|(_, call)| call)),
                Holds::Stamp | Holds::Nothing | Holds::Anything => {}
            }
        }
    }

    pub(crate) fn span(&self) -> Span {
        Span {
            counter: self.unique.iter().map(|(_, counter)| counter + 1).max().unwrap_or_default(),
            suffix: range(&self.suffixes),
            call: range(&self.calls),
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
                    if is_call(value, start) && self.calls.contains(&suffix) {
                        mark(start, start + 8, Id::Call(suffix));
                    } else if self.suffixes.contains(&suffix) {
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

/// Whether the digits at `start` are those of a call id: `C-0000000f`, and not of a channel `X/ABC-0000000f`.
fn is_call(value: &[u8], start: usize) -> bool {
    let before = value.get(..start.saturating_sub(1)).unwrap_or_default();
    let letter = before.strip_suffix(b"C");
    letter.is_some_and(|before| {
        !before.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'/')
    })
}

fn range(numbers: &BTreeSet<u32>) -> Range<u32> {
    let end = numbers.last().map_or(0, |last| last.saturating_add(1));
    numbers.first().copied().unwrap_or_default()..end
}

/// Whether a value that should be an id is one.
fn is_named(value: &[u8]) -> bool {
    !value.is_empty() && value != b"<unknown>" && value != b"none"
}
