//! What agents did, and their figures.

use std::sync::Arc;

use axum::Json;
use axum::extract::{self, Query};
use callflow_core::metrics::AgentFigures;
use callflow_core::store::{Cursor, HistoryQuery, IntervalRow, Scope, Sort};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::super::State;
use super::super::document::{AgentFiguresRecord, IntervalRecord};
use super::super::path::Path;
use super::super::places::{PbxFilter, pbx_of};
use super::super::query::{NUMBER, Parameters, TIME};
use super::found;
use crate::auth::Granted;
use crate::problem::Problem;

/// What an agent did.
#[derive(Serialize, ToSchema)]
pub(super) struct IntervalPage {
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
pub(super) async fn intervals(
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
pub(super) struct AgentStatistics {
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
pub(super) async fn statistics(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(agent): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<Json<AgentStatistics>, Problem> {
    let view = found(&state, &granted, pbx_of(pairs)?.as_deref(), &agent).await?;
    Ok(Json(AgentStatistics { agent: view.agent, today: view.today, overall: view.overall }))
}
