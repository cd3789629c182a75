//! What became of callers who gave up: whether they were called back, or called again and were answered.

use alloc::string::String;
use alloc::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::call::{Call, Direction, VisitOutcome};
use crate::store::numbers;
use crate::time::Timestamp;
use crate::zone::Zone;

/// Whether somebody talked with the caller after all.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CallBackState {
    /// Nobody has called, neither side.
    #[default]
    Open,
    /// Calls there were, and none was answered.
    Tried,
    /// Called back, and answered.
    CalledBack,
    /// The caller called again, and was answered.
    CalledAgain,
    /// Nobody can: the caller showed no number.
    NoNumber,
}

/// What became of a call that was given up.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallBack {
    /// How it stands.
    pub call_back: CallBackState,
    /// When the call was answered that settled it.
    pub settled_at: Option<Timestamp>,
    /// How many calls there were to this number, up to the one that settled it.
    pub calls_back: u64,
    /// How often the number called again, up to the call that settled it.
    pub calls_again: u64,
}

/// A call that was given up in a queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AbandonedRow {
    /// The call's id.
    pub call: Arc<str>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it began, as the clocks of the report's zone show it.
    pub local_started_at: String,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// The caller's number.
    pub number: Option<Arc<str>>,
    /// The caller's name.
    pub name: Option<Arc<str>>,
    /// The number of ours that was called.
    pub did: Option<Arc<str>>,
    /// The queue in which the caller gave up.
    pub queue: Option<Arc<str>>,
    /// How long the caller waited there.
    pub wait_ms: u64,
    /// At which place the caller began to wait there.
    pub position: Option<u32>,
    /// What became of it.
    #[serde(flatten)]
    pub call_back: CallBack,
    /// When the record was last corrected after its end; `null` if it never was.
    pub revised_at: Option<Timestamp>,
}

/// What the calls of the same number that began after `abandoned` had ended make of it; they come in the order in which
/// they began, and live and merged ones count for nothing.
#[must_use]
pub fn call_back<'c>(abandoned: &Call, later: impl IntoIterator<Item = &'c Call>) -> CallBack {
    let Some(number) = abandoned.caller.number.as_deref() else {
        return CallBack { call_back: CallBackState::NoNumber, ..CallBack::default() };
    };
    let mut found = CallBack::default();
    for call in later.into_iter().filter(|call| call.id != abandoned.id && call.merged_into.is_none()) {
        let again = call.caller.number.as_deref() == Some(number);
        if again {
            found.calls_again += 1;
        } else if call.direction != Direction::Inbound && numbers(call).contains(number) {
            found.calls_back += 1;
        } else {
            continue;
        }
        found.call_back = CallBackState::Tried;
        if call.answered {
            found.call_back = if again { CallBackState::CalledAgain } else { CallBackState::CalledBack };
            found.settled_at = call.answered_at.or(Some(call.started_at));
            return found;
        }
    }
    found
}

impl AbandonedRow {
    /// Its columns, for a table without rows.
    pub const COLUMNS: &[&str] = &[
        "call",
        "started_at",
        "local_started_at",
        "tenant",
        "pbx",
        "number",
        "name",
        "did",
        "queue",
        "wait_ms",
        "position",
        "call_back",
        "settled_at",
        "calls_back",
        "calls_again",
        "revised_at",
    ];

    /// The row of a call.
    #[must_use]
    pub fn new(call: &Call, call_back: CallBack, zone: &Zone) -> Self {
        let mut visits = call.queue_visits.iter().rev();
        let visit = visits.find(|visit| visit.outcome == Some(VisitOutcome::Abandoned));
        Self {
            call: call.id.as_str().into(),
            started_at: call.started_at,
            local_started_at: zone.shown(call.started_at),
            tenant: call.tenant.clone(),
            pbx: call.pbx.clone(),
            number: call.caller.number.clone(),
            name: call.caller.name.clone(),
            did: call.did.clone(),
            queue: visit.map(|visit| visit.queue.clone()).or_else(|| call.queue.clone()),
            wait_ms: visit.map_or(call.wait_ms, |visit| visit.wait_ms),
            position: visit.and_then(|visit| visit.position),
            call_back,
            revised_at: call.revised_at,
        }
    }
}
