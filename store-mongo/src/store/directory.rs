//! `directory`: what people configure.

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{
    Creation, DirectoryEntry, DirectoryStore, EntryId, EntryKind, Placed, Removal, Scope, StoreError, Update,
};
use mongodb::bson::{Document, RawDocument, doc};

use super::MongoStore;
use crate::documents::{Fields, key, number, whole};
use crate::error::damaged;
use crate::queries::of_scope;
use crate::schema::DIRECTORY;
use crate::step::{read, record};

const WHAT: &str = "an entry of the directory";

/// What changes with an entry.
fn changing(entry: &DirectoryEntry, version: u64) -> Result<Fields, StoreError> {
    Ok(Fields::default()
        .number("version", version)
        .date("changedAt", Some(entry.changed_at()))
        .set("record", record(entry)?))
}

fn read_entry(document: &RawDocument) -> Result<DirectoryEntry, StoreError> {
    let entry: DirectoryEntry = read(WHAT, document)?;
    // The fields count: the record has what the entry had when it was put.
    let number =
        |field: &str| whole(document, field).ok_or_else(|| damaged(WHAT, format!("it has no {field}")));
    let created_at = Timestamp::from_unix_micros(number("createdAtMicros")?);
    Ok(entry.in_version(u64::try_from(number("version")?).unwrap_or(0), created_at))
}

fn of_id(id: &EntryId<'_>) -> Document {
    let mut filter = doc! {"_id": key([id.kind.as_str(), id.pbx, id.known_by])};
    if let Some(tenant) = id.tenant {
        filter.insert("tenant", tenant);
    }
    filter
}

#[async_trait]
impl DirectoryStore for MongoStore {
    async fn directory(&self, kind: EntryKind, scope: &Scope) -> Result<Vec<DirectoryEntry>, StoreError> {
        let mut filter = of_scope(scope);
        filter.insert("kind", kind.as_str());
        let entries = self.connection.collection(DIRECTORY);
        let entries = entries.find(filter).sort(doc! {"pbx": 1, "knownBy": 1});
        let found = self.connection.all(async { entries.await }).await?;
        found.iter().map(|document| read_entry(document)).collect()
    }

    async fn directory_entry(&self, id: &EntryId<'_>) -> Result<Option<DirectoryEntry>, StoreError> {
        let found = self.find(DIRECTORY, of_id(id)).await?;
        found.map(|document| read_entry(&document)).transpose()
    }

    async fn create_entry(&self, entry: &DirectoryEntry) -> Result<Creation, StoreError> {
        let EntryId { kind, pbx, known_by, .. } = entry.id();
        let document = changing(entry, 1)?
            .set("_id", key([kind.as_str(), pbx, known_by]))
            .set("kind", kind.as_str())
            .set("pbx", pbx)
            .set("knownBy", known_by)
            .set("tenant", entry.tenant())
            .moment("createdAt", Some(entry.created_at()))
            .encode()?;
        let done = self.insert(DIRECTORY, &document).await?;
        Ok(if done { Creation::Done } else { Creation::Exists })
    }

    async fn update_entry(&self, entry: &DirectoryEntry) -> Result<Update, StoreError> {
        let version = entry.version().saturating_add(1);
        let mut filter = of_id(&entry.id());
        filter.insert("version", number(entry.version()));
        let change = doc! {"$set": changing(entry, version)?.done()};
        Ok(match self.change(DIRECTORY, &filter, &change).await? {
            0 if self.find(DIRECTORY, of_id(&entry.id())).await?.is_some() => Update::Changed,
            0 => Update::Gone,
            _ => Update::Done { version },
        })
    }

    async fn remove_entry(&self, id: &EntryId<'_>, version: Option<u64>) -> Result<Removal, StoreError> {
        let mut filter = of_id(id);
        if let Some(version) = version {
            filter.insert("version", number(version));
        }
        Ok(match self.remove(DIRECTORY, &filter).await? {
            0 if version.is_some() && self.find(DIRECTORY, of_id(id)).await?.is_some() => Removal::Changed,
            0 => Removal::Gone,
            _ => Removal::Done,
        })
    }
}
