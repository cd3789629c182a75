//! Which call is meant.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use callflow_core::{Call, CallId};

use crate::failure::Failure;
use crate::playback::Setting;
use crate::replay;
use crate::terminal;

/// How many calls a message lists.
const LISTED: usize = 5;

/// The call that is meant.
pub(super) struct Found<'a> {
    /// The recording that it is in.
    pub(super) path: &'a Path,
    /// Its id and those of the calls that became part of it.
    pub(super) ids: BTreeSet<CallId>,
    /// Its record in the end.
    pub(super) record: Call,
}

/// How well a call fits to what was asked for, the best first.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Fit {
    Id,
    Linkedid,
    Part,
}

impl Fit {
    fn of(call: &Call, asked: &str) -> Option<Self> {
        let (id, linkedid) = (call.id.as_str(), call.linkedid.as_str());
        let is_part = |text: &str| text.starts_with(asked) || text.ends_with(asked);
        if id == asked {
            Some(Self::Id)
        } else if linkedid == asked {
            Some(Self::Linkedid)
        } else if is_part(id) || is_part(linkedid) {
            Some(Self::Part)
        } else {
            None
        }
    }
}

/// Finds the call in the recordings.
pub(super) fn find<'a>(
    asked: &str,
    paths: &'a [PathBuf],
    setting: &Setting<'_>,
) -> Result<Found<'a>, Failure> {
    let mut recordings = Vec::new();
    for path in paths {
        let replayed = replay::replay(path, setting)?;
        replayed.notes.iter().for_each(terminal::complain);
        recordings.push((path.as_path(), replayed.calls));
    }
    choose(asked, &recordings)
}

/// The last record of each call of a recording.
pub(super) type Calls = BTreeMap<CallId, Call>;

/// The one call that is meant.
pub(super) fn choose<'a>(asked: &str, recordings: &[(&'a Path, Calls)]) -> Result<Found<'a>, Failure> {
    let all =
        || recordings.iter().flat_map(|(path, told)| told.values().map(move |call| (*path, told, call)));
    let fits = || all().filter_map(|found| Some((Fit::of(found.2, asked)?, found)));
    let best = fits().map(|(fit, _)| fit).min();
    let fitting: Vec<_> = fits().filter(|(fit, _)| Some(*fit) == best).map(|(_, found)| found).collect();
    match fitting.as_slice() {
        [] => Err(unknown(asked, all().map(|(_, _, call)| call))),
        [(path, told, call)] => Ok(Found { path, ids: with_parts(call, told), record: (*call).clone() }),
        [(_, _, first), ..] if fitting.iter().all(|(_, _, call)| call.id == first.id) => {
            let several = listed(fitting.iter().map(|(path, _, _)| path.display().to_string()));
            Err(Failure::Work(anyhow!(
                "call {} is in several recordings, {several}; name one of them",
                first.id
            )))
        }
        _ => {
            let several = listed(fitting.iter().map(|(_, _, call)| call.id.to_string()));
            Err(Failure::Work(anyhow!("'{}' may be any of {several}; give more of the id", asked)))
        }
    }
}

fn unknown<'a>(asked: &str, calls: impl Iterator<Item = &'a Call>) -> Failure {
    let known = listed(calls.map(|call| call.id.to_string()));
    Failure::Work(if known.is_empty() {
        anyhow!("no call '{asked}', for the recording has no calls")
    } else {
        anyhow!("no call '{asked}'; there are {known}")
    })
}

fn listed(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let more = names.len().saturating_sub(LISTED);
    let text = names.into_iter().take(LISTED).collect::<Vec<_>>().join(", ");
    if more == 0 { text } else { format!("{text} and {more} more") }
}

/// The call, and the calls that became part of it or of one of those.
fn with_parts(call: &Call, told: &Calls) -> BTreeSet<CallId> {
    let mut ids = BTreeSet::new();
    let mut open = vec![call.id.clone()];
    while let Some(id) = open.pop() {
        if let Some(call) = told.get(&id).filter(|_| !ids.contains(&id)) {
            open.extend(call.merged.iter().cloned());
        }
        ids.insert(id);
    }
    ids
}
