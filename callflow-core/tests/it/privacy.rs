//! What is hidden and what is forgotten is in no field of a record any more.

use callflow_core::call::{
    AttemptOutcome, Direction, EarlierAttempts, Forward, Hold, Park, Pickup, Playback, Recording, StasisStay,
    Transfer, TransferKind, TurnedAway,
};
use callflow_core::privacy::{FORGOTTEN, forget, mask, masked_call, mentions};
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::{Call, CallId};
use proptest::prelude::*;
use serde_json::Value;

use crate::captures::last_records;
use crate::recording::{folders, play, read};

const CALLER: &str = "+12025550143";
const DID: &str = "+15125550170";

fn json(call: &Call) -> String {
    serde_json::to_string(call).unwrap()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A record with something in every list.
fn full() -> Call {
    let person = || Some("101".into());
    let fill = |call: &mut Call| {
        call.caller.name = Some("Zoë O'Neil".into());
        call.transfers.push(Transfer {
            kind: TransferKind::Blind,
            by: person(),
            to: person(),
            at: at(9),
            succeeded: true,
            consult_ms: None,
        });
        call.forwards.push(Forward { from: person(), to: "102".into() });
        call.pickups.push(Pickup { from: person(), by: person() });
        call.holds.push(Hold { by: person(), from: at(9), to: None, ms: 3 });
        call.parks.push(Park {
            by: person(),
            space: Some("901".into()),
            lot: Some("default".into()),
            from: at(9),
            to: None,
            outcome: None,
            retrieved_by: None,
        });
        let file = Some("/var/spool/in.wav".into());
        call.recordings.push(Recording { file, from: at(9), to: None, paused_ms: 0 });
        let media = "recording:hello".into();
        call.playbacks.push(Playback { media, from: at(9), to: None, failed: false });
        let args = vec!["in".into()];
        call.stasis.push(StasisStay { application: "menu".into(), args, from: at(9), to: None });
        call.turned_away.push(TurnedAway { queue: "support".into(), at: at(1) });
        let member = "102".into();
        let outcome = Some(AttemptOutcome::Busy);
        call.queue_visits[0].earlier_attempts.push(EarlierAttempts {
            member,
            outcome,
            attempts: 3,
            ring_ms: 9,
        });
        call.dtmf.push("1".into());
        call.merged.push(CallId::new("other"));
        call.variables.insert("LANG".into(), "en".into());
    };
    Sample::new("c", 0).inbound(CALLER, DID).through("sales", "101").with(fill).build()
}

/// The places of all texts and of all that is nothing, but for those that a record is known by.
fn places(value: &Value, place: String, out: &mut Vec<String>) {
    match value {
        Value::String(_) | Value::Null => out.push(place),
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(n, value)| places(value, format!("{place}/{n}"), out));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| places(value, format!("{place}/{name}"), out));
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The record with a text in each place that takes one.
fn with_text_everywhere(text: &str) -> Vec<(String, Call)> {
    let record = serde_json::to_value(full()).unwrap();
    let mut all = Vec::new();
    places(&record, String::new(), &mut all);
    let known_by = ["/id", "/tenant", "/pbx", "/merged_into", "/merged/0"];
    let with_text = |place: String| {
        let mut record = record.clone();
        *record.pointer_mut(&place)? = text.into();
        // A time or a word of a table does not take any text.
        Some((place, serde_json::from_value(record).ok()?))
    };
    let all: Vec<_> =
        all.into_iter().filter(|place| !known_by.contains(&place.as_str())).filter_map(with_text).collect();
    // So that they are not missed by mistake.
    assert!(all.len() > 45, "{}", all.len());
    all
}

#[test]
fn a_number_is_forgotten_in_every_field() {
    for text in ["+14155550199", "9014155550199", "x-1 (415) 555-0199.y", "Local/14155550199@from-queue;1"] {
        for (place, call) in with_text_everywhere(text) {
            // An id does not have signs between its digits.
            if place.ends_with("id") || place.ends_with("bridge") {
                if digits(text).len() == text.len() {
                    assert!(mentions(&call, "+14155550199"), "{place}");
                }
                continue;
            }
            let forgotten = forget(&call, "+14155550199", at(99)).expect(&place);
            let left = json(&forgotten);
            assert!(!left.contains("4155550199") && !left.contains("555-0199"), "{place}: {left}");
            assert!(left.contains(CALLER) || place.contains("caller"), "{place}: {left}");
        }
    }
}

#[test]
fn names_of_variables_are_texts_too() {
    let mut call = full();
    call.variables.insert("FROM_14155550199".into(), "x".into());
    let forgotten = forget(&call, "14155550199", at(99)).unwrap();
    assert_eq!(
        forgotten.variables.keys().map(|name| &**name).collect::<Vec<_>>(),
        ["FROM_forgotten", "LANG"]
    );
}

#[test]
fn what_is_forgotten_takes_its_names_along() {
    let mut call = full();
    call.variables.insert("GREETING".into(), "Hello, Zoë O'Neil!".into());
    call.legs[0].name = Some("Zoë O'Neil".into());
    call.legs[0].number = Some("12025550143".into());
    call.legs[1].name = Some("Bob Example".into());
    let forgotten = forget(&call, CALLER, at(99)).unwrap();
    assert_eq!((&forgotten.caller.number, &forgotten.caller.name), (&None, &None));
    assert_eq!((&forgotten.legs[0].number, &forgotten.legs[0].name), (&None, &None));
    assert_eq!(&*forgotten.variables["GREETING"], "Hello, forgotten!");
    assert_eq!(forgotten.legs[1].name.as_deref(), Some("Bob Example"));
    assert!(!json(&forgotten).contains("Neil"));
    // All else is as it was, but for the version.
    assert_eq!((forgotten.version, forgotten.revised_at), (call.version + 1, Some(at(99))));
    assert_eq!((forgotten.did, forgotten.dialled), (call.did, call.dialled));
    assert_eq!((forgotten.talk_ms, forgotten.queue_visits), (call.talk_ms, call.queue_visits));
}

#[test]
fn a_channel_tells_whose_name_it_is_where_no_number_was_seen() {
    let mut call = full();
    call.legs[0].channel = "PJSIP/12025550143-00000001".into();
    call.legs[0].name = Some("Ann of the channel".into());
    call.legs[0].number = None;
    let forgotten = forget(&call, CALLER, at(99)).unwrap();
    assert_eq!((&*forgotten.legs[0].channel, &forgotten.legs[0].name), ("PJSIP/forgotten-00000001", &None));
    call.legs[0].number = Some("103".into());
    let forgotten = forget(&call, CALLER, at(99)).unwrap();
    assert_eq!(forgotten.legs[0].name.as_deref(), Some("Ann of the channel"));
}

#[test]
fn an_extension_is_forgotten_where_it_stands_alone() {
    let mut call = full();
    (call.queue, call.conference) = (Some("101".into()), Some("101".into()));
    call.legs[1].channel = "PJSIP/101-00000101".into();
    call.recordings[0].file = Some("/rec/101-to-1101.wav".into());
    let forgotten = forget(&call, "101", at(99)).unwrap();
    assert_eq!((&forgotten.answered_by, &forgotten.final_party), (&None, &None));
    assert_eq!((&*forgotten.parties[0].number, &forgotten.parties[0].name), (FORGOTTEN, &None));
    assert_eq!(&*forgotten.legs[1].channel, "PJSIP/forgotten-00000101");
    assert_eq!(forgotten.recordings[0].file.as_deref(), Some("/rec/forgotten-to-1101.wav"));
    assert_eq!(forgotten.caller.number.as_deref(), Some(CALLER));
    // A queue or a room of that name is something else.
    assert_eq!((forgotten.queue.as_deref(), forgotten.conference.as_deref()), (Some("101"), Some("101")));
}

#[test]
fn keyed_digits_are_forgotten_in_parts_too() {
    let mut call = full();
    call.dtmf = ["1", "1415", "5550199#"].map(Into::into).into();
    let forgotten = forget(&call, "+14155550199", at(99)).unwrap();
    assert_eq!(forgotten.dtmf, [FORGOTTEN; 3].map(Into::into));
}

#[test]
fn what_is_not_there_changes_nothing() {
    for number in ["+14155550199", "999", "alice", "", "+", " "] {
        assert_eq!(forget(&full(), number, at(99)), None, "{number:?}");
    }
}

#[test]
fn the_seconds_of_an_id_are_no_number() {
    let call = full();
    let second = call.linkedid.as_str().split_once('.').unwrap().0.to_owned();
    assert_eq!(second.len(), 10);
    assert_eq!(forget(&call, &second, at(99)), None);
}

/// Everyone in a record: the numbers of six digits and more, and the extensions.
fn everyone(call: &Call) -> (Vec<String>, Vec<String>) {
    let caller = &call.caller;
    let numbers = [&caller.number, &caller.first_number, &call.answered_by, &call.final_party];
    let numbers = numbers.into_iter().flatten().chain(call.parties.iter().map(|party| &party.number));
    let legs = call.legs.iter().filter_map(|leg| leg.number.as_ref());
    numbers.chain(legs).map(|number| number.to_string()).partition(|number| digits(number).len() >= 6)
}

#[test]
fn everyone_in_every_recording_can_be_forgotten_and_hidden() {
    let (mut numbers, mut extensions) = (0, 0);
    for folder in folders() {
        let (_, changes) = play(&read(&folder));
        for call in last_records(&changes) {
            let (outside, inside) = everyone(&call);
            for number in outside {
                let forgotten = forget(&call, &number, at(99)).unwrap();
                let left = json(&forgotten);
                assert!(!left.contains(&digits(&number)), "{number} in {folder:?}: {left}");
                assert_eq!(forget(&forgotten, &number, at(99)), None, "{number} in {folder:?}");
                numbers += 1;
                let shown = json(&masked_call(&call));
                let own = call.did.as_deref() == Some(&number);
                assert_eq!(shown.contains(&digits(&number)), own, "{number} in {folder:?}: {shown}");
            }
            for number in inside.iter().filter(|number| **number != "unknown") {
                let forgotten = forget(&call, number, at(99)).unwrap();
                assert!(!everyone(&forgotten).1.contains(number), "{number} in {folder:?}");
                assert_eq!(forget(&forgotten, number, at(99)), None, "{number} in {folder:?}");
                let shown = everyone(&masked_call(&call)).1;
                let shown: Vec<_> = shown.into_iter().filter(|number| !number.contains('•')).collect();
                assert_eq!(shown, inside, "{folder:?}");
                extensions += 1;
            }
        }
    }
    assert!(numbers > 300 && extensions > 500, "{numbers} {extensions}");
}

#[test]
fn outside_numbers_are_hidden_in_every_field() {
    for (place, call) in with_text_everywhere("2025550143") {
        let shown = json(&masked_call(&call));
        // The DID is the company's own, whatever number that is.
        if place != "/did" {
            assert!(!shown.contains("5550143"), "{place}: {shown}");
            assert!(shown.contains(DID), "{place}: {shown}");
        }
        assert!(shown.contains("\"+1202555••••\"") || place.contains("caller/number"), "{place}: {shown}");
    }
}

#[test]
fn a_masked_record_hides_people_and_nothing_else() {
    let mut call = full();
    call.legs[0].channel = "PJSIP/trunk-00000001".into();
    call.legs[1].channel = "Local/912025550143@out-00000002;1".into();
    call.variables.insert("WHO".into(), "Zoë O'Neil of 4155550199".into());
    call.variables.insert("READ_AS".into(), "(415) 555-0199".into());
    let shown = masked_call(&call);
    assert_eq!(shown.caller.number.as_deref(), Some("+1202555••••"));
    assert_eq!(shown.caller.name.as_deref(), Some("••••"));
    assert_eq!((&shown.did, &shown.dialled), (&call.did, &call.dialled));
    assert_eq!(
        (&*shown.legs[0].channel, &shown.legs[0].uniqueid),
        ("PJSIP/trunk-00000001", &call.legs[0].uniqueid)
    );
    assert_eq!(&*shown.legs[1].channel, "Local/91202555••••@out-00000002;1");
    assert_eq!(&*shown.variables["WHO"], "•••• of 415555••••");
    assert_eq!(&*shown.variables["READ_AS"], "(415) 555-••••");
    assert_eq!(shown.dtmf, ["•".into()]);
    // Colleagues are no strangers.
    assert_eq!((&shown.answered_by, &shown.answered_by_name), (&call.answered_by, &call.answered_by_name));
    assert_eq!((&shown.parties, &shown.queue_visits), (&call.parties, &call.queue_visits));
    assert_eq!((shown.version, shown.revised_at, &shown.id), (call.version, call.revised_at, &call.id));
}

#[test]
fn a_caller_who_hides_the_number_has_a_name_to_hide() {
    let mut call = full();
    call.caller.number = None;
    assert_eq!(masked_call(&call).caller.name.as_deref(), Some("••••"));
    call.direction = Direction::Internal;
    assert_eq!(masked_call(&call).caller.name.as_deref(), Some("Zoë O'Neil"));
}

#[test]
fn the_last_digits_are_hidden() {
    for (number, want) in [
        ("", ""),
        ("101", "101"),
        ("30001", "30001"),
        ("300012", "30••••"),
        ("+4930123456", "+493012••••"),
        ("alice", "alice"),
        ("+1 202-555-0143", "+1 202-555-••••"),
        ("*31#2025550143", "*31#202555••••"),
    ] {
        assert_eq!(mask(number), want, "{number}");
    }
}

proptest! {
    /// Wherever a number of six digits or more stands, and however it is written.
    #[test]
    fn no_digits_of_a_forgotten_number_are_left(
        number in "[0-9]{6,15}",
        before in "[a-z/@ +0-9-]{0,6}",
        after in "[a-z/@ 0-9-]{0,6}",
        sign in "[-. ]?",
        field in any::<prop::sample::Index>(),
    ) {
        // Times, durations and ids have digits of their own.
        prop_assume!(!json(&full()).contains(&number));
        let written: Vec<String> = number.chars().map(String::from).collect();
        let text = format!("{before}{}{after}", written.join(&sign));
        let fields = with_text_everywhere(&text);
        let (place, call) = field.get(&fields);
        prop_assume!(!place.ends_with("id") && !place.ends_with("bridge"));
        let forgotten = forget(call, &number, at(3_600)).expect(place);
        prop_assert!(!json(&forgotten).contains(&number), "{}: {}", place, json(&forgotten));
        prop_assert_eq!(forget(&forgotten, &number, at(3_600)), None);
    }
}
