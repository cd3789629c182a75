//! Whether the server lives, whether it can work, and what it has done.

use axum::Json;
use axum::extract;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use crate::auth::public;
use crate::meters;

pub(super) fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(public(routes!(root)))
        .routes(public(routes!(healthz)))
        .routes(public(routes!(readyz)))
}

/// The process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "It does")))]
pub(super) async fn healthz() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// The store answers, and every Asterisk is connected; 503 if not, with what is missing.
#[utoipa::path(get, path = "/readyz", tag = "health", responses(
    (status = 200, description = "It can work"),
    (status = 503, description = "Something is missing"),
))]
pub(super) async fn readyz(extract::State(state): extract::State<State>) -> Response {
    let store = state.store.ping().await.is_ok();
    let pbxs: serde_json::Map<String, Value> =
        state.pbxs.iter().map(|pbx| (pbx.name.clone(), Value::Bool(pbx.is_connected()))).collect();
    // Without ARI calls are told all the same.
    let ari: serde_json::Map<String, Value> = state
        .pbxs
        .iter()
        .filter_map(|pbx| Some((pbx.name.clone(), Value::Bool(pbx.is_ari_connected()?))))
        .collect();
    let ready = store && pbxs.values().all(|connected| *connected == Value::Bool(true));
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let mut body = json!({"ready": ready, "store": store, "pbx": pbxs});
    if let (false, Some(body)) = (ari.is_empty(), body.as_object_mut()) {
        body.insert("ari".into(), ari.into());
    }
    (status, Json(body)).into_response()
}

/// Figures in the text form of Prometheus.
pub(super) async fn metrics(extract::State(state): extract::State<State>) -> impl IntoResponse {
    let page = meters::page(&state.meters, &state.journal, state.clock.now(), &state.pbxs, state.live.len());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page)
}

/// What there is, for one who opens the address; for a browser, the dashboard.
#[utoipa::path(get, path = "/", tag = "health", responses((status = 200, description = "Where to go on")))]
pub(super) async fn root(headers: HeaderMap) -> Response {
    #[cfg(feature = "dashboard")]
    if let Some(page) = crate::dashboard::welcome(&headers) {
        return page;
    }
    #[cfg(not(feature = "dashboard"))]
    let _ = headers;
    let told = Json(json!({
        "name": "callflowd",
        "version": env!("CARGO_PKG_VERSION"),
        "api": "/api/docs",
        "document": "/api/openapi.json",
        "health": ["/healthz", "/readyz", "/metrics"],
    }));
    // Caches have to know that the answer is not the same for everybody.
    ([(header::VARY, "accept")], told).into_response()
}
