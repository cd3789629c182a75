//! `queueVisits`: entries into queues, with the ringings of members.

use callflow_core::call::{Attempt, QueueVisit};
use mongodb::bson::Bson;

use super::Fields;
use crate::words::word;

pub(crate) fn fields(fields: Fields, visit: &QueueVisit) -> Fields {
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
