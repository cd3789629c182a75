//! What the tables of rows have in common: each row stands there whole, as JSON, beside what it is known, found and
//! ordered by.

use callflow_core::store::{Dated, HistoryQuery, Page, Scope, StoreError};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::place;
use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::row::Row;
use crate::schema::{Table, rows};

/// A kind of row that has a table.
pub(crate) trait Entity: Serialize + DeserializeOwned {
    /// Its last column is the row as JSON.
    const TABLE: &'static Table;
    /// What a damaged one is called.
    const WHAT: &'static str;

    /// Adds the values of all columns but the last.
    fn add(&self, rows: &mut Rows);
}

/// Adds a row.
pub(crate) fn add<E: Entity>(rows: &mut Rows, row: &E) -> Result<(), StoreError> {
    row.add(rows);
    let record = serde_json::to_string(row).map_err(|error| StoreError::Failed { source: error.into() })?;
    rows.string(record);
    Ok(())
}

/// The row of an answer.
pub(crate) fn read<E: Entity>(row: &Row) -> Result<E, StoreError> {
    let record = row.text(rows::RECORD).map_err(store_error)?;
    serde_json::from_str(&record)
        .map_err(|error| StoreError::Damaged { what: E::WHAT.into(), source: error.into() })
}

/// All rows of a scope, in the order of their keys.
pub(crate) fn list<E: Entity>(dialect: Dialect, scope: &Scope) -> SelectStatement {
    let mut select = Query::select();
    select.column(rows::RECORD).from(E::TABLE.name);
    for key in E::TABLE.columns.iter().take(E::TABLE.key) {
        select.order_by(*key, Order::Asc);
    }
    for (column, value) in of_scope(dialect, scope) {
        select.and_where(Expr::col(column).eq(value));
    }
    select
}

/// The columns by which rows have their place in time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct History {
    pub(crate) table: &'static str,
    pub(crate) at: &'static str,
    pub(crate) id: &'static str,
    pub(crate) of: &'static str,
}

impl History {
    /// The rows of a page and one more, if there is one.
    pub(crate) fn page(self, dialect: Dialect, query: &HistoryQuery) -> SelectStatement {
        let mut select = Query::select();
        select.column(rows::RECORD).from(self.table).limit(u64::from(query.limit) + 1);
        let (at, id) = (Expr::col(self.at), Expr::col(self.id));
        if let Some(from) = query.from {
            select.and_where(at.clone().gte(from.unix_micros()));
        }
        if let Some(to) = query.to {
            select.and_where(at.clone().lt(to.unix_micros()));
        }
        let of = query.of.as_deref().map(|of| (self.of, dialect.key(of).into_owned()));
        for (n, (column, value)) in of.into_iter().chain(of_scope(dialect, &query.scope)).enumerate() {
            // The first of them leaves the fewest, and is looked up.
            let column = if n == 0 { Expr::col(column) } else { dialect.plain(Expr::col(column)) };
            select.and_where(column.eq(value));
        }
        place::turn_to(dialect, &mut select, (at, id), query.sort, query.cursor.as_ref());
        select
    }
}

/// The page of an answer.
pub(crate) fn page<E: Entity + Dated>(answer: &[Row], query: &HistoryQuery) -> Result<Page<E>, StoreError> {
    let items = answer.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Page::of(items, query.limit))
}

/// The columns of a scope and what they must be, the one first that probably leaves fewer.
pub(crate) fn of_scope(
    dialect: Dialect,
    scope: &Scope,
) -> impl Iterator<Item = (&'static str, String)> + use<> {
    let columns = [(rows::PBX, &scope.pbx), (rows::TENANT, &scope.tenant)];
    columns
        .map(|(column, value)| Some((column, dialect.key(value.as_deref()?).into_owned())))
        .into_iter()
        .flatten()
}
