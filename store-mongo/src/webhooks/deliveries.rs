//! `webhookDeliveries`: what becomes of events on their way.

use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{OutboxRow, Sort, StoreError};
use callflow_webhooks::WebhookId;
use callflow_webhooks::delivery::{Delivery, DeliveryState, Progress};
use callflow_webhooks::store::{DeliveryPage, DeliveryQuery, DeliveryStore};
use callflow_webhooks::turn::Waiting;
use mongodb::bson::{Bson, Document, RawDocument, doc};

use crate::documents::outbox::{WAITING, id, put};
use crate::documents::{Fields, Put, whole};
use crate::error::damaged;
use crate::queries::Places;
use crate::schema::DELIVERIES;
use crate::store::MongoStore;
use crate::writer::{Failure, Patience, Writer};

const WHAT: &str = "a delivery";
const PLACES: Places = Places { time: "atMicros", id: "event" };

fn text(document: &RawDocument, field: &str) -> Result<Arc<str>, StoreError> {
    document.get_str(field).map(Arc::from).map_err(|error| damaged(WHAT, error))
}

fn time(document: &RawDocument, field: &str) -> Option<Timestamp> {
    whole(document, field).map(Timestamp::from_unix_micros)
}

fn read(document: &RawDocument) -> Result<Delivery, StoreError> {
    let word = text(document, "state")?;
    let state = DeliveryState::ALL.into_iter().find(|state| state.as_str() == &*word);
    let progress = Progress {
        state: state.ok_or_else(|| damaged(WHAT, "its state is none"))?,
        attempts: whole(document, "attempts").and_then(|it| u32::try_from(it).ok()).unwrap_or(0),
        next_at: time(document, "nextAtMicros").unwrap_or_default(),
        first_tried_at: time(document, "firstTriedAtMicros"),
        last_tried_at: time(document, "lastTriedAtMicros"),
        status: whole(document, "status").and_then(|it| u16::try_from(it).ok()),
        error: document.get_str("error").ok().map(Arc::from),
    };
    Ok(Delivery {
        webhook: WebhookId::new(&text(document, "webhook")?),
        event: text(document, "event")?,
        tenant: text(document, "tenant")?,
        pbx: text(document, "pbx")?,
        kind: text(document, "type")?,
        line: text(document, "line")?,
        place: text(document, "place")?,
        at: time(document, "atMicros").unwrap_or_default(),
        body: text(document, "body")?,
        progress,
    })
}

fn read_waiting(document: &RawDocument) -> Result<Waiting, StoreError> {
    Ok(Waiting {
        event: text(document, "event")?,
        line: text(document, "line")?,
        place: text(document, "place")?,
        next_at: time(document, "nextAtMicros").unwrap_or_default(),
    })
}

/// What changes when it has come so far.
fn progressed(progress: &Progress) -> Document {
    let mut set = Fields::default()
        .set("state", progress.state.as_str())
        .set("attempts", i64::from(progress.attempts))
        .set("nextAtMicros", progress.next_at.unix_micros())
        .moment("firstTriedAt", progress.first_tried_at)
        .moment("lastTriedAt", progress.last_tried_at)
        .maybe("status", progress.status.map(i32::from))
        .text("error", progress.error.as_ref());
    if progress.state == DeliveryState::Delivered {
        set = set.set("body", "");
    }
    let set = set.done();
    let optional =
        ["firstTriedAt", "firstTriedAtMicros", "lastTriedAt", "lastTriedAtMicros", "status", "error"];
    let unset: Document = optional
        .into_iter()
        .filter(|field| !set.contains_key(field))
        .map(|field| (field.to_owned(), Bson::from("")))
        .collect();
    if unset.is_empty() {
        doc! {"$set": set}
    } else {
        doc! {"$set": set, "$unset": unset}
    }
}

#[async_trait]
impl DeliveryStore for MongoStore {
    async fn put_deliveries(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let puts: Vec<Put> = rows.iter().map(put).collect::<Result<_, _>>()?;
        if puts.is_empty() {
            return Ok(());
        }
        let connection = self.connection();
        let attempt = async || {
            let mut writer = Writer::begin(connection).await?;
            let written = writer.put(DELIVERIES, &puts).await;
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

    async fn waiting_deliveries(
        &self,
        webhook: &WebhookId,
        pbx: &str,
        behind: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Waiting>, StoreError> {
        let mut filter = doc! {"webhook": webhook.as_str(), "state": WAITING, "pbx": pbx};
        if let Some(behind) = behind {
            filter.insert("place", doc! {"$gt": behind});
        }
        let deliveries = self.connection().collection(DELIVERIES);
        let fields = doc! {"event": 1, "line": 1, "place": 1, "nextAtMicros": 1};
        let waiting =
            deliveries.find(filter).projection(fields).sort(doc! {"place": 1}).limit(i64::from(limit));
        let found = self.connection().all(async { waiting.await }).await?;
        found.iter().map(|document| read_waiting(document)).collect()
    }

    async fn claim_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Delivery>, StoreError> {
        let id = id(webhook.as_str(), event);
        let due = doc! {"_id": &id, "state": WAITING, "nextAtMicros": {"$lte": now.unix_micros()}};
        let claim = doc! {"$set": {"nextAtMicros": until.unix_micros()}};
        if self.change(DELIVERIES, &due, &claim).await? == 0 {
            return Ok(None);
        }
        let found = self.find(DELIVERIES, doc! {"_id": id}).await?;
        found.map(|document| read(&document)).transpose()
    }

    async fn settle_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        until: Timestamp,
        progress: &Progress,
    ) -> Result<bool, StoreError> {
        let id = id(webhook.as_str(), event);
        let claimed = doc! {"_id": id, "state": WAITING, "nextAtMicros": until.unix_micros()};
        Ok(self.change(DELIVERIES, &claimed, &progressed(progress)).await? > 0)
    }

    async fn deliveries(&self, query: &DeliveryQuery) -> Result<DeliveryPage, StoreError> {
        query.check()?;
        let mut filter = doc! {"webhook": query.webhook.as_str()};
        if let Some(state) = query.state {
            filter.insert("state", state.as_str());
        }
        let sort = Sort::NewestFirst;
        PLACES.restrict(&mut filter, (None, None), query.cursor.as_ref(), sort);
        let limit = query.limit.saturating_add(1);
        let deliveries = self.connection().collection(DELIVERIES);
        let page = deliveries.find(filter).sort(PLACES.order(sort)).limit(i64::from(limit));
        let found = self.connection().all(async { page.await }).await?;
        let items = found.iter().map(|document| read(document)).collect::<Result<_, _>>()?;
        Ok(DeliveryPage::of(items, query.limit))
    }

    async fn replay_deliveries(&self, webhook: &WebhookId, event: Option<&str>) -> Result<u64, StoreError> {
        let mut dead = doc! {"webhook": webhook.as_str(), "state": DeliveryState::Dead.as_str()};
        if let Some(event) = event {
            dead.insert("event", event);
        }
        self.change(DELIVERIES, &dead, &progressed(&Progress::default())).await
    }

    async fn purge_deliveries(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let deliveries = self.connection().collection(DELIVERIES);
        let oldest = deliveries
            .find(doc! {"atMicros": {"$lt": before.unix_micros()}})
            .projection(doc! {"_id": 1})
            .sort(doc! {"atMicros": 1})
            .limit(i64::from(limit));
        let found = self.connection().all(async { oldest.await }).await?;
        let ids = found.iter().map(|document| text(document, "_id").map(|id| Bson::from(&*id)));
        let ids: Vec<Bson> = ids.collect::<Result<_, _>>()?;
        if ids.is_empty() {
            return Ok(0);
        }
        self.remove(DELIVERIES, &doc! {"_id": {"$in": ids}}).await
    }
}
