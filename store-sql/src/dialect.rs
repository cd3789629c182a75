//! What differs between databases, in one place: everything else is said through sea-query.

use std::borrow::Cow;

use sea_query::{
    DeleteStatement, Expr, ExprTrait, Func, InsertStatement, LikeExpr, MysqlQueryBuilder,
    PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder, UpdateStatement, Values,
};

use crate::nul;
use crate::schema::Table;

/// The most bytes of a text that is part of a key. Asterisk's own ids and numbers have at most 150; an index takes
/// 2,704 bytes a row in PostgreSQL, and MySQL wants to know the length beforehand.
pub(crate) const MOST_KEY_BYTES: usize = 255;

/// The language that a database speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Dialect {
    /// SQLite 3.35 or newer.
    Sqlite,
    /// PostgreSQL 14 or newer.
    Postgres,
    /// MariaDB 10.11 or newer, MySQL 8.
    Mysql,
}

/// The statement in the dialect's words, and its values.
macro_rules! build {
    ($dialect:expr, $statement:expr) => {
        match $dialect {
            Dialect::Sqlite => $statement.build(SqliteQueryBuilder),
            Dialect::Postgres => $statement.build(PostgresQueryBuilder),
            Dialect::Mysql => $statement.build(MysqlQueryBuilder),
        }
    };
}

impl Dialect {
    pub(crate) fn select(self, statement: &SelectStatement) -> (String, Values) {
        build!(self, statement)
    }

    pub(crate) fn insert(self, statement: &InsertStatement) -> (String, Values) {
        build!(self, statement)
    }

    pub(crate) fn update(self, statement: &UpdateStatement) -> (String, Values) {
        build!(self, statement)
    }

    pub(crate) fn delete(self, statement: &DeleteStatement) -> (String, Values) {
        build!(self, statement)
    }

    /// `text` occurs in `column`, as it stands: no pattern, no folding of case. The column is as
    /// [`search`](Self::search) makes it.
    pub(crate) fn contains(self, column: Expr, text: String) -> Expr {
        match self {
            Self::Sqlite | Self::Mysql => {
                Expr::expr(Func::cust("instr").arg(column).arg(self.search(text))).gt(0)
            }
            // An index of the column's parts knows patterns alone.
            Self::Postgres => column.like(LikeExpr::new(pattern(&text))),
        }
    }

    /// A text that words are looked for in, or such a word, as it is written. SQLite's table of texts ends a text at NUL.
    pub(crate) fn search(self, text: String) -> String {
        match self {
            Self::Sqlite => nul::without(text),
            Self::Postgres | Self::Mysql => text,
        }
    }

    /// Whether texts are looked for in a table of their own.
    pub(crate) fn has_table_of_texts(self) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres | Self::Mysql => false,
        }
    }

    /// Whether there may be an index of `calls` that finds words by their parts, if the server has it.
    pub(crate) fn may_have_index_of_texts(self) -> bool {
        match self {
            Self::Postgres => true,
            Self::Sqlite | Self::Mysql => false,
        }
    }

    /// The column as a value, not to be looked up in an index.
    ///
    /// SQLite knows at most how many rows a value has on average, and guesses without that; so the writer of a query
    /// tells it which index to take, by leaving it no other. The others count what is in their tables.
    pub(crate) fn plain(self, column: Expr) -> Expr {
        match self {
            Self::Sqlite => Expr::cust_with_exprs("+?", [column]),
            Self::Postgres | Self::Mysql => column,
        }
    }

    /// A sum of whole numbers as a whole number: only SQLite makes no decimal of it.
    pub(crate) fn sum(self, column: Expr) -> Expr {
        let sum: Expr = Func::sum(column).into();
        match self {
            Self::Sqlite => sum,
            Self::Postgres => sum.cast_as("bigint"),
            Self::Mysql => sum.cast_as("signed"),
        }
    }

    /// The value that a new row has for a column, where a row of its key is there already.
    pub(crate) fn new_value(self, column: &'static str) -> Expr {
        match self {
            Self::Sqlite | Self::Postgres => Expr::col(("excluded", column)),
            Self::Mysql => Func::cust("VALUES").arg(Expr::col(column)).into(),
        }
    }

    /// Whether an update of a row on conflict may have a condition of its own.
    pub(crate) fn has_conditional_update(self) -> bool {
        match self {
            Self::Sqlite | Self::Postgres => true,
            Self::Mysql => false,
        }
    }

    /// How many columns of a table are its key.
    pub(crate) fn key_columns(self, table: &Table) -> usize {
        match self {
            Self::Sqlite | Self::Mysql => table.key,
            Self::Postgres => table.partitioned_key.unwrap_or(table.key),
        }
    }

    /// Whether the time at which a call began is part of the key of its tables, so that they may be partitioned by
    /// it. Rows of a call that moves have to be taken out then.
    pub(crate) fn has_time_in_key(self) -> bool {
        match self {
            Self::Sqlite | Self::Mysql => false,
            Self::Postgres => true,
        }
    }

    /// The time by the database's own clock, in microseconds since 1970, when the statement runs: not when its
    /// transaction began, which may have waited since.
    pub(crate) fn now(self) -> Expr {
        Expr::cust(match self {
            Self::Sqlite => "CAST(unixepoch('subsec') * 1000000 AS INTEGER)",
            Self::Postgres => "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)",
            Self::Mysql => "CAST(unix_timestamp(sysdate(6)) * 1000000 AS signed)",
        })
    }

    /// Whether writers wait for each other anyway. Others have to ask for a lock.
    pub(crate) fn has_one_writer(self) -> bool {
        match self {
            Self::Sqlite => true,
            Self::Postgres | Self::Mysql => false,
        }
    }

    /// A text as it stands in a key and is looked up: itself, or if that is longer than any key may be its beginning
    /// and a digest of the whole. SQLite takes any length.
    pub(crate) fn key(self, text: &str) -> Cow<'_, str> {
        if self == Self::Sqlite || text.len() <= MOST_KEY_BYTES {
            return Cow::Borrowed(text);
        }
        let digest = format!("~{:032x}", digest(text));
        let beginning = beginning(text, MOST_KEY_BYTES - digest.len());
        Cow::Owned(format!("{beginning}{digest}"))
    }
}

/// The pattern of LIKE for what has `text` in it.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for char in text.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern.push('%');
    pattern
}

/// At most so many bytes of it, whole characters.
fn beginning(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// FNV-1a of 128 bits: the same on every machine and in every version, which a key must be.
fn digest(text: &str) -> u128 {
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    text.bytes().fold(OFFSET, |digest, byte| (digest ^ u128::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_itself_unless_it_is_too_long() {
        let longest = "é".repeat(127);
        assert_eq!(Dialect::Mysql.key(&longest), longest);
        let (one, other) = ("é".repeat(200), format!("{}x", "é".repeat(200)));
        for dialect in [Dialect::Postgres, Dialect::Mysql] {
            let (one, other) = (dialect.key(&one), dialect.key(&other));
            assert!(one.len() <= MOST_KEY_BYTES && other.len() <= MOST_KEY_BYTES);
            assert!(one.starts_with(&"é".repeat(100)) && one != other);
        }
        assert_eq!(Dialect::Sqlite.key(&one), one);
    }

    #[test]
    fn a_pattern_has_no_signs_of_its_own() {
        assert_eq!(pattern("ann"), "%ann%");
        assert_eq!(pattern(r"1%_\é"), r"%1\%\_\\é%");
    }

    #[test]
    fn the_digest_is_that_of_the_standard() {
        assert_eq!(digest(""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
        assert_eq!(digest("a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }
}
