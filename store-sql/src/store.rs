//! The store itself: connections, and one method a question.

use std::time::Duration;

use async_trait::async_trait;
use callflow_core::store::{
    Batch, CallPage, CallQuery, CallStore, Lifecycle, SavedCheckpoint, Scope, StateStore, StatisticsQuery,
    StatisticsRow, StoreError,
};
use callflow_core::{Call, CallId};
use sea_query::SelectStatement;

use crate::connection::{Connections, Transaction};
use crate::dialect::Dialect;
use crate::error::{is_conflict, store_error};
use crate::filling;
use crate::migrations::MigrationStatus;
use crate::open::{self, OpenError};
use crate::options::Options;
use crate::queries::statistics::Answer;
use crate::queries::{checkpoints, list, records, statistics, totals};
use crate::row::Row;
use crate::schema::records as record_columns;
use crate::statements::Statements;
use crate::text::{self, Asker};
use crate::write::Prepared;

/// How often a transaction is begun again that another one was in the way of, before it is the caller's turn.
const MOST_TRIES: u32 = 5;

/// Counts how often a transaction was begun.
#[derive(Debug, Default)]
pub(crate) struct Tries(u32);

impl Tries {
    /// Whether to begin again after this error.
    pub(crate) fn again(&mut self, error: &StoreError) -> bool {
        self.0 += 1;
        self.0 < MOST_TRIES && is_conflict(error)
    }
}

/// Calls in a SQL database: SQLite, PostgreSQL, MariaDB or MySQL.
///
/// Needs a tokio runtime. Questions are answered beside those who write and see what was committed when they were
/// asked; writers of one PBX wait for each other in turn. A future that is dropped rolls its transaction back.
#[derive(Debug)]
pub struct SqlStore {
    dialect: Dialect,
    /// For how long an answer is waited for; for ever where there is nobody to wait for.
    patience: Option<Duration>,
    connections: Connections,
    statements: Statements,
}

impl SqlStore {
    /// Opens a database with the default options:
    ///
    /// - `sqlite:PATH` or `sqlite::memory:`; a file that is not there is created;
    /// - `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, also `postgresql:`, with the parameters of libpq such as
    ///   `sslmode`, `host` for a socket and `options[search_path]` for a schema; PostgreSQL 14 or newer;
    /// - `mysql://USER:PASSWORD@HOST:PORT/DATABASE`, also `mariadb:`, with `ssl-mode`, `ssl-ca` and `socket`; MariaDB
    ///   10.11 or newer, MySQL 8.
    ///
    /// The database of a server must be there; it may be empty. The schema is brought up to date, by one at a time
    /// where several start at once.
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
        let (dialect, connections) = open::open(url, options).await?;
        let patience = (!dialect.has_one_writer()).then_some(options.answer_timeout);
        let store = Self { dialect, patience, connections, statements: Statements::new(dialect) };
        if options.migrate {
            filling::fill(&store)
                .await
                .map_err(|error| OpenError::Migration { database: open::shown(url), source: error.into() })?;
        }
        Ok(store)
    }

    /// The versions of the schema, and which of them the database has. Changes nothing, and creates no file.
    ///
    /// # Errors
    /// As [`open`](Self::open); what opening would do is no error here.
    pub async fn migrations(url: &str) -> Result<Vec<MigrationStatus>, OpenError> {
        open::migrations(url, &Options::default()).await
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(crate) fn statements(&self) -> &Statements {
        &self.statements
    }

    pub(crate) async fn rows(&self, select: &SelectStatement) -> Result<Vec<Row>, StoreError> {
        let (sql, values) = self.dialect.select(select);
        self.within(async { self.connections.fetch(&sql, values.0).await.map_err(store_error) }).await
    }

    /// Does it, unless the server does not answer for too long.
    pub(crate) async fn within<T>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        match self.patience {
            Some(patience) => tokio::time::timeout(patience, work)
                .await
                .unwrap_or_else(|late| Err(StoreError::Unavailable { source: late.into() })),
            None => work.await,
        }
    }

    async fn records(&self, select: &SelectStatement) -> Result<Vec<Call>, StoreError> {
        self.rows(select).await?.iter().map(record).collect()
    }

    /// Begins to write.
    pub(crate) async fn begin(&self) -> Result<Transaction, StoreError> {
        self.connections.write().await.map_err(store_error)
    }

    async fn try_to_commit(&self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let prepared = Prepared::new(self.dialect, batch)?;
        if prepared.is_empty() {
            return Ok(());
        }
        let mut transaction = self.begin().await?;
        prepared.write(&mut transaction, self.dialect, &self.statements).await?;
        transaction.commit().await.map_err(store_error)
    }
}

/// The record in a row of an answer.
pub(crate) fn record(row: &Row) -> Result<Call, StoreError> {
    let id = row.text(record_columns::CALL_ID).map_err(store_error)?;
    records::decode(&id, &row.text(record_columns::RECORD).map_err(store_error)?)
}

#[async_trait]
impl CallStore for SqlStore {
    async fn put_calls(&self, calls: &[Call]) -> Result<(), StoreError> {
        self.commit(&Batch::new(calls)).await
    }

    async fn call(&self, id: &CallId) -> Result<Option<Call>, StoreError> {
        Ok(self.records(&records::of(self.dialect, id)).await?.pop())
    }

    async fn calls(&self, query: &CallQuery) -> Result<CallPage, StoreError> {
        query.check()?;
        if text::is_by_parts(self.dialect, query) {
            let asked = async {
                let transaction = self.connections.read().await.map_err(store_error)?;
                Asker::new(self.dialect, transaction).list(query).await
            };
            return self.within(asked).await;
        }
        let items = self.records(&list::page(self.dialect, query)).await?;
        let total = if query.with_total { self.total(query).await? } else { None };
        Ok(CallPage::of(items, query.limit, total))
    }

    async fn live_calls(&self, scope: &Scope) -> Result<Vec<Call>, StoreError> {
        self.records(&list::live(self.dialect, scope)).await
    }

    async fn statistics(&self, query: &StatisticsQuery) -> Result<Vec<StatisticsRow>, StoreError> {
        query.check()?;
        self.within(self.counted(query)).await
    }
}

impl SqlStore {
    async fn counted(&self, query: &StatisticsQuery) -> Result<Vec<StatisticsRow>, StoreError> {
        // One transaction, lest a call move between the counts and the edges meanwhile.
        let mut transaction = self.connections.read().await.map_err(store_error)?;
        let mut answer = Answer::default();
        for select in statistics::questions(self.dialect, query) {
            let (sql, values) = self.dialect.select(&select);
            for row in transaction.fetch(&sql, values.0).await.map_err(store_error)? {
                answer.add(&row)?;
            }
        }
        transaction.rollback().await.map_err(store_error)?;
        Ok(answer.into_rows())
    }

    /// How many calls the filters leave; `None` where they are too many to be counted.
    async fn total(&self, query: &CallQuery) -> Result<Option<u64>, StoreError> {
        let asked = async {
            let mut transaction = self.connections.read().await.map_err(store_error)?;
            let total = self.total_in(&mut transaction, query).await?;
            transaction.rollback().await.map_err(store_error)?;
            Ok(total)
        };
        self.within(asked).await
    }

    async fn total_in(
        &self,
        transaction: &mut Transaction,
        query: &CallQuery,
    ) -> Result<Option<u64>, StoreError> {
        if !totals::is_counted(query) {
            let total = self.number(transaction, &list::total(self.dialect, query)).await?;
            return Ok(Some(total).filter(|total| *total <= query.count_at_most));
        }
        let (sql, values) = self.dialect.select(&totals::removed_before());
        let rows = transaction.fetch(&sql, values.0).await.map_err(store_error)?;
        let removed = rows.first().map(|row| row.number(0)).transpose().map_err(store_error)?;
        // Without a row nothing is known of what was removed.
        let mut total = 0;
        for select in totals::questions(self.dialect, query, removed.unwrap_or(i64::MAX)) {
            total += self.number(transaction, &select).await?;
        }
        Ok(Some(total))
    }

    async fn number(
        &self,
        transaction: &mut Transaction,
        select: &SelectStatement,
    ) -> Result<u64, StoreError> {
        let (sql, values) = self.dialect.select(select);
        let rows = transaction.fetch(&sql, values.0).await.map_err(store_error)?;
        Ok(rows.first().map(|row| row.count(0)).transpose().map_err(store_error)?.unwrap_or(0))
    }
}

#[async_trait]
impl StateStore for SqlStore {
    async fn commit(&self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let mut tries = Tries::default();
        loop {
            match self.within(self.try_to_commit(batch)).await {
                Err(error) if tries.again(&error) => {}
                done => return done,
            }
        }
    }

    async fn checkpoint(&self, pbx: &str) -> Result<Option<SavedCheckpoint>, StoreError> {
        let rows = self.rows(&checkpoints::of(self.dialect, pbx)).await?;
        rows.first().map(checkpoints::read).transpose().map_err(store_error)
    }
}

#[async_trait]
impl Lifecycle for SqlStore {
    async fn ping(&self) -> Result<(), StoreError> {
        let answer = self.connections.fetch("SELECT 1", Vec::new());
        self.within(async { answer.await.map_err(store_error) }).await?;
        Ok(())
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.connections.close().await.map_err(store_error)
    }
}
