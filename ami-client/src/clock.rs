//! The time that messages carry.

use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// The wall clock at the start, and from there on the monotonic one, so that times of messages never go back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    wall: SystemTime,
    since: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { wall: SystemTime::now(), since: Instant::now() }
    }

    /// Since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }

    /// So long after the start, on the wall clock.
    pub(crate) fn wall(&self, elapsed: Duration) -> SystemTime {
        self.wall + elapsed
    }

    pub(crate) fn instant(&self, elapsed: Duration) -> Instant {
        // A deadline that is never reached must not overflow.
        self.since + elapsed.min(Duration::from_secs(86_400 * 3_650))
    }
}
