//! The time that inputs carry.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use callflow_core::Timestamp;

/// The wall clock at the start, and from there on the monotonic one: a clock that is set back while the server runs
/// must not turn a call's times around.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    wall: Timestamp,
    since: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { wall: Timestamp::default().saturating_add(since_epoch), since: Instant::now() }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.wall.saturating_add(self.since.elapsed())
    }

    /// The instant at which `at` will be.
    pub(crate) fn instant(&self, at: Timestamp) -> tokio::time::Instant {
        tokio::time::Instant::from_std(self.since + at.since(self.wall))
    }
}

/// The time so much before.
pub(crate) fn earlier(at: Timestamp, by: Duration) -> Timestamp {
    let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_unix_micros(at.unix_micros().saturating_sub(micros))
}
