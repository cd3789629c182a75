//! Acting on calls over HTTP: once for each key, and told in the log. At a real Asterisk: `tests/live`.

use asterisk_sim::{Options, Script, Sim};
use futures_util::future::select;
use serde_json::{Value, json};

use super::manager::Manager;
use crate::captures;
use crate::server::{Answer, Client, Database, Server};

const ORIGINATE: &str = "POST /api/calls/originate";

/// A server that may dial, beside an Asterisk that makes calls.
async fn site(manager: &Manager) -> (Database, Server) {
    let database = Database::new();
    let rules = database.folder().join("rules.toml");
    std::fs::write(&rules, "contexts = [\"phones\"]\n").unwrap();
    let mut env = database.env(&[("default", manager.address)]);
    env.push(("CALLFLOW_CONTROL_RULES".to_owned(), rules.display().to_string()));
    let server = Server::start(&database.config_of(env)).await;
    server.client().until("/readyz", |answer| answer.status == 200).await;
    (database, server)
}

fn from_to(from: &str, to: &str) -> Value {
    json!({"from": from, "to": to})
}

/// Entries of the log about calls, the newest first: action, outcome, target and detail.
async fn log(client: &Client) -> Vec<Value> {
    let items = client.items("/api/audit?limit=500").await;
    let of_calls = items.iter().filter(|entry| entry["action"].as_str().unwrap().starts_with("calls."));
    of_calls.cloned().collect()
}

#[tokio::test]
async fn the_same_key_twice_is_one_call() {
    let manager = Manager::start().await;
    let (_database, server) = site(&manager).await;
    let client = server.client();
    let key = [("idempotency-key", "order-7")];
    let first = client.send(ORIGINATE, Some(&from_to("101", "102")), &key).await;
    assert_eq!((first.status, manager.calls()), (201, 1), "{}", first.text);
    let done = first.json();
    assert_eq!((&done["confirmed"], &done["by"]), (&json!(true), &json!("Newchannel")));
    let call = done["call"].as_str().unwrap();
    assert!(call.starts_with("default-"), "{call}");
    let again = client.send(ORIGINATE, Some(&from_to("101", "102")), &key).await;
    assert_eq!((again.status, again.json(), manager.calls()), (201, done.clone(), 1));
    assert_eq!(again.header("content-type"), first.header("content-type"));

    let different = client.send(ORIGINATE, Some(&from_to("101", "103")), &key).await;
    assert_eq!((different.status, different.header("content-type")), (422, "application/problem+json"));
    // The older path is another name of the same.
    let older = client.send("POST /api/call/originate", Some(&from_to("101", "102")), &key).await;
    assert_eq!((older.status, older.json(), manager.calls()), (201, done.clone(), 1));
    let other = client.send(ORIGINATE, Some(&from_to("101", "102")), &[("idempotency-key", "order-8")]).await;
    assert_eq!((other.status, manager.calls()), (201, 2));
    let none = client.send(ORIGINATE, Some(&from_to("101", "102")), &[]).await;
    assert_eq!((none.status, manager.calls()), (201, 3));

    // What was refused was not done: the same key may be tried again.
    let key = [("idempotency-key", "order-9")];
    let refused = client.send(ORIGINATE, Some(&from_to("101", "004930123456")), &key).await;
    assert_eq!((refused.status, manager.calls()), (403, 3), "{}", refused.text);
    assert!(refused.json()["detail"].as_str().is_some_and(|why| why.len() > 10), "{}", refused.text);
    let wrong = client.send(ORIGINATE, Some(&json!({"from": "101"})), &key).await;
    assert_eq!(wrong.status, 400, "{}", wrong.text);
    let done = client.send(ORIGINATE, Some(&from_to("101", "102")), &key).await;
    assert_eq!((done.status, manager.calls()), (201, 4), "{}", done.text);

    let log = log(&client).await;
    let told: Vec<&Value> = log.iter().map(|entry| &entry["outcome"]).collect();
    assert_eq!(told, ["done", "refused", "done", "done", "done"], "{log:?}");
    assert_eq!((&log[4]["target"], &log[4]["action"]), (&json!(call), &json!("calls.originate")));
    assert_eq!(log[4]["detail"], json!({"from": "101", "to": "102", "trunk": null}));
    server.stop().await;
}

#[tokio::test]
async fn the_same_key_at_once_is_one_call_and_one_conflict() {
    let manager = Manager::start().await;
    let (_database, server) = site(&manager).await;
    manager.answer(false);
    let asking = |client: Client| {
        tokio::spawn(async move {
            client.send(ORIGINATE, Some(&from_to("101", "102")), &[("idempotency-key", "order-7")]).await
        })
    };
    let (one, other) = (asking(server.client()), asking(server.client()));
    // The one that came second is told at once, while the first waits for Asterisk.
    let (early, late) = select(one, other).await.factor_first();
    let early = early.unwrap();
    assert_eq!(
        (early.status, early.header("content-type")),
        (409, "application/problem+json"),
        "{}",
        early.text
    );
    manager.answer(true);
    let late: Answer = late.await.unwrap();
    assert_eq!((late.status, manager.calls()), (201, 1), "{}", late.text);
    server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_done_to_a_live_call_is_told_with_its_reason() {
    let script = Script::of(captures::open_in_mid_call("asterisk-22/01-internal-caller-hangs-up"));
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    let up = |answer: &Answer| answer.json()["items"][0]["state"] == "up";
    let live = client.until("/api/calls/live", up).await.json();
    let id = live["items"][0]["id"].as_str().unwrap();
    for (verb, body, status, says) in [
        ("hold", None, 403, "hold"),
        ("transfer", Some(json!({"to": "103"})), 403, "context"),
        ("recording", Some(json!({"action": "on"})), 403, "record"),
        ("hangup", Some(json!({"party": "nobody"})), 400, "party"),
        ("hangup", Some(json!({"cause": 200})), 400, "cause"),
        ("dtmf", Some(json!({"digits": "x"})), 400, "digits"),
        ("park", Some(json!({"timeout_s": 0})), 400, "timeout_s"),
        ("recording", Some(json!({"action": "begin"})), 400, "action"),
        ("transfer", Some(json!({})), 400, "to"),
    ] {
        for path in ["/api/calls", "/api/call"] {
            let answer = client.send(&format!("POST {path}/{id}/{verb}"), body.as_ref(), &[]).await;
            assert_eq!(
                (answer.status, answer.header("content-type")),
                (status, "application/problem+json"),
                "{verb} {body:?}: {}",
                answer.text
            );
            let detail = answer.json()["detail"].as_str().unwrap().to_lowercase();
            assert!(detail.contains(says), "{verb}: {detail}");
        }
    }
    let log = log(&client).await;
    let refused = log.iter().filter(|entry| entry["outcome"] == "refused" && entry["target"] == id).count();
    assert!(refused >= 6, "{log:?}");
    // The Asterisk is gone: nothing was sent, and the answer says when to try again.
    sim.shutdown().await;
    client.until("/readyz", |answer| answer.status == 503).await;
    let away = client.ask(&format!("POST /api/calls/{id}/hangup"), &[]).await;
    assert_eq!((away.status, away.header("retry-after")), (503, "5"), "{}", away.text);
    server.stop().await;
}
