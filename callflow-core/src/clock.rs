//! The time of events whose own stamps may jump back.
//!
//! Asterisk stamps events with the system's clock, which may be set back while calls go on. A call that began
//! before and ends after would end before it began, and its talk would have no length. So stamps that go back are
//! moved on by as much, until the clock has caught up or no call is left that began before.

use core::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Stamps of events that were told out of order differ by less: that is no jump.
const OUT_OF_ORDER: Duration = Duration::from_millis(100);

/// From the stamps of events to times that do not jump back.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Clock {
    /// The latest time given, and when that event was received.
    last: Option<(Timestamp, Timestamp)>,
    /// How far stamps are moved on.
    ahead: Duration,
}

impl Clock {
    /// The time of an event stamped `stamp` and received at `now`.
    pub(crate) fn read(&mut self, stamp: Timestamp, now: Timestamp) -> Timestamp {
        let Some((last, received)) = self.last else {
            self.last = Some((stamp, now));
            return stamp;
        };
        let earliest = last.saturating_sub(OUT_OF_ORDER);
        if stamp >= earliest {
            self.ahead = Duration::ZERO;
        } else if stamp.saturating_add(self.ahead) < earliest {
            // How much time went by meanwhile only the receiver knows.
            self.ahead = last.saturating_add(now.since(received)).since(stamp);
        }
        let at = stamp.saturating_add(self.ahead);
        self.last = Some((last.max(at), now));
        at
    }

    /// Whether stamps are not taken as they are.
    pub(crate) fn is_ahead(&self) -> bool {
        self.ahead > Duration::ZERO
    }

    /// Takes stamps as they are again.
    pub(crate) fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_unix_micros(ms * 1_000)
    }

    /// Stamps and receptions in milliseconds, and the times that come of them.
    fn times(events: &[(i64, i64)]) -> Vec<i64> {
        let mut clock = Clock::default();
        events.iter().map(|(stamp, now)| clock.read(at(*stamp), at(*now)).unix_micros() / 1_000).collect()
    }

    #[test]
    fn stamps_in_order_are_taken_as_they_are() {
        assert_eq!(
            times(&[(1_000, 50), (1_500, 60), (1_450, 60), (9_000, 70)]),
            [1_000, 1_500, 1_450, 9_000]
        );
    }

    #[test]
    fn after_a_jump_back_as_much_time_goes_by_as_for_the_receiver() {
        let jump = [(600_000, 0), (10_000, 2_000), (11_000, 3_000), (15_000, 7_000)];
        assert_eq!(times(&jump), [600_000, 602_000, 603_000, 607_000]);
    }

    #[test]
    fn an_event_that_comes_again_long_after_is_no_jump_for_the_next() {
        assert_eq!(
            times(&[(1_000, 1_000), (9_000, 9_000), (1_000, 9_010), (9_500, 9_500)]),
            [1_000, 9_000, 9_010, 9_500]
        );
    }

    #[test]
    fn the_second_jump_is_added_to_the_first() {
        let jumps = [(60_000, 0), (30_000, 1_000), (31_000, 2_000), (1_000, 3_000), (2_000, 4_000)];
        assert_eq!(times(&jumps), [60_000, 61_000, 62_000, 63_000, 64_000]);
    }
}
