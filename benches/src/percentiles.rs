//! How long most took, and how long the slowest.

use std::time::Duration;

/// Width of a bucket.
const STEP: Duration = Duration::from_micros(10);
/// What takes longer than a hundred seconds counts as that.
const BUCKETS: usize = 10_000_000;

/// Durations, counted in steps of 10 µs: memory does not grow with their number.
#[derive(Debug)]
pub(crate) struct Percentiles {
    counts: Vec<u32>,
    total: u64,
    longest: Duration,
}

impl Percentiles {
    pub(crate) fn new() -> Self {
        // Zeroed memory is not taken before it is touched.
        Self { counts: vec![0; BUCKETS], total: 0, longest: Duration::ZERO }
    }

    pub(crate) fn add(&mut self, took: Duration) {
        let bucket = usize::try_from(took.as_micros() / STEP.as_micros()).unwrap_or(BUCKETS);
        if let Some(count) = self.counts.get_mut(bucket.min(BUCKETS - 1)) {
            *count += 1;
        }
        self.total += 1;
        self.longest = self.longest.max(took);
    }

    /// How many there are.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    pub(crate) fn longest(&self) -> Duration {
        self.longest
    }

    /// As long as so many of a hundred took at most; zero if there are none.
    pub(crate) fn of(&self, percent: u64) -> Duration {
        let rank = (self.total * percent).div_ceil(100);
        let mut seen = 0;
        for (bucket, count) in (0_u32..).zip(&self.counts) {
            seen += u64::from(*count);
            if seen >= rank {
                return STEP * bucket;
            }
        }
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_slowest_are_told_apart() {
        let mut percentiles = Percentiles::new();
        for took in 1..=200 {
            percentiles.add(Duration::from_millis(took));
        }
        let of = |percent| percentiles.of(percent).as_millis();
        assert_eq!(
            (of(50), of(99), percentiles.longest().as_millis(), percentiles.total()),
            (100, 198, 200, 200)
        );
    }
}
