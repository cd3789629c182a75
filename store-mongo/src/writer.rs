//! Commands that write, in a transaction where there are transactions.
//!
//! They go as commands and not by the driver's own methods, because the driver has none for many changes of one
//! collection at once. Every one of them may be repeated.

use std::time::{Duration, Instant};

use callflow_core::store::StoreError;
use futures_util::TryStreamExt;
use mongodb::ClientSession;
use mongodb::bson::raw::{CStr, cstr};
use mongodb::bson::{Bson, Document, RawArrayBuf, RawBson, RawDocumentBuf, doc};
use mongodb::error::{Error, TRANSIENT_TRANSACTION_ERROR, UNKNOWN_TRANSACTION_COMMIT_RESULT};

use crate::connection::Connection;
use crate::documents::{Put, encode};
use crate::error::{Fault, code, code_of, fault, fault_of, of_fault, store_error};

/// The most bytes of documents in one command; the server takes 16 MiB and a little.
const COMMAND_BYTES: usize = 6 * 1024 * 1024;
/// The most documents in one command.
const COMMAND_DOCUMENTS: usize = 10_000;

/// Why a write was not done, and whether it is worth doing it again at once.
#[derive(Debug)]
pub(crate) struct Failure {
    error: StoreError,
    /// Another writer was in the way, or the primary went away in the middle.
    repeat: bool,
}

impl Failure {
    pub(crate) fn in_the_way() -> Self {
        let source = "another writer has put the same at the same time";
        Self { error: StoreError::Busy { source: source.into() }, repeat: true }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self { error, repeat: false }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let repeat = error.contains_label(TRANSIENT_TRANSACTION_ERROR)
            || error.contains_label(UNKNOWN_TRANSACTION_COMMIT_RESULT)
            || fault(&error) == Fault::Busy
            || code_of(&error) == Some(code::DUPLICATE_KEY);
        let no_server = matches!(&*error.kind, mongodb::error::ErrorKind::ServerSelection { .. });
        if repeat && fault(&error) == Fault::Other {
            return Self { error: StoreError::Busy { source: error.into() }, repeat };
        }
        Self { error: store_error(error), repeat: repeat && !no_server }
    }
}

/// How long something is done again.
#[derive(Debug)]
pub(crate) struct Patience {
    until: Instant,
    pause: Duration,
}

impl Patience {
    pub(crate) fn of(connection: &Connection) -> Self {
        Self { until: Instant::now() + connection.busy_timeout, pause: Duration::from_millis(2) }
    }

    /// Waits a little, if it is worth doing it again; if not, says why.
    pub(crate) async fn after(&mut self, failure: Failure) -> Result<(), StoreError> {
        if !failure.repeat || Instant::now() >= self.until {
            return Err(failure.error);
        }
        // Two that were in each other's way begin again at different moments.
        tokio::time::sleep(self.pause + jitter(self.pause)).await;
        self.pause = (self.pause * 2).min(Duration::from_millis(250));
        Ok(())
    }
}

/// Anything from nothing to `up_to`.
fn jitter(up_to: Duration) -> Duration {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    up_to * (now.subsec_micros() % 1_000) / 1_000
}

/// What was answered to a command with many parts.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How many documents were inserted, matched, or deleted.
    pub(crate) count: u64,
    /// The places of those whose key is there already.
    pub(crate) duplicates: Vec<usize>,
}

/// Writes what belongs together.
#[derive(Debug)]
pub(crate) struct Writer<'c> {
    connection: &'c Connection,
    session: Option<ClientSession>,
}

impl<'c> Writer<'c> {
    pub(crate) async fn begin(connection: &'c Connection) -> Result<Self, Failure> {
        let mut session = None;
        if connection.transactions {
            let mut begun = connection.client.start_session().await?;
            begun.start_transaction().await?;
            session = Some(begun);
        }
        Ok(Self { connection, session })
    }

    /// Whether all of it is there or nothing.
    pub(crate) fn is_atomic(&self) -> bool {
        self.session.is_some()
    }

    async fn commit(mut self) -> Result<(), Failure> {
        match &mut self.session {
            Some(session) => Ok(session.commit_transaction().await?),
            None => Ok(()),
        }
    }

    /// Commits what was written, or leaves nothing of it where that is possible.
    pub(crate) async fn end<T>(self, written: Result<T, Failure>) -> Result<T, Failure> {
        match written {
            Ok(written) => {
                self.commit().await?;
                Ok(written)
            }
            Err(failure) => {
                self.abort().await;
                Err(failure)
            }
        }
    }

    async fn abort(mut self) {
        if let Some(session) = &mut self.session {
            // What cannot be aborted is aborted by the server, after a minute.
            let _ = session.abort_transaction().await;
        }
    }

    async fn command(&mut self, mut command: RawDocumentBuf) -> Result<Document, Failure> {
        let database = &self.connection.database;
        match &mut self.session {
            Some(session) => Ok(database.run_raw_command(command).session(session).await?),
            None => {
                command.append(cstr!("writeConcern"), encode(&self.connection.write_concern)?);
                Ok(database.run_raw_command(command).await?)
            }
        }
    }

    /// The documents of these keys, with these fields. Together they must be small.
    pub(crate) async fn find(
        &mut self,
        collection: &str,
        keys: &[&str],
        fields: &[&str],
    ) -> Result<Vec<RawDocumentBuf>, Failure> {
        let fields: Document = fields.iter().map(|field| ((*field).to_owned(), Bson::Int32(1))).collect();
        let mut found = Vec::new();
        for keys in keys.chunks(COMMAND_DOCUMENTS) {
            let count = i64::try_from(keys.len()).unwrap_or(i64::MAX);
            let filter = doc! {"_id": {"$in": keys}};
            found.extend(self.first(collection, filter, fields.clone(), doc! {}, count).await?);
        }
        Ok(found)
    }

    /// The first documents of a list, at most `limit`. Together they must be small.
    pub(crate) async fn first(
        &mut self,
        collection: &str,
        filter: Document,
        fields: Document,
        sort: Document,
        limit: i64,
    ) -> Result<Vec<RawDocumentBuf>, Failure> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let command = doc! {
            "find": collection,
            "filter": filter,
            "projection": fields,
            "sort": sort,
            "limit": limit,
            "batchSize": limit,
        };
        let database = &self.connection.database;
        let command = database.run_cursor_command(command);
        Ok(match &mut self.session {
            Some(session) => {
                let mut found = command.session(&mut *session).await?.with_type();
                found.stream(session).try_collect().await?
            }
            None => command.await?.with_type().try_collect().await?,
        })
    }

    /// Inserts documents; those whose key is there already are left as they are.
    pub(crate) async fn insert(
        &mut self,
        collection: &str,
        documents: &[&RawDocumentBuf],
    ) -> Result<Outcome, Failure> {
        self.many(cstr!("insert"), collection, cstr!("documents"), documents).await
    }

    /// Puts documents in the place of what is there, or is not, where their guard is true of it.
    ///
    /// As an expression and not as a filter: with a filter an upsert that does not match would insert, and fail, and a
    /// failure ends a transaction.
    pub(crate) async fn put(&mut self, collection: &str, puts: &[Put]) -> Result<(), Failure> {
        let update = |put: &Put| -> Result<RawDocumentBuf, StoreError> {
            let mut literal = RawDocumentBuf::new();
            literal.append(cstr!("$literal"), &*put.document);
            let guard = RawBson::try_from(put.guard.clone())
                .map_err(|error| StoreError::Failed { source: error.into() })?;
            let mut choice = RawArrayBuf::new();
            choice.push(guard);
            choice.push(RawBson::Document(literal));
            choice.push("$$ROOT");
            let mut condition = RawDocumentBuf::new();
            condition.append(cstr!("$cond"), choice);
            let mut stage = RawDocumentBuf::new();
            stage.append(cstr!("$replaceWith"), condition);
            let mut update = encode(&doc! {"q": {"_id": &put.id}, "upsert": true})?;
            update.append(cstr!("u"), RawArrayBuf::from_iter([stage]));
            Ok(update)
        };
        let updates: Vec<RawDocumentBuf> = puts.iter().map(update).collect::<Result<_, _>>()?;
        self.update(collection, &updates.iter().collect::<Vec<_>>()).await.map(|_| ())
    }

    /// Changes documents, each as `{q, u, …}` of the command `update` says.
    pub(crate) async fn update(
        &mut self,
        collection: &str,
        updates: &[&RawDocumentBuf],
    ) -> Result<u64, Failure> {
        let outcome = self.many(cstr!("update"), collection, cstr!("updates"), updates).await?;
        if outcome.duplicates.is_empty() {
            Ok(outcome.count)
        } else {
            // Another one has put the same key in the same moment; the next time it is there.
            Err(Failure::in_the_way())
        }
    }

    /// Deletes what each of the filters finds.
    pub(crate) async fn delete(&mut self, collection: &str, filters: Vec<Document>) -> Result<u64, Failure> {
        let delete = |filter: Document| encode(&doc! {"q": filter, "limit": 0});
        let deletes: Vec<RawDocumentBuf> = filters.into_iter().map(delete).collect::<Result<_, _>>()?;
        let deletes: Vec<&RawDocumentBuf> = deletes.iter().collect();
        Ok(self.many(cstr!("delete"), collection, cstr!("deletes"), &deletes).await?.count)
    }

    /// A command with many parts, in as many commands as it takes.
    async fn many(
        &mut self,
        name: &CStr,
        collection: &str,
        parts_name: &CStr,
        mut parts: &[&RawDocumentBuf],
    ) -> Result<Outcome, Failure> {
        let mut whole = Outcome::default();
        let mut before = 0;
        while let Some((now, later)) =
            parts.split_at_checked(fitting(parts)).filter(|(now, _)| !now.is_empty())
        {
            parts = later;
            let mut command = RawDocumentBuf::new();
            command.append(name, collection);
            command.append(parts_name, array(now));
            // Outside of a transaction one that fails does not hold up the rest.
            command.append(cstr!("ordered"), self.is_atomic());
            let reply = self.command(command).await?;
            let outcome = read(&reply)?;
            whole.count += outcome.count;
            whole.duplicates.extend(outcome.duplicates.into_iter().map(|place| before + place));
            if self.is_atomic() && !whole.duplicates.is_empty() {
                // The server has given the transaction up.
                return Err(Failure::in_the_way());
            }
            before += now.len();
        }
        Ok(whole)
    }
}

/// How many of the parts go into one command; one at least, if there is any.
fn fitting(parts: &[&RawDocumentBuf]) -> usize {
    let mut bytes = 0;
    let fits = |part: &&&RawDocumentBuf| {
        bytes += part.as_bytes().len();
        bytes <= COMMAND_BYTES
    };
    parts.iter().take(COMMAND_DOCUMENTS).take_while(fits).count().max(1).min(parts.len())
}

fn array(parts: &[&RawDocumentBuf]) -> RawArrayBuf {
    let mut array = RawArrayBuf::new();
    for part in parts {
        array.push(&***part);
    }
    array
}

/// What a reply says; an error if any part failed but for a key that is there.
fn read(reply: &Document) -> Result<Outcome, Failure> {
    let number = |document: &Document, name: &str| match document.get(name) {
        Some(Bson::Int32(number)) => i64::from(*number),
        Some(Bson::Int64(number)) => *number,
        _ => 0,
    };
    let mut outcome = Outcome { count: u64::try_from(number(reply, "n")).unwrap_or(0), ..Outcome::default() };
    let errors = reply.get_array("writeErrors").map(Vec::as_slice).unwrap_or_default();
    for error in errors.iter().filter_map(Bson::as_document) {
        let found = i32::try_from(number(error, "code")).unwrap_or(0);
        if found != code::DUPLICATE_KEY {
            return Err(refused(found, error.get_str("errmsg").unwrap_or("a write failed")));
        }
        outcome.duplicates.push(usize::try_from(number(error, "index")).unwrap_or(0));
    }
    if let Ok(error) = reply.get_document("writeConcernError") {
        let found = i32::try_from(number(error, "code")).unwrap_or(0);
        return Err(refused(found, error.get_str("errmsg").unwrap_or("the replica set has not confirmed")));
    }
    Ok(outcome)
}

fn refused(code: i32, said: &str) -> Failure {
    let fault = fault_of(code);
    Failure { error: of_fault(fault, said.into()), repeat: fault == Fault::Busy }
}
