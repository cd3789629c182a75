//! A program that is told of events.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU16, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callflow_core::Timestamp;
use callflow_webhooks::signature;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

/// What events are signed with.
pub(super) const SECRET: &str = "a-secret-of-the-tests";
/// Instead of a status: it never answers.
pub(super) const NEVER: u16 = 0;

/// A request that came.
#[derive(Clone, Debug)]
pub(super) struct Got {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) signature: String,
    pub(super) body: String,
    /// What it was answered.
    pub(super) status: u16,
}

impl Got {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Debug)]
struct Shared {
    status: AtomicU16,
    location: Option<String>,
    got: Mutex<Vec<Got>>,
}

/// It takes events, or refuses them, as it is told.
#[derive(Clone, Debug)]
pub(super) struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Receiver {
    /// One that answers with this status.
    pub(super) async fn answering(status: u16) -> Self {
        Self::at("127.0.0.1", status, None).await
    }

    /// One at this address, which may send its clients elsewhere.
    pub(super) async fn at(host: &str, status: u16, location: Option<String>) -> Self {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared { status: status.into(), location, got: Mutex::default() });
        let router = Router::new().fallback(take).with_state(shared.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/hook?a=b", self.address)
    }

    /// From now on it answers with this status.
    pub(super) fn answer(&self, status: u16) {
        self.shared.status.store(status, Relaxed);
    }

    /// All that came, in order.
    pub(super) fn got(&self) -> Vec<Got> {
        self.shared.got.lock().unwrap().clone()
    }

    /// What it has taken, in order.
    pub(super) fn taken(&self) -> Vec<Got> {
        self.got().into_iter().filter(|got| got.status == 200).collect()
    }

    /// Waits until what came is so.
    pub(super) async fn until(&self, what: &str, mut is_so: impl FnMut(&[Got]) -> bool) -> Vec<Got> {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let got = self.got();
            if is_so(&got) {
                return got;
            }
            let kinds: Vec<_> = got.iter().map(|got| (&got.kind, got.status)).collect();
            assert!(Instant::now() < deadline, "never {what}: {kinds:?}");
            sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn take(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: String) -> Response {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let status = shared.status.load(Relaxed);
    let got = Got {
        id: text("callflow-delivery"),
        kind: text("callflow-event"),
        signature: text("callflow-signature"),
        body,
        status,
    };
    assert_eq!(text("content-type"), "application/json");
    shared.got.lock().unwrap().push(got);
    if status == NEVER {
        std::future::pending::<()>().await;
    }
    let status = StatusCode::from_u16(status).unwrap();
    match &shared.location {
        Some(location) => (status, [(header::LOCATION, location.clone())], "go there").into_response(),
        None => (status, "that is what I say").into_response(),
    }
}

/// What every request has: a body that says what its headers say, and that was signed just now.
pub(super) fn check(got: &Got) {
    let body = got.json();
    assert_eq!((&body["id"], &body["type"]), (&Value::from(&*got.id), &Value::from(&*got.kind)));
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let now = Timestamp::default().saturating_add(since);
    let verified =
        signature::verify(&got.signature, &SECRET.into(), &got.body, now, Duration::from_secs(300));
    assert_eq!(verified, Ok(()), "{}", got.signature);
}
