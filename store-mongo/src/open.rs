//! Opening a database, and saying clearly why not.

use mongodb::error::Error;
use mongodb::options::ClientOptions;

use crate::connection::Connection;
use crate::error::{Fault, fault};
use crate::expiry;
use crate::migrations::{self, Found, MigrationStatus};
use crate::options::Options;
use crate::place::{Place, hosts, scheme, without_secrets};

/// Why a database was not opened. The message names it and says what to do, and never has the password.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The URL is of another database.
    #[error("{scheme:?} is no URL of MongoDB: use mongodb://HOST/DATABASE or mongodb+srv://HOST/DATABASE")]
    UnknownUrl {
        /// What is before the first colon.
        scheme: String,
    },
    /// The URL cannot be read.
    #[error("the URL of the database at {hosts} cannot be read: {reason}")]
    InvalidUrl {
        /// Its hosts.
        hosts: String,
        /// What the driver said, without what it said of the user and the password.
        reason: String,
    },
    /// There is no server, or none that can be written to.
    #[error("no server answers for the database {database} at {hosts}: start it, or change the URL")]
    Unreachable {
        /// The name of the database.
        database: String,
        /// Hosts and ports.
        hosts: String,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server does not take this user, or this password.
    #[error(
        "the server at {hosts} refuses the user of the database {database}: check name, password and authSource in the URL"
    )]
    Denied {
        /// The name of the database.
        database: String,
        /// Hosts and ports.
        hosts: String,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The user may not do what is needed.
    #[error(
        "the user may not change the database {database} at {hosts}: give it the role readWrite there, and dbAdmin to change calls_expire_after"
    )]
    NotWritable {
        /// The name of the database.
        database: String,
        /// Hosts and ports.
        hosts: String,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database has a collection of ours, but of another program.
    #[error(
        "the database {database} at {hosts} has a collection {collection:?} of another program: use another database, by the path of the URL"
    )]
    ForeignDatabase {
        /// The name of the database.
        database: String,
        /// Hosts and ports.
        hosts: String,
        /// The collection.
        collection: String,
    },
    /// A newer version of this program has written the database.
    #[error(
        "the database {database} at {hosts} has schema version {found}, this program knows {known}: start the newer program, or restore the backup from before its update"
    )]
    SchemaNewer {
        /// The name of the database.
        database: String,
        /// Hosts and ports.
        hosts: String,
        /// The version that it has.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The schema is older than the program, or missing, and [`Options::migrate`] is off.
    #[error(
        "the database {database} at {hosts} has schema version {found}, this program needs {known}: run callflow migrate up"
    )]
    SchemaOlder {
        /// The name of the database.
        database: String,
        /// Hosts and ports.
        hosts: String,
        /// The version that it has; 0 is none at all.
        found: i64,
        /// The version that this program needs.
        known: i64,
    },
    /// Anything else.
    #[error("the database {database} at {hosts} could not be opened")]
    Failed {
        /// The name of the database.
        database: String,
        /// Hosts and ports.
        hosts: String,
        /// What the driver said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Opens the database and brings its schema up to date.
pub(crate) async fn open(url: &str, options: &Options) -> Result<Connection, OpenError> {
    let mut connection = connect(url, options).await?;
    let failed = |error| open_error(&connection.place, error);
    let transactions = connection.has_transactions().await.map_err(failed)?;
    let found = version(&connection).await?;
    let known = migrations::newest();
    let Place { hosts, database } = connection.place.clone();
    if found > known {
        return Err(OpenError::SchemaNewer { database, hosts, found, known });
    }
    if found < known && !options.migrate {
        return Err(OpenError::SchemaOlder { database, hosts, found, known });
    }
    migrations::run(&connection, found).await.map_err(failed)?;
    expiry::set(&connection, options.calls_expire_after).await.map_err(failed)?;
    connection.transactions = transactions && options.transactions;
    Ok(connection)
}

/// What opening would do to the schema.
pub(crate) async fn status(url: &str, options: &Options) -> Result<Vec<MigrationStatus>, OpenError> {
    let connection = connect(url, options).await?;
    let status = version(&connection).await.map(migrations::status);
    connection.close().await;
    status
}

async fn connect(url: &str, options: &Options) -> Result<Connection, OpenError> {
    if !matches!(scheme(url), "mongodb" | "mongodb+srv") {
        return Err(OpenError::UnknownUrl { scheme: scheme(url).into() });
    }
    let invalid = |error: Error| match fault(&error) {
        // The name of `mongodb+srv` is looked up.
        Fault::Unavailable => OpenError::Unreachable {
            database: url
                .rsplit('/')
                .next()
                .and_then(|path| path.split('?').next())
                .unwrap_or_default()
                .into(),
            hosts: hosts(url),
            source: without_secrets(&error.to_string(), url).into(),
        },
        _ => OpenError::InvalidUrl { hosts: hosts(url), reason: without_secrets(&error.to_string(), url) },
    };
    let client = ClientOptions::parse(url).await.map_err(invalid)?;
    Connection::new(client, options).map_err(invalid)
}

/// The version of the schema; 0 if there is none yet.
async fn version(connection: &Connection) -> Result<i64, OpenError> {
    match migrations::find(connection).await {
        Ok(Found::Nothing) => Ok(0),
        Ok(Found::Version(version)) => Ok(version),
        Ok(Found::Foreign(collection)) => {
            let Place { hosts, database } = connection.place.clone();
            Err(OpenError::ForeignDatabase { database, hosts, collection })
        }
        Err(error) => Err(open_error(&connection.place, error)),
    }
}

fn open_error(place: &Place, error: Error) -> OpenError {
    let Place { hosts, database } = place.clone();
    match fault(&error) {
        Fault::Denied => OpenError::Denied { database, hosts, source: error.into() },
        Fault::Unavailable => OpenError::Unreachable { database, hosts, source: error.into() },
        Fault::ReadOnly => OpenError::NotWritable { database, hosts, source: error.into() },
        Fault::Busy | Fault::Full | Fault::Closed | Fault::Other => {
            OpenError::Failed { database, hosts, source: error.into() }
        }
    }
}
