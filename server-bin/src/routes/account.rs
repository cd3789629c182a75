//! One's own account: who one is, one's sessions and password.

use axum::Json;
use axum::extract;
use axum::http::StatusCode;
use callflow_accounts::SessionId;
use callflow_accounts::rights::{Action, Actor, Decision, decide};
use callflow_accounts::session::Session;
use callflow_accounts::user::User;
use callflow_core::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::body::Body;
use super::path::Path;
use super::users::UserForm;
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    let own = |routes| guarded(state, Action::UseOwnAccount, routes);
    OpenApiRouter::new()
        .routes(own(routes!(me)))
        .routes(own(routes!(sessions)))
        .routes(own(routes!(end_session)))
        .routes(own(routes!(change_password)))
}

/// Who has signed in.
#[derive(Serialize, ToSchema)]
struct Me {
    #[schema(value_type = UserForm)]
    user: Arc<User>,
    /// What this one may do, in the words of `x-callflow-right`.
    rights: Vec<&'static str>,
}

/// Who one is, and what one may do.
#[utoipa::path(get, path = "/me", tag = "auth", responses((status = 200, description = "This one", body = Me)))]
async fn me(granted: Granted) -> Result<Json<Me>, Problem> {
    let allowed = |action: &&Action| matches!(decide(&granted.actor, **action), Decision::Allowed(_));
    let rights = Action::ALL.iter().filter(allowed).map(|action| action.as_str()).collect();
    let Actor::User { user, .. } = &granted.actor else { return Err(Problem::NotSignedIn) };
    Ok(Json(Me { user: user.clone(), rights }))
}

/// A sign-in that goes on. Its tokens are not in it.
#[derive(Serialize, ToSchema)]
struct SessionView {
    id: String,
    /// Whether it is the one of this request.
    current: bool,
    /// From which address it began.
    address: Option<Arc<str>>,
    /// What the program said it is.
    agent: Option<Arc<str>>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl SessionView {
    fn of(session: Session, current: &SessionId) -> Self {
        Self {
            current: session.id == *current,
            id: session.id.to_string(),
            address: session.client.address,
            agent: session.client.agent,
            created_at: session.created_at,
            expires_at: session.expires_at,
        }
    }
}

/// One's own sessions.
#[derive(Serialize, ToSchema)]
struct SessionPage {
    items: Vec<SessionView>,
    /// Always `null`: it is one page.
    next_cursor: Option<String>,
    total: usize,
}

/// One's own sessions that go on, the one that was refreshed last first.
#[utoipa::path(get, path = "/sessions", tag = "auth", responses(
    (status = 200, description = "All of them", body = SessionPage),
))]
async fn sessions(
    granted: Granted,
    extract::State(state): extract::State<State>,
) -> Result<Json<SessionPage>, Problem> {
    let Actor::User { session: current, .. } = &granted.actor else { return Err(Problem::NotSignedIn) };
    let sessions = state.callers.accounts.own_sessions(&granted.actor, granted.now).await?;
    let items: Vec<SessionView> = sessions.into_iter().map(|it| SessionView::of(it, current)).collect();
    Ok(Json(SessionPage { total: items.len(), items, next_cursor: None }))
}

/// Ends one of one's own sessions.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "auth",
    params(("id" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is over")))]
async fn end_session(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = SessionId::new(&id);
    state.callers.accounts.end_own_session(&granted.actor, &id, &granted.origin, granted.now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new password for the old one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    #[schema(value_type = String, format = Password, max_length = 1024)]
    old: SecretString,
    #[schema(value_type = String, format = Password, max_length = 1024)]
    new: SecretString,
}

/// Changes one's own password. All other sessions end.
#[utoipa::path(put, path = "/password", tag = "auth", request_body = NewPassword, responses(
    (status = 204, description = "It counts from now on"),
))]
async fn change_password(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Body(NewPassword { old, new }): Body<NewPassword>,
) -> Result<StatusCode, Problem> {
    let accounts = &state.callers.accounts;
    accounts.change_own_password(&granted.actor, (old, new), &granted.origin, granted.now).await?;
    Ok(StatusCode::NO_CONTENT)
}
