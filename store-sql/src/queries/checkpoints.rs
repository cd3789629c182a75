//! `checkpoints`: how far each PBX has come.

use callflow_core::store::{Checkpoint, SavedCheckpoint};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::row::Row;
use crate::schema::{Conflict, Table, checkpoints};

/// With the state.
const WHOLE: Table = Table {
    name: checkpoints::TABLE,
    columns: &[checkpoints::PBX, checkpoints::POSITION, checkpoints::STATE_POSITION, checkpoints::STATE],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Replace,
};

/// Leaves the state as it is; of a new row it is empty.
const POSITION: Table = Table {
    name: checkpoints::TABLE,
    columns: &[checkpoints::PBX, checkpoints::POSITION],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Replace,
};

/// The table and the row of a checkpoint.
pub(crate) fn row(dialect: Dialect, checkpoint: &Checkpoint<'_>) -> (&'static Table, Rows) {
    let mut row = Rows::new(dialect);
    row.key(checkpoint.pbx).count(checkpoint.position);
    if checkpoint.state.is_none() {
        return (&POSITION, row);
    }
    row.count(checkpoint.position).blob_or_null(checkpoint.state);
    (&WHOLE, row)
}

/// The checkpoint of one PBX.
pub(crate) fn of(dialect: Dialect, pbx: &str) -> SelectStatement {
    Query::select()
        .columns([checkpoints::POSITION, checkpoints::STATE_POSITION, checkpoints::STATE])
        .from(checkpoints::TABLE)
        .and_where(Expr::col(checkpoints::PBX).eq(&*dialect.key(pbx)))
        .take()
}

/// What [`of`] has found.
pub(crate) fn read(row: &Row) -> Result<SavedCheckpoint, sqlx::Error> {
    let mut saved = SavedCheckpoint::default();
    saved.position = row.count(checkpoints::POSITION)?;
    saved.state_position = row.count(checkpoints::STATE_POSITION)?;
    saved.state = row.bytes_or_null(checkpoints::STATE)?;
    Ok(saved)
}
