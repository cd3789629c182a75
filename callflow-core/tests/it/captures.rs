//! Every recording of a real Asterisk, told as one snapshot each, and the laws that hold on all of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use callflow_core::call::{Call, CallState};
use callflow_core::{CallId, Change, ChangeKind, Timestamp};
use serde_json::{Map, Value};

use crate::recording::{Step, folders, play, read};

/// Recordings that begin in mid-call, where something may rightly stay unexplained.
const UNCLEAN: &[&str] = &["35-attach-in-mid-call"];

/// What a live record shows as a person's until it is known whose it is: who answers a call-back that goes through a
/// queue is its caller, and before that there is only the number that is to be dialled.
const NOT_YET: &[(&str, &str)] = &[("107-originate-to-a-queue-first", "92025550156")];

/// The last record that was told of each call, the first to begin first.
pub(crate) fn last_records(changes: &[Change]) -> Vec<Call> {
    let mut last: BTreeMap<&CallId, &Call> = BTreeMap::new();
    for call in changes.iter().filter_map(|change| change.kind.call()) {
        last.insert(&call.id, call);
    }
    let mut calls: Vec<Call> = last.into_values().cloned().collect();
    calls.sort_by_key(|call| (call.started_at, call.id.clone()));
    calls
}

fn name(folder: &Path) -> String {
    let version = folder.parent().unwrap().file_name().unwrap().to_str().unwrap();
    format!("{version}-{}", folder.file_name().unwrap().to_str().unwrap())
}

/// A record as a story: a line for what is said of the whole call, and one for each thing in it. Times are said from
/// the call's start, and what is nothing, or only a name of Asterisk's, is left out.
fn told(call: &Call) -> String {
    let Value::Object(record) = serde_json::to_value(call).unwrap() else {
        unreachable!("a record is an object")
    };
    let (things, whole): (Vec<_>, Vec<_>) = record.iter().partition(|(_, value)| value.is_array());
    let mut out = format!("{}\n", call.id);
    writeln!(out, "  {}", facts(call, whole)).unwrap();
    for (name, things) in things {
        for thing in things.as_array().unwrap() {
            writeln!(out, "  {name}: {}", fact(call, thing)).unwrap();
        }
    }
    out
}

fn facts<'v>(call: &Call, facts: impl IntoIterator<Item = (&'v String, &'v Value)>) -> String {
    let is_said = |name: &str, value: &Value| {
        let nothing = [Value::Null, false.into(), 0.into(), "".into()].contains(value);
        let is_empty =
            value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(Map::is_empty);
        let named = ["id", "pbx", "tenant", "linkedid", "uniqueid", "bridge", "version"].contains(&name);
        !nothing && !is_empty && !named
    };
    let said = facts.into_iter().filter(|(name, value)| is_said(name, value));
    said.map(|(name, value)| format!("{name} {}", fact(call, value))).collect::<Vec<_>>().join(", ")
}

fn fact(call: &Call, value: &Value) -> String {
    match value {
        Value::Object(fields) => format!("{{{}}}", facts(call, fields)),
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(|value| fact(call, value)).collect();
            format!("[{}]", values.join(" | "))
        }
        Value::String(text) => match serde_json::from_value::<Timestamp>(value.clone()) {
            Ok(at) if at >= call.started_at => format!("+{}", at.millis_since(call.started_at)),
            Ok(at) => format!("-{}", call.started_at.millis_since(at)),
            Err(_) => text.clone(),
        },
        value => value.to_string(),
    }
}

#[test]
fn every_recording_is_told_as_before() {
    for folder in folders() {
        let (_, changes) = play(&read(&folder));
        let calls = last_records(&changes);
        insta::assert_snapshot!(name(&folder), calls.iter().map(told).collect::<String>());
    }
}

#[test]
fn what_its_end_decides_is_open_while_a_call_lives() {
    for folder in folders() {
        let (_, changes) = play(&read(&folder));
        for call in changes.iter().filter_map(|change| change.kind.call()) {
            let ended = call.state == CallState::Ended;
            assert_eq!(
                (call.disposition.is_some(), call.hung_up_by.is_some()),
                (ended, ended),
                "{}",
                call.id
            );
            assert!(ended || !call.blocked, "{} in {}", call.id, folder.display());
            assert_eq!(call.ended_at.is_some(), ended);
        }
    }
}

#[test]
fn no_recording_leaves_a_call_open() {
    for folder in folders() {
        let (flow, changes) = play(&read(&folder));
        assert_eq!(flow.live_calls(), [], "{}", folder.display());
        for call in last_records(&changes) {
            let done = call.state == CallState::Ended || call.merged_into.is_some();
            assert!(done, "{} in {}", call.id, folder.display());
        }
    }
}

#[test]
fn a_clean_recording_has_no_anomaly() {
    for folder in folders().iter().filter(|folder| !UNCLEAN.iter().any(|name| folder.ends_with(name))) {
        let (_, changes) = play(&read(folder));
        let anomaly = changes.iter().find(|change| matches!(change.kind, ChangeKind::Anomaly(_)));
        assert_eq!(anomaly, None, "{}", folder.display());
    }
}

/// Every number that a record shows as a person's, with its field.
fn persons(call: &Call) -> Vec<(&'static str, &str)> {
    let whole = [
        ("caller.number", call.caller.number.as_deref()),
        ("answered_by", call.answered_by.as_deref()),
        ("final_party", call.final_party.as_deref()),
    ];
    let parties = call.parties.iter().map(|party| ("parties", Some(&*party.number)));
    let legs = call.legs.iter().map(|leg| ("legs", leg.number.as_deref()));
    let segments = call.segments.iter().flat_map(|segment| &segment.parties);
    // Who has no number is `unknown` among those who talked.
    let segments = segments.filter(|party| ***party != *"unknown").map(|party| ("segments", Some(&**party)));
    let members = call.queue_visits.iter().map(|visit| ("queue_visits.member", visit.member.as_deref()));
    let attempts = call.queue_visits.iter().flat_map(|visit| &visit.attempts);
    let attempts = attempts.map(|attempt| ("attempts.member", Some(&*attempt.member)));
    let transfers = call.transfers.iter().map(|transfer| ("transfers.by", transfer.by.as_deref()));
    let forwards = call.forwards.iter().map(|forward| ("forwards.from", forward.from.as_deref()));
    let holds = call.holds.iter().map(|hold| ("holds.by", hold.by.as_deref()));
    let pickups = call.pickups.iter().flat_map(|pickup| [&pickup.from, &pickup.by]);
    let pickups = pickups.map(|number| ("pickups", number.as_deref()));
    let parks = call.parks.iter().flat_map(|park| [&park.by, &park.retrieved_by]);
    let parks = parks.map(|number| ("parks", number.as_deref()));
    whole
        .into_iter()
        .chain(parties)
        .chain(legs)
        .chain(segments)
        .chain(members)
        .chain(attempts)
        .chain(transfers)
        .chain(forwards)
        .chain(holds)
        .chain(pickups)
        .chain(parks)
        .filter_map(|(field, number)| Some((field, number?)))
        .collect()
}

/// What a record shows as it was dialled: an access prefix belongs to it.
fn dialled(call: &Call) -> Vec<(&'static str, &str)> {
    let whole = [("dialled", &call.dialled), ("did", &call.did)];
    let whole = whole.into_iter().filter_map(|(field, number)| Some((field, number.as_deref()?)));
    let transfers =
        call.transfers.iter().filter_map(|transfer| Some(("transfers.to", transfer.to.as_deref()?)));
    let forwards = call.forwards.iter().map(|forward| ("forwards.to", &*forward.to));
    whole.chain(transfers).chain(forwards).collect()
}

fn is_asterisks_own(text: &str) -> bool {
    let special = ["", "s", "h", "i", "t", "o", "a", "e", "T", "fax", "asterisk", "anonymous"];
    let technology = ["PJSIP", "SIP/", "SIP_", "IAX2", "DAHDI", "Local", "Message", "Snoop", "Announcer"];
    special.contains(&text)
        || text.contains([';', '/', '@', '<', '>'])
        || technology.iter().any(|technology| text.starts_with(technology))
}

#[test]
fn no_record_shows_asterisks_own_words() {
    let plan = callflow_core::Plan::default();
    for folder in folders() {
        let (_, changes) = play(&read(&folder));
        // Live records too: a supervisor sees each of them.
        for call in changes.iter().filter_map(|change| change.kind.call()) {
            let not_yet = |number: &str| NOT_YET.iter().any(|(of, n)| folder.ends_with(of) && *n == number);
            let known = |(_, number): &(_, &str)| call.state == CallState::Ended || !not_yet(number);
            for (field, number) in persons(call).into_iter().filter(known) {
                // The recordings' outside numbers have ten digits, so eleven that begin with 9 have the prefix.
                let prefixed = number.len() == 11 && number.starts_with('9');
                let wrong = is_asterisks_own(number) || prefixed;
                assert!(!wrong, "{field} {number:?} in {} of {}", call.id, folder.display());
                let shown = plan.explain_number(number);
                assert_eq!(shown.shown.as_deref(), Some(number), "{field} in {}", folder.display());
            }
            for (field, number) in dialled(call) {
                let wrong = is_asterisks_own(number);
                assert!(!wrong, "{field} {number:?} in {} of {}", call.id, folder.display());
            }
        }
    }
}

/// A record that a supervisor saw never takes back its beginning, and its versions rise.
#[test]
fn versions_rise_and_every_begun_call_ends_once() {
    for folder in folders() {
        let (_, changes) = play(&read(&folder));
        crate::laws::check_story_of_changes(&changes);
    }
}

/// Whatever single event of a call is lost: no panic, and no call stays open for good but one whose own hangups
/// are the lost ones.
#[test]
fn any_one_event_may_be_missing() {
    for name in ["01-internal-caller-hangs-up", "11-queue-ring-no-answer-then-answered", "24-forwarded"] {
        let steps = read(&crate::recording::root().join("asterisk-22").join(name));
        let whole = last_records(&play(&steps).1).len();
        for missing in 0..steps.len() {
            let Step::Event(frame) = &steps[missing].1 else { continue };
            let is_hangup = frame.as_frame().event_name() == Some(b"Hangup");
            let mut flow = callflow_core::CallFlow::new("default", callflow_core::Plan::default());
            let mut changes = Vec::new();
            for (place, (at, step)) in steps.iter().enumerate() {
                if place != missing {
                    changes.extend(crate::recording::feed(&mut flow, *at, step));
                }
            }
            assert_eq!(last_records(&changes).len(), whole, "{name} without frame {missing}");
            assert_eq!(flow.live_count(), usize::from(is_hangup), "{name} without frame {missing}");
        }
    }
}
