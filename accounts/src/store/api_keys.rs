//! Keys of machines.

use std::fmt::Debug;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::StoreError;

use super::list::{ListQuery, Page};
use crate::api_key::ApiKey;
use crate::id::ApiKeyId;
use crate::reach::Tenants;

/// Keys of machines.
#[async_trait]
pub trait ApiKeyStore: Debug + Send + Sync {
    /// Puts a new key.
    ///
    /// # Errors
    /// Those of the database.
    async fn create_api_key(&self, key: &ApiKey) -> Result<(), StoreError>;

    /// A key of these tenants, also one that counts no more.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a record that cannot be read, and those of the database.
    async fn api_key(&self, tenants: &Tenants, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError>;

    /// A page of keys, by the time they were made.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range; those of [`api_key`](Self::api_key).
    async fn api_keys(&self, query: &ListQuery) -> Result<Page<ApiKey>, StoreError>;

    /// Revokes a key of these tenants, unless it was revoked before; says whether it did.
    ///
    /// # Errors
    /// Those of the database.
    async fn revoke_api_key(
        &self,
        tenants: &Tenants,
        id: &ApiKeyId,
        at: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Notes that a key was used, unless a later time is noted. Nothing if there is no such key.
    ///
    /// # Errors
    /// Those of the database.
    async fn note_api_key_use(&self, id: &ApiKeyId, at: Timestamp) -> Result<(), StoreError>;
}
