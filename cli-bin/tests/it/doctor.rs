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
    assert!(out.contains("admin may log in") && out.contains("may ask Status"), "{out}{err}");
}

#[test]
fn what_is_no_recording_is_said() {
    let said = callflow(&["doctor", "/no/such/recording"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("no such file"), "{}", said.err);
}
