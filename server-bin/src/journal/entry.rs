//! One input of a tracker, as it is kept: what was heard, when it was received.
//!
//! Entries are kept many at a time: a row of small records, each with its kind, the time since the one before, a number
//! and the length of its bytes, and then the bytes of all of them. That compresses well.

use ami_proto::{Frame, FrameBlock, Frames, Limits, OwnedFrame};
use ari_client::Event;
use callflow_core::Timestamp;
use callflow_core::lease::LeaseCommand;

/// What was heard of an answer to a question.
#[derive(Clone, Copy, Debug)]
pub enum Answer<'a> {
    /// The response, also if it is an error.
    Response(Frame<'a>),
    /// An item of the list.
    Item(Frame<'a>),
    /// The event that ends the list.
    End(Frame<'a>),
    /// There is no answer, or no more of it.
    Failed,
}

/// What a tracker was told, besides the time.
#[derive(Clone, Copy, Debug)]
pub enum Heard<'a> {
    /// An event.
    Event(Frame<'a>),
    /// Logged in; Asterisk is asked how things are.
    Connected,
    /// Part of the answer to the question of that number.
    Answer(u64, Answer<'a>),
    /// The connection is lost; the time is when Asterisk was last heard of.
    LinkLost,
    /// Time went on.
    Tick,
    /// A client or an operator wants something of the leased extensions (`lease_frame` makes one of it).
    Lease(Frame<'a>),
    /// An operator takes all leases back.
    ResetLeases,
    /// An event of ARI of which the tracker takes something (`ari_frame` makes one of it).
    Ari(Frame<'a>),
    /// The connection to ARI is lost.
    AriLost,
}

/// The header of a [`Heard::Ari`] that has the event, as JSON.
const ARI_EVENT: &str = "AriEvent";

/// An event of ARI as it is kept: what a journal holds are frames.
pub(crate) fn ari_frame(event: &Event) -> OwnedFrame {
    // What was read from JSON can be written as JSON.
    let json = serde_json::to_string(event).unwrap_or_default();
    OwnedFrame::from_headers([(ARI_EVENT, json.as_str())])
}

/// The event of a [`Heard::Ari`].
#[must_use]
pub fn ari_event(frame: &Frame<'_>) -> Option<Event> {
    Event::from_json(&frame.text(ARI_EVENT)?).ok()
}

/// The header of a [`Heard::Lease`] that has the command, as JSON.
const COMMAND: &str = "Command";

/// A command as it is kept: what a journal holds are frames.
pub(crate) fn lease_frame(command: &LeaseCommand) -> OwnedFrame {
    // It has texts and numbers alone, which are JSON always.
    let json = serde_json::to_string(command).unwrap_or_default();
    OwnedFrame::from_headers([(COMMAND, json.as_str())])
}

/// The command of such a frame.
pub(crate) fn lease_command(frame: &Frame<'_>) -> Option<LeaseCommand> {
    serde_json::from_str(&frame.text(COMMAND)?).ok()
}

/// One input.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// When it was received.
    pub at: Timestamp,
    /// What it was.
    pub heard: Heard<'a>,
}

impl<'a> Heard<'a> {
    /// Kind, number, bytes.
    fn parts(self) -> (u8, u64, &'a [u8]) {
        match self {
            Self::Event(frame) => (0, 0, frame.bytes()),
            Self::Connected => (1, 0, &[]),
            Self::Answer(ask, Answer::Response(frame)) => (2, ask, frame.bytes()),
            Self::Answer(ask, Answer::Item(frame)) => (3, ask, frame.bytes()),
            Self::Answer(ask, Answer::End(frame)) => (4, ask, frame.bytes()),
            Self::Answer(ask, Answer::Failed) => (5, ask, &[]),
            Self::LinkLost => (6, 0, &[]),
            Self::Tick => (7, 0, &[]),
            Self::Lease(frame) => (8, 0, frame.bytes()),
            Self::ResetLeases => (9, 0, &[]),
            Self::Ari(frame) => (10, 0, frame.bytes()),
            Self::AriLost => (11, 0, &[]),
        }
    }

    fn of(kind: u8, number: u64, frame: Frame<'a>) -> Option<Self> {
        Some(match kind {
            0 => Self::Event(frame),
            1 => Self::Connected,
            2 => Self::Answer(number, Answer::Response(frame)),
            3 => Self::Answer(number, Answer::Item(frame)),
            4 => Self::Answer(number, Answer::End(frame)),
            5 => Self::Answer(number, Answer::Failed),
            6 => Self::LinkLost,
            7 => Self::Tick,
            8 => Self::Lease(frame),
            9 => Self::ResetLeases,
            10 => Self::Ari(frame),
            11 => Self::AriLost,
            _ => return None,
        })
    }
}

/// Entries on their way to the disk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Packer {
    records: Vec<u8>,
    bytes: Vec<u8>,
    count: u64,
    /// When the first and the last was received: the times between are told as steps.
    span: Option<(i64, i64)>,
}

impl Packer {
    pub(crate) fn push(&mut self, entry: &Entry<'_>) {
        let at = entry.at.unix_micros();
        let (kind, number, bytes) = entry.heard.parts();
        let (first, last) = self.span.unwrap_or((at, at));
        self.records.push(kind);
        put(&mut self.records, zigzag(at.wrapping_sub(last)));
        put(&mut self.records, number);
        put(&mut self.records, bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
        self.count += 1;
        self.span = Some((first, at));
    }

    /// Adds those of `other`, which came behind.
    pub(crate) fn append(&mut self, other: &Self) {
        let (Some((kind, rest)), Some((their_first, their_last))) = (other.records.split_first(), other.span)
        else {
            return;
        };
        let (first, last) = self.span.unwrap_or((their_first, their_first));
        self.records.push(*kind);
        put(&mut self.records, zigzag(their_first.wrapping_sub(last)));
        // The first step is none: one byte.
        self.records.extend_from_slice(rest.get(1..).unwrap_or_default());
        self.bytes.extend_from_slice(&other.bytes);
        self.count += other.count;
        self.span = Some((first, their_last));
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// In memory.
    pub(crate) fn size(&self) -> usize {
        self.records.len() + self.bytes.len()
    }

    /// When the first and when the last one was received.
    pub(crate) fn span(&self) -> (Timestamp, Timestamp) {
        let (first, last) = self.span.unwrap_or_default();
        (Timestamp::from_unix_micros(first), Timestamp::from_unix_micros(last))
    }

    /// As they are written; [`Entries::decode`] reads it.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut all = Vec::with_capacity(self.size() + 32);
        put(&mut all, self.count);
        put(&mut all, zigzag(self.span.unwrap_or_default().0));
        put(&mut all, self.records.len() as u64);
        all.extend_from_slice(&self.records);
        all.extend_from_slice(&self.bytes);
        all
    }
}

/// Entries that were read, their frames parsed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Entries {
    /// Time, kind, number, and the place of the frame.
    records: Vec<(Timestamp, u8, u64, Option<usize>)>,
    frames: FrameBlock,
}

impl Entries {
    /// `None` for what [`Packer::encode`] has not written.
    pub(crate) fn decode(mut all: &[u8]) -> Option<Self> {
        let count = take(&mut all)?;
        let mut at = unzigzag(take(&mut all)?);
        let records = usize::try_from(take(&mut all)?).ok()?;
        let (mut records, mut bytes) = all.split_at_checked(records)?;
        let mut entries = Self::default();
        while let Some((kind, rest)) = records.split_first() {
            records = rest;
            at = at.wrapping_add(unzigzag(take(&mut records)?));
            let number = take(&mut records)?;
            let (mine, rest) = bytes.split_at_checked(usize::try_from(take(&mut records)?).ok()?)?;
            bytes = rest;
            Heard::of(*kind, number, Frame::empty())?;
            // It was received, so no limit is too narrow for it.
            let mut frames = Frames::with_limits(mine, LIMITS);
            let frame = match frames.next() {
                Some(Ok(frame)) => Some(entries.frames.push(&frame)),
                _ => None,
            };
            entries.records.push((Timestamp::from_unix_micros(at), *kind, number, frame));
        }
        (entries.records.len() as u64 == count).then_some(entries)
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// In order, from the `n`th on.
    pub(crate) fn iter_from(&self, n: usize) -> impl Iterator<Item = Entry<'_>> {
        self.records.get(n..).unwrap_or_default().iter().filter_map(|&(at, kind, number, frame)| {
            let frame = frame.and_then(|place| self.frames.get(place)).unwrap_or_else(Frame::empty);
            Some(Entry { at, heard: Heard::of(kind, number, frame)? })
        })
    }
}

const LIMITS: Limits = Limits::DEFAULT
    .frame_bytes(usize::MAX)
    .command_bytes(usize::MAX)
    .headers(usize::MAX)
    .command_lines(usize::MAX);

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn put(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

fn take(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = from.split_first()?;
        *from = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

/// So that a small step back is a small number too.
fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)).cast_unsigned()
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail loudly")]
mod tests {
    use ami_proto::OwnedFrame;
    use proptest::prelude::*;

    use super::*;

    /// What can be compared.
    fn plain(entry: &Entry<'_>) -> (i64, u8, u64, Vec<u8>) {
        let (kind, number, bytes) = entry.heard.parts();
        (entry.at.unix_micros(), kind, number, bytes.to_vec())
    }

    proptest! {
        #[test]
        fn entries_come_back_as_they_were(
            wanted in prop::collection::vec((any::<i64>(), 0..10_u8, any::<u64>(), "[a-z]{1,9}"), 0..40),
            split in 0..40_usize,
        ) {
            let frames: Vec<OwnedFrame> =
                wanted.iter().map(|(.., text)| OwnedFrame::from_headers([("Event", text)])).collect();
            let entries: Vec<Entry<'_>> = wanted
                .iter()
                .zip(&frames)
                .map(|((at, kind, number, _), frame)| Entry {
                    at: Timestamp::from_unix_micros(*at),
                    heard: Heard::of(*kind, *number, frame.as_frame()).unwrap(),
                })
                .collect();
            let (one, other) = entries.split_at(split.min(entries.len()));
            let [mut all, behind] = [one, other].map(|part| {
                let mut packer = Packer::default();
                part.iter().for_each(|entry| packer.push(entry));
                packer
            });
            all.append(&behind);
            let read = Entries::decode(&all.encode()).unwrap();
            let have: Vec<_> = read.iter_from(0).map(|entry| plain(&entry)).collect();
            // A number counts only where it means something.
            let want: Vec<_> = entries.iter().map(plain).collect();
            prop_assert_eq!(have, want);
            prop_assert_eq!(all.count(), entries.len() as u64);
        }

        #[test]
        fn damaged_bytes_are_refused_or_are_other_entries(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Some(entries) = Entries::decode(&bytes) {
                prop_assert_eq!(entries.iter_from(0).count(), entries.len());
            }
        }
    }
}
