//! `callflow replay`: the calls of a recording.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use callflow_core::agent::AgentRecord;
use callflow_core::change::Anomaly;
use callflow_core::counted::CallVisit;
use callflow_core::extension::ExtensionRecord;
use callflow_core::queue::QueueRecord;
use callflow_core::{Call, CallFlow, CallId, Change, ChangeKind};
use serde::Serialize;

use crate::cli::{Format, Interface, ReplayArgs};
use crate::failure::Failure;
use crate::output::{json, table};
use crate::playback::Setting;
use crate::sieve::Sieve;
use crate::{plan_file, playback, terminal};

/// Runs the command.
pub(crate) fn run(args: &ReplayArgs) -> Result<(), Failure> {
    if args.source == Interface::Ari && !args.sieve.is_empty() {
        return Err(Failure::input(
            "--source ari",
            "--classes and --without leave out events of AMI; give neither",
        ));
    }
    let plan = plan_file::read(args.site.plan.as_deref())?;
    let mut document = Document::default();
    let mut refused = 0;
    for path in &args.paths {
        let setting =
            Setting { plan: &plan, pbx: &args.site.pbx, source: args.source, sieve: Sieve::new(&args.sieve) };
        let replayed = replay(path, &setting)?;
        replayed.notes.iter().for_each(terminal::complain);
        refused += replayed.refused;
        document.append(replayed);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    match args.format {
        Format::Json => json::document(&mut out, &document),
        Format::Table => table::calls(&mut out, &document, terminal::width()),
    }
    .and_then(|()| out.flush())
    .map_err(Failure::output)?;
    if refused > 0 { Err(Failure::Incomplete) } else { Ok(()) }
}

/// What a recording told.
#[derive(Debug)]
pub(crate) struct Replayed {
    /// The last record of each call.
    pub(crate) calls: BTreeMap<CallId, Call>,
    /// What could not be explained, in order.
    pub(crate) anomalies: Vec<Anomaly>,
    /// The state at the end.
    pub(crate) flow: CallFlow,
    /// What whoever gave the recording should know, one line each.
    pub(crate) notes: Vec<String>,
    /// Frames that were left out because they are larger than the decoder's limits.
    pub(crate) refused: u64,
}

/// Plays the recording at `path` from an empty state.
pub(crate) fn replay(path: &Path, setting: &Setting<'_>) -> Result<Replayed, Failure> {
    let mut calls = BTreeMap::new();
    let mut anomalies = Vec::new();
    let played = playback::play(path, setting, &mut |_, Change { kind, .. }| match kind {
        ChangeKind::CallStarted(call)
        | ChangeKind::CallUpdated(call)
        | ChangeKind::CallEnded(call)
        | ChangeKind::CallMerged(call) => {
            calls.insert(call.id.clone(), *call);
        }
        ChangeKind::Anomaly(anomaly) => anomalies.push(anomaly),
        // What becomes of queues and extensions is asked for at the end.
        _ => {}
    })?;
    let playback::Played { flow, notes, refused } = played;
    Ok(Replayed { calls, anomalies, flow, notes, refused })
}

/// The result: what is known at the end, all PATHs one after the other.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Document {
    /// All calls, those that became part of another one too (`merged_into`), in the order of their beginning.
    pub(crate) calls: Vec<Call>,
    queues: Vec<QueueRecord>,
    agents: Vec<AgentRecord>,
    extensions: Vec<ExtensionRecord>,
    /// What could not be explained, in order.
    pub(crate) anomalies: Vec<Anomaly>,
}

impl Document {
    fn append(&mut self, replayed: Replayed) {
        let mut calls: Vec<Call> = replayed.calls.into_values().collect();
        // Calls come by id, and the sort is stable.
        calls.sort_by_key(|call| call.started_at);
        self.queues.extend(queues(&calls, replayed.flow.queues()));
        self.calls.extend(calls);
        self.agents.extend(replayed.flow.agents());
        self.extensions.extend(replayed.flow.extensions());
        self.anomalies.extend(replayed.anomalies);
    }
}

/// The queues with all of their visits, in the order of joining; a live record shows the last ones only. A call that
/// became part of another one counts nowhere.
fn queues(calls: &[Call], mut records: Vec<QueueRecord>) -> Vec<QueueRecord> {
    for record in &mut records {
        let counting = calls.iter().filter(|call| call.merged_into.is_none());
        record.visits = counting
            .flat_map(|call| call.queue_visits.iter().map(move |visit| (call, visit)))
            .filter(|(_, visit)| visit.queue == record.queue)
            .map(|(call, visit)| CallVisit { call: call.id.clone(), visit: visit.clone() })
            .collect();
        record.visits.sort_by_key(|visit| visit.visit.joined_at);
    }
    records
}
