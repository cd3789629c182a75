//! One request to a receiver. A connection each, no redirects, no proxies of the environment: what was looked at is what is asked.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, header};
use callflow_webhooks::address::AddressRules;
use callflow_webhooks::target::Target;
use futures_util::StreamExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;

use super::connect::{ConnectError, Connector};

/// A receiver has so long, from the name of its host to the end of its answer.
const WITHIN: Duration = Duration::from_secs(10);
/// What is kept of an answer at most, in bytes.
pub(super) const MOST_SAID: usize = 1_024;
/// The head of an answer is at most as large.
const MOST_HEAD: usize = 64 << 10;

const SIGNATURE: HeaderName = HeaderName::from_static("callflow-signature");
const EVENT: HeaderName = HeaderName::from_static("callflow-event");
const DELIVERY: HeaderName = HeaderName::from_static("callflow-delivery");
const AGENT: &str = concat!("callflow/", env!("CARGO_PKG_VERSION"));

/// What is sent.
#[derive(Debug)]
pub(super) struct Request<'r> {
    pub(super) target: &'r Target,
    pub(super) event: &'r str,
    pub(super) kind: &'r str,
    pub(super) signature: String,
    pub(super) content_type: &'r str,
    pub(super) body: &'r str,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The beginning of the body.
    pub(super) said: String,
}

/// Why there is no answer. Without the URL, which is a secret of some receivers.
#[derive(Debug, thiserror::Error)]
pub(super) enum SendError {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("no answer within {} s", WITHIN.as_secs())]
    Late,
    #[error("no answer of HTTP: {0}")]
    Http(#[from] hyper::Error),
    #[error("the request cannot be written: {0}")]
    Request(#[from] axum::http::Error),
}

/// Sends requests.
#[derive(Debug)]
pub(super) struct Sender {
    connector: Connector,
}

impl Sender {
    pub(super) fn new(rules: AddressRules) -> Self {
        Self { connector: Connector::new(rules) }
    }

    /// Sends it once, and keeps at most `most_said` bytes of the answer.
    pub(super) async fn send(&self, request: Request<'_>, most_said: usize) -> Result<Answer, SendError> {
        timeout(WITHIN, self.ask(request, most_said)).await.unwrap_or(Err(SendError::Late))
    }

    async fn ask(&self, request: Request<'_>, most_said: usize) -> Result<Answer, SendError> {
        let stream = self.connector.connect(request.target).await?;
        let (mut sender, connection) =
            http1::Builder::new().max_buf_size(MOST_HEAD).handshake(TokioIo::new(stream)).await?;
        let asking = async {
            let answer = sender.send_request(http(&request)?).await?;
            let status = answer.status().as_u16();
            Ok(Answer { status, said: beginning(Body::new(answer.into_body()), most_said).await })
        };
        tokio::pin!(asking);
        // The connection moves the bytes while the answer is waited for. Its end is no end of the answer, which says itself what
        // broke off.
        tokio::select! {
            biased;
            answer = &mut asking => answer,
            _ = connection => asking.await,
        }
    }
}

fn http(request: &Request<'_>) -> Result<axum::http::Request<Body>, axum::http::Error> {
    let Request { target, event, kind, signature, content_type, body } = request;
    let mut builder = axum::http::Request::builder()
        .method(Method::POST)
        .uri(target.path())
        .header(header::HOST, target.authority())
        .header(header::CONTENT_TYPE, *content_type)
        .header(header::USER_AGENT, HeaderValue::from_static(AGENT))
        .header(header::CONNECTION, HeaderValue::from_static("close"));
    for (name, value) in [(SIGNATURE, signature.as_str()), (EVENT, kind), (DELIVERY, event)] {
        builder = builder.header(name, value);
    }
    builder.body(Body::from((*body).to_owned()))
}

/// The first bytes of a body as text. What breaks off is told as far as it came: the status was there before.
async fn beginning(body: Body, most: usize) -> String {
    let mut stream = body.into_data_stream();
    let mut bytes: Vec<u8> = Vec::new();
    while bytes.len() < most {
        let Some(Ok(chunk)) = stream.next().await else { break };
        bytes.extend(chunk.iter().take(most - bytes.len()));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
