//! The traits of webhooks: who is told, and what becomes of events on their way.

mod deliveries;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{Removal, StoreError, Update};
use callflow_webhooks::WebhookId;
use callflow_webhooks::store::WebhookStore;
use callflow_webhooks::webhook::Webhook;
use mongodb::bson::{Document, RawDocument, doc};

use crate::documents::{Fields, number, whole};
use crate::error::damaged;
use crate::schema::{DELIVERIES, WEBHOOKS};
use crate::step::{read, record};
use crate::store::MongoStore;

const WHAT: &str = "a webhook";

fn of_id(tenant: Option<&str>, id: &WebhookId) -> Document {
    let mut filter = doc! {"_id": id.as_str()};
    if let Some(tenant) = tenant {
        filter.insert("tenant", tenant);
    }
    filter
}

fn read_webhook(document: &RawDocument) -> Result<Webhook, StoreError> {
    let mut webhook: Webhook = read(WHAT, document)?;
    // These count, whatever the record that was changed last had of them.
    let version = whole(document, "version").ok_or_else(|| damaged(WHAT, "it has no version"))?;
    webhook.version = u64::try_from(version).unwrap_or(0);
    if let Some(created) = whole(document, "createdAtMicros") {
        webhook.created_at = Timestamp::from_unix_micros(created);
    }
    Ok(webhook)
}

#[async_trait]
impl WebhookStore for MongoStore {
    async fn create_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        let document = Fields::default()
            .set("_id", webhook.id.as_str())
            .set("tenant", &*webhook.tenant)
            .number("version", webhook.version)
            .moment("createdAt", Some(webhook.created_at))
            .set("record", record(webhook)?);
        self.insert(WEBHOOKS, &document.encode()?).await.map(|_| ())
    }

    async fn webhooks(&self, tenant: Option<&str>) -> Result<Vec<Webhook>, StoreError> {
        let filter = tenant.map_or_else(Document::new, |tenant| doc! {"tenant": tenant});
        let webhooks = self.connection().collection(WEBHOOKS);
        let webhooks = webhooks.find(filter).sort(doc! {"createdAtMicros": 1, "_id": 1});
        let found = self.connection().all(async { webhooks.await }).await?;
        found.iter().map(|document| read_webhook(document)).collect()
    }

    async fn webhook(&self, tenant: Option<&str>, id: &WebhookId) -> Result<Option<Webhook>, StoreError> {
        let found = self.find(WEBHOOKS, of_id(tenant, id)).await?;
        found.map(|document| read_webhook(&document)).transpose()
    }

    async fn update_webhook(&self, webhook: &Webhook) -> Result<Update, StoreError> {
        let version = webhook.version.saturating_add(1);
        let there = of_id(Some(&webhook.tenant), &webhook.id);
        let mut same = there.clone();
        same.insert("version", number(webhook.version));
        let change = doc! {"$set": {"version": number(version), "record": record(webhook)?}};
        Ok(match self.change(WEBHOOKS, &same, &change).await? {
            0 if self.find(WEBHOOKS, there).await?.is_some() => Update::Changed,
            0 => Update::Gone,
            _ => Update::Done { version },
        })
    }

    /// The deliveries go after the webhook: those that a crash in between leaves wait for nobody, and grow old.
    async fn remove_webhook(
        &self,
        tenant: Option<&str>,
        id: &WebhookId,
        version: Option<u64>,
    ) -> Result<Removal, StoreError> {
        let there = of_id(tenant, id);
        let mut same = there.clone();
        if let Some(version) = version {
            same.insert("version", number(version));
        }
        if self.remove(WEBHOOKS, &same).await? == 0 {
            let stays = version.is_some() && self.find(WEBHOOKS, there).await?.is_some();
            return Ok(if stays { Removal::Changed } else { Removal::Gone });
        }
        self.remove(DELIVERIES, &doc! {"webhook": id.as_str()}).await?;
        Ok(Removal::Done)
    }
}
