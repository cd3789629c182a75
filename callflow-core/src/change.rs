//! What the core tells the world: one change an event, the same in the core, on sockets and in webhooks.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::agent::AgentChange;
use crate::call::{Call, VisitOutcome};
use crate::extension::ExtensionRecord;
use crate::ids::{CallId, Uniqueid};
use crate::lease::Lease;
use crate::plan::{Plan, TenantQuestion};
use crate::queue::QueueMember;
use crate::time::Timestamp;

/// One change.
///
/// In JSON: `{"id": "default-17", "at": "…", "tenant": "default", "pbx": "default", "type": "call.ended",
/// "data": {…}}`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// Unique and rising within one PBX: its name and a counter.
    pub id: Arc<str>,
    /// When it happened.
    pub at: Timestamp,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// On which Asterisk.
    pub pbx: Arc<str>,
    /// What changed.
    #[serde(flatten)]
    pub kind: ChangeKind,
}

/// What changed, with the new state of it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", content = "data")]
#[non_exhaustive]
pub enum ChangeKind {
    /// A call began.
    #[serde(rename = "call.started")]
    CallStarted(Box<Call>),
    /// A call changed; after its end: it was corrected (`revised_at`).
    #[serde(rename = "call.updated")]
    CallUpdated(Box<Call>),
    /// A call ended.
    #[serde(rename = "call.ended")]
    CallEnded(Box<Call>),
    /// A call became part of another (`merged_into`): whatever was counted of it is to be taken back.
    #[serde(rename = "call.merged")]
    CallMerged(Box<Call>),
    /// A caller joined a queue.
    #[serde(rename = "queue.joined")]
    QueueJoined(QueueJoined),
    /// A caller left a queue.
    #[serde(rename = "queue.left")]
    QueueLeft(QueueLeft),
    /// A queue's member changed.
    #[serde(rename = "queue.member")]
    QueueMember(QueueMember),
    /// An agent changed its state.
    #[serde(rename = "agent.state")]
    AgentState(AgentChange),
    /// An extension's status, device state or registration changed.
    #[serde(rename = "extension.status")]
    ExtensionStatus(ExtensionRecord),
    /// The lease of an extension that is given out on time changed.
    #[serde(rename = "lease.changed")]
    LeaseChanged(Lease),
    /// The link to Asterisk was lost.
    #[serde(rename = "link.gap")]
    LinkGap,
    /// After a gap Asterisk was asked how things are, and everything was answered: what is told is whole again. Comes
    /// once, however often the link was lost meanwhile.
    #[serde(rename = "link.resynced")]
    LinkResynced,
    /// Something was seen that has no explanation.
    #[serde(rename = "anomaly")]
    Anomaly(Anomaly),
}

/// A caller joined a queue.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueJoined {
    /// The queue.
    pub queue: Arc<str>,
    /// The caller's call.
    pub call: CallId,
    /// The place in the queue, from 1.
    pub position: Option<u32>,
}

/// A caller left a queue.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueLeft {
    /// The queue.
    pub queue: Arc<str>,
    /// The caller's call.
    pub call: CallId,
    /// What for, where it is known already; the call's record tells it in the end.
    pub outcome: Option<VisitOutcome>,
}

/// Something that was seen and could not be explained. A clean link gives none.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Anomaly {
    /// When it was seen.
    pub at: Timestamp,
    /// What it is.
    pub kind: AnomalyKind,
    /// The same in words.
    pub detail: Arc<str>,
    /// The channel that it is about.
    pub uniqueid: Option<Uniqueid>,
}

/// What an anomaly is.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AnomalyKind {
    /// An event of a channel whose beginning was not seen.
    UnknownChannel,
}

impl ChangeKind {
    /// Whose it is: a call's tenant, that of a queue by its name, that of an extension by its endpoint's.
    fn tenant(&self, plan: &Plan) -> Arc<str> {
        let queue =
            |queue| plan.tenant_name(TenantQuestion { queue: Some(queue), ..TenantQuestion::default() });
        let endpoint = |endpoint| {
            plan.tenant_name(TenantQuestion { endpoint: Some(endpoint), ..TenantQuestion::default() })
        };
        match self {
            Self::CallStarted(call)
            | Self::CallUpdated(call)
            | Self::CallEnded(call)
            | Self::CallMerged(call) => call.tenant.clone(),
            Self::QueueJoined(joined) => queue(&joined.queue),
            Self::QueueLeft(left) => queue(&left.queue),
            Self::QueueMember(member) => queue(&member.queue),
            Self::AgentState(agent) => match (agent.queues.first(), &agent.number) {
                (Some(name), _) => queue(name),
                (None, number) => {
                    let endpoint = Some(&**number.as_ref().unwrap_or(&agent.agent));
                    plan.tenant_name(TenantQuestion { endpoint, ..TenantQuestion::default() })
                }
            },
            Self::ExtensionStatus(record) => endpoint(&record.extension),
            Self::LeaseChanged(lease) => endpoint(&lease.extension),
            // Of the whole PBX.
            Self::LinkGap | Self::LinkResynced | Self::Anomaly(_) => {
                plan.tenant_name(TenantQuestion::default())
            }
        }
    }

    /// The call whose record it carries.
    #[must_use]
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::CallStarted(call)
            | Self::CallUpdated(call)
            | Self::CallEnded(call)
            | Self::CallMerged(call) => Some(call),
            _ => None,
        }
    }
}

impl Change {
    /// `id` is room to write in.
    pub(crate) fn new(
        plan: &Plan,
        pbx: &Arc<str>,
        (number, id): (u64, &mut String),
        at: Timestamp,
        kind: ChangeKind,
    ) -> Self {
        let tenant = kind.tenant(plan);
        id.clear();
        // Writing to a String does not fail.
        let _ = write!(id, "{pbx}-{number}");
        Self { id: id.as_str().into(), at, tenant, pbx: pbx.clone(), kind }
    }
}
