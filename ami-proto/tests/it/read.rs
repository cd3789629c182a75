//! Reads a whole stream into values that tests can compare.

use ami_proto::{DecodeError, Decoder, Frame, FrameKind, Frames, Limits};

/// A frame taken apart: kind, offset, bytes, headers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Seen {
    pub(crate) kind: FrameKind,
    pub(crate) offset: u64,
    pub(crate) bytes: Vec<u8>,
    pub(crate) headers: Vec<(Vec<u8>, Vec<u8>)>,
}

impl From<Frame<'_>> for Seen {
    fn from(frame: Frame<'_>) -> Self {
        Self {
            kind: frame.kind(),
            offset: frame.offset(),
            bytes: frame.bytes().to_vec(),
            headers: frame.headers().map(|h| (h.name.to_vec(), h.value.to_vec())).collect(),
        }
    }
}

impl Seen {
    /// Headers as text, for tables written as strings.
    pub(crate) fn text(&self) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        self.headers.iter().map(|(name, value)| (text(name), text(value))).collect()
    }
}

pub(crate) type Outcome = Result<Seen, DecodeError>;

/// All frames of `pieces`, fed one after the other.
pub(crate) fn in_pieces<'p>(pieces: impl IntoIterator<Item = &'p [u8]>, limits: Limits) -> Vec<Outcome> {
    let mut decoder = Decoder::with_limits(limits);
    let mut seen = Vec::new();
    for piece in pieces {
        decoder.feed(piece);
        while let Some(outcome) = decoder.next() {
            seen.push(outcome.map(Seen::from));
        }
    }
    seen.extend(decoder.finish().map(|frame| Ok(Seen::from(frame))));
    assert!(decoder.next().is_none(), "nothing follows the end");
    assert!(decoder.finish().is_none(), "the end comes once");
    seen
}

/// All frames of `bytes`, read in place.
pub(crate) fn in_place(bytes: &[u8], limits: Limits) -> Vec<Outcome> {
    let mut frames = Frames::with_limits(bytes, limits);
    let mut seen = Vec::new();
    while let Some(outcome) = frames.next() {
        seen.push(outcome.map(Seen::from));
    }
    seen
}

/// All frames of `bytes`, read in four ways that must agree: in place, at once, byte by byte, in threes.
pub(crate) fn every_way(bytes: &[u8], limits: Limits) -> Vec<Outcome> {
    let seen = in_place(bytes, limits);
    assert_eq!(in_pieces([bytes], limits), seen, "fed at once");
    assert_eq!(in_pieces(bytes.chunks(1), limits), seen, "fed byte by byte");
    assert_eq!(in_pieces(bytes.chunks(3), limits), seen, "fed in threes");
    seen
}

/// As [`every_way`] with the default limits, none of which may be broken.
pub(crate) fn frames(bytes: &[u8]) -> Vec<Seen> {
    every_way(bytes, Limits::DEFAULT).into_iter().map(|outcome| outcome.unwrap()).collect()
}

/// Kinds and headers of all frames as text.
pub(crate) fn texts(bytes: &[u8]) -> Vec<(&'static str, Vec<(String, String)>)> {
    frames(bytes).iter().map(|frame| (frame.kind.as_str(), frame.text())).collect()
}

/// Shorthand for an expected frame.
pub(crate) fn expected(
    kind: &'static str,
    headers: &[(&str, &str)],
) -> (&'static str, Vec<(String, String)>) {
    (kind, headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}
