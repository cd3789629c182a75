//! Lists of calls: which ones, in which order, from which place on.

use callflow_core::Disposition;
use callflow_core::store::{CallQuery, Scope, Stage};
use sea_query::{Expr, ExprTrait, Func, IntoTableRef, Order, Query, SelectStatement};

use super::facets::{AGENT, NUMBER, QUEUE, plain};
use super::place;
use crate::dialect::Dialect;
use crate::schema::{calls, facets, records, texts};
use crate::words::word;

/// `calls` in every statement that joins it.
pub(crate) const CALLS: &str = "c";
/// The facets of a statement, in the order in which they are looked up.
const FACETS: [&str; 3] = ["f0", "f1", "f2"];

const PAGE: &str = "p";

/// The moments that a text was found in.
const MOMENTS: &str = "t";

/// A facet's kind and the value that it must have.
pub(crate) type Facet<'a> = (&'static str, &'a str);

/// The records of a page and one more, if there is one.
pub(crate) fn page(dialect: Dialect, query: &CallQuery) -> SelectStatement {
    let (ids, order) = ids_of_page(dialect, query, filtered(dialect, query));
    with_records(dialect, ids, order)
}

/// The same of calls that began at one of `moments`, as far as these reach.
pub(crate) fn page_among(dialect: Dialect, query: &CallQuery, moments: SelectStatement) -> SelectStatement {
    let (ids, order) = ids_of_page(dialect, query, (among(dialect, query, moments), CALLS));
    with_records(dialect, ids, order)
}

/// The same, but never by a walk along the list until the page is full: all that the filters leave is looked up and sorted.
pub(crate) fn page_sorted(dialect: Dialect, query: &CallQuery) -> SelectStatement {
    let (select, times) = filtered(dialect, query);
    let (mut ids, order) = ids_of_page(dialect, query, (select, times));
    // No index has this order.
    let began = Expr::col((times, calls::STARTED_AT)).add(0);
    ids.clear_order_by().order_by_expr(began, order.clone()).order_by(calls::ID, order.clone());
    with_records(dialect, ids, order)
}

/// When the call begins that `before` other ones come before in the list, from its cursor on and whatever is to be left of
/// them.
pub(crate) fn moment_after(dialect: Dialect, query: &CallQuery, before: u64) -> SelectStatement {
    let mut select = Query::select();
    select.from_as(calls::TABLE, CALLS).column((CALLS, calls::STARTED_AT));
    within_times(&mut select, query, CALLS);
    let place = (Expr::col((CALLS, calls::STARTED_AT)), Expr::col((CALLS, calls::ID)));
    place::turn_to(dialect, &mut select, place, query.sort, query.cursor.as_ref());
    select.limit(1).offset(before).take()
}

/// The ids of a page, and their order, which is that of the table that is named.
fn ids_of_page(
    dialect: Dialect,
    query: &CallQuery,
    (mut ids, times): (SelectStatement, &'static str),
) -> (SelectStatement, Order) {
    let id = if times == CALLS { calls::ID } else { facets::CALL_ID };
    let place = (Expr::col((times, calls::STARTED_AT)), Expr::col((times, id)));
    ids.expr_as(place.0.clone(), calls::STARTED_AT).expr_as(place.1.clone(), calls::ID);
    let order = place::turn_to(dialect, &mut ids, place, query.sort, query.cursor.as_ref());
    // The largest offset there is: beyond it lies nothing.
    let offset = Ord::min(query.offset, i64::MAX.unsigned_abs());
    ids.limit(u64::from(query.limit) + 1).offset(offset);
    (ids, order)
}

/// Records are looked up for the page alone, not for what the offset leaves out.
fn with_records(dialect: Dialect, ids: SelectStatement, order: Order) -> SelectStatement {
    let mut select = Query::select();
    select.from_subquery(ids, PAGE);
    join_records(dialect, &mut select, PAGE);
    select.order_by((PAGE, calls::STARTED_AT), order.clone()).order_by((PAGE, calls::ID), order).take()
}

/// How many calls the filters leave; where they are too many to be counted, one more than that.
pub(crate) fn total(dialect: Dialect, query: &CallQuery) -> SelectStatement {
    let (mut select, _) = filtered(dialect, query);
    if query.count_at_most >= i64::MAX.unsigned_abs() {
        return select.expr(Func::count(Expr::val(1))).take();
    }
    select.expr(Expr::val(1)).limit(query.count_at_most + 1);
    Query::select().from_subquery(select.take(), PAGE).expr(Func::count(Expr::val(1))).take()
}

/// The same of calls that began at one of `moments`.
pub(crate) fn total_among(dialect: Dialect, query: &CallQuery, moments: SelectStatement) -> SelectStatement {
    among(dialect, query, moments).expr(Func::count(Expr::val(1))).take()
}

/// The records of all live calls, oldest first.
pub(crate) fn live(dialect: Dialect, scope: &Scope) -> SelectStatement {
    let mut select = Query::select();
    select.from_as(calls::TABLE, CALLS);
    join_records(dialect, &mut select, CALLS);
    select
        .and_where(is_live())
        .order_by((CALLS, calls::STARTED_AT), Order::Asc)
        .order_by((CALLS, calls::ID), Order::Asc);
    let scope = [(calls::TENANT, &scope.tenant), (calls::PBX, &scope.pbx)];
    for (column, value) in scope {
        if let Some(value) = value {
            select.and_where(dialect.plain(Expr::col((CALLS, column))).eq(&*dialect.key(value)));
        }
    }
    select
}

/// The records of the calls that `of` has, which knows their ids and when they began.
fn join_records(dialect: Dialect, select: &mut SelectStatement, of: &'static str) {
    select.columns([(records::TABLE, records::CALL_ID), (records::TABLE, records::RECORD)]);
    select.cross_join(records::TABLE);
    select.and_where(Expr::col((records::TABLE, records::CALL_ID)).equals((of, calls::ID)));
    if dialect.has_time_in_key() {
        let began = Expr::col((records::TABLE, records::STARTED_AT));
        select.and_where(began.equals((of, calls::STARTED_AT)));
    }
}

/// Selects from `calls` or, where facets are asked for, from their table; the answer is the name of the one whose order
/// is that of the list. `calls` is joined to facets only where `with_calls` says so.
///
/// `CROSS JOIN` keeps SQLite to this order of tables. Its own choice without statistics is at times to walk through
/// all calls of a direction and ask for each whether it has the number.
pub(crate) fn join_facets(
    dialect: Dialect,
    select: &mut SelectStatement,
    wanted: &[Facet<'_>],
    with_calls: bool,
) -> &'static str {
    let mut order = CALLS;
    for (alias, facet) in FACETS.into_iter().zip(wanted) {
        if order == CALLS {
            select.from_as(facets::TABLE, alias);
            order = alias;
        } else {
            select.cross_join(facets::TABLE.into_table_ref().alias(alias));
            for column in [facets::CALL_ID, facets::STARTED_AT] {
                select.and_where(Expr::col((alias, column)).equals((order, column)));
            }
        }
        has(dialect, select, alias, *facet);
    }
    if order == CALLS {
        select.from_as(calls::TABLE, CALLS);
    } else if with_calls {
        select.cross_join(calls::TABLE.into_table_ref().alias(CALLS));
        select.and_where(Expr::col((CALLS, calls::ID)).equals((order, facets::CALL_ID)));
        if dialect.has_time_in_key() {
            let began = Expr::col((CALLS, calls::STARTED_AT));
            select.and_where(began.equals((order, facets::STARTED_AT)));
        }
    }
    order
}

/// The facet `alias` is this one.
fn has(dialect: Dialect, select: &mut SelectStatement, alias: &'static str, (kind, value): Facet<'_>) {
    select.and_where(Expr::col((alias, facets::KIND)).eq(kind));
    select.and_where(Expr::col((alias, facets::VALUE)).eq(&*dialect.key(&plain(value))));
}

fn filtered(dialect: Dialect, query: &CallQuery) -> (SelectStatement, &'static str) {
    let mut select = Query::select();
    let facets = facets_of(query);
    let shared = shared_columns(dialect, query);
    let words: Vec<String> = query.words().collect();
    let with_calls = !shared.is_empty() || !words.is_empty() || query.stage.is_some();
    let order = join_facets(dialect, &mut select, &facets, with_calls);
    filter(&mut select, query, order);
    // The first of them is looked up, unless something better is. A text is read in the one index that has it.
    let found = order != CALLS || query.stage == Some(Stage::Live) || !words.is_empty();
    for (n, (column, value)) in (0..).zip(shared) {
        let column = Expr::col((CALLS, column));
        let column = if n == 0 && !found { column } else { dialect.plain(column) };
        select.and_where(column.eq(value));
    }
    contain(dialect, &mut select, words);
    (select, order)
}

/// The other way round: calls that began at one of `moments`, and of these what the filters leave.
fn among(dialect: Dialect, query: &CallQuery, moments: SelectStatement) -> SelectStatement {
    let began = Expr::col((CALLS, calls::STARTED_AT));
    let mut select = Query::select();
    select.from_subquery(moments, MOMENTS);
    select.cross_join(calls::TABLE.into_table_ref().alias(CALLS));
    select.and_where(began.equals((MOMENTS, texts::MOMENT)));
    for (alias, facet) in FACETS.into_iter().zip(facets_of(query)) {
        select.cross_join(facets::TABLE.into_table_ref().alias(alias));
        for (column, of_calls) in [(facets::CALL_ID, calls::ID), (facets::STARTED_AT, calls::STARTED_AT)] {
            select.and_where(Expr::col((alias, column)).equals((CALLS, of_calls)));
        }
        has(dialect, &mut select, alias, facet);
    }
    filter(&mut select, query, CALLS);
    for (column, value) in shared_columns(dialect, query) {
        select.and_where(dialect.plain(Expr::col((CALLS, column))).eq(value));
    }
    contain(dialect, &mut select, query.words());
    select
}

/// The facets of the calls that are wanted: a number leaves the fewest, a queue the most.
fn facets_of(query: &CallQuery) -> Vec<Facet<'_>> {
    let facets =
        [(NUMBER, query.number.as_deref()), (AGENT, query.agent.as_deref()), (QUEUE, query.queue.as_deref())];
    facets.into_iter().filter_map(|(kind, value)| Some((kind, value?))).collect()
}

/// The filters that every call is asked for; times are those of the table `order`.
fn filter(select: &mut SelectStatement, query: &CallQuery, order: &'static str) {
    within_times(select, query, order);
    if !query.include_merged {
        select.and_where(Expr::col((order, calls::MERGED)).eq(0));
    }
    match query.stage {
        Some(Stage::Live) => {
            select.and_where(is_live());
        }
        Some(Stage::Ended) => {
            select.and_where(Expr::col((CALLS, calls::LIVE)).eq(0));
        }
        None => {}
    }
}

fn within_times(select: &mut SelectStatement, query: &CallQuery, order: &'static str) {
    if let Some(from) = query.from {
        select.and_where(Expr::col((order, calls::STARTED_AT)).gte(from.unix_micros()));
    }
    if let Some(to) = query.to {
        select.and_where(Expr::col((order, calls::STARTED_AT)).lt(to.unix_micros()));
    }
}

fn contain(dialect: Dialect, select: &mut SelectStatement, words: impl IntoIterator<Item = String>) {
    for word in words {
        select.and_where(dialect.contains(Expr::col((CALLS, calls::SEARCH)), word));
    }
}

/// The filters on columns that many calls share, the one that probably leaves the fewest first.
fn shared_columns(dialect: Dialect, query: &CallQuery) -> Vec<(&'static str, String)> {
    let key = |text: &str| dialect.key(text).into_owned();
    let disposition = query.disposition.as_ref().map(word);
    let (common, rare) = match query.disposition {
        Some(Disposition::Answered) => (disposition, None),
        _ => (None, disposition),
    };
    let columns = [
        (calls::DISPOSITION, rare),
        (calls::PBX, query.scope.pbx.as_deref().map(key)),
        (calls::TENANT, query.scope.tenant.as_deref().map(key)),
        (calls::DIRECTION, query.direction.as_ref().map(word)),
        (calls::DISPOSITION, common),
    ];
    columns.into_iter().filter_map(|(column, value)| Some((column, value?))).collect()
}

/// Written out, because SQLite takes a partial index only where it sees the condition, not a parameter.
fn is_live() -> Expr {
    Expr::col((CALLS, calls::LIVE)).eq(Expr::cust("1"))
}
