//! Any one event may be lost: the record then differs only in what that event said and no other says again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use callflow_core::{CallFlow, Input, Timestamp, source};

use super::{Numbers, Told, flow};
use crate::recording::{Step, folders, read};

/// What each event alone says: the fields that may differ where it is missing. An event that is not listed is not
/// missed.
const SAYS: &[(&str, &[&str])] = &[
    // Which member is called on which channel; who answered and who let it ring is told again.
    ("AgentCalled", &["legs.role", "parties.role", "queue_visits.attempts"]),
    ("AttendedTransfer", &["transfers"]),
    // A hold during which a transfer was dialled is none, and whom it leads to is no party of the first dial.
    ("BlindTransfer", &["hold_ms", "holds", "legs.role", "parties.role", "transfers"]),
    // That somebody was in a bridge is told by the leaving, but not since when; a consultation is known by who
    // else was in its bridge, and a redirect by the extension at which the caller entered.
    ("BridgeEnter", &["hold_ms", "holds", "segments", "transfers"]),
    // That the talk is over is told by its partner's leaving, by the hangup or the bridge's end.
    ("BridgeLeave", &["final_party", "segments", "transfers"]),
    ("ConfbridgeJoin", &["answered", "answered_at", "conference", "disposition", "talk_ms", "wait_ms"]),
    ("CoreShowChannel", &["legs in order", "segments"]),
    // The keys, and who ended the call by one.
    ("DTMFEnd", &["dtmf", "hung_up_by"]),
    // The dial string, which the dial plan's step tells again only where it is that of a `Dial()`: of an Originate
    // it is the only word of the number outside; and who is called when nothing ends that dial.
    (
        "DialBegin",
        &[
            "answered_by",
            "answered_by_name",
            "caller",
            "dialled",
            "final_party",
            "hung_up_by",
            "legs.number",
            "legs.role",
            "parties",
            "parties.role",
            "segments",
        ],
    ),
    ("DialEnd", &["disposition", "forwards", "legs.dial_status", "parties.outcome"]),
    // When a channel ended and what of; what ends with it is closed by what ends the call.
    (
        "Hangup",
        &[
            "blocked",
            "disposition",
            "hangup_cause",
            "legs.ended_at",
            "legs.hangup_cause",
            "queue_visits.attempts",
            "reconstructed",
            "ring_ms",
        ],
    ),
    // Who hung up, which makes a caller's leaving an abandon.
    ("HangupRequest", &["disposition", "hung_up_by", "queue_visits.outcome"]),
    ("Hold", &["hold_ms", "holds", "queue_visits.hold_ms"]),
    ("MixMonitorMute", &["recordings"]),
    ("MixMonitorStart", &["recordings"]),
    ("MixMonitorStop", &["recordings"]),
    ("NewCallerid", &["caller", "legs.name"]),
    // Where a channel was born and with which name. That its beginning was not seen is an anomaly.
    (
        "Newchannel",
        &[
            "anomalies",
            "answered_by_name",
            "caller",
            "dialled",
            "legs in order",
            "legs.name",
            "legs.role",
            "parties in order",
            "parties.name",
            "parties.role",
            "queue_visits.attempts",
            "reconstructed",
        ],
    ),
    // The steps of the dial plan.
    (
        "Newexten",
        &[
            "disposition",
            "forwards",
            "parties",
            "queue_visits.outcome",
            "recordings",
            "transfers",
            "turned_away",
            "voicemail",
        ],
    ),
    ("Newstate", &["disposition", "legs.answered_at", "ring_ms"]),
    ("OriginateResponse", &["caller", "dialled"]),
    // Why the parking ended, where nobody retrieved.
    ("ParkedCallGiveUp", &["parks"]),
    ("ParkedCallTimeOut", &["parks"]),
    ("ParkedCall", &["legs.role", "parks", "parties.role", "transfers"]),
    ("Pickup", &["legs.role", "parties.outcome", "parties.role", "pickups"]),
    // That a caller who was redirected had not been let go by the queue.
    ("QueueCallerAbandon", &["queue_visits.outcome", "transfers"]),
    // When the caller joined is told by the step of the dial plan, a moment earlier.
    (
        "QueueCallerJoin",
        &["queue_visits.joined_at", "queue_visits.position", "queue_visits.wait_ms", "wait_ms"],
    ),
    ("QueueCallerLeave", &["queue_visits.outcome"]),
    ("QueueEntry", &["queue_visits.joined_at", "queue_visits.position", "queue_visits.wait_ms", "wait_ms"]),
    ("QueueMemberPause", &["queue_visits.outcome"]),
    // The manager's hangup, which is no caller's.
    ("SoftHangupRequest", &["queue_visits.outcome"]),
    ("Status", &["dialled", "did"]),
    ("UnParkedCall", &["legs.role", "parks", "parties.role"]),
    ("Unhold", &["hold_ms", "holds"]),
    // `MIXMONITOR_FILENAME`.
    ("VarSet", &["recordings"]),
];

/// What is told of a call by who is gone from it.
const GONE: &[&str] = &["final_party", "hung_up_by", "transfers"];

/// Where an event says more because nothing comes after it to say it again.
const SAYS_IN: &[(&str, &str, &[&str])] = &[
    // The link is lost while they talk, and no leaving is seen.
    (
        "29b-crash-in-mid-call",
        "BridgeEnter",
        &[
            "answered",
            "answered_at",
            "answered_by",
            "answered_by_name",
            "disposition",
            "final_party",
            "parties.answered",
            "parties.outcome",
        ],
    ),
    // Another phone picked up what rang for the member.
    ("52-fp-pickup", "AgentConnect", &["queue_visits.attempts", "queue_visits.member"]),
    ("52-fp-pickup", "DialBegin", &["queue_visits.attempts", "queue_visits.member"]),
    ("52-fp-pickup", "Pickup", &["queue_visits.attempts", "queue_visits.member"]),
    ("97-queue-call-picked-up", "AgentConnect", &["queue_visits"]),
    ("97-queue-call-picked-up", "AgentCalled", &["queue_visits.member"]),
    ("97-queue-call-picked-up", "DialEnd", &["queue_visits.attempts"]),
    ("97-queue-call-picked-up", "Pickup", &["queue_visits.attempts", "queue_visits.member"]),
    // The second of two visits of one queue, which is told apart from the first by its joining; whom the transfer
    // back into the queue reached.
    ("80-back-into-the-same-queue", "QueueCallerJoin", &["queue_visits", "transfers"]),
    ("80-back-into-the-same-queue", "AgentConnect", &["transfers"]),
    ("99-same-queue-twice", "QueueCallerJoin", &["disposition", "queue_visits"]),
    ("99-same-queue-twice", "AgentRingNoAnswer", &["queue_visits.attempts"]),
    // The next thing that the caller does comes after an announcement, or in another queue.
    ("92-queue-to-queue-to-voicemail", "QueueCallerLeave", &["queue_visits.left_at", "queue_visits.wait_ms"]),
    ("92-queue-to-queue-to-voicemail", "AgentRingNoAnswer", &["queue_visits.attempts"]),
    // That the caller who transferred himself out is gone: the others' talk goes on as the call.
    ("72-transfer-by-the-caller", "Hangup", GONE),
    ("73-both-transfer", "Hangup", GONE),
    ("74-attended-transfers-by-the-caller", "Hangup", GONE),
    ("77-both-originals-leave", "Hangup", GONE),
    ("80-back-into-the-same-queue", "Hangup", GONE),
    ("111-fp-follow-me-then-transfer", "Hangup", GONE),
    ("116-storm-of-transfers", "Hangup", GONE),
    // The end of the caller's leg, or of the consultation, while others talk on.
    ("76-caller-leaves-a-consultation", "Hangup", &["talk_ms", "transfers"]),
    ("79-three-way-caller-leaves", "Hangup", &["talk_ms"]),
    ("106-callee-goes-on", "Hangup", &["talk_ms"]),
    ("108-member-transfers-outside", "Hangup", &["talk_ms", "transfers"]),
    ("113-hung-up-by-a-key", "Hangup", &["talk_ms"]),
    // The member who hung up in its announcement.
    ("94-penalty-and-announcement-to-the-agent", "Hangup", &["queue_visits.member", "queue_visits.outcome"]),
    // Who stays when a consultation or a three-way talk is over.
    ("74-attended-transfers-by-the-caller", "BridgeEnter", &["final_party", "hung_up_by"]),
    ("75-consultation-taken-back", "BridgeEnter", &["hung_up_by"]),
    ("79-three-way-caller-leaves", "BridgeEnter", &["final_party"]),
    ("108-member-transfers-outside", "BridgeEnter", &["queue_visits.talk_ms"]),
    // That the caller went on to a survey.
    ("96-survey-after-the-queue", "Newexten", &["hung_up_by"]),
    // A call that is nothing but this and its end.
    ("109-pickup-of-nothing", "Newchannel", &["default-1795267416.1165 lost", "default-1795266639.189 lost"]),
    // A room makes no one call of two: only the transfer does.
    (
        "87-attended-into-queue-and-conference",
        "AttendedTransfer",
        &["default-1795266448.38 invented", "legs"],
    ),
    // An agent's standing line is lent to the call in whose bridge it is.
    (
        "56-fp-agent-pool",
        "BridgeEnter",
        &[
            "answered",
            "answered_at",
            "answered_by",
            "answered_by_name",
            "disposition",
            "final_party",
            "legs",
            "parties",
            "queue_visits.talk_ms",
            "talk_ms",
            "wait_ms",
        ],
    ),
    // Asterisk was started anew, and is not known to have been.
    ("29b-crash-in-mid-call", "FullyBooted", &["disposition", "queue_visits.outcome", "reconstructed"]),
    // It goes down, and what is still open ends with the link.
    ("29-restart-in-mid-call", "Hangup", &["duration_ms", "ended_at", "gaps", "talk_ms", "wait_ms"]),
    ("29-restart-in-mid-call", "AgentRingNoAnswer", &["queue_visits.attempts"]),
    // The member's channel was not there yet when the lists were asked for.
    (
        "35-attach-in-mid-call",
        "AgentConnect",
        &[
            "legs.role",
            "parties.role",
            "queue_visits.attempts",
            "queue_visits.member",
            "queue_visits.outcome",
            "queue_visits.talk_ms",
        ],
    ),
];

/// Events without which a call stays open, until Asterisk lists its channels.
const ENDS: &[&str] = &["FullyBooted", "Hangup"];

/// Events that carry channel variables, as any may.
const ANY_MAY_SAY: &str = "variables";

/// Those frames of a recording that say something.
fn telling(folder: &Path) -> Vec<(Timestamp, Step)> {
    let mut steps = read(folder);
    steps.retain(|(at, step)| match step {
        Step::Event(frame) => source::ami::signal(&frame.as_frame(), *at).is_some(),
        Step::LinkLost => true,
    });
    steps
}

fn take(flow: &mut CallFlow, (at, step): &(Timestamp, Step)) {
    match step {
        Step::Event(frame) => flow.handle(Input::Ami(frame.as_frame()), *at),
        Step::LinkLost => flow.handle(Input::LinkLost, *at),
    }
}

fn told(flow: &mut CallFlow) -> Told {
    Told::of(&std::iter::from_fn(|| flow.poll_output()).collect::<Vec<_>>())
}

fn event_name(step: &Step) -> Option<String> {
    match step {
        Step::Event(frame) => Some(String::from_utf8_lossy(frame.as_frame().event_name()?).into_owned()),
        Step::LinkLost => None,
    }
}

/// Leaves out of a recording each of the events that are chosen, one at a time.
fn leave_out(folder: &Path, choose: impl Fn(&[(Timestamp, Step)]) -> BTreeSet<usize>) -> Vec<String> {
    let steps = telling(folder);
    let chosen = choose(&steps);
    let mut flow = flow();
    let mut before = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        if chosen.contains(&place) {
            before.push((place, flow.clone()));
        }
        take(&mut flow, step);
    }
    let whole = told(&mut flow);
    let mut wrong = Vec::new();
    for (place, mut flow) in before {
        let name = event_name(&steps[place].1).unwrap();
        // Nothing but time in its place.
        flow.handle(Input::Tick, steps[place].0);
        steps[place + 1..].iter().for_each(|step| take(&mut flow, step));
        if flow.live_count() > 0 && !ENDS.contains(&&*name) {
            wrong.push(format!("{} without {name} {place}: a call stays open", folder.display()));
        }
        let mark = flow.mark();
        let end = steps.last().map(|(at, _)| *at).unwrap();
        flow.handle(Input::Snapshot { items: &[], all_channels: Some(mark) }, end);
        assert_eq!(flow.live_count(), 0, "{} without {name} {place}", folder.display());
        let differs = whole.differences(&told(&mut flow));
        let differs = differs.iter().filter(|field| !may_differ(folder, &name, field));
        wrong.extend(differs.map(|what| format!("{} without {name} {place}: {what}", folder.display())));
    }
    wrong
}

fn may_differ(folder: &Path, event: &str, field: &str) -> bool {
    let said = SAYS.iter().filter(|(name, _)| *name == event).map(|(_, fields)| *fields);
    let here = SAYS_IN.iter().filter(|(of, name, _)| *name == event && folder.ends_with(of));
    let mut fields = said.chain(here.map(|(_, _, fields)| *fields)).flatten();
    // Who says what a list holds says all of its items.
    let of_list = field.split('.').next();
    field == ANY_MAY_SAY || fields.any(|said| *said == field || Some(*said) == of_list)
}

fn all_events(steps: &[(Timestamp, Step)]) -> BTreeSet<usize> {
    (0..steps.len()).filter(|place| matches!(steps[*place].1, Step::Event(_))).collect()
}

/// One event of each name.
fn some_events(steps: &[(Timestamp, Step)], numbers: &mut Numbers) -> BTreeSet<usize> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, (_, step)) in steps.iter().enumerate() {
        if let Some(name) = event_name(step) {
            places.entry(name).or_default().push(place);
        }
    }
    let mut one = |places: &Vec<usize>| places[usize::try_from(numbers.below(places.len() as u64)).unwrap()];
    places.values().map(&mut one).collect()
}

#[test]
fn an_event_of_each_name_may_be_missing() {
    let wrong: Vec<String> = (0..)
        .zip(folders())
        .flat_map(|(seed, folder)| leave_out(&folder, |steps| some_events(steps, &mut Numbers(seed))))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
#[ignore = "takes minutes; run it with --release"]
fn any_one_event_may_be_missing() {
    let wrong: Vec<String> = folders().iter().flat_map(|folder| leave_out(folder, all_events)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
