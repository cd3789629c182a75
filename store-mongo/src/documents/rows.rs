//! Rows as documents: their key, what they are found by, and when they take another's place.

use callflow_core::store::{IntervalRow, Row, StoreError};
use mongodb::bson::{Bson, Document, RawDocument, RawDocumentBuf, doc};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Fields;
use super::calls::RECORD;
use crate::error::damaged;

/// A row that this store keeps.
pub(crate) trait StoredRow: Row + Serialize + DeserializeOwned {
    /// Where.
    const COLLECTION: &'static str;

    /// By what it is known: the parts of [`Row::key`], put together by [`key`].
    fn id(&self) -> String;

    /// What reports ask for, and what it is found and ordered by.
    fn fields(&self, fields: Fields) -> Fields;

    /// [`Row::replaces`] as an expression of the server's, of the document that is there.
    fn guard(&self) -> Bson;

    /// A row that says that there is none any more: as a filter, which documents it removes.
    fn removes(&self) -> Option<Document> {
        None
    }
}

/// A document that takes the place of the one of the same `_id`, if there is none or the guard is true of it.
#[derive(Debug)]
pub(crate) struct Put {
    pub(crate) id: Bson,
    pub(crate) guard: Bson,
    pub(crate) document: RawDocumentBuf,
}

/// The document of a row, and its guard.
pub(crate) fn put<R: StoredRow>(row: &R) -> Result<Put, StoreError> {
    let record = serde_json::to_string(row).map_err(|error| StoreError::Failed { source: error.into() })?;
    let id = row.id();
    let fields = Fields::default().set("_id", id.clone()).set("pbx", row.pbx()).set("tenant", row.tenant());
    Ok(Put { id: id.into(), guard: row.guard(), document: row.fields(fields).set(RECORD, record).encode()? })
}

/// The row out of a document that has at least `_id` and `record`.
pub(crate) fn read<R: StoredRow>(document: &RawDocument) -> Result<R, StoreError> {
    // Without its key, which may be a number of somebody's.
    let broken = || format!("a document of {}", R::COLLECTION);
    let record = document.get_str(RECORD).map_err(|error| damaged(&broken(), error))?;
    serde_json::from_str(record).map_err(|error| damaged(&broken(), error))
}

/// Parts of a key as one text, with slashes between. All but the last one are percent-encoded, so that no two keys are
/// the same text. (A document would do as well, but not every server finds one by its key.)
pub(crate) fn key<const N: usize>(parts: [&str; N]) -> String {
    let whole = parts.into_iter().rev().map(str::to_owned);
    whole.reduce(|after, part| IntervalRow::order_id(&part, &after)).unwrap_or_default()
}

/// Whether the time in `field` is not later than `micros`, or there is none.
pub(super) fn not_after(field: &str, micros: i64) -> Bson {
    let field = format!("${field}");
    doc! {"$or": [{"$eq": [{"$type": &field}, "missing"]}, {"$lte": [&field, micros]}]}.into()
}
