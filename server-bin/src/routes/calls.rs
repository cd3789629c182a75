//! Calls: the list, those that go on, statistics, one.

use std::time::Duration;

use axum::extract::{self, Path, Query};
use axum::routing::get;
use axum::{Json, Router};
use callflow_core::store::{CallQuery, Cursor, Period, Scope, Sort, Stage, StatisticsQuery};
use callflow_core::{Call, CallId};
use serde::Serialize;
use serde_json::{Value, json};

use super::State;
use super::query::Parameters;
use crate::problem::Problem;

const DIRECTIONS: &[&str] = &["inbound", "outbound", "internal", "unknown"];
const DISPOSITIONS: &[&str] = &[
    "answered",
    "no_answer",
    "busy",
    "failed",
    "congestion",
    "cancelled",
    "abandoned",
    "blocked",
    "application",
];

const NUMBER: &str = "a whole number";
const TIME: &str = "a time of the form 2026-11-20T18:10:04Z";

pub(super) fn router() -> Router<State> {
    Router::new()
        .route("/", get(list))
        .route("/live", get(live))
        .route("/statistics", get(statistics))
        .route("/{id}", get(one))
}

#[derive(Serialize)]
struct Page {
    items: Vec<Call>,
    next_cursor: Option<String>,
    total: Option<u64>,
}

type Pairs = Query<Vec<(String, String)>>;

async fn list(
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Json<Page>, Problem> {
    let page = state.store.calls(&call_query(pairs)?).await?;
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    Ok(Json(Page { items: page.items, next_cursor, total: page.total }))
}

fn call_query(pairs: Vec<(String, String)>) -> Result<CallQuery, Problem> {
    const KNOWN: &[&str] = &[
        "limit",
        "cursor",
        "page",
        "sort",
        "from",
        "to",
        "direction",
        "disposition",
        "number",
        "agent",
        "queue",
        "text",
        "tenant",
        "pbx",
        "include_merged",
    ];
    let mut asked = Parameters::new(pairs, KNOWN);
    let mut query = CallQuery::default();
    query.from = asked.parsed("from", TIME);
    query.to = asked.parsed("to", TIME);
    query.direction = asked.word("direction", DIRECTIONS);
    query.disposition = asked.word("disposition", DISPOSITIONS);
    query.number = asked.text("number");
    query.agent = asked.text("agent");
    query.queue = asked.text("queue");
    query.text = asked.text("text");
    query.scope = scope(&mut asked);
    // Live calls are at /live; here they would come and go between two pages.
    query.stage = Some(Stage::Ended);
    query.include_merged = asked.parsed("include_merged", "true or false").unwrap_or(false);
    query.limit = asked.parsed("limit", NUMBER).unwrap_or(query.limit);
    query.cursor = asked.parsed::<Cursor>("cursor", "the next_cursor of a list");
    query.with_total = true;
    match asked.text("sort").as_deref() {
        None | Some("-started_at") => query.sort = Sort::NewestFirst,
        Some("started_at") => query.sort = Sort::OldestFirst,
        Some(other) => asked.refuse("sort", format!("{other:?} is none of started_at, -started_at")),
    }
    match asked.parsed::<u64>("page", NUMBER) {
        Some(0) => asked.refuse("page", "pages count from 1".to_owned()),
        Some(page) => query.offset = (page - 1).saturating_mul(u64::from(query.limit)),
        None => {}
    }
    asked.finish()?;
    query.check()?;
    Ok(query)
}

fn scope(asked: &mut Parameters) -> Scope {
    Scope { tenant: asked.text("tenant"), pbx: asked.text("pbx") }
}

async fn live(
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Json<Value>, Problem> {
    let mut asked = Parameters::new(pairs, &["tenant", "pbx"]);
    let scope = scope(&mut asked);
    asked.finish()?;
    let calls = state.live.calls(&scope);
    let items: Vec<&Call> = calls.iter().map(|call| &**call).collect();
    Ok(Json(json!({"items": items, "next_cursor": null, "total": items.len()})))
}

async fn statistics(
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Json<Value>, Problem> {
    const KNOWN: &[&str] =
        &["from", "to", "by", "offset_minutes", "direction", "agent", "queue", "tenant", "pbx"];
    /// Where nothing else is asked for: the last week.
    const USUAL_SPAN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
    let mut asked = Parameters::new(pairs, KNOWN);
    let to = asked.parsed("to", TIME).unwrap_or_else(|| state.clock.now());
    let from = asked.parsed("from", TIME).unwrap_or_else(|| to.saturating_sub(USUAL_SPAN));
    let period: Option<Period> = asked.word("by", &["hour", "day"]);
    let offset = asked.parsed("offset_minutes", NUMBER).unwrap_or(0);
    let scope = scope(&mut asked);
    let direction = asked.word("direction", DIRECTIONS);
    let (agent, queue) = (asked.text("agent"), asked.text("queue"));
    asked.finish()?;
    let mut query = StatisticsQuery::new(from, to, period.unwrap_or(Period::Day));
    query.offset_minutes = offset;
    query.scope = scope;
    query.direction = direction;
    query.agent = agent;
    query.queue = queue;
    let rows = state.store.statistics(&query).await?;
    Ok(Json(json!({"items": rows, "next_cursor": null, "total": rows.len()})))
}

/// One call: as it goes on, or as it ended. A merged one names the call that it became part of.
async fn one(
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Json<Call>, Problem> {
    let id = CallId::new(&id);
    if let Some(call) = state.live.call(&id) {
        return Ok(Json((*call).clone()));
    }
    let call = state.store.call(&id).await?;
    call.map(Json).ok_or_else(|| Problem::NotFound(format!("call {id}")))
}
