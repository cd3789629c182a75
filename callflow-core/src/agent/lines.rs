//! The phones of agents: which channels are theirs, and what these do.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use serde::{Deserialize, Serialize};

use crate::plan::Plan;
use crate::signal::{ChannelSnapshot, ChannelState};
use crate::story::{endpoint_of, is_person_channel};
use crate::tracker::{Map, saved_map};

/// What the phones of one number do, all together; the busiest counts.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Activity {
    None,
    Rings,
    Holds,
    Busy,
}

/// The channels of phones, those of agents and of others: who is an agent may be known only later.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Lines {
    #[serde(with = "saved_map")]
    phones: Map<Arc<str>, Phone>,
    /// What the channels of each number do. Not the channels: one that all outside calls share has thousands.
    numbers: BTreeMap<Arc<str>, Doings>,
}

/// The numbers that one channel is a phone of.
pub(super) type Numbers = [Option<Arc<str>>; 2];

/// How many channels of a number do what.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
struct Doings {
    idle: u32,
    ringing: u32,
    holding: u32,
    busy: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Phone {
    /// The number of the input that it came with.
    born: u64,
    /// The extension that it belongs to.
    number: Option<Arc<str>>,
    doing: Doing,
    /// It is the standing line of that agent of the pool (`AgentLogin`).
    stands_for: Option<Arc<str>>,
    /// It is in a bridge in which people talk.
    talks: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
enum Doing {
    /// It is called, and does not ring yet.
    Nothing,
    Rings,
    /// It calls, or is in a call.
    Speaks,
    Holds,
}

impl Lines {
    /// Takes in what a signal says of a channel. Says whether that channel is known (now).
    pub(super) fn observe(
        &mut self,
        plan: &Plan,
        channel: &ChannelSnapshot<'_>,
        seq: u64,
        may_be_new: bool,
        rings: bool,
    ) -> bool {
        if !self.phones.contains_key(&*channel.uniqueid) {
            if !may_be_new || !is_person_channel(&channel.name) {
                return false;
            }
            self.add(&channel.uniqueid, seq);
        }
        self.name(plan, channel);
        self.change(&channel.uniqueid, |phone| match channel.state {
            Some(ChannelState::Up) if phone.doing != Doing::Holds => phone.doing = Doing::Speaks,
            Some(ChannelState::Ring) if phone.doing == Doing::Nothing => phone.doing = Doing::Speaks,
            Some(ChannelState::Ringing) if phone.doing == Doing::Nothing => phone.doing = Doing::Rings,
            _ if rings && phone.doing == Doing::Nothing => phone.doing = Doing::Rings,
            _ => {}
        })
    }

    /// Makes a channel the phone of a number, whatever its name says.
    pub(super) fn adopt(&mut self, channel: &ChannelSnapshot<'_>, seq: u64, number: &str) {
        if !self.phones.contains_key(&*channel.uniqueid) {
            self.add(&channel.uniqueid, seq);
            self.give(&channel.uniqueid, number);
        }
    }

    /// It entered a bridge in which people talk, or left one for no other. Says whether the channel is known.
    pub(super) fn bridged(&mut self, uniqueid: &str, talks: bool) -> bool {
        self.change(uniqueid, |phone| {
            phone.talks = talks;
            // A feature holds one party while it rings another; who goes into a bridge then talks with that one.
            if talks && phone.doing == Doing::Holds {
                phone.doing = Doing::Speaks;
            }
        })
    }

    /// It holds its other side, or takes it back. Says whether the channel is known.
    pub(super) fn hold(&mut self, uniqueid: &str, holds: bool) -> bool {
        self.change(uniqueid, |phone| match (phone.doing, holds) {
            (Doing::Speaks, true) => phone.doing = Doing::Holds,
            (Doing::Holds, false) => phone.doing = Doing::Speaks,
            _ => {}
        })
    }

    /// It is the standing line of an agent of the pool from now on, or of none any more.
    pub(super) fn stand_for(&mut self, uniqueid: &str, seq: u64, agent: Option<&str>) {
        if !self.phones.contains_key(uniqueid) {
            self.add(uniqueid, seq);
        }
        let Some(mut phone) = self.phones.remove(uniqueid) else { return };
        self.unlist(&phone);
        phone.stands_for = agent.map(Arc::from);
        self.list(&phone);
        self.phones.insert(uniqueid.into(), phone);
    }

    /// It is gone. Gives the numbers that it was a phone of.
    pub(super) fn end(&mut self, uniqueid: &str) -> Numbers {
        let keys = self.keys_of(uniqueid);
        if let Some(phone) = self.phones.remove(uniqueid) {
            self.unlist(&phone);
        }
        keys
    }

    /// The numbers that a channel is a phone of.
    pub(super) fn keys_of(&self, uniqueid: &str) -> Numbers {
        let phone = self.phones.get(uniqueid);
        phone.map(|phone| [phone.number.clone(), phone.stands_for.clone()]).unwrap_or_default()
    }

    /// The channels that are none of these and came no later than `asked`, in the order of their coming.
    pub(super) fn all_but(&self, channels: &[&str], asked: u64) -> Vec<Arc<str>> {
        let alive: HashSet<&str, FixedState> = channels.iter().copied().collect();
        let is_gone = |uniqueid: &str, phone: &Phone| phone.born <= asked && !alive.contains(uniqueid);
        let phones = self.phones.iter().filter(|(uniqueid, phone)| is_gone(uniqueid, phone));
        let mut gone: Vec<(u64, Arc<str>)> =
            phones.map(|(uniqueid, phone)| (phone.born, uniqueid.clone())).collect();
        gone.sort();
        gone.into_iter().map(|(_, uniqueid)| uniqueid).collect()
    }

    /// What the phones of a number do.
    pub(super) fn activity(&self, number: &str) -> Activity {
        self.numbers.get(number).map_or(Activity::None, Doings::busiest)
    }

    /// The number of the phone that a channel is.
    pub(super) fn number_of(&self, uniqueid: &str) -> Option<&str> {
        self.phones.get(uniqueid)?.number.as_deref()
    }

    fn add(&mut self, uniqueid: &str, seq: u64) {
        let phone = Phone { born: seq, number: None, doing: Doing::Nothing, stands_for: None, talks: false };
        self.phones.insert(uniqueid.into(), phone);
    }

    /// Whose phone a channel is: told by the endpoint's name, else by a caller ID from inside that is no trunk's.
    fn name(&mut self, plan: &Plan, channel: &ChannelSnapshot<'_>) {
        if self.phones.get(&*channel.uniqueid).is_none_or(|phone| phone.number.is_some()) {
            return;
        }
        let endpoint = endpoint_of(&channel.name);
        let by_caller_id = || {
            let number = channel.caller_number.as_deref().and_then(|number| plan.said_number(number))?;
            (!plan.is_trunk(endpoint) && plan.is_internal(number)).then_some(number)
        };
        if let Some(number) = Some(endpoint).filter(|name| plan.is_internal(name)).or_else(by_caller_id) {
            self.give(&channel.uniqueid, number);
        }
    }

    fn give(&mut self, uniqueid: &str, number: &str) {
        if let Some(phone) = self.phones.get_mut(uniqueid) {
            phone.number = Some(number.into());
            let activity = phone.activity();
            *self.numbers.entry(number.into()).or_default().of(activity) += 1;
        }
    }

    /// Changes what a channel does, if it is known, and says whether it is.
    fn change(&mut self, uniqueid: &str, change: impl FnOnce(&mut Phone)) -> bool {
        let Some(phone) = self.phones.get_mut(uniqueid) else { return false };
        let before = phone.activity();
        change(phone);
        let after = phone.activity();
        if before != after {
            for number in phone.numbers() {
                if let Some(doings) = self.numbers.get_mut(number) {
                    doings.one_less(before);
                    *doings.of(after) += 1;
                }
            }
        }
        true
    }

    /// Counts what a channel does among its numbers'.
    fn list(&mut self, phone: &Phone) {
        for number in phone.numbers() {
            *self.numbers.entry(number.clone()).or_default().of(phone.activity()) += 1;
        }
    }

    fn unlist(&mut self, phone: &Phone) {
        for number in phone.numbers() {
            let Some(doings) = self.numbers.get_mut(number) else { continue };
            doings.one_less(phone.activity());
            if doings.are_none() {
                self.numbers.remove(number);
            }
        }
    }
}

impl Doings {
    fn of(&mut self, activity: Activity) -> &mut u32 {
        match activity {
            Activity::None => &mut self.idle,
            Activity::Rings => &mut self.ringing,
            Activity::Holds => &mut self.holding,
            Activity::Busy => &mut self.busy,
        }
    }

    fn one_less(&mut self, activity: Activity) {
        let count = self.of(activity);
        *count = count.saturating_sub(1);
    }

    fn are_none(&self) -> bool {
        self.idle == 0 && self.ringing == 0 && self.holding == 0 && self.busy == 0
    }

    fn busiest(&self) -> Activity {
        if self.busy > 0 {
            Activity::Busy
        } else if self.holding > 0 {
            Activity::Holds
        } else if self.ringing > 0 {
            Activity::Rings
        } else {
            Activity::None
        }
    }
}

impl Phone {
    /// The numbers that it is a phone of.
    fn numbers(&self) -> impl Iterator<Item = &Arc<str>> {
        self.number.iter().chain(&self.stands_for)
    }

    fn activity(&self) -> Activity {
        match self.doing {
            // The standing line of the agent pool is up all day and carries no talk of itself.
            Doing::Speaks | Doing::Holds if self.stands_for.is_some() && !self.talks => Activity::None,
            Doing::Speaks => Activity::Busy,
            Doing::Holds => Activity::Holds,
            Doing::Rings => Activity::Rings,
            Doing::Nothing => Activity::None,
        }
    }
}
