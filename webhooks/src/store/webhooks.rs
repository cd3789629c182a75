//! Webhooks.

use std::fmt::Debug;

use async_trait::async_trait;
use callflow_core::store::{Removal, StoreError, Update};

use crate::id::WebhookId;
use crate::webhook::Webhook;

/// Webhooks.
#[async_trait]
pub trait WebhookStore: Debug + Send + Sync {
    /// Puts a new webhook.
    ///
    /// # Errors
    /// Those of the database.
    async fn create_webhook(&self, webhook: &Webhook) -> Result<(), StoreError>;

    /// All webhooks of this tenant, or of all, by the time they were made.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a record that cannot be read, and those of the database.
    async fn webhooks(&self, tenant: Option<&str>) -> Result<Vec<Webhook>, StoreError>;

    /// A webhook of this tenant, or of any.
    ///
    /// # Errors
    /// Those of [`webhooks`](Self::webhooks).
    async fn webhook(&self, tenant: Option<&str>, id: &WebhookId) -> Result<Option<Webhook>, StoreError>;

    /// Puts a webhook in the place of the one that has its id, its tenant and its version, and raises the version. **Atomic**: of
    /// several who change one version one does it.
    ///
    /// # Errors
    /// Those of the database.
    async fn update_webhook(&self, webhook: &Webhook) -> Result<Update, StoreError>;

    /// Removes a webhook of this tenant, or of any, with all its deliveries; in this version, if one is told. What a batch puts for
    /// it afterwards waits for nobody and grows old.
    ///
    /// # Errors
    /// Those of the database.
    async fn remove_webhook(
        &self,
        tenant: Option<&str>,
        id: &WebhookId,
        version: Option<u64>,
    ) -> Result<Removal, StoreError>;
}
