//! A document that is put together field by field; what is not known is left out.

use std::sync::Arc;

use callflow_core::Timestamp;
use callflow_core::store::{Dated, StoreError};
use mongodb::bson::{Bson, DateTime, Document, RawBsonRef, RawDocument, RawDocumentBuf};

/// A document under construction.
#[derive(Debug, Default)]
pub(crate) struct Fields(Document);

impl Fields {
    pub(crate) fn set(mut self, name: &str, value: impl Into<Bson>) -> Self {
        self.0.insert(name, value);
        self
    }

    pub(crate) fn maybe(self, name: &str, value: Option<impl Into<Bson>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    pub(crate) fn text(self, name: &str, text: Option<&Arc<str>>) -> Self {
        self.maybe(name, text.map(|text| &**text))
    }

    /// A number without sign: milliseconds, a count.
    pub(crate) fn number(self, name: &str, value: u64) -> Self {
        self.set(name, number(value))
    }

    /// A date for those who read, to the millisecond.
    pub(crate) fn date(self, name: &str, at: Option<Timestamp>) -> Self {
        self.maybe(name, at.map(time))
    }

    /// The date, and beside it the microseconds since 1970, by which lists are ordered.
    pub(crate) fn moment(self, name: &str, at: Option<Timestamp>) -> Self {
        self.date(name, at).maybe(&format!("{name}Micros"), at.map(Timestamp::unix_micros))
    }

    /// What orders the rows of one moment in a history.
    pub(crate) fn history<R: Dated>(self, row: &R) -> Self {
        self.set("orderId", &*row.id())
    }

    pub(crate) fn done(self) -> Document {
        self.0
    }

    pub(crate) fn encode(self) -> Result<RawDocumentBuf, StoreError> {
        encode(&self.0)
    }
}

/// The document as it goes over the wire.
pub(crate) fn encode(document: &Document) -> Result<RawDocumentBuf, StoreError> {
    RawDocumentBuf::try_from(document).map_err(|error| StoreError::Failed { source: error.into() })
}

/// A number as BSON has it; past its end is its end.
pub(crate) fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A whole number out of a document, however wide the server has made it; `None` where there is none.
pub(crate) fn whole(document: &RawDocument, name: &str) -> Option<i64> {
    match document.get(name).ok()?? {
        RawBsonRef::Int32(number) => Some(number.into()),
        RawBsonRef::Int64(number) => Some(number),
        _ => None,
    }
}

/// The millisecond that the time lies in.
pub(crate) fn time(at: Timestamp) -> DateTime {
    DateTime::from_millis(at.unix_micros().div_euclid(1_000))
}
