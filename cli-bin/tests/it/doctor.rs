//! `callflow doctor`, on recordings and against `callflow sim`.

use std::fs;

use ami_proto::frames;

use crate::run::{callflow, capture, folder};
use crate::running::Running;

#[test]
fn a_recording_with_all_events_is_well() {
    let said = callflow(&["doctor", &capture("asterisk-22/28-storm")]).well();
    assert!(said.contains("Asterisk Call Manager/") && !said.contains("wrong"), "{said}");
}

#[test]
fn a_recording_without_the_dial_plans_steps_is_not() {
    let storm = fs::read(format!("{}/ami.raw", capture("asterisk-22/28-storm"))).unwrap();
    let mut less = Vec::new();
    let mut frames = frames(&storm);
    while let Some(frame) = frames.next() {
        let frame = frame.unwrap();
        if frame.event_name() != Some(b"Newexten") {
            less.extend_from_slice(frame.bytes());
        }
    }
    let file = folder("doctor-less").join("less.raw");
    fs::write(&file, less).unwrap();
    let said = callflow(&["doctor", "--format", "json", file.to_str().unwrap()]);
    assert_eq!(said.status, 1, "{}", said.err);
    let patients: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let faults: Vec<&str> = patients[0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["is_fault"] == true)
        .map(|finding| finding["text"].as_str().unwrap())
        .collect();
    assert!(matches!(&*faults, [fault] if fault.contains("read = dialplan")), "{faults:?}");
}

#[test]
fn a_running_asterisk_is_asked_what_it_would_be_asked_later() {
    let mut sim = Running::sim(&[&capture("asterisk-22/06-inbound-did")]);
    let port = sim.address().port().to_string();
    let doctor = |password: &str| {
        let output = crate::run::command(&["doctor", "--seconds", "1"])
            .env_clear()
            .envs([("AMI_HOST", "127.0.0.1"), ("AMI_PORT", &port), ("AMI_USERNAME", "admin")])
            .env("AMI_PASSWORD", password)
            .current_dir(env!("CARGO_TARGET_TMPDIR"))
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (status, out, err) = doctor("wrong");
    assert_eq!((status, &*out), (Some(1), ""), "{err}");
    assert!(err.contains("refused") && !err.contains("wrong"), "{err}");
    let (_, out, err) = doctor("secret");
    for told in [
        "fine   admin may log in",
        "fine   Asterisk 22.",
        "fine   the connection is not encrypted, and does not leave this machine",
        "fine   Asterisk's clock and that of this machine agree",
        "BridgeList, Status, QueueStatus",
        "has no SIPpeers, IAXpeerlist, Agents",
        "note   may run any command of Asterisk's console (Command)",
        "(Originate)",
        "events in 1 s",
        "\n    [admin]\n",
        "timestampevents = yes",
    ] {
        assert!(out.contains(told), "{told}\n{out}{err}");
    }
    assert!(!out.contains("secret = secret"), "{out}");
}

/// What is said of a simulated Asterisk, as JSON, and the exit status.
fn examined(sim: &[&str], seconds: &str) -> (i32, serde_json::Value) {
    let mut sim = Running::sim(sim);
    let port = sim.address().port().to_string();
    let output = crate::run::command(&["doctor", "--format", "json", "--seconds", seconds])
        .env_clear()
        .envs([
            ("AMI_HOST", "127.0.0.1"),
            ("AMI_PORT", &port),
            ("AMI_USERNAME", "admin"),
            ("AMI_PASSWORD", "secret"),
        ])
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    let [patient]: [serde_json::Value; 1] = serde_json::from_slice(&output.stdout).unwrap();
    (output.status.code().unwrap(), patient)
}

fn texts<'p>(patient: &'p serde_json::Value, weight: &str) -> Vec<&'p str> {
    let findings = patient["findings"].as_array().unwrap().iter();
    findings
        .filter(|finding| finding["weight"] == weight)
        .map(|finding| finding["text"].as_str().unwrap())
        .collect()
}

#[test]
fn an_account_with_what_is_needed_and_no_more_is_well() {
    let storm = capture("asterisk-22/28-storm");
    let needed = [
        "--read",
        "system,call,agent,dialplan,dtmf",
        "--write",
        "reporting",
        "--timestamps",
        "--speed",
        "20",
        "--stay",
    ];
    let (status, patient) = examined(&[&[&*storm][..], &needed].concat(), "3");
    assert_eq!((status, texts(&patient, "fault")), (0, vec![]), "{patient:#}");
    let notes = texts(&patient, "note");
    assert!(notes.iter().all(|note| note.starts_with("may not ask ")), "{notes:?}");
    let fine = texts(&patient, "fine");
    for told in ["may change nothing", "timestampevents is on", "Asterisk 22."] {
        assert!(fine.iter().any(|text| text.starts_with(told)), "{told} {fine:?}");
    }
    let conf = patient["manager_conf"].as_str().unwrap();
    assert!(conf.contains("\nwrite = reporting\n") && conf.contains("\npermit = 127.0.0.1/"), "{conf}");
}

#[test]
fn rights_that_are_missing_are_named_with_what_they_are_for() {
    let (status, patient) = examined(&["--read", "call", "--write", "none"], "1");
    assert_eq!(status, 1);
    let faults = texts(&patient, "fault");
    for told in [
        "may not ask Status, so it is not known calls that began or ended unseen: give the manager user write = reporting",
        "no FullyBooted after the login: give the manager user read = system",
    ] {
        assert!(faults.iter().any(|text| text.starts_with(told)), "{told} {faults:?}");
    }
    let notes = texts(&patient, "note");
    for told in ["which release, it tells only those with write = reporting", "timestampevents is off"] {
        assert!(notes.iter().any(|text| text.contains(told)), "{told} {notes:?}");
    }
}

#[test]
fn what_is_no_recording_is_said() {
    let said = callflow(&["doctor", "/no/such/recording"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("no such file"), "{}", said.err);
}
