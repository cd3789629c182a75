//! `owners`: who writes for a PBX.

use std::collections::BTreeSet;

use sea_query::{Expr, ExprTrait, Order, Query};

use crate::bind::Rows;
use crate::connection::Transaction;
use crate::dialect::Dialect;
use crate::schema::{Conflict, Table, owners};
use crate::statements::Statements;

/// A PBX that nobody owns yet.
const NEW: Table = Table {
    name: owners::TABLE,
    columns: &[owners::PBX],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Keep,
};

/// Waits until no other writer is at one of these PBXs, and keeps others waiting until the transaction ends.
///
/// What a batch adds to and takes from the counts depends on what it finds, so that two of them must not look at the
/// same call at once. Always in the order of names, lest two of them wait for each other.
pub(crate) async fn lock(
    transaction: &mut Transaction,
    dialect: Dialect,
    statements: &Statements,
    pbxs: &BTreeSet<&str>,
) -> Result<(), sqlx::Error> {
    let keys: BTreeSet<String> = pbxs.iter().map(|pbx| dialect.key(pbx).into_owned()).collect();
    let select = Query::select()
        .column(owners::PBX)
        .from(owners::TABLE)
        .and_where(Expr::col(owners::PBX).is_in(keys.iter().map(String::as_str)))
        .order_by(owners::PBX, Order::Asc)
        .lock_exclusive()
        .take();
    let (sql, values) = dialect.select(&select);
    if transaction.fetch(&sql, values.0.clone()).await?.len() == keys.len() {
        return Ok(());
    }
    // The first time that one of them is written.
    let mut rows = Rows::new(dialect);
    for key in &keys {
        rows.key(key);
    }
    statements.write(transaction, &NEW, rows).await?;
    transaction.fetch(&sql, values.0).await?;
    Ok(())
}
