//! The versions of the schema. A released file is never changed; a change is a new file.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

use crate::dialect::Dialect;
use crate::open::OpenError;

/// One version of the schema, and whether a database has it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct MigrationStatus {
    /// Its number; they are taken in order, each once.
    pub version: i64,
    /// What it is about, in a word or two.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
    /// Whether it takes data out of a database that has some. Opening takes it all the same: whoever opens asks first.
    pub drops_data: bool,
}

/// The versions that take data out.
const DROPS_DATA: &[i64] = &[];

macro_rules! versions {
    ($folder:literal) => {
        &[
            (1, "calls", include_str!(concat!("../migrations/", $folder, "/0001_calls.sql"))),
            (2, "statistics", include_str!(concat!("../migrations/", $folder, "/0002_statistics.sql"))),
            (3, "checkpoints", include_str!(concat!("../migrations/", $folder, "/0003_checkpoints.sql"))),
            (4, "owners", include_str!(concat!("../migrations/", $folder, "/0004_owners.sql"))),
            (5, "rows", include_str!(concat!("../migrations/", $folder, "/0005_rows.sql"))),
            (6, "texts", include_str!(concat!("../migrations/", $folder, "/0006_texts.sql"))),
            (7, "accounts", include_str!(concat!("../migrations/", $folder, "/0007_accounts.sql"))),
            (8, "directory", include_str!(concat!("../migrations/", $folder, "/0008_directory.sql"))),
            (9, "removals", include_str!(concat!("../migrations/", $folder, "/0009_removals.sql"))),
            (10, "reports", include_str!(concat!("../migrations/", $folder, "/0010_reports.sql"))),
            (11, "recordings", include_str!(concat!("../migrations/", $folder, "/0011_recordings.sql"))),
            (12, "webhooks", include_str!(concat!("../migrations/", $folder, "/0012_webhooks.sql"))),
        ]
    };
}

/// Number, name and SQL of each version, in order.
fn versions(dialect: Dialect) -> &'static [(i64, &'static str, &'static str)] {
    match dialect {
        Dialect::Sqlite => versions!("sqlite"),
        Dialect::Postgres => versions!("postgres"),
        Dialect::Mysql => versions!("mysql"),
    }
}

/// Brings a database to the newest version and records each step in `_sqlx_migrations`. On a database server others who
/// want to do so meanwhile wait.
pub(crate) fn migrator(dialect: Dialect) -> Migrator {
    let migrations = versions(dialect).iter().map(|(version, name, sql)| {
        Migration::new(*version, Cow::Borrowed(*name), MigrationType::Simple, Cow::Borrowed(*sql), false)
    });
    Migrator { migrations: migrations.collect(), ..Migrator::DEFAULT }
}

/// What a database has, as far as it can be told before it is changed.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Its tables.
    pub(crate) tables: Vec<String>,
    /// The number and name of each version that it has, as `_sqlx_migrations` says; in order.
    pub(crate) applied: Vec<(i64, String)>,
}

/// The table in which versions are recorded.
pub(crate) const RECORDED_IN: &str = "_sqlx_migrations";

impl Found {
    /// Whether it is a database that this program may work with; `name` is what the user knows it by.
    pub(crate) fn check(&self, dialect: Dialect, name: &str, migrate: bool) -> Result<(), OpenError> {
        let database = || name.to_owned();
        let first = versions(dialect).first().map_or("", |(_, name, _)| name);
        if self.applied.first().is_some_and(|(version, name)| (*version, name.as_str()) != (1, first)) {
            return Err(OpenError::ForeignDatabase { database: database(), table: RECORDED_IN.into() });
        }
        let foreign = self.tables.iter().find(|_| !self.tables.iter().any(|table| table == RECORDED_IN));
        if let Some(table) = foreign {
            return Err(OpenError::ForeignDatabase { database: database(), table: table.clone() });
        }
        let found = self.applied.last().map_or(0, |(version, _)| *version);
        let known = versions(dialect).last().map_or(0, |(version, ..)| *version);
        if found > known {
            return Err(OpenError::SchemaNewer { database: database(), found, known });
        }
        if found < known && !migrate {
            return Err(OpenError::SchemaOlder { database: database(), found, known });
        }
        Ok(())
    }

    /// What it has and what it lacks.
    pub(crate) fn status(&self, dialect: Dialect) -> Vec<MigrationStatus> {
        let applied = |version| self.applied.iter().any(|(it, _)| *it == version);
        let status = |(version, name, _): &(i64, &str, &str)| MigrationStatus {
            version: *version,
            name: (*name).to_owned(),
            applied: applied(*version),
            drops_data: DROPS_DATA.contains(version),
        };
        versions(dialect).iter().map(status).collect()
    }
}
