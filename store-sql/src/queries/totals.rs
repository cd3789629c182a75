//! How many calls a list has in all: by the counts of hours, as far as these know.
//!
//! The counts keep calls that were removed because they were old. Which calls those can be is noted when they are removed, as
//! the time before which they began: before it the calls themselves are counted, and from then on the counts.

use callflow_core::Timestamp;
use callflow_core::store::{CallQuery, Stage};
use sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, UpdateStatement};

use super::counts::{DISPOSITIONS, SPANS};
use super::list;
use super::statistics::{self, Part};
use crate::dialect::Dialect;
use crate::schema::{removals, statistics as table};

/// Whether the counts know the calls of this question that are over: by whom and when, and how they came out.
pub(crate) fn is_counted(query: &CallQuery) -> bool {
    let facets = [&query.number, &query.agent, &query.queue, &query.text];
    query.stage != Some(Stage::Live) && !query.include_merged && facets.iter().all(|facet| facet.is_none())
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

/// The statements whose numbers together are the total.
pub(crate) fn questions(dialect: Dialect, query: &CallQuery, removed_before: i64) -> Vec<SelectStatement> {
    let calls_at = |stage, times: Option<(i64, i64)>| {
        let mut query = query.clone();
        (query.stage, query.count_at_most) = (Some(stage), u64::MAX);
        if let Some((from, to)) = times {
            let time = Timestamp::from_unix_micros;
            (query.from, query.to) = (Some(time(from)), Some(time(to)));
        }
        list::total(dialect, &query)
    };
    let mut questions = Vec::new();
    if query.stage.is_none() {
        // Those that go on are few, and counted nowhere.
        questions.push(calls_at(Stage::Live, None));
    }
    let from = query.from.map_or(i64::MIN, Timestamp::unix_micros);
    let to = query.to.map_or(i64::MAX, Timestamp::unix_micros);
    let known = removed_before.clamp(from, Ord::max(from, to));
    if from < known {
        questions.push(calls_at(Stage::Ended, Some((from, known))));
    }
    questions.extend(statistics::parts((known, to), SPANS.into_iter()).into_iter().map(|part| match part {
        Part::Counts(span, times) => counted(dialect, query, span, times),
        Part::Calls(times) => calls_at(Stage::Ended, Some(times)),
    }));
    questions
}

fn counted(dialect: Dialect, query: &CallQuery, span: i64, times: (i64, i64)) -> SelectStatement {
    let column = |name| Expr::col((table::TABLE, name));
    let so = query.disposition.and_then(|it| DISPOSITIONS.into_iter().find(|(of, _)| *of == it));
    let sum = dialect.sum(column(so.map_or(table::CALLS, |(_, name)| name)));
    let mut select = Query::select();
    // Without a row the sum is nothing.
    select
        .from(table::TABLE)
        .expr(Func::coalesce([sum, Expr::val(0_i64)]))
        .and_where(column(table::SPAN).eq(span));
    statistics::between(&mut select, table::TABLE, times);
    statistics::of_whom(dialect, &mut select, table::TABLE, (&query.scope, query.direction));
    select
}
