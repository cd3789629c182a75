//! The AsyncAPI document of the stream, with the schemas of the OpenAPI document.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// Messages of the stream: what each is called, what its data is, and when it comes.
const STREAM: [(&str, &str, &str); 5] = [
    ("snapshot", "Snapshot", "Everything that the client may see. Takes the place of all that it had."),
    ("change", "Change", "Something changed."),
    ("queue", "QueueNow", "Another number of callers waits in a queue."),
    ("gone", "Gone", "Something that the client may see no more."),
    ("closing", "Closing", "The server ends the stream, and why."),
];

/// Events of Socket.IO to the client.
const TO_CLIENT: [(&str, &str, &str); 9] = [
    ("snapshot", "Anew", "All lists are sent anew, and why."),
    ("closing", "Closing", "The server ends the connection, and why."),
    ("ongoingCalls", "Calls", "All calls that go on."),
    ("callEnded", "Call", "A call ended."),
    ("agentStatusUpdate", "AgentChange", "An agent changed its state."),
    ("agentStatusWithStats", "AgentsWithFigures", "All agents, with their figures."),
    ("queueMembers", "QueueMembers", "The members of a queue, one of which changed."),
    ("queueStatus", "QueueWithFigures", "A queue in which another number of callers waits."),
    ("allQueueStats", "QueuesWithFigures", "All queues, with their figures."),
];

/// Events of Socket.IO from the client.
const FROM_CLIENT: [(&str, &str, &str); 3] = [
    ("hangupCall", "HangupCall", "Hangs up a call; an acknowledgement tells what came of it."),
    ("requestAgentList", "Nothing", "Asks for `agentStatusWithStats`."),
    ("requestAllQueueStats", "Nothing", "Asks for `allQueueStats`."),
];

fn schema(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// The document, out of the other one.
pub(super) fn document(openapi: &Value) -> Value {
    let mut messages = Map::new();
    let mut channels = Map::new();
    let mut operations = Map::new();
    let mut channel = |id: &str, address: &str, description: &str, names: &[String]| {
        let named = |name: &String| (name.clone(), json!({"$ref": format!("#/components/messages/{name}")}));
        let messages: Map<String, Value> = names.iter().map(named).collect();
        let told = json!({"address": address, "description": description, "messages": messages});
        channels.insert(id.to_owned(), told);
    };
    let mut operation = |id: &str, (action, channel): (&str, &str), names: &[String]| {
        let message = |name: &String| json!({"$ref": format!("#/channels/{channel}/messages/{name}")});
        let messages: Vec<Value> = names.iter().map(message).collect();
        let channel = json!({"$ref": format!("#/channels/{channel}")});
        operations.insert(id.to_owned(), json!({"action": action, "channel": channel, "messages": messages}));
    };

    let (mut sse, mut ws) = (Vec::new(), Vec::new());
    for (name, data, summary) in STREAM {
        let headers = json!({
            "type": "object",
            "properties": {"id": {"type": "string"}, "event": {"const": name}},
            "required": ["event"],
        });
        sse.push(format!("{name}_event"));
        messages.insert(
            format!("{name}_event"),
            json!({"name": name, "summary": summary, "headers": headers, "payload": schema(data)}),
        );
        let payload = json!({
            "type": "object",
            "properties": {"id": {"type": ["string", "null"]}, "event": {"const": name}, "data": schema(data)},
            "required": ["id", "event", "data"],
        });
        ws.push(format!("{name}_text"));
        messages
            .insert(format!("{name}_text"), json!({"name": name, "summary": summary, "payload": payload}));
    }
    channel("events", "/api/events", "Server-Sent Events: `id`, `event`, and the payload as `data`.", &sse);
    channel("ws", "/api/ws", "WebSocket: each text is one message.", &ws);
    operation("followEvents", ("send", "events"), &sse);
    operation("followWs", ("send", "ws"), &ws);

    let (mut to_client, mut from_client) = (Vec::new(), Vec::new());
    for (events, names) in [(&TO_CLIENT[..], &mut to_client), (&FROM_CLIENT[..], &mut from_client)] {
        for (name, data, summary) in events {
            let id = format!("{name}_socketio");
            messages.insert(id.clone(), json!({"name": name, "summary": summary, "payload": schema(data)}));
            names.push(id);
        }
    }
    let all: Vec<String> = to_client.iter().chain(&from_client).cloned().collect();
    channel("socketio", "/socket.io/", "Socket.IO, in the events of earlier backends.", &all);
    operation("followSocketio", ("send", "socketio"), &to_client);
    operation("askSocketio", ("receive", "socketio"), &from_client);

    let messages = Value::Object(messages);
    let mut schemas = classic_schemas();
    take_used(&messages, openapi, &mut schemas);
    for of in schemas.clone().values() {
        take_used(of, openapi, &mut schemas);
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Callflow",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What happens on one or several Asterisks, as it happens.",
        },
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": schemas},
    })
}

/// Schemas that Socket.IO alone has: lists, and items with their figures.
fn classic_schemas() -> Map<String, Value> {
    let list = |of: &str| json!({"type": "array", "items": schema(of)});
    let figures = |of: &str| json!({"anyOf": [schema(of), {"type": "null"}]});
    let with =
        |now: &str, more: Value| json!({"allOf": [schema(now), {"type": "object", "properties": more}]});
    let text = json!({"type": "string"});
    let schemas = json!({
        "Nothing": {"type": "null"},
        "Anew": {"type": "object", "properties": {"reason": schema("Reason")}, "required": ["reason"]},
        "Calls": list("Call"),
        "QueueWithFigures": with("QueueNow", json!({
            "visits": list("CallVisit"),
            "metrics": figures("QueueMetrics"),
            "overall": figures("QueueMetrics"),
        })),
        "QueuesWithFigures": list("QueueWithFigures"),
        "AgentWithFigures": with("AgentNow", json!({
            "today": figures("AgentFigures"),
            "overall": figures("AgentFigures"),
        })),
        "AgentsWithFigures": list("AgentWithFigures"),
        "QueueMembers": {
            "type": "object",
            "properties": {"queue": text, "pbx": text, "tenant": text, "members": list("QueueMember")},
            "required": ["queue", "pbx", "tenant", "members"],
        },
        "HangupCall": {"anyOf": [
            {"type": "string", "description": "The call's id."},
            {
                "type": "object",
                "properties": {"id": text, "party": {"type": ["string", "null"]}, "cause": {"type": "integer"}},
                "required": ["id"],
            },
        ]},
    });
    schemas.as_object().cloned().unwrap_or_default()
}

/// Takes the schemas that something names, and those that they name, out of the other document.
fn take_used(value: &Value, openapi: &Value, taken: &mut Map<String, Value>) {
    let mut names = BTreeSet::new();
    used(value, &mut names);
    for name in names {
        if taken.contains_key(&name) {
            continue;
        }
        if let Some(schema) = openapi.pointer(&format!("/components/schemas/{name}")) {
            taken.insert(name, schema.clone());
            take_used(schema, openapi, taken);
        }
    }
}

fn used(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str);
            names.extend(name.and_then(|name| name.strip_prefix("#/components/schemas/")).map(str::to_owned));
            fields.values().for_each(|value| used(value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| used(value, names)),
        _ => {}
    }
}
