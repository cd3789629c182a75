//! `callflow migrate`: which versions of the schema a database has, and bringing it up to date.

use std::io::{self, BufWriter, Write};

use callflow_server::stores::{self, Migration, OpenStoreError};
use serde::Serialize;

use crate::cli::{Format, MigrateArgs, MigrateCommand};
use crate::database::{self, DatabaseUrl};
use crate::failure::Failure;
use crate::output::{json, table};

/// Runs the command.
pub(crate) fn run(args: &MigrateArgs) -> Result<(), Failure> {
    match &args.command {
        MigrateCommand::Status(args) => {
            let url = DatabaseUrl::named(&args.database)?;
            let migrations = database::block_on(migrations(&url))?;
            print(&Migrated { database: url.shown(), taken: Vec::new(), migrations }, args.format)
        }
        MigrateCommand::Up(args) => {
            let url = DatabaseUrl::named(&args.database)?;
            print(&database::block_on(up(&url, args.yes))?, args.format)
        }
    }
}

/// The result.
#[derive(Debug, Serialize)]
pub(crate) struct Migrated {
    /// The database, without its secrets.
    pub(crate) database: String,
    /// The numbers of the versions that were taken just now.
    pub(crate) taken: Vec<i64>,
    /// All versions, in order.
    pub(crate) migrations: Vec<Migration>,
}

async fn migrations(url: &DatabaseUrl) -> Result<Vec<Migration>, Failure> {
    stores::migrations(url.expose()).await.map_err(database::cannot_open)
}

async fn up(url: &DatabaseUrl, yes: bool) -> Result<Migrated, Failure> {
    let before = migrations(url).await?;
    let opened =
        if yes { stores::open_and_migrate(url.expose()).await } else { stores::open(url.expose()).await };
    let store = opened.map_err(|error| match error {
        // Nothing was begun: it is for the operator to say more.
        error @ OpenStoreError::DropsData { .. } => Failure::Input(error.into()),
        error => database::cannot_open(error),
    })?;
    store.close().await.map_err(database::failed)?;
    let migrations = migrations(url).await?;
    let had = |version| before.iter().any(|it| it.version == version && it.applied);
    let taken = migrations.iter().filter(|it| it.applied && !had(it.version)).map(|it| it.version);
    Ok(Migrated { database: url.shown(), taken: taken.collect(), migrations })
}

fn print(migrated: &Migrated, format: Format) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Json => json::document(&mut out, migrated),
        Format::Table => table::migrated(&mut out, migrated),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)
}
