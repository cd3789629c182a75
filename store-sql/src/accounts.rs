//! The traits of accounts: users, sign-in sessions, keys of machines and the audit log.

mod api_keys;
mod audit;
mod pages;
mod sessions;
mod users;

use std::future::Future;

use callflow_core::store::StoreError;
use sea_query::{DeleteStatement, SelectStatement, UpdateStatement};

use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::row::Row;
use crate::statements::Statements;
use crate::store::{SqlStore, Tries};

/// A transaction that writes, and what it takes to speak in it.
pub(crate) struct Writing<'s> {
    transaction: Transaction,
    dialect: Dialect,
    statements: &'s Statements,
}

impl Writing<'_> {
    async fn fetch(&mut self, select: &SelectStatement) -> Result<Vec<Row>, StoreError> {
        let (sql, values) = self.dialect.select(select);
        self.transaction.fetch(&sql, values.0).await.map_err(store_error)
    }

    /// How many rows it has found.
    async fn update(&mut self, update: &UpdateStatement) -> Result<u64, StoreError> {
        let (sql, values) = self.dialect.update(update);
        self.transaction.execute(&sql, values.0, Keep::Prepared).await.map_err(store_error)
    }

    /// How many rows it has removed.
    async fn delete(&mut self, delete: &DeleteStatement) -> Result<u64, StoreError> {
        let (sql, values) = self.dialect.delete(delete);
        self.transaction.execute(&sql, values.0, Keep::Prepared).await.map_err(store_error)
    }

    async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await.map_err(store_error)
    }
}

impl SqlStore {
    async fn writing(&self) -> Result<Writing<'_>, StoreError> {
        let transaction = self.begin().await?;
        Ok(Writing { transaction, dialect: self.dialect(), statements: self.statements() })
    }

    /// Does it, and again where another transaction was in the way.
    async fn until_done<T, F>(&self, attempt: impl Fn() -> F + Send + Sync) -> Result<T, StoreError>
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
}
