//! The rows of a batch besides calls.

use std::collections::BTreeSet;

use callflow_core::store::{MemberRow, Placed, Row, Rows, StoreError, best};
use sea_query::{Expr, ExprTrait, Query};

use crate::bind;
use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::queries::members;
use crate::queries::report_counts::Ledger;
use crate::queries::rows::{self, Entity};
use crate::schema::rows as columns;
use crate::statements::Statements;
use crate::write::reports::count_intervals;

/// Adds the PBXs that they are about.
pub(super) fn pbxs<'r>(rows: &'r Rows, pbxs: &mut BTreeSet<&'r str>) {
    fn of<R: Placed>(rows: &[R]) -> impl Iterator<Item = &str> {
        rows.iter().map(Placed::pbx)
    }
    pbxs.extend(of(&rows.queues).chain(of(&rows.members)).chain(of(&rows.agents)));
    pbxs.extend(of(&rows.intervals).chain(of(&rows.extensions)));
    pbxs.extend(of(&rows.device_events).chain(of(&rows.leases)));
}

/// Writes them, in the transaction.
pub(super) async fn write(
    transaction: &mut Transaction,
    dialect: Dialect,
    statements: &Statements,
    (new, ledger): (&Rows, &mut Ledger),
) -> Result<(), StoreError> {
    // One that was taken out leaves nothing to compare an older one with, so the newest is looked for first.
    let (removed, members): (Vec<_>, Vec<_>) =
        best(&new.members).into_iter().partition(|row| row.member.removed);
    for member in removed {
        remove_member(transaction, dialect, member).await.map_err(store_error)?;
    }
    put(transaction, dialect, statements, members).await?;
    put(transaction, dialect, statements, best(&new.queues)).await?;
    put(transaction, dialect, statements, best(&new.agents)).await?;
    let intervals = best(&new.intervals);
    count_intervals(ledger, transaction, dialect, &intervals).await?;
    put(transaction, dialect, statements, intervals).await?;
    put(transaction, dialect, statements, best(&new.extensions)).await?;
    put(transaction, dialect, statements, best(&new.device_events)).await?;
    put(transaction, dialect, statements, best(&new.leases)).await
}

async fn put<E: Entity + Row>(
    transaction: &mut Transaction,
    dialect: Dialect,
    statements: &Statements,
    new: Vec<&E>,
) -> Result<(), StoreError> {
    if new.is_empty() {
        return Ok(());
    }
    let mut values = bind::Rows::new(dialect);
    for row in new {
        rows::add(&mut values, row)?;
    }
    statements.write(transaction, E::TABLE, values).await.map_err(store_error)
}

async fn remove_member(
    transaction: &mut Transaction,
    dialect: Dialect,
    row: &MemberRow,
) -> Result<(), sqlx::Error> {
    let mut delete = Query::delete();
    delete.from_table(members::TABLE.name);
    let key = [&row.pbx, &row.member.queue, &row.member.interface];
    for (column, value) in members::TABLE.columns.iter().zip(key) {
        delete.and_where(Expr::col(*column).eq(&*dialect.key(value)));
    }
    delete.and_where(Expr::col(columns::CHANGED_AT).lte(row.changed_at.unix_micros()));
    let (sql, values) = dialect.delete(&delete);
    transaction.execute(&sql, values.0, Keep::Prepared).await?;
    Ok(())
}
