//! A store that may not be there yet: a database that is down when the server starts is no reason not to listen.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use callflow_core::lease::{LeaseId, ReleasedBy};
use callflow_core::store::{
    AgentRow, AgentStore, Annotation, AnnotationStore, Answer, Batch, Begun, CallPage, CallQuery, CallStore,
    Claim, Creation, DeviceEventRow, DirectoryEntry, DirectoryStore, EntryId, EntryKind, ExtensionRow,
    ExtensionStore, Fingerprint, HistoryQuery, IdempotencyKey, IdempotencyStore, IntervalRow, LeaseClaim,
    LeaseClaimStore, LeaseRequest, LeaseRow, Lifecycle, MemberRow, OwnerStore, Page, Purge, QueueRow,
    QueueStore, RecordingRow, RecordingStore, Removal, RetentionStore, SavedCheckpoint, Scope, StateStore,
    StatisticsQuery, StatisticsRow, Store, StoreError, Update,
};
use callflow_core::{Call, CallId, Timestamp};

/// Answers [`StoreError::Unavailable`] until the store is [set](Self::set).
#[derive(Debug, Default)]
pub(crate) struct LateStore(OnceLock<Arc<dyn Store>>);

#[derive(Debug, thiserror::Error)]
#[error("it has not been reached since the server started")]
struct NotYet;

impl LateStore {
    /// From now on this is the store.
    pub(crate) fn set(&self, store: Arc<dyn Store>) {
        // Nobody sets it twice.
        let _ = self.0.set(store);
    }

    fn get(&self) -> Result<&dyn Store, StoreError> {
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
impl DirectoryStore for LateStore {
    async fn directory(&self, kind: EntryKind, scope: &Scope) -> Result<Vec<DirectoryEntry>, StoreError> {
        self.get()?.directory(kind, scope).await
    }

    async fn directory_entry(&self, id: &EntryId<'_>) -> Result<Option<DirectoryEntry>, StoreError> {
        self.get()?.directory_entry(id).await
    }

    async fn create_entry(&self, entry: &DirectoryEntry) -> Result<Creation, StoreError> {
        self.get()?.create_entry(entry).await
    }

    async fn update_entry(&self, entry: &DirectoryEntry) -> Result<Update, StoreError> {
        self.get()?.update_entry(entry).await
    }

    async fn remove_entry(&self, id: &EntryId<'_>, version: Option<u64>) -> Result<Removal, StoreError> {
        self.get()?.remove_entry(id, version).await
    }
}

#[async_trait]
impl AnnotationStore for LateStore {
    async fn annotations(&self, scope: &Scope, calls: &[CallId]) -> Result<Vec<Annotation>, StoreError> {
        self.get()?.annotations(scope, calls).await
    }

    async fn annotate(&self, annotation: &Annotation) -> Result<Update, StoreError> {
        self.get()?.annotate(annotation).await
    }

    async fn remove_annotations(&self, calls: &[CallId]) -> Result<u64, StoreError> {
        self.get()?.remove_annotations(calls).await
    }
}

#[async_trait]
impl LeaseClaimStore for LateStore {
    async fn claim_lease(
        &self,
        request: &LeaseRequest<'_>,
        now: Timestamp,
    ) -> Result<Option<Arc<str>>, StoreError> {
        self.get()?.claim_lease(request, now).await
    }

    async fn renew_lease(
        &self,
        pbx: &str,
        extension: &str,
        id: &LeaseId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        self.get()?.renew_lease(pbx, extension, id, until, now).await
    }

    async fn release_lease(&self, pbx: &str, extension: &str, by: &ReleasedBy) -> Result<bool, StoreError> {
        self.get()?.release_lease(pbx, extension, by).await
    }

    async fn release_leases(&self, scope: &Scope) -> Result<u64, StoreError> {
        self.get()?.release_leases(scope).await
    }

    async fn lease_claims(&self, scope: &Scope, now: Timestamp) -> Result<Vec<LeaseClaim>, StoreError> {
        self.get()?.lease_claims(scope, now).await
    }
}

#[async_trait]
impl IdempotencyStore for LateStore {
    async fn begin_request(
        &self,
        key: &IdempotencyKey,
        fingerprint: &Fingerprint,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Begun, StoreError> {
        self.get()?.begin_request(key, fingerprint, now, until).await
    }

    async fn finish_request(&self, key: &IdempotencyKey, answer: &Answer) -> Result<bool, StoreError> {
        self.get()?.finish_request(key, answer).await
    }

    async fn abandon_request(&self, key: &IdempotencyKey) -> Result<bool, StoreError> {
        self.get()?.abandon_request(key).await
    }

    async fn purge_idempotency(&self, before: Timestamp) -> Result<u64, StoreError> {
        self.get()?.purge_idempotency(before).await
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
