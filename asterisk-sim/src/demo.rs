//! A busy little office without an Asterisk: recordings that the crate brings along, mixed and endless.
//!
//! They are calls of the repository's recordings of Asterisk 22, without the events `VarSet`, `RTCPSent`,
//! `RTCPReceived`, `TestEvent` and `SuccessfulAuth`, as `examples/make_demo.rs` writes them into `demo/`.

use std::time::Duration;

mod cast;

use crate::capture::{Capture, CaptureError};
use crate::script::{Audience, Pace, Rounds, Script, Speed, Track};

/// Names of the recordings.
pub const NAMES: [&str; 16] = [
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
    "13b-blind-transfer-refer",
    "15-park-and-retrieve",
    "16-hold",
    "22-mixmonitor",
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
    part!("13b-blind-transfer-refer"),
    part!("15-park-and-retrieve"),
    part!("16-hold"),
    part!("22-mixmonitor"),
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
    let script = Script::new().pace(Pace::Original).audience(Audience::NotNeeded);
    // Rounds of unlike length, so that the streams meet in ever new ways.
    let rests = (1..).map(|number| {
        (Duration::from_millis(700 * (number - 1)), Duration::from_millis(1_300 + 900 * number))
    });
    Ok(in_threes(captures()?, rests).into_iter().fold(script, Script::track))
}

/// The teams of a call centre, each with three streams and with phones, names and a queue of its own: what there is to see in
/// a demonstration. Far slower than it was recorded: those were people who tried something out, not customers.
///
/// # Errors
///
/// As [`captures`].
pub fn call_centre() -> Result<Script, CaptureError> {
    let pace = Speed::new(0.16).map_or(Pace::Original, Pace::Scaled);
    let mut script = Script::new().pace(pace).audience(Audience::NotNeeded);
    for team in 0..cast::TEAMS {
        let of_team = |(n, (name, (bytes, times)))| {
            // Most callers are served.
            let has_patience = n % 3 == team % 3 || !IMPATIENT.contains(&name);
            has_patience.then(|| Capture::from_bytes(name, &cast::cast(bytes, team, n), Some(times)))
        };
        let mut captures =
            NAMES.into_iter().zip(RECORDED).enumerate().filter_map(of_team).collect::<Result<Vec<_>, _>>()?;
        // No two teams do the same at the same time.
        let others = 5 * team % captures.len().max(1);
        captures.rotate_left(others);
        script = streams(captures, team).into_iter().fold(script, Script::track);
    }
    Ok(script)
}

/// Recordings in which nobody is talked to.
const IMPATIENT: [&str; 2] = ["05-caller-cancels", "10-queue-abandoned"];

/// Three streams out of these; with shorter rests than a small office has.
fn streams(captures: Vec<Capture>, team: usize) -> Vec<Track> {
    let beside = team as u64;
    let rests = (1..).map(move |number| {
        let starts = Duration::from_millis(250 * (number - 1) + 110 * beside);
        (starts, Duration::from_millis(300 + 200 * number + 90 * beside))
    });
    in_threes(captures, rests)
}

/// Three streams out of these, each with its start and with the silence after each recording.
fn in_threes(captures: Vec<Capture>, rests: impl Iterator<Item = (Duration, Duration)>) -> Vec<Track> {
    let mut tracks: [Vec<Capture>; 3] = Default::default();
    for (number, capture) in captures.into_iter().enumerate() {
        if let Some(track) = tracks.get_mut(number % 3) {
            track.push(capture);
        }
    }
    let endless = |(captures, (starts, gap))| {
        Track::of::<Capture>(captures).starts_after(starts).gap(gap).rounds(Rounds::Endless)
    };
    tracks.into_iter().zip(rests).map(endless).collect()
}
