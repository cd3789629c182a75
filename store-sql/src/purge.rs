//! Removing what is old, some rows at a time.

use std::collections::BTreeSet;

use callflow_core::Timestamp;
use callflow_core::store::{Entity, Purge};
use sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};

use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::queries::facets::Facets;
use crate::queries::rows::of_scope;
use crate::queries::{device_events, intervals, owners, texts, totals};
use crate::schema::{Table, annotations, calls, records};
use crate::write::children;

/// Removes the oldest rows, in a transaction that writes, and says how many.
pub(crate) async fn purge(
    transaction: &mut Transaction,
    dialect: Dialect,
    purge: &Purge,
) -> Result<u64, sqlx::Error> {
    match purge.entity {
        Entity::Calls => purge_calls(transaction, dialect, purge).await,
        Entity::AgentIntervals => {
            purge_rows(transaction, dialect, purge, &intervals::TABLE, intervals::TO_AT).await
        }
        Entity::DeviceEvents => {
            purge_rows(transaction, dialect, purge, &device_events::TABLE, device_events::AT).await
        }
        // No other is known to this version.
        _ => Ok(0),
    }
}

/// What the counts have of them stays.
async fn purge_calls(
    transaction: &mut Transaction,
    dialect: Dialect,
    purge: &Purge,
) -> Result<u64, sqlx::Error> {
    // A record that is corrected meanwhile would keep none of the facets that are taken out here.
    if !dialect.has_one_writer() {
        owners::lock_all(transaction, dialect, &purge.scope).await?;
    }
    let (sql, values) = dialect.select(&oldest_calls(dialect, purge));
    let (mut ids, mut moments) = (Vec::new(), BTreeSet::new());
    for row in transaction.fetch(&sql, values.0).await? {
        let id = row.text(calls::ID)?.into_owned();
        let facets = row.text(calls::FACETS)?.into_owned();
        let facets = Facets::stored(row.number(calls::STARTED_AT)?, row.flag(calls::MERGED)?, facets);
        facets.remove(transaction, dialect, &id).await?;
        ids.push(id);
        moments.insert(facets.started_at());
    }
    if let Some(newest) = moments.last() {
        let (sql, values) = dialect.update(&totals::remove_before(newest.saturating_add(1)));
        transaction.execute(&sql, values.0, Keep::Prepared).await?;
    }
    children::remove(transaction, dialect, &ids).await?;
    children::remove_from(transaction, dialect, (records::TABLE, records::CALL_ID), &ids).await?;
    children::remove_from(transaction, dialect, (calls::TABLE, calls::ID), &ids).await?;
    // After the calls: whoever annotates one has locked it.
    children::remove_from(transaction, dialect, (annotations::TABLE, annotations::CALL_ID), &ids).await?;
    texts::renew(transaction, dialect, &moments).await?;
    Ok(ids.len() as u64)
}

/// Of a table whose key is a time and then texts.
async fn purge_rows(
    transaction: &mut Transaction,
    dialect: Dialect,
    purge: &Purge,
    table: &Table,
    age: &'static str,
) -> Result<u64, sqlx::Error> {
    let (key, _) = table.columns.split_at(table.key);
    let (sql, values) = dialect.select(&oldest_rows(dialect, purge, table, age));
    let mut removed = 0;
    for row in transaction.fetch(&sql, values.0).await? {
        let mut delete = Query::delete();
        delete.from_table(table.name);
        for (n, column) in key.iter().enumerate() {
            let column = (*column, Expr::col(*column));
            delete.and_where(match n {
                0 => column.1.eq(row.number(column.0)?),
                _ => column.1.eq(&*row.text(column.0)?),
            });
        }
        let (sql, values) = dialect.delete(&delete);
        removed += transaction.execute(&sql, values.0, Keep::Prepared).await?;
    }
    Ok(removed)
}

fn oldest_calls(dialect: Dialect, purge: &Purge) -> SelectStatement {
    let mut select = oldest(dialect, purge, calls::TABLE, calls::OVER_AT);
    select.columns([calls::ID, calls::STARTED_AT, calls::MERGED, calls::FACETS]);
    select.order_by(calls::ID, Order::Asc).take()
}

fn oldest_rows(dialect: Dialect, purge: &Purge, table: &Table, age: &'static str) -> SelectStatement {
    let mut select = oldest(dialect, purge, table.name, age);
    for column in table.columns.iter().take(table.key) {
        select.column(*column).order_by(*column, Order::Asc);
    }
    select
}

/// The question by which [`purge`] finds the rows of an entity.
#[cfg(test)]
pub(crate) fn oldest_of(dialect: Dialect, purge: &Purge) -> SelectStatement {
    match purge.entity {
        Entity::AgentIntervals => oldest_rows(dialect, purge, &intervals::TABLE, intervals::TO_AT),
        Entity::DeviceEvents => oldest_rows(dialect, purge, &device_events::TABLE, device_events::AT),
        _ => oldest_calls(dialect, purge),
    }
}

/// Those that were over before the time, the oldest first.
fn oldest(dialect: Dialect, purge: &Purge, table: &'static str, age: &'static str) -> SelectStatement {
    let mut select = Query::select();
    let before: Timestamp = purge.before;
    select.from(table).and_where(Expr::col(age).lt(before.unix_micros())).limit(purge.limit.into());
    for (column, value) in of_scope(dialect, &purge.scope) {
        select.and_where(dialect.plain(Expr::col(column)).eq(value));
    }
    select.order_by(age, Order::Asc);
    select
}
