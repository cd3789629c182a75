//! A store that may not be there yet: a database that is down when the server starts is no reason not to listen.

mod accounts;
mod additions;
mod webhooks;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use callflow_core::report::Share;
use callflow_core::store::{
    AgentRow, AgentStore, AgentSums, AgentSumsQuery, Batch, CallPage, CallQuery, CallStore, Claim,
    CountsQuery, DeviceEventRow, ExtensionRow, ExtensionStore, HistoryQuery, IntervalRow, LeaseRow,
    Lifecycle, MemberRow, OwnerStore, Page, Purge, QueueRow, QueueStore, RecordingRow, RecordingStore,
    ReportStore, RetentionStore, SavedCheckpoint, Scope, StateStore, StatisticsQuery, StatisticsRow,
    StoreError,
};
use callflow_core::{Call, CallId};

use crate::stores::AnyStore;

/// Answers [`StoreError::Unavailable`] until the store is [set](Self::set).
#[derive(Debug, Default)]
pub(crate) struct LateStore(OnceLock<Arc<dyn AnyStore>>);

#[derive(Debug, thiserror::Error)]
#[error("it has not been reached since the server started")]
struct NotYet;

impl LateStore {
    /// From now on this is the store.
    pub(crate) fn set(&self, store: Arc<dyn AnyStore>) {
        // Nobody sets it twice.
        let _ = self.0.set(store);
    }

    fn get(&self) -> Result<&dyn AnyStore, StoreError> {
        match self.0.get() {
            Some(store) => Ok(&**store),
            None => Err(StoreError::Unavailable { source: NotYet.into() }),
        }
    }
}

#[async_trait]
impl CallStore for LateStore {
    async fn put_calls(&self, calls: &[Call]) -> Result<(), StoreError> {
        self.get()?.put_calls(calls).await
    }

    async fn call(&self, id: &CallId) -> Result<Option<Call>, StoreError> {
        self.get()?.call(id).await
    }

    async fn calls(&self, query: &CallQuery) -> Result<CallPage, StoreError> {
        self.get()?.calls(query).await
    }

    async fn live_calls(&self, scope: &Scope) -> Result<Vec<Call>, StoreError> {
        self.get()?.live_calls(scope).await
    }

    async fn statistics(&self, query: &StatisticsQuery) -> Result<Vec<StatisticsRow>, StoreError> {
        self.get()?.statistics(query).await
    }
}

#[async_trait]
impl AgentStore for LateStore {
    async fn agents(&self, scope: &Scope) -> Result<Vec<AgentRow>, StoreError> {
        self.get()?.agents(scope).await
    }

    async fn agent_intervals(&self, query: &HistoryQuery) -> Result<Page<IntervalRow>, StoreError> {
        self.get()?.agent_intervals(query).await
    }

    async fn agent_sums(&self, query: &AgentSumsQuery) -> Result<AgentSums, StoreError> {
        self.get()?.agent_sums(query).await
    }
}

#[async_trait]
impl QueueStore for LateStore {
    async fn queues(&self, scope: &Scope) -> Result<Vec<QueueRow>, StoreError> {
        self.get()?.queues(scope).await
    }

    async fn members(&self, scope: &Scope, queue: Option<&str>) -> Result<Vec<MemberRow>, StoreError> {
        self.get()?.members(scope, queue).await
    }
}

#[async_trait]
impl ExtensionStore for LateStore {
    async fn extensions(&self, scope: &Scope) -> Result<Vec<ExtensionRow>, StoreError> {
        self.get()?.extensions(scope).await
    }

    async fn leases(&self, scope: &Scope) -> Result<Vec<LeaseRow>, StoreError> {
        self.get()?.leases(scope).await
    }

    async fn device_events(&self, query: &HistoryQuery) -> Result<Page<DeviceEventRow>, StoreError> {
        self.get()?.device_events(query).await
    }
}

#[async_trait]
impl RecordingStore for LateStore {
    async fn recordings(&self, query: &HistoryQuery) -> Result<Page<RecordingRow>, StoreError> {
        self.get()?.recordings(query).await
    }
}

#[async_trait]
impl ReportStore for LateStore {
    async fn report_counts(&self, query: &CountsQuery) -> Result<Vec<Share>, StoreError> {
        self.get()?.report_counts(query).await
    }
}

#[async_trait]
impl StateStore for LateStore {
    async fn commit(&self, batch: &Batch<'_>) -> Result<(), StoreError> {
        self.get()?.commit(batch).await
    }

    async fn checkpoint(&self, pbx: &str) -> Result<Option<SavedCheckpoint>, StoreError> {
        self.get()?.checkpoint(pbx).await
    }
}

#[async_trait]
impl OwnerStore for LateStore {
    async fn claim(&self, pbx: &str, owner: &str, ttl: Duration) -> Result<Claim, StoreError> {
        self.get()?.claim(pbx, owner, ttl).await
    }

    async fn release(&self, pbx: &str, owner: &str) -> Result<(), StoreError> {
        self.get()?.release(pbx, owner).await
    }
}

#[async_trait]
impl RetentionStore for LateStore {
    async fn purge(&self, purge: &Purge) -> Result<u64, StoreError> {
        self.get()?.purge(purge).await
    }
}

#[async_trait]
impl Lifecycle for LateStore {
    async fn ping(&self) -> Result<(), StoreError> {
        self.get()?.ping().await
    }

    async fn close(&self) -> Result<(), StoreError> {
        match self.0.get() {
            Some(store) => store.close().await,
            None => Ok(()),
        }
    }
}
