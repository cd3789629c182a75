//! The journal's file: a SQLite database with one row a block of entries and one a snapshot.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{
    SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous,
    SqliteTransactionManager,
};
use sqlx::{Connection as _, Pool, Row, Sqlite, SqliteConnection, TransactionManager as _};

use super::error::JournalError;
use super::pack::unpack;
use super::{Block, Entries, Snapshot};

/// Of the tables below and of what is in them.
const FORMAT: i64 = 1;
/// "cfj1", so that the file is known for what it is.
const APPLICATION: i64 = 0x6366_6a31;
/// Blocks that are read at once.
const BLOCKS: i64 = 16;
/// Another program that reads is waited for so long.
const BUSY: Duration = Duration::from_secs(5);

const TABLES: &str = "
    CREATE TABLE about (id TEXT NOT NULL);
    INSERT INTO about VALUES (lower(hex(randomblob(16))));
    -- Entries of one PBX that lie together, from the place `first` on.
    CREATE TABLE blocks (
        pbx     TEXT    NOT NULL,
        first   INTEGER NOT NULL,
        entries INTEGER NOT NULL,
        -- when the first and the last was received, in microseconds since 1970
        from_at INTEGER NOT NULL,
        to_at   INTEGER NOT NULL,
        packed  BLOB    NOT NULL,
        PRIMARY KEY (pbx, first)
    );
    -- States of the tracker.
    CREATE TABLE snapshots (
        pbx      TEXT    NOT NULL,
        position INTEGER NOT NULL,
        at       INTEGER NOT NULL,
        packed   BLOB    NOT NULL,
        PRIMARY KEY (pbx, position)
    );
    -- What the store has got from here.
    CREATE TABLE applied (
        pbx      TEXT    NOT NULL PRIMARY KEY,
        position INTEGER NOT NULL
    );
";

/// Rows on their way to the file.
#[derive(Debug)]
pub(super) enum NewRow {
    Block { pbx: Arc<str>, first: u64, entries: u64, span: (Timestamp, Timestamp), packed: Vec<u8> },
    Snapshot { pbx: Arc<str>, position: u64, at: Timestamp, packed: Vec<u8> },
}

impl NewRow {
    /// Bytes that it takes.
    pub(super) fn size(&self) -> u64 {
        let (Self::Block { packed, .. } | Self::Snapshot { packed, .. }) = self;
        packed.len() as u64
    }

    /// Whose it is, and the place behind it.
    pub(super) fn end(&self) -> (&str, u64) {
        match self {
            Self::Block { pbx, first, entries, .. } => (pbx, first + entries),
            Self::Snapshot { pbx, position, .. } => (pbx, *position),
        }
    }
}

/// The open file. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct File {
    id: Arc<str>,
    writer: Pool<Sqlite>,
    readers: Pool<Sqlite>,
    /// Held as long as the file is open to be written.
    _lock: Option<Arc<fs::File>>,
}

impl File {
    pub(super) async fn open(path: &Path, sync: bool) -> Result<Self, JournalError> {
        let cannot = |reason: String| JournalError::CannotOpen { path: path.into(), reason };
        let lock = lock(path)?;
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(if sync { SqliteSynchronous::Full } else { SqliteSynchronous::Normal })
            .busy_timeout(BUSY);
        let pool = |connections| {
            PoolOptions::new().max_connections(connections).idle_timeout(None).max_lifetime(None)
        };
        let writer: Pool<Sqlite> = pool(1)
            .after_release(|connection, _| Box::pin(is_whole(connection)))
            .connect_with(options.clone().auto_vacuum(SqliteAutoVacuum::Incremental))
            .await
            .map_err(|error| match &error {
                error if is_no_database(error) => JournalError::Foreign { path: path.into() },
                error => cannot(error.to_string()),
            })?;
        prepare(&writer, path).await?;
        let id: String = sqlx::query_scalar("SELECT id FROM about").fetch_one(&writer).await?;
        let readers = pool(2).connect_lazy_with(options.read_only(true));
        Ok(Self { id: id.into(), writer, readers, _lock: Some(Arc::new(lock)) })
    }

    /// Beside the one who writes it.
    pub(crate) async fn open_to_read(path: &Path) -> Result<Self, JournalError> {
        let cannot = |reason: String| JournalError::CannotRead { path: path.into(), reason };
        let options = SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(BUSY);
        let pool = PoolOptions::new().max_connections(1);
        let readers: Pool<Sqlite> = pool.connect_with(options).await.map_err(|error| match &error {
            error if is_no_database(error) => JournalError::Foreign { path: path.into() },
            error => cannot(error.to_string()),
        })?;
        check(&readers, path).await?;
        let id: String = sqlx::query_scalar("SELECT id FROM about").fetch_one(&readers).await?;
        Ok(Self { id: id.into(), writer: readers.clone(), readers, _lock: None })
    }

    pub(super) fn id(&self) -> &Arc<str> {
        &self.id
    }

    /// All of whom there is anything.
    pub(crate) async fn pbxs(&self) -> Result<Vec<String>, JournalError> {
        let sql = "SELECT DISTINCT pbx FROM blocks ORDER BY pbx";
        Ok(sqlx::query_scalar(sql).fetch_all(&self.writer).await?)
    }

    /// Behind the last entry.
    pub(super) async fn tip(&self, pbx: &str) -> Result<u64, JournalError> {
        let sql = "SELECT max(coalesce((SELECT max(first + entries) FROM blocks WHERE pbx = ?1), 0),
                              coalesce((SELECT max(position) FROM snapshots WHERE pbx = ?1), 0))";
        let tip: i64 = sqlx::query_scalar(sql).bind(pbx).fetch_one(&self.writer).await?;
        Ok(tip.unsigned_abs())
    }

    /// Bytes of all rows.
    pub(super) async fn size(&self) -> Result<u64, JournalError> {
        let sql = "SELECT coalesce((SELECT sum(length(packed)) FROM blocks), 0)
                        + coalesce((SELECT sum(length(packed)) FROM snapshots), 0)";
        let size: i64 = sqlx::query_scalar(sql).fetch_one(&self.writer).await?;
        Ok(size.unsigned_abs())
    }

    /// Adds rows, all or none.
    pub(super) async fn add(&self, rows: &[NewRow]) -> Result<(), JournalError> {
        let mut connection = self.writer.acquire().await?;
        let mut transaction = connection.begin().await?;
        for row in rows {
            let query = match row {
                NewRow::Block { pbx, first, entries, span, packed } => sqlx::query(
                    "INSERT INTO blocks (pbx, first, entries, from_at, to_at, packed) VALUES (?, ?, ?, ?, ?, ?)",
                )
                .bind(&**pbx)
                .bind(first.cast_signed())
                .bind(entries.cast_signed())
                .bind(span.0.unix_micros())
                .bind(span.1.unix_micros())
                .bind(packed),
                NewRow::Snapshot { pbx, position, at, packed } => sqlx::query(
                    "INSERT OR REPLACE INTO snapshots (pbx, position, at, packed) VALUES (?, ?, ?, ?)",
                )
                .bind(&**pbx)
                .bind(position.cast_signed())
                .bind(at.unix_micros())
                .bind(packed),
            };
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Notes up to where the store has got everything from here.
    pub(super) async fn note_applied(&self, pbx: &str, applied: u64) -> Result<(), JournalError> {
        let sql = "INSERT OR REPLACE INTO applied (pbx, position) VALUES (?, ?)";
        sqlx::query(sql).bind(pbx).bind(applied.cast_signed()).execute(&self.writer).await?;
        Ok(())
    }

    /// Up to where the store has got everything from here, as it was last noted.
    pub(super) async fn applied(&self, pbx: &str) -> Result<u64, JournalError> {
        let sql = "SELECT position FROM applied WHERE pbx = ?";
        let applied: Option<i64> = sqlx::query_scalar(sql).bind(pbx).fetch_optional(&self.readers).await?;
        Ok(applied.unwrap_or(0).unsigned_abs())
    }

    /// Takes out what is not needed; see [`Journal::cut`](super::Journal::cut).
    pub(super) async fn cut(&self, pbx: &str, applied: u64, before: Timestamp) -> Result<(), JournalError> {
        let newest = |sql: &'static str| {
            sqlx::query_scalar::<_, Option<i64>>(sql).bind(pbx).bind(applied.cast_signed())
        };
        let sql = "SELECT max(position) FROM snapshots WHERE pbx = ? AND position <= ? AND at <= ?";
        let Some(stands) = newest(sql).bind(before.unix_micros()).fetch_one(&self.writer).await? else {
            return Ok(());
        };
        // What is kept for explanations begins with the first, and whoever goes on from here with the second.
        let sql = "SELECT max(position) FROM snapshots WHERE pbx = ? AND position <= ?";
        let last = newest(sql).fetch_one(&self.writer).await?.unwrap_or(stands);
        let sql = "DELETE FROM snapshots WHERE pbx = ?1 AND position < ?3 AND position <> ?2";
        sqlx::query(sql).bind(pbx).bind(stands).bind(last).execute(&self.writer).await?;
        let sql = "DELETE FROM blocks WHERE pbx = ? AND first <= ? AND first + entries <= ? AND to_at < ?";
        let cut = sqlx::query(sql)
            .bind(pbx)
            .bind(stands)
            .bind(stands)
            .bind(before.unix_micros())
            .execute(&self.writer)
            .await?;
        if cut.rows_affected() > 0 {
            // Gives room back to the disk in small steps.
            sqlx::query("PRAGMA incremental_vacuum(1024)").execute(&self.writer).await?;
        }
        Ok(())
    }

    pub(crate) async fn read(&self, pbx: &str, from: u64) -> Result<Vec<Block>, JournalError> {
        let sql = "SELECT first, packed FROM blocks
                   WHERE pbx = ?1 AND first + entries > ?2
                     AND first >= coalesce((SELECT max(first) FROM blocks WHERE pbx = ?1 AND first <= ?2), 0)
                   ORDER BY first LIMIT ?3";
        let from = from.cast_signed();
        let rows = sqlx::query(sql).bind(pbx).bind(from).bind(BLOCKS).fetch_all(&self.readers).await?;
        let block = |row: &SqliteRow| {
            let first = row.try_get::<i64, _>(0)?.unsigned_abs();
            let entries = unpack(row.try_get(1)?).and_then(|bytes| Entries::decode(&bytes));
            let entries =
                entries.ok_or_else(|| JournalError::Damaged { pbx: pbx.to_owned(), position: first })?;
            Ok(Block { first, entries })
        };
        rows.iter().map(block).collect()
    }

    pub(crate) async fn snapshot_before(
        &self,
        pbx: &str,
        position: u64,
    ) -> Result<Option<Snapshot>, JournalError> {
        let sql = "SELECT position, at, packed FROM snapshots WHERE pbx = ? AND position <= ?
                   ORDER BY position DESC LIMIT 1";
        self.snapshot(sql, pbx, i64::try_from(position).unwrap_or(i64::MAX)).await
    }

    pub(crate) async fn snapshot_behind(
        &self,
        pbx: &str,
        position: u64,
    ) -> Result<Option<Snapshot>, JournalError> {
        let sql = "SELECT position, at, packed FROM snapshots WHERE pbx = ? AND position >= ?
                   ORDER BY position LIMIT 1";
        self.snapshot(sql, pbx, position.cast_signed()).await
    }

    pub(super) async fn snapshot_until(
        &self,
        pbx: &str,
        at: Timestamp,
    ) -> Result<Option<Snapshot>, JournalError> {
        let sql = "SELECT position, at, packed FROM snapshots WHERE pbx = ? AND at <= ?
                   ORDER BY position DESC LIMIT 1";
        self.snapshot(sql, pbx, at.unix_micros()).await
    }

    async fn snapshot(&self, sql: &str, pbx: &str, bound: i64) -> Result<Option<Snapshot>, JournalError> {
        let row = sqlx::query(sql).bind(pbx).bind(bound).fetch_optional(&self.readers).await?;
        let Some(row) = row else { return Ok(None) };
        let position = row.try_get::<i64, _>(0)?.unsigned_abs();
        let state = unpack(row.try_get(2)?);
        let state = state.ok_or_else(|| JournalError::Damaged { pbx: pbx.to_owned(), position })?;
        Ok(Some(Snapshot { position, at: Timestamp::from_unix_micros(row.try_get(1)?), state }))
    }
}

/// Whether a connection that comes back is out of its transaction. Where the disk is full SQLite ends one by itself, which
/// the driver does not see.
async fn is_whole(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    connection.ping().await?;
    Ok(SqliteTransactionManager::get_transaction_depth(connection) == 0)
}

/// One server a journal. The lock is the kernel's, so it goes with the process, however that ends.
fn lock(path: &Path) -> Result<fs::File, JournalError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let cannot =
        |error: std::io::Error| JournalError::CannotOpen { path: path.into(), reason: error.to_string() };
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(name).map_err(cannot)?;
    match rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(JournalError::InUse { path: path.into() }),
        Err(error) => Err(cannot(error.into())),
    }
}

/// Makes the tables in a new file, and looks at those of an old one.
async fn prepare(writer: &Pool<Sqlite>, path: &Path) -> Result<(), JournalError> {
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_master").fetch_one(writer).await?;
    if tables == 0 {
        let mut transaction = writer.begin().await?;
        sqlx::raw_sql(TABLES).execute(&mut *transaction).await?;
        let marks = format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {FORMAT}");
        sqlx::raw_sql(&marks).execute(&mut *transaction).await?;
        transaction.commit().await?;
        return Ok(());
    }
    check(writer, path).await
}

/// SQLITE_NOTADB.
fn is_no_database(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(said) if said.code().as_deref() == Some("26"))
}

/// Whether it is a journal that this program may read.
async fn check(pool: &Pool<Sqlite>, path: &Path) -> Result<(), JournalError> {
    let application = sqlx::query_scalar("PRAGMA application_id").fetch_one(pool).await;
    let application: i64 = application.map_err(|error| match error {
        error if is_no_database(&error) => JournalError::Foreign { path: path.into() },
        error => error.into(),
    })?;
    let found: i64 = sqlx::query_scalar("PRAGMA user_version").fetch_one(pool).await?;
    if application != APPLICATION {
        return Err(JournalError::Foreign { path: path.into() });
    }
    if found > FORMAT {
        return Err(JournalError::Newer { path: path.into(), found, known: FORMAT });
    }
    Ok(())
}
