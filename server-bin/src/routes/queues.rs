//! Queues: who waits and who works in them, and what is configured of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::Action;
use callflow_core::counted::CallVisit;
use callflow_core::metrics::QueueMetrics;
use callflow_core::plan::TenantQuestion;
use callflow_core::queue::{QueueMember, QueueRecord};
use callflow_core::store::{EntryId, EntryKind, QueueEntry, Scope, entries};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::agents::within_queue;
use super::body::Body;
use super::control::{DoneForm, acting, noted};
use super::document::{CallVisitRecord, QueueMemberRecord, QueueMetricsRecord};
use super::path::Path;
use super::places::{PbxFilter, pbx_of, tracker};
use super::versions::{MaybeIfMatch, Versioned};
use super::{State, configured, texts};
use crate::auth::{Granted, guarded};
use crate::control::{Done, QueueAdd, QueueRemove};
use crate::problem::Problem;

const MOST_CHARACTERS: usize = 500;
/// A day.
const MOST_THRESHOLD_S: u32 = 24 * 60 * 60;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadQueues, routes!(list)))
        .routes(guarded(state, Action::WriteQueues, routes!(create)))
        .routes(guarded(state, Action::ReadQueues, routes!(one)))
        .routes(guarded(state, Action::WriteQueues, routes!(change)))
        .routes(guarded(state, Action::WriteQueues, routes!(remove)))
        .routes(guarded(state, Action::ReadQueues, routes!(members)))
        .routes(guarded(state, Action::ReadQueues, routes!(statistics)))
        .routes(acting(state, Action::ChangeMembers, routes!(add)))
        .routes(acting(state, Action::ChangeMembers, routes!(take_out)))
}

/// A queue: as Asterisk tells it, and as somebody has configured it.
#[derive(Clone, Serialize, ToSchema)]
struct QueueView {
    queue: Arc<str>,
    pbx: Arc<str>,
    tenant: Arc<str>,
    /// As people call it.
    name: Option<Arc<str>>,
    /// How it chooses who is called, in Asterisk's word.
    strategy: Option<Arc<str>>,
    /// In how many seconds its calls are to be answered, as somebody wants it.
    threshold_s: Option<u32>,
    notes: Option<Arc<str>>,
    /// How many callers wait.
    waiting: u32,
    /// How long the first of them has waited.
    longest_wait_ms: u64,
    #[schema(value_type = Vec<QueueMemberRecord>)]
    members: Vec<QueueMember>,
    /// The last visits, the open ones too.
    #[schema(value_type = Vec<CallVisitRecord>)]
    visits: Vec<CallVisit>,
    /// Its figures since local midnight; `null` where Asterisk has told of no such queue yet.
    #[schema(value_type = Option<QueueMetricsRecord>)]
    metrics: Option<QueueMetrics>,
    /// Its figures since it was first seen.
    #[schema(value_type = Option<QueueMetricsRecord>)]
    overall: Option<QueueMetrics>,
    /// Of what is configured; `null` where nothing is.
    version: Option<u64>,
}

impl QueueView {
    fn told(pbx: &Arc<str>, tenant: &str, record: QueueRecord) -> Self {
        Self {
            queue: record.queue,
            pbx: pbx.clone(),
            tenant: tenant.into(),
            name: None,
            strategy: None,
            threshold_s: None,
            notes: None,
            waiting: record.waiting,
            longest_wait_ms: record.longest_wait_ms,
            members: record.members,
            visits: record.visits,
            metrics: Some(record.metrics),
            overall: Some(record.overall),
            version: None,
        }
    }

    fn configured(entry: &QueueEntry) -> Self {
        Self {
            queue: entry.queue.clone(),
            pbx: entry.pbx.clone(),
            tenant: entry.tenant.clone(),
            name: None,
            strategy: None,
            threshold_s: None,
            notes: None,
            waiting: 0,
            longest_wait_ms: 0,
            members: Vec::new(),
            visits: Vec::new(),
            metrics: None,
            overall: None,
            version: None,
        }
        .with(entry)
    }

    fn with(mut self, entry: &QueueEntry) -> Self {
        self.tenant = entry.tenant.clone();
        self.name = entry.name.clone();
        self.strategy = entry.strategy.clone();
        self.threshold_s = entry.threshold_s;
        self.notes = entry.notes.clone();
        self.version = Some(entry.version);
        self
    }
}

fn tenant_of(state: &State, queue: &str) -> String {
    let plan = state.plan.borrow();
    plan.tenant(TenantQuestion { queue: Some(queue), ..TenantQuestion::default() }).to_owned()
}

async fn all(state: &State, granted: &Granted, pbx: Option<&str>) -> Result<Vec<QueueView>, Problem> {
    let mut views: BTreeMap<(Arc<str>, Arc<str>), QueueView> = BTreeMap::new();
    for tracker in state.trackers.iter().filter(|tracker| pbx.is_none_or(|pbx| *tracker.pbx == *pbx)) {
        for record in tracker.queues().await? {
            let tenant = tenant_of(state, &record.queue);
            let view = QueueView::told(&tracker.pbx, &tenant, record);
            views.insert((tracker.pbx.clone(), view.queue.clone()), view);
        }
    }
    let Some(scope) = granted.reach.scope(&Scope { tenant: None, pbx: pbx.map(Into::into) }) else {
        return Ok(Vec::new());
    };
    for entry in entries::<QueueEntry>(&*state.store, &scope).await? {
        let key = (entry.pbx.clone(), entry.queue.clone());
        let view = match views.remove(&key) {
            Some(view) => view.with(&entry),
            None => QueueView::configured(&entry),
        };
        views.insert(key, view);
    }
    views.retain(|_, view| granted.reach.holds_queue(&view.tenant, &view.queue));
    Ok(views.into_values().collect())
}

async fn found(
    state: &State,
    granted: &Granted,
    pbx: Option<&str>,
    queue: &str,
) -> Result<QueueView, Problem> {
    let mut found = all(state, granted, pbx).await?.into_iter().filter(|view| *view.queue == *queue);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Problem::NotFound(format!("queue {queue}"))),
        (Some(_), Some(_)) => Err(Problem::field("pbx", "several Asterisks have this queue: name one")),
    }
}

/// Queues.
#[derive(Serialize, ToSchema)]
struct QueuePage {
    items: Vec<QueueView>,
    /// Always `null`: it is one page.
    next_cursor: Option<String>,
    total: usize,
}

/// All queues, by Asterisk and name.
#[utoipa::path(get, path = "", tag = "queues", params(PbxFilter), responses(
    (status = 200, description = "All of them", body = QueuePage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<QueuePage>, Problem> {
    let items = all(&state, &granted, pbx_of(pairs)?.as_deref()).await?;
    Ok(Json(QueuePage { total: items.len(), items, next_cursor: None }))
}

/// One queue.
#[utoipa::path(get, path = "/{id}", tag = "queues",
    params(("id" = String, Path, description = "Its name"), PbxFilter),
    responses((status = 200, description = "It, with the version of what is configured in `ETag`", body = QueueView)))]
async fn one(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(queue): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &queue).await?;
    Ok(Versioned(view.version.unwrap_or(0), Json(view)).into_response())
}

/// What is configured of a queue.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct QueueFields {
    /// As people call it.
    #[schema(max_length = 500)]
    name: Option<Arc<str>>,
    /// How it chooses who is called, in Asterisk's word: `rrmemory`.
    #[schema(max_length = 80)]
    strategy: Option<Arc<str>>,
    /// In how many seconds its calls are to be answered.
    #[schema(maximum = 86400)]
    threshold_s: Option<u32>,
    #[schema(max_length = 500)]
    notes: Option<Arc<str>>,
}

impl QueueFields {
    fn put_into(self, entry: &mut QueueEntry) -> Result<(), Problem> {
        texts::check("name", self.name.as_deref(), MOST_CHARACTERS)?;
        texts::check("notes", self.notes.as_deref(), MOST_CHARACTERS)?;
        if let Some(strategy) = &self.strategy {
            texts::name("strategy", strategy)?;
        }
        if self.threshold_s.is_some_and(|seconds| seconds > MOST_THRESHOLD_S) {
            return Err(Problem::field("threshold_s", format!("must be at most {MOST_THRESHOLD_S}")));
        }
        (entry.name, entry.strategy, entry.threshold_s, entry.notes) =
            (self.name, self.strategy, self.threshold_s, self.notes);
        Ok(())
    }
}

/// A new queue.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewQueue {
    /// Its name in Asterisk.
    #[schema(max_length = 80)]
    queue: Arc<str>,
    /// The Asterisk; may be left out where there is only one.
    #[serde(default)]
    pbx: Option<Arc<str>>,
    /// As people call it.
    #[serde(default)]
    #[schema(max_length = 500)]
    name: Option<Arc<str>>,
    /// How it chooses who is called, in Asterisk's word: `rrmemory`.
    #[serde(default)]
    #[schema(max_length = 80)]
    strategy: Option<Arc<str>>,
    /// In how many seconds its calls are to be answered.
    #[serde(default)]
    #[schema(maximum = 86400)]
    threshold_s: Option<u32>,
    #[serde(default)]
    #[schema(max_length = 500)]
    notes: Option<Arc<str>>,
}

/// Configures a queue that is not configured yet. Asterisk's own configuration stays as it is.
#[utoipa::path(post, path = "", tag = "queues", request_body = NewQueue, responses(
    (status = 201, description = "Made", body = QueueView),
))]
async fn create(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Body(new): Body<NewQueue>,
) -> Result<Response, Problem> {
    texts::name("queue", &new.queue)?;
    let pbx = tracker(&state, new.pbx.as_deref())?.pbx.clone();
    let tenant = tenant_of(&state, &new.queue);
    let mut entry = QueueEntry::new(&pbx, &tenant, &new.queue, granted.now);
    let NewQueue { queue, name, strategy, threshold_s, notes, .. } = new;
    QueueFields { name, strategy, threshold_s, notes }.put_into(&mut entry)?;
    configured::create(&state, &granted, entry).await?;
    let view = found(&state, &granted, Some(&pbx), &queue).await?;
    Ok((StatusCode::CREATED, Versioned(1, Json(view))).into_response())
}

/// Changes what is configured of a queue, or configures one of which Asterisk alone has told.
#[utoipa::path(put, path = "/{id}", tag = "queues", request_body = QueueFields,
    params(("id" = String, Path, description = "Its name"), PbxFilter,
           ("If-Match" = Option<String>, Header, description = "The version that was read; without it whatever is there")),
    responses((status = 200, description = "As it is now", body = QueueView)))]
async fn change(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(queue): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(fields): Body<QueueFields>,
) -> Result<Response, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &queue).await?;
    let empty = QueueEntry::new(&view.pbx, &view.tenant, &queue, granted.now);
    let version = configured::change(&state, &granted, empty, version, |entry| {
        entry.changed_at = granted.now;
        fields.put_into(entry)
    })
    .await?;
    let view = found(&state, &granted, Some(&view.pbx), &queue).await?;
    Ok(Versioned(version, Json(view)).into_response())
}

/// Removes what is configured of a queue. What Asterisk tells of it stays.
#[utoipa::path(delete, path = "/{id}", tag = "queues",
    params(("id" = String, Path, description = "Its name"), PbxFilter,
           ("If-Match" = Option<String>, Header, description = "The version that was read; without it whatever is there")),
    responses((status = 204, description = "It is configured no more")))]
async fn remove(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(queue): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    MaybeIfMatch(version): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &queue).await?;
    let id = EntryId { kind: EntryKind::Queue, tenant: Some(&view.tenant), pbx: &view.pbx, known_by: &queue };
    configured::remove(&state, &granted, &id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Members of a queue.
#[derive(Serialize, ToSchema)]
struct MemberPage {
    #[schema(value_type = Vec<QueueMemberRecord>)]
    items: Vec<QueueMember>,
    /// Always `null`: it is one page.
    next_cursor: Option<String>,
    total: usize,
}

/// Who works in a queue.
#[utoipa::path(get, path = "/{id}/members", tag = "queues",
    params(("id" = String, Path, description = "Its name"), PbxFilter),
    responses((status = 200, description = "All of them", body = MemberPage)))]
async fn members(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(queue): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<MemberPage>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &queue).await?;
    Ok(Json(MemberPage { total: view.members.len(), items: view.members, next_cursor: None }))
}

/// A queue's figures.
#[derive(Serialize, ToSchema)]
struct QueueStatistics {
    queue: Arc<str>,
    /// Since local midnight.
    #[schema(value_type = Option<QueueMetricsRecord>)]
    today: Option<QueueMetrics>,
    /// Since it was first seen.
    #[schema(value_type = Option<QueueMetricsRecord>)]
    overall: Option<QueueMetrics>,
}

/// A queue's figures of today and of all time.
#[utoipa::path(get, path = "/{id}/statistics", tag = "queues",
    params(("id" = String, Path, description = "Its name"), PbxFilter),
    responses((status = 200, description = "They", body = QueueStatistics)))]
async fn statistics(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(queue): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<QueueStatistics>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &queue).await?;
    Ok(Json(QueueStatistics { queue: view.queue, today: view.metrics, overall: view.overall }))
}

/// A new member.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMember {
    /// An agent's extension (`101`), or an interface (`PJSIP/101`).
    #[schema(max_length = 80)]
    agent: String,
    #[serde(default)]
    #[schema(max_length = 80)]
    name: Option<String>,
    /// Members with a lower one are called first; 0 unless told.
    #[serde(default)]
    penalty: Option<u32>,
    /// Takes no calls at first.
    #[serde(default)]
    paused: bool,
}

/// Makes somebody a member of a queue, while Asterisk runs.
#[utoipa::path(post, path = "/{id}/members", tag = "queues", request_body = NewMember,
    params(("id" = String, Path, description = "Its name"), PbxFilter),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn add(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(queue): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    Body(NewMember { agent, name, penalty, paused }): Body<NewMember>,
) -> Result<Json<Done>, Problem> {
    let tenant = within_queue(&state, &granted, &queue)?;
    let pbx = tracker(&state, pbx_of(pairs)?.as_deref())?.pbx.to_string();
    let detail = json!({"adds": agent, "penalty": penalty, "paused": paused});
    let request = QueueAdd { pbx: Some(pbx), queue: queue.clone(), agent, name, penalty, paused };
    let done = state.control.queue_add(&request).await;
    noted(&state, &granted, (Action::ChangeMembers, &tenant), (Some(&queue), detail), done).await.map(Json)
}

/// Takes a member out of a queue, while Asterisk runs.
#[utoipa::path(delete, path = "/{id}/members/{agent}", tag = "queues",
    params(("id" = String, Path, description = "Its name"), ("agent" = String, Path, description = "The member"), PbxFilter),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn take_out(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path((queue, agent)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Done>, Problem> {
    let tenant = within_queue(&state, &granted, &queue)?;
    let pbx = tracker(&state, pbx_of(pairs)?.as_deref())?.pbx.to_string();
    let detail = json!({"takes_out": agent});
    let request = QueueRemove { pbx: Some(pbx), queue: queue.clone(), agent };
    let done = state.control.queue_remove(&request).await;
    noted(&state, &granted, (Action::ChangeMembers, &tenant), (Some(&queue), detail), done).await.map(Json)
}
