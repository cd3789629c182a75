//! What there is to be seen: calls that go on, queues and agents, as they stand.

use std::sync::Arc;

use callflow_core::agent::{AgentRecord, AgentState};
use callflow_core::metrics::{AgentFigures, QueueMetrics};
use callflow_core::queue::{QueueMember, QueueRecord};
use callflow_core::{Call, CallFlow, Timestamp};

/// Everything, as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Floor {
    pub(super) calls: Vec<Arc<Call>>,
    pub(super) queues: Vec<QueueNow>,
    pub(super) agents: Vec<AgentNow>,
}

/// A queue.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct QueueNow {
    pub(super) queue: Arc<str>,
    pub(super) pbx: Arc<str>,
    pub(super) waiting: u32,
    /// Since when the first of them waits.
    pub(super) waiting_since: Option<Timestamp>,
    pub(super) members: Vec<QueueMember>,
    pub(super) today: Option<QueueMetrics>,
}

/// An agent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct AgentNow {
    pub(super) agent: Arc<str>,
    pub(super) pbx: Arc<str>,
    pub(super) name: Option<Arc<str>>,
    pub(super) state: AgentState,
    pub(super) since: Timestamp,
    /// Of a pause: why.
    pub(super) reason: Option<Arc<str>>,
    /// The queue whose call it is about.
    pub(super) queue: Option<Arc<str>>,
    pub(super) queues: Vec<Arc<str>>,
    pub(super) today: Option<AgentFigures>,
}

impl Floor {
    /// How a tracker knows it.
    pub(super) fn of(flow: &CallFlow, pbx: &Arc<str>, now: Timestamp) -> Self {
        Self {
            calls: flow.live_calls().into_iter().map(Arc::new).collect(),
            queues: flow.queues().into_iter().map(|queue| QueueNow::of(queue, pbx, now)).collect(),
            agents: flow.agents().into_iter().map(|agent| AgentNow::of(agent, pbx)).collect(),
        }
    }

    /// Whether it is of several Asterisks.
    pub(super) fn has_several(&self) -> bool {
        let calls = self.calls.iter().map(|call| &call.pbx);
        let others =
            self.queues.iter().map(|queue| &queue.pbx).chain(self.agents.iter().map(|agent| &agent.pbx));
        let mut names = calls.chain(others);
        let first = names.next();
        names.any(|name| Some(name) != first)
    }
}

impl QueueNow {
    fn of(record: QueueRecord, pbx: &Arc<str>, now: Timestamp) -> Self {
        let waited = std::time::Duration::from_millis(record.longest_wait_ms);
        Self {
            queue: record.queue,
            pbx: pbx.clone(),
            waiting: record.waiting,
            waiting_since: (record.waiting > 0).then(|| now.saturating_sub(waited)),
            members: record.members,
            today: Some(record.metrics),
        }
    }

    /// How long the first has waited.
    pub(super) fn longest_wait_ms(&self, now: Timestamp) -> Option<u64> {
        self.waiting_since.filter(|_| self.waiting > 0).map(|since| now.millis_since(since))
    }

    /// Whether that is longer than calls of this queue should wait.
    pub(super) fn is_late(&self, now: Timestamp) -> bool {
        let limit = self.today.as_ref().map(|today| u64::from(today.limits.service_level_s) * 1_000);
        limit.zip(self.longest_wait_ms(now)).is_some_and(|(limit, waited)| waited > limit)
    }
}

impl AgentNow {
    fn of(record: AgentRecord, pbx: &Arc<str>) -> Self {
        Self {
            agent: record.agent,
            pbx: pbx.clone(),
            name: record.name,
            state: record.state,
            since: record.since,
            reason: record.reason,
            queue: record.queue,
            queues: record.queues,
            today: Some(record.today),
        }
    }
}
