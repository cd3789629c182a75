//! What people configure, in memory.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use async_trait::async_trait;

use super::MemoryStore;
use crate::store::{
    Creation, DirectoryEntry, DirectoryStore, EntryId, EntryKind, Placed, Removal, Scope, StoreError, Update,
};

/// By kind, PBX and what they are known by.
type Key = (EntryKind, Arc<str>, Arc<str>);

#[derive(Debug, Default)]
pub(super) struct Directory(BTreeMap<Key, DirectoryEntry>);

fn key(id: &EntryId<'_>) -> Key {
    (id.kind, id.pbx.into(), id.known_by.into())
}

impl Directory {
    /// One that whoever asks may see.
    fn get(&self, id: &EntryId<'_>) -> Option<&DirectoryEntry> {
        let entry = self.0.get(&key(id))?;
        id.tenant.is_none_or(|tenant| tenant == entry.tenant()).then_some(entry)
    }
}

#[async_trait]
impl DirectoryStore for MemoryStore {
    async fn directory(&self, kind: EntryKind, scope: &Scope) -> Result<Vec<DirectoryEntry>, StoreError> {
        let inner = self.lock();
        let entries = inner.directory.0.values();
        Ok(entries.filter(|entry| entry.kind() == kind && scope.holds(*entry)).cloned().collect())
    }

    async fn directory_entry(&self, id: &EntryId<'_>) -> Result<Option<DirectoryEntry>, StoreError> {
        Ok(self.lock().directory.get(id).cloned())
    }

    async fn create_entry(&self, entry: &DirectoryEntry) -> Result<Creation, StoreError> {
        let entries = &mut self.lock().directory.0;
        let key = key(&entry.id());
        if entries.contains_key(&key) {
            return Ok(Creation::Exists);
        }
        entries.insert(key, entry.clone().in_version(1, entry.created_at()));
        Ok(Creation::Done)
    }

    async fn update_entry(&self, entry: &DirectoryEntry) -> Result<Update, StoreError> {
        let directory = &mut self.lock().directory;
        let id = entry.id();
        let Some(old) = directory.get(&id) else { return Ok(Update::Gone) };
        if old.version() != entry.version() {
            return Ok(Update::Changed);
        }
        let version = entry.version().saturating_add(1);
        let new = entry.clone().in_version(version, old.created_at());
        directory.0.insert(key(&id), new);
        Ok(Update::Done { version })
    }

    async fn remove_entry(&self, id: &EntryId<'_>, version: Option<u64>) -> Result<Removal, StoreError> {
        let directory = &mut self.lock().directory;
        let Some(old) = directory.get(id) else { return Ok(Removal::Gone) };
        if version.is_some_and(|version| version != old.version()) {
            return Ok(Removal::Changed);
        }
        directory.0.remove(&key(id));
        Ok(Removal::Done)
    }
}
