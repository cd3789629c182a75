//! `QueueStatus` and `QueueSummary`. What a queue is set to is told by no event; those headers have the values
//! of an unchanged `queues.conf`.

use std::time::Duration;

use crate::ami::reply::Reply;
use crate::ami::request::Request;
use crate::state::State;
use crate::wire::value;

const PARAMS: [(&str, &str); 2] = [("Max", "0"), ("Strategy", "ringall")];

const FIGURES: [(&str, &str); 8] = [
    ("Holdtime", "0"),
    ("TalkTime", "0"),
    ("Completed", "0"),
    ("Abandoned", "0"),
    ("ServiceLevel", "0"),
    ("ServicelevelPerf", "0.0"),
    ("ServicelevelPerf2", "0.0"),
    ("Weight", "0"),
];

/// Header of `QueueMember`, and of the events that it is taken from.
const MEMBER: [(&str, &str); 14] = [
    ("Name", "MemberName"),
    ("Location", "Interface"),
    ("StateInterface", "StateInterface"),
    ("Membership", "Membership"),
    ("Penalty", "Penalty"),
    ("CallsTaken", "CallsTaken"),
    ("LastCall", "LastCall"),
    ("LastPause", "LastPause"),
    ("LoginTime", "LoginTime"),
    ("InCall", "InCall"),
    ("Status", "Status"),
    ("Paused", "Paused"),
    ("PausedReason", "PausedReason"),
    ("Wrapuptime", "Wrapuptime"),
];

const CALLER: [&str; 6] =
    ["Channel", "Uniqueid", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName"];

pub(super) fn status(request: &Request<'_>, state: &State, now: Duration, reply: &mut Reply<'_>) {
    reply.list("Queue status will follow");
    let only = request.given("Member");
    for (name, queue) in state.queues.iter(request.given("Queue")) {
        reply.late_item("QueueParams");
        reply.put("Queue", name);
        put_all(&PARAMS, reply);
        reply.put("Calls", queue.callers.len().to_string());
        put_all(&FIGURES, reply);
        reply.put_id();
        reply.end();
        for member in queue.members.values() {
            if only.is_some_and(|only| value(member, "Interface") != Some(only)) {
                continue;
            }
            reply.late_item("QueueMember");
            reply.put("Queue", name);
            for (header, source) in MEMBER {
                reply.put(header, value(member, source).unwrap_or_default());
            }
            reply.put_id();
            reply.end();
        }
        for (place, (since, join)) in queue.callers.iter().enumerate() {
            reply.late_item("QueueEntry");
            reply.put("Queue", name);
            reply.put("Position", (place + 1).to_string());
            for header in CALLER {
                reply.put(header, value(join, header).unwrap_or_default());
            }
            reply.put("Wait", now.saturating_sub(*since).as_secs().to_string());
            reply.put("Priority", "0");
            reply.put_id();
            reply.end();
        }
    }
    reply.complete("QueueStatusComplete", None);
}

pub(super) fn summary(request: &Request<'_>, state: &State, now: Duration, reply: &mut Reply<'_>) {
    reply.list("Queue summary will follow");
    for (name, queue) in state.queues.iter(request.given("Queue")) {
        let has = |member: &[u8], header, wanted: &[u8]| value(member, header) == Some(wanted);
        let logged_in = queue.members.values().filter(|member| !has(member, "Status", b"5"));
        let available = logged_in.clone().filter(|m| has(m, "Status", b"1") && has(m, "Paused", b"0"));
        let longest = queue.callers.iter().map(|(since, _)| now.saturating_sub(*since).as_secs()).max();
        reply.late_item("QueueSummary");
        reply.put("Queue", name);
        reply.put("LoggedIn", logged_in.count().to_string());
        reply.put("Available", available.count().to_string());
        reply.put("Callers", queue.callers.len().to_string());
        put_all(&[("HoldTime", "0"), ("TalkTime", "0")], reply);
        reply.put("LongestHoldTime", longest.unwrap_or_default().to_string());
        reply.put_id();
        reply.end();
    }
    reply.complete("QueueSummaryComplete", None);
}

fn put_all(headers: &[(&str, &str)], reply: &mut Reply<'_>) {
    for (header, value) in headers {
        reply.put(header, value);
    }
}
