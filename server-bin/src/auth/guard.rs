//! The guard before a route: who asks, whether it may, and how far. Every route has one, or is public by name.

use axum::extract::{self, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::Response;
use callflow_accounts::audit::{AuditEntry, AuditOutcome};
use callflow_accounts::reach::Reach;
use callflow_accounts::rights::{Action, Actor};
use callflow_accounts::service::Origin;
use callflow_core::Timestamp;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::SecurityRequirement;
use utoipa_axum::router::UtoipaMethodRouter;

use crate::problem::Problem;
use crate::routes::State;

/// Routes with their part of the document.
pub(crate) type Routes = UtoipaMethodRouter<State>;

/// The extension of an operation that names its right.
pub(crate) const RIGHT: &str = "x-callflow-right";
/// What it says of a route that needs none.
pub(crate) const PUBLIC: &str = "public";

/// Somebody who may do what a route does. A handler that takes it stands behind a guard.
#[derive(Clone, Debug)]
pub(crate) struct Granted {
    pub(crate) actor: Actor,
    pub(crate) reach: Reach,
    pub(crate) origin: Origin,
    pub(crate) now: Timestamp,
}

impl Granted {
    /// Writes into the audit log that this one has done it. That the log has it not is told, and no reason to say that it
    /// failed.
    pub(crate) async fn note(&self, state: &State, (action, tenant): (Action, &str), target: Option<&str>) {
        let entry =
            AuditEntry::new(tenant, (&self.actor).into(), action.as_str(), AuditOutcome::Done, self.now);
        let Ok(entry) = entry else { return };
        let address = self.origin.address.map(|address| address.to_string());
        let mut entry = entry.with_request(address.as_deref(), self.origin.request.as_deref());
        entry.target = target.map(Into::into);
        if let Err(error) = state.callers.accounts.audit(entry).await {
            tracing::error!(%error, action = action.as_str(), "the audit log has not got what was done");
        }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a route has no guard")]
struct Unguarded;

impl<S: Sync> FromRequestParts<S> for Granted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.remove().ok_or_else(|| Problem::Internal(Unguarded.into()))
    }
}

/// Routes for those who have this right.
pub(crate) fn guarded(state: &State, action: Action, routes: Routes) -> Routes {
    let (schemas, paths, router) = routes;
    let guard = middleware::from_fn_with_state((state.clone(), action), check);
    let router = router.route_layer(guard);
    (schemas, told(paths, action.as_str(), true), router)
}

/// Routes for everybody.
pub(crate) fn public(routes: Routes) -> Routes {
    let (schemas, paths, router) = routes;
    (schemas, told(paths, PUBLIC, false), router)
}

async fn check(
    extract::State((state, action)): extract::State<(State, Action)>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let (mut parts, body) = request.into_parts();
    let (now, origin) = (state.clock.now(), state.callers.origin(&parts));
    let actor = state.callers.actor(&parts, now).await?;
    let reach = state.callers.accounts.allow(&actor, action, &origin, now).await?;
    parts.extensions.insert(Granted { actor, reach, origin, now });
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// Writes into the document who may.
pub(crate) fn told(
    mut paths: utoipa::openapi::path::Paths,
    right: &str,
    signed_in: bool,
) -> utoipa::openapi::path::Paths {
    for item in paths.paths.values_mut() {
        for operation in operations(item) {
            let security = if signed_in {
                ["cookie", "bearer", "key"]
                    .map(|scheme| SecurityRequirement::new::<_, [&str; 0], _>(scheme, []))
                    .into()
            } else {
                Vec::new()
            };
            operation.security = Some(security);
            operation.extensions = Some(ExtensionsBuilder::new().add(RIGHT, right).build());
        }
    }
    paths
}

pub(crate) fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem { get, put, post, delete, patch, .. } = item;
    [get, put, post, delete, patch].into_iter().flatten()
}
