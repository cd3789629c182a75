//! Agents: what they do, as Asterisk tells it, with what is configured of them.

mod entries;
mod history;
mod membership;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::Action;
use callflow_core::Timestamp;
use callflow_core::agent::{AgentRecord, AgentState};
use callflow_core::metrics::AgentFigures;
use callflow_core::plan::TenantQuestion;
use callflow_core::store::{self, AgentEntry, AgentQueue, Scope};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::control::acting;
use super::document::{AgentFiguresRecord, AgentStateWord};
use super::path::Path;
use super::places::{PbxFilter, pbx_of};
use super::versions::Versioned;
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

pub(super) use self::membership::within_queue;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadAgents, routes!(list)))
        .routes(guarded(state, Action::WriteAgents, routes!(entries::create)))
        .routes(guarded(state, Action::ReadAgents, routes!(one)))
        .routes(guarded(state, Action::WriteAgents, routes!(entries::change)))
        .routes(guarded(state, Action::WriteAgents, routes!(entries::remove)))
        .routes(guarded(state, Action::ReadAgents, routes!(history::intervals)))
        .routes(guarded(state, Action::ReadAgents, routes!(history::statistics)))
        .routes(acting(state, Action::PauseAgents, routes!(membership::pause)))
        .routes(acting(state, Action::ChangeMembers, routes!(membership::join)))
        .routes(acting(state, Action::ChangeMembers, routes!(membership::set_penalty)))
        .routes(acting(state, Action::ChangeMembers, routes!(membership::leave)))
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
    for entry in store::entries::<AgentEntry>(&*state.store, &scope).await? {
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
