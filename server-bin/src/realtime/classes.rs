//! Clients by what they may see, and an index of that: whom a message is for is looked up, not asked of each client.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use callflow_accounts::reach::Reach;

use super::audience::{Audience, Facts, Part};

/// Clients with the same audience.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct ClassId(u64);

/// One client.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct ClientId(pub(crate) u64);

#[derive(Debug)]
struct Class {
    audience: Arc<Audience>,
    clients: BTreeSet<ClientId>,
}

/// Classes by what is within the reach of one right.
#[derive(Debug, Default)]
struct Index {
    everything: BTreeSet<ClassId>,
    tenants: HashMap<Arc<str>, TenantIndex>,
}

#[derive(Debug, Default)]
struct TenantIndex {
    whole: BTreeSet<ClassId>,
    numbers: HashMap<Arc<str>, BTreeSet<ClassId>>,
    queues: HashMap<Arc<str>, BTreeSet<ClassId>>,
}

/// All clients, by class.
#[derive(Debug, Default)]
pub(crate) struct Classes {
    last: u64,
    classes: BTreeMap<ClassId, Class>,
    by_audience: HashMap<Arc<Audience>, ClassId>,
    calls: Index,
    queues: Index,
    agents: Index,
    extensions: Index,
}

impl Classes {
    /// Puts a client into the class of its audience.
    pub(crate) fn join(&mut self, client: ClientId, audience: &Arc<Audience>) -> ClassId {
        let id = match self.by_audience.get(audience) {
            Some(id) => *id,
            None => {
                self.last += 1;
                let id = ClassId(self.last);
                self.by_audience.insert(audience.clone(), id);
                self.classes.insert(id, Class { audience: audience.clone(), clients: BTreeSet::new() });
                for (index, reach) in self.indexes(audience) {
                    index.put(id, reach);
                }
                id
            }
        };
        if let Some(class) = self.classes.get_mut(&id) {
            class.clients.insert(client);
        }
        id
    }

    /// Takes a client out of its class, which ends with its last client.
    pub(crate) fn leave(&mut self, client: ClientId, id: ClassId) {
        let Some(class) = self.classes.get_mut(&id) else { return };
        class.clients.remove(&client);
        if !class.clients.is_empty() {
            return;
        }
        let audience = class.audience.clone();
        self.classes.remove(&id);
        self.by_audience.remove(&audience);
        for (index, reach) in self.indexes(&audience) {
            index.remove(id, reach);
        }
    }

    fn indexes<'a>(&'a mut self, audience: &'a Audience) -> impl Iterator<Item = (&'a mut Index, &'a Reach)> {
        let Self { calls, queues, agents, extensions, .. } = self;
        let all = [
            (calls, &audience.calls),
            (queues, &audience.queues),
            (agents, &audience.agents),
            (extensions, &audience.extensions),
        ];
        all.into_iter().filter_map(|(index, reach)| reach.as_ref().map(|reach| (index, reach)))
    }

    /// The classes that see it: those of whom [`Audience::sees`] says so.
    pub(crate) fn seeing(&self, part: Part, facts: &Facts) -> BTreeSet<ClassId> {
        let index = match part {
            Part::Calls => &self.calls,
            Part::Queues => &self.queues,
            Part::Agents => &self.agents,
            Part::Extensions => &self.extensions,
            Part::Link => {
                let sees = |(id, class): (&ClassId, &Class)| class.audience.calls.is_some().then_some(*id);
                return self.classes.iter().filter_map(sees).collect();
            }
        };
        index.seeing(facts)
    }

    pub(crate) fn clients(&self, class: ClassId) -> impl Iterator<Item = ClientId> {
        self.classes.get(&class).into_iter().flat_map(|class| class.clients.iter().copied())
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        let indexes = [&self.calls, &self.queues, &self.agents, &self.extensions];
        let bare = |index: &&Index| index.everything.is_empty() && index.tenants.is_empty();
        self.classes.is_empty() && self.by_audience.is_empty() && indexes.iter().all(bare)
    }
}

impl Index {
    fn put(&mut self, class: ClassId, reach: &Reach) {
        let tenants = reach.tenants();
        let Some(tenant) = tenants.one() else {
            self.everything.insert(class);
            return;
        };
        let tenant = self.tenants.entry(tenant.clone()).or_default();
        if reach.is_whole() {
            tenant.whole.insert(class);
        }
        for number in reach.numbers() {
            tenant.numbers.entry(number.clone()).or_default().insert(class);
        }
        for queue in reach.seen_queues() {
            tenant.queues.entry(queue.clone()).or_default().insert(class);
        }
    }

    fn remove(&mut self, class: ClassId, reach: &Reach) {
        fn take(from: &mut HashMap<Arc<str>, BTreeSet<ClassId>>, name: &Arc<str>, class: ClassId) {
            if let Some(classes) = from.get_mut(name) {
                classes.remove(&class);
                if classes.is_empty() {
                    from.remove(name);
                }
            }
        }
        self.everything.remove(&class);
        let tenants = reach.tenants();
        let Some(name) = tenants.one() else { return };
        let Some(tenant) = self.tenants.get_mut(name) else { return };
        tenant.whole.remove(&class);
        reach.numbers().iter().for_each(|number| take(&mut tenant.numbers, number, class));
        reach.seen_queues().iter().for_each(|queue| take(&mut tenant.queues, queue, class));
        if tenant.whole.is_empty() && tenant.numbers.is_empty() && tenant.queues.is_empty() {
            self.tenants.remove(name);
        }
    }

    fn seeing(&self, facts: &Facts) -> BTreeSet<ClassId> {
        let mut seeing = self.everything.clone();
        if let Some(tenant) = self.tenants.get(&facts.tenant) {
            seeing.extend(&tenant.whole);
            let numbers = facts.numbers.iter().filter_map(|number| tenant.numbers.get(number));
            let queues = facts.queues.iter().filter_map(|queue| tenant.queues.get(queue));
            seeing.extend(numbers.chain(queues).flatten());
        }
        seeing
    }
}
