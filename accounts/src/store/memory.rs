//! A store without a database, for tests and for trying out.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::StoreError;

use super::{
    ApiKeyStore, AuditQuery, AuditStore, Creation, ListQuery, Listed, Page, Rehash, SessionStore, Update,
    UserStore,
};
use crate::api_key::ApiKey;
use crate::audit::AuditEntry;
use crate::id::{ApiKeyId, AuditId, SessionId, UserId};
use crate::reach::Tenants;
use crate::secret::Digest;
use crate::session::{End, Session};
use crate::user::{Account, User, UserName};

/// Keeps everything in memory and forgets it with the process.
#[derive(Debug, Default)]
pub struct MemoryAccounts {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    accounts: BTreeMap<UserId, Account>,
    sessions: BTreeMap<SessionId, Session>,
    api_keys: BTreeMap<ApiKeyId, ApiKey>,
    audit: BTreeMap<AuditId, AuditEntry>,
}

impl MemoryAccounts {
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

impl Inner {
    fn is_taken(&self, user: &User) -> bool {
        self.accounts
            .values()
            .any(|it| (&it.user.tenant, &it.user.name) == (&user.tenant, &user.name) && it.user.id != user.id)
    }
}

fn page<'r, T: Listed + Clone + 'r>(rows: impl Iterator<Item = &'r T>, query: &ListQuery) -> Page<T> {
    let mut rows: Vec<&T> = rows.filter(|row| query.holds(*row)).collect();
    rows.sort_by(|one, other| query.order(*one, *other));
    let most = usize::try_from(query.limit).unwrap_or(usize::MAX).saturating_add(1);
    Page::of(rows.into_iter().take(most).cloned().collect(), query.limit)
}

#[async_trait]
impl UserStore for MemoryAccounts {
    async fn create_first(&self, account: &Account) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        let first = inner.accounts.is_empty();
        if first {
            inner.accounts.insert(account.user.id.clone(), account.clone());
        }
        Ok(first)
    }

    async fn create_user(&self, account: &Account) -> Result<Creation, StoreError> {
        let mut inner = self.lock();
        if inner.is_taken(&account.user) {
            return Ok(Creation::NameTaken);
        }
        inner.accounts.insert(account.user.id.clone(), account.clone());
        Ok(Creation::Done)
    }

    async fn update_user(&self, account: &Account) -> Result<Update, StoreError> {
        let mut inner = self.lock();
        let new = &account.user;
        let Some(old) = inner.accounts.get(&new.id).filter(|old| old.user.tenant == new.tenant) else {
            return Ok(Update::Gone);
        };
        if old.user.version != new.version {
            return Ok(Update::Changed);
        }
        let (created_at, last_sign_in_at) = (old.user.created_at, old.user.last_sign_in_at);
        if inner.is_taken(new) {
            return Ok(Update::NameTaken);
        }
        let version = new.version.saturating_add(1);
        let user = User { version, created_at, last_sign_in_at, ..new.clone() };
        inner.accounts.insert(new.id.clone(), Account { user, password: account.password.clone() });
        Ok(Update::Done { version })
    }

    async fn remove_user(&self, tenants: &Tenants, id: &UserId) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        let there = inner.accounts.get(id).is_some_and(|it| tenants.holds(&it.user.tenant));
        if there {
            inner.accounts.remove(id);
            inner.sessions.retain(|_, session| session.user != *id);
        }
        Ok(there)
    }

    async fn note_sign_in(
        &self,
        id: &UserId,
        at: Timestamp,
        rehash: Option<&Rehash>,
    ) -> Result<(), StoreError> {
        if let Some(account) = self.lock().accounts.get_mut(id) {
            account.user.last_sign_in_at = account.user.last_sign_in_at.max(Some(at));
            if let Some(rehash) = rehash.filter(|rehash| rehash.old == account.password) {
                account.password = rehash.new.clone();
            }
        }
        Ok(())
    }

    async fn account(&self, tenants: &Tenants, id: &UserId) -> Result<Option<Account>, StoreError> {
        Ok(self.lock().accounts.get(id).filter(|it| tenants.holds(&it.user.tenant)).cloned())
    }

    async fn account_named(&self, tenant: &str, name: &UserName) -> Result<Option<Account>, StoreError> {
        let inner = self.lock();
        let found = inner.accounts.values().find(|it| *it.user.tenant == *tenant && it.user.name == *name);
        Ok(found.cloned())
    }

    async fn users(&self, query: &ListQuery) -> Result<Page<User>, StoreError> {
        query.check()?;
        Ok(page(self.lock().accounts.values().map(|account| &account.user), query))
    }
}

#[async_trait]
impl SessionStore for MemoryAccounts {
    async fn create_session(&self, session: &Session) -> Result<(), StoreError> {
        self.lock().sessions.insert(session.id.clone(), session.clone());
        Ok(())
    }

    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        Ok(self.lock().sessions.get(id).cloned())
    }

    async fn session_of_family(&self, family: &Digest) -> Result<Option<Session>, StoreError> {
        Ok(self.lock().sessions.values().find(|session| session.family == *family).cloned())
    }

    async fn rotate(&self, session: &Session) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        let Some(old) = inner.sessions.get_mut(&session.id) else { return Ok(false) };
        let goes_on = old.ended.is_none() && old.generation.checked_add(1) == Some(session.generation);
        if goes_on {
            *old = session.clone();
        }
        Ok(goes_on)
    }

    async fn end_session(&self, id: &SessionId, end: End) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        let live = inner.sessions.get_mut(id).filter(|session| session.ended.is_none());
        Ok(live.map(|session| session.ended = Some(end)).is_some())
    }

    async fn end_sessions_of(
        &self,
        user: &UserId,
        except: Option<&SessionId>,
        end: End,
    ) -> Result<u64, StoreError> {
        let mut inner = self.lock();
        let of_user = inner.sessions.values_mut().filter(|it| it.user == *user && Some(&it.id) != except);
        let mut count = 0;
        for session in of_user.filter(|session| session.ended.is_none()) {
            session.ended = Some(end);
            count += 1;
        }
        Ok(count)
    }

    async fn sessions_of(&self, user: &UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let inner = self.lock();
        let live = inner.sessions.values().filter(|it| it.user == *user && it.is_live(now));
        let mut live: Vec<Session> = live.cloned().collect();
        live.sort_by(|one, other| (other.refreshed_at, &other.id).cmp(&(one.refreshed_at, &one.id)));
        Ok(live)
    }

    async fn purge_sessions(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let mut inner = self.lock();
        let mut old: Vec<(Timestamp, SessionId)> = inner
            .sessions
            .values()
            .map(|session| (session.expires_at, session.id.clone()))
            .filter(|(expired, _)| *expired < before)
            .collect();
        old.sort();
        old.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        for (_, id) in &old {
            inner.sessions.remove(id);
        }
        Ok(u64::try_from(old.len()).unwrap_or(u64::MAX))
    }
}

#[async_trait]
impl ApiKeyStore for MemoryAccounts {
    async fn create_api_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        self.lock().api_keys.insert(key.id.clone(), key.clone());
        Ok(())
    }

    async fn api_key(&self, tenants: &Tenants, id: &ApiKeyId) -> Result<Option<ApiKey>, StoreError> {
        Ok(self.lock().api_keys.get(id).filter(|key| tenants.holds(&key.tenant)).cloned())
    }

    async fn api_keys(&self, query: &ListQuery) -> Result<Page<ApiKey>, StoreError> {
        query.check()?;
        Ok(page(self.lock().api_keys.values(), query))
    }

    async fn revoke_api_key(
        &self,
        tenants: &Tenants,
        id: &ApiKeyId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut inner = self.lock();
        let key = inner.api_keys.get_mut(id).filter(|key| tenants.holds(&key.tenant));
        let live = key.filter(|key| key.revoked_at.is_none());
        Ok(live.map(|key| key.revoked_at = Some(at)).is_some())
    }

    async fn note_api_key_use(&self, id: &ApiKeyId, at: Timestamp) -> Result<(), StoreError> {
        if let Some(key) = self.lock().api_keys.get_mut(id) {
            key.last_used_at = key.last_used_at.max(Some(at));
        }
        Ok(())
    }
}

#[async_trait]
impl AuditStore for MemoryAccounts {
    async fn add_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        let mut inner = self.lock();
        for entry in entries {
            inner.audit.entry(entry.id.clone()).or_insert_with(|| entry.clone());
        }
        Ok(())
    }

    async fn audit(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError> {
        query.list.check()?;
        Ok(page(self.lock().audit.values().filter(|entry| query.matches(entry)), &query.list))
    }

    async fn purge_audit(&self, tenants: &Tenants, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let mut inner = self.lock();
        let old = inner.audit.values().filter(|entry| entry.at < before && tenants.holds(&entry.tenant));
        let mut old: Vec<(Timestamp, AuditId)> = old.map(|entry| (entry.at, entry.id.clone())).collect();
        old.sort();
        old.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        for (_, id) in &old {
            inner.audit.remove(id);
        }
        Ok(u64::try_from(old.len()).unwrap_or(u64::MAX))
    }
}
