//! Opening a database, and saying clearly why not.

use std::path::PathBuf;

#[cfg(any(feature = "mysql", feature = "postgres"))]
mod server;

#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;

use crate::connection::Connections;
use crate::dialect::Dialect;
use crate::migrations::MigrationStatus;
use crate::options::Options;

/// What the driver said.
type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a database was not opened. The message names it and says what to do.
///
/// `database` is a path, or `host:port/name` of a database server; a password is in no field and no message.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The URL names no database that this crate has.
    #[error(
        "{url:?} is no database URL of this store: use sqlite:PATH, sqlite::memory:, postgres://USER:PASSWORD@HOST/DATABASE or mysql://USER:PASSWORD@HOST/DATABASE"
    )]
    UnknownUrl {
        /// What is before the first colon, or all of it; never a password.
        url: String,
    },
    /// This program was built without the driver that the URL needs.
    #[error(
        "this program was built without {scheme}: URLs: build it with the feature {feature:?}, or use another database"
    )]
    NotBuiltIn {
        /// What is before the URL's first colon.
        scheme: String,
        /// The feature of this crate that has the driver.
        feature: &'static str,
    },
    /// The URL names a database server, but is not whole.
    #[error("the {scheme}: URL of the database cannot be used: {message}")]
    InvalidUrl {
        /// What is before the URL's first colon.
        scheme: String,
        /// What is wrong with it.
        message: String,
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
        source: Source,
    },
    /// The file is there and is no SQLite database, or one that is damaged.
    #[error("{path} is not a SQLite database or is damaged: move it away or restore a backup, or change the path", path = path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// No database server answers there.
    #[error("no database server answers for {database}: start it, or change host and port")]
    Unreachable {
        /// Where it was looked for.
        database: String,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// The database server does not let this user in, or not do what is needed.
    #[error("the database {database} refuses the user {user:?}: check name, password and rights")]
    Denied {
        /// The database.
        database: String,
        /// The user.
        user: String,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// The server answers, but has no such database.
    #[error("the server has no database {database}: create it, or change its name")]
    DatabaseMissing {
        /// The database.
        database: String,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// The database cannot keep every text.
    #[error("the database {database} has the encoding {found}, in which names get lost: create it with UTF8")]
    Encoding {
        /// The database.
        database: String,
        /// The encoding that it has.
        found: String,
    },
    /// The database has tables, but of another program.
    #[error("{database} is a database of another program (table {table:?}): change the path or the name")]
    ForeignDatabase {
        /// The database.
        database: String,
        /// One of its tables.
        table: String,
    },
    /// A newer version of this program has written the database.
    #[error(
        "the database {database} has schema version {found}, this program knows {known}: start the newer program, or restore the backup from before its update"
    )]
    SchemaNewer {
        /// The database.
        database: String,
        /// The version that it has.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The schema is that of an older version of this program, and [`Options::migrate`] is off.
    #[error(
        "the database {database} has schema version {found}, this program needs {known}: make a backup and run `callflow migrate up`"
    )]
    SchemaOlder {
        /// The database.
        database: String,
        /// The version that it has; 0 for an empty database.
        found: i64,
        /// The version that this program needs.
        known: i64,
    },
    /// The schema could not be brought up to date; it stays at the version it had.
    #[error("the schema of the database {database} could not be updated")]
    Migration {
        /// The database.
        database: String,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// Another program holds the database for longer than the busy timeout.
    #[error("the database {database} is in use by another program: stop it or try again")]
    Busy {
        /// The database.
        database: String,
        /// What the driver said.
        #[source]
        source: Source,
    },
    /// Anything else.
    #[error("the database {database} could not be opened")]
    Failed {
        /// The database.
        database: String,
        /// What the driver said.
        #[source]
        source: Source,
    },
}

/// Opens the database, creates a file where there is none, and brings the schema up to date.
pub(crate) async fn open(url: &str, options: &Options) -> Result<(Dialect, Connections), OpenError> {
    let dialect = dialect(url)?;
    let connections = match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => Connections::Sqlite(sqlite::open(url, options).await?),
        #[cfg(feature = "postgres")]
        Dialect::Postgres => Connections::Postgres(postgres::open(url, options).await?),
        #[cfg(feature = "mysql")]
        Dialect::Mysql => Connections::Mysql(mysql::open(url, options).await?),
        #[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
        other => return Err(not_built_in(url, other, options)),
    };
    Ok((dialect, connections))
}

/// What the database has of the schema's versions, without changing anything.
pub(crate) async fn migrations(url: &str, options: &Options) -> Result<Vec<MigrationStatus>, OpenError> {
    let dialect = dialect(url)?;
    let found = match dialect {
        #[cfg(feature = "sqlite")]
        Dialect::Sqlite => sqlite::look(url, options).await?,
        #[cfg(feature = "postgres")]
        Dialect::Postgres => postgres::look(url, options).await?,
        #[cfg(feature = "mysql")]
        Dialect::Mysql => mysql::look(url, options).await?,
        #[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
        other => return Err(not_built_in(url, other, options)),
    };
    Ok(found.status(dialect))
}

/// A URL without what may be secret in it: a user with a password before the host, parameters behind the name.
pub(crate) fn shown(url: &str) -> String {
    let place = url.split_once(':').map_or(url, |(_, place)| place).trim_start_matches("//");
    let place = place.split('?').next().unwrap_or_default();
    place.rsplit('@').next().unwrap_or_default().to_owned()
}

fn scheme(url: &str) -> &str {
    url.split(':').next().unwrap_or_default()
}

fn dialect(url: &str) -> Result<Dialect, OpenError> {
    match (scheme(url), url.contains(':')) {
        ("sqlite", true) => Ok(Dialect::Sqlite),
        ("postgres" | "postgresql", true) => Ok(Dialect::Postgres),
        ("mysql" | "mariadb", true) => Ok(Dialect::Mysql),
        (other, _) => Err(OpenError::UnknownUrl { url: other.into() }),
    }
}

#[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
fn not_built_in(url: &str, dialect: Dialect, _: &Options) -> OpenError {
    let feature = match dialect {
        Dialect::Sqlite => "sqlite",
        Dialect::Postgres => "postgres",
        Dialect::Mysql => "mysql",
    };
    OpenError::NotBuiltIn { scheme: scheme(url).into(), feature }
}
