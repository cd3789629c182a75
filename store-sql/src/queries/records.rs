//! `call_records`: the whole record as JSON.

use callflow_core::store::StoreError;
use callflow_core::{Call, CallId};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::schema::{Conflict, Table, records};

/// Known by the call alone.
const PLAIN: Table = Table {
    name: records::TABLE,
    columns: &[records::CALL_ID, records::RECORD],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Replace,
};

/// Known by the call and the time at which it began.
const BY_TIME: Table = Table {
    name: records::TABLE,
    columns: &[records::CALL_ID, records::STARTED_AT, records::RECORD],
    key: 2,
    partitioned_key: Some(2),
    conflict: Conflict::Replace,
};

pub(crate) fn table(dialect: Dialect) -> &'static Table {
    if dialect.has_time_in_key() { &BY_TIME } else { &PLAIN }
}

/// Adds the row of a call.
pub(crate) fn add(dialect: Dialect, rows: &mut Rows, call: &Call, record: String) {
    rows.key(call.id.as_str());
    if dialect.has_time_in_key() {
        rows.time(call.started_at);
    }
    rows.string(record);
}

/// The record of one call.
pub(crate) fn of(dialect: Dialect, id: &CallId) -> SelectStatement {
    Query::select()
        .columns([records::CALL_ID, records::RECORD])
        .from(records::TABLE)
        .and_where(Expr::col(records::CALL_ID).eq(&*dialect.key(id.as_str())))
        .take()
}

/// The JSON of a record.
pub(crate) fn encode(call: &Call) -> Result<String, StoreError> {
    serde_json::to_string(call).map_err(|error| StoreError::Failed { source: error.into() })
}

/// The record of the JSON that stands at `id`.
pub(crate) fn decode(id: &str, record: &str) -> Result<Call, StoreError> {
    serde_json::from_str(record)
        .map_err(|error| StoreError::Damaged { what: format!("call {id}"), source: error.into() })
}
