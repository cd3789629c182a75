//! One tenant's users see nothing of another's, at whatever route; agents and supervisors see what is theirs.

use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{CallStore, Lifecycle};
use callflow_store_sql::SqlStore;
use serde_json::json;

use crate::browser::{Browser, administrator, user};
use crate::server::{Database, Server};

async fn ids(browser: &mut Browser, path: &str) -> Vec<String> {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    let items = answer.json()["items"].as_array().unwrap().clone();
    let mut ids: Vec<String> = items.iter().map(|call| call["id"].as_str().unwrap().to_owned()).collect();
    ids.sort_unstable();
    ids
}

#[tokio::test]
async fn everybody_sees_what_is_theirs() {
    let database = Database::new();
    let store = SqlStore::open(&database.url()).await.unwrap();
    let calls = [
        Sample::new("acme-sales", 1).through("sales", "101").with(|call| call.tenant = "acme".into()).build(),
        Sample::new("acme-support", 2)
            .through("support", "102")
            .with(|call| call.tenant = "acme".into())
            .build(),
        Sample::new("other-sales", 3)
            .through("sales", "101")
            .with(|call| call.tenant = "other".into())
            .build(),
    ];
    store.put_calls(&calls).await.unwrap();
    store.close().await.unwrap();

    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut root = administrator(&client, &database).await;
    let root = &mut root;
    let acme = |more: serde_json::Value| {
        let mut all = json!({"tenant": "acme"});
        for (name, value) in more.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    };
    let mut admin = user(&client, root, ("al", "administrator"), acme(json!({}))).await;
    let mut supervisor = user(&client, root, ("sue", "supervisor"), acme(json!({"queues": ["sales"]}))).await;
    let mut agent = user(&client, root, ("ann", "agent"), acme(json!({"numbers": ["102"]}))).await;
    let mut nobody = user(&client, root, ("ned", "agent"), acme(json!({}))).await;
    let whole = ["acme-sales", "acme-support", "other-sales"];
    for (browser, sees) in [
        (&mut *root, &whole[..]),
        (&mut admin, &whole[..2]),
        (&mut supervisor, &whole[..1]),
        (&mut agent, &whole[1..2]),
        (&mut nobody, &[]),
    ] {
        assert_eq!(ids(browser, "/api/calls").await, sees);
        // Asking for it by name gives no more.
        assert_eq!(
            ids(browser, "/api/calls?tenant=other").await,
            sees.iter().filter(|id| id.starts_with("other")).copied().collect::<Vec<_>>()
        );
        for id in whole {
            for path in ["/api/calls", "/api/call"] {
                let status = browser.get(&format!("{path}/{id}")).await.status;
                assert_eq!(status, if sees.contains(&id) { 200 } else { 404 }, "{id}");
            }
        }
    }
    // Users, keys and the log are the tenant's own too.
    let users = admin.get("/api/users?limit=500").await.json();
    assert!(users["items"].as_array().unwrap().iter().all(|user| user["tenant"] == "acme"), "{users}");
    assert!(admin.get("/api/users?tenant=default").await.json()["items"].as_array().unwrap().is_empty());
    let root_id = root.get("/api/auth/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
    assert_eq!(admin.get(&format!("/api/users/{root_id}")).await.status, 404);
    assert_eq!(admin.ask(&format!("DELETE /api/users/{root_id}"), None, &[]).await.status, 404);
    let stolen = json!({"name": "x", "role": "administrator", "tenant": "other"});
    assert_eq!(admin.send("POST /api/users", &stolen).await.status, 403);
    let key = json!({"name": "x", "scopes": ["calls:read"], "tenant": "other"});
    assert_eq!(admin.send("POST /api/api-keys", &key).await.status, 403);
    let log = admin.get("/api/audit?limit=500").await.json();
    let log = log["items"].as_array().unwrap();
    assert!(!log.is_empty() && log.iter().all(|entry| entry["tenant"] == "acme"), "{log:?}");
    server.stop().await;
}
