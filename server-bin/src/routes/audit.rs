//! The audit log: who did what to the telephone network and to rights.

use axum::Json;
use axum::extract::{self, Query};
use callflow_accounts::audit::AuditEntry;
use callflow_accounts::rights::Action;
use callflow_accounts::store::AuditQuery;
use serde::Serialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::query::{LIST, Parameters, TIME, list_part};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(guarded(state, Action::ReadAudit, routes!(list)))
}

/// An entry, in the document.
#[derive(ToSchema)]
#[schema(as = AuditEntry)]
#[expect(dead_code, reason = "the form of `AuditEntry`, for the document")]
struct AuditForm {
    id: String,
    #[schema(format = DateTime)]
    at: String,
    tenant: String,
    /// Who did it: `{"kind": "user", "id": …, "name": …}`, `api_key`, `system` or `nobody`.
    #[schema(value_type = Object)]
    actor: Value,
    /// From which address.
    address: Option<String>,
    /// What was done: a right, or what happened to an account.
    action: String,
    /// To what: the id of a call, an extension, a user.
    target: Option<String>,
    /// `done`, `refused`, `failed` or `unknown`.
    outcome: String,
    /// The id of the request, as it stands in the log of the server.
    request: Option<String>,
    /// What is told besides; no secrets.
    detail: Value,
}

/// Entries.
#[derive(Serialize, ToSchema)]
struct AuditPage {
    #[schema(value_type = Vec<AuditForm>)]
    items: Vec<AuditEntry>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// Always `null`: they are not counted.
    total: Option<u64>,
}

/// Which entries, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`list` reads them, and tells all mistakes at once")]
struct AuditFilters {
    /// At this time or later.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Before this time.
    #[param(format = DateTime)]
    to: Option<String>,
    /// By the user or API key of this id, `system` or `nobody`.
    actor: Option<String>,
    /// This was done.
    action: Option<String>,
    /// Of this tenant.
    tenant: Option<String>,
    /// `-created_at`, newest first, or `created_at`.
    sort: Option<String>,
    /// How many, from 1 to 500; 50 unless told.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What was done, newest first.
#[utoipa::path(get, path = "", tag = "audit", params(AuditFilters), responses(
    (status = 200, description = "A page of it", body = AuditPage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<AuditPage>, Problem> {
    let known = [&["from", "to", "actor", "action"][..], LIST].concat();
    let mut asked = Parameters::new(pairs, &known);
    let mut query = AuditQuery::default();
    query.from = asked.parsed("from", TIME);
    query.to = asked.parsed("to", TIME);
    query.actor = asked.text("actor");
    query.action = asked.text("action");
    let within = list_part(&mut asked, &granted.reach);
    asked.finish()?;
    let Some(part) = within else {
        return Ok(Json(AuditPage { items: Vec::new(), next_cursor: None, total: None }));
    };
    query.list = part;
    let page = state.callers.accounts.store().audit(&query).await?;
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    Ok(Json(AuditPage { items: page.items, next_cursor, total: None }))
}
