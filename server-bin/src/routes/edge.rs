//! What is around all routes: request ids, the log, limits, other origins, headers of every answer.

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::{self, DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;
use tracing::{Span, info_span};

use super::State;
use crate::auth::caller::{CSRF_HEADER, KEY_HEADER};
use crate::auth::origin::{self, Peer};
use crate::config::Http;
use crate::problem::Problem;
use crate::serve::RateLimit;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// A request is answered within this time, its body included.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// The most bytes of a body.
pub(super) const BODY_BYTES: usize = 256 * 1_024;
/// The most bytes of a path with its query.
const URI_BYTES: usize = 8 * 1_024;

pub(super) fn around(router: Router, state: &State, http: &Http) -> Router {
    let limit = http.requests_per_second.map(RateLimit::new);
    let gate = Gate { limit, trusted_proxies: state.callers.trusted_proxies.clone().into() };
    router
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(middleware::from_fn(in_time))
        .layer(middleware::from_fn_with_state(gate, enter))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(told_as_problem))
        .layer(cors(&http.cors_origins))
        .layer(middleware::from_fn(answered))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_failure(()))
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(middleware::from_fn(plainly_named))
}

/// What a request's lines in the log and its span have. The query is left out: it may have a telephone number in it.
fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    info_span!("request", method = %request.method(), route, id)
}

/// A client may name its requests; the name is put into logs, so only short and plain ones are taken.
async fn plainly_named(mut request: Request, next: Next) -> Response {
    let is_plain = |value: &HeaderValue| {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        (1..=64).contains(&value.len()) && value.as_bytes().iter().all(plain)
    };
    if !request.headers().get(REQUEST_ID).is_some_and(is_plain) {
        request.headers_mut().remove(REQUEST_ID);
    }
    next.run(request).await
}

#[derive(Clone)]
struct Gate {
    limit: Option<RateLimit>,
    trusted_proxies: std::sync::Arc<[ipnet::IpNet]>,
}

async fn enter(
    extract::State(gate): extract::State<Gate>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let address = request
        .extensions()
        .get::<Peer>()
        .map(|peer| origin::client_address(peer.0.ip(), request.headers(), &gate.trusted_proxies));
    if let (Some(limit), Some(address)) = (&gate.limit, address) {
        limit.check(address).map_err(|after| Problem::TooMany { after })?;
    }
    if request.uri().path_and_query().is_some_and(|uri| uri.as_str().len() > URI_BYTES) {
        return Err(Problem::UriTooLong);
    }
    Ok(next.run(request).await)
}

/// What a panic says goes into the log alone.
fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let said = panic.downcast_ref::<String>().cloned();
    let said = said.or_else(|| panic.downcast_ref::<&str>().map(|said| (*said).to_owned()));
    Problem::Internal(said.unwrap_or_else(|| "a panic".to_owned()).into()).into_response()
}

async fn in_time(request: Request, next: Next) -> Result<Response, Problem> {
    tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await.map_err(|_| Problem::TimedOut)
}

/// What is refused beneath the routes, where nobody knows of problems, is told as one, too.
async fn told_as_problem(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_told = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| {
        [&b"application/problem+json"[..], b"application/json"].contains(&value.as_bytes())
    });
    if is_told {
        return response;
    }
    match response.status() {
        StatusCode::BAD_REQUEST => {
            Problem::field("path", "the path or the query cannot be read").into_response()
        }
        StatusCode::NOT_FOUND => Problem::NotFound("such path".to_owned()).into_response(),
        _ => response,
    }
}

/// What every answer has: nothing of the API is for caches, frames or guessing.
async fn answered(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers
        .entry(header::CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    response
}

/// Pages of the listed origins may ask, with cookies; others' pages read nothing.
fn cors(origins: &[String]) -> CorsLayer {
    let origins = origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_credentials(true)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            header::IF_MATCH,
            CSRF_HEADER,
            KEY_HEADER,
            IDEMPOTENCY_KEY,
            REQUEST_ID,
        ])
        .expose_headers([header::ETAG, header::RETRY_AFTER, REQUEST_ID])
        .max_age(Duration::from_secs(600))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower_service::Service as _;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_problem_that_tells_nothing() {
        async fn fails() {
            panic!("secret {}", 7);
        }
        let mut router = Router::new().route("/", get(fails)).layer(CatchPanicLayer::custom(panicked));
        let request = Request::new(Body::empty());
        let answer = router.call(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
        let body = to_bytes(answer.into_body(), 1_000).await.unwrap();
        let body = String::from_utf8_lossy(&body);
        assert!(body.contains("the server failed") && !body.contains("secret"), "{body}");
    }
}
