//! Signing in, refreshing, signing out, and registering at a development server.

use axum::Json;
use axum::extract::{self, Query};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use callflow_accounts::Role;
use callflow_accounts::rights::Actor;
use callflow_accounts::service::{Credentials, SignedIn};
use callflow_accounts::user::{Profile, User, UserName};
use callflow_core::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::body::Body;
use super::users::UserForm;
use crate::auth::{caller, cookies, public};
use crate::problem::Problem;

pub(super) fn router(_: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(public(routes!(login)))
        .routes(public(routes!(refresh)))
        .routes(public(routes!(logout)))
        .routes(public(routes!(register)))
}

/// What somebody signs in with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Login {
    /// The name of the user; earlier backends called it `name` or `email`.
    #[serde(alias = "name", alias = "email")]
    #[schema(max_length = 128)]
    username: String,
    /// Its password.
    #[schema(value_type = String, format = Password, max_length = 1024)]
    password: SecretString,
    /// Whose user it is, where there are several tenants.
    #[serde(default)]
    tenant: Option<Arc<str>>,
}

/// Who has signed in. The tokens are in cookies.
#[derive(Serialize, ToSchema)]
struct Session {
    #[schema(value_type = UserForm)]
    user: Arc<User>,
    /// To be brought back in `X-CSRF-Token`; what the cookie `callflow_csrf` has.
    csrf_token: String,
    /// After so many seconds the access token is to be refreshed.
    expires_in: u64,
}

/// Signs in. Name and password of nobody take as long as those of somebody.
#[utoipa::path(post, path = "/login", tag = "auth", request_body = Login, responses(
    (status = 200, description = "Signed in; sets the cookies", body = Session),
))]
async fn login(
    extract::State(state): extract::State<State>,
    parts: Parts,
    Body(login): Body<Login>,
) -> Result<Response, Problem> {
    caller::check_site(&parts.headers)?;
    let (now, origin) = (state.clock.now(), state.callers.origin(&parts));
    let credentials = Credentials { tenant: login.tenant, name: login.username, password: login.password };
    let signed_in = state.callers.accounts.sign_in(credentials, &origin, now).await?;
    Ok(answer(&state, signed_in, now))
}

fn answer(state: &State, signed_in: SignedIn, now: Timestamp) -> Response {
    let cookies = state.callers.cookies.signed_in(&signed_in, now);
    let session = Session {
        user: signed_in.user,
        csrf_token: signed_in.csrf,
        expires_in: signed_in.access_lifetime.as_secs(),
    };
    (cookies, Json(session)).into_response()
}

/// Changes the refresh token of the cookie for the next one, and the access token with it.
#[utoipa::path(post, path = "/refresh", tag = "auth", responses(
    (status = 200, description = "Sets the cookies anew", body = Session),
))]
async fn refresh(extract::State(state): extract::State<State>, parts: Parts) -> Result<Response, Problem> {
    caller::check_site(&parts.headers)?;
    let (now, origin) = (state.clock.now(), state.callers.origin(&parts));
    let token =
        cookies::value(&parts.headers, state.callers.cookies.refresh()).ok_or(Problem::NotSignedIn)?;
    match state.callers.accounts.refresh(token, &origin, now).await {
        Ok(signed_in) => Ok(answer(&state, signed_in, now)),
        Err(error) => {
            let problem = Problem::from(error);
            // Cookies that are good for nothing go.
            let gone = matches!(problem, Problem::NotSignedIn).then(|| state.callers.cookies.signed_out());
            Ok((gone.unwrap_or_default(), problem).into_response())
        }
    }
}

/// How far to sign out, for the document.
#[derive(Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Logout {
    /// Whether all other sessions of the user end too.
    #[serde(default)]
    everywhere: bool,
}

/// Signs out: this session, or all of the user. Without one it does nothing but remove the cookies.
#[utoipa::path(post, path = "/logout", tag = "auth", params(Logout), responses(
    (status = 204, description = "Signed out; removes the cookies"),
))]
async fn logout(
    extract::State(state): extract::State<State>,
    how: Result<Query<Logout>, extract::rejection::QueryRejection>,
    parts: Parts,
) -> Result<Response, Problem> {
    let Query(Logout { everywhere }) =
        how.map_err(|_| Problem::field("everywhere", "must be true or false"))?;
    caller::check_site(&parts.headers)?;
    let (now, origin) = (state.clock.now(), state.callers.origin(&parts));
    let accounts = &state.callers.accounts;
    match state.callers.actor(&parts, now).await {
        Ok(actor @ Actor::User { .. }) => {
            if everywhere {
                accounts.sign_out_everywhere(&actor, &origin, now).await?;
            } else {
                accounts.sign_out(&actor, &origin, now).await?;
            }
        }
        Ok(_) => {}
        // The access token may be over; the session ends by the other one. Everywhere needs one who is signed in.
        Err(Problem::NotSignedIn) if !everywhere => {
            if let Some(token) = cookies::value(&parts.headers, state.callers.cookies.refresh()) {
                accounts.sign_out_by_refresh_token(token, &origin, now).await?;
            }
        }
        Err(problem) => return Err(problem),
    }
    let cookies: HeaderMap = state.callers.cookies.signed_out();
    Ok((StatusCode::NO_CONTENT, cookies).into_response())
}

/// A user who makes itself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Registration {
    /// The name to sign in with; earlier backends called it `name` or `email`.
    #[serde(alias = "name", alias = "email")]
    #[schema(max_length = 128)]
    username: String,
    /// The password.
    #[schema(value_type = String, format = Password, max_length = 1024)]
    password: SecretString,
}

/// Makes an agent of the first tenant: at a development server alone, else there is no such path.
#[utoipa::path(post, path = "/register", tag = "auth", request_body = Registration, responses(
    (status = 201, description = "Made", body = UserForm),
))]
async fn register(
    extract::State(state): extract::State<State>,
    parts: Parts,
    Body(registration): Body<Registration>,
) -> Result<Response, Problem> {
    if !state.development {
        return Err(Problem::NotFound(
            "registration at this server: an administrator makes users".to_owned(),
        ));
    }
    caller::check_site(&parts.headers)?;
    let (now, origin) = (state.clock.now(), state.callers.origin(&parts));
    let name = UserName::parse(&registration.username)
        .map_err(|invalid| Problem::field("username", invalid.problem.to_string()))?;
    let new = (None, Profile::new(name, Role::Agent), Some(registration.password));
    let (user, _) = state.callers.accounts.create_user(&Actor::System, new, &origin, now).await?;
    Ok((StatusCode::CREATED, Json(user)).into_response())
}
