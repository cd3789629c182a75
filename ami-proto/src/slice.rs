//! Frames of bytes that are all at hand, such as a recording.

use core::mem;

use crate::assemble::{Assembler, Step};
use crate::error::DecodeError;
use crate::frame::Frame;
use crate::limits::Limits;

/// Reads the frames of `bytes` where they are, with the default [`Limits`].
///
/// ```
/// let mut frames = ami_proto::frames(b"Event: FullyBooted\r\n\r\nEvent: Shut");
/// assert_eq!(frames.next().unwrap().unwrap().event_name(), Some(&b"FullyBooted"[..]));
/// assert_eq!(frames.next().unwrap().unwrap().kind().as_str(), "truncated");
/// assert!(frames.next().is_none());
/// ```
#[must_use]
pub fn frames(bytes: &[u8]) -> Frames<'_> {
    Frames::with_limits(bytes, Limits::DEFAULT)
}

/// The frames of a slice; made by [`frames`]. The grammar is that of [`Decoder`](crate::Decoder), but no byte
/// is copied.
#[derive(Clone, Debug)]
pub struct Frames<'b> {
    assembler: Assembler,
    rest: &'b [u8],
    offset: u64,
    lent: usize,
}

impl<'b> Frames<'b> {
    /// Reads the frames of `bytes` with limits of one's own.
    #[must_use]
    pub fn with_limits(bytes: &'b [u8], limits: Limits) -> Self {
        Self { assembler: Assembler::new(limits), rest: bytes, offset: 0, lent: 0 }
    }

    /// The next frame; after the last whole one what is left, as [`Decoder::finish`](crate::Decoder::finish)
    /// tells it, then `None`.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] if a frame breaks a limit. Calling again goes on with the frame after it.
    #[expect(clippy::should_implement_trait, reason = "an Iterator cannot lend from itself")]
    pub fn next(&mut self) -> Option<Result<Frame<'_>, DecodeError>> {
        let lent = mem::take(&mut self.lent);
        self.consume(lent);
        loop {
            let offset = self.offset;
            match self.assembler.step(self.rest) {
                Step::More => {
                    self.lent = self.rest.len();
                    let kind = self.assembler.finish(self.rest)?;
                    return Some(Ok(Frame {
                        bytes: self.rest,
                        entries: self.assembler.table(),
                        offset,
                        kind,
                    }));
                }
                Step::Drop(bytes) => self.consume(bytes),
                Step::Frame { kind, len } => {
                    self.lent = len;
                    let bytes = self.rest.get(..len).unwrap_or_default();
                    return Some(Ok(Frame { bytes, entries: self.assembler.table(), offset, kind }));
                }
                Step::Broken { limit, drop } => {
                    self.consume(drop);
                    return Some(Err(limit.at(offset)));
                }
            }
        }
    }

    fn consume(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
        self.offset += bytes as u64;
    }
}
