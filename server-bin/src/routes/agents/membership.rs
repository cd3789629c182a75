//! Agents' pauses and queues, while Asterisk runs.

use axum::Json;
use axum::extract::{self, Query};
use callflow_accounts::rights::Action;
use callflow_core::plan::TenantQuestion;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::super::body::Body;
use super::super::control::{DoneForm, noted};
use super::super::path::Path;
use super::super::places::{PbxFilter, pbx_of};
use super::super::{State, texts};
use super::{AgentView, found};
use crate::auth::Granted;
use crate::control::{Done, QueueAdd, QueuePause, QueuePenalty, QueueRemove};
use crate::problem::Problem;

/// Whether an agent takes calls.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Pause {
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
pub(super) async fn pause(
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
pub(super) struct Joining {
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
pub(super) async fn join(
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
pub(in crate::routes) fn within_queue(
    state: &State,
    granted: &Granted,
    queue: &str,
) -> Result<String, Problem> {
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
pub(super) struct Penalty {
    /// Members with a lower one are called first.
    penalty: u32,
}

/// Sets an agent's penalty in a queue.
#[utoipa::path(put, path = "/{id}/queues/{queue}", tag = "agents", request_body = Penalty,
    params(("id" = String, Path, description = "Its name"), ("queue" = String, Path, description = "The queue"), PbxFilter),
    responses((status = 200, description = "Done", body = DoneForm)))]
pub(super) async fn set_penalty(
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
pub(super) async fn leave(
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
