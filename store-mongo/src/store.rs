//! The store itself: one method a question.

mod annotations;
mod directory;
mod entities;
mod idempotency;
mod lease_claims;
mod owners;
mod recording_marks;
mod reports;

use async_trait::async_trait;
use callflow_core::store::{
    Batch, CallPage, CallQuery, CallStore, Lifecycle, Purge, RetentionStore, SavedCheckpoint, Scope, Sort,
    StateStore, StatisticsQuery, StatisticsRow, StoreError,
};
use callflow_core::{Call, CallId};
use mongodb::bson::oid::ObjectId;
use mongodb::bson::{Document, RawDocumentBuf, doc};
use mongodb::options::Hint;

use crate::connection::Connection;
use crate::documents::{calls, checkpoints};
use crate::error::{damaged, store_error};
use crate::migrations::MigrationStatus;
use crate::open::{self, OpenError};
use crate::options::Options;
use crate::queries::statistics::Answer;
use crate::queries::{list, purge, skip, statistics};
use crate::schema::{CALLS, CHECKPOINTS, PURGES, STATE_PARTS, index};
use crate::write::Prepared;

/// How often a question is asked again that others were in the way of.
const ATTEMPTS: usize = 5;

/// Calls in a database of a MongoDB server.
///
/// Needs a tokio runtime. Questions go to the primary and see what was committed when they were asked. A server that
/// went away is looked for with each request, so the first one after its return succeeds.
#[derive(Debug)]
pub struct MongoStore {
    connection: Connection,
}

impl MongoStore {
    /// Opens `mongodb://HOST/DATABASE` or `mongodb+srv://HOST/DATABASE` with the default options; the database is
    /// `callflow` where the URL names none.
    ///
    /// A database that is not there is created, the schema is brought up to date.
    ///
    /// # Errors
    /// [`OpenError`] names the database and what to do.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        Self::open_with(url, &Options::default()).await
    }

    /// Opens it with other options.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(url: &str, options: &Options) -> Result<Self, OpenError> {
        Ok(Self { connection: open::open(url, options).await? })
    }

    /// The versions of the schema that this program knows, and which of them the database has. Changes nothing.
    ///
    /// # Errors
    /// As [`open`](Self::open); a newer schema is none here.
    pub async fn migrations(url: &str) -> Result<Vec<MigrationStatus>, OpenError> {
        Self::migrations_with(url, &Options::default()).await
    }

    /// The same with other options.
    ///
    /// # Errors
    /// As [`migrations`](Self::migrations).
    pub async fn migrations_with(url: &str, options: &Options) -> Result<Vec<MigrationStatus>, OpenError> {
        open::status(url, options).await
    }

    /// Whether batches are transactions: the server has them, and the options do not forbid it.
    #[must_use]
    pub fn has_transactions(&self) -> bool {
        self.connection.transactions
    }

    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Which removals of calls the answer of `query` has to count, those under way with the ids of their calls.
    async fn purges(
        &self,
        query: &StatisticsQuery,
    ) -> Result<Vec<(Option<ObjectId>, Vec<String>)>, StoreError> {
        if !statistics::with_purged(query) {
            return Ok(Vec::new());
        }
        let purges = self.connection.collection(PURGES);
        let found =
            purges.find(statistics::purges(query)).projection(doc! {"calls": 1}).sort(doc! {"_id": 1});
        let found = self.connection.all(async { found.await }).await?;
        Ok(found.iter().map(|it| (it.get_object_id("_id").ok(), purge::ids(it, purge::CALL_IDS))).collect())
    }

    async fn sum_up(
        &self,
        collection: &str,
        pipeline: Vec<Document>,
        index: Option<&str>,
        answer: &mut Answer,
    ) -> Result<(), StoreError> {
        let collection = self.connection.collection(collection);
        let mut aggregate = collection.aggregate(pipeline);
        if let Some(index) = index {
            aggregate = aggregate.hint(Hint::Name(index.into()));
        }
        let groups = async { Ok(aggregate.await?.with_type::<RawDocumentBuf>()) };
        for group in self.connection.all(groups).await? {
            answer.add(&group)?;
        }
        Ok(())
    }

    /// The parts of a large state; `None` where it was replaced in the meantime.
    async fn state(&self, name: ObjectId, parts: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let collection = self.connection.collection(STATE_PARTS);
        let found = collection.find(doc! {"name": name}).sort(doc! {"n": 1});
        let found = self.connection.all(async { found.await }).await?;
        if found.len() != parts {
            return Ok(None);
        }
        let mut state = Vec::new();
        for part in &found {
            let bytes = part.get_binary("bytes").map_err(|error| damaged("a checkpoint", error))?;
            state.extend_from_slice(bytes.bytes);
        }
        Ok(Some(state))
    }
}

fn records(documents: &[RawDocumentBuf]) -> Result<Vec<Call>, StoreError> {
    documents.iter().map(|document| calls::read(document)).collect()
}

fn record() -> Document {
    doc! {calls::RECORD: 1}
}

#[async_trait]
impl CallStore for MongoStore {
    async fn put_calls(&self, calls: &[Call]) -> Result<(), StoreError> {
        self.commit(&Batch::new(calls)).await
    }

    async fn call(&self, id: &CallId) -> Result<Option<Call>, StoreError> {
        let calls = self.connection.collection(CALLS);
        let found = calls.find_one(doc! {"_id": id.as_str()}).projection(record());
        let found = self.connection.answer(async { found.await.map_err(store_error) }).await?;
        found.map(|document| calls::read(&document)).transpose()
    }

    async fn calls(&self, query: &CallQuery) -> Result<CallPage, StoreError> {
        query.check()?;
        let calls = self.connection.collection(CALLS);
        let hint = Hint::Name(list::index(query).into());
        let limit = query.limit.saturating_add(1);
        let page = calls
            .find(list::page(query))
            .projection(record())
            .sort(list::PLACES.order(query.sort))
            .skip(skip(query.offset))
            .limit(i64::from(limit))
            .batch_size(limit)
            .hint(hint.clone());
        let items = records(&self.connection.all(async { page.await }).await?)?;
        let total = if query.with_total {
            let mut count = calls.count_documents(list::filter(query)).hint(hint);
            if query.count_at_most < i64::MAX.unsigned_abs() {
                count = count.limit(query.count_at_most + 1);
            }
            let total = self.connection.answer(async { count.await.map_err(store_error) }).await?;
            Some(total).filter(|total| *total <= query.count_at_most)
        } else {
            None
        };
        Ok(CallPage::of(items, query.limit, total))
    }

    async fn live_calls(&self, scope: &Scope) -> Result<Vec<Call>, StoreError> {
        let calls = self.connection.collection(CALLS);
        let live = calls
            .find(list::live(scope))
            .projection(record())
            .sort(list::PLACES.order(Sort::OldestFirst))
            .hint(Hint::Name(index::LIVE.into()));
        records(&self.connection.all(async { live.await }).await?)
    }

    async fn statistics(&self, query: &StatisticsQuery) -> Result<Vec<StatisticsRow>, StoreError> {
        query.check()?;
        let mut before = self.purges(query).await?;
        for attempt in 1.. {
            let mut answer = Answer::default();
            if !before.is_empty() {
                self.sum_up(PURGES, statistics::purged(query), None, &mut answer).await?;
            }
            let under_way: Vec<String> = before.iter().flat_map(|(_, ids)| ids.iter().cloned()).collect();
            let index = Some(statistics::index(query));
            self.sum_up(CALLS, statistics::calls(query, &under_way), index, &mut answer).await?;
            // Calls that were removed in the meantime would be counted twice, or not at all.
            let after = self.purges(query).await?;
            if after == before || attempt == ATTEMPTS {
                return Ok(answer.into_rows());
            }
            before = after;
        }
        Ok(Vec::new())
    }
}

#[async_trait]
impl StateStore for MongoStore {
    async fn commit(&self, batch: &Batch<'_>) -> Result<(), StoreError> {
        Prepared::new(batch)?.commit(&self.connection).await
    }

    async fn checkpoint(&self, pbx: &str) -> Result<Option<SavedCheckpoint>, StoreError> {
        for _ in 0..ATTEMPTS {
            let found = self.connection.collection(CHECKPOINTS);
            let found = found.find_one(doc! {"_id": pbx});
            let found = self.connection.answer(async { found.await.map_err(store_error) }).await?;
            let Some(mut found) = found.and_then(|it| checkpoints::read(&it)) else {
                return Ok(None);
            };
            let Some((name, parts)) = found.parts else { return Ok(Some(found.saved)) };
            if let Some(state) = self.state(name, parts).await? {
                found.saved.state = Some(state);
                return Ok(Some(found.saved));
            }
        }
        Err(damaged("a checkpoint", "parts of its state are missing"))
    }
}

#[async_trait]
impl RetentionStore for MongoStore {
    async fn purge(&self, purge: &Purge) -> Result<u64, StoreError> {
        purge.check()?;
        purge::run(&self.connection, purge).await
    }
}

#[async_trait]
impl Lifecycle for MongoStore {
    async fn ping(&self) -> Result<(), StoreError> {
        let ping = self.connection.database.run_command(doc! {"ping": 1});
        self.connection.answer(async { ping.await.map_err(store_error) }).await?;
        Ok(())
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.connection.close().await;
        Ok(())
    }
}
