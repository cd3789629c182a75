//! Opening a database, and saying clearly why not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Pool, Sqlite};

use crate::error::{Fault, fault};
use crate::migrations;
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

/// Why a database was not opened. The message names it and says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The URL names no database that this crate has.
    #[error("{url:?} is no database URL of this store: use sqlite:PATH or sqlite::memory:")]
    UnknownUrl {
        /// What is before the first colon, or all of it; never a password.
        url: String,
    },
    /// The folder that the file is to lie in is not there.
    #[error("the folder of the database {path} does not exist: create {folder} or change the path", path = path.display(), folder = folder.display())]
    FolderMissing {
        /// The database file.
        path: PathBuf,
        /// Its folder.
        folder: PathBuf,
    },
    /// The file or its folder is not to be written (or read) by this user.
    #[error("the database {path} cannot be opened for writing: give this user the right to write the file and its folder, or change the path", path = path.display())]
    NotWritable {
        /// The database file.
        path: PathBuf,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The file is there and is no SQLite database, or one that is damaged.
    #[error("{path} is not a SQLite database or is damaged: move it away or restore a backup, or change the path", path = path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database has tables, but of another program.
    #[error("{path} is a database of another program (table {table:?}): change the path", path = path.display())]
    ForeignDatabase {
        /// The file.
        path: PathBuf,
        /// One of its tables.
        table: String,
    },
    /// A newer version of this program has written the database.
    #[error("the database {path} has schema version {found}, this program knows {known}: start the newer program, or restore the backup from before its update", path = path.display())]
    SchemaNewer {
        /// The file.
        path: PathBuf,
        /// The version that it has.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The schema could not be brought up to date; it stays at the version it had.
    #[error("the schema of the database {path} could not be updated", path = path.display())]
    Migration {
        /// The file.
        path: PathBuf,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Another program holds the database for longer than the busy timeout.
    #[error("the database {path} is in use by another program: stop it or try again", path = path.display())]
    Busy {
        /// The file.
        path: PathBuf,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// Anything else.
    #[error("the database {path} could not be opened", path = path.display())]
    Failed {
        /// The file.
        path: PathBuf,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Where a SQLite database lies.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Place {
    Memory,
    File(PathBuf),
}

/// The connections of one database.
#[derive(Debug)]
pub(crate) struct Connections {
    /// Exactly one, because SQLite has one writer at a time: waiting here is fair, waiting for its lock is not.
    pub(crate) writer: Pool<Sqlite>,
    pub(crate) readers: Pool<Sqlite>,
}

/// Opens the database, creates it where there is none, and brings its schema up to date.
pub(crate) async fn open(url: &str, options: &Options) -> Result<Connections, OpenError> {
    let place = place(url)?;
    let path = match &place {
        Place::Memory => PathBuf::from(":memory:"),
        Place::File(path) => path.clone(),
    };
    if let Place::File(path) = &place {
        check_folder(path)?;
    }
    let failed = |error: sqlx::Error| open_error(&path, error);
    let connect = connect_options(&place, options, WRITER_CACHE_KIB);
    let writer = pool(1).connect_with(connect).await.map_err(failed)?;
    check_schema(&writer, &path).await?;
    migrate(&writer, &path).await?;
    let readers = match place {
        // A database in memory is its connection's own.
        Place::Memory => writer.clone(),
        Place::File(_) => {
            let connect = connect_options(&place, options, READER_CACHE_KIB).read_only(true);
            pool(options.readers.max(1)).connect_lazy_with(connect)
        }
    };
    Ok(Connections { writer, readers })
}

fn place(url: &str) -> Result<Place, OpenError> {
    let unknown = || OpenError::UnknownUrl { url: url.split(':').next().unwrap_or_default().into() };
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
        .create_if_missing(true)
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

async fn check_schema(writer: &Pool<Sqlite>, path: &Path) -> Result<(), OpenError> {
    let failed = |error: sqlx::Error| open_error(path, error);
    let sql =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let tables: Vec<String> = sqlx::query_scalar(sql).fetch_all(writer).await.map_err(failed)?;
    if !tables.iter().any(|table| table == "_sqlx_migrations") {
        return match tables.into_iter().next() {
            Some(table) => Err(OpenError::ForeignDatabase { path: path.into(), table }),
            None => Ok(()),
        };
    }
    let sql = "SELECT coalesce(max(version), 0) FROM _sqlx_migrations";
    let found: i64 = sqlx::query_scalar(sql).fetch_one(writer).await.map_err(failed)?;
    let known = migrations::newest();
    if found > known {
        return Err(OpenError::SchemaNewer { path: path.into(), found, known });
    }
    Ok(())
}

/// Another program that opens the same new file takes the same steps. Whoever comes second fails at a step that the
/// other one has just taken, and finds it taken when it looks again.
async fn migrate(writer: &Pool<Sqlite>, path: &Path) -> Result<(), OpenError> {
    let mut tries = migrations::newest();
    loop {
        match migrations::sqlite().run(writer).await {
            Ok(()) => return Ok(()),
            Err(error) if tries == 0 => return Err(migrate_error(path, error)),
            Err(_) => tries -= 1,
        }
    }
}

fn open_error(path: &Path, error: sqlx::Error) -> OpenError {
    let path = path.to_owned();
    match fault(&error) {
        Fault::CannotOpen | Fault::ReadOnly => OpenError::NotWritable { path, source: error.into() },
        Fault::NotADatabase | Fault::Damaged => OpenError::NotADatabase { path, source: error.into() },
        Fault::Busy => OpenError::Busy { path, source: error.into() },
        Fault::Unavailable | Fault::Full | Fault::Closed | Fault::Other => {
            OpenError::Failed { path, source: error.into() }
        }
    }
}

fn migrate_error(path: &Path, error: MigrateError) -> OpenError {
    match error {
        MigrateError::Execute(error) if fault(&error) != Fault::Other => open_error(path, error),
        MigrateError::ExecuteMigration(error, _) if fault(&error) != Fault::Other => open_error(path, error),
        error => OpenError::Migration { path: path.into(), source: error.into() },
    }
}
