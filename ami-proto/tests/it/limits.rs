//! Frames that are too large: told as an error, left out, and the next one read.

use ami_proto::{DecodeError, Limits};

use crate::read::{Outcome, every_way};

const NEXT: &[u8] = b"Event: Next\r\n\r\n";

/// The errors, and how many bytes each frame in between has.
fn outline(seen: &[Outcome]) -> Vec<Result<usize, DecodeError>> {
    seen.iter().map(|outcome| outcome.as_ref().map(|seen| seen.bytes.len()).map_err(|error| *error)).collect()
}

fn too_long(offset: u64, limit: usize) -> Result<usize, DecodeError> {
    Err(DecodeError::FrameTooLong { offset, limit })
}

#[test]
fn a_frame_over_the_limit_is_an_error_and_the_next_is_read() {
    let limits = Limits::default().frame_bytes(40);
    let fits = b"Event: A\r\nX: 1234567890123456789012345\r\n\r\n";
    assert_eq!(fits.len(), 42);
    let breaks = b"Event: A\r\nX: 12345678901234567890123456\r\nY: 1\r\n\r\n";
    let bytes = [&fits[..], breaks, NEXT, breaks, fits].concat();
    assert_eq!(
        outline(&every_way(&bytes, limits)),
        [Ok(42), too_long(42, 40), Ok(15), too_long(42 + 49 + 15, 40), Ok(42)]
    );
}

#[test]
fn the_default_limit_is_1_mib_and_16_mib_for_command_output() {
    let line = format!("Output: {}\r\n", "x".repeat(1000));
    let mut bytes = b"Response: Success\r\nMessage: Command output follows\r\n".to_vec();
    bytes.extend_from_slice(line.repeat(3000).as_bytes());
    bytes.extend_from_slice(b"\r\nEvent: A\r\n");
    bytes.extend_from_slice(line.repeat(3000).as_bytes());
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(NEXT);
    let seen = crate::read::in_place(&bytes, Limits::DEFAULT);
    assert_eq!(seen[0].as_ref().unwrap().headers.len(), 3002);
    let offset = 52 + 3000 * 1010 + 2;
    assert_eq!(outline(&seen)[1..], [too_long(offset, 1 << 20), Ok(15)]);
    assert_eq!(crate::read::in_pieces(bytes.chunks(1400), Limits::DEFAULT), seen);
}

#[test]
fn command_output_before_14_has_the_larger_limit_and_ends_at_its_mark() {
    let limits = Limits::default().frame_bytes(40).command_bytes(100);
    let old = |lines: usize| {
        let mut bytes = b"Response: Follows\r\nPrivilege: Command\r\n".to_vec();
        bytes.extend_from_slice(&b"\r\nEvent: not one\n".repeat(lines));
        bytes.extend_from_slice(b"--END COMMAND--\r\n\r\n");
        bytes
    };
    let bytes = [&old(2)[..], &old(5), NEXT].concat();
    assert_eq!(outline(&every_way(&bytes, limits)), [Ok(90), too_long(92, 100), Ok(15)]);
}

#[test]
fn the_line_that_breaks_the_limit_may_be_the_end_mark() {
    let limits = Limits::default().command_bytes(60);
    let bytes =
        [b"Response: Follows\r\nPrivilege: Command\r\n0123456789\n--END COMMAND--\r\n\r\n", NEXT].concat();
    assert_eq!(outline(&every_way(&bytes, limits)), [too_long(0, 60), Ok(15)]);
}

#[test]
fn too_many_headers_are_an_error_and_the_next_frame_is_read() {
    let limits = Limits::default().headers(3);
    let bytes =
        b"Event: A\r\nX: 1\r\nX: 2\r\n\r\nEvent: A\r\nX: 1\r\nX: 2\r\nX: 3\r\nX: 4\r\n\r\nEvent: B\r\n\r\n";
    let error = DecodeError::TooManyHeaders { offset: 24, limit: 3 };
    assert_eq!(outline(&every_way(bytes, limits)), [Ok(24), Err(error), Ok(12)]);
    assert_eq!(error.to_string(), "frame at byte 24 has more than 3 headers");
}

#[test]
fn too_many_lines_of_command_output_are_an_error() {
    let limits = Limits::default().command_lines(4);
    let bytes =
        [b"Response: Follows\r\nPrivilege: Command\r\na\nb\nc\nd\n--END COMMAND--\r\n\r\n", NEXT].concat();
    let error = DecodeError::TooManyHeaders { offset: 0, limit: 4 };
    assert_eq!(outline(&every_way(&bytes, limits)), [Err(error), Ok(15)]);
}

#[test]
fn a_line_without_end_is_left_out_in_bounded_memory() {
    let limits = Limits::default().frame_bytes(100);
    let bytes = [&b"x".repeat(10_000)[..], b"\r\n\r\n", NEXT].concat();
    assert_eq!(outline(&every_way(&bytes, limits)), [too_long(0, 100), Ok(15)]);
}

#[test]
fn garbage_over_the_limit_ends_where_a_frame_begins() {
    let limits = Limits::default().frame_bytes(100);
    let bytes = [&b"noise and noise\r\n".repeat(20)[..], NEXT].concat();
    assert_eq!(outline(&every_way(&bytes, limits)), [too_long(0, 100), Ok(15)]);
}

#[test]
fn a_frame_cut_off_while_it_is_left_out_is_told_once() {
    let limits = Limits::default().frame_bytes(20);
    assert_eq!(outline(&every_way(b"Event: A\r\nX: 1234567890\r\nY: 1", limits)), [too_long(0, 20)]);
}

#[test]
fn a_limit_of_nothing_refuses_every_frame_and_still_ends() {
    let none = Limits::default().headers(0);
    let error = |offset| Err(DecodeError::TooManyHeaders { offset, limit: 0 });
    assert_eq!(outline(&every_way(b"Event: A\r\nX: 1\r\n\r\nEvent: B\r\n\r\n", none)), [error(0), error(18)]);
}

#[test]
fn errors_say_what_and_where() {
    let error = DecodeError::FrameTooLong { offset: 7, limit: 1024 };
    assert_eq!(error.to_string(), "frame at byte 7 is longer than 1024 bytes");
}
