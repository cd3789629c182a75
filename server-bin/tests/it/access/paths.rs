//! Paths that would lead elsewhere.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::browser::{administrator, user};
use crate::server::{Client, Database, KEY, Server};

/// Asks for a path as it is: a client's library would tidy it up.
async fn asked(client: &Client, path: &str, headers: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(client.base().trim_start_matches("http://")).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.unwrap_or_else(|| unreachable!("{path}: {answer}")), answer)
}

#[tokio::test]
async fn no_path_leads_out_of_the_page_of_the_api() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    assert_eq!(asked(&client, "/api/docs/index.html", "").await.0, 200, "the page is there");
    let secret = std::fs::read_to_string(database.folder().join("callflow.secret")).unwrap();
    let folder = database.folder().to_str().unwrap();
    let up = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "..%5c", "..\\", "....//", ".%00./"];
    for up in up {
        for begin in ["/api/docs/", "/api/docs/x/", "/", "/api/"] {
            for file in ["etc/passwd", &format!("{}/callflow.secret", &folder[1..])] {
                let path = format!("{begin}{}{file}", up.repeat(8));
                let (status, answer) = asked(&client, &path, "").await;
                assert!([400, 401, 404].contains(&status), "{path}: {answer}");
                assert!(!answer.contains("root:") && !answer.contains(secret.trim()), "{path}: {answer}");
            }
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn no_path_goes_around_the_guard() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut admin = administrator(&client, &database).await;
    let ann = user(&client, &mut admin, ("ann", "agent"), json!({"numbers": ["101"]})).await;
    let (name, value) = ann.cookie("access").unwrap();
    let agent = format!("cookie: {name}={value}\r\n");
    let machine = format!("x-api-key: {KEY}\r\n");
    for path in [
        "/api/docs/../users",
        "/api/docs/%2e%2e/users",
        "/api/auth/login/../../users",
        "/api/calls/../users",
        "/api/calls/..%2fusers",
        "/api/calls/%2e%2e%2fusers",
        "/api/calls/%2e%2e/users",
        "//api/users",
        "/api//users",
        "/api/users/",
        "/api/users;x",
        "/api/users%00",
        "/API/users",
        "/api/%75sers/",
        "http://x/api/users",
    ] {
        // Whatever it is taken for, no list of users comes of it: neither for nobody, nor for those who may not.
        for (who, headers) in [("nobody", ""), ("an agent", &*agent), ("a machine", &*machine)] {
            let (status, answer) = asked(&client, path, headers).await;
            assert!([400, 401, 403, 404].contains(&status), "{who}: {path}: {answer}");
            assert!(!answer.contains("\"items\""), "{who}: {path}: {answer}");
        }
    }
    server.stop().await;
}
