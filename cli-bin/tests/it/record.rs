//! `callflow record`, against `callflow sim`.

use std::fs;

use crate::run::{callflow, capture, folder};
use crate::running::Running;

#[test]
fn what_is_recorded_tells_the_same_calls() {
    let folder = folder("record").join("monday");
    let recording = capture("asterisk-22/14-attended-transfer-dtmf");
    let mut sim = Running::sim(&[&recording, "--speed", "max", "--recorded-ids", "--timestamps"]);
    let port = sim.address().port().to_string();
    let env = [
        ("AMI_HOST", "127.0.0.1"),
        ("AMI_PORT", &*port),
        ("AMI_USERNAME", "admin"),
        ("AMI_PASSWORD", "a secret"),
    ];
    let wrong = Running::start(&["record", folder.to_str().unwrap()], &env);
    let (status, said) = wrong.end();
    assert_eq!(status, Some(1), "{said}");
    assert!(said.contains("Asterisk refuses the login: Authentication failed"), "{said}");
    assert!(!folder.join("ami.raw").exists());

    let env = env.map(|(name, value)| (name, if value == "a secret" { "secret" } else { value }));
    let mut record = Running::start(&["record", folder.to_str().unwrap()], &env);
    sim.line_with("everything is played");
    record.line_with("the connection to Asterisk is lost");
    record.signal("TERM");
    assert_eq!(record.end().0, Some(0));
    assert_eq!(sim.end().0, Some(0));

    let raw = fs::read(folder.join("ami.raw")).unwrap();
    assert!(raw.starts_with(b"Asterisk Call Manager/"));
    assert!(!raw.windows(6).any(|bytes| bytes == b"secret"), "what was sent is not written");
    let times = fs::read_to_string(folder.join("ami.times")).unwrap();
    assert!(times.starts_with("0\t"), "{times}");
    let last = times.lines().next_back().unwrap();
    assert!(last.starts_with(&format!("{}\t", raw.len())), "{last} of {}", raw.len());

    let calls = |path: &str| callflow(&["replay", "--format", "json", path]).json()["calls"].clone();
    let (got, want) = (calls(folder.to_str().unwrap()), calls(&recording));
    for field in ["id", "disposition", "answered_by", "final_party", "hung_up_by"] {
        assert_eq!(got[0][field], want[0][field], "{field}");
    }

    // It is not written over.
    let again = Running::start(&["record", folder.to_str().unwrap()], &env);
    let (status, said) = again.end();
    assert_eq!(status, Some(2), "{said}");
    assert!(said.contains("has a recording already; name another folder"), "{said}");
}
