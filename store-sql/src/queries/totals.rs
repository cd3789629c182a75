//! How many calls a list has in all: by the counts of hours, as far as these know.
//!
//! The counts keep calls that were removed because they were old. Which calls those can be is noted when they are removed, as
//! the time before which they began: before it the calls themselves are counted, and from then on the counts.

use callflow_core::store::{CallQuery, Period, Stage, StatisticsQuery, StatisticsRow};
use callflow_core::{Disposition, Timestamp};
use sea_query::{Expr, ExprTrait, Query, SelectStatement, UpdateStatement};

use crate::schema::removals;

/// Whether the counts know the calls of this question that are over: by whom and when, and how they came out.
pub(crate) fn is_counted(query: &CallQuery) -> bool {
    let facets = [&query.number, &query.agent, &query.queue, &query.text];
    query.stage != Some(Stage::Live) && !query.include_merged && facets.iter().all(|facet| facet.is_none())
}

/// The same question of calls of one stage.
pub(crate) fn at(query: &CallQuery, stage: Stage) -> CallQuery {
    let mut query = query.clone();
    query.stage = Some(stage);
    query
}

/// Before which time the calls that were removed began.
pub(crate) fn removed_before() -> SelectStatement {
    Query::select().from(removals::TABLE).column(removals::BEFORE_AT).take()
}

/// Calls that began before this time were removed.
pub(crate) fn remove_before(at: i64) -> UpdateStatement {
    let older = Expr::col(removals::BEFORE_AT).lt(at);
    Query::update().table(removals::TABLE).value(removals::BEFORE_AT, at).and_where(older).take()
}

/// The part of the question that is about calls some of which may have been removed; `None` where there is none.
pub(crate) fn of_calls(query: &CallQuery, removed_before: i64) -> Option<CallQuery> {
    let until = Timestamp::from_unix_micros(removed_before);
    let to = query.to.map_or(until, |to| to.min(until));
    query.from.is_none_or(|from| from < to).then(|| {
        let mut query = query.clone();
        query.to = Some(to);
        query
    })
}

/// The part of it that the counts answer.
pub(crate) fn of_counts(query: &CallQuery, removed_before: i64) -> StatisticsQuery {
    let since = Timestamp::from_unix_micros(removed_before);
    let from = query.from.map_or(since, |from| from.max(since));
    let to = query.to.unwrap_or(Timestamp::from_unix_micros(i64::MAX));
    let mut counts = StatisticsQuery::new(from, to.max(from), Period::Day);
    counts.scope = query.scope.clone();
    counts.direction = query.direction;
    counts
}

/// How many calls of the question these rows have.
pub(crate) fn sum(query: &CallQuery, rows: &[StatisticsRow]) -> u64 {
    rows.iter().map(|row| query.disposition.map_or(row.calls, |disposition| of(row, disposition))).sum()
}

fn of(row: &StatisticsRow, disposition: Disposition) -> u64 {
    let counts = &row.disposition;
    match disposition {
        Disposition::Answered => counts.answered,
        Disposition::NoAnswer => counts.no_answer,
        Disposition::Busy => counts.busy,
        Disposition::Failed => counts.failed,
        Disposition::Congestion => counts.congestion,
        Disposition::Cancelled => counts.cancelled,
        Disposition::Abandoned => counts.abandoned,
        Disposition::Blocked => counts.blocked,
        Disposition::Application => counts.application,
    }
}
