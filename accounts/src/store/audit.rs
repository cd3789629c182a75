//! The audit log.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::StoreError;

use super::list::{ListQuery, Page};
use crate::audit::AuditEntry;
use crate::reach::Tenants;

/// Which entries to list. All filters that are set must hold.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct AuditQuery {
    /// Of which tenant, and which part of the list.
    pub list: ListQuery,
    /// Happened at this time or later.
    pub from: Option<Timestamp>,
    /// Happened before this time.
    pub to: Option<Timestamp>,
    /// Was done by this one ([`AuditActor::key`](crate::audit::AuditActor::key)).
    pub actor: Option<Arc<str>>,
    /// This was done.
    pub action: Option<Arc<str>>,
}

impl AuditQuery {
    /// Whether the filters leave this entry, after the cursor.
    #[must_use]
    pub fn matches(&self, entry: &AuditEntry) -> bool {
        self.list.holds(entry)
            && self.from.is_none_or(|from| entry.at >= from)
            && self.to.is_none_or(|to| entry.at < to)
            && self.actor.as_deref().is_none_or(|actor| actor == entry.actor.key())
            && self.action.as_deref().is_none_or(|action| *action == *entry.action)
    }
}

/// The audit log. It only grows, until what is old is removed.
#[async_trait]
pub trait AuditStore: Debug + Send + Sync {
    /// Adds entries: all of them or, on an error, none. One whose id is there already stays as it was.
    ///
    /// # Errors
    /// Those of the database.
    async fn add_audit(&self, entries: &[AuditEntry]) -> Result<(), StoreError>;

    /// A page of entries.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range, [`StoreError::Damaged`] for a record that cannot be read, and those
    /// of the database.
    async fn audit(&self, query: &AuditQuery) -> Result<Page<AuditEntry>, StoreError>;

    /// Removes the oldest entries of these tenants from before `before`, at most `limit`; says how many. 0 means that none is
    /// left.
    ///
    /// # Errors
    /// Those of the database.
    async fn purge_audit(&self, tenants: &Tenants, before: Timestamp, limit: u32) -> Result<u64, StoreError>;
}
