//! Queues as they stand: who waits, and which members there are.
//!
//! What became of each caller is in the call's queue visits; this is the picture of now.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::change::ChangeKind;
use crate::device_state::DeviceState;
use crate::plan::Plan;
use crate::signal::{MemberStatus, Signal};
use crate::story::member_number;
use crate::time::Timestamp;

/// A queue as it stands.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct QueueRecord {
    /// Its name.
    pub queue: Box<str>,
    /// How many callers wait in it.
    pub waiting: u32,
    /// How long the first of them has waited; 0 if nobody waits.
    pub longest_wait_ms: u64,
    /// Its members, by interface.
    pub members: Vec<QueueMember>,
}

/// A member of a queue as it stands. AMI `QueueMemberStatus` and its kin.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct QueueMember {
    /// The queue.
    pub queue: Box<str>,
    /// The member: its extension, else its interface.
    pub member: Box<str>,
    /// Its interface, `PJSIP/101`.
    pub interface: Box<str>,
    /// Its name.
    pub name: Option<Box<str>>,
    /// What its device is doing.
    pub state: Option<DeviceState>,
    /// It takes no calls for now.
    pub paused: bool,
    /// Why not.
    pub reason: Option<Box<str>>,
    /// Members of a higher penalty are called after those of a lower one.
    pub penalty: u32,
    /// It has a call of the queue.
    pub in_call: bool,
    /// It was taken out of the queue.
    pub removed: bool,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Queues {
    queues: BTreeMap<Box<str>, Queue>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Queue {
    /// Callers by Uniqueid, with the time of their joining.
    waiting: Vec<(Box<str>, Timestamp)>,
    members: BTreeMap<Box<str>, QueueMember>,
}

impl Queues {
    /// Takes a signal; gives what it changed of a member.
    pub(crate) fn handle(&mut self, plan: &Plan, signal: &Signal<'_>, at: Timestamp) -> Option<ChangeKind> {
        match signal {
            Signal::QueueJoined { channel, queue, .. } => {
                let queue = self.queue(queue);
                if !queue.waiting.iter().any(|(uniqueid, _)| **uniqueid == *channel.uniqueid) {
                    queue.waiting.push(((&*channel.uniqueid).into(), at));
                }
                None
            }
            Signal::QueueCallerListed { channel, queue, waited, .. } => {
                let queue = self.queue(queue);
                if !queue.waiting.iter().any(|(uniqueid, _)| **uniqueid == *channel.uniqueid) {
                    queue.waiting.push(((&*channel.uniqueid).into(), at.saturating_sub(*waited)));
                }
                None
            }
            Signal::QueueLeft { channel, queue } => {
                self.queue(queue).waiting.retain(|(uniqueid, _)| **uniqueid != *channel.uniqueid);
                None
            }
            // Its leaving may not have been seen.
            Signal::ChannelEnded { channel, .. } => {
                for queue in self.queues.values_mut().filter(|queue| !queue.waiting.is_empty()) {
                    queue.waiting.retain(|(uniqueid, _)| **uniqueid != *channel.uniqueid);
                }
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
    pub(crate) fn records(&self, now: Timestamp) -> Vec<QueueRecord> {
        let record = |(name, queue): (&str, &Queue)| QueueRecord {
            queue: name.into(),
            waiting: u32::try_from(queue.waiting.len()).unwrap_or(u32::MAX),
            longest_wait_ms: queue
                .waiting
                .iter()
                .map(|(_, joined)| now.millis_since(*joined))
                .max()
                .unwrap_or(0),
            members: queue.members.values().cloned().collect(),
        };
        self.queues.iter().map(|(name, queue)| record((name, queue))).collect()
    }

    fn queue(&mut self, name: &str) -> &mut Queue {
        self.queues.entry(name.into()).or_default()
    }

    fn member_changed(&mut self, plan: &Plan, status: &MemberStatus<'_>) -> Option<ChangeKind> {
        let interface = &*status.member.interface;
        let member = QueueMember {
            queue: (&*status.member.queue).into(),
            member: member_number(plan, interface).unwrap_or(interface).into(),
            interface: interface.into(),
            name: status.member.name.as_deref().map(Box::from),
            state: status.state,
            paused: status.paused,
            reason: status.reason.as_deref().map(Box::from),
            penalty: status.penalty,
            in_call: status.in_call,
            removed: false,
        };
        let members = &mut self.queue(&status.member.queue).members;
        if members.get(interface) == Some(&member) {
            return None;
        }
        members.insert(interface.into(), member.clone());
        Some(ChangeKind::QueueMember(member))
    }
}
