//! Everyone who was tried in a call.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use super::Role;

/// A person, or a number, that was tried in a call or talked in it. One entry a number.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Party {
    /// The extension, or the outside number without access prefix.
    pub number: Arc<str>,
    /// The name that goes with it.
    pub name: Option<Arc<str>>,
    /// What the party was to the call, at its first appearance.
    pub role: Role,
    /// Talked with somebody in the call.
    pub answered: bool,
    /// What came of ringing the party; `None` while it rings. The best of several tries counts.
    pub outcome: Option<Outcome>,
}

/// What came of one ringing leg.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Refused for a reason that is none of the others.
    Failed,
    /// Refused by a network that had no room.
    Congestion,
    /// Was given up before it answered: the caller left, or another one was quicker.
    Cancelled,
    /// Busy.
    Busy,
    /// Sent the call on to another number.
    Forwarded,
    /// Rang until its time was over.
    NoAnswer,
    /// Another one picked its call up.
    PickedUp,
    /// Answered and talked.
    Answered,
}
