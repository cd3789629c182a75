//! Rows of agents.

use std::cmp::Reverse;

use callflow_core::Timestamp;
use callflow_core::agent::AgentState;

use super::{Order, Row, any_has, chosen};
use crate::agents::colour;
use crate::output::grid::{Cell, Column};
use crate::output::table::word;
use crate::top::clock::{millis, span};
use crate::top::floor::AgentNow;
use crate::top::state::State;

type AgentRow<'s> = Row<'s, AgentNow>;

pub(super) const ORDERS: [Order<AgentNow>; 4] = [
    ("state", |one, other| {
        place(one.of.state).cmp(&place(other.of.state)).then(one.of.since.cmp(&other.of.since))
    }),
    ("agent", |one, other| one.of.agent.cmp(&other.of.agent)),
    ("longest", |one, other| one.of.since.cmp(&other.of.since)),
    ("calls", |one, other| {
        let key = |row: &AgentRow<'_>| Reverse(row.of.today.as_ref().map(|today| today.counts.handled));
        key(one).cmp(&key(other))
    }),
];

/// Who works first, who is not there last.
const fn place(state: AgentState) -> u8 {
    match state {
        AgentState::Ringing => 0,
        AgentState::InCall => 1,
        AgentState::OnHold => 2,
        AgentState::WrapUp => 3,
        AgentState::Available => 4,
        AgentState::Paused => 5,
        AgentState::Offline => 6,
    }
}

pub(super) fn rows(state: &State, now: Timestamp) -> Vec<AgentRow<'_>> {
    chosen(state, now, state.seen.floor.agents.iter(), (&ORDERS, key, has))
}

pub(super) fn key(agent: &AgentNow) -> String {
    format!("{}/{}", agent.pbx, agent.agent)
}

fn has(agent: &AgentNow, filter: &str) -> bool {
    let own = [
        Some(&*agent.agent),
        agent.name.as_deref(),
        agent.reason.as_deref(),
        agent.queue.as_deref(),
        Some(&*agent.pbx),
    ];
    let queues = agent.queues.iter().map(|queue| Some(&**queue));
    any_has(own.into_iter().chain(queues), filter) || word(&agent.state).contains(filter)
}

pub(super) fn columns<'s>(several: bool) -> Vec<Column<AgentRow<'s>>> {
    let mut columns = vec![
        Column::new("agent", |row: &AgentRow<'_>| Cell::new(&*row.of.agent)),
        Column::new("name", |row: &AgentRow<'_>| Cell::of(row.of.name.as_deref())).spare(5),
        Column::new("state", |row: &AgentRow<'_>| {
            Cell::new(word(&row.of.state)).painted(colour(row.of.state))
        }),
        Column::new("for", |row: &AgentRow<'_>| Cell::new(span(row.of.since, row.now))).right(),
        Column::new("about", |row: &AgentRow<'_>| {
            Cell::of(row.of.reason.as_deref().or(row.of.queue.as_deref()))
        })
        .spare(3),
        Column::new("calls", |row: &AgentRow<'_>| {
            row.of
                .today
                .as_ref()
                .map_or_else(Cell::nothing, |today| Cell::new(today.counts.handled.to_string()))
        })
        .right()
        .spare(4),
        Column::new("talk", |row: &AgentRow<'_>| {
            row.of.today.as_ref().map_or_else(Cell::nothing, |today| Cell::new(millis(today.times.talk_ms)))
        })
        .right()
        .spare(2),
        Column::new("queues", |row: &AgentRow<'_>| Cell::new(row.of.queues.join(", "))).spare(1),
    ];
    if several {
        columns.push(Column::new("asterisk", |row: &AgentRow<'_>| Cell::new(&*row.of.pbx)).spare(0));
    }
    columns
}
