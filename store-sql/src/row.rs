//! A row of an answer, whichever driver it comes from.

use std::borrow::Cow;

/// A row of an answer.
pub(crate) enum Row {
    #[cfg(feature = "sqlite")]
    Sqlite(sqlx::sqlite::SqliteRow),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::postgres::PgRow),
    #[cfg(feature = "mysql")]
    Mysql(sqlx::mysql::MySqlRow),
}

/// What a column is asked for by.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Column {
    Name(&'static str),
    At(usize),
}

impl From<&'static str> for Column {
    fn from(name: &'static str) -> Self {
        Self::Name(name)
    }
}

impl From<usize> for Column {
    fn from(at: usize) -> Self {
        Self::At(at)
    }
}

macro_rules! of_driver {
    ($feature:literal, $row:ty, $kind:ident) => {
        #[cfg(feature = $feature)]
        impl From<$row> for Row {
            fn from(row: $row) -> Self {
                Self::$kind(row)
            }
        }

        #[cfg(feature = $feature)]
        impl sqlx::ColumnIndex<$row> for Column {
            fn index(&self, row: &$row) -> Result<usize, sqlx::Error> {
                match self {
                    Self::Name(name) => sqlx::ColumnIndex::<$row>::index(name, row),
                    Self::At(at) => sqlx::ColumnIndex::<$row>::index(at, row),
                }
            }
        }
    };
}
of_driver!("sqlite", sqlx::sqlite::SqliteRow, Sqlite);
of_driver!("postgres", sqlx::postgres::PgRow, Postgres);
of_driver!("mysql", sqlx::mysql::MySqlRow, Mysql);

/// A value of one column. MySQL tells text by its collation, and what is a key has none; so types are not compared,
/// the caller knows what it wrote.
macro_rules! value {
    ($row:expr, $column:expr) => {
        match $row {
            #[cfg(feature = "sqlite")]
            Row::Sqlite(row) => sqlx::Row::try_get(row, $column),
            #[cfg(feature = "postgres")]
            Row::Postgres(row) => sqlx::Row::try_get(row, $column),
            #[cfg(feature = "mysql")]
            Row::Mysql(row) => sqlx::Row::try_get_unchecked(row, $column),
        }
    };
}

impl Row {
    pub(crate) fn number(&self, column: impl Into<Column>) -> Result<i64, sqlx::Error> {
        let column = column.into();
        self.number_or_null(column)?.ok_or_else(|| sqlx::Error::ColumnDecode {
            index: format!("{column:?}"),
            source: "is NULL and must not be".into(),
        })
    }

    pub(crate) fn number_or_null(&self, column: impl Into<Column>) -> Result<Option<i64>, sqlx::Error> {
        let column = column.into();
        match self {
            // PostgreSQL alone tells numbers apart by their length.
            #[cfg(feature = "postgres")]
            Self::Postgres(row) => {
                use sqlx::{Row as _, TypeInfo as _, ValueRef as _};
                let value = row.try_get_raw(column)?;
                let kind = value.type_info();
                match kind.name() {
                    "INT2" => Ok(row.try_get::<Option<i16>, _>(column)?.map(i64::from)),
                    "INT4" => Ok(row.try_get::<Option<i32>, _>(column)?.map(i64::from)),
                    _ => row.try_get(column),
                }
            }
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            other => value!(other, column),
        }
    }

    /// A number that is no less than 0.
    pub(crate) fn count(&self, column: impl Into<Column>) -> Result<u64, sqlx::Error> {
        self.number(column).map(|number| u64::try_from(number).unwrap_or(0))
    }

    pub(crate) fn flag(&self, column: impl Into<Column>) -> Result<bool, sqlx::Error> {
        self.number(column).map(|number| number != 0)
    }

    pub(crate) fn text(&self, column: impl Into<Column>) -> Result<Cow<'_, str>, sqlx::Error> {
        let text: &str = value!(self, column.into())?;
        Ok(self.as_it_was(text))
    }

    pub(crate) fn text_or_null(
        &self,
        column: impl Into<Column>,
    ) -> Result<Option<Cow<'_, str>>, sqlx::Error> {
        let text: Option<&str> = value!(self, column.into())?;
        Ok(text.map(|text| self.as_it_was(text)))
    }

    pub(crate) fn bytes_or_null(&self, column: impl Into<Column>) -> Result<Option<Vec<u8>>, sqlx::Error> {
        value!(self, column.into())
    }

    fn as_it_was<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(_) => crate::nul::with(text),
            #[cfg(any(feature = "sqlite", feature = "mysql"))]
            _ => Cow::Borrowed(text),
        }
    }
}
