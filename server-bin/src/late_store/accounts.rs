//! Accounts in a store that may not be there yet.

use async_trait::async_trait;
use callflow_accounts::api_key::ApiKey;
use callflow_accounts::audit::AuditEntry;
use callflow_accounts::reach::Tenants;
use callflow_accounts::session::{End, Session};
use callflow_accounts::store::{
    ApiKeyStore, AuditQuery, AuditStore, Creation, ListQuery, Page, Rehash, SessionStore, Update, UserStore,
};
use callflow_accounts::user::{Account, User, UserName};
use callflow_accounts::{ApiKeyId, Digest, SessionId, UserId};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;

use super::LateStore;

#[async_trait]
impl UserStore for LateStore {
    async fn create_first(&self, account: &Account) -> Result<bool, StoreError> {
        self.get()?.create_first(account).await
    }

    async fn create_user(&self, account: &Account) -> Result<Creation, StoreError> {
        self.get()?.create_user(account).await
    }

    async fn update_user(&self, account: &Account) -> Result<Update, StoreError> {
        self.get()?.update_user(account).await
    }

    async fn remove_user(&self, tenants: &Tenants, id: &UserId) -> Result<bool, StoreError> {
        self.get()?.remove_user(tenants, id).await
    }

    async fn note_sign_in(
        &self,
        id: &UserId,
        at: Timestamp,
        rehash: Option<&Rehash>,
    ) -> Result<(), StoreError> {
        self.get()?.note_sign_in(id, at, rehash).await
    }

    async fn account(&self, tenants: &Tenants, id: &UserId) -> Result<Option<Account>, StoreError> {
        self.get()?.account(tenants, id).await
    }

    async fn account_named(&self, tenant: &str, name: &UserName) -> Result<Option<Account>, StoreError> {
        self.get()?.account_named(tenant, name).await
    }

    async fn users(&self, query: &ListQuery) -> Result<Page<User>, StoreError> {
        self.get()?.users(query).await
    }
}

#[async_trait]
impl SessionStore for LateStore {
    async fn create_session(&self, session: &Session) -> Result<(), StoreError> {
        self.get()?.create_session(session).await
    }

    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        self.get()?.session(id).await
    }

    async fn session_of_family(&self, family: &Digest) -> Result<Option<Session>, StoreError> {
        self.get()?.session_of_family(family).await
    }

    async fn rotate(&self, session: &Session) -> Result<bool, StoreError> {
        self.get()?.rotate(session).await
    }

    async fn end_session(&self, id: &SessionId, end: End) -> Result<bool, StoreError> {
        self.get()?.end_session(id, end).await
    }

    async fn end_sessions_of(
        &self,
        user: &UserId,
        except: Option<&SessionId>,
        end: End,
    ) -> Result<u64, StoreError> {
        self.get()?.end_sessions_of(user, except, end).await
    }

    async fn sessions_of(&self, user: &UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        self.get()?.sessions_of(user, now).await
    }

    async fn purge_sessions(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.get()?.purge_sessions(before, limit).await
    }
}

#[async_trait]
impl ApiKeyStore for LateStore {
    async fn create_api_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        self.get()?.create_api_key(key).await
    }

    async fn api_key(&self, tenants: &Tenants, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        self.get()?.api_key(tenants, id).await
    }

    async fn api_keys(&self, query: &ListQuery) -> Result<Page<ApiKey>, StoreError> {
        self.get()?.api_keys(query).await
    }

    async fn revoke_api_key(
        &self,
        tenants: &Tenants,
        id: &ApiKeyId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        self.get()?.revoke_api_key(tenants, id, at).await
    }

    async fn note_api_key_use(&self, id: &ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        self.get()?.note_api_key_use(id, at).await
    }
}

#[async_trait]
impl AuditStore for LateStore {
    async fn add_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        self.get()?.add_audit(entries).await
    }

    async fn audit(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        self.get()?.audit(query).await
    }

    async fn purge_audit(&self, tenants: &Tenants, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.get()?.purge_audit(tenants, before, limit).await
    }
}
