//! The phones of agents: which channels are theirs, and what these do.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
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
    phones: Map<Box<str>, Phone>,
    /// The channels of each number.
    numbers: BTreeMap<Box<str>, Vec<Box<str>>>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Phone {
    /// The number of the input that it came with.
    born: u64,
    /// The extension that it belongs to.
    number: Option<Box<str>>,
    doing: Doing,
    /// It is the standing line of that agent of the pool (`AgentLogin`).
    stands_for: Option<Box<str>>,
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
        let Some(phone) = self.phones.get_mut(&*channel.uniqueid) else { return false };
        match channel.state {
            Some(ChannelState::Up) if phone.doing != Doing::Holds => phone.doing = Doing::Speaks,
            Some(ChannelState::Ring) if phone.doing == Doing::Nothing => phone.doing = Doing::Speaks,
            Some(ChannelState::Ringing) if phone.doing == Doing::Nothing => phone.doing = Doing::Rings,
            _ if rings && phone.doing == Doing::Nothing => phone.doing = Doing::Rings,
            _ => {}
        }
        true
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
        let Some(phone) = self.phones.get_mut(uniqueid) else { return false };
        phone.talks = talks;
        // A feature holds one party while it rings another; who goes into a bridge then talks with that one.
        if talks && phone.doing == Doing::Holds {
            phone.doing = Doing::Speaks;
        }
        true
    }

    /// It holds its other side, or takes it back. Says whether the channel is known.
    pub(super) fn hold(&mut self, uniqueid: &str, holds: bool) -> bool {
        let Some(phone) = self.phones.get_mut(uniqueid) else { return false };
        match (phone.doing, holds) {
            (Doing::Speaks, true) => phone.doing = Doing::Holds,
            (Doing::Holds, false) => phone.doing = Doing::Speaks,
            _ => {}
        }
        true
    }

    /// It is the standing line of an agent of the pool from now on, or of none any more.
    pub(super) fn stand_for(&mut self, uniqueid: &str, seq: u64, agent: Option<&str>) {
        if !self.phones.contains_key(uniqueid) {
            self.add(uniqueid, seq);
        }
        let before = self
            .phones
            .get_mut(uniqueid)
            .and_then(|phone| core::mem::replace(&mut phone.stands_for, agent.map(Box::from)));
        if let Some(before) = before.filter(|before| Some(&**before) != agent) {
            self.take(uniqueid, &before);
        }
        if let Some(agent) = agent {
            list(&mut self.numbers, uniqueid, agent);
        }
    }

    /// It is gone. Gives the numbers that it was a phone of.
    pub(super) fn end(&mut self, uniqueid: &str) -> Vec<Box<str>> {
        let keys = self.keys_of(uniqueid);
        for key in &keys {
            self.take(uniqueid, key);
        }
        self.phones.remove(uniqueid);
        keys
    }

    /// The numbers that a channel is a phone of.
    pub(super) fn keys_of(&self, uniqueid: &str) -> Vec<Box<str>> {
        let Some(phone) = self.phones.get(uniqueid) else { return Vec::new() };
        phone.number.iter().chain(&phone.stands_for).cloned().collect()
    }

    /// The channels that are none of these and came no later than `asked`, in the order of their coming.
    pub(super) fn all_but(&self, channels: &[&str], asked: u64) -> Vec<Box<str>> {
        let alive: HashSet<&str, FixedState> = channels.iter().copied().collect();
        let is_gone = |uniqueid: &str, phone: &Phone| phone.born <= asked && !alive.contains(uniqueid);
        let phones = self.phones.iter().filter(|(uniqueid, phone)| is_gone(uniqueid, phone));
        let mut gone: Vec<(u64, Box<str>)> =
            phones.map(|(uniqueid, phone)| (phone.born, uniqueid.clone())).collect();
        gone.sort();
        gone.into_iter().map(|(_, uniqueid)| uniqueid).collect()
    }

    /// What the phones of a number do.
    pub(super) fn activity(&self, number: &str) -> Activity {
        let channels = self.numbers.get(number).map(Vec::as_slice).unwrap_or_default();
        let phones = channels.iter().filter_map(|uniqueid| self.phones.get(uniqueid));
        phones.map(Phone::activity).max().unwrap_or(Activity::None)
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
            list(&mut self.numbers, uniqueid, number);
        }
    }

    fn take(&mut self, uniqueid: &str, number: &str) {
        if let Some(channels) = self.numbers.get_mut(number) {
            channels.retain(|channel| **channel != *uniqueid);
            if channels.is_empty() {
                self.numbers.remove(number);
            }
        }
    }
}

fn list(numbers: &mut BTreeMap<Box<str>, Vec<Box<str>>>, uniqueid: &str, number: &str) {
    let channels = numbers.entry(number.into()).or_default();
    if !channels.iter().any(|channel| **channel == *uniqueid) {
        channels.push(uniqueid.into());
    }
}

impl Phone {
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
