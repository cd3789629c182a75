//! Removing what is old, from memory.

use alloc::boxed::Box;
use alloc::vec::Vec;

use async_trait::async_trait;

use super::{Inner, MemoryStore};
use crate::call::Call;
use crate::ids::CallId;
use crate::report::{shares_of_call, shares_of_interval};
use crate::store::{Dated, Entity, Purge, RetentionStore, StoreError, over_since};
use crate::time::Timestamp;

impl Inner {
    fn purge_calls(&mut self, purge: &Purge) -> u64 {
        let old = self.calls.values().filter(|call| purge.takes_call(call));
        let mut old: Vec<(Option<Timestamp>, CallId)> =
            old.map(|call| (over_since(call), call.id.clone())).collect();
        old.sort();
        old.truncate(usize::try_from(purge.limit).unwrap_or(usize::MAX));
        for (_, id) in &old {
            let removed = self.calls.remove(id);
            self.reported.extend(removed.iter().flat_map(shares_of_call));
            self.counted.extend(removed.map(without_people));
            self.annotations.remove(id);
        }
        old.len() as u64
    }

    fn purge_intervals(&mut self, purge: &Purge) -> u64 {
        let reported = &mut self.reported;
        self.tables.intervals.purge(
            purge.limit,
            |row| purge.takes_interval(row),
            |row| (row.to, row.from, row.id().into_owned()),
            |row| reported.extend(shares_of_interval(row)),
        )
    }
}

/// What statistics without a filter by agent or queue read of a call, and nothing of who was in it.
fn without_people(call: Call) -> Call {
    Call {
        caller: Default::default(),
        dialled: None,
        did: None,
        answered_by: None,
        answered_by_name: None,
        final_party: None,
        queue: None,
        queue_visits: Vec::new(),
        turned_away: Vec::new(),
        parties: Vec::new(),
        transfers: Vec::new(),
        forwards: Vec::new(),
        pickups: Vec::new(),
        holds: Vec::new(),
        parks: Vec::new(),
        recordings: Vec::new(),
        playbacks: Vec::new(),
        stasis: Vec::new(),
        conference: None,
        dtmf: Vec::new(),
        originated_by: None,
        legs: Vec::new(),
        segments: Vec::new(),
        merged: Vec::new(),
        account_code: None,
        variables: Default::default(),
        ..call
    }
}

#[async_trait]
impl RetentionStore for MemoryStore {
    async fn purge(&self, purge: &Purge) -> Result<u64, StoreError> {
        purge.check()?;
        let mut inner = self.lock();
        Ok(match purge.entity {
            Entity::Calls => inner.purge_calls(purge),
            Entity::AgentIntervals => inner.purge_intervals(purge),
            Entity::DeviceEvents => inner.tables.device_events.purge(
                purge.limit,
                |row| purge.takes_device_event(row),
                |row| (row.at, row.id.clone()),
                |_| {},
            ),
        })
    }
}
