//! Who may see what: the reach of each right of one client, and what of a thing decides whether it is within it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use callflow_accounts::reach::Reach;
use callflow_accounts::rights::{Action, Actor, decide};
use callflow_core::Call;
use callflow_core::store::{agents, numbers, queues};

/// What a message is about, and so which right opens it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Part {
    Calls,
    Queues,
    Agents,
    Extensions,
    /// The link to an Asterisk: everybody who reads calls has to know when they may be out of date.
    Link,
}

/// What the reach of a right is held against.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Facts {
    pub(crate) tenant: Arc<str>,
    /// Numbers that have part in it.
    pub(crate) numbers: BTreeSet<Arc<str>>,
    /// Queues that it happens in.
    pub(crate) queues: BTreeSet<Arc<str>>,
}

impl Facts {
    /// What concerns the whole of a tenant alone.
    pub(crate) fn of_tenant(tenant: &Arc<str>) -> Self {
        Self { tenant: tenant.clone(), ..Self::default() }
    }

    pub(crate) fn of_call(call: &Call) -> Self {
        let numbers = numbers(call).into_iter().chain(agents(call)).map(Arc::from).collect();
        Self {
            tenant: call.tenant.clone(),
            numbers,
            queues: queues(call).into_iter().map(Arc::from).collect(),
        }
    }

    pub(crate) fn of_queue(tenant: &Arc<str>, queue: &Arc<str>) -> Self {
        Self { queues: [queue.clone()].into(), ..Self::of_tenant(tenant) }
    }

    pub(crate) fn of_agent(
        tenant: &Arc<str>,
        (agent, number): (&Arc<str>, Option<&Arc<str>>),
        queues: &[Arc<str>],
    ) -> Self {
        let numbers = [Some(agent), number].into_iter().flatten().cloned().collect();
        Self { tenant: tenant.clone(), numbers, queues: queues.iter().cloned().collect() }
    }

    pub(crate) fn of_extension(tenant: &Arc<str>, extension: &Arc<str>) -> Self {
        Self { numbers: [extension.clone()].into(), ..Self::of_tenant(tenant) }
    }

    fn are_within(&self, reach: &Reach) -> bool {
        reach.tenants().holds(&self.tenant)
            && (reach.is_whole()
                || !self.numbers.is_disjoint(reach.numbers())
                || !self.queues.is_disjoint(reach.seen_queues()))
    }
}

/// What one client may see. Clients with equal ones are sent the same.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct Audience {
    pub(crate) calls: Option<Reach>,
    pub(crate) queues: Option<Reach>,
    pub(crate) agents: Option<Reach>,
    pub(crate) extensions: Option<Reach>,
    /// Numbers of outside parties are shown in full.
    pub(crate) sees_numbers: bool,
}

impl Audience {
    /// By the same table as the routes.
    pub(crate) fn of(actor: &Actor) -> Self {
        let reach = |action| decide(actor, action).reach().ok();
        Self {
            calls: reach(Action::ReadCalls),
            queues: reach(Action::ReadQueues),
            agents: reach(Action::ReadAgents),
            extensions: reach(Action::ReadExtensions),
            sees_numbers: reach(Action::SeeNumbers).is_some(),
        }
    }

    pub(crate) fn reach(&self, part: Part) -> Option<&Reach> {
        match part {
            Part::Calls | Part::Link => self.calls.as_ref(),
            Part::Queues => self.queues.as_ref(),
            Part::Agents => self.agents.as_ref(),
            Part::Extensions => self.extensions.as_ref(),
        }
    }

    pub(crate) fn sees(&self, part: Part, facts: &Facts) -> bool {
        self.reach(part).is_some_and(|reach| part == Part::Link || facts.are_within(reach))
    }

    /// Stands in the ids of messages: whoever comes back with other rights cannot go on from where it was, as it would not
    /// be told of what it did not see before.
    pub(crate) fn mark(&self) -> u32 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        let hash = hasher.finish();
        u32::try_from(hash >> 32).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
