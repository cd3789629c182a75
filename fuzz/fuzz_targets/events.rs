//! Any bytes: each event has a typed view, all of which can be read, and the view loses nothing.

#![no_main]

use ami_proto::{Event, FrameKind};
use callflow_fuzz::serving::Serving;
use callflow_fuzz::{event, stream};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((serving, wire)) = Serving::split(input) else { return };
    for frame in stream::decode(serving.limits(), [wire]).iter().flatten() {
        let frame = frame.as_frame();
        let view = Event::of(frame);
        assert_eq!(view.is_some(), frame.kind() == FrameKind::Event);
        let Some(view) = view else { continue };
        assert!(view.frame() == frame, "the view is over another frame");
        event::read_everything(view);

        let owned = view.into_owned();
        assert!(owned.as_frame().headers().eq(frame.headers()), "the copy has other headers");
        event::read_everything(owned.as_event());
    }
});
