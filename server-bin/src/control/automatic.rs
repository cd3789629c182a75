//! Calls that are recorded by themselves, where the operator wants it: which ones, when, on which channel, into which file.
//!
//! All of it follows from the record of the call, so that it is the same after a restart of the server, and for another
//! server that takes over:
//!
//! - two parties are up and have talked, nothing of the call was recorded yet, and a rule of the operator holds: it is due;
//! - it was recorded and the recording ended **with its channel**, while others go on: it is due again, into a next file;
//! - a recording is under way, or somebody has ended it: it is not.

mod due;
mod name;
mod rule;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]
mod tests;

pub(super) use self::due::{Due, due};
pub use self::name::{NamePattern, NamePatternError};
pub use self::rule::AutomaticRule;
