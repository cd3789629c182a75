//! Webhooks and their deliveries, in a store that may not be there yet.

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{OutboxRow, Removal, StoreError, Update};
use callflow_webhooks::WebhookId;
use callflow_webhooks::delivery::{Delivery, Progress};
use callflow_webhooks::store::{DeliveryPage, DeliveryQuery, DeliveryStore, WebhookStore};
use callflow_webhooks::turn::Waiting;
use callflow_webhooks::webhook::Webhook;

use super::LateStore;

#[async_trait]
impl WebhookStore for LateStore {
    async fn create_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        self.get()?.create_webhook(webhook).await
    }

    async fn webhooks(&self, tenant: Option<&str>) -> Result<Vec<Webhook>, StoreError> {
        self.get()?.webhooks(tenant).await
    }

    async fn webhook(&self, tenant: Option<&str>, id: &WebhookId) -> Result<Option<Webhook>, StoreError> {
        self.get()?.webhook(tenant, id).await
    }

    async fn update_webhook(&self, webhook: &Webhook) -> Result<Update, StoreError> {
        self.get()?.update_webhook(webhook).await
    }

    async fn remove_webhook(
        &self,
        tenant: Option<&str>,
        id: &WebhookId,
        version: Option<u64>,
    ) -> Result<Removal, StoreError> {
        self.get()?.remove_webhook(tenant, id, version).await
    }
}

#[async_trait]
impl DeliveryStore for LateStore {
    async fn put_deliveries(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        self.get()?.put_deliveries(rows).await
    }

    async fn waiting_deliveries(
        &self,
        webhook: &WebhookId,
        pbx: &str,
        behind: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Waiting>, StoreError> {
        self.get()?.waiting_deliveries(webhook, pbx, behind, limit).await
    }

    async fn claim_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Delivery>, StoreError> {
        self.get()?.claim_delivery(webhook, event, now, until).await
    }

    async fn settle_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        until: Timestamp,
        progress: &Progress,
    ) -> Result<bool, StoreError> {
        self.get()?.settle_delivery(webhook, event, until, progress).await
    }

    async fn deliveries(&self, query: &DeliveryQuery) -> Result<DeliveryPage, StoreError> {
        self.get()?.deliveries(query).await
    }

    async fn replay_deliveries(&self, webhook: &WebhookId, event: Option<&str>) -> Result<u64, StoreError> {
        self.get()?.replay_deliveries(webhook, event).await
    }

    async fn purge_deliveries(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.get()?.purge_deliveries(before, limit).await
    }
}
