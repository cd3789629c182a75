//! What a link failure hid, from the files that Asterisk wrote meanwhile: `queue_log` and CEL.
//!
//! [`told`] tells calls from the files, by the same tracker and the same rules as from events; [`correct`] brings a
//! stored record up to what they say. Only what the failure hid changes: ends that were guessed at the moment of
//! the loss, visits whose end was not seen, an answer that nobody saw. What was seen stays, with its microseconds:
//! the files know whole seconds, cut off.
//!
//! [`cdr_calls`] tells calls of before Callflow was there from call detail records, which know less.
//!
//! Nothing here reads a file. A line of `queue_log` comes as text ([`QueueLogEntry`]), a row of CEL with its columns
//! by name ([`CelRow`]).

mod cdr;
mod cel;
mod correct;
mod queue_log;
mod visits;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

pub use self::cdr::{CdrError, CdrRecord, CdrRow, cdr_calls};
pub use self::cel::{CelColumn, CelError, CelEvent, CelExtra, CelRow};
pub use self::correct::correct;
pub use self::queue_log::{QueueLogEntry, QueueLogError, QueueLogEvent};
use crate::call::{Call, CallState};
use crate::flow::{CallFlow, Input};
use crate::ids::CallId;
use crate::plan::Plan;

/// What the files say, in the order of their rows.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The lines of `queue_log`.
    pub queue_log: Vec<QueueLogEntry>,
    /// The rows of CEL.
    pub cel: Vec<CelEvent>,
}

/// What the files say of one call.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The call as told from CEL (and `queue_log`); `None` where CEL has nothing of it.
    pub told: Option<&'a Call>,
    /// The lines of `queue_log`; those of other calls may be among them.
    pub queue_log: &'a [QueueLogEntry],
}

/// The calls that CEL tells of, with the visits that `queue_log` adds, in the order in which they began: the last
/// record of each, also of those that became part of another one. They are flagged `reconstructed`.
///
/// Times are whole seconds, cut off. Not in CEL, and so never in these records: ringing, holds, recordings, and
/// what a client asked for. A call whose beginning or end is not in the file is left out; [`Call::state`] of the
/// others is `ended`.
#[must_use]
pub fn told(pbx: &str, plan: &Plan, files: &Files) -> Vec<Call> {
    let mut flow = CallFlow::new(pbx, plan.clone());
    let mut last: BTreeMap<CallId, Call> = BTreeMap::new();
    cel::play(files, &mut |signal, at| {
        flow.handle(Input::Signal(signal, Some(at)), at);
        while let Some(change) = flow.poll_output() {
            if let Some(call) = change.kind.call() {
                last.insert(call.id.clone(), call.clone());
            }
        }
    });
    let begun: BTreeSet<&str> =
        files.cel.iter().filter(|event| event.begins()).map(CelEvent::uniqueid).collect();
    let is_whole = |call: &Call| {
        let over = call.state == CallState::Ended || call.merged_into.is_some();
        over && call.legs.iter().all(|leg| begun.contains(leg.uniqueid.as_str()))
    };
    let mut calls: Vec<Call> = last.into_values().filter(is_whole).collect();
    calls.iter_mut().for_each(|call| call.reconstructed = true);
    calls.sort_by(|one, other| (one.started_at, &one.id).cmp(&(other.started_at, &other.id)));
    calls
}

/// Whether a link failure may have hidden something of a call that is over.
#[must_use]
pub fn is_doubtful(call: &Call) -> bool {
    call.merged_into.is_none() && call.state == CallState::Ended && (call.gaps > 0 || call.reconstructed)
}
