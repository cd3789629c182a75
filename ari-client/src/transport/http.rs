//! Requests by HTTP, over connections that are kept for a while.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};

use super::Reply;
use super::stream::{self, Io};
use crate::error::Error;
use crate::operation::Call;
use crate::options::Options;

/// Asterisk closes a connection that is idle for 15 s (`session_keep_alive` of `http.conf`); ours are given up before.
const IDLE: Duration = Duration::from_secs(8);

/// A pool of connections to one Asterisk.
pub(crate) struct Http {
    client: Client<Connector, Full<Bytes>>,
    authorization: HeaderValue,
    authority: String,
    prefix: String,
    max_message: usize,
}

impl Http {
    pub(crate) fn new(options: &Arc<Options>) -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .build(Connector(options.clone()));
        Self {
            client,
            authorization: options.authorization(),
            authority: options.address.authority(),
            prefix: options.address.prefix.clone(),
            max_message: options.settings.max_message,
        }
    }

    pub(crate) async fn send(&self, call: &Call) -> Result<Reply, Error> {
        let operation = call.name();
        // The connector knows whether it is encrypted; to the pool all are alike.
        let uri = format!("http://{}{}/ari{}", self.authority, self.prefix, call.target());
        let mut request = Request::builder()
            .method(call.method().as_str())
            .uri(uri)
            .header(AUTHORIZATION, self.authorization.clone());
        if call.body().is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let body = call.body().map(ToString::to_string).unwrap_or_default();
        let request = request
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| Error::Invalid { operation, message: error.to_string() })?;
        let answer = self.client.request(request).await.map_err(|error| {
            tracing::debug!(%error, operation, "no answer by HTTP");
            if error.is_connect() {
                Error::NotSent { operation }
            } else {
                Error::OutcomeUnknown { operation }
            }
        })?;
        let status = answer.status();
        let body = Limited::new(answer.into_body(), self.max_message).collect().await;
        let body =
            body.map_err(|error| Error::Unreadable { operation, message: error.to_string() })?.to_bytes();
        let reason = status.canonical_reason().unwrap_or_default().to_owned();
        Ok(Reply { status: status.as_u16(), reason, body: body.to_vec() })
    }
}

/// Opens connections for the pool.
#[derive(Clone)]
struct Connector(Arc<Options>);

impl tower_service::Service<Uri> for Connector {
    type Response = Wire;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Wire>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let options = self.0.clone();
        Box::pin(async move {
            let stream = stream::open(&options).await.map_err(io::Error::other)?;
            Ok(Wire(TokioIo::new(stream)))
        })
    }
}

/// A connection as hyper wants it.
struct Wire(TokioIo<Box<dyn Io>>);

impl Connection for Wire {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, into)
    }
}

impl Write for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
