//! The generated code is that of the catalogue, and the catalogue is all there.

use std::fs;
use std::path::Path;

use ami_proto::{Event, FrameKind, OwnedFrame, action};
use serde_json::Value;

fn catalogue() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("catalogue/ami-catalogue.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn names(list: &Value) -> Vec<String> {
    let name = |entry: &Value| entry.as_str().or_else(|| entry["name"].as_str()).unwrap().to_owned();
    list.as_array().unwrap().iter().map(name).collect()
}

#[test]
fn generated_code_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for file in ami_proto_generate::generate(root).unwrap() {
        let text = fs::read_to_string(root.join(file.path)).unwrap();
        assert!(text == file.text, "{} is old: run cargo run -p ami-proto-generate", file.path);
    }
}

#[test]
fn every_event_of_the_catalogue_has_a_view() {
    let catalogue = catalogue();
    let documented = names(&catalogue["events"]);
    let undocumented = names(&catalogue["undocumented_event_names_seen_in_source"]);
    assert_eq!((documented.len(), undocumented.len()), (181, 60));
    for name in documented.iter().chain(&undocumented) {
        let frame = OwnedFrame::from_headers([("Event", name.as_str())]);
        let event = Event::of(frame.as_frame()).unwrap();
        assert!(!matches!(event, Event::Other(_)), "{name}");
        assert!(
            format!("{event:?}").to_lowercase().starts_with(&name.replace('-', "").to_lowercase()),
            "{name}"
        );
        assert_eq!(event.frame(), frame.as_frame());
    }
}

#[test]
fn every_documented_header_is_in_the_table_of_its_event() {
    let catalogue = catalogue();
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/event/generated.rs")).unwrap();
    for event in catalogue["events"].as_array().unwrap() {
        let start = text.find(&format!(" {:?} \"", event["name"].as_str().unwrap())).unwrap();
        let table = text[start..].split("\n    }\n").next().unwrap();
        for header in names(&event["params"]) {
            assert!(table.contains(&format!(" {header:?} ")), "{} {header}", event["name"]);
        }
    }
}

#[test]
fn every_action_of_the_catalogue_has_a_builder() {
    let documented = names(&catalogue()["actions"]);
    assert_eq!(documented.len(), 154);
    for name in &documented {
        assert!(action::NAMES.contains(&name.as_str()), "{name}");
    }
    assert_eq!(action::NAMES.len(), 154);
}

#[test]
fn names_are_found_whatever_their_case_and_only_whole() {
    for (name, known) in
        [("HANGUP", true), ("Newexten", true), ("NewExten", true), ("Hangu", false), ("", false)]
    {
        let frame = OwnedFrame::from_headers([("Event", name), ("X", "1")]);
        assert_eq!(frame.as_frame().kind(), FrameKind::Event);
        let event = Event::of(frame.as_frame()).unwrap();
        assert_eq!(!matches!(event, Event::Other(_)), known, "{name}");
        assert_eq!(event.frame().get("X"), Some(&b"1"[..]));
    }
}
