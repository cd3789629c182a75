//! The calls behind the figures, one row each.

use alloc::string::String;
use alloc::sync::Arc;

use serde::Serialize;

use crate::call::{Call, Direction, HungUpBy};
use crate::disposition::Disposition;
use crate::time::Timestamp;
use crate::zone::Zone;

/// A call as a table has it. The whole record says more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DetailsRow {
    /// The call's id.
    pub call: Arc<str>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it began, as the clocks of the report's zone show it.
    pub local_started_at: String,
    /// When somebody answered it.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Which way it went.
    pub direction: Direction,
    /// How it came out.
    pub disposition: Option<Disposition>,
    /// The caller's number.
    pub caller_number: Option<Arc<str>>,
    /// The caller's name.
    pub caller_name: Option<Arc<str>>,
    /// What was dialled.
    pub dialled: Option<Arc<str>>,
    /// The number of ours that was called.
    pub did: Option<Arc<str>>,
    /// The last queue that answered, else the last one waited in.
    pub queue: Option<Arc<str>>,
    /// The first person to talk with the caller.
    pub answered_by: Option<Arc<str>>,
    /// That person's name.
    pub answered_by_name: Option<Arc<str>>,
    /// The last person to talk with the caller.
    pub final_party: Option<Arc<str>>,
    /// Who ended it.
    pub hung_up_by: Option<HungUpBy>,
    /// How long a phone rang.
    pub ring_ms: u64,
    /// How long the caller waited.
    pub wait_ms: u64,
    /// How long they talked, hold included.
    pub talk_ms: u64,
    /// How much of that was hold.
    pub hold_ms: u64,
    /// How long it was.
    pub duration_ms: u64,
    /// How many queues the caller entered, each as often as that.
    pub queue_visits: u64,
    /// How often it was transferred, or somebody tried.
    pub transfers: u64,
    /// How many recordings there are of it.
    pub recordings: u64,
    /// Whether it reached a voicemail box.
    pub voicemail: bool,
    /// When the record was last corrected after its end; `null` if it never was.
    pub revised_at: Option<Timestamp>,
}

impl DetailsRow {
    /// Its columns, for a table without rows.
    pub const COLUMNS: &[&str] = &[
        "call",
        "started_at",
        "local_started_at",
        "answered_at",
        "ended_at",
        "tenant",
        "pbx",
        "direction",
        "disposition",
        "caller_number",
        "caller_name",
        "dialled",
        "did",
        "queue",
        "answered_by",
        "answered_by_name",
        "final_party",
        "hung_up_by",
        "ring_ms",
        "wait_ms",
        "talk_ms",
        "hold_ms",
        "duration_ms",
        "queue_visits",
        "transfers",
        "recordings",
        "voicemail",
        "revised_at",
    ];

    /// The row of a call.
    #[must_use]
    pub fn new(call: &Call, zone: &Zone) -> Self {
        Self {
            call: call.id.as_str().into(),
            started_at: call.started_at,
            local_started_at: zone.shown(call.started_at),
            answered_at: call.answered_at,
            ended_at: call.ended_at,
            tenant: call.tenant.clone(),
            pbx: call.pbx.clone(),
            direction: call.direction,
            disposition: call.disposition,
            caller_number: call.caller.number.clone(),
            caller_name: call.caller.name.clone(),
            dialled: call.dialled.clone(),
            did: call.did.clone(),
            queue: call.queue.clone(),
            answered_by: call.answered_by.clone(),
            answered_by_name: call.answered_by_name.clone(),
            final_party: call.final_party.clone(),
            hung_up_by: call.hung_up_by,
            ring_ms: call.ring_ms,
            wait_ms: call.wait_ms,
            talk_ms: call.talk_ms,
            hold_ms: call.hold_ms,
            duration_ms: call.duration_ms,
            queue_visits: call.queue_visits.len() as u64,
            transfers: call.transfers.len() as u64,
            recordings: call.recordings.len() as u64,
            voicemail: call.voicemail,
            revised_at: call.revised_at,
        }
    }
}

#[cfg(all(test, feature = "testkit"))]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::report::{AbandonedRow, CallBack, Record};
    use crate::store::testkit::sample::Sample;

    #[test]
    fn the_columns_are_those_of_a_row() {
        let (call, zone) = (Sample::new("a", 0).build(), Zone::default());
        let details = Record::of(&DetailsRow::new(&call, &zone)).unwrap();
        assert_eq!(details.columns().collect::<Vec<_>>(), DetailsRow::COLUMNS);
        let abandoned = Record::of(&AbandonedRow::new(&call, CallBack::default(), &zone)).unwrap();
        assert_eq!(abandoned.columns().collect::<Vec<_>>(), AbandonedRow::COLUMNS);
    }
}
