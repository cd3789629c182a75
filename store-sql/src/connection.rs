//! Connections and transactions of whichever driver: SQL and values go in, rows come out. Nothing but this file, the
//! two beside it that turn values and rows, and `open/` knows which driver it is.

use std::time::Duration;

use sea_query::Value;
use sqlx::Pool;
use tokio::time::sleep;

use crate::row::Row;

/// Between two looks at whether all connections have come back.
const RETURNS: Duration = Duration::from_millis(2);

/// The connections of one database.
#[derive(Debug)]
pub(crate) struct Pools<DB: sqlx::Database> {
    /// Of SQLite exactly one, because it has one writer at a time: waiting here is fair, waiting for its lock is not.
    pub(crate) writers: Pool<DB>,
    /// Those of a database server see one state of it for as long as a transaction lasts, and do not write.
    pub(crate) readers: Pool<DB>,
}

/// The connections of a database of any kind.
#[derive(Debug)]
pub(crate) enum Connections {
    #[cfg(feature = "sqlite")]
    Sqlite(Pools<sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(Pools<sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    Mysql(Pools<sqlx::MySql>),
}

/// A transaction, which is rolled back when it is dropped.
#[derive(Debug)]
pub(crate) enum Transaction {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::Transaction<'static, sqlx::Sqlite>),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::Transaction<'static, sqlx::Postgres>),
    #[cfg(feature = "mysql")]
    Mysql(sqlx::Transaction<'static, sqlx::MySql>),
}

/// Whether a statement stays prepared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Keep {
    Prepared,
    /// It hardly comes again as it is: not worth a place among those that stay.
    Nothing,
}

/// The same of every driver. In `$each`, `arguments` makes the driver's own of values.
macro_rules! each {
    ($on:expr, $kind:ident, $it:ident => $each:expr) => {
        match $on {
            #[cfg(feature = "sqlite")]
            $kind::Sqlite($it) => {
                #[allow(unused_imports, reason = "not every use has values")]
                use crate::bind::sqlite as arguments;
                $each
            }
            #[cfg(feature = "postgres")]
            $kind::Postgres($it) => {
                #[allow(unused_imports, reason = "not every use has values")]
                use crate::bind::postgres as arguments;
                $each
            }
            #[cfg(feature = "mysql")]
            $kind::Mysql($it) => {
                #[allow(unused_imports, reason = "not every use has values")]
                use crate::bind::mysql as arguments;
                $each
            }
        }
    };
}

impl Connections {
    /// Begins to write.
    pub(crate) async fn write(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            // Taken for writing at once: a transaction that reads first and then finds another program writing would
            // have to be given up.
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pools) => Transaction::Sqlite(pools.writers.begin_with("BEGIN IMMEDIATE").await?),
            #[cfg(feature = "postgres")]
            Self::Postgres(pools) => Transaction::Postgres(pools.writers.begin().await?),
            #[cfg(feature = "mysql")]
            Self::Mysql(pools) => Transaction::Mysql(pools.writers.begin().await?),
        })
    }

    /// Begins to read: all questions of the transaction see one state.
    pub(crate) async fn read(&self) -> Result<Transaction, sqlx::Error> {
        Ok(match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pools) => Transaction::Sqlite(pools.readers.begin().await?),
            #[cfg(feature = "postgres")]
            Self::Postgres(pools) => Transaction::Postgres(pools.readers.begin().await?),
            #[cfg(feature = "mysql")]
            Self::Mysql(pools) => Transaction::Mysql(pools.readers.begin().await?),
        })
    }

    /// The rows of one question.
    pub(crate) async fn fetch(&self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, sqlx::Error> {
        each!(self, Self, pools => {
            let rows = sqlx::query_with(sql, arguments(values)?).fetch_all(&pools.readers).await?;
            Ok(rows.into_iter().map(Row::from).collect())
        })
    }

    /// Finishes what is under way and closes them. Twice is once.
    pub(crate) async fn close(&self) -> Result<(), sqlx::Error> {
        each!(self, Self, pools => close(&pools.readers).await);
        #[cfg(feature = "sqlite")]
        #[allow(irrefutable_let_patterns, reason = "there may be no other driver")]
        if let Self::Sqlite(pools) = self
            && !pools.writers.is_closed()
        {
            // So that the file alone is the whole database, for whoever copies it.
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&pools.writers).await?;
        }
        each!(self, Self, pools => close(&pools.writers).await);
        Ok(())
    }
}

/// Closes all connections, those too that are on their way back: the driver's `close` neither waits for all of them nor looks
/// a second time at what came back meanwhile.
async fn close<DB: sqlx::Database>(pool: &Pool<DB>) {
    loop {
        pool.close().await;
        if pool.size() == 0 {
            return;
        }
        sleep(RETURNS).await;
    }
}

impl Transaction {
    /// Runs a statement and says how many rows it touched.
    pub(crate) async fn execute(
        &mut self,
        sql: &str,
        values: Vec<Value>,
        keep: Keep,
    ) -> Result<u64, sqlx::Error> {
        each!(self, Self, transaction => {
            let query = sqlx::query_with(sql, arguments(values)?).persistent(keep == Keep::Prepared);
            Ok(query.execute(&mut **transaction).await?.rows_affected())
        })
    }

    /// The rows of one question.
    pub(crate) async fn fetch(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<Row>, sqlx::Error> {
        each!(self, Self, transaction => {
            let rows = sqlx::query_with(sql, arguments(values)?).fetch_all(&mut **transaction).await?;
            Ok(rows.into_iter().map(Row::from).collect())
        })
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        each!(self, Self, transaction => transaction.commit().await)
    }

    pub(crate) async fn rollback(self) -> Result<(), sqlx::Error> {
        each!(self, Self, transaction => transaction.rollback().await)
    }
}
