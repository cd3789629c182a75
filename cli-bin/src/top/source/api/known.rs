//! What the server knows, kept up to date by what it tells (docs/realtime.md).

use std::collections::BTreeMap;
use std::sync::Arc;

use callflow_core::agent::{AgentChange, AgentState};
use callflow_core::metrics::{AgentFigures, QueueMetrics};
use callflow_core::queue::QueueMember;
use callflow_core::{Call, CallId, Change, ChangeKind, Timestamp};
use serde::Deserialize;

use super::Figures;
use crate::top::floor::{AgentNow, Floor, QueueNow};

/// A name on an Asterisk.
type Key = (Arc<str>, Arc<str>);

/// What the server knows.
#[derive(Debug, Default)]
pub(super) struct Known {
    calls: BTreeMap<CallId, Arc<Call>>,
    queues: BTreeMap<Key, Queue>,
    agents: BTreeMap<Key, Agent>,
    queue_figures: Figures<QueueMetrics>,
    agent_figures: Figures<AgentFigures>,
    is_whole: bool,
}

#[derive(Deserialize)]
struct Snapshot {
    calls: Vec<Arc<Call>>,
    queues: Vec<Queue>,
    agents: Vec<Agent>,
}

#[derive(Clone, Debug, Deserialize)]
struct Queue {
    queue: Arc<str>,
    pbx: Arc<str>,
    waiting: u32,
    waiting_since: Option<Timestamp>,
    members: Vec<QueueMember>,
}

#[derive(Clone, Debug, Deserialize)]
struct Agent {
    agent: Arc<str>,
    pbx: Arc<str>,
    name: Option<Arc<str>>,
    state: AgentState,
    since: Timestamp,
    reason: Option<Arc<str>>,
    queue: Option<Arc<str>>,
    queues: Vec<Arc<str>>,
}

#[derive(Deserialize)]
struct Gone {
    kind: String,
    id: Arc<str>,
    pbx: Arc<str>,
}

impl Known {
    /// Whether a snapshot has come.
    pub(super) const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Takes a message. One whose name is not known is of a later server, and tells nothing that is shown here.
    pub(super) fn take(&mut self, event: &str, data: &str) -> serde_json::Result<()> {
        match event {
            "snapshot" => self.put(serde_json::from_str(data)?),
            "change" => self.change(serde_json::from_str(data)?),
            "queue" => {
                let queue: Queue = serde_json::from_str(data)?;
                self.queues.insert((queue.pbx.clone(), queue.queue.clone()), queue);
            }
            "gone" => {
                let gone: Gone = serde_json::from_str(data)?;
                match &*gone.kind {
                    "call" => drop(self.calls.remove(&CallId::new(&gone.id))),
                    "agent" => drop(self.agents.remove(&(gone.pbx, gone.id))),
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn put(&mut self, snapshot: Snapshot) {
        self.calls = snapshot.calls.into_iter().map(|call| (call.id.clone(), call)).collect();
        let queues = snapshot.queues.into_iter();
        self.queues = queues.map(|queue| ((queue.pbx.clone(), queue.queue.clone()), queue)).collect();
        let agents = snapshot.agents.into_iter();
        self.agents = agents.map(|agent| ((agent.pbx.clone(), agent.agent.clone()), agent)).collect();
        self.is_whole = true;
    }

    fn change(&mut self, change: Change) {
        let pbx = change.pbx;
        match change.kind {
            ChangeKind::CallStarted(call)
            | ChangeKind::CallUpdated(call)
            | ChangeKind::CallEnded(call)
            | ChangeKind::CallMerged(call) => {
                if call.ended_at.is_none() && call.merged_into.is_none() {
                    self.calls.insert(call.id.clone(), call.into());
                } else {
                    self.calls.remove(&call.id);
                }
            }
            ChangeKind::QueueMember(member) => self.member(pbx, member),
            ChangeKind::AgentState(agent) => {
                self.agents.insert((pbx.clone(), agent.agent.clone()), Agent::of(pbx, agent));
            }
            _ => {}
        }
    }

    fn member(&mut self, pbx: Arc<str>, member: QueueMember) {
        let queue = self.queues.entry((pbx.clone(), member.queue.clone())).or_insert_with(|| Queue {
            queue: member.queue.clone(),
            pbx,
            waiting: 0,
            waiting_since: None,
            members: Vec::new(),
        });
        queue.members.retain(|known| known.interface != member.interface);
        if !member.removed {
            queue.members.push(member);
        }
    }

    /// Takes figures of the day in place of those that are known.
    pub(super) fn put_figures(&mut self, queues: Figures<QueueMetrics>, agents: Figures<AgentFigures>) {
        (self.queue_figures, self.agent_figures) = (queues, agents);
    }

    pub(super) fn floor(&self) -> Floor {
        let queues = self.queues.iter().map(|(key, queue)| QueueNow {
            queue: queue.queue.clone(),
            pbx: queue.pbx.clone(),
            waiting: queue.waiting,
            waiting_since: queue.waiting_since,
            members: queue.members.clone(),
            today: self.queue_figures.get(key).copied(),
        });
        let agents = self.agents.iter().map(|(key, agent)| AgentNow {
            agent: agent.agent.clone(),
            pbx: agent.pbx.clone(),
            name: agent.name.clone(),
            state: agent.state,
            since: agent.since,
            reason: agent.reason.clone(),
            queue: agent.queue.clone(),
            queues: agent.queues.clone(),
            today: self.agent_figures.get(key).copied(),
        });
        Floor {
            calls: self.calls.values().cloned().collect(),
            queues: queues.collect(),
            agents: agents.collect(),
        }
    }
}

impl Agent {
    fn of(pbx: Arc<str>, change: AgentChange) -> Self {
        Self {
            agent: change.agent,
            pbx,
            name: change.name,
            state: change.state,
            since: change.since,
            reason: change.reason,
            queue: change.queue,
            queues: change.queues,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(interface: &str, removed: bool) -> String {
        format!(
            r#"{{"id":"p-1","at":"2026-11-20T18:10:04Z","tenant":"default","pbx":"p","type":"queue.member","data":
               {{"queue":"sales","member":"101","interface":"{interface}","name":null,"state":null,"paused":false,
                 "reason":null,"penalty":0,"in_call":false,"removed":{removed}}}}}"#
        )
    }

    #[test]
    fn it_follows_what_is_told() {
        let mut known = Known::default();
        assert!(!known.is_whole());
        let snapshot = r#"{"reason":"start","calls":[],"agents":[],"extensions":[],"queues":[
            {"queue":"sales","pbx":"p","tenant":"default","waiting":1,"waiting_since":"2026-11-20T18:10:04Z","members":[]}]}"#;
        known.take("snapshot", snapshot).unwrap();
        assert!(known.is_whole());
        for (interface, removed, members) in [
            ("PJSIP/101", false, 1),
            ("PJSIP/102", false, 2),
            ("PJSIP/101", false, 2),
            ("PJSIP/101", true, 1),
        ] {
            known.take("change", &member(interface, removed)).unwrap();
            let floor = known.floor();
            assert_eq!((floor.queues[0].members.len(), floor.queues[0].waiting), (members, 1));
        }
        let agent = r#"{"id":"p-2","at":"2026-11-20T18:10:04Z","tenant":"default","pbx":"p","type":"agent.state","data":
            {"agent":"101","number":"101","name":"Bob","state":"paused","since":"2026-11-20T18:10:04Z",
             "reason":"lunch","queue":null,"queues":["sales"],"before":null}}"#;
        known.take("change", agent).unwrap();
        assert_eq!(known.floor().agents[0].state, AgentState::Paused);
        known.take("gone", r#"{"kind":"agent","id":"101","pbx":"p"}"#).unwrap();
        assert_eq!(known.floor().agents, []);
        known.take("of_tomorrow", "{}").unwrap();
        assert!(known.take("snapshot", "{}").is_err());
    }
}
