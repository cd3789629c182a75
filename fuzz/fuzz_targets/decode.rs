//! Any bytes, in any pieces: no panic, no byte lost, and the pieces make no difference.

#![no_main]

use callflow_fuzz::serving::Serving;
use callflow_fuzz::stream;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((serving, wire)) = Serving::split(input) else { return };

    let whole = stream::decode(serving.limits(), [wire]);
    stream::accounts_for_every_byte(wire, &whole);

    let in_pieces = stream::decode(serving.limits(), serving.pieces(wire));
    assert_eq!(whole, in_pieces, "pieces make a difference");

    assert_eq!(whole, stream::read_in_place(serving.limits(), wire), "the two readers differ");

    for frame in whole.iter().flatten() {
        let frame = frame.as_frame();
        for header in frame.headers() {
            if let Ok(name) = core::str::from_utf8(header.name) {
                assert!(frame.get_all(name).any(|value| value == header.value));
                assert!(frame.text(name).is_some());
            }
        }
        // What a log shows of a frame must not fail either.
        assert!(!format!("{frame:?}").is_empty());
    }
});
