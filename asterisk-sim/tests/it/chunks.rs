//! However requests are cut, the answers are the same.

use proptest::prelude::*;

use crate::support::{Client, options, recorded};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn requests_may_come_in_any_pieces(cuts in prop::collection::vec(1_usize..400, 1..200)) {
        let sent = recorded("asterisk-22/30b-actions/ami.sent");
        let mut whole = Client::new(options());
        whole.send(&sent);
        let mut pieces = Client::new(options());
        let mut rest = sent.as_slice();
        for length in cuts.into_iter().cycle() {
            let (piece, after) = rest.split_at(length.min(rest.len()));
            pieces.send(piece);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(whole.got, pieces.got);
    }

    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut client = Client::new(options());
        client.send(crate::support::LOGIN);
        client.send(&bytes);
        client.send(b"\r\n\r\n");
        let answer = client.send(b"Action: Ping\r\nActionID: still-there\r\n\r\n");
        prop_assert!(client.read() || answer.windows(11).any(|w| w == b"still-there"));
    }
}
