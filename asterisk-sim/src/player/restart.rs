//! What becomes of a script when Asterisk is started anew.

use std::ops::Range;
use std::time::Duration;

use super::{Player, Playing, seconds};
use crate::ids::Fresh;
use crate::script::Pace;

impl Player {
    /// Asterisk is started anew: nothing more is heard of the calls that are going on, and names of channels begin
    /// again. Uniqueids have the time in them; their counters go on, so that none comes twice however short the
    /// time between is.
    pub(crate) fn restart(&mut self) {
        (self.restarted, self.free_suffix, self.free_call) = (true, 0, 0);
        for playing in &mut self.playing {
            let Some(capture) = playing.capture.clone() else { continue };
            playing.restarted = true;
            playing.cut = playing.item;
            let rest = capture.numbers_from(playing.cut);
            let as_recorded = Fresh { play: None, seconds: 0, counter: 0, suffix: 0, call: 0, bridges: 0 };
            let fresh = playing.fresh.get_or_insert(as_recorded);
            take(&mut self.free_suffix, &rest.suffix, &mut fresh.suffix);
            take(&mut self.free_call, &rest.call, &mut fresh.call);
            fresh.call = fresh.call.wrapping_add(1);
        }
    }
}

impl Playing {
    /// After a restart a recording goes on at the time that it is then.
    pub(super) fn take_up(&mut self, origin: Duration, pace: Pace) {
        if !std::mem::take(&mut self.restarted) || self.recorded {
            return;
        }
        if let (Some(fresh), Some(capture)) = (&mut self.fresh, &self.capture) {
            self.told_begun = origin.saturating_add(pace.scaled(self.begun));
            fresh.seconds = seconds(self.told_begun) - seconds(capture.began);
        }
    }
}

/// Puts the numbers of a recording where the free ones begin: what is to be added to them.
pub(super) fn take(free: &mut u32, numbers: &Range<u32>, add: &mut u32) {
    *add = free.wrapping_sub(numbers.start);
    *free = free.wrapping_add(numbers.end.wrapping_sub(numbers.start));
}
