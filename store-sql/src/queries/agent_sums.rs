//! `agent_intervals`, added up by period, agent and state where they lie in one period. Months of call centres have hundreds of
//! thousands of them, and nearly all do.

use std::collections::BTreeMap;
use std::sync::Arc;

use callflow_core::store::{AgentRow, AgentSum, AgentSumsQuery, StoreError};
use callflow_core::{Span, Timestamp};
use sea_query::{CaseStatement, Cond, Expr, ExprTrait, Func, Order, Query, SelectStatement};

use super::intervals::{HISTORY, TABLE, TO_AT};
use super::rows::of_scope;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::row::Row;
use crate::schema::rows;
use crate::words::variant;

/// Periods of one statement: for each interval their bounds are gone through one by one.
pub(crate) const PERIODS: usize = 8;

const STATE: &str = "state";
const SPENT: &str = "spent";
const FROM: &str = "from_ms";
const TO: &str = "to_ms";
const PERIOD: &str = "period";
const LAST_PERIOD: &str = "last_period";
const MILLISECOND: i64 = 1_000;

/// A time cut to milliseconds, in microseconds.
fn cut(column: &'static str) -> Expr {
    Expr::col(column).sub(Expr::col(column).modulo(MILLISECOND))
}

/// In which of the periods a time lies: before the end of the first, the second and so on, or at that end too.
fn period_of(column: &'static str, periods: &[Span], with_end: bool) -> Expr {
    let mut case = CaseStatement::new();
    let mut last = 0_i64;
    for (n, period) in (0_i64..).zip(periods) {
        let (at, end) = (Expr::col(column), period.to.unix_micros());
        case = case.case(if with_end { at.lte(end) } else { at.lt(end) }, n);
        last = n + 1;
    }
    case.finally(last).into()
}

/// Those that begin in the periods.
fn begun(dialect: Dialect, select: &mut SelectStatement, (query, periods): (&AgentSumsQuery, &[Span])) {
    let from = periods.first().map_or(0, |period| period.from.unix_micros());
    let to = periods.last().map_or(from, |period| period.to.unix_micros());
    select
        .from(TABLE.name)
        .and_where(Expr::col(HISTORY.at).gte(from))
        .and_where(Expr::col(HISTORY.at).lt(to));
    for (column, value) in of_scope(dialect, &query.scope) {
        select.and_where(dialect.plain(Expr::col(column)).eq(value));
    }
    if let Some(agents) = &query.agents {
        let agents = agents.iter().map(|agent| dialect.key(agent).into_owned());
        select.and_where(dialect.plain(Expr::col(HISTORY.of)).is_in(agents));
    }
}

/// The sums of those that lie in one of some periods.
pub(crate) fn sums(dialect: Dialect, query: &AgentSumsQuery, periods: &[Span]) -> SelectStatement {
    let mut spans = Query::select();
    spans
        .columns([HISTORY.of, STATE])
        .expr_as(cut(HISTORY.at), FROM)
        .expr_as(cut(TO_AT), TO)
        .expr_as(period_of(HISTORY.at, periods, false), PERIOD)
        .expr_as(period_of(TO_AT, periods, true), LAST_PERIOD)
        .and_where(Expr::col(TO_AT).is_not_null());
    begun(dialect, &mut spans, (query, periods));
    let length = || Expr::col(TO).sub(Expr::col(FROM));
    let key = [PERIOD, HISTORY.of, STATE];
    let mut select = Query::select();
    select
        .columns(key)
        .expr(dialect.sum(length()))
        .expr(Func::max(length()))
        .expr(Func::max(Expr::col(TO)))
        .from_subquery(spans, SPENT)
        .and_where(Expr::col(PERIOD).eq(Expr::col(LAST_PERIOD)))
        // What is shorter is nothing to a sheet.
        .and_where(Expr::col(FROM).lt(Expr::col(TO)))
        .add_group_by(key.map(Expr::col));
    select
}

/// Those that reach out of the period in which they begin, or have no end.
pub(crate) fn others(dialect: Dialect, query: &AgentSumsQuery, periods: &[Span]) -> SelectStatement {
    let mut select = Query::select();
    select.column(rows::RECORD);
    begun(dialect, &mut select, (query, periods));
    let mut reaches = Cond::any().add(Expr::col(TO_AT).is_null());
    for period in periods {
        let end = period.to.unix_micros();
        reaches = reaches.add(Expr::col(HISTORY.at).lt(end).and(Expr::col(TO_AT).gt(end)));
    }
    select.cond_where(reaches).order_by(HISTORY.at, Order::Asc).order_by(HISTORY.id, Order::Asc);
    select
}

/// The names of agents whose columns have no room for them.
pub(crate) fn long_names(dialect: Dialect, agents: &[AgentRow]) -> BTreeMap<String, Arc<str>> {
    let long = agents.iter().filter_map(|row| match dialect.key(&row.agent) {
        std::borrow::Cow::Borrowed(_) => None,
        std::borrow::Cow::Owned(short) => Some((short, row.agent.clone())),
    });
    long.collect()
}

/// The sum of a row. `first` is the number of the statement's first period.
pub(crate) fn read(
    row: &Row,
    first: usize,
    long: &BTreeMap<String, Arc<str>>,
) -> Result<AgentSum, StoreError> {
    let number = |column: usize| row.number(column).map_err(store_error);
    let ms = |column: usize| number(column).map(|micros| micros.unsigned_abs() / MILLISECOND.unsigned_abs());
    let agent = row.text(1).map_err(store_error)?;
    let state = row.text(2).map_err(store_error)?;
    Ok(AgentSum {
        period: first + usize::try_from(number(0)?).unwrap_or(0),
        agent: long.get(&*agent).cloned().unwrap_or_else(|| agent.into()),
        state: variant(&state).map_err(|error| StoreError::Damaged {
            what: "the state of an interval of an agent".into(),
            source: error.into(),
        })?,
        ms: ms(3)?,
        longest_ms: ms(4)?,
        last_to: Timestamp::from_unix_micros(number(5)?),
    })
}
