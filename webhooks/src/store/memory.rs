//! A store without a database, for tests and for trying out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{OutboxRow, Removal, StoreError, Update};

use super::deliveries::newest_first;
use super::{DeliveryPage, DeliveryQuery, DeliveryStore, WebhookStore};
use crate::delivery::{Delivery, DeliveryState, Progress};
use crate::id::WebhookId;
use crate::turn::Waiting;
use crate::webhook::Webhook;

/// Keeps everything in memory and forgets it with the process.
#[derive(Debug, Default)]
pub struct MemoryWebhooks {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    webhooks: BTreeMap<WebhookId, Webhook>,
    deliveries: BTreeMap<(WebhookId, Arc<str>), Delivery>,
}

impl MemoryWebhooks {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing under the lock can fail half-way, so what a panicking thread left is whole.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_of(webhook: &Webhook, tenant: Option<&str>) -> bool {
    tenant.is_none_or(|tenant| *webhook.tenant == *tenant)
}

#[async_trait]
impl WebhookStore for MemoryWebhooks {
    async fn create_webhook(&self, webhook: &Webhook) -> Result<(), StoreError> {
        self.lock().webhooks.insert(webhook.id.clone(), webhook.clone());
        Ok(())
    }

    async fn webhooks(&self, tenant: Option<&str>) -> Result<Vec<Webhook>, StoreError> {
        let inner = self.lock();
        let mut found: Vec<Webhook> =
            inner.webhooks.values().filter(|webhook| is_of(webhook, tenant)).cloned().collect();
        found.sort_by(|one, other| (one.created_at, &one.id).cmp(&(other.created_at, &other.id)));
        Ok(found)
    }

    async fn webhook(&self, tenant: Option<&str>, id: &WebhookId) -> Result<Option<Webhook>, StoreError> {
        Ok(self.lock().webhooks.get(id).filter(|webhook| is_of(webhook, tenant)).cloned())
    }

    async fn update_webhook(&self, webhook: &Webhook) -> Result<Update, StoreError> {
        let mut inner = self.lock();
        let there = inner.webhooks.get_mut(&webhook.id).filter(|it| it.tenant == webhook.tenant);
        let Some(there) = there else { return Ok(Update::Gone) };
        if there.version != webhook.version {
            return Ok(Update::Changed);
        }
        let version = webhook.version.saturating_add(1);
        *there = Webhook { version, created_at: there.created_at, ..webhook.clone() };
        Ok(Update::Done { version })
    }

    async fn remove_webhook(
        &self,
        tenant: Option<&str>,
        id: &WebhookId,
        version: Option<u64>,
    ) -> Result<Removal, StoreError> {
        let mut inner = self.lock();
        let there = inner.webhooks.get(id).filter(|webhook| is_of(webhook, tenant));
        match there {
            None => return Ok(Removal::Gone),
            Some(there) if version.is_some_and(|version| version != there.version) => {
                return Ok(Removal::Changed);
            }
            Some(_) => {}
        }
        inner.webhooks.remove(id);
        inner.deliveries.retain(|(webhook, _), _| webhook != id);
        Ok(Removal::Done)
    }
}

#[async_trait]
impl DeliveryStore for MemoryWebhooks {
    async fn put_deliveries(&self, rows: &[OutboxRow]) -> Result<(), StoreError> {
        let mut inner = self.lock();
        for delivery in rows.iter().map(Delivery::from) {
            let key = (delivery.webhook.clone(), delivery.event.clone());
            inner.deliveries.entry(key).or_insert(delivery);
        }
        Ok(())
    }

    async fn waiting_deliveries(
        &self,
        webhook: &WebhookId,
        pbx: &str,
        behind: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Waiting>, StoreError> {
        let inner = self.lock();
        let waits = |it: &&Delivery| {
            it.webhook == *webhook
                && *it.pbx == *pbx
                && it.progress.state == DeliveryState::Waiting
                && behind.is_none_or(|behind| *it.place > *behind)
        };
        let mut waiting: Vec<Waiting> = inner
            .deliveries
            .values()
            .filter(waits)
            .map(|it| Waiting {
                event: it.event.clone(),
                line: it.line.clone(),
                place: it.place.clone(),
                next_at: it.progress.next_at,
            })
            .collect();
        waiting.sort_by(|one, other| one.place.cmp(&other.place));
        waiting.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(waiting)
    }

    async fn claim_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Delivery>, StoreError> {
        let mut inner = self.lock();
        let there = inner.deliveries.get_mut(&(webhook.clone(), event.into()));
        let due =
            there.filter(|it| it.progress.state == DeliveryState::Waiting && it.progress.next_at <= now);
        Ok(due.map(|delivery| {
            delivery.progress.next_at = until;
            delivery.clone()
        }))
    }

    async fn settle_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        until: Timestamp,
        progress: &Progress,
    ) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        let there = inner.deliveries.get_mut(&(webhook.clone(), event.into()));
        let claimed =
            there.filter(|it| it.progress.state == DeliveryState::Waiting && it.progress.next_at == until);
        Ok(claimed
            .map(|delivery| {
                delivery.progress = progress.clone();
                if progress.state == DeliveryState::Delivered {
                    delivery.body = "".into();
                }
            })
            .is_some())
    }

    async fn deliveries(&self, query: &DeliveryQuery) -> Result<DeliveryPage, StoreError> {
        query.check()?;
        let inner = self.lock();
        let mut found: Vec<Delivery> =
            inner.deliveries.values().filter(|it| query.matches(it)).cloned().collect();
        found.sort_by(newest_first);
        Ok(DeliveryPage::of(found, query.limit))
    }

    async fn replay_deliveries(&self, webhook: &WebhookId, event: Option<&str>) -> Result<u64, StoreError> {
        let mut inner = self.lock();
        let mut count = 0;
        for delivery in inner.deliveries.values_mut() {
            let is_meant =
                delivery.webhook == *webhook && event.is_none_or(|event| *delivery.event == *event);
            if is_meant && delivery.progress.state == DeliveryState::Dead {
                delivery.progress = Progress::default();
                count += 1;
            }
        }
        Ok(count)
    }

    async fn purge_deliveries(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let mut inner = self.lock();
        let mut old: Vec<_> = inner
            .deliveries
            .iter()
            .filter(|(_, it)| it.at < before)
            .map(|(key, it)| (it.at, key.clone()))
            .collect();
        old.sort();
        old.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        for (_, key) in &old {
            inner.deliveries.remove(key);
        }
        Ok(u64::try_from(old.len()).unwrap_or(u64::MAX))
    }
}
