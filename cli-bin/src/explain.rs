//! `callflow explain`: which events made the record of a call what it is.
//!
//! The recording is played twice: once to find the call and the calls that became part of it, and once to compare
//! each record that the tracker tells of them with the one before.

mod changes;
mod find;
mod journal;
mod kept;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use ami_proto::Frame;
use callflow_core::source::ami::stamp;
use callflow_core::{Call, CallId, Timestamp};
use serde::Serialize;

use crate::cli::{ExplainArgs, Format, Interface};
use crate::failure::Failure;
use crate::output::{json, table};
use crate::plan_file;
use crate::playback::{self, Cause, Setting, What};
use crate::sieve::Sieve;
pub(crate) use changes::{FieldChange, History, changes_between};

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    let (explained, refused) = match (&args.journal, &*args.paths) {
        (Some(journal), _) if journal.is_file() => {
            (kept::explain(&args.call, journal, &plan_file::read(args.site.plan.as_deref())?)?, 0)
        }
        (Some(journal), _) => explain(args, &journal::covering(journal, &args.call)?)?,
        (None, []) => (kept::explain_configured(args)?, 0),
        (None, paths) => explain(args, paths)?,
    };
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => json::document(&mut out, &explained),
        Format::Table => table::steps(&mut out, &explained),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)?;
    if refused > 0 { Err(Failure::Incomplete) } else { Ok(()) }
}

/// From recordings; also how many frames were left out.
fn explain(args: &ExplainArgs, paths: &[PathBuf]) -> Result<(Explained, u64), Failure> {
    for path in paths {
        must_be_readable_twice(path)?;
    }
    let plan = plan_file::read(args.site.plan.as_deref())?;
    let setting =
        Setting { plan: &plan, pbx: &args.site.pbx, source: Interface::Ami, sieve: Sieve::default() };
    let found = find::find(&args.call, paths, &setting)?;
    let mut history = History::of(found.ids);
    let played = playback::play(found.path, &setting, &mut |cause, change| {
        if let Some(call) = change.kind.call() {
            history.told(cause, call);
        }
    })?;
    let explained = Explained {
        call: found.record.id.clone(),
        steps: history.steps(),
        record: found.record,
        place: Place::Byte,
    };
    Ok((explained, played.refused))
}

/// The result.
#[derive(Debug, Serialize)]
pub(crate) struct Explained {
    call: CallId,
    /// The events that changed the record, in order.
    pub(crate) steps: Vec<Step>,
    /// The record as it is in the end.
    pub(crate) record: Call,
    /// What the places of the steps count.
    #[serde(skip)]
    pub(crate) place: Place,
}

/// What a place in a file counts.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// Bytes of a recording.
    Byte,
    /// Entries of one Asterisk in a journal of `callflowd`.
    Entry,
}

/// One event and what it changed in the record of one call.
#[derive(Debug, Serialize)]
pub(crate) struct Step {
    /// When it happened: the event's own time where it has one, else when it was received.
    pub(crate) at: Timestamp,
    /// The file that it is in.
    pub(crate) file: String,
    /// Where it is in that file, in bytes; in a journal of `callflowd` the number of the entry.
    pub(crate) offset: u64,
    /// Its name; `(link lost)`, `(time)` and others in brackets are no events of Asterisk.
    pub(crate) event: String,
    /// Whose record it changed: the call's, or that of a call which became part of it later.
    pub(crate) call: CallId,
    /// Its headers, without those that repeat the channel's settings.
    pub(crate) headers: Vec<(String, String)>,
    /// The number of the cause.
    #[serde(skip)]
    cause: u64,
    /// What it changed.
    pub(crate) changes: Vec<FieldChange>,
}

impl Step {
    fn new(cause: &Cause<'_>, call: &CallId) -> Self {
        let (at, event, headers) = match &cause.what {
            What::Frame(frame) => {
                let event = frame.event_name().map(text).unwrap_or_default();
                (stamp(frame).unwrap_or(cause.received), event, telling_headers(frame))
            }
            What::Ari(event) => {
                let at = callflow_core::source::ari::stamp(event).unwrap_or(cause.received);
                (at, event.name().to_owned(), Vec::new())
            }
            What::AriLost => (cause.received, "(link to ARI lost)".into(), Vec::new()),
            What::LinkLost => (cause.received, "(link lost)".into(), Vec::new()),
            What::Tick => (cause.received, "(time)".into(), Vec::new()),
            What::Restored => (cause.received, "(state that the journal begins with)".into(), Vec::new()),
            What::Asked => (cause.received, "(Asterisk was asked)".into(), Vec::new()),
        };
        let file = cause.file.display().to_string();
        Self {
            at,
            file,
            offset: cause.offset,
            event,
            call: call.clone(),
            headers,
            cause: cause.number,
            changes: Vec::new(),
        }
    }

    /// Both tell what the same event changed, each in another call's record.
    pub(crate) fn is_of_same_event(&self, other: &Self) -> bool {
        self.cause == other.cause
    }
}

/// What each event repeats of a channel or a bridge without any bearing on calls; with any prefix (`Dest…`).
const SETTINGS: [&str; 9] = [
    "Privilege",
    "Timestamp",
    "SystemName",
    "Language",
    "AccountCode",
    "Priority",
    "ChannelState",
    "BridgeCreator",
    "BridgeVideoSourceMode",
];

fn telling_headers(frame: &Frame<'_>) -> Vec<(String, String)> {
    let tells = |name: &str, value: &str| {
        !value.is_empty()
            && !value.starts_with('<')
            && !SETTINGS.iter().any(|setting| name.ends_with(setting))
    };
    let headers = frame.headers().skip(1).map(|header| (text(header.name), text(header.value)));
    headers.filter(|(name, value)| tells(name, value)).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn must_be_readable_twice(path: &Path) -> Result<(), Failure> {
    match std::fs::metadata(path) {
        Ok(about) if !about.is_dir() && !about.is_file() => Err(Failure::input(
            path.display(),
            "is a pipe or a device, and explain reads its input twice; give a file",
        )),
        _ => Ok(()),
    }
}
