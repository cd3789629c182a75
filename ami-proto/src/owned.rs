//! A frame that keeps its own bytes.

use alloc::vec::Vec;
use core::fmt;

use crate::frame::{Entry, Frame, FrameKind};
use crate::grammar;

/// A frame with bytes of its own: the explicit way out of the decoder's buffer.
///
/// ```
/// use ami_proto::{FrameKind, OwnedFrame};
///
/// let frame = OwnedFrame::from_headers([("Event", "Hangup"), ("Cause", "16")]);
/// assert_eq!(frame.as_frame().kind(), FrameKind::Event);
/// assert_eq!(frame.as_frame().get("cause"), Some(&b"16"[..]));
/// assert_eq!(frame.as_frame().bytes(), b"Event: Hangup\r\nCause: 16\r\n\r\n");
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct OwnedFrame {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
    offset: u64,
    kind: FrameKind,
}

impl OwnedFrame {
    /// Makes a frame from names and values, for tests and for journals that keep headers instead of bytes.
    ///
    /// The headers come back exactly as given, whatever is in them. The kind follows from the first one, as on
    /// the wire. An empty name stands for a line without `:`. Use [`Action`](crate::Action) to make bytes for
    /// Asterisk: here nothing is refused.
    pub fn from_headers<N, V>(headers: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<[u8]>,
        V: AsRef<[u8]>,
    {
        let mut bytes = Vec::new();
        let mut entries = Vec::new();
        let mut kind = FrameKind::Garbage;
        for (name, value) in headers {
            let (name, value) = (name.as_ref(), value.as_ref());
            if entries.is_empty() {
                kind = grammar::kind(name, value);
            }
            let name_at = position(&bytes);
            bytes.extend_from_slice(name);
            let name_end = position(&bytes);
            if !name.is_empty() {
                bytes.extend_from_slice(b": ");
            }
            let value_at = position(&bytes);
            bytes.extend_from_slice(value);
            entries.push(Entry { name_at, name_end, value_at, value_end: position(&bytes) });
            bytes.extend_from_slice(b"\r\n");
        }
        if kind != FrameKind::Banner {
            bytes.extend_from_slice(b"\r\n");
        }
        Self { bytes, entries, offset: 0, kind }
    }

    /// The same frame at another place of the stream.
    #[must_use]
    pub fn at_offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// The view that everything else works on.
    #[must_use]
    pub fn as_frame(&self) -> Frame<'_> {
        Frame { bytes: &self.bytes, entries: &self.entries, offset: self.offset, kind: self.kind }
    }

    pub(crate) fn copy_of(frame: &Frame<'_>) -> Self {
        Self {
            bytes: frame.bytes.into(),
            entries: frame.entries.into(),
            offset: frame.offset,
            kind: frame.kind,
        }
    }
}

impl fmt::Debug for OwnedFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_frame().fmt(f)
    }
}

/// Past 4 GiB headers read as empty; no frame of the wire comes near (see [`Limits`](crate::Limits)).
fn position(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(Entry::OUTPUT - 1)
}
