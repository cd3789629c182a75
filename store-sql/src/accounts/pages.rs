//! What the tables of accounts have in common: a row as JSON, and lists by time and id.

use callflow_accounts::store::ListQuery;
use callflow_core::store::StoreError;
use sea_query::{Expr, ExprTrait, Query, SelectStatement};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::dialect::Dialect;
use crate::error::store_error;
use crate::queries::place;
use crate::row::Row;
use crate::schema::rows;

pub(super) fn encode<T: Serialize>(row: &T) -> Result<String, StoreError> {
    serde_json::to_string(row).map_err(|error| StoreError::Failed { source: error.into() })
}

/// The row of an answer; `what` is what a damaged one is called.
pub(super) fn decode<T: DeserializeOwned>(what: &str, row: &Row) -> Result<T, StoreError> {
    let record = row.text(rows::RECORD).map_err(store_error)?;
    serde_json::from_str(&record)
        .map_err(|error| StoreError::Damaged { what: what.into(), source: error.into() })
}

/// These columns of the rows of a page and one more, if there is one, of those for whom all of `filters` hold: the first
/// of them is looked up.
pub(super) fn page(
    dialect: Dialect,
    (table, columns, at): (&'static str, &[&'static str], &'static str),
    filters: Vec<(&'static str, &str)>,
    query: &ListQuery,
) -> SelectStatement {
    let mut select = Query::select();
    select.columns(columns.iter().copied()).from(table).limit(u64::from(query.limit) + 1);
    let tenant = query.tenant.as_deref().map(|tenant| (rows::TENANT, tenant));
    for (n, (column, value)) in filters.into_iter().chain(tenant).enumerate() {
        let column = if n == 0 { Expr::col(column) } else { dialect.plain(Expr::col(column)) };
        select.and_where(column.eq(&*dialect.key(value)));
    }
    place::turn_to(dialect, &mut select, (Expr::col(at), Expr::col(ID)), query.sort, query.cursor.as_ref());
    select
}

/// By which rows are known in all of these tables.
pub(super) const ID: &str = "id";
