//! What clients are sent: snapshots, and what tells more than a change does.

use std::sync::Arc;

use callflow_core::agent::{AgentChange, AgentRecord, AgentState};
use callflow_core::device_state::{DeviceState, ExtensionStatus};
use callflow_core::extension::{Contact, ExtensionRecord};
use callflow_core::lease::Lease;
use callflow_core::queue::QueueMember;
use callflow_core::{Call, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;

/// Everything that a client may see, as it stands.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Snapshot {
    /// Why it is sent.
    pub(crate) reason: Reason,
    /// Calls that go on, in the order of their ids.
    pub(crate) calls: Vec<Arc<Call>>,
    /// Queues, by Asterisk and name.
    pub(crate) queues: Vec<Arc<QueueNow>>,
    /// Agents, by Asterisk and name.
    pub(crate) agents: Vec<Arc<AgentNow>>,
    /// Extensions, by Asterisk and number.
    pub(crate) extensions: Vec<Arc<ExtensionNow>>,
}

/// Why a snapshot is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reason {
    /// The client is new, and named no place to go on from.
    Start,
    /// What came since the place that the client named is not kept any more, or is of another run of the server.
    Missed,
    /// The client read too slowly: what waited for it was dropped.
    Slow,
    /// What the client may see has changed.
    Rights,
    /// Everything was told anew: another plan, or the server itself had missed something.
    Renewed,
}

/// A queue as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct QueueNow {
    pub(crate) queue: Arc<str>,
    pub(crate) pbx: Arc<str>,
    pub(crate) tenant: Arc<str>,
    /// How many callers wait.
    pub(crate) waiting: u32,
    /// Since when the first of them waits.
    pub(crate) waiting_since: Option<Timestamp>,
    /// By interface.
    pub(crate) members: Vec<QueueMember>,
}

/// An agent as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct AgentNow {
    pub(crate) agent: Arc<str>,
    pub(crate) pbx: Arc<str>,
    pub(crate) tenant: Arc<str>,
    /// The name that the queues know it by.
    pub(crate) name: Option<Arc<str>>,
    /// The number of its phone.
    pub(crate) number: Option<Arc<str>>,
    pub(crate) state: AgentState,
    pub(crate) since: Timestamp,
    /// Of a pause: why.
    pub(crate) reason: Option<Arc<str>>,
    /// The queue whose call it is about.
    pub(crate) queue: Option<Arc<str>>,
    /// The queues that it is a member of.
    pub(crate) queues: Vec<Arc<str>>,
}

/// An extension as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub(crate) struct ExtensionNow {
    pub(crate) extension: Arc<str>,
    pub(crate) pbx: Arc<str>,
    pub(crate) tenant: Arc<str>,
    pub(crate) status: ExtensionStatus,
    pub(crate) device_state: Option<DeviceState>,
    pub(crate) registered: bool,
    pub(crate) contacts: Vec<Contact>,
    pub(crate) lease: Lease,
    pub(crate) last_activity_at: Timestamp,
}

/// Something that a client may see no more, though it is still there.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Gone {
    /// What it is.
    pub(crate) kind: GoneKind,
    /// A call's id, else its name on its Asterisk.
    pub(crate) id: Arc<str>,
    pub(crate) pbx: Arc<str>,
}

/// What a client sees no more.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GoneKind {
    Call,
    Agent,
}

/// The last message of a stream that the server ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
pub(crate) struct Closing {
    /// Why it ends.
    pub(crate) reason: ClosingReason,
}

/// Why the server ends a stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ClosingReason {
    /// The sign-in or the key counts no more: sign in, or refresh, and come again.
    SignedOut,
    /// It counts, and gives no right to this any more.
    Forbidden,
    /// Nobody can tell for too long whether it still counts, for the store is away: come again.
    Unavailable,
    /// The server stops: come again.
    Stopping,
}

impl AgentNow {
    pub(crate) fn of_record(pbx: &Arc<str>, tenant: Arc<str>, record: &AgentRecord) -> Self {
        Self {
            agent: record.agent.clone(),
            pbx: pbx.clone(),
            tenant,
            name: record.name.clone(),
            number: record.number.clone(),
            state: record.state,
            since: record.since,
            reason: record.reason.clone(),
            queue: record.queue.clone(),
            queues: record.queues.clone(),
        }
    }

    pub(crate) fn of_change(pbx: &Arc<str>, tenant: Arc<str>, change: &AgentChange) -> Self {
        Self {
            agent: change.agent.clone(),
            pbx: pbx.clone(),
            tenant,
            name: change.name.clone(),
            number: change.number.clone(),
            state: change.state,
            since: change.since,
            reason: change.reason.clone(),
            queue: change.queue.clone(),
            queues: change.queues.clone(),
        }
    }
}

impl ExtensionNow {
    pub(crate) fn of(pbx: &Arc<str>, tenant: Arc<str>, record: &ExtensionRecord) -> Self {
        Self {
            extension: record.extension.clone(),
            pbx: pbx.clone(),
            tenant,
            status: record.status,
            device_state: record.device_state,
            registered: record.registered,
            contacts: record.contacts.clone(),
            lease: record.lease.clone(),
            last_activity_at: record.last_activity_at,
        }
    }
}
