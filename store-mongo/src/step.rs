//! Changes of one document, which the server makes in one step, so that they take no transactions.

use std::future::Future;

use callflow_core::store::StoreError;
use mongodb::bson::{Document, RawDocument, RawDocumentBuf};
use mongodb::error::Error;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::documents::calls::RECORD;
use crate::error::{code, code_of, damaged};
use crate::store::MongoStore;
use crate::writer::{Failure, Patience};

pub(crate) fn record<T: Serialize>(row: &T) -> Result<String, StoreError> {
    serde_json::to_string(row).map_err(|error| StoreError::Failed { source: error.into() })
}

/// The row out of a document; `what` is what a damaged one is called.
pub(crate) fn read<T: DeserializeOwned>(what: &str, document: &RawDocument) -> Result<T, StoreError> {
    let record = document.get_str(RECORD).map_err(|error| damaged(what, error))?;
    serde_json::from_str(record).map_err(|error| damaged(what, error))
}

/// Whether it was done: `false` where the key is there already.
pub(crate) fn unless_there<T>(done: Result<T, Error>) -> Result<bool, Error> {
    match done {
        Ok(_) => Ok(true),
        Err(error) if code_of(&error) == Some(code::DUPLICATE_KEY) => Ok(false),
        Err(error) => Err(error),
    }
}

impl MongoStore {
    /// Does it, and again where another one was in the way.
    pub(crate) async fn until_done<T, F>(
        &self,
        attempt: impl Fn() -> F + Send + Sync,
    ) -> Result<T, StoreError>
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

    pub(crate) async fn find(
        &self,
        collection: &str,
        filter: Document,
    ) -> Result<Option<RawDocumentBuf>, StoreError> {
        let collection = self.connection().collection(collection);
        self.until_done(|| async { collection.find_one(filter.clone()).await }).await
    }

    /// Puts a document, and says whether it did: not where its key is there already.
    pub(crate) async fn insert(
        &self,
        collection: &str,
        document: &RawDocumentBuf,
    ) -> Result<bool, StoreError> {
        let collection = self.connection().collection(collection);
        self.until_done(|| async { unless_there(collection.insert_one(document).await) }).await
    }

    /// Changes the documents that the filter finds, and says how many it has found.
    pub(crate) async fn change(
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

    /// Removes the documents that the filter finds, and says how many.
    pub(crate) async fn remove(&self, collection: &str, filter: &Document) -> Result<u64, StoreError> {
        let collection = self.connection().collection(collection);
        let removed = self.until_done(|| async { collection.delete_many(filter.clone()).await }).await?;
        Ok(removed.deleted_count)
    }
}
