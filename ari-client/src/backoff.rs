//! When to try again: pure functions of what happened.

use std::time::Duration;

/// How long is waited between attempts to connect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    /// After the first failure; doubled with each further one in a row. By default 250 ms.
    pub first: Duration,
    /// The longest pause, by default 1.5 s: a call centre waits for its server to come back, and a refused
    /// connection costs neither side anything.
    pub longest: Duration,
    /// How much of a pause chance may take off, 0 to 1, by default 0.5, so that many clients do not come at once.
    pub jitter: f64,
    /// The pause after a refused login, by default 60 s: the secret is wrong until somebody mends it, and Asterisk
    /// writes a line into its security log each time.
    pub refused: Duration,
    /// A connection that lasted so long was a good one: failures are counted from the beginning again. By default
    /// 10 s.
    pub stable_after: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(250),
            longest: Duration::from_millis(1_500),
            jitter: 0.5,
            refused: Duration::from_secs(60),
            stable_after: Duration::from_secs(10),
        }
    }
}

impl Backoff {
    /// The pause after so many failures in a row, counted from 1. `chance` is from 0 to 1.
    #[must_use]
    pub fn pause(&self, failures: u32, chance: f64) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1).min(24)));
        let off = self.jitter.clamp(0.0, 1.0) * chance.clamp(0.0, 1.0);
        doubled.min(self.longest).mul_f64(1.0 - off)
    }
}

/// How a connection, or the attempt to make one, ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ended {
    /// Asterisk does not let us in.
    Refused,
    /// Asterisk closed the connection in good order, after so long.
    Closed(Duration),
    /// It broke, after so long.
    Broke(Duration),
    /// It was never made.
    Failed,
}

/// Where the attempts stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Retry {
    failures: u32,
    /// A connection closed in good order is made anew at once, but not twice in a row.
    was_immediate: bool,
}

impl Retry {
    /// How many attempts in a row came to nothing.
    pub(crate) fn failures(self) -> u32 {
        self.failures
    }

    /// The pause after this end.
    pub(crate) fn after(&mut self, ended: Ended, backoff: &Backoff, chance: f64) -> Duration {
        if let Ended::Closed(lasted) | Ended::Broke(lasted) = ended
            && lasted >= backoff.stable_after
        {
            *self = Self::default();
        }
        if matches!(ended, Ended::Closed(_)) && self.failures == 0 && !self.was_immediate {
            self.was_immediate = true;
            return Duration::ZERO;
        }
        self.failures = self.failures.saturating_add(1);
        match ended {
            Ended::Refused => backoff.refused.max(backoff.pause(self.failures, chance)),
            Ended::Closed(_) | Ended::Broke(_) | Ended::Failed => backoff.pause(self.failures, chance),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(10);
    const SHORT: Duration = Duration::from_secs(9);

    #[test]
    fn pauses_grow_and_stop_growing() {
        let backoff = Backoff::default();
        let pauses = [0, 1, 2, 3, 4, 5, u32::MAX].map(|failures| backoff.pause(failures, 0.0).as_millis());
        assert_eq!(pauses, [250, 250, 500, 1_000, 1_500, 1_500, 1_500]);
        let halved = [1, 3, 9].map(|failures| backoff.pause(failures, 1.0).as_millis());
        assert_eq!(halved, [125, 500, 750]);
        assert_eq!(backoff.pause(9, 0.5).as_millis(), 1_125);
        let whole = Backoff { jitter: 7.0, ..backoff };
        assert_eq!(whole.pause(9, 3.0), Duration::ZERO);
    }

    #[test]
    fn what_happens_decides_when_to_try_again() {
        use Ended::{Broke, Closed, Failed, Refused};
        for (ends, pauses) in [
            (&[Failed, Failed, Failed, Failed, Failed][..], &[250, 500, 1_000, 1_500, 1_500][..]),
            // At once after a clean close, but once.
            (&[Closed(LONG), Closed(SHORT), Closed(SHORT)], &[0, 250, 500]),
            (&[Closed(LONG), Closed(LONG)], &[0, 0]),
            (&[Closed(LONG), Failed, Failed], &[0, 250, 500]),
            // One that breaks is given a moment.
            (&[Broke(LONG), Broke(SHORT), Broke(LONG)], &[250, 500, 250]),
            (&[Failed, Failed, Closed(SHORT), Failed], &[250, 500, 1_000, 1_500]),
            (&[Refused, Refused], &[60_000, 60_000]),
        ] {
            let mut retry = Retry::default();
            let told: Vec<u128> =
                ends.iter().map(|end| retry.after(*end, &Backoff::default(), 0.0).as_millis()).collect();
            assert_eq!(told, pauses, "{ends:?}");
        }
    }
}
