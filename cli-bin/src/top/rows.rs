//! Which rows a table has: those that the filter lets through, in the order that is chosen.

mod agents;
mod calls;
mod queues;

use std::cmp::Ordering;

use callflow_core::Timestamp;

use super::state::State;
use crate::output::grid::{self, Layout};

/// What is shown at once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Tab {
    Calls,
    Queues,
    Agents,
}

impl Tab {
    pub(super) const ALL: [Self; 3] = [Self::Calls, Self::Queues, Self::Agents];

    pub(super) const fn next(self) -> Self {
        match self {
            Self::Calls => Self::Queues,
            Self::Queues => Self::Agents,
            Self::Agents => Self::Calls,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Calls => "Calls",
            Self::Queues => "Queues",
            Self::Agents => "Agents",
        }
    }
}

/// Something with the time at which it is looked at.
pub(super) struct Row<'s, T> {
    pub(super) of: &'s T,
    pub(super) now: Timestamp,
}

/// An order of rows: what it is called, and which of two comes first.
type Order<T> = (&'static str, for<'r, 's> fn(&'r Row<'s, T>, &'r Row<'s, T>) -> Ordering);

/// What rows are chosen by: their orders, their keys, and whether one has a text.
type Choice<'c, T> = (&'c [Order<T>], fn(&T) -> String, fn(&T, &str) -> bool);

/// The names of a tab's orders.
pub(super) fn orders(tab: Tab) -> Vec<&'static str> {
    match tab {
        Tab::Calls => calls::ORDERS.iter().map(|(name, _)| *name).collect(),
        Tab::Queues => queues::ORDERS.iter().map(|(name, _)| *name).collect(),
        Tab::Agents => agents::ORDERS.iter().map(|(name, _)| *name).collect(),
    }
}

/// The keys of the rows, in order.
pub(super) fn keys(state: &State, now: Timestamp) -> Vec<String> {
    match state.tab {
        Tab::Calls => calls::rows(state, now).iter().map(|row| calls::key(row.of)).collect(),
        Tab::Queues => queues::rows(state, now).iter().map(|row| queues::key(row.of)).collect(),
        Tab::Agents => agents::rows(state, now).iter().map(|row| agents::key(row.of)).collect(),
    }
}

/// The table, as it fits into so many columns of the terminal.
pub(super) fn layout(state: &State, now: Timestamp, width: usize) -> Layout {
    let several = state.seen.floor.has_several();
    match state.tab {
        Tab::Calls => grid::layout(calls::columns(several), &calls::rows(state, now), Some(width)),
        Tab::Queues => grid::layout(queues::columns(several), &queues::rows(state, now), Some(width)),
        Tab::Agents => grid::layout(agents::columns(several), &agents::rows(state, now), Some(width)),
    }
}

/// Those of `all` that the filter lets through, in the order that is chosen. Of two alike the key decides, so that rows
/// do not change places by chance.
fn chosen<'s, T>(
    state: &State,
    now: Timestamp,
    all: impl Iterator<Item = &'s T>,
    (orders, key, has): Choice<'_, T>,
) -> Vec<Row<'s, T>> {
    let filter = state.filter.to_lowercase();
    let mut rows: Vec<Row<'s, T>> =
        all.filter(|of| filter.is_empty() || has(of, &filter)).map(|of| Row { of, now }).collect();
    let table = state.table();
    if let Some((_, order)) = orders.get(table.sort) {
        rows.sort_by(|one, other| {
            let by_order = if table.is_reversed { order(other, one) } else { order(one, other) };
            by_order.then_with(|| key(one.of).cmp(&key(other.of)))
        });
    }
    rows
}

/// Whether one of the texts has it, in any case.
fn any_has<'t>(texts: impl IntoIterator<Item = Option<&'t str>>, filter: &str) -> bool {
    texts.into_iter().flatten().any(|text| text.to_lowercase().contains(filter))
}
