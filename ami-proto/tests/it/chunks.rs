//! Any cut of any bytes gives the same frames, and no byte is lost.

use ami_proto::{FrameKind, Limits};
use proptest::prelude::*;

use crate::read::{in_pieces, in_place};

/// Pieces that together make the interesting streams far more often than random bytes would.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(b"\r\n".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        Just(b": ".to_vec()),
        Just(b":".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b"Event: A".to_vec()),
        Just(b"Event: ".to_vec()),
        Just(b"Response: Success\r\n".to_vec()),
        Just(b"Response: Follows\r\n".to_vec()),
        Just(b"Response: Follows\nPrivilege: Command\n".to_vec()),
        Just(b"Message: Command output follows\r\n".to_vec()),
        Just(b"Output: x".to_vec()),
        Just(b"--END COMMAND--".to_vec()),
        Just(b"--END COMMAND--\r\n\r\n".to_vec()),
        Just(b"Asterisk Call Manager/5.0.4\r\n".to_vec()),
        Just(b"Action: Ping".to_vec()),
        Just(b"noise noise noise noise noise noise noise noise noise noise noise noise noise".to_vec()),
        proptest::collection::vec(any::<u8>(), 0..12),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn limits() -> impl Strategy<Value = Limits> {
    prop_oneof![
        Just(Limits::DEFAULT),
        (0..80_usize, 0..120_usize, 0..6_usize, 0..9_usize).prop_map(|(frame, command, headers, lines)| {
            Limits::DEFAULT
                .frame_bytes(frame)
                .command_bytes(frame + command)
                .headers(headers)
                .command_lines(lines)
        }),
    ]
}

fn cut(bytes: &[u8], mut cuts: Vec<prop::sample::Index>) -> Vec<&[u8]> {
    let mut at: Vec<usize> = cuts.drain(..).map(|cut| cut.index(bytes.len() + 1)).collect();
    at.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for to in at.into_iter().chain([bytes.len()]) {
        pieces.push(&bytes[from..to]);
        from = to;
    }
    pieces
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_cut_gives_the_same_frames(
        bytes in stream(),
        limits in limits(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let whole = in_place(&bytes, limits);
        prop_assert_eq!(in_pieces(cut(&bytes, cuts), limits), whole.clone());
        prop_assert_eq!(in_pieces(bytes.chunks(1), limits), whole);
    }

    #[test]
    fn no_byte_is_lost(bytes in stream()) {
        let mut at = 0;
        for frame in in_place(&bytes, Limits::DEFAULT) {
            let frame = frame.unwrap();
            let offset = usize::try_from(frame.offset).unwrap();
            prop_assert!(bytes[at..offset].iter().all(|b| b"\r\n".contains(b)));
            prop_assert_eq!(&bytes[offset..offset + frame.bytes.len()], &frame.bytes[..]);
            prop_assert!(!frame.headers.is_empty());
            at = offset + frame.bytes.len();
            if frame.kind == FrameKind::Truncated {
                prop_assert_eq!(at, bytes.len());
            }
        }
        prop_assert!(bytes[at..].iter().all(|b| b"\r\n".contains(b)));
    }
}
