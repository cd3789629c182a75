//! What people add, and what servers agree upon, in a store that may not be there yet.

use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::lease::{LeaseId, ReleasedBy};
use callflow_core::store::{
    Annotation, AnnotationStore, Answer, Begun, Creation, DirectoryEntry, DirectoryStore, EntryId, EntryKind,
    Fingerprint, IdempotencyKey, IdempotencyStore, LeaseClaim, LeaseClaimStore, LeaseRequest, RecordingMark,
    RecordingMarkStore, Removal, Scope, StoreError, Update,
};
use callflow_core::{CallId, Timestamp};

use super::LateStore;

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
impl RecordingMarkStore for LateStore {
    async fn recording_marks(&self, pbx: &str, files: &[Arc<str>]) -> Result<Vec<RecordingMark>, StoreError> {
        self.get()?.recording_marks(pbx, files).await
    }

    async fn mark_recording(&self, mark: &RecordingMark) -> Result<Update, StoreError> {
        self.get()?.mark_recording(mark).await
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
