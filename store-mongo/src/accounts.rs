//! The traits of accounts: users, sign-in sessions, keys of machines and the audit log.
//!
//! Each change is one of one document, which the server makes in one step, so it takes no transactions; unique indexes hold
//! what must be there once. Only the audit log is written like a batch.

mod api_keys;
mod audit;
mod sessions;
mod users;

use std::future::Future;

use callflow_accounts::reach::Tenants;
use callflow_accounts::store::{ListQuery, Listed, Page};
use callflow_core::store::StoreError;
use mongodb::bson::{Document, RawDocument, RawDocumentBuf, doc};
use mongodb::error::Error;
use mongodb::options::Hint;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::documents::calls::RECORD;
use crate::error::{code, code_of, damaged};
use crate::queries::Places;
use crate::store::MongoStore;
use crate::writer::{Failure, Patience};

fn record<T: Serialize>(row: &T) -> Result<String, StoreError> {
    serde_json::to_string(row).map_err(|error| StoreError::Failed { source: error.into() })
}

/// The row out of a document; `what` is what a damaged one is called.
fn read<T: DeserializeOwned>(what: &str, document: &RawDocument) -> Result<T, StoreError> {
    let record = document.get_str(RECORD).map_err(|error| damaged(what, error))?;
    serde_json::from_str(record).map_err(|error| damaged(what, error))
}

/// The document of this id, if it is of one of these tenants.
fn of_id(tenants: &Tenants, id: &str) -> Document {
    let mut filter = doc! {"_id": id};
    if let Some(tenant) = tenants.one() {
        filter.insert("tenant", &**tenant);
    }
    filter
}

/// Whether it was done: `false` where the key is there already.
fn unless_there<T>(done: Result<T, Error>) -> Result<bool, Error> {
    match done {
        Ok(_) => Ok(true),
        Err(error) if code_of(&error) == Some(code::DUPLICATE_KEY) => Ok(false),
        Err(error) => Err(error),
    }
}

/// A list: where it lies, by what it is ordered, and how a part of it is found.
#[derive(Debug)]
struct List<'q> {
    collection: &'static str,
    places: Places,
    filter: Document,
    index: &'static str,
    query: &'q ListQuery,
}

impl MongoStore {
    /// Does it, and again where another one was in the way.
    async fn until_done<T, F>(&self, attempt: impl Fn() -> F + Send + Sync) -> Result<T, StoreError>
    where
        T: Send,
        F: Future<Output = Result<T, Error>> + Send,
    {
        let mut patience = Patience::of(self.connection());
        loop {
            let done = async { attempt().await.map_err(Failure::from) };
            match self.connection().answer(done).await {
                Ok(done) => return Ok(done),
                Err(failure) => patience.after(failure).await?,
            }
        }
    }

    async fn find(&self, collection: &str, filter: Document) -> Result<Option<RawDocumentBuf>, StoreError> {
        let collection = self.connection().collection(collection);
        self.until_done(|| async { collection.find_one(filter.clone()).await }).await
    }

    /// Changes the documents that the filter finds, and says how many it has found.
    async fn change(
        &self,
        collection: &str,
        filter: &Document,
        change: &Document,
    ) -> Result<u64, StoreError> {
        let collection = self.connection().collection(collection);
        let changed = self
            .until_done(|| async { collection.update_many(filter.clone(), change.clone()).await })
            .await?;
        Ok(changed.matched_count)
    }

    async fn list<T: Listed>(
        &self,
        list: List<'_>,
        read: impl Fn(&RawDocument) -> Result<T, StoreError>,
    ) -> Result<Page<T>, StoreError> {
        let List { places, filter, query, .. } = list;
        let limit = query.limit.saturating_add(1);
        let collection = self.connection().collection(list.collection);
        let page = collection
            .find(filter)
            .sort(places.order(query.sort))
            .limit(i64::from(limit))
            .batch_size(limit)
            .hint(Hint::Name(list.index.into()));
        let found = self.connection().all(async { page.await }).await?;
        let items = found.iter().map(|document| read(document)).collect::<Result<_, _>>()?;
        Ok(Page::of(items, query.limit))
    }
}
