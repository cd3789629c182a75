//! Counts for reports: recounted when they are asked for.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use async_trait::async_trait;

use super::MemoryStore;
use crate::report::{Counts, Share, ShareKey, shares_of_call, shares_of_interval};
use crate::store::{CountsQuery, ReportStore, StoreError};

#[async_trait]
impl ReportStore for MemoryStore {
    async fn report_counts(&self, query: &CountsQuery) -> Result<Vec<Share>, StoreError> {
        let inner = self.lock();
        let of_calls = inner.calls.values().flat_map(shares_of_call);
        let of_intervals = inner.tables.intervals.iter().flat_map(shares_of_interval);
        let mut counts: BTreeMap<ShareKey, Counts> = BTreeMap::new();
        let all = of_calls.chain(of_intervals).chain(inner.reported.iter().cloned());
        for share in all.filter(|share| query.takes(&share.key)) {
            *counts.entry(share.key).or_default() += &share.counts;
        }
        Ok(counts.into_iter().map(|(key, counts)| Share { key, counts }).collect())
    }
}
