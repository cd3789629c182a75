//! `callflow import`: what other systems know of calls of before, into the store.

mod files;
mod known;
mod rows;
mod table;

use std::io::{self, BufWriter, Write};
use std::time::Duration;

use callflow_core::backfill::cdr_calls;
use callflow_core::store::Store;
use callflow_core::{Call, Zone};
use serde::Serialize;

use self::known::{Known, Standing};
use self::rows::Rows;
use crate::cli::{Format, ImportArgs, ImportCdrArgs, ImportCommand};
use crate::database::{self, DatabaseUrl};
use crate::failure::Failure;
use crate::output::{json, table as tables};
use crate::plan_file;
use crate::terminal::Progress;

/// Records of one transaction.
const BATCH: usize = 500;
/// A stored call that began so long before the first row may be of the same channels.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

/// Runs the command.
pub(crate) fn run(args: &ImportArgs) -> Result<(), Failure> {
    match &args.command {
        ImportCommand::Cdr(args) => cdr(args),
    }
}

fn cdr(args: &ImportCdrArgs) -> Result<(), Failure> {
    let zone = Zone::new(&args.zone).map_err(|error| Failure::input("--zone", error))?;
    let plan = plan_file::read(args.site.plan.as_deref())?;
    let url = DatabaseUrl::named(&args.database)?;
    let imported = database::block_on(async {
        let mut rows = Rows::new(zone);
        files::read(&args.files, &mut rows)?;
        if let Some(source) = &args.from_table {
            table::read(source, &args.table, &mut rows).await?;
        }
        let told = cdr_calls(&args.site.pbx, &plan, rows.records());
        let mut imported = Imported::of(&rows, told.len() as u64, args.dry_run);
        let store = url.open().await?;
        put(&*store, &args.site.pbx, told, &mut imported).await?;
        store.close().await.map_err(database::failed)?;
        Ok(imported)
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => json::document(&mut out, &imported),
        Format::Table => tables::imported(&mut out, &imported),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)?;
    if imported.bad_rows > 0 { Err(Failure::Incomplete) } else { Ok(()) }
}

/// The result.
#[derive(Debug, Serialize)]
pub(crate) struct Imported {
    /// Nothing was written.
    pub(crate) dry_run: bool,
    /// How many rows were read.
    pub(crate) rows: u64,
    /// How many more could not be.
    pub(crate) bad_rows: u64,
    /// How many calls the rows are.
    pub(crate) calls: u64,
    /// How many of them were written.
    pub(crate) written: u64,
    /// How many the store has just so, from an import before.
    pub(crate) unchanged: u64,
    /// How many the store has because Callflow saw them.
    pub(crate) seen: u64,
}

impl Imported {
    fn of(rows: &Rows, calls: u64, dry_run: bool) -> Self {
        let (bad_rows, rows) = (rows.bad(), rows.records().len() as u64);
        Self { dry_run, rows, bad_rows, calls, written: 0, unchanged: 0, seen: 0 }
    }
}

/// Puts the calls that the store lacks, or has from an import that told them otherwise.
async fn put(store: &dyn Store, pbx: &str, told: Vec<Call>, imported: &mut Imported) -> Result<(), Failure> {
    let from = told.first().map(|call| call.started_at.saturating_sub(LONGEST));
    let to = told.iter().map(|call| call.ended_at.unwrap_or(call.started_at)).max();
    let (Some(from), Some(to)) = (from, to) else { return Ok(()) };
    let known = Known::read(store, pbx, from, to).await?;
    let progress = Progress::records(Some(imported.calls), "calls");
    let mut batch = Vec::new();
    for call in told {
        progress.add(1);
        match known.standing(&call)? {
            Standing::Seen => imported.seen += 1,
            Standing::Same => imported.unchanged += 1,
            Standing::New => batch.push(call),
        }
        if batch.len() == BATCH {
            write(store, &mut batch, imported).await?;
        }
    }
    write(store, &mut batch, imported).await
}

async fn write(store: &dyn Store, batch: &mut Vec<Call>, imported: &mut Imported) -> Result<(), Failure> {
    imported.written += batch.len() as u64;
    if !imported.dry_run {
        store.put_calls(batch).await.map_err(database::failed)?;
    }
    batch.clear();
    Ok(())
}
