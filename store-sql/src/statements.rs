//! Statements that write rows, rendered once and used as long as the store lives.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sea_query::{Expr, ExprTrait, OnConflict, Query, Value};
use sqlx::SqliteConnection;

use crate::bind::{Rows, sqlite_arguments};
use crate::dialect::Dialect;
use crate::schema::{Conflict, Table, calls};

/// Of one statement. SQLite takes 32,766, PostgreSQL 65,535; more rows a statement gain nothing from here on.
const MAX_PARAMETERS: usize = 4096;

/// Table, columns and rows of a statement; a table may be written in part.
type Insert = (&'static str, usize, usize);

/// The statements of one store.
#[derive(Debug)]
pub(crate) struct Statements {
    dialect: Dialect,
    inserts: Mutex<HashMap<Insert, Arc<str>>>,
}

impl Statements {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { dialect, inserts: Mutex::default() }
    }

    /// Writes rows, as the table says what becomes of those that are there.
    ///
    /// Many rows a statement, in numbers that are powers of two, so that a handful of prepared statements a table
    /// does for every number of rows.
    pub(crate) async fn write(
        &self,
        connection: &mut SqliteConnection,
        table: &'static Table,
        rows: Rows,
    ) -> Result<(), sqlx::Error> {
        let width = table.columns.len();
        let most = MAX_PARAMETERS / width;
        let mut left = rows.len() / width;
        let mut values = rows.into_values().into_iter();
        while left > 0 {
            let count = 1 << left.min(most).ilog2();
            let sql = self.insert(table, count);
            let arguments = sqlite_arguments(values.by_ref().take(count * width))?;
            sqlx::query_with(&sql, arguments).execute(&mut *connection).await?;
            left -= count;
        }
        Ok(())
    }

    fn insert(&self, table: &'static Table, rows: usize) -> Arc<str> {
        let mut inserts = self.inserts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (table.name, table.columns.len(), rows);
        Arc::clone(inserts.entry(key).or_insert_with(|| render(self.dialect, table, rows).into()))
    }
}

fn render(dialect: Dialect, table: &Table, rows: usize) -> String {
    let mut insert = Query::insert();
    insert.into_table(table.name).columns(table.columns.iter().copied());
    for _ in 0..rows {
        let row = table.columns.iter().map(|_| Expr::val(Value::BigInt(None)));
        // It is refused only if a row has another number of values than there are columns.
        let _ = insert.values(row);
    }
    if let Some(on_conflict) = on_conflict(table) {
        insert.on_conflict(on_conflict);
    }
    dialect.insert(&insert)
}

fn on_conflict(table: &Table) -> Option<OnConflict> {
    let (key, rest) = table.columns.split_at_checked(table.key)?;
    let mut conflict = OnConflict::columns(key.iter().copied());
    let new = |column: &'static str| Expr::col(("excluded", column));
    let old = |column: &'static str| Expr::col((table.name, column));
    match table.conflict {
        Conflict::Never => return None,
        Conflict::Replace => conflict.update_columns(rest.iter().copied()),
        // The same as Standing::supersedes; whoever wrote it has asked before, and asks again here lest two programs
        // on one database get into each other's way.
        Conflict::ReplaceOlder => conflict.update_columns(rest.iter().copied()).action_and_where(
            new(calls::VERSION)
                .gte(old(calls::VERSION))
                .or(new(calls::ENDED).eq(1).and(old(calls::ENDED).eq(0))),
        ),
        Conflict::Add => conflict.values(rest.iter().map(|column| (*column, old(column).add(new(column))))),
    };
    Some(conflict)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Table = Table { name: "t", columns: &["a", "b"], key: 1, conflict: Conflict::Add };

    #[test]
    fn rows_are_placeholders_and_conflicts_are_named() {
        assert_eq!(
            render(Dialect::Sqlite, &TABLE, 2),
            r#"INSERT INTO "t" ("a", "b") VALUES (?, ?), (?, ?) ON CONFLICT ("a") DO UPDATE SET "b" = "t"."b" + "excluded"."b""#
        );
    }
}
