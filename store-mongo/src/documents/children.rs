//! `callLegs`, `bridgeSegments`, `queueVisits`, `recordings`: what is below a call that is over.

use callflow_core::Call;
use callflow_core::call::{Attempt, BridgeSegment, CallLeg, QueueVisit};
use callflow_core::store::{RecordingRow, Standing, StoreError, is_live, over_since, recordings};
use mongodb::bson::{Bson, RawDocumentBuf};

use super::Fields;
use crate::schema::BELOW_CALLS;
use crate::words::word;

/// The documents below a call, by the collections of [`BELOW_CALLS`].
pub(crate) type Children = [Vec<RawDocumentBuf>; BELOW_CALLS.len()];

/// The documents below a call; none of a live one, as they would be written anew with each of its versions.
pub(crate) fn below(call: &Call) -> Result<Children, StoreError> {
    if is_live(call) {
        return Ok(Children::default());
    }
    Ok([
        all(call, call.legs.iter().map(|it| leg(Fields::default(), it)))?,
        all(call, call.segments.iter().map(|it| segment(Fields::default(), it)))?,
        all(call, call.queue_visits.iter().map(|it| visit(Fields::default(), it)))?,
        all(call, recordings(call).iter().map(|it| recording(Fields::default(), it, call)))?,
    ])
}

/// Adds to each whose it is, its place, and the standing of the record that it comes from.
fn all(call: &Call, children: impl Iterator<Item = Fields>) -> Result<Vec<RawDocumentBuf>, StoreError> {
    let standing = Standing::of(call);
    let whole = |(n, fields): (u32, Fields)| {
        fields
            // As a recording is named in lists, and in the order of the record.
            .set("_id", RecordingRow::order_id(&call.id, n))
            .set("callId", call.id.as_str())
            .set("n", i64::from(n))
            .set("tenant", &*call.tenant)
            .set("pbx", &*call.pbx)
            .set("callVersion", i64::from(standing.version))
            .set("callEnded", standing.ended)
            .date("callOverAt", over_since(call))
            .encode()
    };
    (0..).zip(children).map(whole).collect()
}

fn leg(fields: Fields, leg: &CallLeg) -> Fields {
    fields
        .set("uniqueid", leg.uniqueid.as_str())
        .set("channel", &*leg.channel)
        .set("role", word(&leg.role))
        .text("number", leg.number.as_ref())
        .text("name", leg.name.as_ref())
        .date("startedAt", Some(leg.started_at))
        .date("ringingAt", leg.ringing_at)
        .date("answeredAt", leg.answered_at)
        .date("endedAt", leg.ended_at)
        .maybe("hangupCause", leg.hangup_cause.map(|cause| i64::from(cause.number())))
        .text("dialStatus", leg.dial_status.as_ref())
        .set("internal", leg.internal)
}

fn segment(fields: Fields, segment: &BridgeSegment) -> Fields {
    let parties: Vec<Bson> = segment.parties.iter().map(|party| Bson::from(&**party)).collect();
    fields
        .set("bridge", segment.bridge.as_str())
        .date("from", Some(segment.from))
        .date("to", segment.to)
        .maybe("ms", segment.to.map(|to| super::number(to.millis_since(segment.from))))
        .set("parties", parties)
}

fn visit(fields: Fields, visit: &QueueVisit) -> Fields {
    fields
        .set("queue", &*visit.queue)
        .date("joinedAt", Some(visit.joined_at))
        .date("leftAt", visit.left_at)
        .maybe("outcome", visit.outcome.as_ref().map(word))
        .maybe("position", visit.position.map(i64::from))
        .number("waitMs", visit.wait_ms)
        .text("member", visit.member.as_ref())
        .number("talkMs", visit.talk_ms)
        .number("holdMs", visit.hold_ms)
        .set("attempts", visit.attempts.iter().map(attempt).collect::<Vec<_>>())
}

fn attempt(attempt: &Attempt) -> Bson {
    Fields::default()
        .set("member", &*attempt.member)
        .maybe("outcome", attempt.outcome.as_ref().map(word))
        .number("ringMs", attempt.ring_ms)
        .done()
        .into()
}

fn recording(fields: Fields, row: &RecordingRow, call: &Call) -> Fields {
    let place = usize::try_from(row.n).unwrap_or(usize::MAX);
    fields
        .text("file", row.file.as_ref())
        .moment("from", Some(row.from))
        .moment("to", row.to)
        .maybe("pausedMs", call.recordings.get(place).map(|it| super::number(it.paused_ms)))
        .history(row)
}
