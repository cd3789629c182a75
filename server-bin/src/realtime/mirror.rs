//! What one client of Socket.IO sees, kept here: its events carry whole lists, not changes. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use callflow_core::{Call, CallId, Change, ChangeKind};

use super::event::{Event, Payload};
use super::forms::{AgentNow, GoneKind, QueueNow, Snapshot};

/// An Asterisk and a name on it.
pub(crate) type Name = (Arc<str>, Arc<str>);

/// A call, wherever its record is.
#[derive(Clone, Debug)]
pub(crate) enum Kept {
    InSnapshot(Arc<Call>),
    InChange(Arc<Change>),
}

impl Kept {
    pub(crate) fn call(&self) -> Option<&Call> {
        match self {
            Self::InSnapshot(call) => Some(call),
            Self::InChange(change) => change.kind.call(),
        }
    }
}

/// What it sees, and what of it was not sent yet.
#[derive(Debug, Default)]
pub(crate) struct Mirror {
    calls: BTreeMap<CallId, Kept>,
    queues: BTreeMap<Name, Arc<QueueNow>>,
    agents: BTreeMap<Name, Arc<AgentNow>>,
    pub(crate) unsent: Unsent,
}

/// What is to be sent anew.
#[derive(Debug, Default)]
pub(crate) struct Unsent {
    pub(crate) calls: bool,
    pub(crate) agents: bool,
    /// The list of all queues.
    pub(crate) queues: bool,
    /// Queues, each by itself …
    pub(crate) standing: BTreeSet<Name>,
    /// … and the members of queues.
    pub(crate) members: BTreeSet<Name>,
}

impl Mirror {
    /// Takes a snapshot in place of everything.
    pub(crate) fn put(&mut self, snapshot: Snapshot) {
        let Snapshot { calls, queues, agents, .. } = snapshot;
        self.calls = calls.into_iter().map(|call| (call.id.clone(), Kept::InSnapshot(call))).collect();
        self.queues =
            queues.into_iter().map(|queue| ((queue.pbx.clone(), queue.queue.clone()), queue)).collect();
        self.agents =
            agents.into_iter().map(|agent| ((agent.pbx.clone(), agent.agent.clone()), agent)).collect();
        let members = self.queues.keys().cloned().collect();
        self.unsent = Unsent { calls: true, agents: true, queues: true, standing: BTreeSet::new(), members };
    }

    /// Takes a message.
    pub(crate) fn take(&mut self, event: &Event) {
        match &event.payload {
            Payload::Change(change) => self.change(change),
            Payload::Queue(queue) => {
                let name = (queue.pbx.clone(), queue.queue.clone());
                self.queues.insert(name.clone(), queue.clone());
                self.unsent.queues = true;
                self.unsent.standing.insert(name);
            }
            Payload::Gone(gone) => match gone.kind {
                GoneKind::Call => {
                    self.calls.remove(&CallId::new(&gone.id));
                    self.unsent.calls = true;
                }
                GoneKind::Agent => {
                    self.agents.remove(&(gone.pbx.clone(), gone.id.clone()));
                    self.unsent.agents = true;
                }
            },
        }
    }

    fn change(&mut self, change: &Arc<Change>) {
        let named = |name: &Arc<str>| (change.pbx.clone(), name.clone());
        match &change.kind {
            ChangeKind::QueueMember(member) => {
                self.unsent.queues = true;
                self.unsent.members.insert(named(&member.queue));
            }
            ChangeKind::AgentState(agent) => {
                let now = AgentNow::of_change(&change.pbx, change.tenant.clone(), agent);
                self.agents.insert(named(&agent.agent), Arc::new(now));
                self.unsent.agents = true;
            }
            other => {
                let Some(call) = other.call() else { return };
                if call.ended_at.is_none() && call.merged_into.is_none() {
                    self.calls.insert(call.id.clone(), Kept::InChange(change.clone()));
                } else {
                    self.calls.remove(&call.id);
                }
                self.unsent.calls = true;
            }
        }
    }

    /// How a queue stands, from whoever knows; `None` where it is not seen.
    pub(crate) fn put_queue(&mut self, name: &Name, queue: Option<Arc<QueueNow>>) {
        match queue {
            Some(queue) => drop(self.queues.insert(name.clone(), queue)),
            None => drop(self.queues.remove(name)),
        }
    }

    /// In the order in which they began.
    pub(crate) fn calls(&self) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.calls.values().filter_map(Kept::call).collect();
        calls.sort_by(|a, b| (a.started_at, &a.id).cmp(&(b.started_at, &b.id)));
        calls
    }

    pub(crate) fn queues(&self) -> impl Iterator<Item = &Arc<QueueNow>> {
        self.queues.values()
    }

    pub(crate) fn queue(&self, name: &Name) -> Option<&Arc<QueueNow>> {
        self.queues.get(name)
    }

    pub(crate) fn agents(&self) -> impl Iterator<Item = &Arc<AgentNow>> {
        self.agents.values()
    }
}
