//! Many frames that keep their own bytes, in two allocations instead of two for each.

use alloc::vec::Vec;

use crate::frame::{Entry, Frame, FrameKind};

/// Frames that were received together and are kept: bytes and header tables of all of them lie behind one another.
///
/// For whoever hands on events in great numbers. A single frame to keep is an [`OwnedFrame`](crate::OwnedFrame).
///
/// ```
/// use ami_proto::{FrameBlock, frames};
///
/// let mut block = FrameBlock::new();
/// let mut source = frames(b"Event: Hangup\r\nCause: 16\r\n\r\nEvent: Hangup\r\nCause: 17\r\n\r\n");
/// while let Some(frame) = source.next() {
///     block.push(&frame?);
/// }
/// assert_eq!(block.len(), 2);
/// assert_eq!(block.get(1).and_then(|frame| frame.get("Cause")), Some(&b"17"[..]));
/// # Ok::<(), ami_proto::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct FrameBlock {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    places: Vec<Place>,
}

/// Where a frame lies; it ends where the next one begins.
#[derive(Clone, Copy, Debug)]
struct Place {
    bytes: usize,
    entries: usize,
    offset: u64,
    kind: FrameKind,
}

impl FrameBlock {
    /// One without frames.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a copy of a frame, and gives its number.
    pub fn push(&mut self, frame: &Frame<'_>) -> usize {
        self.places.push(Place {
            bytes: self.bytes.len(),
            entries: self.entries.len(),
            offset: frame.offset,
            kind: frame.kind,
        });
        self.bytes.extend_from_slice(frame.bytes);
        self.entries.extend_from_slice(frame.entries);
        self.places.len() - 1
    }

    /// The frame of that number.
    #[must_use]
    pub fn get(&self, number: usize) -> Option<Frame<'_>> {
        let place = self.places.get(number)?;
        let (bytes, entries) = match self.places.get(number + 1) {
            Some(next) => (next.bytes, next.entries),
            None => (self.bytes.len(), self.entries.len()),
        };
        Some(Frame {
            bytes: self.bytes.get(place.bytes..bytes)?,
            entries: self.entries.get(place.entries..entries)?,
            offset: place.offset,
            kind: place.kind,
        })
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}
