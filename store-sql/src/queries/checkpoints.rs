//! `checkpoints`: how far each PBX has come.

use callflow_core::store::{Checkpoint, SavedCheckpoint};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::bind::Rows;
use crate::schema::{Conflict, Table, checkpoints};

/// With the state.
const WHOLE: Table = Table {
    name: checkpoints::TABLE,
    columns: &[checkpoints::PBX, checkpoints::POSITION, checkpoints::STATE_POSITION, checkpoints::STATE],
    key: 1,
    conflict: Conflict::Replace,
};

/// Leaves the state as it is; of a new row it is empty.
const POSITION: Table = Table {
    name: checkpoints::TABLE,
    columns: &[checkpoints::PBX, checkpoints::POSITION],
    key: 1,
    conflict: Conflict::Replace,
};

/// The table and the row of a checkpoint.
pub(crate) fn row(checkpoint: &Checkpoint<'_>) -> (&'static Table, Rows) {
    let mut row = Rows::default();
    row.text(checkpoint.pbx).count(checkpoint.position);
    if checkpoint.state.is_none() {
        return (&POSITION, row);
    }
    row.count(checkpoint.position).blob_or_null(checkpoint.state);
    (&WHOLE, row)
}

/// The checkpoint of one PBX.
pub(crate) fn of(pbx: &str) -> SelectStatement {
    Query::select()
        .columns([checkpoints::POSITION, checkpoints::STATE_POSITION, checkpoints::STATE])
        .from(checkpoints::TABLE)
        .and_where(Expr::col(checkpoints::PBX).eq(pbx))
        .take()
}

/// What [`of`] has found.
pub(crate) fn read(row: &SqliteRow) -> Result<SavedCheckpoint, sqlx::Error> {
    let number = |column| row.try_get::<i64, _>(column).map(|number| u64::try_from(number).unwrap_or(0));
    let mut saved = SavedCheckpoint::default();
    saved.position = number(checkpoints::POSITION)?;
    saved.state_position = number(checkpoints::STATE_POSITION)?;
    saved.state = row.try_get(checkpoints::STATE)?;
    Ok(saved)
}
