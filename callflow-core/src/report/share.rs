//! What a record adds to the counts, and in which quarter of an hour.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::counts::{CallCounts, Counts, VisitCounts};
use crate::agent::AgentState;
use crate::call::{Call, CallState, Direction};
use crate::metrics::{EndedVisit, agent_shares};
use crate::store::{IntervalRow, agents, queues};
use crate::time::Timestamp;

/// The finest piece of time that is counted. The midnights and the summer times of all zones begin on quarters of UTC's hours.
pub const QUARTER: Duration = Duration::from_secs(15 * 60);

/// By what is counted.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Calls by which way they went; every call is in one.
    Direction,
    /// Calls by how they came out.
    Disposition,
    /// Calls by the number of ours that was dialled; those without one are in none.
    Did,
    /// Calls by who of us took them ([`agents`]) or called outside, and what everyone of us had part in, by number.
    Agent,
    /// Calls by the queues that the caller entered.
    Queue,
    /// Visits by their queue, in the quarter in which the caller joined.
    VisitsJoined,
    /// Visits by their queue, in the quarter in which the caller left.
    VisitsEnded,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Direction,
        Self::Disposition,
        Self::Did,
        Self::Agent,
        Self::Queue,
        Self::VisitsJoined,
        Self::VisitsEnded,
    ];
}

/// What counts are known by.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ShareKey {
    /// By what.
    pub group: Group,
    /// The beginning of the quarter.
    pub quarter: Timestamp,
    /// The direction, the disposition, the DID, the agent, the queue.
    pub name: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// The name of the PBX.
    pub pbx: Arc<str>,
}

/// What a record adds to one of the counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// To which.
    pub key: ShareKey,
    /// What.
    pub counts: Counts,
}

/// The beginning of the quarter of an hour that `at` lies in.
#[must_use]
pub fn quarter_of(at: Timestamp) -> Timestamp {
    let micros = i64::try_from(QUARTER.as_micros()).unwrap_or(i64::MAX);
    Timestamp::from_unix_micros(at.unix_micros().saturating_sub(at.unix_micros().rem_euclid(micros)))
}

/// What a call adds: nothing while it lives. One that became part of another call adds no counts either, but where it was
/// corrected it says so at the places that it had.
///
/// In order of keys, each once.
#[must_use]
pub fn shares_of_call(call: &Call) -> Vec<Share> {
    if call.state != CallState::Ended || (call.merged_into.is_some() && call.revised_at.is_none()) {
        return Vec::new();
    }
    let merged = call.merged_into.is_some();
    // Where it would stand if it had stayed a call of its own.
    let apart = merged.then(|| Call { merged_into: None, ..call.clone() });
    let call = apart.as_ref().unwrap_or(call);
    let mut shares = Shares { tenant: &call.tenant, pbx: &call.pbx, found: BTreeMap::new() };
    of_the_whole(call, &mut shares);
    of_parties(call, &mut shares);
    of_visits(call, &mut shares);
    let shares = shares.found.into_iter().map(|(key, counts)| {
        let counts = if merged { Counts::default() } else { counts };
        Share { key, counts: Counts { revised_at: call.revised_at, ..counts } }
    });
    shares.collect()
}

/// What an interval of an agent adds: work after a call to its queue, where it ended.
#[must_use]
pub fn shares_of_interval(interval: &IntervalRow) -> Vec<Share> {
    let wrap_up = interval.state == AgentState::WrapUp;
    let Some((queue, to)) = interval.queue.as_ref().zip(interval.to).filter(|_| wrap_up) else {
        return Vec::new();
    };
    let visits = VisitCounts { wrap_up_ms: to.millis_since(interval.from), ..VisitCounts::default() };
    let mut shares = Shares { tenant: &interval.tenant, pbx: &interval.pbx, found: BTreeMap::new() };
    // When its caller joined is not known, so both have it where it ended.
    for group in [Group::VisitsJoined, Group::VisitsEnded] {
        shares.add(group, to, queue, Counts { visits: visits.clone(), ..Counts::default() });
    }
    shares.found.into_iter().map(|(key, counts)| Share { key, counts }).collect()
}

struct Shares<'r> {
    tenant: &'r Arc<str>,
    pbx: &'r Arc<str>,
    found: BTreeMap<ShareKey, Counts>,
}

impl Shares<'_> {
    fn add(&mut self, group: Group, at: Timestamp, name: &str, counts: Counts) {
        let (tenant, pbx) = (self.tenant.clone(), self.pbx.clone());
        let key = ShareKey { group, quarter: quarter_of(at), name: name.into(), tenant, pbx };
        *self.found.entry(key).or_default() += &counts;
    }
}

fn of_the_whole(call: &Call, shares: &mut Shares<'_>) {
    let calls = CallCounts::of(call);
    let counts = || Counts { calls, ..Counts::default() };
    let at = call.started_at;
    shares.add(Group::Direction, at, &word(call.direction), counts());
    if let Some(disposition) = call.disposition {
        shares.add(Group::Disposition, at, &word(disposition), counts());
    }
    if let Some(did) = &call.did {
        shares.add(Group::Did, at, did, counts());
    }
    for agent in took_or_made(call) {
        shares.add(Group::Agent, at, agent, counts());
    }
    for queue in queues(call) {
        shares.add(Group::Queue, at, queue, counts());
    }
}

/// Those of us who were the first to answer it, whom a queue connected, or who called outside.
fn took_or_made(call: &Call) -> BTreeSet<&str> {
    let made = call.caller.number.as_deref().filter(|_| call.direction == Direction::Outbound);
    agents(call).into_iter().filter(|number| is_inside(call, number)).chain(made).collect()
}

/// Whether a party is one of us. Outside parties are nobody's agents, and their numbers are not to be kept in counts, which
/// stay when calls are removed.
fn is_inside(call: &Call, number: &str) -> bool {
    let is_caller = call.caller.number.as_deref() == Some(number);
    match call.direction {
        Direction::Inbound => !is_caller,
        Direction::Outbound => {
            let mut attempts = call.queue_visits.iter().flat_map(|visit| &visit.attempts);
            is_caller || attempts.any(|attempt| &*attempt.member == number)
        }
        Direction::Internal | Direction::Unknown => true,
    }
}

fn of_parties(call: &Call, shares: &mut Shares<'_>) {
    let ended_at = call.ended_at.unwrap_or(call.started_at);
    for (number, agents) in agent_shares(call).into_iter().filter(|(number, _)| is_inside(call, number)) {
        shares.add(Group::Agent, ended_at, &number, Counts { agents, ..Counts::default() });
    }
}

fn of_visits(call: &Call, shares: &mut Shares<'_>) {
    for visit in EndedVisit::all_of(call) {
        let visits = VisitCounts::of(&visit);
        for (group, at) in [(Group::VisitsJoined, visit.joined_at), (Group::VisitsEnded, visit.left_at)] {
            shares.add(group, at, &visit.queue, Counts { visits: visits.clone(), ..Counts::default() });
        }
    }
    let visits = VisitCounts { turned_away: 1, ..VisitCounts::default() };
    for refused in &call.turned_away {
        for group in [Group::VisitsJoined, Group::VisitsEnded] {
            let counts = Counts { visits: visits.clone(), ..Counts::default() };
            shares.add(group, refused.at, &refused.queue, counts);
        }
    }
}

/// The word that stands for a variant in JSON.
fn word<T: Serialize>(variant: T) -> String {
    struct Word<T>(T);
    impl<T: Serialize> fmt::Display for Word<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            // A formatter is a serializer of exactly this: the name of a variant, and nothing around it.
            self.0.serialize(f)
        }
    }
    Word(variant).to_string()
}
