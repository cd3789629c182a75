//! `callflow backfill`: what a link failure hid, from the files that Asterisk wrote meanwhile, into the store.

mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufWriter, Write};
use std::time::Duration;

use callflow_core::backfill::{Evidence, Files, correct, is_doubtful, told};
use callflow_core::store::{CallQuery, MAX_LIMIT, Scope, Sort, Store};
use callflow_core::{Call, CallId, Plan, Timestamp};
use serde::Serialize;

use crate::cli::{BackfillArgs, Format};
use crate::database::{self, DatabaseUrl};
use crate::explain::{FieldChange, changes_between};
use crate::failure::Failure;
use crate::now::now;
use crate::output::{json, table};
use crate::{plan_file, terminal};

/// A call that began so long before the first row may go on in it.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

/// Runs the command.
pub(crate) fn run(args: &BackfillArgs) -> Result<(), Failure> {
    let plan = plan_file::read(args.site.plan.as_deref())?;
    let files = files::read(args)?;
    let database = DatabaseUrl::existing(&args.database)?;
    let result = database::block_on(backfill(args, &plan, &files, &database))?;
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => json::document(&mut out, &result),
        Format::Table => table::backfilled(&mut out, &result),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)
}

/// The result.
#[derive(Debug, Serialize)]
pub(crate) struct Backfilled {
    /// Nothing was written.
    pub(crate) dry_run: bool,
    /// How many stored calls a link failure had touched.
    pub(crate) looked_at: usize,
    /// How many of them were corrected.
    pub(crate) corrected: usize,
    /// How many calls that nobody had seen were made.
    pub(crate) made: usize,
    /// The calls that were corrected or made, in the order of their beginning.
    pub(crate) calls: Vec<Done>,
}

/// One call that was written.
#[derive(Debug, Serialize)]
pub(crate) struct Done {
    /// What was done.
    pub(crate) deed: Deed,
    /// What changed in the record; nothing for one that is new.
    pub(crate) changes: Vec<FieldChange>,
    /// The record as it is now.
    pub(crate) record: Call,
}

/// What was done with a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deed {
    /// The stored record was corrected.
    Corrected,
    /// There was no record.
    Made,
}

async fn backfill(
    args: &BackfillArgs,
    plan: &Plan,
    files: &Files,
    url: &DatabaseUrl,
) -> Result<Backfilled, Failure> {
    let store = url.open().await?;
    let result = look(args, plan, files, &*store).await;
    let result = match result {
        Ok(result) if !args.dry_run && !result.calls.is_empty() => {
            let records: Vec<Call> = result.calls.iter().map(|done| done.record.clone()).collect();
            store.put_calls(&records).await.map(|()| result).map_err(database::failed)
        }
        result => result,
    };
    store.close().await.map_err(database::failed)?;
    result
}

/// Finds out what is to be written, and writes nothing.
async fn look(
    args: &BackfillArgs,
    plan: &Plan,
    files: &Files,
    store: &dyn Store,
) -> Result<Backfilled, Failure> {
    let pbx = &*args.site.pbx;
    let told = told(pbx, plan, files);
    let stored = stored(store, pbx, files).await?;
    let first = first(store, pbx).await?;
    let known = Known::of(&stored);
    let now = now();
    let mut calls = Vec::new();
    let doubtful: Vec<&Call> = stored.iter().filter(|call| is_doubtful(call)).collect();
    for old in &doubtful {
        let evidence = Evidence { told: known.told_of(old, &told), queue_log: &files.queue_log };
        if let Some(new) = correct(old, &evidence, now) {
            calls.push(Done { deed: Deed::Corrected, changes: changes_between(old, &new), record: new });
        }
    }
    let corrected = calls.len();
    let mut before = 0;
    for new in known.unseen(&told) {
        if first.is_none_or(|first| new.started_at < first) {
            before += 1;
        } else if store.call(&new.id).await.map_err(database::failed)?.is_none() {
            calls.push(Done { deed: Deed::Made, changes: Vec::new(), record: new.clone() });
        }
    }
    if before > 0 {
        terminal::complain(format_args!(
            "left out {before} calls of before the first one that the database has of {pbx:?}"
        ));
    }
    calls.sort_by(|one, other| {
        (one.record.started_at, &one.record.id).cmp(&(other.record.started_at, &other.record.id))
    });
    let made = calls.len() - corrected;
    Ok(Backfilled { dry_run: args.dry_run, looked_at: doubtful.len(), corrected, made, calls })
}

/// The stored calls that the files may say something of.
async fn stored(store: &dyn Store, pbx: &str, files: &Files) -> Result<Vec<Call>, Failure> {
    let rows = || files.cel.iter().map(|row| row.at()).chain(files.queue_log.iter().map(|line| line.at));
    let (Some(from), Some(to)) = (rows().min(), rows().max()) else { return Ok(Vec::new()) };
    let mut query = all(pbx);
    query.from = Some(from.saturating_sub(LONGEST));
    query.to = Some(to.saturating_add(Duration::from_secs(1)));
    let mut calls = Vec::new();
    loop {
        let page = store.calls(&query).await.map_err(database::failed)?;
        calls.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return Ok(calls);
        }
    }
}

/// When the first call of the Asterisk began that is stored.
async fn first(store: &dyn Store, pbx: &str) -> Result<Option<Timestamp>, Failure> {
    let mut query = all(pbx);
    query.limit = 1;
    let page = store.calls(&query).await.map_err(database::failed)?;
    Ok(page.items.first().map(|call| call.started_at))
}

/// All calls of an Asterisk, the earliest first.
fn all(pbx: &str) -> CallQuery {
    let mut query = CallQuery::default();
    query.scope = Scope::of_pbx(pbx);
    query.include_merged = true;
    query.sort = Sort::OldestFirst;
    query.limit = MAX_LIMIT;
    query
}

/// Which stored call each channel belongs to.
struct Known<'a>(BTreeMap<&'a str, &'a Call>);

impl<'a> Known<'a> {
    fn of(stored: &'a [Call]) -> Self {
        // What a merged call had is in the call that it became part of.
        let calls = || stored.iter().filter(|call| call.merged_into.is_some());
        let calls = calls().chain(stored.iter().filter(|call| call.merged_into.is_none()));
        Self(calls.flat_map(|call| call.legs.iter().map(move |leg| (leg.uniqueid.as_str(), call))).collect())
    }

    fn owners(&self, told: &Call) -> BTreeSet<&'a CallId> {
        let owner =
            |leg: &callflow_core::call::CallLeg| self.0.get(leg.uniqueid.as_str()).map(|call| &call.id);
        told.legs.iter().filter_map(owner).collect()
    }

    /// What CEL has of a stored call, if its channels are of that call alone: where Asterisk united two calls that
    /// are stored as two, each stays as it was seen.
    fn told_of<'t>(&self, stored: &Call, told: &'t [Call]) -> Option<&'t Call> {
        let only = |told: &&Call| self.owners(told).into_iter().eq([&stored.id]);
        let mut found = told.iter().filter(|told| told.merged_into.is_none()).filter(only);
        found.next().filter(|_| found.next().is_none())
    }

    /// The calls of which no channel is stored.
    fn unseen<'t>(&self, told: &'t [Call]) -> impl Iterator<Item = &'t Call> {
        told.iter().filter(|told| told.merged_into.is_none() && self.owners(told).is_empty())
    }
}
