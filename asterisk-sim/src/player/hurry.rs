//! A call that is hung up: what was recorded of it after that comes at once.

use std::cmp::Reverse;
use std::time::Duration;

use super::{Player, Playing};
use crate::ids::suffix_of;

impl Player {
    /// Lets what is left of the recording in which this channel is come at once. `passed` is how long the script runs.
    pub(crate) fn hurry(&mut self, channel: &[u8], passed: Duration) {
        let Some(suffix) = suffix_of(channel) else { return };
        let Some(index) = self.playing.iter().position(|playing| playing.has(suffix)) else { return };
        // Lest what is rounded comes out late.
        let at = self.script.pace.unscaled(passed).saturating_sub(Duration::from_micros(1));
        if let Some(playing) = self.playing.get_mut(index) {
            playing.hurries.get_or_insert(at);
        }
        self.queue.retain(|Reverse((_, track))| *track != index);
        self.enqueue(index);
    }
}

impl Playing {
    /// Whether a channel whose name ends so is one of the recording that is played.
    fn has(&self, suffix: u32) -> bool {
        let Some(capture) = &self.capture else { return false };
        let added = self.fresh.as_ref().map_or(0, |fresh| fresh.suffix);
        capture.span.suffix.contains(&suffix.wrapping_sub(added))
    }

    /// When something comes that was so long after the recording's beginning.
    pub(super) fn after(&self, recorded: Duration) -> Duration {
        self.hurries.map_or(recorded, |at| recorded.min(at.saturating_sub(self.begun)))
    }
}
