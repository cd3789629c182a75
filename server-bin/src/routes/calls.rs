//! Calls: the list, those that go on, statistics, one.

use std::time::Duration;

use axum::Json;
use axum::extract::{self, Query};
use callflow_accounts::reach::{calls_within, statistics_within};
use callflow_accounts::rights::{Action, Decision, decide};
use callflow_core::store::{CallQuery, Cursor, Period, Scope, Sort, Stage, StatisticsQuery, StatisticsRow};
use callflow_core::{Call, CallId, privacy};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::document::{CallRecord, StatisticsRecord};
use super::path::Path;
use super::query::{NUMBER, Parameters, TIME};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

/// Calls of a number, an agent, a queue or a text are counted as long as nobody notices.
const MOST_COUNTED: u64 = 1_000;
pub(super) const DIRECTIONS: &[&str] = &["inbound", "outbound", "internal", "unknown"];
pub(super) const DISPOSITIONS: &[&str] = &[
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

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadCalls, routes!(list)))
        .routes(guarded(state, Action::ReadCalls, routes!(live)))
        .routes(guarded(state, Action::ReadStatistics, routes!(statistics)))
        .routes(guarded(state, Action::ReadCalls, routes!(one)))
}

/// A page of calls.
#[derive(Serialize, ToSchema)]
struct CallPage {
    #[schema(value_type = Vec<CallRecord>)]
    items: Vec<Call>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// How many there are, on all pages; `null` where more than 1,000, or by a text some 256,
    /// would have to be counted one by one.
    total: Option<u64>,
}

type Pairs = Query<Vec<(String, String)>>;

/// What may be asked of the list, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`call_query` reads them, and tells all mistakes at once")]
struct CallFilters {
    /// Began at this time or later.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Began before this time.
    #[param(format = DateTime)]
    to: Option<String>,
    /// `inbound`, `outbound`, `internal` or `unknown`.
    direction: Option<String>,
    /// `answered`, `no_answer`, `busy`, `failed`, `congestion`, `cancelled`, `abandoned`, `blocked` or `application`.
    disposition: Option<String>,
    /// Exactly this number called, was dialled, or was a party.
    number: Option<String>,
    /// This agent took it.
    agent: Option<String>,
    /// The caller entered this queue.
    queue: Option<String>,
    /// Words that occur in numbers or names of the call.
    text: Option<String>,
    /// Of this tenant.
    tenant: Option<String>,
    /// On this Asterisk.
    pbx: Option<String>,
    /// Also calls that became part of another one.
    include_merged: Option<bool>,
    /// `-started_at`, newest first, or `started_at`.
    sort: Option<String>,
    /// How many, from 1 to 500; 50 unless told.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// The page of this number, from 1. Calls that come in between shift the pages; a cursor does not.
    #[param(minimum = 1)]
    page: Option<u64>,
}

/// Calls that are over, newest first.
#[utoipa::path(get, path = "", tag = "calls", params(CallFilters), responses(
    (status = 200, description = "A page of them", body = CallPage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Json<CallPage>, Problem> {
    let page = calls_within(&*state.store, &granted.reach, &call_query(pairs)?).await?;
    let next_cursor = page.next_cursor.map(|cursor| cursor.to_string());
    let items = page.items.into_iter().map(|call| shown(&granted, call)).collect();
    Ok(Json(CallPage { items, next_cursor, total: page.total }))
}

/// With numbers of outside parties in full, or not.
fn shown(granted: &Granted, call: Call) -> Call {
    match decide(&granted.actor, Action::SeeNumbers) {
        Decision::Allowed(_) => call,
        Decision::Refused(_) => privacy::masked_call(&call),
    }
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
    (query.with_total, query.count_at_most) = (true, MOST_COUNTED);
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

/// Which part of all, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`scope` reads them")]
struct ScopeFilters {
    /// Of this tenant.
    tenant: Option<String>,
    /// On this Asterisk.
    pbx: Option<String>,
}

/// Calls that go on, in the order in which they began.
#[utoipa::path(get, path = "/live", tag = "calls", params(ScopeFilters), responses(
    (status = 200, description = "All of them", body = CallPage),
))]
async fn live(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Json<CallPage>, Problem> {
    let mut asked = Parameters::new(pairs, &["tenant", "pbx"]);
    let scope = scope(&mut asked);
    asked.finish()?;
    let calls = state.live.calls(&scope).into_iter().filter(|call| granted.reach.holds_call(call));
    let items: Vec<Call> = calls.map(|call| shown(&granted, (*call).clone())).collect();
    let total = u64::try_from(items.len()).ok();
    Ok(Json(CallPage { items, next_cursor: None, total }))
}

/// Of which time and of whom, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`statistics` reads them, and tells all mistakes at once")]
struct StatisticsFilters {
    /// Calls that began at this time or later; a week ago unless told.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Calls that began before this time; now unless told.
    #[param(format = DateTime)]
    to: Option<String>,
    /// `day` or `hour`.
    by: Option<String>,
    /// How many minutes the wall clock is ahead of UTC, by which days begin.
    #[param(minimum = -1080, maximum = 1080)]
    offset_minutes: Option<i32>,
    /// `inbound`, `outbound`, `internal` or `unknown`.
    direction: Option<String>,
    /// Of this agent.
    agent: Option<String>,
    /// Of this queue.
    queue: Option<String>,
    /// Of this tenant.
    tenant: Option<String>,
    /// On this Asterisk.
    pbx: Option<String>,
}

/// How many calls there were, hour by hour or day by day, and how they came out.
#[utoipa::path(get, path = "/statistics", tag = "calls", params(StatisticsFilters), responses(
    (status = 200, description = "A row for each hour or day with calls", body = StatisticsPage),
))]
async fn statistics(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Json<StatisticsPage>, Problem> {
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
    let items = statistics_within(&*state.store, &granted.reach, &query).await?;
    Ok(Json(StatisticsPage { total: items.len(), items, next_cursor: None }))
}

/// Counts of calls.
#[derive(Serialize, ToSchema)]
struct StatisticsPage {
    #[schema(value_type = Vec<StatisticsRecord>)]
    items: Vec<StatisticsRow>,
    /// Always `null`: it is one page.
    next_cursor: Option<String>,
    /// How many rows there are.
    total: usize,
}

/// One call: as it goes on, or as it ended. A merged one names the call that it became part of.
#[utoipa::path(get, path = "/{id}", tag = "calls", params(("id" = String, Path, description = "Its id")), responses(
    (status = 200, description = "Its whole story", body = CallRecord),
))]
async fn one(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Json<Call>, Problem> {
    let id = CallId::new(&id);
    let call = match state.live.call(&id) {
        Some(call) => Some((*call).clone()),
        None => state.store.call(&id).await?,
    };
    // One that is not within reach is as good as none: whether it exists is not told either.
    let call = call.filter(|call| granted.reach.holds_call(call));
    call.map(|call| Json(shown(&granted, call))).ok_or_else(|| Problem::NotFound(format!("call {id}")))
}
