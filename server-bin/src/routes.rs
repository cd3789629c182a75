//! The API over HTTP: one file an area. Handlers read the request, ask, and map errors; they decide nothing.

mod calls;
mod health;
mod query;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, Uri};
use axum::routing::get;
use callflow_core::store::Store;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

use crate::clock::Clock;
use crate::journal::Journal;
use crate::live::LiveView;
use crate::meters::{Meters, PbxMeters};
use crate::problem::Problem;

/// What handlers ask.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) live: LiveView,
    pub(crate) journal: Journal,
    pub(crate) clock: Clock,
    pub(crate) meters: Arc<Meters>,
    pub(crate) pbxs: Arc<[Arc<PbxMeters>]>,
}

pub(crate) fn router(state: State) -> Router {
    const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
    Router::new()
        .route("/", get(health::root))
        // Earlier backends had the same under both names.
        .nest("/api/calls", calls::router())
        .nest("/api/call", calls::router())
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .fallback(|uri: Uri| async move { Problem::NotFound(format!("path {}", uri.path())) })
        .method_not_allowed_fallback(|| async { Problem::MethodNotAllowed })
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(CatchPanicLayer::new())
        .with_state(state)
}
