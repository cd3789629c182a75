use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::run::{callflow, capture, file, folder};

fn replay(paths: &[&str]) -> Value {
    callflow(&[&["replay", "--format", "json"], paths].concat()).json()
}

/// Some fields of a record.
fn some(record: &Value, fields: &[&str]) -> Value {
    fields.iter().map(|field| record.pointer(field).cloned().unwrap_or_default()).collect()
}

#[test]
fn a_call_through_a_queue_is_told_with_its_queue() {
    let said = replay(&[&capture("asterisk-22/09-queue-answered-after-wait")]);
    let keys: Vec<&String> = said.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["agents", "anomalies", "calls", "extensions", "queues"]);
    assert_eq!(said["anomalies"], json!([]));
    assert_eq!(said["calls"].as_array().unwrap().len(), 1);
    let call = &said["calls"][0];
    assert_eq!(
        some(
            call,
            &["/id", "/direction", "/caller/number", "/dialled", "/disposition", "/answered_by", "/queue"]
        ),
        json!([
            "default-1795198599.20",
            "inbound",
            "+12025550143",
            "+15125550170",
            "answered",
            "101",
            "sales"
        ])
    );
    let queue = &said["queues"][0];
    assert_eq!(some(queue, &["/queue", "/waiting"]), json!(["sales", 0]));
    let visit = &queue["visits"][0];
    assert_eq!(
        some(visit, &["/call", "/outcome", "/member"]),
        json!(["default-1795198599.20", "answered", "101"])
    );
    assert_eq!(visit["joined_at"], call["queue_visits"][0]["joined_at"]);
    assert_eq!(
        some(
            queue,
            &[
                "/metrics/visits",
                "/metrics/answered",
                "/metrics/service_level_answered",
                "/metrics/abandon_rate"
            ]
        ),
        json!([1, 1, 100.0, 0.0])
    );
    let agent = &said["agents"][0];
    assert_eq!(
        some(agent, &["/agent", "/name", "/state", "/queues", "/today/handled", "/overall/missed"]),
        json!(["101", "Bob Example", "available", ["sales"], 1, 0])
    );
    let states: Vec<&Value> =
        agent["intervals"].as_array().unwrap().iter().map(|span| &span["state"]).collect();
    assert_eq!(states, ["available", "ringing", "in_call", "available"]);
    assert!(said["extensions"].as_array().unwrap().iter().any(|extension| extension["extension"] == "101"));
}

#[test]
fn an_extension_says_where_it_is_registered_and_who_has_it() {
    let said = replay(&[&capture("asterisk-22/30b-actions")]);
    let extensions = said["extensions"].as_array().unwrap();
    let extension = |number: &str| extensions.iter().find(|found| found["extension"] == number).unwrap();
    let pointers = ["/status", "/registered", "/contacts/0/uri", "/lease/state"];
    assert_eq!(some(extension("104"), &pointers), json!(["online", true, "sip:104@127.0.0.1:6104", "busy"]));
    assert_eq!(some(extension("106"), &pointers), json!(["offline", false, null, "free"]));
}

#[test]
fn an_event_has_the_time_of_the_read_that_completed_it() {
    let said = replay(&[&capture("asterisk-22/01-internal-caller-hangs-up")]);
    // Newchannel is at bytes 958 to 1277, within the read that began at byte 958.
    assert_eq!(said["calls"][0]["started_at"], "2026-11-20T18:16:11.566152Z");
}

#[test]
fn a_frame_spread_over_two_reads_has_the_time_of_the_second() {
    let folder = folder("spread");
    let raw = fs::read(capture("asterisk-22/01-internal-caller-hangs-up") + "/ami.raw").unwrap();
    file(&folder, "ami.raw", &raw);
    file(&folder, "ami.times", "0\t1000.0\n1000\t1001.5\n1600\t1002\n");
    let said = replay(&[folder.to_str().unwrap()]);
    assert_eq!(said["calls"][0]["started_at"], "1970-01-01T00:16:41.500000Z");
    assert_eq!(said["calls"][0]["ended_at"], "1970-01-01T00:16:42.000000Z");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let paths = [capture("asterisk-22/28-storm"), capture("asterisk-16/28-storm")];
    let args = ["replay", "--format", "json", &paths[0], &paths[1]];
    let once = callflow(&args).well();
    assert_eq!(once, callflow(&args).well());
    assert!(once.len() > 100_000);
}

#[test]
fn several_recordings_follow_each_other_and_know_nothing_of_each_other() {
    let paths = [
        capture("asterisk-22/02-internal-callee-hangs-up"),
        capture("asterisk-22/01-internal-caller-hangs-up"),
    ];
    let ids = |said: &Value| -> Vec<Value> {
        said["calls"].as_array().unwrap().iter().map(|call| call["id"].clone()).collect()
    };
    let both = ids(&replay(&[&paths[0], &paths[1]]));
    assert_eq!(
        both,
        ["default-1795198575.2", "default-1795198571.0"],
        "in the order in which they were named"
    );
    assert_eq!(both, [ids(&replay(&[&paths[0]])), ids(&replay(&[&paths[1]]))].concat());
    assert_eq!(ids(&replay(&[&paths[1], &paths[1]])).len(), 2);
}

#[test]
fn the_connection_after_a_crash_ends_the_calls_of_before() {
    let path = capture("asterisk-22/29b-crash-in-mid-call");
    let said = replay(&[&path]);
    let calls: Vec<Value> = said["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| some(call, &["/state", "/disposition", "/hung_up_by", "/gaps"]))
        .collect();
    assert_eq!(
        calls,
        [
            json!(["ended", "answered", "system", 1]),
            json!(["ended", "failed", "system", 1]),
            json!(["ended", "answered", "caller", 0])
        ]
    );
    // The last row of ami.times, at the file's length, is when the connection ended.
    assert_eq!(said["calls"][0]["ended_at"], "2026-11-20T18:20:14.763000Z");
    let first_alone = replay(&[&(path + "/ami.raw")]);
    let live: Vec<&Value> =
        first_alone["calls"].as_array().unwrap().iter().map(|call| &call["state"]).collect();
    assert_eq!(live, ["up", "queued"], "what is live at the end of a recording is told as it was last");
}

#[test]
fn only_reconnects_of_a_folder_are_read() {
    let folder = folder("reconnects");
    let raw = fs::read(capture("asterisk-22/01-internal-caller-hangs-up") + "/ami.raw").unwrap();
    let other = fs::read(capture("asterisk-22/02-internal-callee-hangs-up") + "/ami.raw").unwrap();
    for (name, bytes) in [("ami.raw", &raw), ("ami-readonly.raw", &other), ("ami.raw.bak", &other)] {
        file(&folder, name, bytes);
        file(&folder, &name.replace(".raw", ".times"), "0\t1795198571\n");
    }
    let path = folder.to_str().unwrap();
    assert_eq!(replay(&[path])["calls"].as_array().unwrap().len(), 1);
    // The connection may be lost before a byte comes.
    file(&folder, "ami-2.raw", b"");
    file(&folder, "ami-2.times", "0\t1795198580\n");
    file(&folder, "ami-10.raw", &other);
    file(&folder, "ami-10.times", "0\t1795198590\n");
    assert_eq!(replay(&[path])["calls"].as_array().unwrap().len(), 2);
}

#[test]
fn a_call_that_became_part_of_another_is_in_the_document_and_counts_nowhere() {
    let path = capture("asterisk-22/21-pickup");
    let said = replay(&[&path]);
    let merged: Vec<&Value> =
        said["calls"].as_array().unwrap().iter().map(|call| &call["merged_into"]).collect();
    assert_eq!(
        merged,
        [&json!(null), &json!("default-1795198734.83"), &json!(null), &json!("default-1795198738.86")]
    );
    let table = callflow(&["replay", &path]).well();
    assert!(table.ends_with("\n2 calls: 2 answered; talk 4.0 s in all\n"), "{table}");
}

#[test]
fn without_receive_times_the_timestamp_headers_count() {
    let folder = folder("timestamps");
    let raw = fs::read_to_string(capture("asterisk-22/01-internal-caller-hangs-up") + "/ami.raw").unwrap();
    let stamped = raw.replace("Event: Hangup\r\n", "Event: Hangup\r\nTimestamp: 1795198999.25\r\n");
    let stamped =
        stamped.replace("Event: Newchannel\r\n", "Event: Newchannel\r\nTimestamp: 1795198990.5\r\n");
    let call = &replay(&[&file(&folder, "stamped.raw", stamped)])["calls"][0];
    assert_eq!(
        some(call, &["/started_at", "/ended_at", "/duration_ms"]),
        json!(["2026-11-20T18:23:10.500000Z", "2026-11-20T18:23:19.250000Z", 8750])
    );
}

#[test]
fn without_any_times_calls_are_told_and_their_times_are_not() {
    let folder = folder("timeless");
    let raw = fs::read_to_string(capture("asterisk-22/01-internal-caller-hangs-up") + "/ami.raw").unwrap();
    // An answer to a Ping in the midst of the call is the only time in these bytes.
    let pong = "Response: Success\r\nPing: Pong\r\nTimestamp: 1795198573.1\r\n\r\nEvent: HangupRequest\r\n";
    let path = file(&folder, "bare.raw", raw.replacen("Event: HangupRequest\r\n", pong, 1));
    let said = callflow(&["replay", "--format", "json", &path]);
    assert_eq!(
        (said.status, said.err),
        (
            0,
            format!(
                "callflow: {path}: no receive times beside it and no Timestamp headers in it; times and durations \
                 say nothing\n"
            )
        )
    );
    let said: Value = serde_json::from_str(&said.out).unwrap();
    let call = &said["calls"][0];
    assert_eq!(
        some(call, &["/caller/number", "/dialled", "/disposition", "/talk_ms", "/duration_ms"]),
        json!(["100", "101", "answered", 0, 0])
    );
    assert!(call["started_at"].as_str().unwrap().starts_with("1970-01-01T00:00:00."));
}

#[test]
fn garbage_in_a_recording_is_remarked() {
    let folder = folder("garbage");
    let mut raw = fs::read(capture("asterisk-22/01-internal-caller-hangs-up") + "/ami.raw").unwrap();
    raw.extend_from_slice(b"what is this\r\n\r\n");
    let path = file(&folder, "ami.raw", raw);
    file(&folder, "ami.times", "0\t1795198571\n");
    let said = callflow(&["replay", &path]);
    assert_eq!(
        (said.status, said.err),
        (
            0,
            format!(
                "callflow: {path}: blocks of bytes that are no AMI message: 1; 'callflow parse' shows them as \
                 garbage\n"
            )
        )
    );
}

#[test]
fn the_plan_and_the_name_of_the_asterisk_count() {
    let folder = folder("plan");
    let plan = file(&folder, "plan.toml", "[[tenants]]\nname = \"acme\"\nqueues = [\"sal*\"]\n");
    let path = capture("asterisk-22/09-queue-answered-after-wait");
    let call = &replay(&["--plan", &plan, "--pbx", "ams/1", &path])["calls"][0];
    assert_eq!(some(call, &["/id", "/pbx", "/tenant"]), json!(["ams%2F1-1795198599.20", "ams/1", "acme"]));
}

/// The caller reached voicemail by the dial plan's word alone, and nothing else on the wire tells it.
#[test]
fn events_that_are_left_out_cost_what_they_tell() {
    let path = capture("asterisk-22/12-queue-timeout-to-voicemail");
    let fields = ["/caller/number", "/disposition", "/voicemail", "/queue_visits/0/outcome"];
    let told = |sieve: &[&str]| some(&replay(&[sieve, &[&path]].concat())["calls"][0], &fields);
    let all = json!(["+13125550187", "no_answer", true, "timeout"]);
    let less = json!(["+13125550187", "no_answer", false, "timeout"]);
    assert_eq!(told(&[]), all);
    assert_eq!(told(&["--without", "RTCP*,TestEvent"]), all);
    assert_eq!(told(&["--classes", "call,agent,dialplan"]), all);
    assert_eq!(told(&["--without", "varset,Newexten"]), less);
    assert_eq!(told(&["--classes", "call,agent"]), less);
    assert_eq!(replay(&["--classes", "dtmf", &path])["calls"], json!([]));
}

#[test]
fn people_get_a_table() {
    let path = capture("asterisk-22/09-queue-answered-after-wait");
    assert_eq!(
        callflow(&["replay", &path]).well(),
        "\
2026-11-20 (UTC)

start     direction  caller → dialled             disposition  answered by   wait   talk  hung up by  queue  call
18:16:39  inbound    +12025550143 → +15125550170  answered     101          2.5 s  3.0 s  callee      sales  \
default-1795198599.20

1 call: 1 answered; talk 3.0 s in all
"
    );
}

#[test]
fn a_recording_without_calls_says_so() {
    let folder = folder("no-calls");
    let path = file(&folder, "ami.raw", "Event: Reload\r\nTimestamp: 1795198571.0\r\n\r\n");
    assert_eq!(callflow(&["replay", &path]).well(), "no calls\n");
    assert_eq!(replay(&[&path])["calls"], json!([]));
}

#[test]
fn every_recording_is_replayed_without_a_remark() {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
    let mut paths: Vec<String> = ["asterisk-16", "asterisk-22"]
        .iter()
        .flat_map(|version| fs::read_dir(captures.join(version)).unwrap())
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    paths.sort_unstable();
    assert!(paths.len() >= 227);
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    assert!(replay(&paths)["calls"].as_array().unwrap().len() > 700);
}
