//! Extensions given out on time, at the paths and in the forms of earlier backends.
//!
//! Clients of those did not sign in: from the networks of `leasing.open_to` they need not. Others do, and a lease is then
//! theirs until they give it back.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Request};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::Response;
use callflow_accounts::audit::{AuditActor, AuditEntry, AuditOutcome};
use callflow_accounts::reach::Reach;
use callflow_accounts::rights::{Action, Actor};
use callflow_core::lease::{LeaseId, LeaseState, ReleasedBy};
use callflow_core::plan::TenantQuestion;
use callflow_core::store::Placed;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::body::Body;
use super::places::{PbxFilter, pbx_of, tracker};
use crate::auth::guard::told;
use crate::auth::{Granted, Routes, caller};
use crate::problem::Problem;

/// The right of a route that is open to the networks of `leasing.open_to` besides.
pub(crate) const OPEN: &str = "leasing.open_to";

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(open(state, Action::Lease, routes!(free)))
        .routes(open(state, Action::Lease, routes!(release)))
        .routes(open(state, Action::ReadExtensions, routes!(status)))
        .routes(open(state, Action::ResetLeases, routes!(reset)))
}

/// Routes for those who have this right, and for clients of the networks that the operator has named.
fn open(state: &State, action: Action, (schemas, paths, router): Routes) -> Routes {
    let guard = middleware::from_fn_with_state((state.clone(), action), check);
    let mut paths = told(paths, action.as_str(), true);
    for item in paths.paths.values_mut() {
        for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
            if let Some(extensions) = &mut operation.extensions {
                extensions.insert("x-callflow-open-to".to_owned(), OPEN.into());
            }
        }
    }
    (schemas, paths, router.route_layer(guard))
}

async fn check(
    extract::State((state, action)): extract::State<(State, Action)>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let (now, origin) = (state.clock.now(), state.callers.origin(&parts));
    let granted = match state.callers.actor(&parts, now).await {
        Ok(actor) => {
            let reach = state.callers.accounts.allow(&actor, action, &origin, now).await?;
            Granted { actor, reach, origin, now }
        }
        Err(Problem::NotSignedIn) if is_open(&state, &parts) => {
            caller::check_site(&parts.headers)?;
            Granted { actor: Actor::System, reach: Reach::Everything, origin, now }
        }
        Err(problem) => return Err(problem),
    };
    parts.extensions.insert(granted);
    Ok(next.run(Request::from_parts(parts, body)).await)
}

fn is_open(state: &State, parts: &Parts) -> bool {
    let Some(address) = state.callers.origin(parts).address else { return false };
    // Somebody who brings a token that does not count wants to be somebody.
    let is_nobody = !parts.headers.contains_key(axum::http::header::AUTHORIZATION)
        && !parts.headers.contains_key(caller::KEY_HEADER);
    let is_direct = !state.callers.is_behind_proxy(parts);
    is_nobody && state.open_to.admits(address, is_direct, &parts.headers)
}

/// An extension with what it takes to register, in the form of earlier backends.
#[derive(Serialize, ToSchema)]
struct Leased {
    extension: Arc<str>,
    /// Its SIP password. It is shown to nobody else.
    password: String,
    /// Where to register.
    wss: String,
    /// Until when its device has to register.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<callflow_core::Timestamp>,
}

/// Gives out an extension that is free, and reserves it until its device registers. 503 with `Retry-After` where none is.
#[utoipa::path(get, path = "/free", tag = "leasing", params(PbxFilter), responses(
    (status = 200, description = "It is yours", body = Leased),
    (status = 503, description = "None is free; try again after `Retry-After` seconds"),
))]
async fn free(
    granted: Granted,
    extract::State(state): extract::State<State>,
    extract::Query(pairs): extract::Query<Vec<(String, String)>>,
) -> Result<Json<Leased>, Problem> {
    let tracker = tracker(&state, pbx_of(pairs)?.as_deref())?;
    let id = lease_id(&granted)?;
    let tenants = granted.reach.tenants();
    let grant = state.leasing.take(tracker, &id, |entry| tenants.holds(entry.tenant())).await?;
    noted(&state, &granted, "leases.taken", &grant.extension).await;
    Ok(Json(Leased {
        extension: grant.extension,
        password: grant.password.expose_secret().to_owned(),
        wss: state.wss.get(&tracker.pbx).cloned().unwrap_or_default(),
        expires_at: grant.lease.expires_at,
    }))
}

/// Whoever has signed in gets the same one again; of others nobody knows who they are.
fn lease_id(granted: &Granted) -> Result<LeaseId, Problem> {
    Ok(match &granted.actor {
        Actor::User { session, .. } => LeaseId::new(&format!("session-{session}")),
        Actor::ApiKey(_) | Actor::System => {
            let random =
                callflow_accounts::token::random_secret().map_err(|error| Problem::Internal(error.into()))?;
            LeaseId::new(random.expose_secret())
        }
    })
}

async fn noted(state: &State, granted: &Granted, action: &str, extension: &str) {
    let actor = match &granted.actor {
        Actor::System => AuditActor::Nobody { name: None },
        actor => AuditActor::from(actor),
    };
    let tenant = tenant_of(state, extension);
    let Ok(entry) = AuditEntry::new(&tenant, actor, action, AuditOutcome::Done, granted.now) else { return };
    let address = granted.origin.address.map(|address| address.to_string());
    let entry =
        entry.with_target(extension).with_request(address.as_deref(), granted.origin.request.as_deref());
    if let Err(error) = state.callers.accounts.audit(entry).await {
        tracing::error!(%error, action, "the audit log has not got what was done");
    }
}

fn tenant_of(state: &State, extension: &str) -> String {
    let plan = state.plan.borrow();
    plan.tenant(TenantQuestion { endpoint: Some(extension), ..TenantQuestion::default() }).to_owned()
}

/// Which extension is given back.
#[derive(Deserialize, ToSchema)]
struct Release {
    extension: Arc<str>,
}

/// An extension that was given back.
#[derive(Serialize, ToSchema)]
struct Released {
    extension: Arc<str>,
    /// It is nobody's any more; one whose device is registered yet is given out when that is gone.
    released: bool,
}

/// Gives an extension back.
#[utoipa::path(post, path = "/release", tag = "leasing", params(PbxFilter), request_body = Release, responses(
    (status = 200, description = "It is nobody's", body = Released),
))]
async fn release(
    granted: Granted,
    extract::State(state): extract::State<State>,
    extract::Query(pairs): extract::Query<Vec<(String, String)>>,
    Body(Release { extension }): Body<Release>,
) -> Result<Json<Released>, Problem> {
    let tracker = tracker(&state, pbx_of(pairs)?.as_deref())?;
    let whole = granted.reach.is_whole() && !matches!(granted.actor, Actor::User { .. });
    let by = match callflow_accounts::rights::decide(&granted.actor, Action::ResetLeases) {
        _ if whole => ReleasedBy::Operator,
        callflow_accounts::rights::Decision::Allowed(reach)
            if reach.tenants().holds(&tenant_of(&state, &extension)) =>
        {
            ReleasedBy::Operator
        }
        _ => ReleasedBy::Holder(lease_id(&granted)?),
    };
    state.leasing.release(tracker, &extension, &by).await?;
    noted(&state, &granted, "leases.released", &extension).await;
    Ok(Json(Released { extension, released: true }))
}

/// How the extensions stand, in the form of earlier backends.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Status {
    /// `free`, `busy` or `in_call`; one that is reserved reads `free`, as it did.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    extensions: BTreeMap<Arc<str>, &'static str>,
    /// Whether Asterisk is connected.
    ami_connected: bool,
    /// How often it was tried in vain to connect.
    reconnect_attempts: u64,
}

/// How the extensions that are given out stand.
#[utoipa::path(get, path = "/status", tag = "leasing", params(PbxFilter), responses(
    (status = 200, description = "All of them", body = Status),
))]
async fn status(
    granted: Granted,
    extract::State(state): extract::State<State>,
    extract::Query(pairs): extract::Query<Vec<(String, String)>>,
) -> Result<Json<Status>, Problem> {
    let tracker = tracker(&state, pbx_of(pairs)?.as_deref())?;
    let leased = |extension: &str| state.plan.borrow().leases(extension);
    let seen = |extension: &str| granted.reach.holds_number(&tenant_of(&state, extension), extension);
    let records = tracker.extensions().await?.into_iter();
    let extensions = records.filter(|it| leased(&it.extension) && seen(&it.extension)).map(|it| {
        let word = match it.lease.state {
            LeaseState::Free | LeaseState::Reserved => "free",
            LeaseState::Busy => "busy",
            LeaseState::InCall => "in_call",
        };
        (it.extension, word)
    });
    let meters = state.pbxs.iter().find(|meters| *meters.name == *tracker.pbx);
    let failures =
        meters.and_then(|meters| meters.client.get()).map_or(0, |client| client.metrics().failures);
    Ok(Json(Status {
        extensions: extensions.collect(),
        ami_connected: meters.is_some_and(|meters| meters.is_connected()),
        reconnect_attempts: failures,
    }))
}

/// How many were taken back.
#[derive(Serialize, ToSchema)]
struct ResetAnswer {
    released: u64,
}

/// Takes all extensions back, whoever has them. Those whose devices are registered yet stay `busy` until they are gone.
#[utoipa::path(post, path = "/reset", tag = "leasing", params(PbxFilter), responses(
    (status = 200, description = "Nobody has one", body = ResetAnswer),
))]
async fn reset(
    granted: Granted,
    extract::State(state): extract::State<State>,
    extract::Query(pairs): extract::Query<Vec<(String, String)>>,
) -> Result<Json<ResetAnswer>, Problem> {
    let tracker = tracker(&state, pbx_of(pairs)?.as_deref())?;
    if granted.reach.tenants().one().is_some() && !state.plan.borrow().tenants.is_empty() {
        return Err(Problem::Forbidden(
            "the extensions of an Asterisk are those of all its tenants".to_owned(),
        ));
    }
    let released = state.leasing.reset(tracker).await?;
    noted(&state, &granted, Action::ResetLeases.as_str(), &tracker.pbx).await;
    Ok(Json(ResetAnswer { released }))
}
