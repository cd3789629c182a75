//! `call_records`: the whole record as JSON.

use callflow_core::store::StoreError;
use callflow_core::{Call, CallId};
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use crate::bind::Rows;
use crate::schema::{Conflict, Table, records};

pub(crate) const TABLE: Table = Table {
    name: records::TABLE,
    columns: &[records::CALL_ID, records::RECORD],
    key: 1,
    conflict: Conflict::Replace,
};

/// Adds the row of a call.
pub(crate) fn add(rows: &mut Rows, call: &Call, record: String) {
    rows.text(call.id.as_str()).string(record);
}

/// The record of one call.
pub(crate) fn of(id: &CallId) -> SelectStatement {
    Query::select()
        .columns([records::CALL_ID, records::RECORD])
        .from(records::TABLE)
        .and_where(Expr::col(records::CALL_ID).eq(id.as_str()))
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
