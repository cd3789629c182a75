//! What the API keeps of webhooks, and what it keeps to itself.

use std::time::Duration;

use callflow_core::Timestamp;
use callflow_webhooks::signature;
use serde_json::{Value, json};

use super::receiver::Receiver;
use super::{env, made};
use crate::browser::{administrator, user};
use crate::server::{Database, Server};

#[tokio::test]
async fn webhooks_are_kept_and_no_change_is_lost() {
    let database = Database::new();
    let server = Server::start(&database.config_of(env(&database, None))).await;
    let mut admin = administrator(&server.client(), &database).await;
    let new = json!({
        "name": "crm", "url": "https://crm.example.com/hook", "events": ["call.ended", "queue.left"],
        "directions": ["inbound"], "dispositions": ["no_answer"], "queues": ["sales"], "numbers": ["101"],
    });
    let webhook = made(&mut admin, &new).await;
    for field in ["name", "url", "events", "directions", "dispositions", "queues", "numbers"] {
        assert_eq!(webhook[field], new[field], "{field}");
    }
    assert_eq!((&webhook["tenant"], &webhook["enabled"]), (&json!("default"), &json!(true)));
    let path = format!("/api/webhooks/{}", webhook["id"].as_str().unwrap());
    let change = json!({"name": "crm", "url": "https://crm.example.com/other", "enabled": false});
    assert_eq!(admin.send(&format!("PUT {path}"), &change).await.status, 428);
    let changed = admin.ask(&format!("PUT {path}"), Some(&change), &[("if-match", "\"1\"")]).await;
    assert_eq!((changed.status, changed.header("etag")), (200, "\"2\""), "{}", changed.text);
    assert_eq!(admin.ask(&format!("PUT {path}"), Some(&change), &[("if-match", "\"1\"")]).await.status, 412);
    let read = admin.get(&path).await;
    assert_eq!((read.header("etag"), &read.json()["enabled"]), ("\"2\"", &json!(false)));
    assert_eq!(admin.get("/api/webhooks").await.json()["items"], json!([read.json()]));

    for (wrong, field) in [
        (json!({"url": "https://a.example/"}), "body"),
        (json!({"name": "", "url": "https://a.example/"}), "name"),
        (json!({"name": "x", "url": "ftp://a.example/"}), "url"),
        (json!({"name": "x", "url": "https://u:hunter2@a.example/"}), "url"),
        (json!({"name": "x", "url": "https://a.example/", "events": ["call.end"]}), "events"),
        (json!({"name": "x", "url": "https://a.example/", "directions": ["up"]}), "directions[0]"),
        (json!({"name": "x", "url": "https://a.example/", "secret": "hunter2"}), "secret"),
        (json!({"name": "x", "url": "https://a.example/", "tenants": 1}), "tenants"),
    ] {
        let answer = admin.send("POST /api/webhooks", &wrong).await;
        assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (400, &json!(field)), "{wrong}");
        assert!(!answer.text.contains("hunter2"), "{}", answer.text);
    }
    // All of it stands in the audit log.
    let noted = admin.get("/api/audit?action=webhooks.write").await.json();
    let targets = noted["items"].as_array().unwrap().iter().map(|entry| &entry["target"]);
    assert_eq!(targets.collect::<Vec<_>>(), [&webhook["id"], &webhook["id"]]);
    assert_eq!(admin.ask(&format!("DELETE {path}"), None, &[("if-match", "\"1\"")]).await.status, 412);
    assert_eq!(admin.ask(&format!("DELETE {path}"), None, &[]).await.status, 204);
    for gone in [path.clone(), format!("{path}/deliveries")] {
        assert_eq!(admin.get(&gone).await.status, 404, "{gone}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_secret_is_shown_once() {
    let (database, receiver) = (Database::new(), Receiver::answering(200).await);
    let server = Server::start(&database.config_of(env(&database, None))).await;
    let mut admin = administrator(&server.client(), &database).await;
    let made = made(&mut admin, &json!({"name": "crm", "url": receiver.url()})).await;
    let first = made["secret"].as_str().unwrap().to_owned();
    assert!(first.starts_with("whsec_") && first.len() == 70, "{first}");
    let path = format!("/api/webhooks/{}", made["id"].as_str().unwrap());
    let rotated = admin.send(&format!("POST {path}/secret"), &json!({})).await;
    let second = rotated.json()["secret"].as_str().unwrap().to_owned();
    assert!(rotated.json()["older_secret_until"].is_string() && first != second);

    // Both count, for a while.
    assert_eq!(admin.send(&format!("POST {path}/test"), &Value::Null).await.json()["delivered"], true);
    let got = receiver.got().remove(0);
    assert_eq!(got.signature.matches(",v1=").count(), 2);
    let signed_at = got.signature[2..].split(',').next().unwrap().parse::<i64>().unwrap();
    let now = Timestamp::from_unix_micros(signed_at * 1_000_000);
    for secret in [&first, &second] {
        let verified = signature::verify(&got.signature, &(&**secret).into(), &got.body, now, Duration::ZERO);
        assert_eq!(verified, Ok(()));
    }
    let given = json!({"secret": "one-that-I-have-chosen"});
    let given_one = admin.send(&format!("POST {path}/secret"), &given).await;
    assert_eq!((given_one.status, given_one.json()["secret"].is_null()), (200, true));

    for asked in
        [path.clone(), "/api/webhooks".to_owned(), format!("{path}/deliveries"), "/api/audit".to_owned()]
    {
        let answer = admin.get(&asked).await;
        assert_eq!(answer.status, 200, "{asked}");
        for secret in [&*first, &second, "one-that-I-have-chosen"] {
            assert!(!answer.text.contains(secret), "{asked}: {}", answer.text);
        }
    }
    server.stop().await;
    // Nor has the database them, in any of its files.
    for file in std::fs::read_dir(database.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in [&*first, &second, "one-that-I-have-chosen"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
        }
    }
}

#[tokio::test]
async fn one_tenant_knows_nothing_of_the_webhooks_of_others() {
    let database = Database::new();
    let server = Server::start(&database.config_of(env(&database, None))).await;
    let client = server.client();
    let mut admin = administrator(&client, &database).await;
    let of_acme = json!({"tenant": "acme"});
    let mut acme = user(&client, &mut admin, ("ada", "administrator"), of_acme).await;
    let url = "https://crm.example.com/";
    let others = [
        json!({"name": "of another", "url": url}),
        json!({"name": "of all", "url": url, "tenant": "acme", "spans_tenants": true}),
    ];
    for other in &others {
        let id = made(&mut admin, other).await["id"].as_str().unwrap().to_owned();
        let path = format!("/api/webhooks/{id}");
        for request in [
            format!("GET {path}"),
            format!("GET {path}/deliveries"),
            format!("DELETE {path}"),
            format!("POST {path}/test"),
            format!("POST {path}/replay"),
            format!("POST {path}/deliveries/evt_1/replay"),
        ] {
            assert_eq!(acme.ask(&request, None, &[]).await.status, 404, "{request}");
        }
        let rotate = acme.send(&format!("POST {path}/secret"), &json!({})).await;
        let change = json!({"name": "mine", "url": url});
        let change = acme.ask(&format!("PUT {path}"), Some(&change), &[("if-match", "\"1\"")]).await;
        assert_eq!((rotate.status, change.status), (404, 404));
    }
    let own = made(&mut acme, &json!({"name": "own", "url": url})).await;
    assert_eq!(own["tenant"], "acme");
    let listed = acme.get("/api/webhooks").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(admin.get("/api/webhooks").await.json()["items"].as_array().unwrap().len(), 3);
    for (more, field) in
        [(json!({"tenant": "default"}), "tenant"), (json!({"spans_tenants": true}), "spans_tenants")]
    {
        let mut new = json!({"name": "more", "url": url});
        new.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let refused = acme.send("POST /api/webhooks", &new).await;
        assert_eq!((refused.status, &refused.json()["errors"][0]["field"]), (400, &json!(field)));
    }
    server.stop().await;
}
