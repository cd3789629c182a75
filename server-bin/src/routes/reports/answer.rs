//! A report in the form that was asked for.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use callflow_core::Timestamp;
use callflow_core::Zone;
use callflow_core::report::{Grain, Group, Record, Report, Restated, csv_line, csv_text};
use serde::Serialize;
use utoipa::ToSchema;

use super::super::document::{
    AgentsReportRecord, CallsReportRecord, DistributionReportRecord, QueuesReportRecord, RestatedRecord,
};
use super::Records;
use super::asked::{Asked, Format};
use super::pages::{Workbook, workbook};

pub(super) const CSV: &str = "text/csv; charset=utf-8";
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What a report is.
#[derive(Serialize)]
pub(super) struct Head {
    report: &'static str,
    from: Timestamp,
    to: Timestamp,
    zone: Zone,
    by: Grain,
    per: Option<Group>,
    restated: Restated,
    #[serde(skip)]
    format: Format,
}

#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    head: Head,
    items: Vec<Record>,
    totals: Option<Record>,
    total: usize,
    next_cursor: Option<Arc<str>>,
}

impl Head {
    pub(super) fn of<R>(name: &'static str, asked: &Asked, per: Option<Group>, report: &Report<R>) -> Self {
        Self {
            report: name,
            from: report.span.from,
            to: report.span.to,
            zone: asked.ask.zone.clone(),
            by: asked.ask.grain,
            per,
            restated: report.restated,
            format: asked.format,
        }
    }
}

/// What a file is called that somebody saves.
pub(super) fn file(kind: &str, name: &str, from: Timestamp, ending: &str, body: Body) -> Response {
    let day = from.to_string();
    let day = day.get(..10).unwrap_or_default();
    let mut answer = body.into_response();
    let headers = answer.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    if let Ok(attachment) = HeaderValue::from_str(&format!("attachment; filename=\"{name}-{day}.{ending}\""))
    {
        headers.insert(header::CONTENT_DISPOSITION, attachment);
    }
    answer
}

/// The report. Files have the rows alone: whoever adds them up there would have their sum twice.
pub(super) fn answered(head: Head, records: Records) -> Response {
    let Records { items, totals, columns } = records;
    match head.format {
        Format::Json => {
            let total = items.len();
            Json(Answer { head, items, totals, total, next_cursor: None }).into_response()
        }
        Format::Csv => {
            let heading = csv_text(columns.iter().map(String::as_str));
            let text = [heading].into_iter().chain(items.iter().map(csv_line)).collect::<String>();
            file(CSV, head.report, head.from, "csv", text.into())
        }
        Format::Xlsx => {
            let pages = futures_util::stream::iter([Ok(items)]);
            let body = workbook(Workbook { name: head.report, columns }, Box::pin(pages));
            file(XLSX, head.report, head.from, "xlsx", body)
        }
    }
}

/// The answers, for the document.
macro_rules! reports {
    ($($(#[$meta:meta])* $name:ident of $row:ident;)+) => {$(
        $(#[$meta])*
        #[derive(ToSchema)]
        #[expect(dead_code, reason = "the form of `Answer`, for the document")]
        pub(super) struct $name {
            /// Which report it is.
            report: String,
            /// The beginning of the first period.
            #[schema(format = DateTime)]
            from: String,
            /// The end of the last one.
            #[schema(format = DateTime)]
            to: String,
            /// By whose clocks.
            zone: String,
            /// How long a period is: `quarter`, `hour`, `day`, `week` or `month`.
            by: String,
            /// By what rows are told apart; `null` where they are not.
            per: Option<String>,
            /// What was corrected since it happened.
            restated: RestatedRecord,
            /// The rows, in the order of their periods.
            items: Vec<$row>,
            /// Their sum; `null` where rows are no parts of a whole.
            totals: Option<$row>,
            /// How many rows there are.
            total: u64,
            /// Always `null`: it is one page.
            next_cursor: Option<String>,
        }
    )+};
}

reports! {
    /// Calls, period by period.
    CallsReport of CallsReportRecord;
    /// Visits to queues, period by period.
    QueuesReport of QueuesReportRecord;
    /// What agents did, period by period.
    AgentsReport of AgentsReportRecord;
    /// How waits and talks are spread.
    DistributionReport of DistributionReportRecord;
}
