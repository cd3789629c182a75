//! A store without a database, for tests and for trying out.

mod annotations;
mod directory;
mod idempotency;
mod lease_claims;
mod owners;
mod retention;
mod tables;

extern crate std;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use self::annotations::Annotations;
use self::directory::Directory;
use self::idempotency::Requests;
use self::lease_claims::Claims;
use self::owners::Owners;
use self::tables::Tables;
use super::{
    Batch, CallPage, CallQuery, CallStore, Lifecycle, OutboxRow, SavedCheckpoint, Scope, StateStore,
    StatisticsQuery, StatisticsRow, StoreError, is_live, supersedes,
};
use crate::call::Call;
use crate::ids::CallId;
use crate::time::Timestamp;

/// Keeps everything in memory and forgets it with the process. Every question looks at every call or row.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
    clock: Clock,
}

#[derive(Debug, Default)]
struct Inner {
    calls: BTreeMap<CallId, Call>,
    /// What is left of calls that were removed, for the statistics alone.
    counted: Vec<Call>,
    checkpoints: BTreeMap<String, SavedCheckpoint>,
    tables: Tables,
    owners: Owners,
    directory: Directory,
    annotations: Annotations,
    claims: Claims,
    requests: Requests,
    outbox: Vec<OutboxRow>,
}

/// By which claims run out.
struct Clock(Box<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl Default for Clock {
    /// That of the computer, which never goes back.
    fn default() -> Self {
        let start = std::time::Instant::now();
        Self(Box::new(move || Timestamp::default().saturating_add(start.elapsed())))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clock").field(&self.now()).finish()
    }
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty store with a clock of its own, for tests of claims that run out.
    #[must_use]
    pub fn with_clock(clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self { inner: Mutex::default(), clock: Clock(Box::new(clock)) }
    }

    /// What batches have left to be told to others, in the order in which it was put.
    #[must_use]
    pub fn outbox(&self) -> Vec<OutboxRow> {
        self.lock().outbox.clone()
    }

    /// Nothing under the lock can fail half-way, so what a panicking thread left is whole.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn put(&mut self, call: &Call) {
        if self.calls.get(&call.id).is_none_or(|old| supersedes(call, old)) {
            self.calls.insert(call.id.clone(), call.clone());
        }
    }

    fn sorted(&self, query: &CallQuery) -> Vec<&Call> {
        let mut calls: Vec<&Call> = self.calls.values().filter(|call| query.matches(call)).collect();
        calls.sort_by(|one, other| query.order(one, other));
        calls
    }
}

#[async_trait]
impl CallStore for MemoryStore {
    async fn put_calls(&self, calls: &[Call]) -> Result<(), StoreError> {
        self.commit(&Batch::new(calls)).await
    }

    async fn call(&self, id: &CallId) -> Result<Option<Call>, StoreError> {
        Ok(self.lock().calls.get(id).cloned())
    }

    async fn calls(&self, query: &CallQuery) -> Result<CallPage, StoreError> {
        query.check()?;
        let inner = self.lock();
        let calls = inner.sorted(query);
        let total = query.with_total.then(|| u64::try_from(calls.len()).unwrap_or(u64::MAX));
        let total = total.filter(|total| *total <= query.count_at_most);
        let skip = usize::try_from(query.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(query.limit).unwrap_or(usize::MAX).saturating_add(1);
        let rest = calls.into_iter().filter(|call| query.is_after_cursor(call)).skip(skip);
        Ok(CallPage::of(rest.take(take).cloned().collect(), query.limit, total))
    }

    async fn live_calls(&self, scope: &Scope) -> Result<Vec<Call>, StoreError> {
        let inner = self.lock();
        let mut live: Vec<&Call> =
            inner.calls.values().filter(|call| is_live(call) && scope.holds(*call)).collect();
        live.sort_by_key(|call| (call.started_at, &call.id));
        Ok(live.into_iter().cloned().collect())
    }

    async fn statistics(&self, query: &StatisticsQuery) -> Result<Vec<StatisticsRow>, StoreError> {
        query.check()?;
        let mut rows: BTreeMap<Timestamp, StatisticsRow> = BTreeMap::new();
        let inner = self.lock();
        for call in inner.calls.values().chain(&inner.counted).filter(|call| query.counts(call)) {
            let from = query.period_of(call.started_at);
            let row = rows.entry(from).or_insert_with(|| StatisticsRow::empty(from));
            row.count(call.direction, call.disposition, 1);
            row.answered += u64::from(call.answered);
            row.talk_ms += call.talk_ms;
            row.wait_ms += call.wait_ms;
            row.hold_ms += call.hold_ms;
            row.duration_ms += call.duration_ms;
        }
        Ok(rows.into_values().collect())
    }
}

#[async_trait]
impl StateStore for MemoryStore {
    async fn commit(&self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let mut inner = self.lock();
        inner.owners.check(batch.fences)?;
        for call in batch.calls {
            inner.put(call);
        }
        if let Some(rows) = batch.rows {
            inner.tables.put(rows);
        }
        for row in batch.outbox {
            if !inner.outbox.iter().any(|old| (&old.receiver, &old.event) == (&row.receiver, &row.event)) {
                inner.outbox.push(row.clone());
            }
        }
        for checkpoint in batch.checkpoints {
            let saved = inner.checkpoints.remove(checkpoint.pbx).unwrap_or_default();
            inner.checkpoints.insert(checkpoint.pbx.into(), saved.then(checkpoint));
        }
        Ok(())
    }

    async fn checkpoint(&self, pbx: &str) -> Result<Option<SavedCheckpoint>, StoreError> {
        Ok(self.lock().checkpoints.get(pbx).cloned())
    }
}

#[async_trait]
impl Lifecycle for MemoryStore {
    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }

    async fn close(&self) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::sync::Arc;
    use core::sync::atomic::{AtomicI64, Ordering};
    use core::time::Duration;

    use super::*;
    use crate::store::{Claim, OwnerStore};

    #[test]
    fn claims_run_out_by_the_clock_that_is_given() {
        let micros = Arc::new(AtomicI64::new(0));
        let clock = micros.clone();
        let store =
            MemoryStore::with_clock(move || Timestamp::from_unix_micros(clock.load(Ordering::Relaxed)));
        let claim =
            |owner| pollster::block_on(store.claim("default", owner, Duration::from_micros(10))).unwrap();
        assert_eq!(claim("one"), Claim::Owned { token: 1 });
        for (now, want) in [
            (3, Claim::Held { by: "one".into(), for_another: Duration::from_micros(7) }),
            (9, Claim::Held { by: "one".into(), for_another: Duration::from_micros(1) }),
            (10, Claim::Owned { token: 2 }),
        ] {
            micros.store(now, Ordering::Relaxed);
            assert_eq!(claim("two"), want, "after {now} µs");
        }
    }
}
