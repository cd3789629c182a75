//! The HTTP server: connections, their limits, and an end in good order.
//!
//! A client that sends its headers slowly, or many of them, is sent away; so is one too many. What a request may take is
//! decided behind this, route by route.

mod rate;
mod tls;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower_service::Service as _;
use tracing::{debug, warn};

pub(crate) use self::rate::RateLimit;
pub(crate) use self::tls::Certificate;
pub use self::tls::CertificateError;
use crate::auth::origin::Peer;

/// A client has so long for the headers of a request, a handshake included.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// The headers of a request have so many bytes at most, and …
const HEADER_BYTES: usize = 32 * 1_024;
/// … so many fields.
const HEADER_FIELDS: usize = 64;
/// After an error of the system, which is out of files or memory, nobody is taken in for so long.
const PAUSE: Duration = Duration::from_millis(100);

/// Answers by `router` until `stop`; requests under way are answered then.
pub(crate) async fn serve(
    listener: TcpListener,
    certificate: Option<Certificate>,
    router: Router,
    most: usize,
    stop: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(most));
    loop {
        // Who finds no place waits in the system's queue.
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place,
            () = stop.cancelled() => break,
        };
        let Ok(place) = place else { break };
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    warn!(%error, "a connection could not be taken");
                    sleep(PAUSE).await;
                    continue;
                }
            },
            () = stop.cancelled() => break,
        };
        let _ = stream.set_nodelay(true);
        let (router, certificate, stop) = (router.clone(), certificate.clone(), stop.clone());
        tokio::spawn(async move {
            match certificate {
                Some(certificate) => match timeout(HEADERS_WITHIN, certificate.accept(stream)).await {
                    Ok(Ok(stream)) => answer(stream, peer, router, stop).await,
                    Ok(Err(error)) => debug!(%peer, %error, "no handshake"),
                    Err(_) => debug!(%peer, "a handshake took too long"),
                },
                None => answer(stream, peer, router, stop).await,
            }
            drop(place);
        });
    }
    drop(listener);
    // Each connection has a place until its end.
    let all = u32::try_from(most).unwrap_or(u32::MAX);
    let _ = places.acquire_many(all).await;
}

async fn answer(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    router: Router,
    stop: CancellationToken,
) {
    let service = tower_service_of(router, peer);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_buf_size(HEADER_BYTES)
        .max_headers(HEADER_FIELDS)
        .serve_connection(TokioIo::new(stream), service)
        // What is upgraded has left the connection: it is counted and ended by the hub.
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Whoever goes away in the middle does no harm.
        debug!(%peer, %error, "a connection ended");
    }
}

/// The router, which is told who has connected.
fn tower_service_of(
    router: Router,
    peer: SocketAddr,
) -> impl hyper::service::Service<
    hyper::Request<Incoming>,
    Response = axum::response::Response,
    Error = Infallible,
    Future: Send + 'static,
> {
    hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        let mut router = router.clone();
        async move { router.call(request).await }
    })
}
