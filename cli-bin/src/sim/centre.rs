//! A call centre out of the recordings that the simulator brings along: as many streams of calls as there are to be calls at
//! once, each of them a call after the other.

use std::sync::Arc;
use std::time::Duration;

use asterisk_sim::{Audience, Capture, CaptureError, Pace, Rounds, Script, Track, demo};

/// So much after one stream the next one begins, as long as not all have begun within half a minute.
const BETWEEN: Duration = Duration::from_millis(700);
const ALL_WITHIN: Duration = Duration::from_secs(30);

/// About so many calls at once, at natural speed and without end, whether anybody listens or not.
pub(super) fn script(calls: u32) -> Result<Script, CaptureError> {
    let captures: Vec<Arc<Capture>> = demo::captures()?.into_iter().map(Arc::new).collect();
    let between = BETWEEN.min(ALL_WITHIN / calls.max(1));
    let script = Script::new().pace(Pace::Original).audience(Audience::NotNeeded);
    Ok((0..calls).fold(script, |script, stream| {
        // Pauses of unlike length, so that the streams meet in ever new ways.
        let pause = Duration::from_millis(200 + u64::from(stream * 37 % 400));
        let track = Track::of(turned(&captures, stream))
            .starts_after(between * stream)
            .gap(pause)
            .rounds(Rounds::Endless);
        script.track(track)
    }))
}

/// The recordings, each stream with another one first.
fn turned(captures: &[Arc<Capture>], stream: u32) -> impl Iterator<Item = Arc<Capture>> + use<'_> {
    let first = usize::try_from(stream).unwrap_or(0) % captures.len().max(1);
    captures.iter().cycle().skip(first).take(captures.len()).cloned()
}
