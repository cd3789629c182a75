//! What the database itself needs to hand over rows, with nothing of ours in between.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{AnyPool, Executor as _};

/// A connection of its own.
#[derive(Debug)]
pub(crate) struct Bare {
    pool: AnyPool,
    is_postgres: bool,
}

impl Bare {
    pub(crate) async fn open(url: &str) -> anyhow::Result<Self> {
        install_default_drivers();
        let pool = AnyPoolOptions::new().max_connections(1).connect(url).await.context("connecting")?;
        Ok(Self { pool, is_postgres: url.starts_with("postgres") })
    }

    /// As a server in daily use has long done by itself: rows are marked visible and counted.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        if self.is_postgres {
            self.pool.execute("VACUUM ANALYZE").await.context("settling the database")?;
        }
        Ok(())
    }

    /// How long it takes until all rows have come.
    pub(crate) async fn select(&self, sql: &str) -> anyhow::Result<Duration> {
        let begun = Instant::now();
        self.pool.fetch_all(sql).await.with_context(|| format!("asking {sql}"))?;
        Ok(begun.elapsed())
    }
}
