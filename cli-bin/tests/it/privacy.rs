//! `callflow export` and `callflow forget`.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use callflow_core::Call;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{Annotation, Update};
use callflow_server::stores;
use serde_json::{Value, json};

use crate::run::{callflow, folder};
use crate::stores::{run, stored, url};

const NUMBER: &str = "+12025550143";

/// Three calls of the number, one of which goes on, and one of another.
fn calls() -> Vec<Call> {
    let from = |mut call: Call| {
        call.caller.number = Some(NUMBER.into());
        call.caller.name = Some("Jane Caller".into());
        call
    };
    let mut called = Sample::new("default-called", 20).build();
    called.dialled = Some("912025550143".into());
    vec![
        from(Sample::new("default-1", 0).build()),
        called,
        from(Sample::new("default-live", 30).live().build()),
        Sample::new("default-other", 40).build(),
    ]
}

/// What somebody wrote on the first call, and on the other one.
fn notes() -> [Annotation; 2] {
    ["default-1", "default-other"].map(|id| Annotation {
        call: callflow_core::CallId::new(id),
        pbx: "default".into(),
        tenant: "default".into(),
        tags: ["vip".into()].into(),
        note: Some("Jane wants to be called back".into()),
        by: None,
        version: 0,
        changed_at: at(50),
    })
}

fn store(test: &str) -> (std::path::PathBuf, String) {
    let folder = folder(test);
    let to = url(&folder, "calls.db");
    run(async {
        let store = stores::open(&to).await.unwrap();
        store.put_calls(&calls()).await.unwrap();
        for note in notes() {
            assert_eq!(store.annotate(&note).await.unwrap(), Update::Done { version: 1 });
        }
        store.close().await.unwrap();
    });
    (folder, to)
}

#[test]
fn all_that_is_kept_about_a_number_is_one_document() {
    let (folder, to) = store("export");
    let said = callflow(&["export", "--subject", NUMBER, "--database", &to]).json();
    let want: Vec<Value> = calls()[..3].iter().map(|call| serde_json::to_value(call).unwrap()).collect();
    assert_eq!((&said["subject"], &said["calls"]), (&json!(NUMBER), &json!(want)));
    let [note, _] = notes();
    assert_eq!(said["annotations"], json!([Annotation { version: 1, ..note }]));

    let path = folder.join("subject.json");
    let name = path.to_str().unwrap();
    let args = ["export", "--subject", NUMBER, "--database", &to, "--output", name];
    assert_eq!(callflow(&args).well(), "");
    let written: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(written["calls"], said["calls"]);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let again = callflow(&args);
    assert_eq!(again.status, 2);
    assert!(again.err.contains("subject.json: is there already"), "{}", again.err);
}

#[test]
fn a_number_is_forgotten_when_somebody_says_yes() {
    let (_, to) = store("forget");
    let before = run(stored(&to));
    let args = ["forget", NUMBER, "--database", &to];
    let asked = callflow(&args).well();
    let said = "the number is in 2 calls; nothing is changed: say --yes to take it out of them\n";
    assert!(asked.starts_with(said), "{asked}");
    assert!(
        asked.contains("1 more calls with it go on") && asked.contains("journal.keep_minutes"),
        "{asked}"
    );
    assert_eq!(run(stored(&to)), before);

    let done = callflow(&[&args[..], &["--yes", "--format", "json"]].concat()).json();
    assert_eq!(done, json!({"done": true, "calls": 2, "live": 1}));
    let after = run(stored(&to));
    let text =
        |of: &str| serde_json::to_string(after.iter().find(|call| call.id.as_str() == of).unwrap()).unwrap();
    for forgotten in ["default-1", "default-called"] {
        assert!(!text(forgotten).contains("2025550143") && !text(forgotten).contains("Jane"), "{forgotten}");
    }
    assert!(text("default-live").contains(NUMBER), "its end is still to come");
    let other = |calls: &[Call]| calls.iter().find(|call| call.id.as_str() == "default-other").cloned();
    assert_eq!(other(&after), other(&before));
    let again = callflow(&[&args[..], &["--yes", "--format", "json"]].concat()).json();
    assert_eq!(again, json!({"done": true, "calls": 0, "live": 1}));
    let export = ["export", "--subject", "101", "--database", &to];
    let left: Vec<Value> = callflow(&export).json()["annotations"].as_array().unwrap().clone();
    assert_eq!(left.iter().map(|note| &note["call"]).collect::<Vec<_>>(), ["default-other"]);
}

#[test]
fn what_is_no_number_is_refused() {
    let (_, to) = store("privacy-refused");
    for args in [["export", "--subject", " "], ["forget", "+", "--yes"]] {
        let said = callflow(&[&args[..], &["--database", &to]].concat());
        assert_eq!((said.status, &*said.out), (2, ""), "{args:?}: {}", said.err);
    }
}
