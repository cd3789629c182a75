//! What the tables of accounts have in common: lists by time and id.

use callflow_accounts::store::ListQuery;
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::dialect::Dialect;
use crate::queries::place;
use crate::schema::rows;

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
