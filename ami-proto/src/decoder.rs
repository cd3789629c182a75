//! Bytes in, frames out.

use alloc::vec::Vec;
use core::mem;

use crate::assemble::{Assembler, Breach, Step};
use crate::error::DecodeError;
use crate::frame::Frame;
use crate::limits::Limits;

/// Turns received bytes into frames. Bytes may arrive in pieces of any size; each is searched once, and no
/// frame costs an allocation once buffer and header table have grown to their size.
///
/// ```
/// use ami_proto::{Decoder, FrameKind};
///
/// let mut decoder = Decoder::new();
/// decoder.feed(b"Asterisk Call Manager/11.0.0\r\nEvent: Hangup\r\nCau");
/// assert_eq!(decoder.next().unwrap().unwrap().kind(), FrameKind::Banner);
/// assert!(decoder.next().is_none());
///
/// decoder.feed(b"se: 16\r\n\r\n");
/// let frame = decoder.next().unwrap().unwrap();
/// assert_eq!(frame.get("Cause"), Some(&b"16"[..]));
/// assert_eq!(frame.offset(), 30);
/// ```
#[derive(Clone, Debug)]
pub struct Decoder {
    assembler: Assembler,
    buffer: Vec<u8>,
    /// Where the current frame begins in the buffer.
    start: usize,
    /// Length of the frame that was lent last: it goes when the next one is asked for.
    lent: usize,
    /// Where the buffer begins in the stream.
    base: u64,
}

/// A buffer that one large frame has blown up is given back down to this, once it is empty.
const KEPT_CAPACITY: usize = 1 << 20;

impl Decoder {
    /// A decoder with the default [`Limits`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_limits(Limits::DEFAULT)
    }

    /// A decoder with limits of one's own.
    #[must_use]
    pub fn with_limits(limits: Limits) -> Self {
        Self { assembler: Assembler::new(limits), buffer: Vec::new(), start: 0, lent: 0, base: 0 }
    }

    /// Adds received bytes. Drain [`next`](Self::next) before feeding more, so that the buffer stays small.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.release();
        let rest = self.buffer.len() - self.start;
        if rest == 0 {
            self.drop_consumed();
            if self.buffer.capacity() > KEPT_CAPACITY {
                self.buffer.shrink_to(KEPT_CAPACITY);
            }
        } else if rest <= self.start {
            // Moves no more bytes than were consumed since the last move.
            self.drop_consumed();
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next frame, which stays valid until the decoder is used again; `None` if it needs more bytes.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if a frame breaks a limit. Calling again goes on with the frame after it.
    #[expect(clippy::should_implement_trait, reason = "an Iterator cannot lend from itself")]
    pub fn next(&mut self) -> Option<Result<Frame<'_>, DecodeError>> {
        self.release();
        loop {
            let input = self.buffer.get(self.start..).unwrap_or_default();
            let offset = self.base + self.start as u64;
            match self.assembler.step(input) {
                Step::More => return None,
                Step::Drop(bytes) => self.start += bytes,
                Step::Frame { kind, len } => {
                    self.lent = len;
                    let bytes = self.buffer.get(self.start..self.start + len).unwrap_or_default();
                    return Some(Ok(Frame { bytes, entries: self.assembler.table(), offset, kind }));
                }
                Step::Broken { limit, drop } => {
                    self.start += drop;
                    return Some(Err(limit.at(offset)));
                }
            }
        }
    }

    /// Ends the input. Call it when [`next`](Self::next) has nothing more: what is left comes as a frame of
    /// kind [`Truncated`](crate::FrameKind::Truncated), or [`Garbage`](crate::FrameKind::Garbage) if it is
    /// known to be that. The decoder then is ready for another stream, whose offsets go on from here.
    pub fn finish(&mut self) -> Option<Frame<'_>> {
        self.release();
        let offset = self.base + self.start as u64;
        let input = self.buffer.get(self.start..).unwrap_or_default();
        self.lent = input.len();
        let kind = self.assembler.finish(input)?;
        Some(Frame { bytes: input, entries: self.assembler.table(), offset, kind })
    }

    fn release(&mut self) {
        self.start += mem::take(&mut self.lent);
    }

    fn drop_consumed(&mut self) {
        self.base += self.start as u64;
        self.buffer.drain(..self.start);
        self.start = 0;
    }
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Breach {
    pub(crate) fn at(self, offset: u64) -> DecodeError {
        match self {
            Self::Bytes(limit) => DecodeError::FrameTooLong { offset, limit },
            Self::Headers(limit) => DecodeError::TooManyHeaders { offset, limit },
        }
    }
}
