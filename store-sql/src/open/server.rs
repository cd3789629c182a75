//! What opening a database server has of any kind.

use std::fmt;
use std::time::Duration;

use sqlx::migrate::MigrateError;
use sqlx::pool::PoolOptions;
use sqlx::{ConnectOptions, Database};

use super::OpenError;
use crate::error::{Fault, fault};
use crate::options::Options;

/// Connections that write. One would do for a server; others are for programs that do several things at once.
const WRITERS: u32 = 4;
/// A connection is opened anew after this time, so that a server that took another's place is found.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// A database of a server, as a user knows it.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// `host:port/name`, or the socket instead of host and port.
    pub(super) database: String,
    pub(super) user: String,
}

impl Place {
    pub(super) fn new(at: impl fmt::Display, name: &str, user: &str) -> Self {
        Self { database: format!("{at}/{name}"), user: user.to_owned() }
    }

    /// Connects once, so that what is wrong is told by the server's own words.
    pub(super) async fn connect<O: ConnectOptions>(
        &self,
        options: &Options,
        connect: &O,
    ) -> Result<O::Connection, OpenError>
    where
        O::Connection: Sized,
    {
        match tokio::time::timeout(options.connect_timeout, connect.connect()).await {
            Ok(connected) => connected.map_err(|error| self.error(error)),
            Err(late) => Err(OpenError::Unreachable { database: self.database.clone(), source: late.into() }),
        }
    }

    pub(super) fn error(&self, error: sqlx::Error) -> OpenError {
        let database = self.database.clone();
        match fault(&error) {
            Fault::Unavailable => OpenError::Unreachable { database, source: error.into() },
            Fault::Denied | Fault::ReadOnly => {
                OpenError::Denied { database, user: self.user.clone(), source: error.into() }
            }
            Fault::NoSuchDatabase => OpenError::DatabaseMissing { database, source: error.into() },
            Fault::Busy | Fault::Conflict => OpenError::Busy { database, source: error.into() },
            _ => OpenError::Failed { database, source: error.into() },
        }
    }

    pub(super) fn migrate_error(&self, error: MigrateError) -> OpenError {
        match error {
            MigrateError::Execute(error) if fault(&error) != Fault::Other => self.error(error),
            MigrateError::ExecuteMigration(error, _) if fault(&error) != Fault::Other => self.error(error),
            error => OpenError::Migration { database: self.database.clone(), source: error.into() },
        }
    }
}

/// Asked before each use whether they are still there: a server that was started again is found at the next request.
pub(super) fn writers<DB: Database>(options: &Options) -> PoolOptions<DB> {
    pool(options, WRITERS)
}

pub(super) fn readers<DB: Database>(options: &Options) -> PoolOptions<DB> {
    pool(options, options.readers.max(1))
}

fn pool<DB: Database>(options: &Options, connections: u32) -> PoolOptions<DB> {
    PoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(LIFETIME)
        .test_before_acquire(true)
        .acquire_timeout(options.connect_timeout)
}

/// Why a URL is none, in a driver's words; these repeat no more of it than a parameter's name.
pub(super) fn reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Configuration(reason) => reason.to_string(),
        other => other.to_string(),
    }
}
