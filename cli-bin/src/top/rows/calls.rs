//! Rows of calls that go on.

use std::sync::Arc;

use callflow_core::call::CallState;
use callflow_core::{Call, Timestamp};

use super::{Order, Row, any_has, chosen};
use crate::output::grid::{Cell, Column};
use crate::output::table::{parties, word};
use crate::paint::Colour;
use crate::top::clock::span;
use crate::top::state::State;

type CallRow<'s> = Row<'s, Arc<Call>>;

pub(super) const ORDERS: [Order<Arc<Call>>; 4] = [
    ("longest", |one, other| one.of.started_at.cmp(&other.of.started_at)),
    ("state", |one, other| {
        place(one.of.state).cmp(&place(other.of.state)).then(one.of.started_at.cmp(&other.of.started_at))
    }),
    ("caller", |one, other| one.of.caller.number.cmp(&other.of.caller.number)),
    ("queue", |one, other| {
        // Those without one last.
        let key = |row: &CallRow<'_>| (row.of.queue.is_none(), row.of.queue.clone());
        key(one).cmp(&key(other))
    }),
];

pub(super) fn rows(state: &State, now: Timestamp) -> Vec<CallRow<'_>> {
    chosen(state, now, state.seen.floor.calls.iter(), (&ORDERS, key, has))
}

pub(super) fn key(call: &Arc<Call>) -> String {
    call.id.to_string()
}

fn has(call: &Arc<Call>, filter: &str) -> bool {
    let caller = &call.caller;
    let of_call = [
        Some(call.id.as_str()),
        caller.number.as_deref(),
        caller.name.as_deref(),
        call.dialled.as_deref(),
        call.answered_by_name.as_deref(),
        call.queue.as_deref(),
        call.conference.as_deref(),
        Some(&*call.pbx),
    ];
    let of_parties = call.parties.iter().flat_map(|party| [Some(&*party.number), party.name.as_deref()]);
    any_has(of_call.into_iter().chain(of_parties), filter) || word(&call.state).contains(filter)
}

/// What needs somebody first.
const fn place(state: CallState) -> u8 {
    match state {
        CallState::Queued => 0,
        CallState::Parked => 1,
        CallState::Held => 2,
        CallState::Ringing => 3,
        CallState::New => 4,
        CallState::Up => 5,
        CallState::Ended => 6,
    }
}

const fn colour(state: CallState) -> Colour {
    match state {
        CallState::Up => Colour::Green,
        CallState::Ringing => Colour::Cyan,
        CallState::Queued | CallState::Held | CallState::Parked => Colour::Yellow,
        CallState::New | CallState::Ended => Colour::Dim,
    }
}

/// Since when the caller waits in a queue.
fn waits_since(call: &Call) -> Option<Timestamp> {
    call.queue_visits.iter().rev().find(|visit| visit.left_at.is_none()).map(|visit| visit.joined_at)
}

/// Who talks with the caller, or is rung.
fn with(call: &Call) -> Option<String> {
    if let Some(with) = call.final_party.as_deref().or(call.answered_by.as_deref()) {
        return Some(with.to_owned());
    }
    if let Some(room) = &call.conference {
        return Some(format!("conference {room}"));
    }
    let rung = call.parties.iter().filter(|party| party.outcome.is_none() && !party.answered);
    let rung: Vec<&str> = rung.map(|party| &*party.number).collect();
    (!rung.is_empty()).then(|| format!("rings {}", rung.join(", ")))
}

pub(super) fn columns<'s>(several: bool) -> Vec<Column<CallRow<'s>>> {
    let mut columns = vec![
        Column::new("state", |row: &CallRow<'_>| {
            Cell::new(word(&row.of.state)).painted(colour(row.of.state))
        }),
        Column::new("lasts", |row: &CallRow<'_>| Cell::new(span(row.of.started_at, row.now))).right(),
        Column::new("talks", |row: &CallRow<'_>| {
            row.of.answered_at.map_or_else(Cell::nothing, |since| Cell::new(span(since, row.now)))
        })
        .right()
        .spare(4),
        Column::new("waits", |row: &CallRow<'_>| {
            let since = waits_since(row.of);
            since.map_or_else(Cell::nothing, |since| Cell::new(span(since, row.now)).painted(Colour::Yellow))
        })
        .right()
        .spare(5),
        Column::new("caller → dialled", |row: &CallRow<'_>| Cell::new(parties(row.of))),
        Column::new("with", |row: &CallRow<'_>| Cell::of(with(row.of))),
        Column::new("queue", |row: &CallRow<'_>| Cell::of(row.of.queue.as_deref())).spare(3),
        Column::new("direction", |row: &CallRow<'_>| Cell::new(word(&row.of.direction))).spare(1),
        Column::new("call", |row: &CallRow<'_>| Cell::new(row.of.id.as_str()).painted(Colour::Dim)).spare(0),
    ];
    if several {
        columns.push(Column::new("asterisk", |row: &CallRow<'_>| Cell::new(&*row.of.pbx)).spare(2));
    }
    columns
}
