//! What the store is asked.

use std::time::{Duration, Instant};

use anyhow::Context as _;
use callflow_core::CallId;
use callflow_core::Timestamp;
use callflow_core::call::Direction;
use callflow_core::disposition::Disposition;
use callflow_core::store::{CallQuery, CallStore as _, Cursor, Period, StatisticsQuery};
use callflow_store_sql::SqlStore;
use serde::Serialize;

use super::fill::{self, Stored};
use super::reports::Report;

const DAY: Duration = Duration::from_secs(86_400);

/// A kind of question.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question {
    One,
    FirstPage,
    DeepPage,
    DayPage,
    OutsideNumber,
    Extension,
    Queue,
    DirectionAndDisposition,
    CommonText,
    RareTextInAMonth,
    RareText,
    Total,
    HoursOfADay,
    DaysOfAMonth,
    DaysOfAMonthOfAQueue,
    Report(Report),
}

pub(crate) const ALL: [Question; 20] = [
    Question::One,
    Question::FirstPage,
    Question::DeepPage,
    Question::DayPage,
    Question::OutsideNumber,
    Question::Extension,
    Question::Queue,
    Question::DirectionAndDisposition,
    Question::CommonText,
    Question::RareTextInAMonth,
    Question::RareText,
    Question::Total,
    Question::HoursOfADay,
    Question::DaysOfAMonth,
    Question::DaysOfAMonthOfAQueue,
    Question::Report(Report::Calls),
    Question::Report(Report::CallsPerQueue),
    Question::Report(Report::CallsPerAgent),
    Question::Report(Report::Queues),
    Question::Report(Report::Queue),
];

/// One asking, which the number makes differ from the others.
#[derive(Debug)]
pub(crate) struct Asked<'s> {
    pub(crate) store: &'s SqlStore,
    pub(crate) stored: &'s Stored,
    pub(crate) number: u32,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) took: Duration,
    /// Records, or rows of statistics.
    pub(crate) rows: usize,
    /// The bare question for the same records, or for the calls that were counted.
    pub(crate) bare: String,
    /// The same question to the server.
    pub(crate) path: String,
    pub(crate) parameters: Vec<(&'static str, String)>,
}

impl Question {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "one call by its id",
            Self::FirstPage => "the newest calls",
            Self::DeepPage => "calls from any place on, by cursor",
            Self::DayPage => "the newest calls of a day",
            Self::OutsideNumber => "the newest calls of an outside number",
            Self::Extension => "the newest calls of an extension",
            Self::Queue => "the newest calls of a queue",
            Self::DirectionAndDisposition => "the newest calls of a direction and a disposition",
            Self::CommonText => "text that many calls have",
            Self::RareTextInAMonth => "text that one call has, in 30 days",
            Self::RareText => "text that one call has",
            Self::Total => "the newest calls of a direction, and their number",
            Self::HoursOfADay => "statistics of a day by the hour",
            Self::DaysOfAMonth => "statistics of 30 days by the day",
            Self::DaysOfAMonthOfAQueue => "statistics of 30 days by the day, of a queue",
            Self::Report(report) => report.name(),
        }
    }

    pub(crate) async fn ask(self, asked: &Asked<'_>) -> anyhow::Result<Answer> {
        if let Self::One = self {
            let id = CallId::new(asked.place().context("the store is empty")?.id());
            let begun = Instant::now();
            let found = asked.store.call(&id).await?;
            let took = begun.elapsed();
            let (rows, bare, path) = (
                usize::from(found.is_some()),
                records(std::slice::from_ref(&id)),
                format!("/api/calls/{id}"),
            );
            return Ok(Answer { took, rows, bare, path, parameters: Vec::new() });
        }
        if let Self::Report(report) = self {
            return report.ask(asked).await;
        }
        if let Some(query) = self.statistics(asked) {
            let begun = Instant::now();
            let rows = asked.store.statistics(&query).await?.len();
            let took = begun.elapsed();
            let path = "/api/calls/statistics".to_owned();
            return Ok(Answer { took, rows, bare: counted(&query), path, parameters: of_statistics(&query) });
        }
        let query = self.list(asked);
        let begun = Instant::now();
        let page = asked.store.calls(&query).await?;
        let took = begun.elapsed();
        let ids: Vec<CallId> = page.items.iter().map(|call| call.id.clone()).collect();
        let bare = match &query.direction {
            Some(direction) if query.with_total => total(*direction),
            _ => records(&ids),
        };
        let path = "/api/calls".to_owned();
        Ok(Answer { took, rows: ids.len(), bare, path, parameters: of_list(&query) })
    }

    fn statistics(self, asked: &Asked<'_>) -> Option<StatisticsQuery> {
        let (days, period) = match self {
            Self::HoursOfADay => (1, Period::Hour),
            Self::DaysOfAMonth | Self::DaysOfAMonthOfAQueue => (30, Period::Day),
            _ => return None,
        };
        let from = asked.day(days);
        let mut query = StatisticsQuery::new(from, from.saturating_add(DAY * days), period);
        if let Self::DaysOfAMonthOfAQueue = self {
            query.queue = Some(fill::queue(asked.spread(fill::QUEUES)));
        }
        Some(query)
    }

    fn list(self, asked: &Asked<'_>) -> CallQuery {
        let mut query = CallQuery::default();
        let directions = [Direction::Inbound, Direction::Outbound, Direction::Internal];
        let direction = directions.get(asked.number as usize % 3).copied();
        let dispositions = [Disposition::Answered, Disposition::NoAnswer, Disposition::Busy];
        match self {
            Self::DeepPage => query.cursor = asked.place().cloned(),
            Self::DayPage => {
                let from = asked.day(1);
                (query.from, query.to) = (Some(from), Some(from.saturating_add(DAY)));
            }
            Self::OutsideNumber => query.number = Some(fill::outside(asked.spread(fill::OUTSIDE))),
            Self::Extension => query.number = Some(fill::extension(asked.spread(fill::EXTENSIONS))),
            Self::Queue => query.queue = Some(fill::queue(asked.spread(fill::QUEUES))),
            Self::DirectionAndDisposition => {
                query.direction = direction;
                query.disposition = dispositions.get(asked.number as usize / 3 % 3).copied();
            }
            Self::CommonText => query.text = Some(format!("caller {}", asked.spread(250) + 100).into()),
            Self::RareText => query.text = Some(asked.rare().into()),
            Self::RareTextInAMonth => {
                let from = asked.day(30);
                (query.from, query.to) = (Some(from), Some(from.saturating_add(DAY * 30)));
                query.text = Some(asked.rare().into());
            }
            Self::Total => {
                query.direction = direction;
                query.with_total = true;
            }
            _ => {}
        }
        query
    }
}

fn of_list(query: &CallQuery) -> Vec<(&'static str, String)> {
    let parameters = [
        ("from", query.from.map(|at| at.to_string())),
        ("to", query.to.map(|at| at.to_string())),
        ("number", query.number.as_deref().map(str::to_owned)),
        ("queue", query.queue.as_deref().map(str::to_owned)),
        ("text", query.text.as_deref().map(str::to_owned)),
        ("direction", query.direction.and_then(word)),
        ("disposition", query.disposition.and_then(word)),
        ("cursor", query.cursor.as_ref().map(Cursor::to_string)),
    ];
    parameters.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// The word that stands for it in JSON.
fn word(value: impl Serialize) -> Option<String> {
    Some(serde_json::to_value(value).ok()?.as_str()?.to_owned())
}

fn of_statistics(query: &StatisticsQuery) -> Vec<(&'static str, String)> {
    let by = if query.period == Period::Hour { "hour" } else { "day" };
    let mut parameters =
        vec![("from", query.from.to_string()), ("to", query.to.to_string()), ("by", by.to_owned())];
    parameters.extend(query.queue.iter().map(|queue| ("queue", queue.to_string())));
    parameters
}

fn records(ids: &[CallId]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("'{id}'")).collect();
    let ids = if ids.is_empty() { "''".to_owned() } else { ids.join(", ") };
    format!("SELECT record FROM call_records WHERE call_id IN ({ids})")
}

fn total(direction: Direction) -> String {
    let word = format!("{direction:?}").to_lowercase();
    format!("SELECT count(*) FROM calls WHERE direction = '{word}' AND merged = 0")
}

fn counted(query: &StatisticsQuery) -> String {
    let (from, to) = (query.from.unix_micros(), query.to.unix_micros());
    // The longest, not the sum: sums are of another type in each database, and the same rows are read.
    let counts = "SELECT count(*), max(answered), max(talk_ms) FROM";
    match &query.queue {
        Some(queue) => format!(
            "{counts} call_facets f JOIN calls c ON c.id = f.call_id AND c.started_at = f.started_at \
             WHERE f.kind = 'q' AND f.value = '{queue}' AND f.started_at >= {from} AND f.started_at < {to}"
        ),
        None => format!("{counts} calls WHERE started_at >= {from} AND started_at < {to} AND merged = 0"),
    }
}

impl Asked<'_> {
    /// A number below `below`, another one with each asking.
    pub(super) fn spread(&self, below: u64) -> u64 {
        (u64::from(self.number) * 7_919 + 13) % below.max(1)
    }

    /// Behind some call.
    fn place(&self) -> Option<&Cursor> {
        let places = &self.stored.places;
        places.get(self.spread(places.len() as u64) as usize)
    }

    /// A midnight after which `days` days have calls.
    pub(super) fn day(&self, days: u32) -> Timestamp {
        let micros = self.stored.to.unix_micros() - self.stored.from.unix_micros();
        let whole = (micros / Period::Day.micros()).unsigned_abs();
        let at = self.spread(whole.saturating_sub(u64::from(days)) + 1);
        self.stored.from.saturating_add(DAY * u32::try_from(at).unwrap_or(0))
    }

    fn rare(&self) -> String {
        fill::rare(self.spread((self.stored.calls / 10_007).max(1)))
    }
}
