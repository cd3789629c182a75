//! `callflow compare`: beside our record of each call, what other ways of counting calls make of the same recording.
//!
//! The other ways are read with good will: what a field of theirs can tell is taken, whatever else they get wrong.

mod cdr;
mod events;
#[cfg(feature = "peers")]
mod peers;
mod row;
mod truth;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use callflow_core::Call;
use clap::ValueEnum;
use serde::Serialize;

use crate::capture;
use crate::cli::{CompareArgs, Format, Interface, Way};
use crate::failure::Failure;
use crate::output::{json, table};
use crate::playback::Setting;
use crate::sieve::Sieve;
use crate::{plan_file, replay, terminal};
use events::Key;
pub(crate) use row::Row;

/// Runs the command.
pub(crate) fn run(args: &CompareArgs) -> Result<(), Failure> {
    let plan = plan_file::read(args.site.plan.as_deref())?;
    let setting =
        Setting { plan: &plan, pbx: &args.site.pbx, source: Interface::Ami, sieve: Sieve::new(&args.sieve) };
    let ways = if args.ways.is_empty() { Way::value_variants() } else { &args.ways };
    let mut recordings = Vec::new();
    let mut refused = 0;
    for folder in &args.folders {
        for path in capture::folders(folder)? {
            let (recording, left_out) = recording(path, ways, &setting)?;
            refused += left_out;
            recordings.push(recording);
        }
    }
    let compared = Compared { recordings };
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => json::document(&mut out, &compared),
        Format::Table => table::compared(&mut out, &compared),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)?;
    if refused > 0 { Err(Failure::Incomplete) } else { Ok(()) }
}

/// The result.
#[derive(Debug, Serialize)]
pub(crate) struct Compared {
    /// One entry a capture folder, in the order of their names.
    pub(crate) recordings: Vec<Recording>,
}

/// A recording, told in several ways.
#[derive(Debug, Serialize)]
pub(crate) struct Recording {
    /// The capture folder.
    pub(crate) path: String,
    /// What each way makes of it.
    pub(crate) ways: Vec<Telling>,
}

/// What a way makes of a recording.
#[derive(Debug, Serialize)]
pub(crate) struct Telling {
    /// The way.
    pub(crate) way: Way,
    /// The calls, in the order of their beginning.
    pub(crate) calls: Vec<Told>,
    /// How many events it could not explain; only Callflow says that.
    anomalies: Vec<callflow_core::change::Anomaly>,
}

/// A call, as some way tells it.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Told {
    /// By Callflow.
    Record(Box<Call>),
    /// In another way.
    Row(Box<Row>),
}

impl From<Row> for Told {
    fn from(row: Row) -> Self {
        Self::Row(Box::new(row))
    }
}

/// Tells a recording in all ways that it has the files for; gives the number of frames that were refused, too.
fn recording(path: PathBuf, ways: &[Way], setting: &Setting<'_>) -> Result<(Recording, u64), Failure> {
    let mut refused = 0;
    let mut told = Vec::new();
    for way in ways {
        let mut anomalies = Vec::new();
        let calls = match way {
            Way::Truth => truth::read(&path)?.map(rows),
            Way::Cdr => cdr::read(&path, setting.plan)?.map(rows),
            Way::Uniqueid => Some(rows(events::read(&path, Key::Uniqueid, setting)?)),
            Way::Linkedid => Some(rows(events::read(&path, Key::Linkedid, setting)?)),
            #[cfg(feature = "peers")]
            Way::AsteriskRs => Some(rows(peers::read(&path, setting)?)),
            Way::Callflow => {
                let replayed = replay::replay(&path, setting)?;
                replayed.notes.iter().for_each(terminal::complain);
                refused = replayed.refused;
                anomalies = replayed.anomalies;
                Some(records(replayed.calls.into_values()))
            }
        };
        if let Some(calls) = calls {
            told.push(Telling { way: *way, calls, anomalies });
        }
    }
    Ok((Recording { path: path.display().to_string(), ways: told }, refused))
}

/// Calls that became part of another one count nowhere.
fn records(calls: impl Iterator<Item = Call>) -> Vec<Told> {
    let mut calls: Vec<Call> = calls.filter(|call| call.merged_into.is_none()).collect();
    calls.sort_by_key(|call| call.started_at);
    calls.into_iter().map(|call| Told::Record(Box::new(call))).collect()
}

fn rows(mut rows: Vec<Row>) -> Vec<Told> {
    rows.sort_by_key(|row| row.started_at);
    rows.into_iter().map(Told::from).collect()
}

/// A file of a capture folder that may be missing.
fn optional(folder: &Path, name: &str) -> Result<Option<(PathBuf, Vec<u8>)>, Failure> {
    let path = folder.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Some((path, bytes))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::unreadable(path.display(), &error)),
    }
}
