//! A database file for one test.

use std::path::PathBuf;

use callflow_store_sql::SqlStore;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqliteRow};
use tempfile::TempDir;

pub(crate) struct Database {
    folder: TempDir,
}

impl Database {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("calls.db")
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    pub(crate) async fn open(&self) -> SqlStore {
        SqlStore::open(&self.url()).await.unwrap()
    }

    /// What another program reads.
    pub(crate) async fn rows(&self, sql: &str) -> Vec<SqliteRow> {
        let pool = self.connect().await;
        let rows = sqlx::query(sql).fetch_all(&pool).await.unwrap();
        pool.close().await;
        rows
    }

    /// Another program's connection to the file, which it creates where there is none.
    pub(crate) async fn connect(&self) -> SqlitePool {
        let options = SqliteConnectOptions::new().filename(self.path()).create_if_missing(true);
        SqlitePool::connect_with(options).await.unwrap()
    }
}
