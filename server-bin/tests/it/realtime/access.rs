//! Who is let in, what each one sees, and what becomes of a stream when that changes.

use asterisk_sim::{Options, Script, Sim};
use serde_json::{Value, json};

use super::followers::{Classic, Follower, MACHINE, Refused};
use crate::browser::{Browser, administrator, user};
use crate::captures;
use crate::server::{Client, Database, Server};

fn cookies(browser: &Browser) -> String {
    let pairs: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("; ")
}

/// Server-Sent Events of somebody who has signed in.
async fn followed(client: &Client, browser: &Browser) -> Result<Follower, Refused> {
    Follower::sse(client.base(), &[("cookie", &cookies(browser))], None).await
}

/// A server that asks each second whether its clients still may, and hears of these calls.
async fn watched(database: &Database, sim: &Sim) -> Server {
    let mut env = database.env(&[("default", sim.local_addr())]);
    env.push(("CALLFLOW_REALTIME_CHECK_SECONDS".to_owned(), "1".to_owned()));
    Server::start(&database.config_of(env)).await
}

async fn in_mid_call() -> Sim {
    let script = Script::of(captures::open_in_mid_call("asterisk-22/09-queue-answered-after-wait"));
    Sim::bind(Options::new().script(script)).await.unwrap()
}

#[tokio::test]
async fn nobody_follows_without_signing_in() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let base = client.base();
    for headers in [&[][..], &[("x-api-key", "cfk_wrong")], &[("authorization", "Bearer wrong")]] {
        assert_eq!(Follower::sse(base, headers, None).await.unwrap_err().0, 401, "{headers:?}");
        assert_eq!(Follower::ws(base, headers, None).await.unwrap_err().0, 401, "{headers:?}");
        let refused = Classic::connect(base, headers, None).await.err().unwrap();
        match headers {
            // One that shows nothing may do it in its first packet.
            [] => assert_eq!(refused, (44, r#"44{"message":"sign in first"}"#.to_owned())),
            _ => assert_eq!(refused.0, 401, "{headers:?}"),
        }
    }
    let wrong = Classic::connect(base, &[], Some(json!({"token": "cfk_wrong"}))).await.err().unwrap();
    assert_eq!(wrong.0, 44, "{}", wrong.1);
    server.stop().await;
}

#[tokio::test]
async fn pages_of_other_sites_do_not_follow() {
    let database = Database::new();
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_HTTP_CORS_ORIGINS".to_owned(), "https://board.example.com".to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    let client = server.client();
    let admin = administrator(&client, &database).await;
    let cookies = cookies(&admin);
    for (origin, may) in [
        (client.base(), true),
        ("https://board.example.com", true),
        ("https://evil.example", false),
        ("null", false),
    ] {
        let headers = [("cookie", &*cookies), ("origin", origin)];
        let status = |refused: Option<Refused>| refused.map(|refused| refused.0);
        let want = (!may).then_some(403);
        assert_eq!(status(Follower::sse(client.base(), &headers, None).await.err()), want, "{origin}");
        assert_eq!(status(Follower::ws(client.base(), &headers, None).await.err()), want, "{origin}");
        assert_eq!(status(Classic::connect(client.base(), &headers, None).await.err()), want, "{origin}");
        let polled = client.stranger().ask("GET /socket.io/?EIO=4&transport=polling", &headers).await;
        assert_eq!(polled.status, if may { 200 } else { 403 }, "{origin}: {}", polled.text);
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_one_follows_what_the_lists_show_to_it() {
    let (database, sim) = (Database::new(), in_mid_call().await);
    let server = watched(&database, &sim).await;
    let client = server.client();
    let live = client.until("/api/calls/live", |answer| answer.json()["items"][0]["state"] == "up").await;
    let member = live.json()["items"][0]["answered_by"].as_str().unwrap().to_owned();
    let mut root = administrator(&client, &database).await;
    let mut users = vec![
        user(&client, &mut root, ("own", "agent"), json!({"numbers": [member]})).await,
        user(&client, &mut root, ("else", "agent"), json!({"numbers": ["999"]})).await,
        user(&client, &mut root, ("sales", "supervisor"), json!({"queues": ["sales"]})).await,
        user(&client, &mut root, ("support", "supervisor"), json!({"queues": ["support"]})).await,
        user(&client, &mut root, ("other", "administrator"), json!({"tenant": "other"})).await,
    ];
    let mut seen = Vec::new();
    for browser in &mut users {
        let mut follower = followed(&client, browser).await.unwrap();
        follower.until(|told| told.event == "snapshot").await;
        for (kind, path, name) in [
            ("call", "/api/calls/live", "id"),
            ("queue", "/api/queue", "queue"),
            ("agent", "/api/agent", "agent"),
            ("extension", "/api/extensions", "extension"),
        ] {
            let listed = browser.get(path).await.json();
            let names = |items: &mut dyn Iterator<Item = &Value>| {
                items.map(|item| item[name].clone()).collect::<Vec<Value>>()
            };
            let listed = names(&mut listed["items"].as_array().unwrap().iter());
            assert_eq!(names(&mut follower.of(kind).into_iter()), listed, "{kind}");
        }
        seen.push(follower.of("call").len());
    }
    assert_eq!(seen, [1, 0, 1, 0, 0]);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_out_or_loses_a_key_is_told_and_sent_away() {
    let (database, sim) = (Database::new(), in_mid_call().await);
    let server = watched(&database, &sim).await;
    let client = server.client();
    let mut root = administrator(&client, &database).await;
    let mut ann = user(&client, &mut root, ("ann", "supervisor"), json!({"queues": ["sales"]})).await;
    let made =
        root.send("POST /api/api-keys", &json!({"name": "wall", "scopes": ["calls:read"]})).await.json();
    let key = made["key"].as_str().unwrap().to_owned();
    let base = client.base();

    let mut of_key = [
        Follower::sse(base, &[("x-api-key", &key)], None).await.unwrap(),
        Follower::ws(base, &[("x-api-key", &key)], None).await.unwrap(),
    ];
    let mut classic = Classic::connect(base, &[], Some(json!({"token": key}))).await.unwrap();
    let mut of_ann = followed(&client, &ann).await.unwrap();
    for follower in of_key.iter_mut().chain([&mut of_ann]) {
        follower.until(|told| told.event == "snapshot").await;
    }
    let revoked = format!("DELETE /api/api-keys/{}", made["api_key"]["id"].as_str().unwrap());
    assert_eq!(root.ask(&revoked, None, &[]).await.status, 204);
    assert_eq!(ann.ask("POST /api/auth/logout", None, &[]).await.status, 204);
    for follower in of_key.iter_mut().chain([&mut of_ann]) {
        let closing = follower.until(|told| told.event == "closing").await;
        assert_eq!(closing.data["reason"], "signed_out");
        assert!(follower.next().await.is_none());
    }
    assert_eq!(classic.until("closing", |_| true).await["reason"], "signed_out");
    assert!(classic.next().await.is_none());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gets_other_rights_sees_by_them_from_then_on() {
    let (database, sim) = (Database::new(), in_mid_call().await);
    let server = watched(&database, &sim).await;
    let client = server.client();
    client.until("/api/calls/live", |answer| answer.json()["items"][0]["state"] == "up").await;
    let mut root = administrator(&client, &database).await;
    let sue = user(&client, &mut root, ("sue", "supervisor"), json!({"queues": ["sales"]})).await;
    let mut follower = followed(&client, &sue).await.unwrap();
    follower.until_items(|items| items.keys().any(|key| key.0 == "call")).await;

    let users = root.get("/api/users").await.json();
    let id =
        users["items"].as_array().unwrap().iter().find(|user| user["name"] == "sue").unwrap()["id"].clone();
    let path = format!("PUT /api/users/{}", id.as_str().unwrap());
    let change = json!({"name": "sue", "role": "supervisor", "queues": ["support"]});
    let changed = root.ask(&path, Some(&change), &[("if-match", "\"1\"")]).await;
    assert_eq!(changed.status, 200, "{}", changed.text);
    let anew = follower.until(|told| told.event == "snapshot").await;
    assert_eq!((&anew.data["reason"], &anew.data["calls"]), (&json!("rights"), &json!([])));
    // Where it was before leads nowhere now: what it may see now it was not told then.
    let last = anew.id.unwrap();
    let mut again = Follower::sse(client.base(), &[("cookie", &cookies(&sue))], Some(&last)).await.unwrap();
    let change = json!({"name": "sue", "role": "supervisor", "queues": ["sales"]});
    assert_eq!(root.ask(&path, Some(&change), &[("if-match", "\"2\"")]).await.status, 200);
    let anew = again.until(|told| told.event == "snapshot").await;
    assert_eq!((&anew.data["reason"], anew.data["calls"].as_array().unwrap().len()), (&json!("rights"), 1));
    server.stop().await;
}

#[tokio::test]
async fn who_may_not_see_numbers_is_not_sent_them() {
    let script = Script::of(captures::open_in_mid_call("asterisk-22/06-inbound-did"));
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    client.until("/api/calls/live", |answer| answer.json()["items"][0]["state"] == "up").await;
    let mut root = administrator(&client, &database).await;
    let made =
        root.send("POST /api/api-keys", &json!({"name": "wall", "scopes": ["calls:read"]})).await.json();
    let key = made["key"].as_str().unwrap();
    let masked = client.stranger().ask("GET /api/calls/live", &[("x-api-key", key)]).await.json();
    let whole = client.items("/api/calls/live").await;
    assert_ne!(masked["items"], json!(whole));
    for (headers, want) in [(&[("x-api-key", key)][..], &masked["items"]), (MACHINE, &json!(whole))] {
        let mut follower = Follower::sse(client.base(), headers, None).await.unwrap();
        let snapshot = follower.until(|told| told.event == "snapshot").await;
        assert_eq!(&snapshot.data["calls"], want);
        let mut classic = Classic::connect(client.base(), headers, None).await.unwrap();
        assert_eq!(&classic.until("ongoingCalls", |_| true).await, want);
    }
    server.stop().await;
}
