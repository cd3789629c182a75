//! One message of the wire, as a view over the bytes that were received.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::iter::FusedIterator;

use crate::owned::OwnedFrame;
use crate::secret;

/// What a frame is. Its first header alone decides, because an event may hold a header `Response` too
/// (`OriginateResponse` does).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum FrameKind {
    /// The line `Asterisk Call Manager/…` that Asterisk greets with: one header without a name.
    Banner,
    /// First header `Event`.
    Event,
    /// First header `Response`.
    Response,
    /// First header `Action`: what a client sends.
    Action,
    /// A block that begins with none of these. It ends at a blank line, or where a line begins with
    /// `Event:`, `Response:` or the banner.
    Garbage,
    /// A frame that the end of the input cut off; see [`Decoder::finish`](crate::Decoder::finish).
    Truncated,
}

impl FrameKind {
    /// The kind in lower case, as reports spell it: `banner`, `event`, `response`, `action`, `garbage`,
    /// `truncated`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Banner => "banner",
            Self::Event => "event",
            Self::Response => "response",
            Self::Action => "action",
            Self::Garbage => "garbage",
            Self::Truncated => "truncated",
        }
    }
}

impl fmt::Display for FrameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One header line, as the bytes that were received.
///
/// Asterisk promises no encoding: a caller's name may be Latin-1, or UTF-8 cut in the middle of a character.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Header<'a> {
    /// What stands before the first `:`. Empty for a line that has none.
    pub name: &'a [u8],
    /// What follows the `:` and at most one space, up to the line's end; the whole line if it has no `:`.
    pub value: &'a [u8],
}

/// Where one header lies in its frame. 32 bits suffice, because [`Limits`](crate::Limits) keep frames shorter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Entry {
    pub(crate) name_at: u32,
    pub(crate) name_end: u32,
    pub(crate) value_at: u32,
    pub(crate) value_end: u32,
}

impl Entry {
    /// `name_at` of a raw line of Command output before Asterisk 14. Since 14 each of these lines has the
    /// header name `Output`; so that readers need only one form, raw lines get it as well.
    pub(crate) const OUTPUT: u32 = u32::MAX;

    const OUTPUT_NAME: &'static str = "Output";

    #[inline]
    fn header(self, bytes: &[u8]) -> Header<'_> {
        let name = match self.name_at {
            Self::OUTPUT => Self::OUTPUT_NAME.as_bytes(),
            at => part(bytes, at, self.name_end),
        };
        Header { name, value: part(bytes, self.value_at, self.value_end) }
    }
}

#[inline]
fn part(bytes: &[u8], from: u32, to: u32) -> &[u8] {
    bytes.get(from as usize..to as usize).unwrap_or_default()
}

/// A view over one message: the received bytes and a table of where its headers are. It copies nothing and
/// is cheap to copy itself.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Frame<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) entries: &'a [Entry],
    pub(crate) offset: u64,
    pub(crate) kind: FrameKind,
}

impl<'a> Frame<'a> {
    /// A frame without bytes and headers: garbage.
    #[must_use]
    pub fn empty() -> Self {
        Frame { bytes: &[], entries: &[], offset: 0, kind: FrameKind::Garbage }
    }

    /// What the frame is.
    #[must_use]
    pub fn kind(&self) -> FrameKind {
        self.kind
    }

    /// Where the frame begins, in bytes from the start of the stream.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The frame's bytes as received, with what ended it: the blank line, or the last line of a banner, of
    /// garbage cut short or of Command output before Asterisk 14. Blank lines between frames are in none.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// All headers in the order of the wire, repeated ones too.
    #[must_use]
    pub fn headers(&self) -> Headers<'a> {
        Headers { bytes: self.bytes, entries: self.entries.iter() }
    }

    /// Value of the first header of that name; ASCII case does not matter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a [u8]> {
        if name.eq_ignore_ascii_case(Entry::OUTPUT_NAME) {
            return self.get_all(name).next();
        }
        let name = name.as_bytes();
        let is_it = |entry: &&Entry| {
            // Most names differ in length, and nothing of the frame needs to be looked at. That of raw lines is 0.
            let len = entry.name_end.wrapping_sub(entry.name_at);
            len as usize == name.len()
                && part(self.bytes, entry.name_at, entry.name_end).eq_ignore_ascii_case(name)
        };
        let entry = self.entries.iter().find(is_it)?;
        Some(part(self.bytes, entry.value_at, entry.value_end))
    }

    /// Values of all headers of that name in the order of the wire; ASCII case does not matter.
    pub fn get_all<'n>(&self, name: &'n str) -> impl Iterator<Item = &'a [u8]> + use<'a, 'n> {
        self.headers()
            .filter(move |header| header.name.eq_ignore_ascii_case(name.as_bytes()))
            .map(|header| header.value)
    }

    /// Value of the first header of that name as text. Bytes that are not UTF-8 become U+FFFD, as Asterisk 22
    /// itself writes them; only then is anything copied.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name).map(String::from_utf8_lossy)
    }

    /// Name of the event, if this is one.
    #[must_use]
    pub fn event_name(&self) -> Option<&'a [u8]> {
        match self.kind {
            FrameKind::Event => self.headers().next().map(|header| header.value),
            _ => None,
        }
    }

    /// A copy that keeps its own bytes, to hold on to after the decoder has gone on.
    #[must_use]
    pub fn to_owned(&self) -> OwnedFrame {
        OwnedFrame::copy_of(self)
    }
}

/// Shows the headers; values that are secrets (`Secret`, `Key` …) are left out.
impl fmt::Debug for Frame<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frame")
            .field("kind", &self.kind)
            .field("offset", &self.offset)
            .field("headers", &secret::Shown(self.headers()))
            .finish()
    }
}

/// Headers of a frame in the order of the wire; see [`Frame::headers`].
#[derive(Clone, Debug)]
pub struct Headers<'a> {
    bytes: &'a [u8],
    entries: core::slice::Iter<'a, Entry>,
}

impl<'a> Iterator for Headers<'a> {
    type Item = Header<'a>;

    #[inline]
    fn next(&mut self) -> Option<Header<'a>> {
        self.entries.next().map(|entry| entry.header(self.bytes))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.entries.size_hint()
    }
}

impl DoubleEndedIterator for Headers<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.entries.next_back().map(|entry| entry.header(self.bytes))
    }
}

impl ExactSizeIterator for Headers<'_> {}
impl FusedIterator for Headers<'_> {}
