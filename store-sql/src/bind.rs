//! Values on their way to the driver.

use callflow_core::Timestamp;
use sea_query::Value;
use serde::Serialize;
use sqlx::{Arguments, Encode, Type};

use crate::dialect::Dialect;
use crate::words::word;

/// Rows of one table, value after value.
#[derive(Debug)]
pub(crate) struct Rows {
    dialect: Dialect,
    values: Vec<Value>,
}

impl Rows {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, values: Vec::new() }
    }

    /// A text that is part of a key.
    pub(crate) fn key(&mut self, text: &str) -> &mut Self {
        self.string(self.dialect.key(text).into_owned())
    }

    pub(crate) fn key_or_null(&mut self, text: Option<&str>) -> &mut Self {
        let text = text.map(|text| self.dialect.key(text).into_owned());
        self.push(Value::String(text))
    }

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

    #[cfg(test)]
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

/// Values as a driver takes them.
fn arguments<'v, A>(values: Vec<Value>) -> Result<A, sqlx::Error>
where
    A: Arguments<'v>,
    Option<String>: Encode<'v, A::Database> + Type<A::Database>,
    Option<Vec<u8>>: Encode<'v, A::Database> + Type<A::Database>,
    Option<i64>: Encode<'v, A::Database> + Type<A::Database>,
    Option<i32>: Encode<'v, A::Database> + Type<A::Database>,
{
    let mut arguments = A::default();
    arguments.reserve(values.len(), 0);
    for value in values {
        let added = match value {
            Value::String(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
            Value::BigInt(number) => arguments.add(number),
            Value::Int(number) => arguments.add(number),
            Value::BigUnsigned(number) => arguments.add(number.map(i64::try_from).transpose().ok().flatten()),
            other => Err(format!("no query of this crate binds {other:?}").into()),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

/// Values as the SQLite driver takes them.
#[cfg(feature = "sqlite")]
pub(crate) fn sqlite(values: Vec<Value>) -> Result<sqlx::sqlite::SqliteArguments<'static>, sqlx::Error> {
    arguments(values)
}

/// Values as the PostgreSQL driver takes them.
#[cfg(feature = "postgres")]
pub(crate) fn postgres(mut values: Vec<Value>) -> Result<sqlx::postgres::PgArguments, sqlx::Error> {
    for value in &mut values {
        if let Value::String(Some(text)) = value {
            *text = crate::nul::without(std::mem::take(text));
        }
    }
    arguments(values)
}

/// Values as the MySQL driver takes them.
#[cfg(feature = "mysql")]
pub(crate) fn mysql(values: Vec<Value>) -> Result<sqlx::mysql::MySqlArguments, sqlx::Error> {
    arguments(values)
}
