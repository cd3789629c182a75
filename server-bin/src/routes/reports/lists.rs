//! The calls behind the figures: those that were given up and what became of them, and all of them.

use std::time::Duration;

use axum::Json;
use axum::extract::{self, Query};
use axum::response::{IntoResponse, Response};
use callflow_accounts::reach::calls_within;
use callflow_accounts::rights::Action;
use callflow_core::Call;
use callflow_core::Disposition;
use callflow_core::Zone;
use callflow_core::privacy::masked_call;
use callflow_core::report::{self, AbandonedRow, DetailsRow, Record};
use callflow_core::store::{CallQuery, Cursor, MAX_LIMIT, Sort, Stage};
use futures_util::stream;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::State;
use super::super::calls::{DIRECTIONS, DISPOSITIONS};
use super::super::document::{AbandonedReportRecord, DetailsReportRecord};
use super::super::query::{NUMBER, Parameters};
use super::answer::{CSV, XLSX, file};
use super::asked::{AbandonedFilters, Asked, DetailsFilters, Format, with};
use super::name::ReportName;
use super::pages::{Pages, Workbook, lines, workbook};
use super::{Pairs, is_masked};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

/// For how long after a call somebody may still call, where nothing else is asked for.
const USUAL_HOURS: u64 = 72;
const MOST_HOURS: u64 = 31 * 24;
/// Which part of a list.
const PART: &[&str] = &["limit", "cursor"];

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(guarded(state, Action::ReadCalls, routes!(abandoned))).routes(guarded(
        state,
        Action::ReadCalls,
        routes!(details),
    ))
}

/// Calls that were given up.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form of `Page`, for the document")]
struct AbandonedReport {
    items: Vec<AbandonedReportRecord>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// Always `null`: they are not counted here.
    total: Option<u64>,
}

/// Calls.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form of `Page`, for the document")]
struct DetailsReport {
    items: Vec<DetailsReportRecord>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// Always `null`: they are not counted here.
    total: Option<u64>,
}

#[derive(Serialize)]
struct Page {
    items: Vec<Record>,
    next_cursor: Option<String>,
    total: Option<u64>,
}

/// Callers who gave up in a queue, and whether somebody talked with them after all. It has the range as it is asked for,
/// and no periods.
#[utoipa::path(get, path = "/abandoned", tag = "reports", params(AbandonedFilters), responses(
    (status = 200, description = "A row a call, in the order in which they began", content(
        (AbandonedReport = "application/json"), (String = CSV), (Vec<u8> = XLSX))),
))]
pub(super) async fn abandoned(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let known = [with(ReportName::Abandoned.filters()), PART.into()].concat();
    let mut asked = Parameters::new(pairs, &known);
    let (mut list, format) = List::asked(&mut asked, "abandoned", (&state, &granted));
    list.query.disposition = Some(Disposition::Abandoned);
    list.query.queue = asked.text("queue");
    let hours = asked.parsed("within_h", NUMBER).unwrap_or(USUAL_HOURS);
    if !(1..=MOST_HOURS).contains(&hours) {
        asked.refuse("within_h", format!("must be from 1 to {MOST_HOURS}"));
    }
    list.kind = Kind::Abandoned { within: Duration::from_secs(hours * 3_600) };
    asked.finish()?;
    list.answer(format).await
}

/// The calls themselves, a row each. It has the range as it is asked for, and no periods.
#[utoipa::path(get, path = "/details", tag = "reports", params(DetailsFilters), responses(
    (status = 200, description = "A row a call, in the order in which they began", content(
        (DetailsReport = "application/json"), (String = CSV), (Vec<u8> = XLSX))),
))]
pub(super) async fn details(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let known = [with(ReportName::Details.filters()), PART.into()].concat();
    let mut asked = Parameters::new(pairs, &known);
    let (mut list, format) = List::asked(&mut asked, "details", (&state, &granted));
    list.query.queue = asked.text("queue");
    list.query.agent = asked.text("agent");
    list.query.direction = asked.word("direction", DIRECTIONS);
    list.query.disposition = asked.word("disposition", DISPOSITIONS);
    asked.finish()?;
    list.answer(format).await
}

/// Which rows a list has.
#[derive(Clone, Copy)]
enum Kind {
    Details,
    Abandoned { within: Duration },
}

/// A list of calls that is read page by page.
struct List {
    name: &'static str,
    state: State,
    granted: Granted,
    query: CallQuery,
    zone: Zone,
    kind: Kind,
}

impl List {
    fn asked(
        asked: &mut Parameters,
        name: &'static str,
        (state, granted): (&State, &Granted),
    ) -> (Self, Format) {
        let common = Asked::of_list(asked, state, granted);
        let mut query = CallQuery::default();
        (query.from, query.to) = (Some(common.ask.range.from), Some(common.ask.range.to));
        query.scope = common.ask.scope;
        query.stage = Some(Stage::Ended);
        query.sort = Sort::OldestFirst;
        query.limit = asked.parsed("limit", NUMBER).unwrap_or(query.limit);
        query.cursor = asked.parsed::<Cursor>("cursor", "the next_cursor of a list");
        let zone = common.ask.zone;
        let (state, granted, kind) = (state.clone(), granted.clone(), Kind::Details);
        (Self { name, state, granted, query, zone, kind }, common.format)
    }

    async fn answer(self, format: Format) -> Result<Response, Problem> {
        let from = self.query.from.unwrap_or_default();
        let columns = match self.kind {
            Kind::Details => DetailsRow::COLUMNS,
            Kind::Abandoned { .. } => AbandonedRow::COLUMNS,
        };
        Ok(match format {
            Format::Json => {
                self.query.check()?;
                let (items, next) = self.page().await?;
                let next_cursor = next.map(|cursor| cursor.to_string());
                Json(Page { items, next_cursor, total: None }).into_response()
            }
            Format::Csv => file(CSV, self.name, from, "csv", lines(columns, self.pages())),
            Format::Xlsx => {
                let what = Workbook {
                    name: self.name,
                    columns: columns.iter().map(|name| (*name).to_owned()).collect(),
                };
                file(XLSX, self.name, from, "xlsx", workbook(what, self.pages()))
            }
        })
    }

    /// All pages from here on.
    fn pages(mut self) -> Pages {
        self.query.limit = MAX_LIMIT;
        Box::pin(stream::try_unfold(Some(self), |list| async {
            let Some(mut list) = list else { return Ok(None) };
            let (items, next) = list.page().await?;
            list.query.cursor = next;
            let more = list.query.cursor.is_some();
            Ok(Some((items, more.then_some(list))))
        }))
    }

    async fn page(&self) -> Result<(Vec<Record>, Option<Cursor>), Problem> {
        let page = calls_within(&*self.state.store, &self.granted.reach, &self.query).await?;
        let calls: Vec<Call> = page.items;
        let records: Result<Vec<Record>, _> = match self.kind {
            Kind::Details => {
                let row = |call| DetailsRow::new(&self.shown(call), &self.zone);
                calls.iter().map(|call| Record::of(&row(call))).collect()
            }
            Kind::Abandoned { within } => {
                // Calls are looked up by their numbers before these are masked.
                let found = report::abandoned(&*self.state.store, &calls, (within, &self.zone)).await?;
                let row = |(call, found): (&Call, AbandonedRow)| {
                    Record::of(&AbandonedRow::new(&self.shown(call), found.call_back, &self.zone))
                };
                calls.iter().zip(found).map(row).collect()
            }
        };
        Ok((records.map_err(|error| Problem::Internal(error.into()))?, page.next_cursor))
    }

    /// With numbers of outside parties in full, or not.
    fn shown(&self, call: &Call) -> Call {
        if is_masked(&self.granted) { masked_call(call) } else { call.clone() }
    }
}
