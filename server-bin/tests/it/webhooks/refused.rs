//! Places that the server is not made to ask.

use serde_json::{Value, json};

use super::made;
use super::receiver::Receiver;
use crate::browser::{Browser, administrator};
use crate::server::{Database, Server};

/// A server that may send to these networks, and its administrator.
async fn server(database: &Database, allowed: &str) -> (Server, Browser) {
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_WEBHOOKS_ALLOW_PRIVATE".to_owned(), allowed.to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    let admin = administrator(&server.client(), database).await;
    (server, admin)
}

/// What is answered to the test of a new webhook that leads there.
async fn tried(admin: &mut Browser, url: &str) -> Value {
    let made = made(admin, &json!({"name": "inside", "url": url})).await;
    let tried =
        admin.send(&format!("POST /api/webhooks/{}/test", made["id"].as_str().unwrap()), &Value::Null).await;
    assert_eq!(tried.status, 200, "{}", tried.text);
    tried.json()
}

#[tokio::test]
async fn an_address_inside_is_refused_when_it_is_named() {
    let database = Database::new();
    let (server, mut admin) = server(&database, "").await;
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "[fe80::1]",
    ] {
        let webhook = json!({"name": "inside", "url": format!("http://{host}/")});
        let answer = admin.send("POST /api/webhooks", &webhook).await;
        let field = answer.json()["errors"][0]["field"].clone();
        assert_eq!((answer.status, field), (400, json!("url")), "{host}: {}", answer.text);
    }
    server.stop().await;
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused_when_it_is_resolved() {
    let (database, receiver) = (Database::new(), Receiver::answering(200).await);
    let (server, mut admin) = server(&database, "").await;
    let tried = tried(&mut admin, &format!("http://localhost:{}/", receiver.port())).await;
    assert_eq!((&tried["delivered"], &tried["status"]), (&json!(false), &Value::Null));
    let error = tried["error"].as_str().unwrap();
    assert!(error.contains("private network") && error.contains("webhooks.allow_private"), "{error}");
    assert!(receiver.got().is_empty());
    server.stop().await;
}

#[tokio::test]
async fn a_redirect_leads_nowhere() {
    let (database, inside) = (Database::new(), Receiver::answering(200).await);
    let redirect = Receiver::at("127.0.0.2", 302, Some(inside.url())).await;
    let (server, mut admin) = server(&database, "127.0.0.2").await;
    let tried = tried(&mut admin, &redirect.url()).await;
    assert_eq!((&tried["delivered"], &tried["status"]), (&json!(false), &json!(302)));
    assert_eq!(tried["error"], "answered 302: redirects are not followed");
    assert_eq!((redirect.got().len(), inside.got().len()), (1, 0));
    server.stop().await;
}

#[tokio::test]
async fn what_an_operator_allows_is_asked() {
    let (database, receiver) = (Database::new(), Receiver::answering(200).await);
    let (server, mut admin) = server(&database, "127.0.0.1, ::1").await;
    for url in [receiver.url(), format!("http://localhost:{}/", receiver.port())] {
        let tried = tried(&mut admin, &url).await;
        assert_eq!((&tried["delivered"], &tried["status"]), (&json!(true), &json!(200)), "{tried}");
        assert_eq!(tried["body"], "that is what I say");
    }
    let got = receiver.got();
    assert_eq!((got.len(), &*got[0].kind), (2, "webhook.test"));
    server.stop().await;
}
