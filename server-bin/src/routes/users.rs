//! Users: their names, roles, numbers and queues.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::Action;
use callflow_accounts::service::Changed;
use callflow_accounts::user::{Profile, User, UserName};
use callflow_accounts::{Role, UserId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::body::Body;
use super::path::Path;
use super::query::{ListFilters, list_query};
use super::versions::{IfMatch, Versioned};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadUsers, routes!(list)))
        .routes(guarded(state, Action::WriteUsers, routes!(create)))
        .routes(guarded(state, Action::ReadUsers, routes!(one)))
        .routes(guarded(state, Action::WriteUsers, routes!(change)))
        .routes(guarded(state, Action::WriteUsers, routes!(remove)))
        .routes(guarded(state, Action::WriteUsers, routes!(reset_password)))
}

/// A user, in the document.
#[derive(ToSchema)]
#[schema(as = User)]
#[expect(dead_code, reason = "the form of `User`, for the document")]
pub(super) struct UserForm {
    id: String,
    tenant: String,
    /// What it signs in with.
    name: String,
    display_name: String,
    role: RoleForm,
    /// Of an administrator: whether it answers for all tenants.
    spans_tenants: bool,
    /// Its own extensions and agent numbers.
    numbers: Vec<String>,
    /// The queues that it sees.
    queues: Vec<String>,
    must_change_password: bool,
    disabled: bool,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(format = DateTime)]
    changed_at: String,
    #[schema(format = DateTime)]
    last_sign_in_at: Option<String>,
    version: u64,
}

/// What a user is, in the document. Records of calls have a `Role` of their own, that of a party.
#[derive(ToSchema)]
#[schema(as = UserRole, rename_all = "snake_case")]
#[expect(dead_code, reason = "the words of `Role`, for the document")]
enum RoleForm {
    Agent,
    Supervisor,
    Administrator,
}

/// Users.
#[derive(Serialize, ToSchema)]
struct UserPage {
    #[schema(value_type = Vec<UserForm>)]
    items: Vec<User>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// Always `null`: they are not counted.
    total: Option<u64>,
}

/// Users, newest first.
#[utoipa::path(get, path = "", tag = "users", params(ListFilters), responses(
    (status = 200, description = "A page of them", body = UserPage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<UserPage>, Problem> {
    let Some(query) = list_query(pairs, &granted.reach)? else {
        return Ok(Json(UserPage { items: Vec::new(), next_cursor: None, total: None }));
    };
    let page = state.callers.accounts.store().users(&query).await?;
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    Ok(Json(UserPage { items: page.items, next_cursor, total: None }))
}

/// What is said of a user, new or changed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserFields {
    /// What it signs in with.
    #[schema(max_length = 128)]
    name: String,
    /// What others read; the name unless told.
    #[serde(default)]
    display_name: Option<Arc<str>>,
    #[schema(value_type = RoleForm)]
    role: Role,
    /// Of an administrator: whether it answers for all tenants.
    #[serde(default)]
    spans_tenants: bool,
    /// Its own extensions and agent numbers.
    #[serde(default)]
    numbers: BTreeSet<Arc<str>>,
    /// The queues that it sees.
    #[serde(default)]
    queues: BTreeSet<Arc<str>>,
    #[serde(default)]
    disabled: bool,
}

impl UserFields {
    fn profile(self) -> Result<Profile, Problem> {
        let name = UserName::parse(&self.name)
            .map_err(|invalid| Problem::field("name", invalid.problem.to_string()))?;
        let mut profile = Profile::new(name, self.role);
        if let Some(display_name) = self.display_name {
            profile.display_name = display_name;
        }
        profile.spans_tenants = self.spans_tenants;
        profile.numbers = self.numbers;
        profile.queues = self.queues;
        profile.disabled = self.disabled;
        Ok(profile)
    }
}

/// A new user.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewUser {
    /// Whose it is; one's own tenant unless told.
    #[serde(default)]
    tenant: Option<Arc<str>>,
    /// Its password. Without one it gets one that it has to change.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Password, max_length = 1024)]
    password: Option<SecretString>,
    /// What it signs in with.
    #[schema(max_length = 128)]
    name: String,
    /// What others read; the name unless told.
    #[serde(default)]
    display_name: Option<Arc<str>>,
    #[schema(value_type = RoleForm)]
    role: Role,
    /// Of an administrator: whether it answers for all tenants.
    #[serde(default)]
    spans_tenants: bool,
    /// Its own extensions and agent numbers.
    #[serde(default)]
    numbers: BTreeSet<Arc<str>>,
    /// The queues that it sees.
    #[serde(default)]
    queues: BTreeSet<Arc<str>>,
    #[serde(default)]
    disabled: bool,
}

/// A user that was made.
#[derive(Serialize, ToSchema)]
struct CreatedUser {
    #[serde(flatten)]
    #[schema(value_type = UserForm)]
    user: User,
    /// The password that it has to change, if it was given none. It is shown once.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_time_password: Option<String>,
}

/// Makes a user.
#[utoipa::path(post, path = "", tag = "users", request_body = NewUser, responses(
    (status = 201, description = "Made", body = CreatedUser),
))]
async fn create(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Body(new): Body<NewUser>,
) -> Result<Response, Problem> {
    let NewUser { tenant, password, name, display_name, role, spans_tenants, numbers, queues, disabled } =
        new;
    let fields = UserFields { name, display_name, role, spans_tenants, numbers, queues, disabled };
    let what = (tenant.as_deref(), fields.profile()?, password);
    let accounts = &state.callers.accounts;
    let (user, password) = accounts.create_user(&granted.actor, what, &granted.origin, granted.now).await?;
    let one_time_password = password.map(|password| password.expose_secret().to_owned());
    let version = user.version;
    Ok((StatusCode::CREATED, Versioned(version, Json(CreatedUser { user, one_time_password })))
        .into_response())
}

/// One user.
#[utoipa::path(get, path = "/{id}", tag = "users", params(("id" = String, Path, description = "Its id")), responses(
    (status = 200, description = "It, with its version in `ETag`", body = UserForm),
))]
async fn one(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Versioned<Json<User>>, Problem> {
    let found = state.callers.accounts.store().account(&granted.reach.tenants(), &UserId::new(&id)).await?;
    let user = found.ok_or_else(|| Problem::NotFound(format!("user {id}")))?.user;
    Ok(Versioned(user.version, Json(user)))
}

/// Changes a user. One that is disabled is signed out everywhere.
#[utoipa::path(put, path = "/{id}", tag = "users", request_body = UserFields,
    params(("id" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 200, description = "As it is now", body = UserForm)))]
async fn change(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Body(fields): Body<UserFields>,
) -> Result<Versioned<Json<User>>, Problem> {
    let id = UserId::new(&id);
    let change = Changed { id: &id, version, profile: fields.profile()? };
    let accounts = &state.callers.accounts;
    let user = accounts.change_user(&granted.actor, change, &granted.origin, granted.now).await?;
    Ok(Versioned(user.version, Json(user)))
}

/// Removes a user with its sessions.
#[utoipa::path(delete, path = "/{id}", tag = "users", params(("id" = String, Path, description = "Its id")), responses(
    (status = 204, description = "It is gone"),
))]
async fn remove(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let accounts = &state.callers.accounts;
    accounts.remove_user(&granted.actor, &UserId::new(&id), &granted.origin, granted.now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A password that is good for one sign-in.
#[derive(Serialize, ToSchema)]
struct OneTimePassword {
    one_time_password: String,
}

/// Gives a user a password that it has to change, and signs it out everywhere.
#[utoipa::path(post, path = "/{id}/password", tag = "users", params(("id" = String, Path, description = "Its id")), responses(
    (status = 200, description = "The password; it is shown once", body = OneTimePassword),
))]
async fn reset_password(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Json<OneTimePassword>, Problem> {
    let accounts = &state.callers.accounts;
    let password =
        accounts.reset_password(&granted.actor, &UserId::new(&id), &granted.origin, granted.now).await?;
    Ok(Json(OneTimePassword { one_time_password: password.expose_secret().to_owned() }))
}
