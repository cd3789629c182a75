//! Requests that are too large, too deep, too slow or two in one.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::server::{Client, Database, KEY, Server};

/// Sends bytes as they are, and gives what comes back until the server closes.
async fn raw(client: &Client, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(client.base().trim_start_matches("http://")).await.unwrap();
    // The server may have closed before all was sent.
    let _ = stream.write_all(bytes).await;
    let _ = stream.shutdown().await;
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn bodies_are_bounded_and_of_one_kind() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client().stranger();
    let login = "POST /api/auth/login";
    let large = json!({"username": "a".repeat(300_000), "password": "b"});
    assert_eq!(client.send(login, Some(&large), &[]).await.status, 413);
    assert_eq!(client.ask(login, &[("content-type", "text/plain")]).await.status, 415);
    assert_eq!(client.ask(login, &[]).await.status, 415);
    let deep = format!("{{\"username\": {}", "[".repeat(100_000));
    let request = format!(
        "POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{deep}",
        deep.len()
    );
    let answer = raw(&client, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn headers_are_bounded() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let many: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let long = format!("x-long: {}\r\n", "a".repeat(100_000));
    for headers in [many, long] {
        let answer =
            raw(&client, format!("GET /healthz HTTP/1.1\r\nhost: x\r\n{headers}\r\n").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    let path = format!(
        "GET /api/calls?text={} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        "a".repeat(10_000)
    );
    let answer = raw(&client, path.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 414 "), "{answer}");
    server.stop().await;
}

#[tokio::test]
async fn a_request_within_a_request_is_refused() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let inner = format!("GET /api/calls HTTP/1.1\r\nhost: x\r\nx-api-key: {KEY}\r\n\r\n");
    for framing in [
        format!("content-length: {}\r\ncontent-length: 0", inner.len()),
        "content-length: 0\r\ntransfer-encoding: chunked, identity".to_owned(),
        "content-length: -1".to_owned(),
        "transfer-encoding: xchunked".to_owned(),
    ] {
        let request = format!("POST /api/auth/logout HTTP/1.1\r\nhost: x\r\n{framing}\r\n\r\n{inner}");
        let answer = raw(&client, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{framing}: {answer}");
        assert!(!answer.contains("\"items\""), "{framing}: {answer}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_slow_client_is_sent_away() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut stream = TcpStream::connect(client.base().trim_start_matches("http://")).await.unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ").await.unwrap();
    // It never ends its headers; the server does not wait for ever.
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(30), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "the connection is still open");
    assert_eq!(client.get("/healthz").await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn requests_of_one_address_are_limited() {
    let database = Database::new();
    let mut env = database.env(&[]);
    env.retain(|(name, _)| name != "CALLFLOW_HTTP_REQUESTS_PER_SECOND");
    env.push(("CALLFLOW_HTTP_REQUESTS_PER_SECOND".to_owned(), "1".to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    let client = server.client();
    let mut refused = None;
    for _ in 0..20 {
        let answer = client.get("/healthz").await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.unwrap_or_else(|| unreachable!("20 requests at once, and one a second"));
    assert_eq!(
        (refused.header("retry-after"), refused.header("content-type")),
        ("1", "application/problem+json")
    );
    server.stop().await;
}

#[tokio::test]
async fn other_origins_read_nothing_unless_they_are_listed() {
    let database = Database::new();
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_HTTP_CORS_ORIGINS".to_owned(), "https://board.example.com".to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    let client = server.client();
    for (origin, allowed) in
        [("https://board.example.com", true), ("https://evil.example.com", false), ("null", false)]
    {
        let headers = [("origin", origin), ("access-control-request-method", "GET")];
        for answer in
            [client.ask("GET /api/calls", &headers).await, client.ask("OPTIONS /api/calls", &headers).await]
        {
            let said = answer.header("access-control-allow-origin");
            assert_eq!(said, if allowed { origin } else { "" }, "{origin}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn metrics_may_have_an_address_of_their_own() {
    let database = Database::new();
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_METRICS_LISTEN".to_owned(), "127.0.0.1:0".to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    let (client, metrics) = (server.client(), server.metrics_client());
    assert_eq!(client.get("/metrics").await.status, 404);
    assert_eq!((metrics.get("/metrics").await.status, metrics.get("/healthz").await.status), (200, 200));
    assert_eq!(metrics.get("/api/calls").await.status, 404);
    server.stop().await;
}
