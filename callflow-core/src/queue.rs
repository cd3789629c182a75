//! Queues as they stand: who waits, and which members there are.
//!
//! Who waits and what became of each caller is in the records of calls, and counted from there
//! ([`Counted`]); the members are kept here.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::agent::Agents;
use crate::change::ChangeKind;
use crate::counted::{CallVisit, Counted};
use crate::device_state::DeviceState;
use crate::metrics::{ExpectedWait, QueueMetrics, ewt_s};
use crate::plan::{CallCentre, Plan};
use crate::signal::{MemberStatus, Signal};
use crate::story::member_number;
use crate::time::Timestamp;

/// A queue as it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueRecord {
    /// Its name.
    pub queue: Arc<str>,
    /// How many callers wait in it.
    pub waiting: u32,
    /// How long the first of them has waited; 0 if nobody waits.
    pub longest_wait_ms: u64,
    /// Its members, by interface.
    pub members: Vec<QueueMember>,
    /// The last visits, the open ones too, in the order of joining; at most twenty.
    pub visits: Vec<CallVisit>,
    /// Its figures since local midnight. `ewt_s` is for a caller who joins now.
    pub metrics: QueueMetrics,
    /// Its figures since it was first seen.
    pub overall: QueueMetrics,
}

/// A member of a queue as it stands. AMI `QueueMemberStatus` and its kin.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueMember {
    /// The queue.
    pub queue: Arc<str>,
    /// The member: its extension, else its interface.
    pub member: Arc<str>,
    /// Its interface, `PJSIP/101`.
    pub interface: Arc<str>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// What its device is doing.
    pub state: Option<DeviceState>,
    /// It takes no calls for now.
    pub paused: bool,
    /// Why not.
    pub reason: Option<Arc<str>>,
    /// Members of a higher penalty are called after those of a lower one.
    pub penalty: u32,
    /// It has a call of the queue.
    pub in_call: bool,
    /// It was taken out of the queue.
    pub removed: bool,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Queues {
    queues: BTreeMap<Arc<str>, Queue>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Queue {
    members: BTreeMap<Arc<str>, QueueMember>,
}

impl Queues {
    /// Takes a signal; gives what it changed of a member.
    pub(crate) fn handle(&mut self, plan: &Plan, signal: &Signal<'_>) -> Option<ChangeKind> {
        match signal {
            Signal::QueueJoined { queue, .. }
            | Signal::QueueCallerListed { queue, .. }
            | Signal::QueueListed { queue } => {
                self.queue(queue);
                None
            }
            Signal::MemberChanged(status) => self.member_changed(plan, status),
            Signal::MemberRemoved(member) => {
                let mut removed = self.queue(&member.queue).members.remove(&*member.interface)?;
                removed.removed = true;
                Some(ChangeKind::QueueMember(removed))
            }
            _ => None,
        }
    }

    /// All members, by queue and interface.
    #[cfg(feature = "ami")]
    pub(crate) fn members(&self) -> BTreeSet<(Arc<str>, Arc<str>)> {
        let of = |(name, queue): (&Arc<str>, &Queue)| {
            queue.members.keys().map(|interface| (name.clone(), interface.clone())).collect::<Vec<_>>()
        };
        self.queues.iter().flat_map(of).collect()
    }

    /// Whether the queue is known to have no member who could take a call: each is paused, or its device cannot
    /// be reached.
    pub(crate) fn has_nobody(&self, queue: &str) -> bool {
        let can_take = |member: &QueueMember| {
            let reachable = !matches!(member.state, Some(DeviceState::Unavailable | DeviceState::Invalid));
            reachable && !member.paused
        };
        self.queues
            .get(queue)
            .is_some_and(|queue| !queue.members.is_empty() && !queue.members.values().any(can_take))
    }

    /// The queues as they stand at `now`, by name.
    pub(crate) fn records(
        &self,
        counted: &Counted,
        agents: &Agents,
        centre: &CallCentre,
        now: Timestamp,
    ) -> Vec<QueueRecord> {
        let names: BTreeSet<&str> = self.queues.keys().map(|name| &**name).chain(counted.queues()).collect();
        let record = |name: &str| {
            let limits = centre.limits(name);
            let waiting = counted.waiting(name);
            let place = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
            let today = counted.queue_today(name, centre, now);
            let overall = counted.queue_overall(name);
            // The first caller of a day is told by the days before.
            let history = if today.handled > 0 { &today } else { &overall };
            let next = ExpectedWait::new(history, place.saturating_add(1), agents.available_in(name));
            QueueRecord {
                queue: name.into(),
                waiting: place,
                longest_wait_ms: waiting.first().map_or(0, |joined| now.millis_since(*joined)),
                members: self
                    .queues
                    .get(name)
                    .map(|queue| queue.members.values().cloned().collect())
                    .unwrap_or_default(),
                visits: counted.last_visits(name),
                metrics: QueueMetrics { ewt_s: Some(ewt_s(next)), ..QueueMetrics::of(today, limits) },
                overall: QueueMetrics::of(overall, limits),
            }
        };
        names.into_iter().map(record).collect()
    }

    fn queue(&mut self, name: &str) -> &mut Queue {
        self.queues.entry(name.into()).or_default()
    }

    fn member_changed(&mut self, plan: &Plan, status: &MemberStatus<'_>) -> Option<ChangeKind> {
        let interface = &*status.member.interface;
        let queue = self.queues.get_mut(&*status.member.queue);
        if let Some(known) = queue.and_then(|queue| queue.members.get_mut(interface)) {
            return known.become_as(status).then(|| ChangeKind::QueueMember(known.clone()));
        }
        let member = QueueMember {
            queue: (&*status.member.queue).into(),
            member: member_number(plan, interface).unwrap_or(interface).into(),
            interface: interface.into(),
            name: status.member.name.as_deref().map(Arc::from),
            state: status.state,
            paused: status.paused,
            reason: status.reason.as_deref().map(Arc::from),
            penalty: status.penalty,
            in_call: status.in_call,
            removed: false,
        };
        self.queue(&status.member.queue).members.insert(interface.into(), member.clone());
        Some(ChangeKind::QueueMember(member))
    }
}

impl QueueMember {
    /// Says whether that is new: Asterisk tells it also where nothing changed.
    fn become_as(&mut self, status: &MemberStatus<'_>) -> bool {
        let same_name = self.name.as_deref() == status.member.name.as_deref();
        if !same_name {
            self.name = status.member.name.as_deref().map(Arc::from);
        }
        let same_reason = self.reason.as_deref() == status.reason.as_deref();
        if !same_reason {
            self.reason = status.reason.as_deref().map(Arc::from);
        }
        let was = (self.state, self.paused, self.penalty, self.in_call);
        let is = (status.state, status.paused, status.penalty, status.in_call);
        (self.state, self.paused, self.penalty, self.in_call) = is;
        !same_name || !same_reason || was != is
    }
}
