//! What ARI alone tells, beside what AMI alone does. `docs/truth.md` has the table of what is missing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use ari_client::Event;
use callflow_core::call::Call;
use callflow_core::source::Owner;
use callflow_core::{CallFlow, ChangeKind};
use serde_json::Value;

use super::recorded::{folders_with_ari, play_ari, read_ari};
use crate::captures::last_records;
use crate::disorder::differences::differences;
use crate::recording::{play, read, root};

/// Recordings of which ARI's events are not those of whole calls: the connection ended with Asterisk, or began in
/// mid-call.
const NOT_WHOLE: &[&str] = &["29-restart-in-mid-call", "29b-crash-in-mid-call", "35-attach-in-mid-call"];

fn is_whole(folder: &Path) -> bool {
    !NOT_WHOLE.iter().any(|name| folder.ends_with(name))
}

/// `25` of `asterisk-22/25-stasis-ari`.
fn number(folder: &Path) -> String {
    folder.file_name().unwrap().to_str().unwrap().split('-').next().unwrap().to_owned()
}

/// The calls that became part of no other.
fn calls(records: Vec<Call>) -> Vec<Call> {
    records.into_iter().filter(|call| call.merged_into.is_none()).collect()
}

/// In what the entries of two lists differ, or only that there are more of one.
fn in_detail(field: &str, one: &Call, other: &Call) -> Vec<String> {
    let list =
        |call: &Call| serde_json::to_value(call).unwrap()[field].as_array().cloned().unwrap_or_default();
    let (one, other) = (list(one), list(other));
    if one.len() != other.len() {
        return vec![field.to_owned()];
    }
    let entries = one.iter().zip(&other);
    let fields = entries.flat_map(|(one, other)| {
        let differs =
            move |name: &&String| one[name.as_str()] != other[name.as_str()] && !is_time(&one[name.as_str()]);
        one.as_object().unwrap().keys().filter(differs).map(|name| format!("{field}.{name}"))
    });
    fields.collect()
}

fn is_time(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.parse::<callflow_core::Timestamp>().is_ok())
}

/// The fields in which the calls told by ARI alone differ from those told by AMI alone, each with its recordings.
fn unknown_to_ari() -> BTreeMap<String, BTreeSet<String>> {
    let mut unknown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for folder in folders_with_ari().iter().filter(|folder| is_whole(folder)) {
        let by_ami = calls(last_records(&play(&read(folder)).1));
        let by_ari = calls(last_records(&play_ari(&read_ari(&folder.join("ari.jsonl"))).1));
        let ids = |calls: &[Call]| calls.iter().map(|call| call.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&by_ami), ids(&by_ari), "{}", folder.display());
        for (ami, ari) in by_ami.iter().zip(&by_ari) {
            let fields = differences(ami, ari).into_iter().flat_map(|field| match &*field {
                "parks" | "recordings" => in_detail(&field, ami, ari),
                _ => vec![field],
            });
            for field in fields {
                unknown.entry(field).or_default().insert(number(folder));
            }
        }
    }
    // Only ARI tells them.
    unknown.remove("playbacks");
    unknown.remove("stasis");
    unknown
}

/// The table of the document: fields in the first column, recordings in the second.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let document = fs::read_to_string(root().join("../docs/truth.md")).unwrap();
    let section = document.split("<!-- unknown to ARI -->").nth(1).unwrap();
    let section = section.split("<!-- end -->").next().unwrap();
    let mut documented: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert!(cells.len() == 6 && cells[3..5].iter().all(|cell| !cell.is_empty()), "{row}");
        for field in cells[1].split(", ") {
            let recordings = cells[2].split(", ").map(str::to_owned);
            documented.entry(field.trim_matches('`').to_owned()).or_default().extend(recordings);
        }
    }
    documented
}

#[test]
fn the_calls_are_those_of_ami_but_for_what_the_document_says() {
    assert_eq!(unknown_to_ari(), documented());
}

#[test]
fn every_recorded_event_is_one_of_the_catalogue() {
    for folder in folders_with_ari() {
        for (_, event) in read_ari(&folder.join("ari.jsonl")) {
            assert!(!matches!(event, Event::Other(_)), "{}: {event:?}", folder.display());
        }
    }
}

#[test]
fn a_clean_recording_has_no_anomaly_and_leaves_no_call_open() {
    for folder in folders_with_ari().iter().filter(|folder| is_whole(folder)) {
        let (flow, changes) = play_ari(&read_ari(&folder.join("ari.jsonl")));
        let anomaly = changes.iter().find(|change| matches!(change.kind, ChangeKind::Anomaly(_)));
        assert_eq!(anomaly, None, "{}", folder.display());
        assert_eq!((flow.live_calls(), flow.owner()), (Vec::new(), Owner::Ari), "{}", folder.display());
    }
}

#[test]
fn versions_rise_and_every_begun_call_ends_once() {
    for folder in folders_with_ari().iter().filter(|folder| is_whole(folder)) {
        crate::laws::check_story_of_changes(&play_ari(&read_ari(&folder.join("ari.jsonl"))).1);
    }
}

/// No leg is ever told of as a call of its own and then taken back, but where Asterisk itself had two: that an application
/// calls somebody for a caller shows only in their bridge.
#[test]
fn a_leg_is_no_call_of_its_own() {
    for folder in folders_with_ari().iter().filter(|folder| is_whole(folder)) {
        let merged = |changes: &[callflow_core::Change]| {
            changes.iter().filter(|change| matches!(change.kind, ChangeKind::CallMerged(_))).count()
        };
        let by_ami = merged(&play(&read(folder)).1);
        let by_ari = merged(&play_ari(&read_ari(&folder.join("ari.jsonl"))).1);
        let called_by_application = usize::from(folder.ends_with("25-stasis-ari"));
        assert_eq!(by_ari, by_ami + called_by_application, "{}", folder.display());
    }
}

/// The devices that ARI tells of are as AMI says, but for hints, which it does not tell.
#[test]
fn devices_are_as_ami_says() {
    let mut compared = 0;
    for folder in folders_with_ari().iter().filter(|folder| is_whole(folder)) {
        let by_ami = play(&read(folder)).0.extensions();
        let by_ari = play_ari(&read_ari(&folder.join("ari.jsonl"))).0.extensions();
        for ari in by_ari.iter().filter(|extension| extension.device_state.is_some()) {
            let ami = by_ami.iter().find(|ami| ami.extension == ari.extension);
            let ami = ami.unwrap_or_else(|| panic!("{} in {}", ari.extension, folder.display()));
            assert_eq!(ari.device_state, ami.device_state, "{} in {}", ari.extension, folder.display());
            compared += 1;
        }
    }
    assert!(compared > 200, "{compared}");
}

#[test]
fn contacts_come_and_go() {
    for version in ["asterisk-16", "asterisk-22"] {
        let folder = root().join(version).join("26-registration");
        let contacts = |flow: CallFlow| {
            let of = flow.extensions().into_iter().filter(|extension| &*extension.extension == "106");
            of.map(|extension| (extension.registered, extension.contacts)).collect::<Vec<_>>()
        };
        let by_ari = contacts(play_ari(&read_ari(&folder.join("ari.jsonl"))).0);
        assert_eq!(by_ari, contacts(play(&read(&folder)).0), "{version}");
        assert!(!by_ari.is_empty());
    }
}
