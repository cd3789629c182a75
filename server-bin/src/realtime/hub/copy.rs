//! What a client makes of what it is sent, as docs/realtime.md tells it to. For tests.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// Everything that it sees, by kind, Asterisk and name.
pub(crate) type Items = BTreeMap<(String, String, String), Value>;

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn key(kind: &str, item: &Value) -> (String, String, String) {
    let name = if kind == "call" { &item["id"] } else { &item[kind] };
    (kind.to_owned(), text(&item["pbx"]), text(name))
}

/// Takes a snapshot.
pub(crate) fn items(snapshot: &Value) -> Items {
    let lists = [("calls", "call"), ("queues", "queue"), ("agents", "agent"), ("extensions", "extension")];
    let of = |(list, kind): (&str, &'static str)| {
        let items = snapshot[list].as_array().cloned().unwrap_or_default();
        items.into_iter().map(move |item| (key(kind, &item), item))
    };
    lists.into_iter().flat_map(of).collect()
}

/// Takes another message.
pub(crate) fn take(items: &mut Items, event: &str, data: &Value) {
    match event {
        "snapshot" => *items = self::items(data),
        "queue" => drop(items.insert(key("queue", data), data.clone())),
        "gone" => drop(items.remove(&(text(&data["kind"]), text(&data["pbx"]), text(&data["id"])))),
        "change" => change(items, data),
        _ => {}
    }
}

fn change(items: &mut Items, change: &Value) {
    let data = change["data"].clone();
    let mut placed = data.clone();
    for field in ["pbx", "tenant"] {
        placed[field] = change[field].clone();
    }
    match change["type"].as_str().unwrap_or_default() {
        "call.started" | "call.updated" | "call.ended" | "call.merged" => {
            if data["ended_at"].is_null() && data["merged_into"].is_null() {
                items.insert(key("call", &data), data);
            } else {
                items.remove(&key("call", &data));
            }
        }
        "queue.member" => {
            let queue = json!({
                "queue": data["queue"], "pbx": placed["pbx"], "tenant": placed["tenant"],
                "waiting": 0, "waiting_since": null, "members": [],
            });
            let queue = items.entry(key("queue", &queue)).or_insert(queue);
            let Some(members) = queue["members"].as_array_mut() else { return };
            members.retain(|member| member["interface"] != data["interface"]);
            if data["removed"] == false {
                members.push(data);
            }
            members.sort_by_key(|member| text(&member["interface"]));
        }
        "agent.state" => {
            if let Some(fields) = placed.as_object_mut() {
                fields.remove("before");
            }
            items.insert(key("agent", &placed), placed);
        }
        "extension.status" => drop(items.insert(key("extension", &placed), placed)),
        "lease.changed" => {
            if let Some(extension) = items.get_mut(&key("extension", &placed)) {
                extension["lease"] = data;
            }
        }
        _ => {}
    }
}
