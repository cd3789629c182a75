//! Counts for reports: recounted from the records when they are asked for, so that they are exact whoever writes, with
//! transactions or without. It takes time in proportion to the calls of the span; SQL databases keep the counts.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use callflow_core::report::{Counts, QUARTER, Share, ShareKey, shares_of_call, shares_of_interval};
use callflow_core::store::{CountsQuery, IntervalRow, ReportStore, StoreError};
use futures_util::TryStreamExt;
use mongodb::Cursor;
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, RawDocumentBuf, doc};
use mongodb::options::Hint;

use super::{ATTEMPTS, MongoStore, record};
use crate::documents::{calls, read, shares};
use crate::error::store_error;
use crate::queries::{of_scope, purge};
use crate::schema::{CALLS, INTERVALS, PURGES, index};

/// By how much what a call is counted by may lie before its start or behind its end, where clocks were set.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// A removal of calls or intervals, with the ids of those that are being removed.
#[derive(Debug, PartialEq)]
struct Removal {
    name: Option<ObjectId>,
    calls: Vec<String>,
    intervals: Vec<String>,
    shares: Vec<Share>,
}

impl MongoStore {
    async fn removals(&self, query: &CountsQuery) -> Result<Vec<Removal>, StoreError> {
        let filter = doc! {
            shares::LAST: {"$gte": query.from.unix_micros()},
            shares::FIRST: {"$lt": query.to.unix_micros()},
        };
        let removals = self.connection.collection(PURGES);
        let found = removals.find(filter).sort(doc! {"_id": 1});
        let found = self.connection.all(async { found.await }).await?;
        let each = found.iter().map(|removal| {
            Ok(Removal {
                name: removal.get_object_id("_id").ok(),
                calls: purge::ids(removal, purge::CALL_IDS),
                intervals: purge::ids(removal, purge::INTERVAL_IDS),
                shares: shares::read(removal)?,
            })
        });
        each.collect()
    }

    async fn recount(
        &self,
        query: &CountsQuery,
        removals: &[Removal],
    ) -> Result<BTreeMap<ShareKey, Counts>, StoreError> {
        let mut counts = BTreeMap::new();
        let mut add = |share: Share| {
            if query.takes(&share.key) {
                *counts.entry(share.key).or_insert_with(Counts::default) += &share.counts;
            }
        };
        removals.iter().flat_map(|removal| removal.shares.iter().cloned()).for_each(&mut add);
        let mut calls = self.calls_of(query, removals).await?;
        while let Some(document) = self.next(&mut calls).await? {
            shares_of_call(&calls::read(&document)?).into_iter().for_each(&mut add);
        }
        let mut intervals = self.intervals_of(query, removals).await?;
        while let Some(document) = self.next(&mut intervals).await? {
            shares_of_interval(&read::<IntervalRow>(&document)?).into_iter().for_each(&mut add);
        }
        Ok(counts)
    }

    async fn calls_of(
        &self,
        query: &CountsQuery,
        removals: &[Removal],
    ) -> Result<Cursor<RawDocumentBuf>, StoreError> {
        let mut filter = doc! {
            "ended": true,
            "overAtMicros": {"$gte": query.from.saturating_sub(MARGIN).unix_micros()},
            "startedAtMicros": {"$lt": query.to.saturating_add(MARGIN).unix_micros()},
        };
        filter.extend(of_scope(&query.scope));
        leave_out(&mut filter, removals.iter().flat_map(|removal| &removal.calls));
        let calls = self.connection.collection(CALLS);
        let found = calls.find(filter).projection(record()).hint(Hint::Name(index::OVER.into()));
        self.connection.answer(async { found.await.map_err(store_error) }).await
    }

    async fn intervals_of(
        &self,
        query: &CountsQuery,
        removals: &[Removal],
    ) -> Result<Cursor<RawDocumentBuf>, StoreError> {
        let to = query.to.saturating_add(QUARTER).unix_micros();
        let mut filter = doc! {"state": "wrap_up", "toMicros": {"$gte": query.from.unix_micros(), "$lt": to}};
        filter.extend(of_scope(&query.scope));
        leave_out(&mut filter, removals.iter().flat_map(|removal| &removal.intervals));
        let intervals = self.connection.collection(INTERVALS);
        let found = intervals.find(filter).projection(record()).hint(Hint::Name(index::OVER.into()));
        self.connection.answer(async { found.await.map_err(store_error) }).await
    }

    async fn next(&self, cursor: &mut Cursor<RawDocumentBuf>) -> Result<Option<RawDocumentBuf>, StoreError> {
        self.connection.answer(async { cursor.try_next().await.map_err(store_error) }).await
    }
}

fn leave_out<'i>(filter: &mut Document, ids: impl Iterator<Item = &'i String>) {
    let ids: Vec<&str> = ids.map(String::as_str).collect();
    if !ids.is_empty() {
        filter.insert("_id", doc! {"$nin": ids});
    }
}

#[async_trait]
impl ReportStore for MongoStore {
    async fn report_counts(&self, query: &CountsQuery) -> Result<Vec<Share>, StoreError> {
        let mut before = self.removals(query).await?;
        for attempt in 1.. {
            let counts = self.recount(query, &before).await?;
            // What was removed in the meantime would be counted twice, or not at all.
            let after = self.removals(query).await?;
            if after == before || attempt == ATTEMPTS {
                return Ok(counts.into_iter().map(|(key, counts)| Share { key, counts }).collect());
            }
            before = after;
        }
        Ok(Vec::new())
    }
}
