//! `queue_visits` and `queue_attempts`: waits in queues, and the ringing of members, of calls that are over.

use callflow_core::Call;

use crate::bind::Rows;
use crate::schema::{Conflict, Table};

pub(crate) const VISITS: Table = Table {
    name: "queue_visits",
    columns: &[
        "call_id",
        "n",
        "queue",
        "joined_at",
        "left_at",
        "outcome",
        "position",
        "wait_ms",
        "member",
        "talk_ms",
        "hold_ms",
    ],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::Never,
};

pub(crate) const ATTEMPTS: Table = Table {
    name: "queue_attempts",
    columns: &["call_id", "visit", "n", "member", "outcome", "ring_ms"],
    key: 3,
    partitioned_key: None,
    conflict: Conflict::Never,
};

/// Adds the visits of a call.
pub(crate) fn add_visits(rows: &mut Rows, call: &Call) {
    for (n, visit) in (0..).zip(&call.queue_visits) {
        rows.key(call.id.as_str()).number(n).text(&visit.queue);
        rows.time(visit.joined_at).time_or_null(visit.left_at).word_or_null(visit.outcome.as_ref());
        rows.number_or_null(visit.position.map(Into::into)).count(visit.wait_ms);
        rows.text_or_null(visit.member.as_deref()).count(visit.talk_ms).count(visit.hold_ms);
    }
}

/// Adds the attempts of all visits of a call.
pub(crate) fn add_attempts(rows: &mut Rows, call: &Call) {
    for (visit, of) in (0..).zip(&call.queue_visits) {
        for (n, attempt) in (0..).zip(&of.attempts) {
            rows.key(call.id.as_str()).number(visit).number(n).text(&attempt.member);
            rows.word_or_null(attempt.outcome.as_ref()).count(attempt.ring_ms);
        }
    }
}
