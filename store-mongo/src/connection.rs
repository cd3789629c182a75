//! The way to the server, and how long it may take.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use callflow_core::store::StoreError;
use futures_util::TryStreamExt;
use mongodb::bson::{Document, RawDocumentBuf, doc};
use mongodb::options::{ClientOptions, ReadConcern, ReadPreference, SelectionCriteria, WriteConcern};
use mongodb::{Client, Collection, Database};

use crate::error::store_error;
use crate::options::Options;
use crate::place::Place;

/// One database of a server.
pub(crate) struct Connection {
    pub(crate) place: Place,
    pub(crate) client: Client,
    pub(crate) database: Database,
    /// How writes outside of transactions are waited for, as each command says it.
    pub(crate) write_concern: Document,
    /// Whether batches are transactions.
    pub(crate) transactions: bool,
    pub(crate) busy_timeout: Duration,
    request_timeout: Duration,
    closed: AtomicBool,
}

impl Connection {
    /// Makes the connection ready; nothing goes to the server yet. It has no transactions until it is asked.
    pub(crate) fn new(mut client: ClientOptions, options: &Options) -> Result<Self, mongodb::error::Error> {
        let place = Place::of(&client);
        client.server_selection_timeout = Some(options.selection_timeout);
        client.connect_timeout.get_or_insert(options.selection_timeout);
        client.app_name.get_or_insert_with(|| "callflow".into());
        // Whatever the URL says: a put that returned is seen by every read after it.
        client.selection_criteria = Some(SelectionCriteria::ReadPreference(ReadPreference::Primary));
        client.read_concern = Some(ReadConcern::local());
        let concern = client.write_concern.get_or_insert_with(WriteConcern::majority).clone();
        let client = Client::with_options(client)?;
        Ok(Self {
            database: client.database(&place.database),
            place,
            client,
            write_concern: mongodb::bson::serialize_to_document(&concern)?,
            transactions: false,
            busy_timeout: options.busy_timeout,
            request_timeout: options.request_timeout,
            closed: AtomicBool::new(false),
        })
    }

    /// Whether the server has transactions: a member of a replica set has, and a router of shards.
    pub(crate) async fn has_transactions(&self) -> Result<bool, mongodb::error::Error> {
        let hello = self.database.run_command(doc! {"hello": 1}).await?;
        let several =
            hello.contains_key("setName") || hello.get_str("msg").is_ok_and(|msg| msg == "isdbgrid");
        Ok(several && hello.contains_key("logicalSessionTimeoutMinutes"))
    }

    pub(crate) fn collection(&self, name: &str) -> Collection<RawDocumentBuf> {
        self.database.collection(name)
    }

    /// Awaits an answer for as long as the options say.
    pub(crate) async fn answer<T, E: From<StoreError>>(
        &self,
        request: impl Future<Output = Result<T, E>> + Send,
    ) -> Result<T, E> {
        if self.closed.load(Ordering::Relaxed) {
            return Err(StoreError::Closed.into());
        }
        match tokio::time::timeout(self.request_timeout, request).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(StoreError::Unavailable { source: elapsed.into() }.into()),
        }
    }

    /// All documents of a question to the driver.
    pub(crate) async fn all(
        &self,
        question: impl Future<Output = Result<mongodb::Cursor<RawDocumentBuf>, mongodb::error::Error>> + Send,
    ) -> Result<Vec<RawDocumentBuf>, StoreError> {
        self.answer(async {
            let cursor = question.await.map_err(store_error)?;
            cursor.try_collect().await.map_err(store_error)
        })
        .await
    }

    pub(crate) async fn close(&self) {
        if !self.closed.swap(true, Ordering::Relaxed) {
            self.client.clone().shutdown().await;
        }
    }
}

/// Without the driver's options, which have the password.
impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("place", &self.place)
            .field("transactions", &self.transactions)
            .finish_non_exhaustive()
    }
}
