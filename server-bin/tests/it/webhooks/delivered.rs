//! What receivers get, whatever happens to them and to the server.

use std::collections::{BTreeMap, BTreeSet};

use rustix::process::Signal;
use serde_json::{Value, json};

use super::receiver::{Got, NEVER, Receiver, check};
use super::{asterisk, env, subscribed, webhook};
use crate::child::Callflowd;
use crate::server::{Client, Database, Server};

/// The calls whose end was told.
fn ended(got: &[Got]) -> BTreeSet<String> {
    let ended = got.iter().filter(|got| matches!(&*got.kind, "call.ended" | "call.merged"));
    ended.map(|got| got.json()["data"]["id"].as_str().unwrap().to_owned()).collect()
}

/// The calls that the server has, merged ones too.
async fn calls(client: &Client) -> BTreeSet<String> {
    let items = client.items("/api/calls?include_merged=true&limit=500").await;
    items.iter().map(|call| call["id"].as_str().unwrap().to_owned()).collect()
}

/// Each call's events came in their order, from the first to the last, and each that was taken once is as it was before.
fn assert_in_order(taken: &[Got]) {
    let (mut lines, mut bodies) = (BTreeMap::<String, Vec<(u64, String)>>::new(), BTreeMap::new());
    for got in taken {
        check(got);
        let same = bodies.insert(got.id.clone(), got.body.clone()).is_none_or(|body| body == got.body);
        assert!(same, "{} is two events", got.id);
        let body = got.json();
        if got.kind.starts_with("call.") {
            let version = body["data"]["version"].as_u64().unwrap();
            let line = lines.entry(body["data"]["id"].as_str().unwrap().to_owned()).or_default();
            line.push((version, got.kind.clone()));
        }
    }
    assert!(lines.len() >= 4, "{lines:?}");
    for (call, told) in lines {
        assert!(told.is_sorted_by_key(|(version, _)| *version), "{call}: {told:?}");
        assert_eq!(told[0].1, "call.started", "{call}: {told:?}");
        assert!(
            told.iter().any(|(_, kind)| matches!(&**kind, "call.ended" | "call.merged")),
            "{call}: {told:?}"
        );
    }
}

#[tokio::test]
async fn a_receiver_that_failed_gets_everything_in_order() {
    let (database, receiver, sim) = (Database::new(), Receiver::answering(503).await, asterisk().await);
    subscribed(&database, &[webhook(&receiver)]).await;
    let server = Server::start(&database.config_of(env(&database, Some(&sim)))).await;
    sim.finished().await;
    receiver.until("failed again and again", |got| got.len() >= 3).await;
    assert!(receiver.taken().is_empty());
    receiver.answer(200);
    let client = server.client();
    client.until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() >= 4).await;
    let calls = calls(&client).await;
    receiver
        .until("has all", |got| {
            let taken: Vec<Got> = got.iter().filter(|got| got.status == 200).cloned().collect();
            ended(&taken).is_superset(&calls)
        })
        .await;
    let taken = receiver.taken();
    assert_in_order(&taken);
    let ids: BTreeSet<&str> = taken.iter().map(|got| &*got.id).collect();
    assert_eq!(ids.len(), taken.len(), "nothing comes twice");
    assert!(taken.iter().any(|got| got.kind == "queue.joined"), "queues are told of too");
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_is_killed_tells_everything_at_least_once() {
    let (database, receiver, sim) = (Database::new(), Receiver::answering(200).await, asterisk().await);
    subscribed(&database, &[webhook(&receiver)]).await;
    let env = env(&database, Some(&sim));
    let mut callflowd = Callflowd::start(database.folder(), &env);
    callflowd.client().await;
    receiver.until("told something", |got| !got.is_empty()).await;
    // What is on its way now is answered to nobody.
    receiver.answer(NEVER);
    let before = receiver.got().len();
    receiver.until("being told", |got| got.len() > before).await;
    sim.finished().await;
    callflowd.signal(Signal::KILL);
    callflowd.ended().await;
    receiver.answer(200);
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    client.until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() >= 4).await;
    let calls = calls(&client).await;
    receiver
        .until("has all", |got| {
            let taken: Vec<Got> = got.iter().filter(|got| got.status == 200).cloned().collect();
            ended(&taken).is_superset(&calls)
        })
        .await;
    // What came twice has the same id and says the same; without its repeats all is in order.
    let mut seen = BTreeSet::new();
    let mut first = receiver.taken();
    first.retain(|got| seen.insert(got.id.clone()));
    assert_in_order(&first);
    callflowd.terminate().await;
}

/// The one that owned the Asterisk is gone before anything was taken.
#[tokio::test]
async fn a_server_that_takes_over_tells_what_the_first_could_not() {
    let (database, receiver, sim) = (Database::new(), Receiver::answering(503).await, asterisk().await);
    subscribed(&database, &[webhook(&receiver)]).await;
    let mut first = Callflowd::start(database.folder(), &env(&database, Some(&sim)));
    let client = first.client().await;
    sim.finished().await;
    client.until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() >= 4).await;
    let calls = calls(&client).await;
    receiver.until("asked", |got| !got.is_empty()).await;
    first.signal(Signal::KILL);
    first.ended().await;
    receiver.answer(200);

    let other = Database::new();
    let mut env = env(&database, Some(&sim));
    let journal = other.folder().join("callflow.journal").display().to_string();
    env.push(("CALLFLOW_JOURNAL_PATH".to_owned(), journal));
    let mut second = Callflowd::start(other.folder(), &env);
    second.client().await;
    receiver.until("has all", |_| ended(&receiver.taken()).is_superset(&calls)).await;
    let mut seen = BTreeSet::new();
    let mut once = receiver.taken();
    once.retain(|got| seen.insert(got.id.clone()));
    assert_in_order(&once);
    second.terminate().await;
}

#[tokio::test]
async fn a_slow_receiver_keeps_no_other_one_waiting() {
    let (database, sim) = (Database::new(), asterisk().await);
    let (slow, quick) = (Receiver::answering(NEVER).await, Receiver::answering(200).await);
    subscribed(&database, &[webhook(&slow), webhook(&quick)]).await;
    let server = Server::start(&database.config_of(env(&database, Some(&sim)))).await;
    sim.finished().await;
    let client = server.client();
    client.until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() >= 4).await;
    let calls = calls(&client).await;
    quick.until("has all", |got| ended(got).is_superset(&calls)).await;
    assert_in_order(&quick.taken());
    // It has answered nothing in all that time, and was asked with a few at most.
    let asked = slow.got().len();
    assert!((1..=9).contains(&asked), "{asked}");
    server.stop().await;
}

#[tokio::test]
async fn a_webhook_is_told_of_what_passes_its_filter() {
    let (database, receiver, sim) = (Database::new(), Receiver::answering(200).await, asterisk().await);
    let all = Receiver::answering(200).await;
    let mut filtered = webhook(&receiver);
    filtered["events"] = json!(["call.ended"]);
    filtered["directions"] = json!(["inbound"]);
    subscribed(&database, &[filtered, webhook(&all)]).await;
    let server = Server::start(&database.config_of(env(&database, Some(&sim)))).await;
    sim.finished().await;
    let client = server.client();
    client.until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() >= 4).await;
    let inbound = client.items("/api/calls?direction=inbound").await;
    assert!(!inbound.is_empty());
    receiver.until("has those", |got| got.len() >= inbound.len()).await;
    let every = calls(&client).await;
    all.until("has all", |got| ended(got).is_superset(&every)).await;
    for got in receiver.got() {
        let body = got.json();
        assert_eq!((&*got.kind, &body["data"]["direction"]), ("call.ended", &Value::from("inbound")));
    }
    let wanted: BTreeSet<String> =
        inbound.iter().map(|call| call["id"].as_str().unwrap().to_owned()).collect();
    assert!(ended(&receiver.got()).is_superset(&wanted));
    server.stop().await;
}

#[tokio::test]
async fn dead_letters_are_kept_and_sent_again() {
    let (database, receiver, sim) = (Database::new(), Receiver::answering(400).await, asterisk().await);
    let mut ended_only = webhook(&receiver);
    ended_only["events"] = json!(["call.ended"]);
    let id = subscribed(&database, &[ended_only]).await.remove(0);
    let mut env = env(&database, Some(&sim));
    env.push(("CALLFLOW_WEBHOOKS_GIVE_UP_AFTER_MINUTES".to_owned(), "0".to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    sim.finished().await;
    let client = server.client();
    let mut admin = crate::browser::Browser::signed_in(&client, "admin", "a password of the tests").await;
    let path = format!("/api/webhooks/{id}/deliveries");
    let count = |answer: &crate::server::Answer| answer.json()["items"].as_array().unwrap().len();
    let ends = client.until("/api/calls", |answer| count(answer) >= 4).await.json();
    let ends = ends["items"].as_array().unwrap().len();
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    let dead = loop {
        let dead = admin.get(&format!("{path}?state=dead")).await;
        if count(&dead) >= ends {
            break dead.json();
        }
        assert!(tokio::time::Instant::now() < deadline, "{}", dead.text);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let one = &dead["items"][0];
    assert_eq!((&one["state"], &one["status"], &one["attempts"]), (&json!("dead"), &json!(400), &json!(1)));
    assert_eq!(one["error"], "answered 400");
    let event = one["id"].as_str().unwrap();
    receiver.answer(200);
    let replayed = admin.send(&format!("POST {path}/{event}/replay"), &Value::Null).await;
    assert_eq!(replayed.json(), json!({"replayed": 1}));
    receiver.until("has that one", |got| got.iter().any(|got| got.id == event && got.status == 200)).await;
    let again = admin.send(&format!("POST {path}/{event}/replay"), &Value::Null).await;
    assert_eq!(again.status, 404, "it is no dead letter any more: {}", again.text);
    let rest = admin.send(&format!("POST /api/webhooks/{id}/replay"), &Value::Null).await;
    assert_eq!(rest.json()["replayed"], json!(dead["items"].as_array().unwrap().len() - 1));
    receiver.until("has all", |_| receiver.taken().len() >= ends).await;
    receiver.taken().iter().for_each(check);
    server.stop().await;
}
