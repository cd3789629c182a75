//! What became of events: the log, sending again, and trying a webhook out.

use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use callflow_accounts::rights::Action;
use callflow_core::Timestamp;
use callflow_core::store::Cursor;
use callflow_webhooks::delivery::{Delivery, DeliveryState};
use callflow_webhooks::store::DeliveryQuery;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::State;
use super::super::path::Path;
use super::super::query::{NUMBER, Parameters};
use super::{found, note, tell};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;
use crate::webhooks::{TestError, Tested};

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadWebhooks, routes!(list)))
        .routes(guarded(state, Action::WriteWebhooks, routes!(replay)))
        .routes(guarded(state, Action::WriteWebhooks, routes!(replay_all)))
        .routes(guarded(state, Action::WriteWebhooks, routes!(test)))
}

/// What became of an event on its way to a webhook.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
struct DeliveryForm {
    /// The id of the event, as the receiver got it.
    id: Arc<str>,
    tenant: Arc<str>,
    /// On which Asterisk; of a test on none.
    pbx: Arc<str>,
    /// What it is: `call.ended`.
    r#type: Arc<str>,
    /// When it happened.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// `waiting`, `delivered` or `dead`.
    #[schema(value_type = String)]
    state: DeliveryState,
    /// How often it was sent.
    attempts: u32,
    /// When it is sent next, if it was sent and waits.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    first_attempt_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    last_attempt_at: Option<Timestamp>,
    /// What the receiver answered last.
    status: Option<u16>,
    /// Why the last attempt failed.
    error: Option<Arc<str>>,
}

impl From<Delivery> for DeliveryForm {
    fn from(delivery: Delivery) -> Self {
        let progress = delivery.progress;
        let waits = progress.state == DeliveryState::Waiting && progress.attempts > 0;
        Self {
            id: delivery.event,
            tenant: delivery.tenant,
            pbx: delivery.pbx,
            r#type: delivery.kind,
            at: delivery.at,
            state: progress.state,
            attempts: progress.attempts,
            next_attempt_at: waits.then_some(progress.next_at),
            first_attempt_at: progress.first_tried_at,
            last_attempt_at: progress.last_tried_at,
            status: progress.status,
            error: progress.error,
        }
    }
}

/// Deliveries.
#[derive(Serialize, ToSchema)]
struct DeliveryList {
    items: Vec<DeliveryForm>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// Always `null`: they are not counted.
    total: Option<u64>,
}

/// Which deliveries, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`list` reads them, and tells all mistakes at once")]
struct DeliveryFilters {
    /// `waiting`, `delivered` or `dead`.
    state: Option<String>,
    /// How many, from 1 to 500; 50 unless told.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What became of the events for a webhook, newest first.
#[utoipa::path(get, path = "/{id}/deliveries", operation_id = "webhook_deliveries", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id"), DeliveryFilters),
    responses((status = 200, description = "A page of them", body = DeliveryList)))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<DeliveryList>, Problem> {
    let mut asked = Parameters::new(pairs, &["state", "limit", "cursor"]);
    let wanted = asked.word("state", &DeliveryState::ALL.map(DeliveryState::as_str));
    let limit = asked.parsed("limit", NUMBER);
    let cursor = asked.parsed::<Cursor>("cursor", "the next_cursor of a list");
    asked.finish()?;
    let mut query = DeliveryQuery::of(found(&state, &granted, &id).await?.id);
    query.limit = limit.unwrap_or(query.limit);
    (query.state, query.cursor) = (wanted, cursor);
    let page = state.webhooks.store.deliveries(&query).await?;
    Ok(Json(DeliveryList {
        items: page.items.into_iter().map(DeliveryForm::from).collect(),
        next_cursor: page.next_cursor.map(|cursor| cursor.to_string()),
        total: None,
    }))
}

/// How many are sent again.
#[derive(Serialize, ToSchema)]
struct Replayed {
    replayed: u64,
}

/// Has an event sent again that was given up.
#[utoipa::path(post, path = "/{id}/deliveries/{delivery}/replay", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id"),
           ("delivery" = String, Path, description = "The id of the event")),
    responses((status = 200, description = "It is sent again", body = Replayed)))]
async fn replay(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path((id, delivery)): Path<(String, String)>,
) -> Result<Json<Replayed>, Problem> {
    let replayed = sent_again(&state, &granted, &id, Some(&delivery)).await?;
    if replayed == 0 {
        return Err(Problem::NotFound(format!("dead delivery {delivery}")));
    }
    Ok(Json(Replayed { replayed }))
}

/// Has all events sent again that were given up, in order.
#[utoipa::path(post, path = "/{id}/replay", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, description = "They are sent again", body = Replayed)))]
async fn replay_all(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Json<Replayed>, Problem> {
    Ok(Json(Replayed { replayed: sent_again(&state, &granted, &id, None).await? }))
}

async fn sent_again(
    state: &State,
    granted: &Granted,
    id: &str,
    delivery: Option<&str>,
) -> Result<u64, Problem> {
    let webhook = found(state, granted, id).await?;
    let replayed = state.webhooks.store.replay_deliveries(&webhook.id, delivery).await?;
    if replayed > 0 {
        note(state, granted, &webhook).await;
        tell(state).await;
    }
    Ok(replayed)
}

/// What a receiver said to a test.
#[derive(Serialize, ToSchema)]
struct TestAnswer {
    /// The id of the event that was sent, `webhook.test`.
    id: Arc<str>,
    /// Whether the receiver has taken it.
    delivered: bool,
    /// What it answered.
    status: Option<u16>,
    /// Why it was not taken.
    error: Option<Arc<str>>,
    /// The beginning of what it answered.
    body: String,
    /// How long it took, in milliseconds.
    duration_ms: u64,
}

impl From<Tested> for TestAnswer {
    fn from(tested: Tested) -> Self {
        Self {
            id: tested.event,
            delivered: tested.attempt.is_taken(),
            status: tested.attempt.status(),
            error: tested.attempt.error().cloned(),
            body: tested.said,
            duration_ms: u64::try_from(tested.took.as_millis()).unwrap_or(u64::MAX),
        }
    }
}

impl From<TestError> for Problem {
    fn from(error: TestError) -> Self {
        match error {
            TestError::Store(failure) => failure.into(),
            TestError::Entropy(error) => Self::Internal(error.into()),
            TestError::Taken => Self::Conflict(error.to_string()),
        }
    }
}

/// Sends an event that tells of nothing now, once, also to a webhook that is switched off.
#[utoipa::path(post, path = "/{id}/test", tag = "webhooks",
    params(("id" = String, Path, description = "The webhook's id")),
    responses((status = 200, description = "What the receiver said", body = TestAnswer)))]
async fn test(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Json<TestAnswer>, Problem> {
    let webhook = found(&state, &granted, &id).await?;
    let tested = state.webhooks.test(&webhook).await?;
    note(&state, &granted, &webhook).await;
    Ok(Json(tested.into()))
}
