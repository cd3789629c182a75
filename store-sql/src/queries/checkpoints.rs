//! `checkpoints`: how far each PBX has come.

use std::sync::Arc;

use callflow_core::Timestamp;
use callflow_core::store::{Checkpoint, SavedCheckpoint};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::bind::Rows;
use crate::connection::Transaction;
use crate::dialect::Dialect;
use crate::row::Row;
use crate::schema::{Conflict, Table, checkpoints};
use crate::statements::Statements;

/// With the state.
const WHOLE: Table = Table {
    name: checkpoints::TABLE,
    columns: &[
        checkpoints::PBX,
        checkpoints::POSITION,
        checkpoints::STATE_POSITION,
        checkpoints::JOURNAL,
        checkpoints::HEARD_UNTIL,
        checkpoints::STATE,
    ],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Replace,
};

/// Leaves the state as it is.
const WITHOUT_STATE: Table = Table {
    name: checkpoints::TABLE,
    columns: &[
        checkpoints::PBX,
        checkpoints::POSITION,
        checkpoints::STATE_POSITION,
        checkpoints::JOURNAL,
        checkpoints::HEARD_UNTIL,
    ],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Replace,
};

/// Writes a checkpoint, in the transaction, in which nobody else writes those of its PBX.
pub(crate) async fn write(
    transaction: &mut Transaction,
    dialect: Dialect,
    statements: &Statements,
    new: &Checkpoint<'_>,
) -> Result<(), sqlx::Error> {
    // Of a place without a state it depends on the last one where in the journal the state is.
    let mut old = SavedCheckpoint::default();
    if new.state.is_none() {
        let (sql, values) = dialect.select(&select(dialect, new.pbx, &PLACE));
        if let Some(row) = transaction.fetch(&sql, values.0).await?.first() {
            old = read_place(row)?;
        }
    }
    let mut place = Checkpoint::new(new.pbx, new.position);
    place.journal = new.journal;
    let place = old.then(&place);
    let state_position = if new.state.is_some() { new.position } else { place.state_position };
    let mut row = Rows::new(dialect);
    row.key(new.pbx).count(new.position).count(state_position).text_or_null(new.journal).time(new.at);
    if new.state.is_none() {
        return statements.write(transaction, &WITHOUT_STATE, row).await;
    }
    row.blob_or_null(new.state);
    statements.write(transaction, &WHOLE, row).await
}

const PLACE: [&str; 4] =
    [checkpoints::POSITION, checkpoints::STATE_POSITION, checkpoints::JOURNAL, checkpoints::HEARD_UNTIL];

fn select(dialect: Dialect, pbx: &str, columns: &[&'static str]) -> SelectStatement {
    Query::select()
        .columns(columns.iter().copied())
        .from(checkpoints::TABLE)
        .and_where(Expr::col(checkpoints::PBX).eq(&*dialect.key(pbx)))
        .take()
}

/// The checkpoint of one PBX.
pub(crate) fn of(dialect: Dialect, pbx: &str) -> SelectStatement {
    select(dialect, pbx, &PLACE).column(checkpoints::STATE).take()
}

/// What [`of`] has found.
pub(crate) fn read(row: &Row) -> Result<SavedCheckpoint, sqlx::Error> {
    let mut saved = read_place(row)?;
    saved.state = row.bytes_or_null(checkpoints::STATE)?;
    Ok(saved)
}

fn read_place(row: &Row) -> Result<SavedCheckpoint, sqlx::Error> {
    let mut saved = SavedCheckpoint::default();
    saved.position = row.count(checkpoints::POSITION)?;
    saved.state_position = row.count(checkpoints::STATE_POSITION)?;
    saved.journal = row.text_or_null(checkpoints::JOURNAL)?.map(Arc::from);
    saved.at = Timestamp::from_unix_micros(row.number(checkpoints::HEARD_UNTIL)?);
    Ok(saved)
}
