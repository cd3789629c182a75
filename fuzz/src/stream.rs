//! Running a whole stream through a decoder, and what must be true of what comes out.

use ami_proto::{DecodeError, Decoder, Frame, FrameKind, Frames, Limits, OwnedFrame};

/// What a decoder gave, one after the other.
pub type Decoded = Result<OwnedFrame, DecodeError>;

/// Feeds the pieces one by one, draining in between, then ends the stream.
pub fn decode<'a>(limits: Limits, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Decoded> {
    let mut decoder = Decoder::with_limits(limits);
    let mut decoded = Vec::new();
    let mut fed = 0;
    for piece in pieces {
        decoder.feed(piece);
        fed += piece.len();
        while let Some(next) = decoder.next() {
            decoded.push(next.map(|frame| frame.to_owned()));
            assert!(decoded.len() <= fed, "the decoder does not go on from {:?}", decoded.last());
        }
    }
    decoded.extend(decoder.finish().map(|frame| Ok(frame.to_owned())));
    assert!(decoder.next().is_none(), "a frame after the end");
    decoded
}

/// The frames of a stream that is all at hand, read where they are.
pub fn read_in_place(limits: Limits, wire: &[u8]) -> Vec<Decoded> {
    let mut frames = Frames::with_limits(wire, limits);
    let mut decoded = Vec::new();
    while let Some(next) = frames.next() {
        decoded.push(next.map(|frame| frame.to_owned()));
        assert!(decoded.len() <= wire.len(), "the reader does not go on from {:?}", decoded.last());
    }
    decoded
}

/// Every byte of the input is in exactly one frame, or is a line end between frames, or belongs to a frame that an error
/// told of. Offsets are true, and each header lies within its frame.
pub fn accounts_for_every_byte(wire: &[u8], decoded: &[Decoded]) {
    let mut at = 0;
    let mut broken = false;
    for item in decoded {
        let (offset, length) = match item {
            Ok(frame) => (frame.as_frame().offset(), frame.as_frame().bytes().len()),
            Err(error) => (offset_of(error), 0),
        };
        let offset = usize::try_from(offset).expect("inputs are small");
        assert!(offset >= at, "{item:?} begins at {offset}, within what came before it");
        assert!(broken || only_line_ends(&wire[at..offset]), "bytes {at}..{offset} are in no frame");
        if let Ok(frame) = item {
            let frame = frame.as_frame();
            assert_eq!(frame.bytes(), &wire[offset..offset + length], "not the bytes at offset {offset}");
            headers_lie_within(&frame);
        }
        broken = item.is_err();
        at = offset + length;
    }
    assert!(broken || only_line_ends(&wire[at..]), "bytes {at}.. are in no frame");
}

fn headers_lie_within(frame: &Frame<'_>) {
    let bytes = frame.bytes().as_ptr_range();
    let mut last = bytes.start;
    assert!(frame.headers().len() > 0, "a frame without a header");
    for header in frame.headers() {
        let value = header.value.as_ptr_range();
        assert!(last <= value.start && value.end <= bytes.end, "headers overlap or lie outside");
        last = value.end;
    }
    // Only a banner, a cut or a line that is no header may be without a name; an event is told by its first header.
    assert_eq!(frame.event_name().is_some(), frame.kind() == FrameKind::Event);
}

fn only_line_ends(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n'))
}

fn offset_of(error: &DecodeError) -> u64 {
    match *error {
        DecodeError::FrameTooLong { offset, .. } | DecodeError::TooManyHeaders { offset, .. } => offset,
        ref other => panic!("an error that the fuzz target does not know: {other:?}"),
    }
}
