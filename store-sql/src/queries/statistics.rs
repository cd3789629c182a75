//! Calls by hour and by day.

use std::collections::BTreeMap;

use callflow_core::Timestamp;
use callflow_core::call::Direction;
use callflow_core::store::{Scope, StatisticsQuery, StatisticsRow, StoreError};
use sea_query::{CaseStatement, Expr, ExprTrait, Func, Query, SelectStatement};

use super::counts::{DISPOSITIONS, SPANS, start_of};
use super::facets::{AGENT, QUEUE};
use super::list::{CALLS, Facet, join_facets};
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::row::Row;
use crate::schema::{calls, statistics};
use crate::words::{variant, word};

const PERIOD: &str = "period";
const SUMS: [&str; 5] = [calls::ANSWERED, calls::TALK_MS, calls::WAIT_MS, calls::HOLD_MS, calls::DURATION_MS];

/// The statements whose rows together answer a question.
pub(crate) fn questions(dialect: Dialect, query: &StatisticsQuery) -> Vec<SelectStatement> {
    let counted = query.agent.is_none() && query.queue.is_none();
    let spans = SPANS.into_iter().filter(|span| counted && i64::from(query.offset_minutes) * 60 % span == 0);
    let times = (query.from.unix_micros(), query.to.unix_micros());
    let parts = parts(times, spans).into_iter().map(|part| match part {
        Part::Counts(span, times) => of_counts(dialect, query, span, times),
        Part::Calls(times) => of_calls(dialect, query, times),
    });
    parts.collect()
}

/// A part of a time, from its first microsecond to the one after its last.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// Whole spans of so many seconds.
    Counts(i64, (i64, i64)),
    /// What is left of spans.
    Calls((i64, i64)),
}

/// Takes a time apart.
///
/// Whole hours come from the counts of hours, what is left before and after them from those of quarters, and what is
/// left of these from the calls themselves. So do questions that the counts do not know: by agent, by queue, with an
/// offset that no time zone has.
pub(crate) fn parts(times: (i64, i64), spans: impl Iterator<Item = i64>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut left = vec![times];
    for span in spans {
        let mut edges = Vec::new();
        for (from, to) in left {
            let first = start_of(span, from.saturating_add(span * 1_000_000 - 1));
            let last = start_of(span, to);
            if first < last {
                parts.push(Part::Counts(span, (first, last)));
                edges.extend([(from, first), (last, to)]);
            } else {
                edges.push((from, to));
            }
        }
        left = edges;
    }
    parts.extend(left.into_iter().filter(|(from, to)| from < to).map(Part::Calls));
    parts
}

fn of_counts(dialect: Dialect, query: &StatisticsQuery, span: i64, times: (i64, i64)) -> SelectStatement {
    let sum = |name| dialect.sum(column(statistics::TABLE, name));
    let dispositions = DISPOSITIONS.map(|(_, name)| sum(name));
    let mut select = grouped(dialect, query, statistics::TABLE, sum(statistics::CALLS), dispositions);
    select.from(statistics::TABLE).and_where(column(statistics::TABLE, statistics::SPAN).eq(span));
    between(&mut select, statistics::TABLE, times);
    // An hour whose calls were all taken back keeps its row.
    select.and_where(column(statistics::TABLE, statistics::CALLS).gt(0));
    select
}

fn of_calls(dialect: Dialect, query: &StatisticsQuery, times: (i64, i64)) -> SelectStatement {
    let dispositions = DISPOSITIONS.map(|(disposition, _)| {
        let so = column(CALLS, calls::DISPOSITION).eq(word(&disposition));
        dialect.sum(CaseStatement::new().case(so, 1).finally(0).into())
    });
    let count = Func::count(column(CALLS, calls::ID)).into();
    let mut select = grouped(dialect, query, CALLS, count, dispositions);
    let facets = [(AGENT, query.agent.as_deref()), (QUEUE, query.queue.as_deref())];
    let facets: Vec<Facet<'_>> =
        facets.into_iter().filter_map(|(kind, value)| Some((kind, value?))).collect();
    let ordered = join_facets(dialect, &mut select, &facets, true);
    between(&mut select, ordered, times);
    select.and_where(column(CALLS, calls::ENDED).eq(1)).and_where(column(CALLS, calls::MERGED).eq(0));
    select
}

fn column(table: &'static str, column: &'static str) -> Expr {
    Expr::col((table, column))
}

/// Whose calls, and which way they went.
pub(crate) fn of_whom(
    dialect: Dialect,
    select: &mut SelectStatement,
    table: &'static str,
    (scope, direction): (&Scope, Option<Direction>),
) {
    let key = |text: &str| dialect.key(text).into_owned();
    let filters = [
        (calls::TENANT, scope.tenant.as_deref().map(key)),
        (calls::PBX, scope.pbx.as_deref().map(key)),
        (calls::DIRECTION, direction.as_ref().map(word)),
    ];
    for (filter, value) in filters {
        if let Some(value) = value {
            // Time leaves the fewest.
            select.and_where(dialect.plain(column(table, filter)).eq(value));
        }
    }
}

pub(crate) fn between(select: &mut SelectStatement, table: &'static str, (from, to): (i64, i64)) {
    select.and_where(column(table, calls::STARTED_AT).gte(from));
    select.and_where(column(table, calls::STARTED_AT).lt(to));
}

/// What both kinds of question have in common. [`Answer::add`] reads the columns in this order.
fn grouped(
    dialect: Dialect,
    query: &StatisticsQuery,
    table: &'static str,
    calls: Expr,
    dispositions: [Expr; DISPOSITIONS.len()],
) -> SelectStatement {
    let mut select = Query::select();
    let start = || column(table, calls::STARTED_AT);
    let offset = i64::from(query.offset_minutes) * 60_000_000;
    let period = start().sub(start().add(offset).modulo(query.period.micros()));
    select.expr_as(period, PERIOD).column((table, calls::DIRECTION)).expr(calls);
    select.exprs(SUMS.map(|sum| dialect.sum(column(table, sum))));
    select.exprs(dispositions);
    of_whom(dialect, &mut select, table, (&query.scope, query.direction));
    select.add_group_by([Expr::col(PERIOD), column(table, calls::DIRECTION)]);
    select
}

/// Puts the answers together.
#[derive(Debug, Default)]
pub(crate) struct Answer(BTreeMap<Timestamp, StatisticsRow>);

impl Answer {
    pub(crate) fn add(&mut self, row: &Row) -> Result<(), StoreError> {
        let number = |at: usize| row.count(at).map_err(store_error);
        let from = Timestamp::from_unix_micros(row.number(0).map_err(store_error)?);
        let direction = variant(&row.text(1).map_err(store_error)?)
            .map_err(|error| StoreError::Damaged { what: "a count of calls".into(), source: error.into() })?;

        let counted = self.0.entry(from).or_insert_with(|| StatisticsRow::empty(from));
        let calls = number(2)?;
        counted.answered += number(3)?;
        counted.talk_ms += number(4)?;
        counted.wait_ms += number(5)?;
        counted.hold_ms += number(6)?;
        counted.duration_ms += number(7)?;
        let mut without = calls;
        for (at, (disposition, _)) in (8..).zip(DISPOSITIONS) {
            let calls = number(at)?;
            counted.count(direction, Some(disposition), calls);
            without = without.saturating_sub(calls);
        }
        counted.count(direction, None, without);
        Ok(())
    }

    pub(crate) fn into_rows(self) -> Vec<StatisticsRow> {
        self.0.into_values().collect()
    }
}
