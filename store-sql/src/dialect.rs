//! What differs between databases, in one place: everything else is said through sea-query.

use sea_query::{
    DeleteStatement, Expr, ExprTrait, Func, InsertStatement, SelectStatement, SqliteQueryBuilder, Values,
};

/// The language that a database speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Dialect {
    /// SQLite 3.35 or newer.
    Sqlite,
}

impl Dialect {
    pub(crate) fn select(self, statement: &SelectStatement) -> (String, Values) {
        match self {
            Self::Sqlite => statement.build(SqliteQueryBuilder),
        }
    }

    pub(crate) fn insert(self, statement: &InsertStatement) -> String {
        match self {
            Self::Sqlite => statement.build(SqliteQueryBuilder).0,
        }
    }

    pub(crate) fn delete(self, statement: &DeleteStatement) -> (String, Values) {
        match self {
            Self::Sqlite => statement.build(SqliteQueryBuilder),
        }
    }

    /// `text` occurs in `column`, as it stands: no pattern, no folding of case.
    pub(crate) fn contains(self, column: Expr, text: String) -> Expr {
        match self {
            Self::Sqlite => Expr::expr(Func::cust("instr").arg(column).arg(text)).gt(0),
        }
    }

    /// The column as a value, not to be looked up in an index.
    ///
    /// SQLite knows at most how many rows a value has on average, and guesses without that; so the writer of a query
    /// tells it which index to take, by leaving it no other.
    pub(crate) fn plain(self, column: Expr) -> Expr {
        match self {
            Self::Sqlite => Expr::cust_with_exprs("+?", [column]),
        }
    }
}
