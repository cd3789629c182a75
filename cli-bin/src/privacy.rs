//! `callflow export` and `callflow forget`: what is kept about a person's number, and taking the number out.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::anyhow;
use callflow_core::store::{Annotation, MAX_LIMIT, Scope, Store, forget_number, is_live, subject_calls};
use callflow_core::{Call, CallId, Timestamp};
use serde::Serialize;

use crate::cli::{ExportArgs, ForgetArgs, Format};
use crate::database::{self, DatabaseUrl};
use crate::failure::Failure;
use crate::now::now;
use crate::output::{json, table};

/// Runs `callflow export`.
pub(crate) fn export(args: &ExportArgs) -> Result<(), Failure> {
    let number = number(&args.subject)?;
    let url = DatabaseUrl::existing(&args.database)?;
    let (calls, annotations) = database::block_on(async {
        let store = url.open().await?;
        let calls = calls_of(&*store, number).await?;
        let annotations = annotations_of(&*store, &calls).await?;
        store.close().await.map_err(database::failed)?;
        Ok((calls, annotations))
    })?;
    let document = Exported { subject: number, exported_at: now(), calls, annotations };
    match &args.output {
        Some(path) => write_file(path, &document),
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            json::document(&mut out, &document).and_then(|()| out.flush()).map_err(Failure::output)
        }
    }
}

/// All that is kept about a number.
#[derive(Debug, Serialize)]
struct Exported<'a> {
    /// The number as it was asked for.
    subject: &'a str,
    /// When this was read.
    exported_at: Timestamp,
    /// Whole records, in the order in which the calls began.
    calls: Vec<Call>,
    /// What people wrote on these calls.
    annotations: Vec<Annotation>,
}

/// Runs `callflow forget`.
pub(crate) fn forget(args: &ForgetArgs) -> Result<(), Failure> {
    let number = number(&args.number)?;
    let url = DatabaseUrl::existing(&args.database)?;
    let forgotten = database::block_on(async {
        let store = url.open().await?;
        let forgotten = if args.yes {
            let done = forget_number(&*store, Scope::default(), number, now()).await;
            let done = done.map_err(database::failed)?;
            Forgotten { done: true, calls: done.rewritten, live: done.live }
        } else {
            let calls = calls_of(&*store, number).await?;
            let live = calls.iter().filter(|call| is_live(call)).count() as u64;
            Forgotten { done: false, calls: calls.len() as u64 - live, live }
        };
        store.close().await.map_err(database::failed)?;
        Ok(forgotten)
    })?;
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => json::document(&mut out, &forgotten),
        Format::Table => table::forgotten(&mut out, &forgotten),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)
}

/// What was taken out, or would be.
#[derive(Debug, Serialize)]
pub(crate) struct Forgotten {
    /// Whether anything was written.
    pub(crate) done: bool,
    /// How many records the number was taken out of, or is in.
    pub(crate) calls: u64,
    /// How many more have it and go on.
    pub(crate) live: u64,
}

/// Without a letter or digit it is no number, and would be in no record or in all.
fn number(text: &str) -> Result<&str, Failure> {
    let text = text.trim();
    if text.chars().any(char::is_alphanumeric) {
        Ok(text)
    } else {
        Err(Failure::Input(anyhow!("that is no number; write it as the records do, +12025550143")))
    }
}

async fn calls_of(store: &dyn Store, number: &str) -> Result<Vec<Call>, Failure> {
    let mut pages = subject_calls(store, Scope::default(), number);
    let mut calls = Vec::new();
    while let Some(page) = pages.next_page().await.map_err(database::failed)? {
        calls.extend(page);
    }
    Ok(calls)
}

async fn annotations_of(store: &dyn Store, calls: &[Call]) -> Result<Vec<Annotation>, Failure> {
    let ids: Vec<CallId> = calls.iter().map(|call| call.id.clone()).collect();
    let mut annotations = Vec::new();
    for ids in ids.chunks(usize::try_from(MAX_LIMIT).unwrap_or(usize::MAX)) {
        let found = store.annotations(&Scope::default(), ids).await;
        annotations.extend(found.map_err(database::failed)?);
    }
    Ok(annotations)
}

/// A new file that nobody else may read.
fn write_file(path: &Path, document: &Exported<'_>) -> Result<(), Failure> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    let file = made.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::input(path.display(), "is there already; name another file"),
        io::ErrorKind::NotFound => {
            Failure::input(path.display(), "no such folder; create it or change the path")
        }
        _ => Failure::input(path.display(), format_args!("cannot be written: {error}")),
    })?;
    let mut out = BufWriter::new(file);
    let written = json::document(&mut out, document).and_then(|()| out.flush());
    let written = written.and_then(|()| out.get_ref().sync_all());
    written.map_err(|error| Failure::Work(anyhow!("{}: cannot be written: {error}", path.display())))
}
