//! `callflow replay --source ari`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::run::{callflow, capture, file, folder};

fn replay(source: &str, path: &str) -> Value {
    callflow(&["replay", "--source", source, "--format", "json", path]).json()
}

#[test]
fn the_events_of_ari_tell_the_call_that_those_of_ami_do() {
    let path = capture("asterisk-22/06-inbound-did");
    let (ami, ari) = (replay("ami", &path), replay("ari", &path));
    for fields in [
        "id",
        "direction",
        "disposition",
        "caller",
        "dialled",
        "did",
        "answered_by",
        "final_party",
        "hung_up_by",
        "hangup_cause",
        "parties",
    ] {
        assert_eq!(ari["calls"][0][fields], ami["calls"][0][fields], "{fields}");
    }
    assert_eq!(ari["calls"].as_array().unwrap().len(), 1);
    assert_eq!(ari["anomalies"], json!([]));
}

#[test]
fn the_table_is_the_same() {
    let path = capture("asterisk-22/06-inbound-did");
    let table = |source| callflow(&["replay", "--source", source, &path]).well();
    assert_eq!(table("ari"), table("ami"));
}

#[test]
fn what_an_application_did_is_told() {
    let folder = Path::new(&capture("asterisk-22/25-stasis-ari")).to_owned();
    let said = replay("ari", folder.join("ari-rigapp.jsonl").to_str().unwrap());
    let call = &said["calls"][0];
    let played: Vec<&Value> =
        call["playbacks"].as_array().unwrap().iter().map(|playback| &playback["media"]).collect();
    assert_eq!(played, ["sound:digits/1", "sound:digits/2"]);
    assert_eq!(call["stasis"][0]["application"], "rigapp");
    assert_eq!(call["stasis"][0]["args"], json!(["inbound", "+12025550143"]));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let path = capture("asterisk-16/23-ring-group");
    let args = ["replay", "--source", "ari", "--format", "json", &path];
    assert_eq!(callflow(&args).well(), callflow(&args).well());
}

#[test]
fn a_file_of_events_is_read_too_and_empty_lines_say_nothing() {
    let path = capture("asterisk-22/01-internal-caller-hangs-up");
    let text = fs::read_to_string(Path::new(&path).join("ari.jsonl")).unwrap();
    let events = file(&folder("ari-file"), "events.jsonl", format!("\n{}\n\n", text.replace('\n', "\r\n")));
    assert_eq!(replay("ari", &events)["calls"], replay("ari", &path)["calls"]);
}

#[track_caller]
fn refused(args: &[&str], want: &str) {
    let said = callflow(&[&["replay", "--source", "ari"], args].concat());
    assert_eq!((said.status, &*said.out, &*said.err), (2, "", &*format!("callflow: {want}\n")), "{args:?}");
}

#[test]
fn a_folder_without_events_of_ari_is_refused() {
    let path = capture("asterisk-22/100-hung-up-by-the-manager");
    let want = "no ari.jsonl in this folder; a capture folder in which ARI was recorded has one";
    refused(&[&path], &format!("{path}: {want}"));
    refused(&["/nowhere/at/all"], "/nowhere/at/all: no such file or folder; check the path");
}

#[test]
fn a_bad_line_is_named_by_its_file_and_number() {
    let folder = folder("ari-bad-line");
    let good = r#"{"type":"BridgeCreated"}"#;
    let path = file(&folder, "ari.jsonl", format!("{good}\n{{\"type\":\n"));
    let want = "no event of ARI: not a JSON object: EOF while parsing a value at line 1 column 8";
    refused(&[folder.to_str().unwrap()], &format!("{path}:2: {want}"));
    let path = file(&folder, "binary.jsonl", b"{}\n\xff\xfe\n");
    refused(&[&path], &format!("{path}:1: no event of ARI: an object without a type"));
    let path = file(&folder, "empty.jsonl", "\n");
    refused(&[&path], &format!("{path}: is empty; give the events of ARI, one JSON object a line"));
}

#[test]
fn an_event_that_nobody_knows_is_no_error() {
    let folder = folder("ari-unknown-event");
    let event = r#"{"type":"SomethingNew","timestamp":"2026-11-20T18:17:06.336+0000","x":1}"#;
    let path = file(&folder, "ari.jsonl", event);
    assert_eq!(replay("ari", &path)["calls"], json!([]));
}

#[test]
fn what_leaves_out_events_of_ami_is_not_for_ari() {
    let path = capture("asterisk-22/06-inbound-did");
    let want = "--source ari: --classes and --without leave out events of AMI; give neither";
    refused(&["--classes", "call", &path], want);
    refused(&["--without", "VarSet", &path], want);
}
