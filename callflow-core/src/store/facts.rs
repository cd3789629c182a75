//! What a call is found by. One place for all stores, so that they find the same calls.

use alloc::collections::BTreeSet;
use alloc::string::String;

use crate::call::{Call, CallState};
use crate::time::Timestamp;

/// Whether the call goes on: it has not ended and did not become part of another one.
#[must_use]
pub fn is_live(call: &Call) -> bool {
    call.state != CallState::Ended && call.merged_into.is_none()
}

/// Since when a call is over, by which it grows old: its end. One that became part of another before its end was seen
/// counts from its start. `None` while it lives.
#[must_use]
pub fn over_since(call: &Call) -> Option<Timestamp> {
    (!is_live(call)).then(|| call.ended_at.unwrap_or(call.started_at))
}

/// The numbers that a call is found by: the caller's, the dialled one, the DID, and those of all parties.
#[must_use]
pub fn numbers(call: &Call) -> BTreeSet<&str> {
    let own = [&call.caller.number, &call.dialled, &call.did, &call.answered_by, &call.final_party];
    own.into_iter()
        .filter_map(|number| number.as_deref())
        .chain(call.parties.iter().map(|party| &*party.number))
        .collect()
}

/// The agents that a call is found by: the first person to answer, and the members that queues connected.
#[must_use]
pub fn agents(call: &Call) -> BTreeSet<&str> {
    let members = call.queue_visits.iter().filter_map(|visit| visit.member.as_deref());
    members.chain(call.answered_by.as_deref()).collect()
}

/// The queues that the caller entered.
#[must_use]
pub fn queues(call: &Call) -> BTreeSet<&str> {
    let visited = call.queue_visits.iter().map(|visit| &*visit.queue);
    visited.chain(call.queue.as_deref()).collect()
}

/// All numbers and names of a call in lower case, one a line: what a free text is looked for in.
#[must_use]
pub fn search_text(call: &Call) -> String {
    let names = [&call.caller.name, &call.answered_by_name];
    let mut words = numbers(call);
    words.extend(names.into_iter().filter_map(|name| name.as_deref()));
    words.extend(call.parties.iter().filter_map(|party| party.name.as_deref()));
    let mut text = String::new();
    for word in words {
        text.push_str(word);
        text.push('\n');
    }
    // Most of it is digits and ASCII, where this changes in place what `to_lowercase` would copy.
    if text.is_ascii() {
        text.make_ascii_lowercase();
        text
    } else {
        text.to_lowercase()
    }
}
