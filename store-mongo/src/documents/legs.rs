//! `callLegs`: the channels of a call.

use callflow_core::call::CallLeg;

use super::Fields;
use crate::words::word;

pub(crate) fn fields(fields: Fields, leg: &CallLeg) -> Fields {
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
