//! Calls: pages while calls come in, tags and notes, the older path, and how mistakes are told.

use std::collections::BTreeSet;

use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{CallStore, Lifecycle};
use callflow_store_sql::SqlStore;
use serde_json::{Value, json};

use crate::browser::{administrator, user};
use crate::server::{Answer, Client, Database, KEY, Server};

/// A call that began in that second.
fn call(second: i64) -> callflow_core::Call {
    Sample::new(&format!("call-{second}"), second).build()
}

#[tokio::test]
async fn pages_stay_right_while_calls_come_in() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let store = SqlStore::open(&database.url()).await.unwrap();
    let first: Vec<_> = (100..140).map(call).collect();
    store.put_calls(&first).await.unwrap();
    for (sort, begins) in [("-started_at", 0), ("started_at", 1)] {
        let (mut seen, mut cursor, mut round) = (Vec::new(), None::<String>, 0);
        loop {
            let part = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let page = client.get(&format!("/api/calls?limit=7&sort={sort}{part}")).await;
            assert_eq!(page.status, 200, "{}", page.text);
            let page = page.json();
            seen.extend(page["items"].as_array().unwrap().iter().map(|call| call["id"].clone()));
            // On both sides of the page, and in the same second as others.
            round += 1;
            let number = begins * 10 + round;
            let mut twin = call(120);
            twin.id = callflow_core::CallId::new(&format!("twin-{number}"));
            store.put_calls(&[call(number), call(1_000 + number), twin]).await.unwrap();
            cursor = page["next_cursor"].as_str().map(str::to_owned);
            if cursor.is_none() {
                break;
            }
        }
        let distinct: BTreeSet<&str> = seen.iter().map(|id| id.as_str().unwrap()).collect();
        assert_eq!(distinct.len(), seen.len(), "{sort}: a call is on two pages");
        for call in &first {
            assert!(distinct.contains(call.id.as_str()), "{sort}: {} is on no page", call.id);
        }
    }
    // A cursor is that of its order.
    let page = client.get("/api/calls?limit=1").await.json();
    let cursor = page["next_cursor"].as_str().unwrap();
    let other = client.get(&format!("/api/calls?limit=1&sort=started_at&cursor={cursor}")).await;
    assert!([200, 400].contains(&other.status), "{}", other.text);
    store.close().await.unwrap();
    server.stop().await;
}

#[tokio::test]
async fn what_takes_long_to_count_is_not_counted() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let store = SqlStore::open(&database.url()).await.unwrap();
    let total = async |filter: &str| {
        let page = client.get(&format!("/api/calls?limit=1{filter}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        page.json()["total"].clone()
    };
    // All of them are of the number 100, and of Ann.
    store.put_calls(&(0..1_000).map(call).collect::<Vec<_>>()).await.unwrap();
    assert_eq!(total("&number=100").await, 1_000);
    store.put_calls(&[call(1_000)]).await.unwrap();
    for known in ["", "&direction=internal", "&disposition=answered"] {
        assert_eq!(total(known).await, 1_001, "{known}");
    }
    for (long, none) in [("&number=100", "&number=199"), ("&text=Ann", "&text=nobody")] {
        assert_eq!(total(long).await, Value::Null, "{long}");
        assert_eq!(total(none).await, 0, "{none}");
    }
    store.close().await.unwrap();
    server.stop().await;
}

#[tokio::test]
async fn tags_and_notes_are_kept_beside_the_call() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let store = SqlStore::open(&database.url()).await.unwrap();
    store.put_calls(&[call(1)]).await.unwrap();
    store.close().await.unwrap();
    let mut ann = administrator(&client, &database).await;
    let patch = "PATCH /api/calls/call-1";
    let record = client.get("/api/calls/call-1").await.json();
    let none = ann.get("/api/calls/call-1/annotation").await;
    assert_eq!((none.status, none.header("etag")), (200, "\"0\""), "{}", none.text);
    assert_eq!(
        none.json(),
        json!({"call": "call-1", "tags": [], "note": null, "by": null, "changed_at": null, "version": 0})
    );

    let body = json!({"tags": ["late", "billing", "late"], "note": "asks\nagain"});
    let first = ann.ask(patch, Some(&body), &[("if-match", "\"0\"")]).await;
    assert_eq!((first.status, first.header("etag")), (200, "\"1\""), "{}", first.text);
    let told = first.json();
    assert_eq!(
        (&told["tags"], &told["note"], &told["by"], &told["version"]),
        (&json!(["billing", "late"]), &json!("asks\nagain"), &json!("admin"), &json!(1))
    );
    let late = ann.ask(patch, Some(&json!({"note": "mine"})), &[("if-match", "\"0\"")]).await;
    assert_eq!(late.status, 412, "{}", late.text);
    // What is left out stays, and an empty note is none.
    let second = ann.ask(patch, Some(&json!({"note": ""})), &[("if-match", "\"1\"")]).await;
    assert_eq!((second.status, second.header("etag")), (200, "\"2\""), "{}", second.text);
    assert_eq!((&second.json()["tags"], &second.json()["note"]), (&json!(["billing", "late"]), &Value::Null));
    // The older path is the same call; a client of an earlier backend names no version.
    let blind = client.send("PATCH /api/call/call-1", Some(&json!({"tags": []})), &[]).await;
    assert_eq!((blind.status, blind.header("etag")), (200, "\"3\""), "{}", blind.text);
    let read = client.get("/api/call/call-1/annotation").await;
    assert_eq!((read.header("etag"), &read.json()["tags"]), ("\"3\"", &json!([])));
    assert_eq!(client.get("/api/calls/call-1").await.json(), record, "the record stays what it is");

    for (body, field) in [
        (json!({"tags": [""]}), "tags"),
        (json!({"tags": ["a".repeat(65)]}), "tags"),
        (json!({"tags": (0..51).map(|tag| tag.to_string()).collect::<Vec<_>>()}), "tags"),
        (json!({"note": "a".repeat(10_001)}), "note"),
        (json!({"note": 7}), "note"),
        (json!({"state": "ended"}), "state"),
    ] {
        let wrong = client.send(patch, Some(&body), &[]).await;
        assert_eq!(
            (wrong.status, &wrong.json()["errors"][0]["field"]),
            (400, &json!(field)),
            "{}",
            wrong.text
        );
    }
    assert_eq!(client.send("PATCH /api/calls/none", Some(&json!({"note": ""})), &[]).await.status, 404);
    server.stop().await;
}

/// Each mistake is told in the same form, with the id of the request.
#[track_caller]
fn is_problem(answer: &Answer, status: u16, what: &str) {
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (status, "application/problem+json"),
        "{what}: {}",
        answer.text
    );
    let body = answer.json();
    assert_eq!((&body["type"], &body["status"]), (&json!("about:blank"), &json!(status)), "{what}");
    for field in ["title", "detail"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{what}: {body}");
    }
    assert_eq!(answer.header("x-request-id"), "mine-7", "{what}");
    if status == 400 {
        let errors = body["errors"].as_array().unwrap_or_else(|| unreachable!("{what}: {body}"));
        assert!(
            errors.iter().all(|error| error["field"].is_string() && error["message"].is_string()),
            "{body}"
        );
    }
}

#[tokio::test]
async fn every_mistake_is_told_as_a_problem() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client: Client = server.client();
    let stranger = client.stranger();
    let mut admin = administrator(&client, &database).await;
    let mut ann = user(&client, &mut admin, ("ann", "agent"), json!({})).await;
    let id = ("x-request-id", "mine-7");
    let key = ("x-api-key", KEY);
    let large = json!({"note": "a".repeat(300_000)});
    let long = format!("GET /api/calls?text={}", "a".repeat(9_000));
    for (request, body, headers, status) in [
        ("GET /api/calls?limit=0", None, &[id, key][..], 400),
        ("GET /api/calls?limit=1&limit=x", None, &[id, key], 400),
        ("PATCH /api/calls/none", Some(&json!([])), &[id, key], 400),
        ("GET /api/calls", None, &[id], 401),
        ("GET /api/calls", None, &[id, ("authorization", "Basic YTpi")], 401),
        ("GET /api/calls/none", None, &[id, key], 404),
        ("GET /api/calls/%FF", None, &[id, key], 404),
        ("GET /api/agent/%C0%AF/intervals", None, &[id, key], 404),
        ("GET /nowhere", None, &[id], 404),
        ("GET /api/docs/nothing.js", None, &[id], 404),
        ("DELETE /api/calls", None, &[id, key], 405),
        ("PATCH /healthz", None, &[id], 405),
        ("PATCH /api/calls/none", Some(&large), &[id, key], 413),
        (&*long, None, &[id, key], 414),
        ("PATCH /api/calls/none", None, &[id, key], 415),
        ("POST /api/calls/none/transfer", None, &[id, key], 415),
        ("POST /api/calls/none/hangup", None, &[id, key], 404),
        ("POST /api/calls/none/hangup", None, &[id, key, ("idempotency-key", "")], 400),
    ] {
        is_problem(&stranger.send(request, body, headers).await, status, request);
    }
    is_problem(&ann.ask("GET /api/users", None, &[id]).await, 403, "no right");
    let forged = admin.ask("DELETE /api/users/7", None, &[id, ("x-csrf-token", "no")]).await;
    is_problem(&forged, 403, "no token");
    let user = json!({"name": "bob", "role": "agent"});
    let made = admin.send("POST /api/users", &user).await.json();
    is_problem(&admin.ask("POST /api/users", Some(&user), &[id]).await, 409, "taken");
    let put = format!("PUT /api/users/{}", made["id"].as_str().unwrap());
    is_problem(&admin.ask(&put, Some(&user), &[id]).await, 428, "no version");
    is_problem(&admin.ask(&put, Some(&user), &[id, ("if-match", "\"7\"")]).await, 412, "another version");
    server.stop().await;
}
