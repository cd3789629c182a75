//! The versions of the schema. A released file is never changed; a change is a new file.

use std::borrow::Cow;

use sqlx::migrate::{Migration, MigrationType, Migrator};

const SQLITE: &[(i64, &str, &str)] = &[
    (1, "calls", include_str!("../migrations/sqlite/0001_calls.sql")),
    (2, "statistics", include_str!("../migrations/sqlite/0002_statistics.sql")),
    (3, "checkpoints", include_str!("../migrations/sqlite/0003_checkpoints.sql")),
];

/// The newest version that this program knows.
pub(crate) fn newest() -> i64 {
    SQLITE.last().map_or(0, |(version, ..)| *version)
}

/// Brings a SQLite database to the newest version and records each step in `_sqlx_migrations`.
pub(crate) fn sqlite() -> Migrator {
    let migrations = SQLITE.iter().map(|(version, name, sql)| {
        Migration::new(*version, Cow::Borrowed(*name), MigrationType::Simple, Cow::Borrowed(*sql), false)
    });
    Migrator { migrations: migrations.collect(), ..Migrator::DEFAULT }
}
