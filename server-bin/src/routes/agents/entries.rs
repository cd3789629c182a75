//! What is configured of agents.

use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use callflow_core::plan::TenantQuestion;
use callflow_core::store::{AgentEntry, AgentQueue, EntryId, EntryKind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::super::body::Body;
use super::super::path::Path;
use super::super::places::{PbxFilter, pbx_of, tracker};
use super::super::versions::{MaybeIfMatch, Versioned};
use super::super::{State, configured, texts};
use super::{AgentView, QueueOfAgent, found};
use crate::auth::Granted;
use crate::problem::Problem;

const MOST_CHARACTERS: usize = 500;
const MOST_QUEUES: usize = 500;

/// What is configured of an agent.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AgentFields {
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
pub(super) struct NewAgent {
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
pub(super) async fn create(
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
pub(super) async fn change(
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
pub(super) async fn remove(
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
