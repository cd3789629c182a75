//! Whether the server lives, whether it can work, and what it has done.

use axum::Json;
use axum::extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::State;
use crate::meters;

/// The process answers.
pub(super) async fn healthz() -> Json<Value> {
    Json(json!({"status": "ok"}))
}

/// The store answers, and every Asterisk is connected; 503 if not, with what is missing.
pub(super) async fn readyz(extract::State(state): extract::State<State>) -> Response {
    let store = state.store.ping().await.is_ok();
    let pbxs: serde_json::Map<String, Value> =
        state.pbxs.iter().map(|pbx| (pbx.name.clone(), Value::Bool(pbx.is_connected()))).collect();
    let ready = store && pbxs.values().all(|connected| *connected == Value::Bool(true));
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({"ready": ready, "store": store, "pbx": pbxs}))).into_response()
}

/// Figures in the text form of Prometheus.
pub(super) async fn metrics(extract::State(state): extract::State<State>) -> impl IntoResponse {
    let page = meters::page(&state.meters, &state.journal, state.clock.now(), &state.pbxs, state.live.len());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], page)
}

/// What there is, for one who opens the address.
pub(super) async fn root() -> Json<Value> {
    Json(json!({
        "name": "callflowd",
        "version": env!("CARGO_PKG_VERSION"),
        "paths": ["/api/calls", "/api/calls/live", "/api/calls/statistics", "/api/calls/{id}", "/healthz", "/readyz",
                  "/metrics"],
    }))
}
