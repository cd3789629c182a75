//! The store itself: connections, and one method a question.

use async_trait::async_trait;
use callflow_core::store::{
    Batch, CallPage, CallQuery, CallStore, Lifecycle, SavedCheckpoint, Scope, StateStore, StatisticsQuery,
    StatisticsRow, StoreError,
};
use callflow_core::{Call, CallId};
use sea_query::SelectStatement;
use sqlx::sqlite::SqliteRow;
use sqlx::{Pool, Row, Sqlite};

use crate::bind::arguments;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::open::{self, Connections, OpenError};
use crate::options::Options;
use crate::queries::statistics::Answer;
use crate::queries::{checkpoints, list, records, statistics};
use crate::schema::records as record_columns;
use crate::statements::Statements;
use crate::write::Prepared;

/// Calls in a SQLite database.
///
/// Needs a tokio runtime. Questions are answered beside the one writer and see what was committed when they were
/// asked; writers wait for each other in turn. A future that is dropped rolls its transaction back.
#[derive(Debug)]
pub struct SqlStore {
    dialect: Dialect,
    connections: Connections,
    statements: Statements,
}

impl SqlStore {
    /// Opens `sqlite:PATH` or `sqlite::memory:` with the default options.
    ///
    /// A file that is not there is created, the schema is brought up to date.
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
        let dialect = Dialect::Sqlite;
        let connections = open::open(url, options).await?;
        Ok(Self { dialect, connections, statements: Statements::new(dialect) })
    }

    fn readers(&self) -> &Pool<Sqlite> {
        &self.connections.readers
    }

    async fn rows(&self, select: &SelectStatement) -> Result<Vec<SqliteRow>, StoreError> {
        let (sql, values) = self.dialect.select(select);
        let arguments = arguments(values).map_err(store_error)?;
        sqlx::query_with(&sql, arguments).fetch_all(self.readers()).await.map_err(store_error)
    }

    async fn records(&self, select: &SelectStatement) -> Result<Vec<Call>, StoreError> {
        self.rows(select).await?.iter().map(record).collect()
    }
}

fn record(row: &SqliteRow) -> Result<Call, StoreError> {
    let id: &str = row.try_get(record_columns::CALL_ID).map_err(store_error)?;
    records::decode(id, row.try_get(record_columns::RECORD).map_err(store_error)?)
}

#[async_trait]
impl CallStore for SqlStore {
    async fn put_calls(&self, calls: &[Call]) -> Result<(), StoreError> {
        self.commit(&Batch::new(calls)).await
    }

    async fn call(&self, id: &CallId) -> Result<Option<Call>, StoreError> {
        Ok(self.records(&records::of(id)).await?.pop())
    }

    async fn calls(&self, query: &CallQuery) -> Result<CallPage, StoreError> {
        query.check()?;
        let items = self.records(&list::page(self.dialect, query)).await?;
        let total = if query.with_total {
            let rows = self.rows(&list::total(self.dialect, query)).await?;
            let total: Option<i64> =
                rows.first().map(|row| row.try_get(0)).transpose().map_err(store_error)?;
            total.map(|total| u64::try_from(total).unwrap_or(0))
        } else {
            None
        };
        Ok(CallPage::of(items, query.limit, total))
    }

    async fn live_calls(&self, scope: &Scope) -> Result<Vec<Call>, StoreError> {
        self.records(&list::live(self.dialect, scope)).await
    }

    async fn statistics(&self, query: &StatisticsQuery) -> Result<Vec<StatisticsRow>, StoreError> {
        query.check()?;
        // One transaction, lest a call move between the counts and the edges meanwhile.
        let mut transaction = self.readers().begin().await.map_err(store_error)?;
        let mut answer = Answer::default();
        for select in statistics::questions(self.dialect, query) {
            let (sql, values) = self.dialect.select(&select);
            let arguments = arguments(values).map_err(store_error)?;
            let rows = sqlx::query_with(&sql, arguments).fetch_all(&mut *transaction).await;
            for row in rows.map_err(store_error)? {
                answer.add(&row)?;
            }
        }
        transaction.rollback().await.map_err(store_error)?;
        Ok(answer.into_rows())
    }
}

#[async_trait]
impl StateStore for SqlStore {
    async fn commit(&self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let prepared = Prepared::new(batch)?;
        if prepared.is_empty() {
            return Ok(());
        }
        // Taken for writing at once: a transaction that reads first and then finds another program writing would
        // have to be given up.
        let begin = self.connections.writer.begin_with("BEGIN IMMEDIATE");
        let mut transaction = begin.await.map_err(store_error)?;
        prepared.write(&mut transaction, self.dialect, &self.statements).await?;
        transaction.commit().await.map_err(store_error)
    }

    async fn checkpoint(&self, pbx: &str) -> Result<Option<SavedCheckpoint>, StoreError> {
        let rows = self.rows(&checkpoints::of(pbx)).await?;
        rows.first().map(checkpoints::read).transpose().map_err(store_error)
    }
}

#[async_trait]
impl Lifecycle for SqlStore {
    async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(self.readers()).await.map_err(store_error)?;
        Ok(())
    }

    async fn close(&self) -> Result<(), StoreError> {
        self.readers().close().await;
        if !self.connections.writer.is_closed() {
            // So that the file alone is the whole database, for whoever copies it.
            let checkpoint = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)");
            checkpoint.execute(&self.connections.writer).await.map_err(store_error)?;
        }
        self.connections.writer.close().await;
        Ok(())
    }
}
