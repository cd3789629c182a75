//! `call_legs`: one row a channel of a call that is over.

use callflow_core::Call;

use crate::bind::Rows;
use crate::schema::{Conflict, Table};

pub(crate) const TABLE: Table = Table {
    name: "call_legs",
    columns: &[
        "call_id",
        "n",
        "uniqueid",
        "channel",
        "role",
        "number",
        "name",
        "started_at",
        "ringing_at",
        "answered_at",
        "ended_at",
        "hangup_cause",
        "dial_status",
        "internal",
    ],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::Never,
};

/// Adds the rows of a call.
pub(crate) fn add(rows: &mut Rows, call: &Call) {
    for (n, leg) in (0..).zip(&call.legs) {
        rows.key(call.id.as_str()).number(n).text(leg.uniqueid.as_str()).text(&leg.channel).word(&leg.role);
        rows.text_or_null(leg.number.as_deref()).text_or_null(leg.name.as_deref());
        rows.time(leg.started_at).time_or_null(leg.ringing_at).time_or_null(leg.answered_at);
        rows.time_or_null(leg.ended_at).number_or_null(leg.hangup_cause.map(|cause| cause.number().into()));
        rows.text_or_null(leg.dial_status.as_deref()).flag(leg.internal);
    }
}
