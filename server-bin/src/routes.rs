//! The API over HTTP: one file an area. Handlers read the request, ask, and map errors; they decide nothing.

mod account;
mod agents;
mod annotations;
mod api_keys;
mod asyncapi;
mod audit;
mod body;
mod calls;
mod classic;
mod configured;
mod control;
mod document;
mod edge;
mod extensions;
mod health;
mod leasing;
mod once;
mod path;
mod places;
mod query;
mod queues;
mod realtime;
mod recordings;
mod reports;
mod sign_in;
mod texts;
mod users;
mod versions;
mod webhooks;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::http::Uri;
use axum::routing::get;
use callflow_core::Plan;
use callflow_core::store::Store;
use socketioxide::SocketIo;
use tokio::sync::watch;
use utoipa_axum::router::OpenApiRouter;

pub(crate) use self::reports::{Format, ReportFile, ReportName, scheduled_report};
use crate::auth::Callers;
use crate::clock::Clock;
use crate::config::Http;
use crate::control::Control;
use crate::journal::Journal;
use crate::leasing::{Leasing, OpenTo};
use crate::live::LiveView;
use crate::meters::{Meters, PbxMeters};
use crate::problem::Problem;
use crate::realtime::client::Realtime;
use crate::recordings::Keeping;
use crate::trackers::Tracker;
use crate::webhooks::Webhooks;

/// What handlers ask.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) callers: Arc<Callers>,
    pub(crate) live: LiveView,
    pub(crate) journal: Journal,
    pub(crate) clock: Clock,
    pub(crate) meters: Arc<Meters>,
    pub(crate) pbxs: Arc<[Arc<PbxMeters>]>,
    pub(crate) trackers: Arc<[Tracker]>,
    pub(crate) plan: watch::Receiver<Plan>,
    pub(crate) control: Control,
    pub(crate) leasing: Arc<Leasing>,
    pub(crate) recordings: Keeping,
    pub(crate) webhooks: Arc<Webhooks>,
    /// Who may lease without signing in.
    pub(crate) open_to: Arc<OpenTo>,
    /// Where browsers register, by PBX.
    pub(crate) wss: Arc<BTreeMap<Arc<str>, String>>,
    /// Whether users may register themselves.
    pub(crate) development: bool,
    /// Who follows what happens.
    pub(crate) realtime: Realtime,
    /// Origins whose pages may ask, besides the server's own.
    pub(crate) pages: Arc<[String]>,
}

/// Everything, and what to end Socket.IO by. Metrics and health checks have a server of their own where `metrics_apart`.
pub(crate) fn router(state: State, http: &Http, metrics_apart: bool) -> (Router, SocketIo) {
    let (routes, document) = routes(&state).split_for_parts();
    let (classic, transport) = classic::router(&state);
    let mut router = routes.merge(document::router(document)).merge(classic);
    if !metrics_apart {
        router = router.route("/metrics", get(health::metrics));
    }
    let router = router
        .fallback(|uri: Uri| async move { Problem::NotFound(format!("path {}", uri.path())) })
        .method_not_allowed_fallback(|| async { Problem::MethodNotAllowed });
    (edge::around(router.with_state(state.clone()), &state, http), transport)
}

/// The metrics and the health checks alone, for an address that nothing else is to be had at.
pub(crate) fn metrics_router(state: State) -> Router {
    Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics))
        .fallback(|uri: Uri| async move { Problem::NotFound(format!("path {}", uri.path())) })
        .method_not_allowed_fallback(|| async { Problem::MethodNotAllowed })
        .with_state(state)
}

/// The routes with their document. Each is behind a guard or public by name.
fn routes(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(document::base())
        .merge(health::router())
        // Earlier backends had the same under both names.
        .nest("/api/calls", of_calls(state))
        .nest("/api/call", of_calls(state))
        .nest("/api/extensions", extensions::router(state))
        .nest("/extensions", leasing::router(state))
        .nest("/api/agent", agents::router(state))
        .nest("/api/queue", queues::router(state))
        .nest("/api/recordings", recordings::router(state))
        .nest("/api/reports", reports::router(state))
        .nest("/api/auth", sign_in::router(state).merge(account::router(state)))
        .nest("/api/users", users::router(state))
        .nest("/api/api-keys", api_keys::router(state))
        .nest("/api/audit", audit::router(state))
        .nest("/api/webhooks", webhooks::router(state))
        .merge(realtime::router(state))
}

fn of_calls(state: &State) -> OpenApiRouter<State> {
    calls::router(state).merge(annotations::router(state)).merge(control::router(state))
}
