//! Keys of machines.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callflow_accounts::ApiKeyId;
use callflow_accounts::api_key::{ApiKey, NewApiKey};
use callflow_accounts::rights::{Action, KeyScope};
use callflow_core::Timestamp;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::body::Body;
use super::path::Path;
use super::query::{ListFilters, list_query};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    let manage = |routes| guarded(state, Action::ManageApiKeys, routes);
    OpenApiRouter::new().routes(manage(routes!(list, create))).routes(manage(routes!(revoke)))
}

/// A key without its secret, in the document.
#[derive(ToSchema)]
#[schema(as = ApiKey)]
#[expect(dead_code, reason = "the form of `ApiKeyView`, for the document")]
struct ApiKeyForm {
    id: String,
    tenant: String,
    /// What it is for.
    name: String,
    /// What it may do.
    scopes: Vec<String>,
    spans_tenants: bool,
    /// The user who made it.
    created_by: Option<String>,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// To some minutes.
    #[schema(format = DateTime)]
    last_used_at: Option<String>,
    #[schema(format = DateTime)]
    revoked_at: Option<String>,
}

/// Keys.
#[derive(Serialize, ToSchema)]
struct ApiKeyPage {
    #[schema(value_type = Vec<ApiKeyForm>)]
    items: Vec<Value>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// Always `null`: they are not counted.
    total: Option<u64>,
}

/// Keys of machines, newest first, those too that count no more.
#[utoipa::path(get, path = "", tag = "api keys", params(ListFilters), responses(
    (status = 200, description = "A page of them", body = ApiKeyPage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<ApiKeyPage>, Problem> {
    let Some(query) = list_query(pairs, &granted.reach)? else {
        return Ok(Json(ApiKeyPage { items: Vec::new(), next_cursor: None, total: None }));
    };
    let page = state.callers.accounts.store().api_keys(&query).await?;
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    Ok(Json(ApiKeyPage { items: page.items.iter().map(view).collect(), next_cursor, total: None }))
}

fn view(key: &ApiKey) -> Value {
    serde_json::to_value(key.view()).unwrap_or_default()
}

/// A new key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyFields {
    /// What it is for.
    #[schema(max_length = 128)]
    name: Arc<str>,
    /// What it may do: `calls:read`, `calls:control`, `statistics:read`, …
    #[schema(value_type = Vec<String>)]
    scopes: BTreeSet<KeyScope>,
    /// Whose it is; one's own tenant unless told.
    #[serde(default)]
    tenant: Option<Arc<str>>,
    /// Whether it is for all tenants.
    #[serde(default)]
    spans_tenants: bool,
    /// Until when it counts; until it is revoked unless told.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
struct CreatedKey {
    /// What the machine sends. It is shown once.
    key: String,
    #[schema(value_type = ApiKeyForm)]
    api_key: Value,
}

/// Makes a key of a machine.
#[utoipa::path(post, path = "", tag = "api keys", request_body = KeyFields, responses(
    (status = 201, description = "Made", body = CreatedKey),
))]
async fn create(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Body(fields): Body<KeyFields>,
) -> Result<Response, Problem> {
    let KeyFields { name, scopes, tenant, spans_tenants, expires_at } = fields;
    let new = NewApiKey { name, scopes, spans_tenants, expires_at };
    let accounts = &state.callers.accounts;
    let what = (tenant.as_deref(), new);
    let (key, text) = accounts.create_api_key(&granted.actor, what, &granted.origin, granted.now).await?;
    let created = CreatedKey { key: text.expose_secret().to_owned(), api_key: view(&key) };
    Ok((StatusCode::CREATED, Json(created)).into_response())
}

/// Revokes a key.
#[utoipa::path(delete, path = "/{id}", tag = "api keys", params(("id" = String, Path, description = "Its id")), responses(
    (status = 204, description = "It counts no more"),
))]
async fn revoke(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let accounts = &state.callers.accounts;
    accounts.revoke_api_key(&granted.actor, &ApiKeyId::new(&id), &granted.origin, granted.now).await?;
    Ok(StatusCode::NO_CONTENT)
}
