//! Opening a SQLite file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::migrate::MigrateError;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous, SqliteTransactionManager};
use sqlx::{ConnectOptions as _, Connection as _, Sqlite, SqliteConnection, TransactionManager as _};
use tokio::time::sleep;

use super::OpenError;
use crate::connection::Pools;
use crate::dialect::Dialect;
use crate::error::{Fault, fault};
use crate::migrations::{self, Found, RECORDED_IN};
use crate::options::{Options, Synchronous};

/// Statements of one connection that stay prepared: every table in every number of rows.
const STATEMENTS: usize = 256;
const PAGE_SIZE: u32 = 4096;
/// Pages in the journal before they go to the database file: 32 MiB.
const CHECKPOINT_PAGES: u32 = 8192;
/// Pages that the writer keeps, in KiB: the ends of all indexes, so that it seldom reads.
const WRITER_CACHE_KIB: u32 = 32 * 1024;
/// Pages that each reader keeps; the operating system has the rest.
const READER_CACHE_KIB: u32 = 4 * 1024;
/// Between two looks at a file that another program has locked.
const PAUSE: Duration = Duration::from_millis(50);

/// Where a SQLite database lies.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Place {
    Memory,
    File(PathBuf),
}

impl Place {
    fn path(&self) -> &Path {
        match self {
            Self::Memory => Path::new(":memory:"),
            Self::File(path) => path,
        }
    }
}

/// Waits for other programs as long as a write does: not every lock of a file that is just being made waits by itself.
pub(super) async fn open(url: &str, options: &Options) -> Result<Pools<Sqlite>, OpenError> {
    let began = Instant::now();
    loop {
        match open_now(url, options).await {
            Err(OpenError::Busy { .. }) if began.elapsed() < options.busy_timeout => sleep(PAUSE).await,
            opened => return opened,
        }
    }
}

async fn open_now(url: &str, options: &Options) -> Result<Pools<Sqlite>, OpenError> {
    let place = place(url)?;
    let path = place.path();
    if let Place::File(path) = &place {
        check_folder(path)?;
        if !options.migrate && !path.exists() {
            // Nor is it created.
            Found::default().check(Dialect::Sqlite, &path.display().to_string(), false)?;
        }
    }
    let failed = |error: sqlx::Error| open_error(path, error);
    let connect = connect_options(&place, options, WRITER_CACHE_KIB).create_if_missing(true);
    let writers = pool(1)
        .after_release(|connection, _| Box::pin(is_whole(connection)))
        .connect_with(connect)
        .await
        .map_err(failed)?;
    let mut writer = writers.acquire().await.map_err(failed)?;
    let found = found(&mut writer).await.map_err(failed)?;
    found.check(Dialect::Sqlite, &path.display().to_string(), options.migrate)?;
    migrate(&mut writer, path).await?;
    drop(writer);
    let readers = match place {
        // A database in memory is its connection's own.
        Place::Memory => writers.clone(),
        Place::File(_) => {
            let connect = connect_options(&place, options, READER_CACHE_KIB).read_only(true);
            pool(options.readers.max(1)).connect_lazy_with(connect)
        }
    };
    Ok(Pools { writers, readers })
}

/// A file that is not there has nothing, and is not there afterwards.
pub(super) async fn look(url: &str, options: &Options) -> Result<Found, OpenError> {
    let place = place(url)?;
    let path = place.path();
    match &place {
        Place::Memory => return Ok(Found::default()),
        Place::File(path) if !path.exists() => return Ok(Found::default()),
        Place::File(_) => {}
    }
    let failed = |error: sqlx::Error| open_error(path, error);
    let connect =
        SqliteConnectOptions::new().filename(path).read_only(true).busy_timeout(options.busy_timeout);
    let mut connection = connect.connect().await.map_err(failed)?;
    let found = found(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    found.check(Dialect::Sqlite, &path.display().to_string(), true)?;
    Ok(found)
}

fn place(url: &str) -> Result<Place, OpenError> {
    let unknown = || OpenError::UnknownUrl { url: super::scheme(url).into() };
    let rest = url.strip_prefix("sqlite:").ok_or_else(unknown)?;
    match rest.strip_prefix("//").unwrap_or(rest) {
        ":memory:" => Ok(Place::Memory),
        "" => Err(unknown()),
        path => Ok(Place::File(path.into())),
    }
}

fn check_folder(path: &Path) -> Result<(), OpenError> {
    match path.parent() {
        Some(folder) if folder != Path::new("") && !folder.is_dir() => {
            Err(OpenError::FolderMissing { path: path.into(), folder: folder.into() })
        }
        _ => Ok(()),
    }
}

fn connect_options(place: &Place, options: &Options, cache_kib: u32) -> SqliteConnectOptions {
    let connect = match place {
        Place::Memory => SqliteConnectOptions::new().in_memory(true),
        Place::File(path) => SqliteConnectOptions::new().filename(path).journal_mode(SqliteJournalMode::Wal),
    };
    connect
        .page_size(PAGE_SIZE)
        .foreign_keys(true)
        .busy_timeout(options.busy_timeout)
        .synchronous(match options.synchronous {
            Synchronous::Normal => SqliteSynchronous::Normal,
            Synchronous::Full => SqliteSynchronous::Full,
        })
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string())
        .pragma("cache_size", format!("-{cache_kib}"))
        .pragma("temp_store", "MEMORY")
        .statement_cache_capacity(STATEMENTS)
}

/// Connections stay: opening one again would cost its prepared statements and, in memory, the database.
fn pool(connections: u32) -> PoolOptions<Sqlite> {
    PoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(30))
}

/// Whether a connection that comes back is out of its transaction.
///
/// Where the disk is full SQLite ends a transaction by itself. The driver then fails to end it, and would think for ever
/// that it is in one.
async fn is_whole(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Behind what is under way.
    connection.ping().await?;
    Ok(SqliteTransactionManager::get_transaction_depth(connection) == 0)
}

async fn found(connection: &mut SqliteConnection) -> Result<Found, sqlx::Error> {
    let sql =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let tables: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *connection).await?;
    let mut applied = Vec::new();
    if tables.iter().any(|table| table == RECORDED_IN) {
        let sql = "SELECT version, description FROM _sqlx_migrations ORDER BY version";
        applied = sqlx::query_as(sql).fetch_all(connection).await?;
    }
    Ok(Found { tables, applied })
}

/// Another program that opens the same new file takes the same steps. Whoever comes second fails at a step that the
/// other one has just taken, and finds it taken when it looks again.
async fn migrate(writer: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let migrator = migrations::migrator(Dialect::Sqlite);
    let mut tries = migrator.iter().count();
    loop {
        match migrator.run_direct(&mut *writer).await {
            Ok(()) => return Ok(()),
            Err(error) if tries == 0 => return Err(migrate_error(path, error)),
            Err(_) => tries -= 1,
        }
    }
}

fn open_error(path: &Path, error: sqlx::Error) -> OpenError {
    let (path, database) = (path.to_owned(), path.display().to_string());
    match fault(&error) {
        Fault::CannotOpen | Fault::ReadOnly => OpenError::NotWritable { path, source: error.into() },
        Fault::NotADatabase | Fault::Damaged => OpenError::NotADatabase { path, source: error.into() },
        Fault::Busy => OpenError::Busy { database, source: error.into() },
        _ => OpenError::Failed { database, source: error.into() },
    }
}

fn migrate_error(path: &Path, error: MigrateError) -> OpenError {
    match error {
        MigrateError::Execute(error) if fault(&error) != Fault::Other => open_error(path, error),
        MigrateError::ExecuteMigration(error, _) if fault(&error) != Fault::Other => open_error(path, error),
        error => OpenError::Migration { database: path.display().to_string(), source: error.into() },
    }
}
