//! `auditLog`: what was done.

use async_trait::async_trait;
use callflow_accounts::audit::AuditEntry;
use callflow_accounts::reach::Tenants;
use callflow_accounts::store::{AuditQuery, AuditStore, Page};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use mongodb::bson::{Document, doc};

use super::List;
use super::sessions::remove;
use crate::documents::{Fields, Put};
use crate::queries::Places;
use crate::schema::{AUDIT_LOG, index};
use crate::step::{read, record};
use crate::store::MongoStore;
use crate::words::word;
use crate::writer::{Failure, Patience, Writer};

const PLACES: Places = Places { time: "atMicros", id: "_id" };

fn put(entry: &AuditEntry) -> Result<Put, StoreError> {
    let document = Fields::default()
        .set("_id", entry.id.as_str())
        .set("tenant", &*entry.tenant)
        .moment("at", Some(entry.at))
        .set("actor", entry.actor.key())
        .set("action", &*entry.action)
        .text("target", entry.target.as_ref())
        .set("outcome", word(&entry.outcome))
        .text("address", entry.address.as_ref())
        .text("request", entry.request.as_ref())
        .set("record", record(entry)?)
        .encode()?;
    // One that is there stays as it was.
    let guard = doc! {"$eq": [{"$type": "$record"}, "missing"]};
    Ok(Put { id: entry.id.as_str().into(), guard: guard.into(), document })
}

fn filter(query: &AuditQuery) -> (Document, &'static str) {
    let mut filter = Document::new();
    let parts = [
        ("actor", &query.actor, index::OF),
        ("action", &query.action, index::ACTION),
        ("tenant", &query.list.tenant, index::TENANT),
    ];
    let mut found = index::TIME;
    for (field, value, index) in parts.into_iter().rev() {
        if let Some(value) = value {
            filter.insert(field, &**value);
            // The first of them leaves the fewest, and is looked up.
            found = index;
        }
    }
    PLACES.restrict(&mut filter, (query.from, query.to), query.list.cursor.as_ref(), query.list.sort);
    (filter, found)
}

#[async_trait]
impl AuditStore for MongoStore {
    async fn add_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        let puts: Vec<Put> = entries.iter().map(put).collect::<Result<_, _>>()?;
        if puts.is_empty() {
            return Ok(());
        }
        let connection = self.connection();
        let attempt = async || {
            let mut writer = Writer::begin(connection).await?;
            let written = writer.put(AUDIT_LOG, &puts).await;
            writer.end(written).await
        };
        let mut patience = Patience::of(connection);
        loop {
            let done: Result<(), Failure> = connection.answer(attempt()).await;
            match done {
                Ok(()) => return Ok(()),
                Err(failure) => patience.after(failure).await?,
            }
        }
    }

    async fn audit(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        query.list.check()?;
        let (filter, index) = filter(query);
        let list = List { collection: AUDIT_LOG, places: PLACES, filter, index, query: &query.list };
        self.list(list, |document| read("an entry of the audit log", document)).await
    }

    async fn purge_audit(&self, tenants: &Tenants, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let mut old = doc! {"atMicros": {"$lt": before.unix_micros()}};
        if let Some(tenant) = tenants.one() {
            old.insert("tenant", &**tenant);
        }
        remove(self.connection(), AUDIT_LOG, (old, doc! {"atMicros": 1, "_id": 1}), limit).await
    }
}
