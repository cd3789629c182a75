//! Rows of queues.

use std::cmp::Reverse;

use callflow_core::Timestamp;

use super::{Order, Row, any_has, chosen};
use crate::members::{self, Doing};
use crate::output::grid::{Cell, Column};
use crate::paint::Colour;
use crate::top::clock::millis;
use crate::top::floor::QueueNow;
use crate::top::state::State;

type QueueRow<'s> = Row<'s, QueueNow>;

pub(super) const ORDERS: [Order<QueueNow>; 3] = [
    ("waiting", |one, other| {
        let key = |row: &QueueRow<'_>| Reverse((row.of.waiting, row.of.longest_wait_ms(row.now)));
        key(one).cmp(&key(other))
    }),
    ("name", |one, other| one.of.queue.cmp(&other.of.queue)),
    ("abandoned", |one, other| {
        let key = |row: &QueueRow<'_>| Reverse(row.of.today.as_ref().map(|today| today.tally.abandoned));
        key(one).cmp(&key(other))
    }),
];

pub(super) fn rows(state: &State, now: Timestamp) -> Vec<QueueRow<'_>> {
    chosen(state, now, state.seen.floor.queues.iter(), (&ORDERS, key, has))
}

pub(super) fn key(queue: &QueueNow) -> String {
    format!("{}/{}", queue.pbx, queue.queue)
}

fn has(queue: &QueueNow, filter: &str) -> bool {
    let members = queue.members.iter().flat_map(|member| [Some(&*member.member), member.name.as_deref()]);
    any_has([Some(&*queue.queue), Some(&*queue.pbx)].into_iter().chain(members), filter)
}

fn count(row: &QueueRow<'_>, doing: Doing) -> String {
    members::count(&row.of.members, doing).to_string()
}

fn figure(row: &QueueRow<'_>, of: fn(&callflow_core::metrics::QueueMetrics) -> u64) -> Cell {
    row.of.today.as_ref().map_or_else(Cell::nothing, |today| Cell::new(of(today).to_string()))
}

pub(super) fn columns<'s>(several: bool) -> Vec<Column<QueueRow<'s>>> {
    let mut columns = vec![
        Column::new("queue", |row: &QueueRow<'_>| Cell::new(&*row.of.queue)),
        Column::new("waiting", |row: &QueueRow<'_>| {
            let colour = match (row.of.waiting, row.of.is_late(row.now)) {
                (0, _) => Colour::Dim,
                (_, true) => Colour::Red,
                (_, false) => Colour::Yellow,
            };
            Cell::new(row.of.waiting.to_string()).painted(colour)
        })
        .right(),
        Column::new("longest", |row: &QueueRow<'_>| {
            let colour = if row.of.is_late(row.now) { Colour::Red } else { Colour::Yellow };
            let waited = row.of.longest_wait_ms(row.now);
            waited.map_or_else(Cell::nothing, |ms| Cell::new(millis(ms)).painted(colour))
        })
        .right(),
        Column::new("available", |row: &QueueRow<'_>| {
            let free = members::count(&row.of.members, Doing::Available);
            let colour = if free == 0 { Colour::Red } else { Colour::Green };
            Cell::new(format!("{free} of {}", row.of.members.len())).painted(colour)
        })
        .right(),
        Column::new("busy", |row: &QueueRow<'_>| Cell::new(count(row, Doing::Busy))).right().spare(1),
        Column::new("paused", |row: &QueueRow<'_>| Cell::new(count(row, Doing::Paused))).right().spare(2),
        Column::new("came", |row: &QueueRow<'_>| figure(row, |today| today.tally.visits)).right().spare(3),
        Column::new("answered", |row: &QueueRow<'_>| figure(row, |today| today.tally.answered))
            .right()
            .spare(5),
        Column::new("abandoned", |row: &QueueRow<'_>| figure(row, |today| today.tally.abandoned))
            .right()
            .spare(6),
        Column::new("SLA", |row: &QueueRow<'_>| {
            let level = row.of.today.as_ref().and_then(|today| today.service_level_offered);
            level.map_or_else(Cell::nothing, |level| Cell::new(format!("{level:.0} %")))
        })
        .right()
        .spare(4),
    ];
    if several {
        columns.push(Column::new("asterisk", |row: &QueueRow<'_>| Cell::new(&*row.of.pbx)).spare(0));
    }
    columns
}
