//! How many events there were in each of the last seconds.

use std::collections::VecDeque;

use callflow_core::Timestamp;

/// So many seconds are shown.
const KEPT: usize = 60;
/// Over so many the rate is told.
const AVERAGED: usize = 5;

/// How many events there were in each of the last seconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rate {
    /// The last one first in, and not over yet.
    seconds: VecDeque<u64>,
    /// Which second the last one is, since 1970.
    current: i64,
    /// How many events there were at the last look.
    total: Option<u64>,
}

fn second(at: Timestamp) -> i64 {
    at.unix_micros().div_euclid(1_000_000)
}

impl Rate {
    /// Takes how many there were since the beginning.
    pub(super) fn take(&mut self, total: u64, now: Timestamp) {
        let more = self.total.map_or(0, |before| total.saturating_sub(before));
        self.total = Some(total);
        let gone = usize::try_from(second(now) - self.current).unwrap_or(0);
        if self.seconds.is_empty() || gone > KEPT {
            self.seconds = [0].into();
        } else {
            self.seconds.extend(std::iter::repeat_n(0, gone));
        }
        self.current = second(now).max(self.current);
        while self.seconds.len() > KEPT {
            self.seconds.pop_front();
        }
        if let Some(last) = self.seconds.back_mut() {
            *last += more;
        }
    }

    /// Of each second that is over, the last one last; nothing of before the first look.
    pub(crate) fn history(&self, now: Timestamp) -> Vec<u64> {
        // One more than are shown, for the one that goes on.
        let silent = usize::try_from(second(now) - self.current).unwrap_or(0).min(KEPT + 1);
        let mut seconds: Vec<u64> = self.seconds.iter().copied().collect();
        seconds.extend(std::iter::repeat_n(0, silent));
        // The one that goes on would look like a dip.
        seconds.pop();
        seconds.split_off(seconds.len().saturating_sub(KEPT))
    }

    /// Events a second, over the last ones.
    pub(crate) fn per_second(&self, now: Timestamp) -> f64 {
        let mut history = self.history(now);
        let last = history.split_off(history.len().saturating_sub(AVERAGED));
        if last.is_empty() { 0.0 } else { last.iter().sum::<u64>() as f64 / last.len() as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> Timestamp {
        Timestamp::from_unix_micros((1_795_198_500.0 * 1e6 + seconds * 1e6) as i64)
    }

    #[test]
    fn events_are_counted_by_the_second_they_came_in() {
        let mut rate = Rate::default();
        // What was before the first look is not of this second.
        rate.take(1_000, at(0.0));
        rate.take(1_010, at(0.5));
        rate.take(1_030, at(1.2));
        assert_eq!(rate.history(at(1.9)), [10]);
        assert_eq!(rate.history(at(2.0)), [10, 20]);
        assert!((rate.per_second(at(2.0)) - 15.0).abs() < 1e-9);
        // Silence counts.
        assert_eq!(rate.history(at(4.0)), [10, 20, 0, 0]);
        rate.take(1_031, at(6.0));
        assert_eq!(rate.history(at(7.0)), [10, 20, 0, 0, 0, 0, 1]);
        assert!((rate.per_second(at(7.0)) - 0.2).abs() < 1e-9);
    }

    #[test]
    fn a_minute_is_kept_and_a_clock_that_goes_back_changes_nothing() {
        let mut rate = Rate::default();
        for n in 0..200_u32 {
            rate.take(u64::from(n), at(f64::from(n)));
        }
        assert_eq!(rate.history(at(200.0)).len(), KEPT);
        rate.take(500, at(50.0));
        assert_eq!(rate.history(at(200.0)).last(), Some(&302));
        rate.take(501, at(1_000.0));
        assert_eq!(rate.history(at(1_001.0)), [1]);
        assert_eq!(rate.history(at(5_000.0)), [0; KEPT]);
        assert!(Rate::default().per_second(at(0.0)) < 1e-9);
    }
}
