//! Receivers over HTTPS: whoever shows a certificate that the operating system trusts, for the name that was asked.

use serde_json::{Value, json};

use super::env;
use super::receiver::{Receiver, SECRET, check};
use crate::browser::administrator;
use crate::child::Callflowd;
use crate::https::file;
use crate::server::Database;
use crate::tls::end_of_tls;

/// What is answered to the test of a webhook that leads to this host, of a server that trusts this certificate; and what came.
async fn tried(host: &str, trusted: &str) -> (Value, Receiver) {
    let (database, receiver) = (Database::new(), Receiver::answering(200).await);
    let port = end_of_tls(receiver.address(), "localhost").await.port();
    let mut env = env(&database, None);
    env.push(("SSL_CERT_FILE".to_owned(), file(trusted).display().to_string()));
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let mut admin = administrator(&callflowd.client().await, &database).await;
    let webhook = json!({"name": "crm", "url": format!("https://{host}:{port}/hook?a=b"), "secret": SECRET});
    let made = super::made(&mut admin, &webhook).await;
    let test = format!("POST /api/webhooks/{}/test", made["id"].as_str().unwrap());
    let answer = admin.send(&test, &Value::Null).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    callflowd.terminate().await;
    (answer.json(), receiver)
}

#[tokio::test]
async fn a_receiver_with_a_trusted_certificate_is_told() {
    let (answer, receiver) = tried("localhost", "localhost.pem").await;
    assert_eq!((&answer["delivered"], &answer["status"]), (&json!(true), &json!(200)), "{answer}");
    let got = receiver.got();
    assert_eq!(got.len(), 1);
    check(&got[0]);
}

#[tokio::test]
async fn a_receiver_that_nobody_trusts_is_told_nothing() {
    for (host, trusted, why) in
        [("localhost", "ca.pem", "UnknownIssuer"), ("127.0.0.1", "localhost.pem", "not valid for name")]
    {
        let (answer, receiver) = tried(host, trusted).await;
        assert_eq!((&answer["delivered"], &answer["status"]), (&json!(false), &Value::Null), "{answer}");
        let error = answer["error"].as_str().unwrap();
        assert!(error.starts_with("no encrypted connection: ") && error.contains(why), "{error}");
        assert!(receiver.got().is_empty(), "{host}");
    }
}
