//! `webhook_deliveries`, as batches leave them: what becomes of them afterwards is written by `webhooks`.

use callflow_core::store::OutboxRow;

use crate::bind::Rows;
use crate::connection::Transaction;
use crate::dialect::Dialect;
use crate::schema::{Conflict, Table, deliveries as columns};
use crate::statements::Statements;

pub(crate) const TABLE: Table = Table {
    name: columns::TABLE,
    columns: &[
        columns::WEBHOOK_ID,
        columns::EVENT_ID,
        columns::TENANT,
        columns::PBX,
        columns::EVENT_TYPE,
        columns::LINE,
        columns::PLACE,
        columns::HAPPENED_AT,
        columns::STATE,
        columns::ATTEMPTS,
        columns::NEXT_AT,
        columns::BODY,
    ],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::Keep,
};

/// The state in which they begin.
pub(crate) const WAITING: &str = "waiting";

/// Puts them, as one that nobody has tried yet. What is there already stays as it was.
pub(crate) async fn write(
    transaction: &mut Transaction,
    dialect: Dialect,
    statements: &Statements,
    new: &[OutboxRow],
) -> Result<(), sqlx::Error> {
    if new.is_empty() {
        return Ok(());
    }
    let mut rows = Rows::new(dialect);
    for row in new {
        rows.key(&row.receiver).key(&row.event).key(&row.tenant).key(&row.pbx).key(&row.kind);
        rows.key(&row.line).key(&row.place).time(row.at).text(WAITING).count(0).number(0).text(&row.body);
    }
    statements.write(transaction, &TABLE, rows).await
}
