//! Ids of our own choice.

use std::time::{SystemTime, UNIX_EPOCH};

/// An id that nobody else has: the time, so that ids of one client are in order, and 64 bits of chance.
pub(crate) fn fresh() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{}.{:016x}", now.as_millis(), fastrand::u64(..))
}
