//! How everything stands, as the changes tell it. Pure: the same changes give the same view.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use callflow_core::plan::TenantQuestion;
use callflow_core::queue::QueueMember;
use callflow_core::{Call, CallId, Change, ChangeKind, Plan, Timestamp};

use super::audience::{Audience, Facts, Part};
use super::forms::{AgentNow, ExtensionNow, Gone, GoneKind, QueueNow, Reason, Snapshot};
use crate::bus::Standing;

/// Everything, by Asterisk.
#[derive(Debug, Default)]
pub(crate) struct View {
    pbxs: BTreeMap<Arc<str>, PbxView>,
}

/// What a change did.
#[derive(Debug)]
pub(crate) struct Applied {
    pub(crate) part: Part,
    pub(crate) facts: Facts,
    /// Who saw it before, and what those are told who see it no more.
    pub(crate) left: Option<(Facts, Gone)>,
    /// Queues in which another number waits now.
    pub(crate) queues: Vec<Arc<QueueNow>>,
}

/// Something with what decides who sees it.
#[derive(Debug)]
struct Seen<T> {
    now: Arc<T>,
    facts: Facts,
}

#[derive(Debug, Default)]
struct PbxView {
    plan: Plan,
    calls: BTreeMap<CallId, Seen<Call>>,
    queues: BTreeMap<Arc<str>, Seen<QueueNow>>,
    agents: BTreeMap<Arc<str>, Seen<AgentNow>>,
    extensions: BTreeMap<Arc<str>, Seen<ExtensionNow>>,
    /// By queue: since when which calls wait in it.
    waits: BTreeMap<Arc<str>, BTreeMap<CallId, Timestamp>>,
}

impl View {
    /// Takes how everything of one Asterisk stands, in place of what was known of it.
    pub(crate) fn put(&mut self, standing: &Standing) {
        let pbx = &standing.pbx;
        let mut view = PbxView { plan: standing.plan.clone(), ..PbxView::default() };
        for record in &standing.queues {
            for member in &record.members {
                view.put_member(pbx, member);
            }
            view.queue(pbx, &record.queue);
        }
        for call in standing.calls.iter().filter(|call| is_live(call)) {
            let _ = view.put_call(pbx, call);
        }
        for record in &standing.agents {
            let number = record.number.as_ref();
            let tenant = view.tenant(match record.queues.first() {
                Some(queue) => TenantQuestion { queue: Some(queue), ..TenantQuestion::default() },
                None => {
                    let endpoint = Some(&**number.unwrap_or(&record.agent));
                    TenantQuestion { endpoint, ..TenantQuestion::default() }
                }
            });
            let _ = view.put_agent(AgentNow::of_record(pbx, tenant, record));
        }
        for record in &standing.extensions {
            let tenant = view
                .tenant(TenantQuestion { endpoint: Some(&record.extension), ..TenantQuestion::default() });
            view.put_extension(ExtensionNow::of(pbx, tenant, record));
        }
        self.pbxs.insert(pbx.clone(), view);
    }

    /// Takes a change.
    pub(crate) fn apply(&mut self, change: &Change) -> Applied {
        let view = self.pbxs.entry(change.pbx.clone()).or_default();
        let (pbx, tenant) = (&change.pbx, &change.tenant);
        let applied = |part, facts| Applied { part, facts, left: None, queues: Vec::new() };
        match &change.kind {
            ChangeKind::CallStarted(call) | ChangeKind::CallUpdated(call) if is_live(call) => {
                view.put_call(pbx, call)
            }
            ChangeKind::QueueJoined(joined) => applied(Part::Queues, Facts::of_queue(tenant, &joined.queue)),
            ChangeKind::QueueLeft(left) => applied(Part::Queues, Facts::of_queue(tenant, &left.queue)),
            ChangeKind::QueueMember(member) => {
                view.put_member(pbx, member);
                applied(Part::Queues, Facts::of_queue(tenant, &member.queue))
            }
            ChangeKind::AgentState(agent) => view.put_agent(AgentNow::of_change(pbx, tenant.clone(), agent)),
            ChangeKind::ExtensionStatus(record) => {
                view.put_extension(ExtensionNow::of(pbx, tenant.clone(), record));
                applied(Part::Extensions, Facts::of_extension(tenant, &record.extension))
            }
            ChangeKind::LeaseChanged(lease) => {
                if let Some(seen) = view.extensions.get_mut(&lease.extension) {
                    Arc::make_mut(&mut seen.now).lease = lease.clone();
                }
                applied(Part::Extensions, Facts::of_extension(tenant, &lease.extension))
            }
            ChangeKind::LinkGap | ChangeKind::LinkResynced => applied(Part::Link, Facts::of_tenant(tenant)),
            other => match other.call() {
                Some(call) => view.remove_call(pbx, call),
                // An anomaly, and whatever else there will be: for those who see the whole of a tenant.
                None => applied(Part::Calls, Facts::of_tenant(tenant)),
            },
        }
    }

    /// What an audience sees.
    pub(crate) fn snapshot(&self, audience: &Audience, reason: Reason) -> Snapshot {
        fn seen<'s, T: 's>(
            audience: &Audience,
            part: Part,
            all: impl Iterator<Item = &'s Seen<T>>,
        ) -> Vec<Arc<T>> {
            all.filter(|seen| audience.sees(part, &seen.facts)).map(|seen| seen.now.clone()).collect()
        }
        let pbxs = || self.pbxs.values();
        Snapshot {
            reason,
            calls: seen(audience, Part::Calls, pbxs().flat_map(|pbx| pbx.calls.values())),
            queues: seen(audience, Part::Queues, pbxs().flat_map(|pbx| pbx.queues.values())),
            agents: seen(audience, Part::Agents, pbxs().flat_map(|pbx| pbx.agents.values())),
            extensions: seen(audience, Part::Extensions, pbxs().flat_map(|pbx| pbx.extensions.values())),
        }
    }

    /// One queue, if the audience sees it.
    pub(crate) fn queue(&self, audience: &Audience, (pbx, queue): (&str, &str)) -> Option<Arc<QueueNow>> {
        let seen = self.pbxs.get(pbx)?.queues.get(queue)?;
        audience.sees(Part::Queues, &seen.facts).then(|| seen.now.clone())
    }
}

fn is_live(call: &Call) -> bool {
    call.ended_at.is_none() && call.merged_into.is_none()
}

impl PbxView {
    fn tenant(&self, question: TenantQuestion<'_>) -> Arc<str> {
        self.plan.tenant(question).into()
    }

    /// A queue, as it is or new.
    fn queue(&mut self, pbx: &Arc<str>, queue: &Arc<str>) -> &mut QueueNow {
        let tenant = || self.plan.tenant(TenantQuestion { queue: Some(queue), ..TenantQuestion::default() });
        let seen = self.queues.entry(queue.clone()).or_insert_with(|| {
            let tenant: Arc<str> = tenant().into();
            let facts = Facts::of_queue(&tenant, queue);
            let (queue, pbx) = (queue.clone(), pbx.clone());
            let now = QueueNow { queue, pbx, tenant, waiting: 0, waiting_since: None, members: Vec::new() };
            Seen { now: Arc::new(now), facts }
        });
        Arc::make_mut(&mut seen.now)
    }

    fn put_member(&mut self, pbx: &Arc<str>, member: &QueueMember) {
        let members = &mut self.queue(pbx, &member.queue).members;
        match members.binary_search_by(|known| known.interface.cmp(&member.interface)) {
            Ok(place) if member.removed => drop(members.remove(place)),
            Ok(place) => {
                if let Some(known) = members.get_mut(place) {
                    *known = member.clone();
                }
            }
            Err(_) if member.removed => {}
            Err(place) => members.insert(place, member.clone()),
        }
    }

    fn put_call(&mut self, pbx: &Arc<str>, call: &Call) -> Applied {
        let facts = Facts::of_call(call);
        let queues = self.note_waits(pbx, call);
        let seen = Seen { now: Arc::new(call.clone()), facts: facts.clone() };
        let before = self.calls.insert(call.id.clone(), seen);
        let left =
            before.filter(|before| before.facts != facts).map(|before| (before.facts, gone_call(call)));
        Applied { part: Part::Calls, facts, left, queues }
    }

    fn remove_call(&mut self, pbx: &Arc<str>, call: &Call) -> Applied {
        let facts = Facts::of_call(call);
        let queues = self.note_waits(pbx, call);
        let before = self.calls.remove(&call.id);
        let left =
            before.filter(|before| before.facts != facts).map(|before| (before.facts, gone_call(call)));
        Applied { part: Part::Calls, facts, left, queues }
    }

    /// Who waits follows from the calls, as the tracker's own count does; gives the queues in which that changed.
    fn note_waits(&mut self, pbx: &Arc<str>, call: &Call) -> Vec<Arc<QueueNow>> {
        let visits = call.queue_visits.iter().filter(|visit| visit.left_at.is_none() && is_live(call));
        let open: BTreeMap<&Arc<str>, Timestamp> =
            visits.map(|visit| (&visit.queue, visit.joined_at)).collect();
        let known = self.waits.iter().filter(|(_, calls)| calls.contains_key(&call.id));
        let mut changed: BTreeSet<Arc<str>> = BTreeSet::new();
        changed.extend(known.map(|(queue, _)| queue.clone()).filter(|queue| !open.contains_key(queue)));
        for queue in &changed {
            if let Some(calls) = self.waits.get_mut(queue) {
                calls.remove(&call.id);
            }
        }
        for (queue, joined) in open {
            let calls = self.waits.entry(queue.clone()).or_default();
            if calls.insert(call.id.clone(), joined) != Some(joined) {
                changed.insert(queue.clone());
            }
        }
        let told = changed.into_iter().filter_map(|queue| {
            let calls = self.waits.get(&queue)?;
            let (waiting, since) = (calls.len(), calls.values().min().copied());
            let now = self.queue(pbx, &queue);
            (now.waiting, now.waiting_since) = (u32::try_from(waiting).unwrap_or(u32::MAX), since);
            self.queues.get(&queue).map(|seen| seen.now.clone())
        });
        told.collect()
    }

    fn put_agent(&mut self, now: AgentNow) -> Applied {
        let facts = Facts::of_agent(&now.tenant, (&now.agent, now.number.as_ref()), &now.queues);
        let gone = Gone { kind: GoneKind::Agent, id: now.agent.clone(), pbx: now.pbx.clone() };
        let seen = Seen { now: Arc::new(now), facts: facts.clone() };
        let before = self.agents.insert(seen.now.agent.clone(), seen);
        let left = before.filter(|before| before.facts != facts).map(|before| (before.facts, gone));
        Applied { part: Part::Agents, facts, left, queues: Vec::new() }
    }

    fn put_extension(&mut self, now: ExtensionNow) {
        let facts = Facts::of_extension(&now.tenant, &now.extension);
        self.extensions.insert(now.extension.clone(), Seen { now: Arc::new(now), facts });
    }
}

fn gone_call(call: &Call) -> Gone {
    Gone { kind: GoneKind::Call, id: call.id.as_str().into(), pbx: call.pbx.clone() }
}
