//! A busy little office without an Asterisk: recordings that the crate brings along, mixed and endless.
//!
//! They are calls of the repository's recordings of Asterisk 22, without the events `VarSet`, `RTCPSent`,
//! `RTCPReceived`, `TestEvent` and `SuccessfulAuth`, as `examples/make_demo.rs` writes them into `demo/`.

use std::time::Duration;

use crate::capture::{Capture, CaptureError};
use crate::script::{Audience, Pace, Rounds, Script, Track};

/// Names of the recordings.
pub const NAMES: [&str; 12] = [
    "01-internal-caller-hangs-up",
    "02-internal-callee-hangs-up",
    "05-caller-cancels",
    "06-inbound-did",
    "07-outbound",
    "09-queue-answered-after-wait",
    "10-queue-abandoned",
    "11-queue-ring-no-answer-then-answered",
    "14-attended-transfer-dtmf",
    "23-ring-group",
    "24-forwarded",
    "33-ivr-to-queue",
];

/// Includes one recording.
macro_rules! part {
    ($name:literal) => {
        (
            include_bytes!(concat!("../demo/", $name, "/ami.raw")),
            include_str!(concat!("../demo/", $name, "/ami.times")),
        )
    };
}
/// Bytes and receive times, in the order of [`NAMES`].
const RECORDED: [(&[u8], &str); NAMES.len()] = [
    part!("01-internal-caller-hangs-up"),
    part!("02-internal-callee-hangs-up"),
    part!("05-caller-cancels"),
    part!("06-inbound-did"),
    part!("07-outbound"),
    part!("09-queue-answered-after-wait"),
    part!("10-queue-abandoned"),
    part!("11-queue-ring-no-answer-then-answered"),
    part!("14-attended-transfer-dtmf"),
    part!("23-ring-group"),
    part!("24-forwarded"),
    part!("33-ivr-to-queue"),
];

/// The recordings.
///
/// # Errors
///
/// None: what is brought along can be read.
pub fn captures() -> Result<Vec<Capture>, CaptureError> {
    NAMES
        .iter()
        .zip(RECORDED)
        .map(|(name, (bytes, times))| Capture::from_bytes(*name, bytes, Some(times)))
        .collect()
}

/// Three streams of calls, at natural speed, that begin at once and never end, whether anybody listens or not.
///
/// # Errors
///
/// As [`captures`].
///
/// ```
/// let options = asterisk_sim::Options::new().script(asterisk_sim::demo::script()?);
/// # let _ = options;
/// # Ok::<(), asterisk_sim::CaptureError>(())
/// ```
pub fn script() -> Result<Script, CaptureError> {
    let mut tracks: [Vec<Capture>; 3] = Default::default();
    for (number, capture) in captures()?.into_iter().enumerate() {
        if let Some(track) = tracks.get_mut(number % 3) {
            track.push(capture);
        }
    }
    let script = Script::new().pace(Pace::Original).audience(Audience::NotNeeded);
    Ok(tracks.into_iter().zip(1..).fold(script, |script, (captures, number)| {
        // Rounds of unlike length, so that the streams meet in ever new ways.
        let track = Track::of(captures)
            .starts_after(Duration::from_millis(700 * (number - 1)))
            .gap(Duration::from_millis(1_300 + 900 * number))
            .rounds(Rounds::Endless);
        script.track(track)
    }))
}
