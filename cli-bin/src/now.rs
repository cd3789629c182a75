//! The clock of this computer.

use std::time::{SystemTime, UNIX_EPOCH};

use callflow_core::Timestamp;

/// What it shows.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
