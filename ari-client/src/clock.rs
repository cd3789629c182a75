//! The time that messages carry.

use std::time::SystemTime;

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

    pub(crate) fn now(&self) -> SystemTime {
        self.wall + self.since.elapsed()
    }
}
