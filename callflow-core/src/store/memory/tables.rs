//! Rows in memory, and the questions about them.

use alloc::boxed::Box;
use alloc::vec::Vec;

use async_trait::async_trait;

use super::MemoryStore;
use crate::store::{
    AgentRow, AgentStore, Dated, DeviceEventRow, ExtensionRow, ExtensionStore, HistoryQuery, IntervalRow,
    LeaseRow, MemberRow, Page, QueueRow, QueueStore, RecordingRow, RecordingStore, Row, Rows, Scope,
    StoreError, best, recordings,
};

/// The rows of one kind, by their keys.
#[derive(Debug)]
pub(super) struct Table<R>(Vec<R>);

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<R: Row + Clone> Table<R> {
    fn put(&mut self, row: &R) {
        match self.place(row) {
            Ok(place) => {
                if let Some(old) = self.0.get_mut(place).filter(|old| row.replaces(old)) {
                    *old = row.clone();
                }
            }
            Err(place) => self.0.insert(place, row.clone()),
        }
    }

    /// Removes the row that this one replaces.
    fn delete(&mut self, row: &R) {
        if let Ok(place) = self.place(row) {
            let replaced = self.0.get(place).is_some_and(|old| row.replaces(old));
            if replaced {
                self.0.remove(place);
            }
        }
    }

    fn place(&self, row: &R) -> Result<usize, usize> {
        self.0.binary_search_by(|old| old.key().cmp(&row.key()))
    }

    fn of(&self, scope: &Scope) -> Vec<R> {
        self.0.iter().filter(|row| scope.holds(*row)).cloned().collect()
    }
}

impl<R: Dated> Table<R> {
    pub(super) fn iter(&self) -> impl Iterator<Item = &R> {
        self.0.iter()
    }

    /// Removes the `limit` rows of those that are `old` which come first by `age`, and shows each to `removed`.
    pub(super) fn purge<A: Ord>(
        &mut self,
        limit: u32,
        old: impl Fn(&R) -> bool,
        age: impl Fn(&R) -> A,
        mut removed: impl FnMut(&R),
    ) -> u64 {
        let mut ages: Vec<A> = self.0.iter().filter(|row| old(row)).map(&age).collect();
        ages.sort();
        ages.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        self.0.retain(|row| {
            let goes = old(row) && ages.binary_search(&age(row)).is_ok();
            if goes {
                removed(row);
            }
            !goes
        });
        ages.len() as u64
    }
}

/// A page of these rows.
fn page<'r, R: Dated + Clone + 'r>(
    rows: impl IntoIterator<Item = &'r R>,
    query: &HistoryQuery,
) -> Result<Page<R>, StoreError> {
    query.check()?;
    let asked = |row: &&R| query.matches(*row) && query.is_after_cursor(*row);
    let mut rows: Vec<&R> = rows.into_iter().filter(asked).collect();
    rows.sort_by(|one, other| query.order(*one, *other));
    let take = usize::try_from(query.limit).unwrap_or(usize::MAX).saturating_add(1);
    Ok(Page::of(rows.into_iter().take(take).cloned().collect(), query.limit))
}

/// All rows that were put.
#[derive(Debug, Default)]
pub(super) struct Tables {
    queues: Table<QueueRow>,
    members: Table<MemberRow>,
    agents: Table<AgentRow>,
    pub(super) intervals: Table<IntervalRow>,
    extensions: Table<ExtensionRow>,
    pub(super) device_events: Table<DeviceEventRow>,
    leases: Table<LeaseRow>,
}

impl Tables {
    pub(super) fn put(&mut self, rows: &Rows) {
        let Rows { queues, members, agents, intervals, extensions, device_events, leases } = rows;
        queues.iter().for_each(|row| self.queues.put(row));
        // One that was taken out leaves nothing to compare an older one with, so the newest is looked for first.
        for row in best(members) {
            if row.member.removed {
                self.members.delete(row);
            } else {
                self.members.put(row);
            }
        }
        agents.iter().for_each(|row| self.agents.put(row));
        intervals.iter().for_each(|row| self.intervals.put(row));
        extensions.iter().for_each(|row| self.extensions.put(row));
        device_events.iter().for_each(|row| self.device_events.put(row));
        leases.iter().for_each(|row| self.leases.put(row));
    }
}

#[async_trait]
impl AgentStore for MemoryStore {
    async fn agents(&self, scope: &Scope) -> Result<Vec<AgentRow>, StoreError> {
        Ok(self.lock().tables.agents.of(scope))
    }

    async fn agent_intervals(&self, query: &HistoryQuery) -> Result<Page<IntervalRow>, StoreError> {
        page(&self.lock().tables.intervals.0, query)
    }
}

#[async_trait]
impl QueueStore for MemoryStore {
    async fn queues(&self, scope: &Scope) -> Result<Vec<QueueRow>, StoreError> {
        Ok(self.lock().tables.queues.of(scope))
    }

    async fn members(&self, scope: &Scope, queue: Option<&str>) -> Result<Vec<MemberRow>, StoreError> {
        let mut members = self.lock().tables.members.of(scope);
        members.retain(|row| queue.is_none_or(|queue| *row.member.queue == *queue));
        Ok(members)
    }
}

#[async_trait]
impl ExtensionStore for MemoryStore {
    async fn extensions(&self, scope: &Scope) -> Result<Vec<ExtensionRow>, StoreError> {
        Ok(self.lock().tables.extensions.of(scope))
    }

    async fn leases(&self, scope: &Scope) -> Result<Vec<LeaseRow>, StoreError> {
        Ok(self.lock().tables.leases.of(scope))
    }

    async fn device_events(&self, query: &HistoryQuery) -> Result<Page<DeviceEventRow>, StoreError> {
        page(&self.lock().tables.device_events.0, query)
    }
}

#[async_trait]
impl RecordingStore for MemoryStore {
    async fn recordings(&self, query: &HistoryQuery) -> Result<Page<RecordingRow>, StoreError> {
        let all: Vec<RecordingRow> = self.lock().calls.values().flat_map(recordings).collect();
        page(&all, query)
    }
}
