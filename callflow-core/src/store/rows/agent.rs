//! Agents, and what they did.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Row;
use crate::agent::{AgentChange, AgentState, Interval};
use crate::change::Change;
use crate::ids::encode_into;
use crate::store::Dated;
use crate::time::Timestamp;

/// An agent as it stands. Its figures are sums of its intervals and counts of calls.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct AgentRow {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// Its extension, else its interface.
    pub agent: Arc<str>,
    /// The extension of its phone, where that is known.
    pub number: Option<Arc<str>>,
    /// The name that the queues know it by.
    pub name: Option<Arc<str>>,
    /// What it is doing.
    pub state: AgentState,
    /// Since when.
    pub since: Timestamp,
    /// Of a pause: why.
    pub reason: Option<Arc<str>>,
    /// The queue whose call it is about.
    pub queue: Option<Arc<str>>,
    /// The queues that it is a member of.
    pub queues: Vec<Arc<str>>,
    /// When it changed.
    pub changed_at: Timestamp,
}

impl AgentRow {
    pub(super) fn of(change: &Change, agent: &AgentChange) -> Self {
        Self {
            pbx: change.pbx.clone(),
            tenant: change.tenant.clone(),
            agent: agent.agent.clone(),
            number: agent.number.clone(),
            name: agent.name.clone(),
            state: agent.state,
            since: agent.since,
            reason: agent.reason.clone(),
            queue: agent.queue.clone(),
            queues: agent.queues.clone(),
            changed_at: change.at,
        }
    }
}

impl Row for AgentRow {
    type Key<'a> = (&'a str, &'a str);

    fn key(&self) -> Self::Key<'_> {
        (&self.pbx, &self.agent)
    }

    fn replaces(&self, old: &Self) -> bool {
        self.changed_at >= old.changed_at
    }
}

/// A stretch of time that an agent spent in one state.
///
/// Of one agent they tile the time, but for those of no length, of which no row is made. One that has no end although a
/// later one has begun is one whose end was not seen.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntervalRow {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// Its extension, else its interface.
    pub agent: Arc<str>,
    /// What it was doing.
    pub state: AgentState,
    /// Of a pause: why.
    pub reason: Option<Arc<str>>,
    /// The queue whose call it was about; may be known only at the end.
    pub queue: Option<Arc<str>>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended; `None` while it goes on.
    pub to: Option<Timestamp>,
}

impl IntervalRow {
    /// The one that goes on after the change.
    pub(super) fn begun_by(change: &Change, agent: &AgentChange) -> Self {
        let AgentChange { state, since: from, .. } = *agent;
        let (reason, queue) = (agent.reason.clone(), agent.queue.clone());
        Self::new(change, agent, Interval { state, reason, queue, from, to: None })
    }

    /// The one that ended with the change. Of two changes at one moment the first leaves an interval of no length, which
    /// has the key of the next one and would keep that out.
    pub(super) fn ended_by(change: &Change, agent: &AgentChange) -> Option<Self> {
        let before = agent.before.as_ref().filter(|before| before.to != Some(before.from))?;
        Some(Self::new(change, agent, before.clone()))
    }

    fn new(change: &Change, agent: &AgentChange, interval: Interval) -> Self {
        let Interval { state, reason, queue, from, to } = interval;
        let (pbx, tenant, agent) = (change.pbx.clone(), change.tenant.clone(), agent.agent.clone());
        Self { pbx, tenant, agent, state, reason, queue, from, to }
    }

    /// What orders the intervals of one moment: `pbx/agent`, the PBX percent-encoded, so that no two agents share it.
    #[must_use]
    pub fn order_id(pbx: &str, agent: &str) -> String {
        let mut id = String::with_capacity(pbx.len() + agent.len() + 1);
        encode_into(&mut id, pbx);
        id.push('/');
        id.push_str(agent);
        id
    }
}

impl Row for IntervalRow {
    type Key<'a> = (&'a str, &'a str, Timestamp);

    fn key(&self) -> Self::Key<'_> {
        (&self.pbx, &self.agent, self.from)
    }

    /// An end is final: one that is over replaces one that goes on, and never the other way round. Of two that are over
    /// the later end counts.
    fn replaces(&self, old: &Self) -> bool {
        match (self.to, old.to) {
            (None, Some(_)) => false,
            (Some(new), Some(old)) => new >= old,
            (_, None) => true,
        }
    }
}

impl Dated for IntervalRow {
    /// When it began.
    fn at(&self) -> Timestamp {
        self.from
    }

    /// [`IntervalRow::order_id`].
    fn id(&self) -> Cow<'_, str> {
        Self::order_id(&self.pbx, &self.agent).into()
    }

    /// The agent.
    fn of(&self) -> &str {
        &self.agent
    }
}
