//! Reports: what calls, queues and agents did in periods of a time zone, as JSON, CSV or a spreadsheet.

mod answer;
mod asked;
mod lists;
mod name;
mod pages;
mod scheduled;

use axum::extract::{self, Query};
use axum::response::Response;
use callflow_accounts::rights::{Action, Decision, decide};
use callflow_core::privacy::mask;
use callflow_core::report::{self, DistributionRow, Group, Record, Report};
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::answer::{AgentsReport, CSV, CallsReport, DistributionReport, Head, QueuesReport, XLSX, answered};
pub(crate) use self::asked::Format;
use self::asked::{AgentsFilters, Asked, CallsFilters, DistributionFilters, QueuesFilters};
pub(crate) use self::name::ReportName;
pub(crate) use self::scheduled::{ReportFile, scheduled_report};
use super::State;
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

type Pairs = Query<Vec<(String, String)>>;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ReadStatistics, routes!(calls)))
        .routes(guarded(state, Action::ReadStatistics, routes!(queues)))
        .routes(guarded(state, Action::ReadStatistics, routes!(agents)))
        .routes(guarded(state, Action::ReadStatistics, routes!(distribution)))
        .merge(lists::router(state))
}

/// How many calls there were and how they came out, period by period.
#[utoipa::path(get, path = "/calls", tag = "reports", params(CallsFilters), responses(
    (status = 200, description = "A row a period, or a period and name", content(
        (CallsReport = "application/json"), (String = CSV), (Vec<u8> = XLSX))),
))]
async fn calls(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let (asked, group) = Asked::of_calls(pairs, &state, &granted)?;
    let report = report::calls(&*state.store, &asked.ask, group).await?;
    let masks = group == Some(Group::Agent) && is_masked(&granted);
    let records = records(&report, &[], |row| {
        let mut row = row.clone();
        if masks {
            row.name = row.name.map(|name| mask(&name).into());
        }
        Record::of(&row)
    })?;
    Ok(answered(Head::of("calls", &asked, group, &report), records))
}

/// Visits to queues: how many, how they ended, how long they waited, and the service level, period by period.
#[utoipa::path(get, path = "/queues", tag = "reports", params(QueuesFilters), responses(
    (status = 200, description = "A row a period and queue", content(
        (QueuesReport = "application/json"), (String = CSV), (Vec<u8> = XLSX))),
))]
async fn queues(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let (asked, limits) = Asked::of_queues(pairs, &state, &granted)?;
    let report = report::queues(&*state.store, &asked.ask, limits.by, |queue| limits.of(queue)).await?;
    let records = records(&report, &[], |row| row.record(limits.level))?;
    Ok(answered(Head::of("queues", &asked, Some(Group::Queue), &report), records))
}

/// What agents did: their calls, and how long they were in which state, period by period.
#[utoipa::path(get, path = "/agents", tag = "reports", params(AgentsFilters), responses(
    (status = 200, description = "A row a period and agent", content(
        (AgentsReport = "application/json"), (String = CSV), (Vec<u8> = XLSX))),
))]
async fn agents(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let asked = Asked::of_agents(pairs, &state, &granted).await?;
    let report = report::agents(&*state.store, &asked.ask, granted.now).await?;
    let records = records(&report, &[], Record::of)?;
    Ok(answered(Head::of("agents", &asked, Some(Group::Agent), &report), records))
}

/// How waits and talks in queues are spread, period by period.
#[utoipa::path(get, path = "/distribution", tag = "reports", params(DistributionFilters), responses(
    (status = 200, description = "Some rows a period and queue", content(
        (DistributionReport = "application/json"), (String = CSV), (Vec<u8> = XLSX))),
))]
async fn distribution(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let (asked, spread) = Asked::of_distribution(pairs, &state, &granted)?;
    let bounds = spread.bounds.as_deref();
    let report = report::distribution(&*state.store, &asked.ask, spread.by, bounds).await?;
    let records = records(&report, DistributionRow::COLUMNS, Record::of)?;
    Ok(answered(Head::of("distribution", &asked, Some(Group::Queue), &report), records))
}

/// Whether numbers of outside parties are not shown.
fn is_masked(granted: &Granted) -> bool {
    matches!(decide(&granted.actor, Action::SeeNumbers), Decision::Refused(_))
}

/// The rows and their sum, as tables have them.
struct Records {
    items: Vec<Record>,
    totals: Option<Record>,
    columns: Vec<String>,
}

/// The columns are those of any row; `columns` where there is none.
fn records<R: Serialize>(
    report: &Report<R>,
    columns: &[&str],
    of: impl Fn(&R) -> Result<Record, report::RecordError>,
) -> Result<Records, Problem> {
    let of = |row: &R| of(row).map_err(|error| Problem::Internal(error.into()));
    let items: Vec<Record> = report.items.iter().map(of).collect::<Result<_, _>>()?;
    let totals = report.totals.as_ref().map(of).transpose()?;
    let columns = match items.first().or(totals.as_ref()) {
        Some(row) => row.columns().map(str::to_owned).collect(),
        None => columns.iter().map(|column| (*column).to_owned()).collect(),
    };
    Ok(Records { items, totals, columns })
}
