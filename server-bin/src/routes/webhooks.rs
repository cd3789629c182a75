//! Webhooks: who is told of what happens.
//!
//! A webhook that spans tenants is seen and changed by those alone who answer for all: whoever may change where it leads is told
//! what it is told.

mod deliveries;
mod forms;

use axum::Json;
use axum::extract::{self, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callflow_accounts::reach::Tenants;
use callflow_accounts::rights::Action;
use callflow_accounts::store::{Listed, Page};
use callflow_core::Timestamp;
use callflow_core::store::{Removal, Update};
use callflow_webhooks::WebhookId;
use callflow_webhooks::webhook::Webhook;
use secrecy::ExposeSecret;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::forms::{
    CreatedWebhook, NewSecret, NewWebhook, RotatedSecret, WebhookFields, WebhookForm, WebhookPage, secret,
};
use super::State;
use super::body::{Body, MaybeBody};
use super::path::Path;
use super::query::{ListFilters, list_query};
use super::versions::{IfMatch, MaybeIfMatch, Versioned};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;
use crate::vault::VaultError;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadWebhooks, routes!(list)))
        .routes(guarded(state, Action::WriteWebhooks, routes!(create)))
        .routes(guarded(state, Action::ReadWebhooks, routes!(one)))
        .routes(guarded(state, Action::WriteWebhooks, routes!(change)))
        .routes(guarded(state, Action::WriteWebhooks, routes!(remove)))
        .routes(guarded(state, Action::WriteWebhooks, routes!(rotate_secret)))
        .merge(deliveries::router(state))
}

/// The webhook of this id, if it is in reach.
async fn found(state: &State, granted: &Granted, id: &str) -> Result<Webhook, Problem> {
    let tenants = granted.reach.tenants();
    let found = state.store_of_webhooks().webhook(one_of(&tenants), &WebhookId::new(id)).await?;
    found.filter(|webhook| is_in_reach(&tenants, webhook)).ok_or_else(|| unknown(id))
}

fn one_of(tenants: &Tenants) -> Option<&str> {
    tenants.one().map(|tenant| &**tenant)
}

fn is_in_reach(tenants: &Tenants, webhook: &Webhook) -> bool {
    !webhook.spans_tenants || tenants.one().is_none()
}

fn unknown(id: &str) -> Problem {
    Problem::NotFound(format!("webhook {id}"))
}

impl State {
    fn store_of_webhooks(&self) -> &dyn crate::stores::AnyStore {
        &*self.webhooks.store
    }
}

async fn note(state: &State, granted: &Granted, webhook: &Webhook) {
    granted.note(state, (Action::WriteWebhooks, &webhook.tenant), Some(webhook.id.as_str())).await;
}

/// This server is to know at once what it has changed itself. Where it cannot, it finds out some seconds later.
async fn tell(state: &State) {
    if let Err(error) = state.webhooks.subscriptions.refresh().await {
        tracing::debug!(%error, "webhooks are read again later");
    }
    state.webhooks.wake.notify_one();
}

/// As lists have them.
struct Item(Webhook);

impl Listed for Item {
    fn at(&self) -> Timestamp {
        self.0.created_at
    }

    fn tenant(&self) -> &str {
        &self.0.tenant
    }

    fn id(&self) -> &str {
        self.0.id.as_str()
    }
}

/// Webhooks, newest first.
#[utoipa::path(get, path = "", tag = "webhooks", params(ListFilters), responses(
    (status = 200, description = "A page of them, without their secrets", body = WebhookPage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<WebhookPage>, Problem> {
    let Some(query) = list_query(pairs, &granted.reach)? else {
        return Ok(Json(WebhookPage { items: Vec::new(), next_cursor: None, total: None }));
    };
    let tenants = granted.reach.tenants();
    // There are few of them.
    let all = state.store_of_webhooks().webhooks(query.tenant.as_deref()).await?;
    let all = all.into_iter().filter(|webhook| is_in_reach(&tenants, webhook)).map(Item);
    let mut items: Vec<Item> = all.filter(|item| query.holds(item)).collect();
    items.sort_by(|one, other| query.order(one, other));
    let page = Page::of(items, query.limit);
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    let items = page.items.iter().map(|item| WebhookForm::of(&item.0, granted.now)).collect();
    Ok(Json(WebhookPage { items, next_cursor, total: None }))
}

/// Makes a webhook.
#[utoipa::path(post, path = "", tag = "webhooks", request_body = NewWebhook, responses(
    (status = 201, description = "Made. Its secret is in the answer if none was given, and is never shown again", body = CreatedWebhook),
))]
async fn create(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Body(new): Body<NewWebhook>,
) -> Result<Response, Problem> {
    let tenants = granted.reach.tenants();
    let own = granted.actor.tenant().cloned().unwrap_or_else(|| "default".into());
    let tenant = new.tenant.clone().unwrap_or(own);
    if !tenants.holds(&tenant) {
        return Err(Problem::field("tenant", "is none that you answer for"));
    }
    if new.spans_tenants && tenants.one().is_some() {
        return Err(Problem::field("spans_tenants", "is for those who answer for all tenants"));
    }
    let (spans_tenants, given) = (new.spans_tenants, new.secret.clone());
    let settings = new.fields().settings(&state.webhooks.rules)?;
    let (secret, shown) = secret(given)?;
    let webhook = Webhook::new((&tenant, spans_tenants), settings, granted.now).map_err(internal)?;
    let sealed = state.webhooks.seal(&webhook.id, &secret).map_err(sealing)?;
    let webhook = webhook.with_secret(sealed);
    state.store_of_webhooks().create_webhook(&webhook).await?;
    note(&state, &granted, &webhook).await;
    tell(&state).await;
    let secret = shown.then(|| secret.expose_secret().to_owned());
    let created = CreatedWebhook { webhook: WebhookForm::of(&webhook, granted.now), secret };
    Ok((StatusCode::CREATED, Versioned(webhook.version, Json(created))).into_response())
}

/// One webhook.
#[utoipa::path(get, path = "/{id}", tag = "webhooks", params(("id" = String, Path, description = "Its id")), responses(
    (status = 200, description = "It, with its version in `ETag`", body = WebhookForm),
))]
async fn one(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Versioned<Json<WebhookForm>>, Problem> {
    let webhook = found(&state, &granted, &id).await?;
    Ok(Versioned(webhook.version, Json(WebhookForm::of(&webhook, granted.now))))
}

/// Changes a webhook. One that is switched off is told of nothing that happens meanwhile; what waits for it goes on waiting.
#[utoipa::path(put, path = "/{id}", tag = "webhooks", request_body = WebhookFields,
    params(("id" = String, Path, description = "Its id"),
           ("If-Match" = String, Header, description = "The version that was read")),
    responses((status = 200, description = "As it is now", body = WebhookForm)))]
async fn change(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    Body(fields): Body<WebhookFields>,
) -> Result<Versioned<Json<WebhookForm>>, Problem> {
    let there = found(&state, &granted, &id).await?;
    let settings = fields.settings(&state.webhooks.rules)?;
    let changed = Webhook { settings, version, changed_at: granted.now, ..there };
    let changed = put(&state, &granted, changed).await?;
    Ok(Versioned(changed.version, Json(WebhookForm::of(&changed, granted.now))))
}

/// Puts a webhook in the place of the one of its version.
async fn put(state: &State, granted: &Granted, changed: Webhook) -> Result<Webhook, Problem> {
    let version = match state.store_of_webhooks().update_webhook(&changed).await? {
        Update::Done { version } => version,
        Update::Changed => return Err(Problem::Changed),
        Update::Gone => return Err(unknown(changed.id.as_str())),
    };
    note(state, granted, &changed).await;
    tell(state).await;
    Ok(Webhook { version, ..changed })
}

/// Removes a webhook with its deliveries, those too that wait.
#[utoipa::path(delete, path = "/{id}", tag = "webhooks", params(("id" = String, Path, description = "Its id"),
           ("If-Match" = Option<String>, Header, description = "The version that was read, if it is to be that one")),
    responses((status = 204, description = "It is gone")))]
async fn remove(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    MaybeIfMatch(version): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    let there = found(&state, &granted, &id).await?;
    let tenants = granted.reach.tenants();
    match state.store_of_webhooks().remove_webhook(one_of(&tenants), &there.id, version).await? {
        Removal::Done => {}
        Removal::Changed => return Err(Problem::Changed),
        Removal::Gone => return Err(unknown(&id)),
    }
    note(&state, &granted, &there).await;
    tell(&state).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a webhook another secret. For a day events are signed with the one of before too.
#[utoipa::path(post, path = "/{id}/secret", tag = "webhooks", request_body = NewSecret,
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "It is in the answer if none was given, and is never shown again", body = RotatedSecret)))]
async fn rotate_secret(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    MaybeBody(new): MaybeBody<NewSecret>,
) -> Result<Versioned<Json<RotatedSecret>>, Problem> {
    let there = found(&state, &granted, &id).await?;
    let (secret, shown) = secret(new.secret)?;
    let sealed = state.webhooks.seal(&there.id, &secret).map_err(sealing)?;
    let changed = put(&state, &granted, there.rotated(sealed, granted.now)).await?;
    let rotated = RotatedSecret {
        secret: shown.then(|| secret.expose_secret().to_owned()),
        older_secret_until: changed.older_secret.map(|older| older.until),
    };
    Ok(Versioned(changed.version, Json(rotated)))
}

fn internal(error: callflow_webhooks::EntropyError) -> Problem {
    Problem::Internal(error.into())
}

fn sealing(error: VaultError) -> Problem {
    Problem::Internal(error.into())
}
