//! The AsyncAPI document, and what `docs/realtime.md` says.

use std::path::Path;

use serde_json::Value;

use crate::server::{Database, Server};

fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_names_nothing_that_it_has_not_and_has_the_schemas_of_the_other_one() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let stranger = server.client().stranger();
    let document = stranger.get("/api/asyncapi.json").await.json();
    let openapi = stranger.get("/api/openapi.json").await.json();
    server.stop().await;
    assert_eq!(document["asyncapi"], "3.0.0");
    let mut all = Vec::new();
    references(&document, &mut all);
    assert!(all.len() > 100, "{}", all.len());
    for reference in all {
        let place = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(place).is_some(), "{reference}");
    }
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for name in ["Call", "Change", "Snapshot", "QueueNow", "AgentNow", "ExtensionNow", "Gone", "Closing"] {
        assert_eq!(schemas[name], openapi["components"]["schemas"][name], "{name}");
        assert!(schemas[name]["properties"].is_object(), "{name}");
    }
    for kind in ["call.started", "call.merged", "queue.member", "agent.state", "link.resynced", "anomaly"] {
        assert!(schemas["Change"].to_string().contains(&format!("\"{kind}\"")), "{kind}");
    }
}

#[tokio::test]
async fn every_message_of_the_document_is_in_the_guide() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let document = server.client().stranger().get("/api/asyncapi.json").await.json();
    server.stop().await;
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/realtime.md");
    let guide = std::fs::read_to_string(guide).unwrap();
    let messages = document["components"]["messages"].as_object().unwrap();
    assert!(messages.len() > 20, "{}", messages.len());
    for message in messages.values() {
        let name = message["name"].as_str().unwrap();
        assert!(guide.contains(&format!("`{name}`")), "{name}");
    }
    for channel in document["channels"].as_object().unwrap().values() {
        let address = channel["address"].as_str().unwrap();
        assert!(guide.contains(address), "{address}");
    }
}
