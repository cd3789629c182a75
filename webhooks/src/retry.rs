//! When a delivery is tried again, and when it is given up.

use std::time::Duration;

/// How long to wait after each attempt that failed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Schedule {
    /// After the first one; after each further one twice as long.
    pub first: Duration,
    /// At most.
    pub most: Duration,
    /// A delivery that still fails so long after its first attempt is given up.
    pub give_up_after: Duration,
}

impl Default for Schedule {
    /// Five seconds, ten minutes at most, given up after a day: some 150 attempts.
    fn default() -> Self {
        Self {
            first: Duration::from_secs(5),
            most: Duration::from_secs(10 * 60),
            give_up_after: Duration::from_secs(24 * 60 * 60),
        }
    }
}

impl Schedule {
    /// How long to wait after this many attempts, all of which failed: twice as long each time, with a quarter more or less, so
    /// that what failed together does not come back together. The same seed gives the same times.
    #[must_use]
    pub fn delay(&self, attempts: u32, seed: u64) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        let whole = self.first.saturating_mul(1 << doublings).min(self.most);
        let half = u64::try_from(whole.as_micros() / 2).unwrap_or(u64::MAX);
        let jitter = if half == 0 { 0 } else { mix(seed ^ u64::from(attempts)) % half };
        whole - whole / 4 + Duration::from_micros(jitter)
    }
}

/// SplitMix64: numbers that look like chance and come again with their seed.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What a text makes of [`Schedule::delay`]'s chance.
#[must_use]
pub fn seed(text: &str) -> u64 {
    text.bytes().fold(0, |seed, byte| mix(seed ^ u64::from(byte)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_wait_is_twice_the_one_before_up_to_the_most() {
        let schedule = Schedule::default();
        for (attempts, seconds) in
            [(0, 5), (1, 5), (2, 10), (3, 20), (7, 320), (8, 600), (9, 600), (40, 600), (u32::MAX, 600)]
        {
            let whole = Duration::from_secs(seconds);
            for seed in 0..50 {
                let delay = schedule.delay(attempts, seed);
                assert!(delay >= whole * 3 / 4 && delay < whole * 5 / 4, "{attempts}: {delay:?}");
                assert_eq!(schedule.delay(attempts, seed), delay);
            }
        }
    }

    #[test]
    fn what_failed_together_does_not_come_back_together() {
        let schedule = Schedule::default();
        let delays: BTreeSet<Duration> =
            (0..100).map(|n| schedule.delay(1, seed(&format!("event {n}")))).collect();
        assert_eq!(delays.len(), 100);
    }

    #[test]
    fn no_delay_at_all_is_none() {
        let schedule = Schedule { first: Duration::ZERO, ..Schedule::default() };
        assert_eq!(schedule.delay(9, 9), Duration::ZERO);
    }
}
