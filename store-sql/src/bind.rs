//! Values on their way to the driver.

use callflow_core::Timestamp;
use sea_query::{Value, Values};
use serde::Serialize;
use sqlx::Arguments;
use sqlx::sqlite::SqliteArguments;

use crate::words::word;

/// Rows of one table, value after value.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    values: Vec<Value>,
}

impl Rows {
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.string(text.to_owned())
    }

    pub(crate) fn string(&mut self, text: String) -> &mut Self {
        self.push(Value::String(Some(text)))
    }

    pub(crate) fn text_or_null(&mut self, text: Option<&str>) -> &mut Self {
        self.push(Value::String(text.map(str::to_owned)))
    }

    pub(crate) fn word<T: Serialize>(&mut self, variant: &T) -> &mut Self {
        self.string(word(variant))
    }

    pub(crate) fn word_or_null<T: Serialize>(&mut self, variant: Option<&T>) -> &mut Self {
        self.push(Value::String(variant.map(word)))
    }

    pub(crate) fn number(&mut self, number: i64) -> &mut Self {
        self.push(Value::BigInt(Some(number)))
    }

    pub(crate) fn number_or_null(&mut self, number: Option<i64>) -> &mut Self {
        self.push(Value::BigInt(number))
    }

    /// Databases count to 2^63; what a record has beyond lasts longer than Asterisk.
    pub(crate) fn count(&mut self, count: u64) -> &mut Self {
        self.number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    pub(crate) fn flag(&mut self, flag: bool) -> &mut Self {
        self.number(i64::from(flag))
    }

    pub(crate) fn time(&mut self, at: Timestamp) -> &mut Self {
        self.number(at.unix_micros())
    }

    pub(crate) fn time_or_null(&mut self, at: Option<Timestamp>) -> &mut Self {
        self.number_or_null(at.map(Timestamp::unix_micros))
    }

    pub(crate) fn blob_or_null(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        self.push(Value::Bytes(bytes.map(<[u8]>::to_vec)))
    }

    pub(crate) fn len(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn into_values(self) -> Vec<Value> {
        self.values
    }

    fn push(&mut self, value: Value) -> &mut Self {
        self.values.push(value);
        self
    }
}

/// The arguments of a statement that sea-query has rendered.
pub(crate) fn arguments(values: Values) -> Result<SqliteArguments<'static>, sqlx::Error> {
    sqlite_arguments(values.0.into_iter())
}

/// Values as the SQLite driver takes them.
pub(crate) fn sqlite_arguments(
    values: impl ExactSizeIterator<Item = Value>,
) -> Result<SqliteArguments<'static>, sqlx::Error> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        let added = match value {
            Value::String(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
            Value::BigInt(number) => arguments.add(number),
            Value::Int(number) => arguments.add(number),
            Value::BigUnsigned(number) => arguments.add(number.map(i64::try_from).transpose().ok().flatten()),
            Value::Bool(flag) => arguments.add(flag),
            other => Err(format!("no query of this crate binds {other:?}").into()),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
