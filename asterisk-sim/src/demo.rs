//! A busy little office without an Asterisk: recordings that the crate brings along, mixed and endless.
//!
//! They are calls of the repository's recordings of Asterisk 22, without the events `VarSet`, `RTCPSent`,
//! `RTCPReceived`, `TestEvent` and `SuccessfulAuth`, as `examples/make_demo.rs` writes them into `demo/`.

use std::sync::Arc;
use std::time::Duration;

mod cast;

use self::cast::{Desk, cast};
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

/// A call centre of four teams: each has a queue, and three desks with phones and people of their own, at each of which one
/// call comes after the other. What there is to see in a demonstration. Far slower than it was recorded: those were people
/// who tried something out, not customers.
///
/// # Errors
///
/// As [`captures`].
pub fn call_centre() -> Result<Script, CaptureError> {
    let pace = Speed::new(0.16).map_or(Pace::Original, Pace::Scaled);
    let mut script = Script::new().pace(pace).audience(Audience::NotNeeded);
    for team in 0..4 {
        // No two teams do the same at the same time.
        let recordings: Vec<usize> = patient(team, 5 * team).collect();
        for desk in 0..3 {
            let of_desk = recordings.iter().copied().skip(desk).step_by(3);
            let track = Track::of(played_at(Desk::of(team, desk), of_desk)?);
            let (team, desk) = (team as u64, desk as u64);
            let track = track.starts_after(Duration::from_millis(250 * desk + 110 * team));
            let track = track.gap(Duration::from_millis(500 + 200 * desk + 90 * team));
            script = script.track(track.rounds(Rounds::Endless));
        }
    }
    Ok(script)
}

/// A call centre with about so many calls at once, at natural speed: as many desks, spread over six teams with a queue each. Up
/// to 120 have phones and people of their own; with more, somebody is in several calls at once.
///
/// # Errors
///
/// As [`captures`].
///
/// ```
/// let options = asterisk_sim::Options::new().script(asterisk_sim::demo::call_centre_of(30)?);
/// # let _ = options;
/// # Ok::<(), asterisk_sim::CaptureError>(())
/// ```
pub fn call_centre_of(calls: u32) -> Result<Script, CaptureError> {
    /// So much after one desk the next one begins, as long as not all have begun within half a minute.
    const BETWEEN: Duration = Duration::from_millis(700);
    const ALL_WITHIN: Duration = Duration::from_secs(30);
    /// Of the recordings.
    const AT_EACH_DESK: usize = 6;

    let between = BETWEEN.min(ALL_WITHIN / calls.max(1));
    let mut desks: Vec<Vec<Arc<Capture>>> = Vec::new();
    let mut script = Script::new().pace(Pace::Original).audience(Audience::NotNeeded);
    for nth in 0..calls {
        let number = nth as usize % Desk::MOST;
        if desks.len() == number {
            let of_desk = patient(number, 5 * number).take(AT_EACH_DESK);
            desks.push(played_at(Desk::number(number), of_desk)?.into_iter().map(Arc::new).collect());
        }
        let captures = desks.get(number).cloned().unwrap_or_default();
        // Pauses of unlike length, so that the desks meet in ever new ways.
        let pause = Duration::from_millis(200 + u64::from(nth % 400 * 37 % 400));
        script =
            script.track(Track::of(captures).starts_after(between * nth).gap(pause).rounds(Rounds::Endless));
    }
    Ok(script)
}

/// Recordings in which nobody is talked to.
const IMPATIENT: [&str; 2] = ["05-caller-cancels", "10-queue-abandoned"];

/// The places of the recordings in [`NAMES`], from `first` on and around. Most callers are served.
fn patient(number: usize, first: usize) -> impl Iterator<Item = usize> {
    let has_patience =
        move |n: &usize| n % 3 == number % 3 || NAMES.get(*n).is_some_and(|name| !IMPATIENT.contains(name));
    (0..NAMES.len()).map(move |n| (n + first) % NAMES.len()).filter(has_patience)
}

/// The recordings of these places, with the people of a desk.
fn played_at(desk: Desk, places: impl Iterator<Item = usize>) -> Result<Vec<Capture>, CaptureError> {
    places
        .filter_map(|n| Some((n, NAMES.get(n)?, RECORDED.get(n)?)))
        .map(|(n, name, (bytes, times))| Capture::from_bytes(*name, &cast(bytes, desk, n), Some(times)))
        .collect()
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
