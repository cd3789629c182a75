//! Transactions of what is written row by row, not in batches.

use std::future::Future;

use callflow_core::store::StoreError;
use sea_query::{DeleteStatement, SelectStatement, UpdateStatement};

use crate::bind::Rows;
use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::row::Row;
use crate::schema::Table;
use crate::statements::Statements;
use crate::store::{SqlStore, Tries};

/// A transaction that writes, and what it takes to speak in it.
pub(crate) struct Writing<'s> {
    transaction: Transaction,
    pub(crate) dialect: Dialect,
    statements: &'s Statements,
}

impl Writing<'_> {
    pub(crate) async fn fetch(&mut self, select: &SelectStatement) -> Result<Vec<Row>, StoreError> {
        let (sql, values) = self.dialect.select(select);
        self.transaction.fetch(&sql, values.0).await.map_err(store_error)
    }

    pub(crate) async fn insert(&mut self, table: &'static Table, rows: Rows) -> Result<(), StoreError> {
        self.statements.write(&mut self.transaction, table, rows).await.map_err(store_error)
    }

    /// How many rows it has found.
    pub(crate) async fn update(&mut self, update: &UpdateStatement) -> Result<u64, StoreError> {
        let (sql, values) = self.dialect.update(update);
        self.transaction.execute(&sql, values.0, Keep::Prepared).await.map_err(store_error)
    }

    /// How many rows it has removed.
    pub(crate) async fn delete(&mut self, delete: &DeleteStatement) -> Result<u64, StoreError> {
        let (sql, values) = self.dialect.delete(delete);
        self.transaction.execute(&sql, values.0, Keep::Prepared).await.map_err(store_error)
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await.map_err(store_error)
    }
}

impl SqlStore {
    pub(crate) async fn writing(&self) -> Result<Writing<'_>, StoreError> {
        let transaction = self.begin().await?;
        Ok(Writing { transaction, dialect: self.dialect(), statements: self.statements() })
    }

    /// Does it, and again where another transaction was in the way.
    pub(crate) async fn until_done<T, F>(
        &self,
        attempt: impl Fn() -> F + Send + Sync,
    ) -> Result<T, StoreError>
    where
        T: Send,
        F: Future<Output = Result<T, StoreError>> + Send,
    {
        let mut tries = Tries::default();
        loop {
            match self.within(attempt()).await {
                Err(error) if tries.again(&error) => {}
                done => return done,
            }
        }
    }

    /// Changes rows in a transaction of its own, and says how many it has found.
    pub(crate) async fn change(&self, update: &UpdateStatement) -> Result<u64, StoreError> {
        self.until_done(|| async {
            let mut writing = self.writing().await?;
            let changed = writing.update(update).await?;
            writing.commit().await?;
            Ok(changed)
        })
        .await
    }

    /// Removes rows in a transaction of its own, and says how many.
    pub(crate) async fn remove(&self, delete: &DeleteStatement) -> Result<u64, StoreError> {
        self.until_done(|| async {
            let mut writing = self.writing().await?;
            let removed = writing.delete(delete).await?;
            writing.commit().await?;
            Ok(removed)
        })
        .await
    }
}
