//! The OpenAPI document says what the routes do.

mod schema;

use std::collections::BTreeSet;

use asterisk_sim::{Options, Script, Sim, Track};
use serde_json::{Value, json};

use self::schema::Schemas;
use crate::browser::{Browser, administrator};
use crate::captures;
use crate::server::{Client, Database, Server};

async fn document(client: &Client) -> Value {
    let answer = client.stranger().get("/api/openapi.json").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    answer.json()
}

/// Each operation with its method and path.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    document["paths"].as_object().unwrap().iter().flat_map(|(path, item)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (&**method, &**path, operation))
    })
}

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
async fn the_document_holds_together() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let document = document(&server.client()).await;
    assert_eq!(document["openapi"], "3.1.0");
    let mut to = Vec::new();
    references(&document, &mut to);
    assert!(to.len() > 100, "{}", to.len());
    for to in to {
        let pointer = to.strip_prefix('#').unwrap_or_else(|| unreachable!("{to} is elsewhere"));
        assert!(document.pointer(pointer).is_some(), "{to} is nowhere");
    }
    let (mut ids, mut count) = (BTreeSet::new(), 0);
    for (method, path, operation) in operations(&document) {
        count += 1;
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{id} is there twice");
        assert!(operation["summary"].is_string(), "{method} {path} says nothing of itself");
        assert!(operation["tags"][0].is_string(), "{method} {path} is of no area");
        assert!(operation["responses"]["default"].is_object(), "{method} {path} cannot fail");
        let named: BTreeSet<&str> = path.split(['{', '}']).skip(1).step_by(2).collect();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let told: BTreeSet<&str> = parameters
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(told, named, "{method} {path}");
    }
    assert!(count > 70, "{count}");
    server.stop().await;
}

/// The form of the body of an operation, by the names of its fields.
fn fields_of_body<'d>(document: &'d Value, path: &str) -> BTreeSet<&'d str> {
    let body = &document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let form = document.pointer(body["$ref"].as_str().unwrap().trim_start_matches('#')).unwrap();
    form["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

/// The record of a call has transfers, parks and recordings of its own; they are something else.
#[tokio::test]
async fn what_is_asked_for_is_not_what_is_recorded() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let document = document(&server.client()).await;
    for (verb, fields) in [
        ("hangup", &["cause", "party"][..]),
        ("transfer", &["context", "party", "to"]),
        ("park", &["lot", "party", "timeout_s"]),
        ("recording", &["action", "party"]),
        ("dtmf", &["digits", "party"]),
    ] {
        let told = fields_of_body(&document, &format!("/api/calls/{{id}}/{verb}"));
        assert_eq!(told, fields.iter().copied().collect(), "{verb}");
    }
    server.stop().await;
}

/// Every path of earlier backends is there, with its method.
#[tokio::test]
async fn paths_of_earlier_backends_are_there() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let document = document(&server.client()).await;
    let mut wanted = Vec::new();
    for calls in ["/api/calls", "/api/call"] {
        wanted.extend(["", "/statistics", "/live", "/{id}"].map(|path| ("get", format!("{calls}{path}"))));
        let verbs = ["hangup", "transfer", "park", "recording", "hold", "dtmf"];
        wanted.extend(verbs.map(|verb| ("post", format!("{calls}/{{id}}/{verb}"))));
        wanted.push(("post", format!("{calls}/originate")));
    }
    for area in ["/api/extensions", "/api/agent", "/api/queue"] {
        wanted.extend([("get", area.to_owned()), ("post", area.to_owned())]);
        wanted.extend(["get", "put", "delete"].map(|method| (method, format!("{area}/{{id}}"))));
    }
    for (method, path) in [
        ("get", "/api/extensions/statistics"),
        ("put", "/api/extensions/status"),
        ("get", "/extensions/free"),
        ("post", "/extensions/release"),
        ("get", "/extensions/status"),
        ("post", "/extensions/reset"),
        ("post", "/api/auth/login"),
        ("post", "/api/auth/register"),
        ("get", "/api/auth/me"),
        ("post", "/api/auth/logout"),
    ] {
        wanted.push((method, path.to_owned()));
    }
    for (method, path) in wanted {
        assert!(document["paths"][&path][method].is_object(), "there is no {method} {path}");
    }
    server.stop().await;
}

/// Calls, queues and agents, and somebody who has leased and signed in.
async fn lively() -> (Database, Server, Sim) {
    let recordings = [
        "asterisk-22/01-internal-caller-hangs-up",
        "asterisk-22/27-queue-members",
        "asterisk-22/14c-attended-transfer-refer-replaces",
        "asterisk-22/26-registration",
        "asterisk-22/22-mixmonitor",
        "asterisk-22/10-queue-abandoned",
    ];
    let script = Script::new()
        .track(Track::of(recordings.map(captures::open)))
        .track(Track::of([captures::open_in_mid_call("asterisk-22/09-queue-answered-after-wait")]));
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    sim.finished().await;
    let client = server.client();
    client.until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() >= 3).await;
    client.until("/api/recordings", |answer| !answer.json()["items"].as_array().unwrap().is_empty()).await;
    for (path, new) in [
        ("/api/extensions", json!({"extension": "101", "password": "secret", "name": "Bob"})),
        ("/api/agent", json!({"agent": "104", "queues": [{"queue": "support"}]})),
        ("/api/queue", json!({"queue": "support", "threshold_s": 20})),
        ("/api/api-keys", json!({"name": "board", "scopes": ["calls:read"]})),
    ] {
        let made = client.send(&format!("POST {path}"), Some(&new), &[]).await;
        assert!([201, 403].contains(&made.status), "{path}: {}", made.text);
    }
    (database, server, sim)
}

/// A webhook that was tried out, so that there is something in its log: the name leads to this machine, and is refused.
async fn webhook(admin: &mut Browser) -> String {
    let made = admin.send("POST /api/webhooks", &json!({"name": "crm", "url": "http://localhost:9/"})).await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let tried = admin.send(&format!("POST /api/webhooks/{id}/test"), &Value::Null).await;
    assert_eq!((tried.status, &tried.json()["delivered"]), (200, &json!(false)), "{}", tried.text);
    id
}

/// Whether a route reads the file of a recording.
fn is_of_file(path: &str) -> bool {
    path.starts_with("/api/recordings/{id}/")
}

/// Has nothing to say without a number.
const EXPLAINS: &str = "/api/settings/plan/number";

/// What stands for `{id}` in a path.
async fn id_of(client: &Client, webhook: &str, path: &str) -> Option<String> {
    let first = |items: Vec<Value>, field: &str| Some(items.first()?[field].as_str()?.to_owned());
    if path.contains("/call") {
        first(client.items("/api/calls").await, "id")
    } else if path.starts_with("/api/webhooks/") {
        Some(webhook.to_owned())
    } else if path.starts_with("/api/recordings/") {
        first(client.items("/api/recordings").await, "id")
    } else if path.starts_with("/api/extensions/") {
        Some("101".to_owned())
    } else if path.starts_with("/api/agent/") {
        Some("104".to_owned())
    } else if path.starts_with("/api/queue/") {
        Some("support".to_owned())
    } else {
        None
    }
}

#[tokio::test]
async fn answers_are_as_the_document_says() {
    let (database, server, _sim) = lively().await;
    let client = server.client();
    let document = document(&client).await;
    let schemas = Schemas::new(&document);
    let mut admin = administrator(&client, &database).await;
    let me = admin.get("/api/auth/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
    let key = json!({"name": "board", "scopes": ["calls:read"]});
    assert_eq!(admin.send("POST /api/api-keys", &key).await.status, 201);
    let webhook = webhook(&mut admin).await;
    let mut checked = BTreeSet::new();
    for (_, path, operation) in operations(&document).filter(|(method, _, _)| *method == "get") {
        let id = match id_of(&client, &webhook, path).await {
            Some(id) => id,
            None => me.clone(),
        };
        let filled = path.replace("{id}", &id).replace("{pbx}", "default");
        assert!(!filled.contains('{'), "{path}: no value is known for it");
        // None is given out here; a list of one route alone is asked for as a whole.
        let needed = if path == EXPLAINS { "?number=101" } else { "" };
        let answer = admin.get(&format!("{filled}{needed}")).await;
        let wanted = match path {
            "/extensions/free" => 503,
            // No folder of recordings is configured here.
            _ if is_of_file(path) => 404,
            // Not without a handshake.
            "/api/ws" => 400,
            _ => 200,
        };
        assert_eq!(answer.status, wanted, "{filled}: {}", answer.text);
        let media = if wanted == 200 { "application/json" } else { "application/problem+json" };
        assert_eq!(answer.header("content-type"), media, "{path}");
        let mut told = &operation["responses"][if wanted == 200 { "200" } else { "default" }];
        if let Some(to) = told["$ref"].as_str() {
            told = document.pointer(to.trim_start_matches('#')).unwrap();
        }
        let schema = &told["content"][media]["schema"];
        if schema.is_null() {
            assert!(["/", "/healthz", "/readyz"].contains(&path), "{path} has no form");
            continue;
        }
        if let Err(why) = schemas.check(schema, &answer.json()) {
            unreachable!("{path}: {why}: {}", answer.text);
        }
        if answer.json()["items"].as_array().is_some_and(Vec::is_empty) {
            unreachable!("{path} has nothing to look at");
        }
        checked.insert(path);
    }
    assert!(checked.len() >= 25, "{checked:?}");
    server.stop().await;
}

#[tokio::test]
async fn parameters_of_the_document_are_those_of_the_routes() {
    let (database, server, _sim) = lively().await;
    let client = server.client();
    let document = document(&client).await;
    let mut admin = administrator(&client, &database).await;
    let me = admin.get("/api/auth/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
    let webhook = webhook(&mut admin).await;
    let mut asked = 0;
    for (_, path, operation) in operations(&document).filter(|(method, _, _)| *method == "get") {
        let id = id_of(&client, &webhook, path).await.unwrap_or_else(|| me.clone());
        let filled = path.replace("{id}", &id).replace("{pbx}", "default");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if parameter["in"] != "query" {
                continue;
            }
            let name = parameter["name"].as_str().unwrap();
            let schema = &parameter["schema"];
            let kinds = schema["type"].as_array().cloned().unwrap_or_else(|| vec![schema["type"].clone()]);
            let value = match name {
                "cursor" => continue,
                "sort" => "",
                "from" | "to" => "2026-11-20T00:00:00Z",
                "by" => "day",
                "pbx" => "default",
                "direction" => "inbound",
                "disposition" => "busy",
                "state" => "dead",
                "zone" => "Europe/Berlin",
                "format" => "json",
                "per" => "queue",
                "service_level" => "service_level_strict",
                "download" => "1",
                "width" => "10",
                _ if kinds.contains(&json!("integer")) => "1",
                _ if kinds.contains(&json!("boolean")) => "true",
                _ => "101",
            };
            // A report is told apart by what it is narrowed to.
            let narrows = path == "/api/reports/calls"
                && ["direction", "disposition", "did", "agent", "queue"].contains(&name);
            let told_apart = match path {
                _ if narrows => format!("per={name}&"),
                EXPLAINS if name != "number" => "number=101&".to_owned(),
                _ => String::new(),
            };
            let one = format!("{filled}?{told_apart}{name}={value}");
            let answer = admin.get(&one).await;
            asked += 1;
            let is_answered = match path {
                "/extensions/free" => answer.status == 503,
                // It is the lack of a handshake that is told, and nothing of the query.
                "/api/ws" => answer.status == 400 && answer.text.contains("upgrade"),
                _ if is_of_file(path) => answer.status == 404,
                _ => answer.status == 200,
            };
            assert!(is_answered, "{one}: {}", answer.text);
        }
        // One that it does not know is told, where it reads any at all.
        if operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|parameter| parameter["in"] == "query")
        {
            let answer = admin.get(&format!("{filled}?no_such_thing=1")).await;
            assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        }
    }
    assert!(asked > 50, "{asked}");
    server.stop().await;
}

#[tokio::test]
async fn the_page_to_try_it_takes_nothing_from_elsewhere() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client().stranger();
    let page = client.get("/api/docs/").await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html"), "{}", page.text);
    assert!(page.header("content-security-policy").starts_with("default-src 'self';"));
    let mut parts = 0;
    for marker in ["src=\"", "href=\""] {
        for part in page.text.split(marker).skip(1) {
            let url = part.split('"').next().unwrap();
            assert!(!url.contains("//"), "{url} is elsewhere");
            let path = format!("/api/docs/{}", url.trim_start_matches("./"));
            let part = client.get(&path).await;
            assert_eq!(part.status, 200, "{path}");
            assert!(!part.text.is_empty(), "{path}");
            parts += 1;
        }
    }
    assert!(parts >= 4, "{}", page.text);
    let start = client.get("/api/docs/swagger-initializer.js").await;
    assert!(start.text.contains("/api/openapi.json") && !start.text.contains("http"), "{}", start.text);
    server.stop().await;
}
