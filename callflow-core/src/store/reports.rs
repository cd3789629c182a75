//! Counts for reports.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Debug;

use async_trait::async_trait;

use super::error::StoreError;
use super::query::Scope;
use crate::report::{Group, Share, ShareKey};
use crate::time::Timestamp;

/// Which counts to list.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CountsQuery {
    /// By what they are counted.
    pub group: Group,
    /// Of quarters that begin at this time or later.
    pub from: Timestamp,
    /// Of quarters that begin before this time.
    pub to: Timestamp,
    /// Of this tenant and PBX.
    pub scope: Scope,
    /// Of these names alone; `None` is any.
    pub names: Option<BTreeSet<Arc<str>>>,
}

impl CountsQuery {
    /// All of a group between two times.
    #[must_use]
    pub fn new(group: Group, from: Timestamp, to: Timestamp) -> Self {
        Self { group, from, to, scope: Scope::default(), names: None }
    }

    /// Whether these counts are asked for.
    #[must_use]
    pub fn takes(&self, key: &ShareKey) -> bool {
        self.group == key.group
            && (self.from..self.to).contains(&key.quarter)
            && self.scope.tenant.as_ref().is_none_or(|tenant| *tenant == key.tenant)
            && self.scope.pbx.as_ref().is_none_or(|pbx| *pbx == key.pbx)
            && self.names.as_ref().is_none_or(|names| names.contains(&key.name))
    }
}

/// Keeps, or recounts, what reports are made of.
///
/// What is counted follows from what [`StateStore::commit`](super::StateStore::commit) puts: the sum of
/// [`shares_of_call`](crate::report::shares_of_call) over the records of calls as they stand, and of
/// [`shares_of_interval`](crate::report::shares_of_interval) over the intervals, those that were
/// [purged](super::RetentionStore::purge) by their age included. So a record that is put again is counted once, and a
/// corrected one is counted as it is now.
#[async_trait]
pub trait ReportStore: Debug + Send + Sync {
    /// The counts of each quarter of an hour, name, tenant and PBX in which something was counted or corrected.
    ///
    /// - **Order**: any; each key once.
    /// - **When something was revised** is told for every record that is counted as it stands, and may also be told of places
    ///   where a record was counted before it was corrected.
    /// - **Limits**: the answer has up to four rows an hour for each name; a span is as long as the asker has memory for.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for what cannot be read, and those of the database.
    async fn report_counts(&self, query: &CountsQuery) -> Result<Vec<Share>, StoreError>;
}
