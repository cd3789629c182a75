//! Agents: what they do and did, and what is configured of them; their pauses and queues.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::Action;
use callflow_core::Timestamp;
use callflow_core::agent::{AgentRecord, AgentState};
use callflow_core::metrics::AgentFigures;
use callflow_core::plan::TenantQuestion;
use callflow_core::store::{
    AgentEntry, AgentQueue, Cursor, EntryId, EntryKind, HistoryQuery, IntervalRow, Scope, Sort, entries,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use super::control::{DoneForm, acting, noted};
use super::document::{AgentFiguresRecord, AgentStateWord, IntervalRecord};
use super::path::Path;
use super::places::{PbxFilter, pbx_of, tracker};
use super::query::{NUMBER, Parameters, TIME};
use super::versions::{MaybeIfMatch, Versioned};
use super::{State, configured, texts};
use crate::auth::{Granted, guarded};
use crate::control::{Done, QueueAdd, QueuePause, QueuePenalty, QueueRemove};
use crate::problem::Problem;

const MOST_CHARACTERS: usize = 500;
const MOST_QUEUES: usize = 500;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadAgents, routes!(list)))
        .routes(guarded(state, Action::WriteAgents, routes!(create)))
        .routes(guarded(state, Action::ReadAgents, routes!(one)))
        .routes(guarded(state, Action::WriteAgents, routes!(change)))
        .routes(guarded(state, Action::WriteAgents, routes!(remove)))
        .routes(guarded(state, Action::ReadAgents, routes!(intervals)))
        .routes(guarded(state, Action::ReadAgents, routes!(statistics)))
        .routes(acting(state, Action::PauseAgents, routes!(pause)))
        .routes(acting(state, Action::ChangeMembers, routes!(join)))
        .routes(acting(state, Action::ChangeMembers, routes!(set_penalty)))
        .routes(acting(state, Action::ChangeMembers, routes!(leave)))
}

/// An agent: what it does, as Asterisk tells it, and what is configured of it.
#[derive(Clone, Serialize, ToSchema)]
struct AgentView {
    agent: Arc<str>,
    pbx: Arc<str>,
    tenant: Arc<str>,
    /// Its name: the configured one, else the one that the queues know it by.
    name: Option<Arc<str>>,
    /// The number of its phone.
    number: Option<Arc<str>>,
    /// The interface by which it is a member of queues, where that is configured.
    interface: Option<Arc<str>>,
    /// `null` for one of whom Asterisk has not told yet.
    #[schema(value_type = Option<AgentStateWord>)]
    state: Option<AgentState>,
    #[schema(value_type = Option<String>, format = DateTime)]
    since: Option<Timestamp>,
    /// Of a pause: why.
    reason: Option<Arc<str>>,
    /// The queue whose call it is about.
    queue: Option<Arc<str>>,
    /// The queues that it is a member of.
    queues: Vec<Arc<str>>,
    /// The queues that it is configured for.
    configured_queues: Vec<QueueOfAgent>,
    notes: Option<Arc<str>>,
    /// Its figures since local midnight.
    #[schema(value_type = Option<AgentFiguresRecord>)]
    today: Option<AgentFigures>,
    /// Its figures since it was first seen.
    #[schema(value_type = Option<AgentFiguresRecord>)]
    overall: Option<AgentFigures>,
    /// Of what is configured; `null` where nothing is.
    version: Option<u64>,
}

/// A queue that an agent is configured for.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QueueOfAgent {
    #[schema(max_length = 80)]
    queue: Arc<str>,
    /// Members with a lower one are called first.
    #[serde(default)]
    penalty: u32,
}

impl AgentView {
    fn told(pbx: &Arc<str>, tenant: &str, record: AgentRecord) -> Self {
        Self {
            agent: record.agent,
            pbx: pbx.clone(),
            tenant: tenant.into(),
            name: record.name,
            number: record.number,
            interface: None,
            state: Some(record.state),
            since: Some(record.since),
            reason: record.reason,
            queue: record.queue,
            queues: record.queues,
            configured_queues: Vec::new(),
            notes: None,
            today: Some(record.today),
            overall: Some(record.overall),
            version: None,
        }
    }

    fn configured(entry: &AgentEntry) -> Self {
        Self {
            agent: entry.agent.clone(),
            pbx: entry.pbx.clone(),
            tenant: entry.tenant.clone(),
            name: None,
            number: entry.number.clone(),
            interface: None,
            state: None,
            since: None,
            reason: None,
            queue: None,
            queues: Vec::new(),
            configured_queues: Vec::new(),
            notes: None,
            today: None,
            overall: None,
            version: None,
        }
        .with(entry)
    }

    fn with(mut self, entry: &AgentEntry) -> Self {
        self.tenant = entry.tenant.clone();
        self.name = entry.name.clone().or(self.name);
        self.number = self.number.or_else(|| entry.number.clone());
        self.interface = entry.interface.clone();
        let queue = |it: &AgentQueue| QueueOfAgent { queue: it.queue.clone(), penalty: it.penalty };
        self.configured_queues = entry.queues.iter().map(queue).collect();
        self.notes = entry.notes.clone();
        self.version = Some(entry.version);
        self
    }

    fn is_within(&self, granted: &Granted) -> bool {
        let reach = &granted.reach;
        let configured = self.configured_queues.iter().map(|it| &it.queue);
        reach.holds_number(&self.tenant, &self.agent)
            || self.number.as_deref().is_some_and(|number| reach.holds_number(&self.tenant, number))
            || self.queues.iter().chain(configured).any(|queue| reach.holds_queue(&self.tenant, queue))
    }
}

/// Whose an agent is: by its first queue, else by its phone.
fn tenant_of(state: &State, record: &AgentRecord) -> String {
    let plan = state.plan.borrow();
    let question = match (record.queues.first(), &record.number) {
        (Some(queue), _) => TenantQuestion { queue: Some(queue), ..TenantQuestion::default() },
        (None, number) => {
            let endpoint = Some(&**number.as_ref().unwrap_or(&record.agent));
            TenantQuestion { endpoint, ..TenantQuestion::default() }
        }
    };
    plan.tenant(question).to_owned()
}

async fn all(state: &State, granted: &Granted, pbx: Option<&str>) -> Result<Vec<AgentView>, Problem> {
    let mut views: BTreeMap<(Arc<str>, Arc<str>), AgentView> = BTreeMap::new();
    for tracker in state.trackers.iter().filter(|tracker| pbx.is_none_or(|pbx| *tracker.pbx == *pbx)) {
        for record in tracker.agents().await? {
            let tenant = tenant_of(state, &record);
            let view = AgentView::told(&tracker.pbx, &tenant, record);
            views.insert((tracker.pbx.clone(), view.agent.clone()), view);
        }
    }
    let Some(scope) = granted.reach.scope(&Scope { tenant: None, pbx: pbx.map(Into::into) }) else {
        return Ok(Vec::new());
    };
    for entry in entries::<AgentEntry>(&*state.store, &scope).await? {
        let key = (entry.pbx.clone(), entry.agent.clone());
        let view = match views.remove(&key) {
            Some(view) => view.with(&entry),
            None => AgentView::configured(&entry),
        };
        views.insert(key, view);
    }
    views.retain(|_, view| view.is_within(granted));
    Ok(views.into_values().collect())
}

async fn found(
    state: &State,
    granted: &Granted,
    pbx: Option<&str>,
    agent: &str,
) -> Result<AgentView, Problem> {
    let mut found = all(state, granted, pbx).await?.into_iter().filter(|view| *view.agent == *agent);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Problem::NotFound(format!("agent {agent}"))),
        (Some(_), Some(_)) => Err(Problem::field("pbx", "several Asterisks have this agent: name one")),
    }
}

/// Agents.
#[derive(Serialize, ToSchema)]
struct AgentPage {
    items: Vec<AgentView>,
    /// Always `null`: it is one page.
    next_cursor: Option<String>,
    total: usize,
}

/// All agents, by Asterisk and name.
#[utoipa::path(get, path = "", tag = "agents", params(PbxFilter), responses(
    (status = 200, description = "All of them", body = AgentPage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<AgentPage>, Problem> {
    let items = all(&state, &granted, pbx_of(pairs)?.as_deref()).await?;
    Ok(Json(AgentPage { total: items.len(), items, next_cursor: None }))
}

/// One agent.
#[utoipa::path(get, path = "/{id}", tag = "agents",
    params(("id" = String, Path, description = "Its name"), PbxFilter),
    responses((status = 200, description = "It, with the version of what is configured in `ETag`", body = AgentView)))]
async fn one(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(agent): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    Ok(Versioned(view.version.unwrap_or(0), Json(view)).into_response())
}

/// What is configured of an agent.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct AgentFields {
    #[schema(max_length = 500)]
    name: Option<Arc<str>>,
    /// The interface by which it is a member of queues: `PJSIP/101`.
    #[schema(max_length = 80)]
    interface: Option<Arc<str>>,
    /// The number of its extension.
    #[schema(max_length = 80)]
    number: Option<Arc<str>>,
    /// The queues that it works in.
    queues: Vec<QueueOfAgent>,
    #[schema(max_length = 500)]
    notes: Option<Arc<str>>,
}

impl AgentFields {
    fn put_into(self, entry: &mut AgentEntry) -> Result<(), Problem> {
        texts::check("name", self.name.as_deref(), MOST_CHARACTERS)?;
        texts::check("notes", self.notes.as_deref(), MOST_CHARACTERS)?;
        for (field, text) in [("interface", &self.interface), ("number", &self.number)] {
            if let Some(text) = text {
                texts::name(field, text)?;
            }
        }
        if self.queues.len() > MOST_QUEUES {
            return Err(Problem::field("queues", format!("must be at most {MOST_QUEUES}")));
        }
        for queue in &self.queues {
            texts::name("queues", &queue.queue)?;
        }
        let queue = |it: QueueOfAgent| AgentQueue { queue: it.queue, penalty: it.penalty };
        entry.queues = self.queues.into_iter().map(queue).collect();
        (entry.name, entry.interface, entry.number, entry.notes) =
            (self.name, self.interface, self.number, self.notes);
        Ok(())
    }
}

/// A new agent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAgent {
    /// By what it is known: mostly its extension.
    #[schema(max_length = 80)]
    agent: Arc<str>,
    /// The Asterisk; may be left out where there is only one.
    #[serde(default)]
    pbx: Option<Arc<str>>,
    #[serde(default)]
    #[schema(max_length = 500)]
    name: Option<Arc<str>>,
    /// The interface by which it is a member of queues: `PJSIP/101`.
    #[serde(default)]
    #[schema(max_length = 80)]
    interface: Option<Arc<str>>,
    /// The number of its extension.
    #[serde(default)]
    #[schema(max_length = 80)]
    number: Option<Arc<str>>,
    /// The queues that it works in.
    #[serde(default)]
    queues: Vec<QueueOfAgent>,
    #[serde(default)]
    #[schema(max_length = 500)]
    notes: Option<Arc<str>>,
}

/// Configures an agent that is not configured yet.
#[utoipa::path(post, path = "", tag = "agents", request_body = NewAgent, responses(
    (status = 201, description = "Made", body = AgentView),
))]
async fn create(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Body(new): Body<NewAgent>,
) -> Result<Response, Problem> {
    texts::name("agent", &new.agent)?;
    let pbx = tracker(&state, new.pbx.as_deref())?.pbx.clone();
    let tenant = {
        let endpoint = Some(new.number.as_deref().unwrap_or(&new.agent));
        let plan = state.plan.borrow();
        plan.tenant(TenantQuestion { endpoint, ..TenantQuestion::default() }).to_owned()
    };
    let mut entry = AgentEntry::new(&pbx, &tenant, &new.agent, granted.now);
    let NewAgent { agent, name, interface, number, queues, notes, .. } = new;
    AgentFields { name, interface, number, queues, notes }.put_into(&mut entry)?;
    configured::create(&state, &granted, entry).await?;
    let view = found(&state, &granted, Some(&pbx), &agent).await?;
    Ok((StatusCode::CREATED, Versioned(1, Json(view))).into_response())
}

/// Changes what is configured of an agent, or configures one of whom Asterisk alone has told.
#[utoipa::path(put, path = "/{id}", tag = "agents", request_body = AgentFields,
    params(("id" = String, Path, description = "Its name"), PbxFilter,
           ("If-Match" = Option<String>, Header, description = "The version that was read; without it whatever is there")),
    responses((status = 200, description = "As it is now", body = AgentView)))]
async fn change(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(agent): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(fields): Body<AgentFields>,
) -> Result<Response, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    let empty = AgentEntry::new(&view.pbx, &view.tenant, &agent, granted.now);
    let version = configured::change(&state, &granted, empty, version, |entry| {
        entry.changed_at = granted.now;
        fields.put_into(entry)
    })
    .await?;
    let view = found(&state, &granted, Some(&view.pbx), &agent).await?;
    Ok(Versioned(version, Json(view)).into_response())
}

/// Removes what is configured of an agent. What Asterisk tells of it stays.
#[utoipa::path(delete, path = "/{id}", tag = "agents",
    params(("id" = String, Path, description = "Its name"), PbxFilter,
           ("If-Match" = Option<String>, Header, description = "The version that was read; without it whatever is there")),
    responses((status = 204, description = "It is configured no more")))]
async fn remove(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(agent): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    MaybeIfMatch(version): MaybeIfMatch,
) -> Result<StatusCode, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    let id = EntryId { kind: EntryKind::Agent, tenant: Some(&view.tenant), pbx: &view.pbx, known_by: &agent };
    configured::remove(&state, &granted, &id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an agent did.
#[derive(Serialize, ToSchema)]
struct IntervalPage {
    #[schema(value_type = Vec<IntervalRecord>)]
    items: Vec<IntervalRow>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// Always `null`: they are not counted.
    total: Option<u64>,
}

/// Which part of it, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`intervals` reads them")]
struct IntervalFilters {
    /// The Asterisk; may be left out where there is only one.
    pbx: Option<String>,
    /// Began at this time or later.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Began before this time.
    #[param(format = DateTime)]
    to: Option<String>,
    /// How many, from 1 to 500; 50 unless told.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// `-from`, newest first, or `from`.
    sort: Option<String>,
}

/// What an agent did: a row for each state it was in.
#[utoipa::path(get, path = "/{id}/intervals", tag = "agents",
    params(("id" = String, Path, description = "Its name"), IntervalFilters),
    responses((status = 200, description = "A page of it", body = IntervalPage)))]
async fn intervals(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(agent): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<IntervalPage>, Problem> {
    let mut asked = Parameters::new(pairs, &["pbx", "from", "to", "limit", "cursor", "sort"]);
    let mut query = HistoryQuery::default();
    let pbx = asked.text("pbx");
    query.from = asked.parsed("from", TIME);
    query.to = asked.parsed("to", TIME);
    query.limit = asked.parsed("limit", NUMBER).unwrap_or(query.limit);
    query.cursor = asked.parsed::<Cursor>("cursor", "the next_cursor of a list");
    match asked.text("sort").as_deref() {
        None | Some("-from") => query.sort = Sort::NewestFirst,
        Some("from") => query.sort = Sort::OldestFirst,
        Some(other) => asked.refuse("sort", format!("{other:?} is none of from, -from")),
    }
    asked.finish()?;
    let view = found(&state, &granted, pbx.as_deref(), &agent).await?;
    query.scope = Scope { tenant: granted.reach.tenants().one().cloned(), pbx: Some(view.pbx.clone()) };
    query.of = Some(view.agent);
    let page = state.store.agent_intervals(&query).await?;
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    Ok(Json(IntervalPage { items: page.items, next_cursor, total: None }))
}

/// An agent's figures.
#[derive(Serialize, ToSchema)]
struct AgentStatistics {
    agent: Arc<str>,
    /// Since local midnight.
    #[schema(value_type = Option<AgentFiguresRecord>)]
    today: Option<AgentFigures>,
    /// Since it was first seen.
    #[schema(value_type = Option<AgentFiguresRecord>)]
    overall: Option<AgentFigures>,
}

/// An agent's figures of today and of all time.
#[utoipa::path(get, path = "/{id}/statistics", tag = "agents",
    params(("id" = String, Path, description = "Its name"), PbxFilter),
    responses((status = 200, description = "They", body = AgentStatistics)))]
async fn statistics(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(agent): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<AgentStatistics>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    Ok(Json(AgentStatistics { agent: view.agent, today: view.today, overall: view.overall }))
}

/// Whether an agent takes calls.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Pause {
    /// Whether it takes none.
    paused: bool,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 80)]
    reason: Option<String>,
    /// In this queue alone; in all of its queues unless told.
    #[serde(default)]
    queue: Option<String>,
}

/// Lets an agent take no calls for a while, or take them again.
#[utoipa::path(post, path = "/{id}/pause", tag = "agents", request_body = Pause,
    params(("id" = String, Path, description = "Its name"), PbxFilter),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn pause(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(agent): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    Body(Pause { paused, reason, queue }): Body<Pause>,
) -> Result<Json<Done>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    let detail = json!({"paused": paused, "reason": reason, "queue": queue});
    let request = QueuePause { pbx: Some(view.pbx.to_string()), queue, agent: member(&view), paused, reason };
    let done = state.control.queue_pause(&request).await;
    noted(&state, &granted, (Action::PauseAgents, &view.tenant), (Some(&agent), detail), done).await.map(Json)
}

/// By what the queues know it, or are to know it.
fn member(view: &AgentView) -> String {
    match (&view.interface, view.queues.is_empty()) {
        (Some(interface), true) => interface.to_string(),
        _ => view.agent.to_string(),
    }
}

/// The queue to join.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Joining {
    #[schema(max_length = 80)]
    queue: String,
    /// Members with a lower one are called first; 0 unless told.
    #[serde(default)]
    penalty: Option<u32>,
    /// Takes no calls at first.
    #[serde(default)]
    paused: bool,
}

/// Makes an agent a member of a queue, while Asterisk runs.
#[utoipa::path(post, path = "/{id}/queues", tag = "agents", request_body = Joining,
    params(("id" = String, Path, description = "Its name"), PbxFilter),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn join(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(agent): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    Body(Joining { queue, penalty, paused }): Body<Joining>,
) -> Result<Json<Done>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    let tenant = within_queue(&state, &granted, &queue)?;
    let detail = json!({"joins": queue, "penalty": penalty, "paused": paused});
    let agent_or_interface = view.interface.as_deref().unwrap_or(&view.agent).to_owned();
    let name = view.name.as_deref().map(str::to_owned);
    let pbx = Some(view.pbx.to_string());
    let request = QueueAdd { pbx, queue, agent: agent_or_interface, name, penalty, paused };
    let done = state.control.queue_add(&request).await;
    noted(&state, &granted, (Action::ChangeMembers, &tenant), (Some(&agent), detail), done).await.map(Json)
}

/// The tenant of a queue that is within reach.
pub(super) fn within_queue(state: &State, granted: &Granted, queue: &str) -> Result<String, Problem> {
    texts::name("queue", queue)?;
    let tenant = {
        let plan = state.plan.borrow();
        plan.tenant(TenantQuestion { queue: Some(queue), ..TenantQuestion::default() }).to_owned()
    };
    if granted.reach.holds_queue(&tenant, queue) {
        Ok(tenant)
    } else {
        Err(Problem::NotFound(format!("queue {queue}")))
    }
}

/// A member's penalty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Penalty {
    /// Members with a lower one are called first.
    penalty: u32,
}

/// Sets an agent's penalty in a queue.
#[utoipa::path(put, path = "/{id}/queues/{queue}", tag = "agents", request_body = Penalty,
    params(("id" = String, Path, description = "Its name"), ("queue" = String, Path, description = "The queue"), PbxFilter),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn set_penalty(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path((agent, queue)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
    Body(Penalty { penalty }): Body<Penalty>,
) -> Result<Json<Done>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    let tenant = within_queue(&state, &granted, &queue)?;
    let detail = json!({"queue": queue, "penalty": penalty});
    let (pbx, queue) = (Some(view.pbx.to_string()), Some(queue));
    let request = QueuePenalty { pbx, queue, agent: member(&view), penalty };
    let done = state.control.queue_penalty(&request).await;
    noted(&state, &granted, (Action::ChangeMembers, &tenant), (Some(&agent), detail), done).await.map(Json)
}

/// Takes an agent out of a queue, while Asterisk runs.
#[utoipa::path(delete, path = "/{id}/queues/{queue}", tag = "agents",
    params(("id" = String, Path, description = "Its name"), ("queue" = String, Path, description = "The queue"), PbxFilter),
    responses((status = 200, description = "Done", body = DoneForm)))]
async fn leave(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path((agent, queue)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<Done>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    let tenant = within_queue(&state, &granted, &queue)?;
    let detail = json!({"leaves": queue});
    let request = QueueRemove { pbx: Some(view.pbx.to_string()), queue, agent: member(&view) };
    let done = state.control.queue_remove(&request).await;
    noted(&state, &granted, (Action::ChangeMembers, &tenant), (Some(&agent), detail), done).await.map(Json)
}
