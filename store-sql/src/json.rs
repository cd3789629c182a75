//! Rows that stand in their table as JSON.

use callflow_core::store::StoreError;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::store_error;
use crate::row::Row;
use crate::schema::rows;

pub(crate) fn encode<T: Serialize>(row: &T) -> Result<String, StoreError> {
    serde_json::to_string(row).map_err(|error| StoreError::Failed { source: error.into() })
}

/// The row of an answer; `what` is what a damaged one is called.
pub(crate) fn decode<T: DeserializeOwned>(what: &str, row: &Row) -> Result<T, StoreError> {
    let record = row.text(rows::RECORD).map_err(store_error)?;
    serde_json::from_str(&record)
        .map_err(|error| StoreError::Damaged { what: what.into(), source: error.into() })
}
