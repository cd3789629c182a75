//! One caller's wait in one queue.

use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// One entry of the caller into one queue. A call has as many as the caller entered, also of the same queue.
///
/// Sources: AMI `QueueCallerJoin`, `QueueCallerLeave`, `QueueCallerAbandon`, `AgentCalled`, `AgentConnect`,
/// `AgentComplete`, `AgentRingNoAnswer`. Times are those of the events, never the whole seconds of `HoldTime`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueVisit {
    /// Name of the queue.
    pub queue: Arc<str>,
    /// When the caller joined.
    pub joined_at: Timestamp,
    /// When the caller left, whatever for.
    pub left_at: Option<Timestamp>,
    /// What ended the visit; `None` while the caller waits.
    pub outcome: Option<VisitOutcome>,
    /// The place in the queue at the joining, from 1.
    pub position: Option<u32>,
    /// From joining to leaving. Of a visit that goes on up to the call's last event.
    pub wait_ms: u64,
    /// The member that was connected.
    pub member: Option<Arc<str>>,
    /// How long that member, or who took the call in its place, talked, hold included, until the one who did left or
    /// gave the caller away.
    pub talk_ms: u64,
    /// How long the same held the caller.
    pub hold_ms: u64,
    /// Every ringing of a member, in order. Of a visit with more than two hundred, the last hundred or more: those in
    /// vain before them are counted in `earlier_attempts`.
    pub attempts: Vec<Attempt>,
    /// Ringings in vain that are not among `attempts`, by member and outcome. In JSON left out if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_attempts: Vec<EarlierAttempts>,
}

/// What ended a visit.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum VisitOutcome {
    /// A member was connected.
    Answered,
    /// The caller hung up while waiting.
    Abandoned,
    /// The queue's own time was over.
    Timeout,
    /// The caller pressed a key.
    ExitKey,
    /// The queue was empty of members who could take a call.
    ExitEmpty,
    /// `QueueWithdrawCaller`.
    Withdrawn,
    /// The caller was taken out by a redirect or a transfer.
    Transferred,
    /// The end was not seen, or Asterisk went down.
    Lost,
}

/// A queue did not let the caller in; that is no visit.
///
/// Source: AMI `Newexten` of `Queue()` that no `QueueCallerJoin` follows. Asterisk sends nothing else, and writes
/// nothing to its queue_log either.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TurnedAway {
    /// Name of the queue.
    pub queue: Arc<str>,
    /// When the caller came to it.
    pub at: Timestamp,
}

/// One ringing of one member in a visit.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attempt {
    /// The member: the extension behind the interface, else the interface's own name.
    pub member: Arc<str>,
    /// What came of it; `None` while it rings.
    pub outcome: Option<AttemptOutcome>,
    /// How long it rang.
    pub ring_ms: u64,
}

/// Ringings of one member in one visit that came to the same and are too many to be told one by one.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EarlierAttempts {
    /// The member, as in [`Attempt`].
    pub member: Arc<str>,
    /// What came of each; never `answered`.
    pub outcome: Option<AttemptOutcome>,
    /// How many they are.
    pub attempts: u32,
    /// How long they rang, all together.
    pub ring_ms: u64,
}

/// What came of one ringing of a member.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttemptOutcome {
    /// The member took the call.
    Answered,
    /// It rang until the member's time was over.
    NoAnswer,
    /// The member's phone was busy.
    Busy,
    /// The member's phone refused the call.
    Failed,
    /// It stopped ringing because the caller left or another took the call.
    Cancelled,
}
