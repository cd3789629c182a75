//! The generated code is that of the catalogue, and the catalogue is all there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ari_client::Event;
use serde_json::{Map, Value, json};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn catalogue() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join("catalogue/ari-catalogue.json")).unwrap()).unwrap()
}

#[test]
fn generated_code_is_up_to_date() {
    for file in ari_client_generate::generate(root()).unwrap() {
        let text = fs::read_to_string(root().join(&file.path)).unwrap();
        assert!(text == file.text, "{} is old: run cargo run -p ari-client-generate", file.path);
    }
}

#[test]
fn every_operation_of_the_catalogue_has_a_request() {
    let catalogue = catalogue();
    let operations = catalogue["operations"].as_array().unwrap();
    assert_eq!(operations.len(), 109);
    let sources: String =
        ari_client_generate::generate(root()).unwrap().into_iter().map(|file| file.text).collect();
    for operation in operations {
        let name = format!(
            "\"{}.{}\"",
            operation["resource"].as_str().unwrap(),
            operation["nickname"].as_str().unwrap()
        );
        assert_eq!(sources.matches(&name).count(), 1, "{name}");
    }
}

/// An object of a model with every field, made of the catalogue.
fn example(models: &[Value], name: &str, depth: usize) -> Value {
    let model = models.iter().find(|model| model["name"] == name).unwrap();
    let base = model["extends"].as_str().map(|base| example(models, base, depth));
    let mut object = base.map_or_else(Map::new, |base| base.as_object().unwrap().clone());
    for field in model["fields"].as_array().unwrap() {
        object.insert(
            field["name"].as_str().unwrap().into(),
            value(models, field["type"].as_str().unwrap(), depth),
        );
    }
    object.insert("not_in_the_catalogue".into(), json!({"kept": [1, null, "x"]}));
    Value::Object(object)
}

fn value(models: &[Value], kind: &str, depth: usize) -> Value {
    if let Some(item) = kind.strip_prefix("List[").and_then(|rest| rest.strip_suffix(']')) {
        return json!([value(models, item, depth)]);
    }
    match kind {
        "string" => json!("text \"quoted\" ü"),
        "Date" => json!("2026-11-20T18:17:06.336+0100"),
        "int" | "long" => json!(-7),
        "double" => json!(0.5),
        "boolean" => json!(true),
        "object" => json!({"NAME": "value"}),
        model => example(models, model, depth + 1),
    }
}

#[test]
fn every_event_of_the_catalogue_is_read_and_written_whole() {
    let catalogue = catalogue();
    let models = catalogue["models"].as_array().unwrap();
    let events: Vec<&Value> = models.iter().filter(|model| model["is_event"] == true).collect();
    assert_eq!((events.len(), Event::TYPES.len()), (45, 45));
    for event in events {
        let name = event["name"].as_str().unwrap();
        let mut object = example(models, name, 0);
        object["type"] = json!(name);
        let read = Event::from_json(&object.to_string()).unwrap();
        assert!(!matches!(read, Event::Other(_)), "{read:?}");
        assert_eq!(read.name(), name);
        assert_eq!(serde_json::to_value(&read).unwrap(), object, "{name}");
    }
}

#[test]
fn what_the_catalogue_does_not_name_is_kept() {
    for (text, reason) in [
        (r#"{"type":"Invented","channel":{"id":"1"},"application":"a"}"#, None),
        (r#"{"type":"StasisEnd","channel":7}"#, Some("invalid type")),
        (r#"{"type":"StasisEnd"}"#, Some("missing field `channel`")),
        (r#"{"type":"MissingParams","params":["app"]}"#, None),
    ] {
        let Event::Other(other) = Event::from_json(text).unwrap() else { panic!("{text}") };
        let kept: BTreeSet<&str> = other.body.iter().map(|(name, _)| name).collect();
        let whole: Map<String, Value> = serde_json::from_str(text).unwrap();
        assert_eq!(kept, whole.keys().map(String::as_str).collect());
        assert_eq!(serde_json::to_value(Event::Other(other.clone())).unwrap(), Value::Object(whole));
        assert_eq!(other.reason.is_some(), reason.is_some(), "{other:?}");
        assert!(other.reason.unwrap_or_default().contains(reason.unwrap_or_default()));
    }
    for text in ["", "[]", "null", "{", r#"{"application":"a"}"#, r#"{"type":1}"#] {
        Event::from_json(text).unwrap_err();
    }
}
