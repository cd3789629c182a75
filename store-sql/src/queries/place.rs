//! Places in lists by time.

use callflow_core::store::{Cursor, Sort};
use sea_query::{Expr, ExprTrait, Order, SelectStatement};

use crate::dialect::Dialect;

/// Puts a list of (time, id) in order and turns to the rows after the cursor; the answer is the order.
pub(crate) fn turn_to(
    dialect: Dialect,
    select: &mut SelectStatement,
    (at, id): (Expr, Expr),
    sort: Sort,
    cursor: Option<&Cursor>,
) -> Order {
    let order = match sort {
        Sort::OldestFirst => Order::Asc,
        _ => Order::Desc,
    };
    if let Some(cursor) = cursor {
        let (time, key) = (cursor.at().unix_micros(), &*dialect.key(cursor.id()));
        // (at, id) beyond the cursor, in two steps, as not every database finds a pair by an index.
        let (near, far, tie) = match order {
            Order::Asc => (at.clone().gte(time), at.clone().gt(time), id.clone().gt(key)),
            _ => (at.clone().lte(time), at.clone().lt(time), id.clone().lt(key)),
        };
        select.and_where(near).and_where(far.or(tie));
    }
    select.order_by_expr(at, order.clone()).order_by_expr(id, order.clone());
    order
}
