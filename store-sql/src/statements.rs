//! Statements that write rows, rendered once and used as long as the store lives.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sea_query::{Expr, ExprTrait, Func, OnConflict, Query, Value};

use crate::bind::Rows;
use crate::connection::{Keep, Transaction};
use crate::dialect::Dialect;
use crate::schema::{Conflict, Table, calls};

/// Of one statement. SQLite takes 32,766, the others 65,535; more rows a statement gain nothing from here on.
const MAX_PARAMETERS: usize = 4096;
/// Bytes of one statement: a quarter of what MariaDB takes at once if nobody tells it to take more.
const MAX_BYTES: usize = 4 << 20;

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
        transaction: &mut Transaction,
        table: &'static Table,
        rows: Rows,
    ) -> Result<(), sqlx::Error> {
        let width = table.columns.len();
        let mut left = rows.into_values();
        while !left.is_empty() {
            let count = rows_at_once(&left, width);
            let sql = self.insert(table, count);
            let rest = left.split_off(count * width);
            transaction.execute(&sql, left, Keep::Prepared).await?;
            left = rest;
        }
        Ok(())
    }

    fn insert(&self, table: &'static Table, rows: usize) -> Arc<str> {
        let mut inserts = self.inserts.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (table.name, table.columns.len(), rows);
        Arc::clone(inserts.entry(key).or_insert_with(|| render(self.dialect, table, rows).into()))
    }
}

/// How many of the rows, which have at least one value, go into one statement.
fn rows_at_once(values: &[Value], width: usize) -> usize {
    let rows = (values.len() / width).clamp(1, MAX_PARAMETERS / width);
    let mut bytes = 0;
    let fit = values.chunks(width).take(rows).take_while(|row| {
        bytes += row.iter().map(length).sum::<usize>();
        bytes <= MAX_BYTES
    });
    1 << fit.count().max(1).ilog2()
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(Some(text)) => text.len(),
        Value::Bytes(Some(bytes)) => bytes.len(),
        _ => size_of::<i64>(),
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
    if let Some(on_conflict) = on_conflict(dialect, table) {
        insert.on_conflict(on_conflict);
    }
    dialect.insert(&insert).0
}

fn on_conflict(dialect: Dialect, table: &Table) -> Option<OnConflict> {
    let (key, rest) = table.columns.split_at_checked(dialect.key_columns(table))?;
    let mut conflict = OnConflict::columns(key.iter().copied());
    let new = |column: &'static str| dialect.new_value(column);
    let old = |column: &'static str| Expr::col((table.name, column));
    match table.conflict {
        Conflict::Never => return None,
        Conflict::Keep => conflict.do_nothing_on(key.iter().copied()),
        Conflict::Replace => conflict.update_columns(rest.iter().copied()),
        // The same as Standing::supersedes; whoever wrote it has asked before, and asks again here lest two programs
        // on one database get into each other's way.
        Conflict::ReplaceOlder => {
            let ended = new(calls::ENDED).eq(Expr::cust("1")).and(old(calls::ENDED).eq(Expr::cust("0")));
            let better = new(calls::VERSION).gte(old(calls::VERSION)).or(ended);
            replace_if(dialect, &mut conflict, table, better, &[calls::VERSION, calls::ENDED])
        }
        Conflict::ReplaceSince(column) => {
            replace_if(dialect, &mut conflict, table, new(column).gte(old(column)), &[column])
        }
        Conflict::ReplaceUntil(column) => {
            let better = old(column).is_null().or(new(column).gte(old(column)));
            replace_if(dialect, &mut conflict, table, better, &[column])
        }
        Conflict::Add => conflict.values(rest.iter().map(|column| (*column, old(column).add(new(column))))),
    };
    Some(conflict)
}

/// Replaces what is no key if the new row is the better one, which the `deciding` columns tell.
fn replace_if<'c>(
    dialect: Dialect,
    conflict: &'c mut OnConflict,
    table: &Table,
    better: Expr,
    deciding: &[&'static str],
) -> &'c mut OnConflict {
    let columns = table.columns.iter().copied().skip(dialect.key_columns(table));
    if dialect.has_conditional_update() {
        return conflict.update_columns(columns).action_and_where(better);
    }
    // MySQL assigns one column after the other, and what stands further behind sees what was assigned before. So those
    // that decide are the last; once the first of them is the new one the answer is the same for the others.
    let others = columns.filter(|column| !deciding.contains(column));
    conflict.values(others.chain(deciding.iter().copied()).map(|column| {
        let new = dialect.new_value(column);
        let either = Func::cust("IF").args([better.clone(), new, Expr::col((table.name, column))]);
        (column, either.into())
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: Table =
        Table { name: "t", columns: &["a", "b"], key: 1, partitioned_key: None, conflict: Conflict::Add };

    #[test]
    fn rows_are_placeholders_and_conflicts_are_named() {
        assert_eq!(
            render(Dialect::Sqlite, &TABLE, 2),
            r#"INSERT INTO "t" ("a", "b") VALUES (?, ?), (?, ?) ON CONFLICT ("a") DO UPDATE SET "b" = "t"."b" + "excluded"."b""#
        );
        assert_eq!(
            render(Dialect::Postgres, &TABLE, 2),
            r#"INSERT INTO "t" ("a", "b") VALUES ($1, $2), ($3, $4) ON CONFLICT ("a") DO UPDATE SET "b" = "t"."b" + "excluded"."b""#
        );
        assert_eq!(
            render(Dialect::Mysql, &TABLE, 1),
            "INSERT INTO `t` (`a`, `b`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `b` = `t`.`b` + VALUES(`b`)"
        );
    }

    #[test]
    fn mysql_decides_by_what_was_there_before() {
        let table = Table {
            name: "t",
            columns: &["id", "version", "ended", "x"],
            key: 1,
            partitioned_key: None,
            conflict: Conflict::ReplaceOlder,
        };
        let sql = render(Dialect::Mysql, &table, 1);
        let better = "VALUES(`version`) >= `t`.`version` OR (VALUES(`ended`) = (1) AND `t`.`ended` = (0))";
        let set = ["x", "version", "ended"]
            .map(|column| format!("`{column}` = IF({better}, VALUES(`{column}`), `t`.`{column}`)"));
        assert!(sql.ends_with(&format!("UPDATE {}", set.join(", "))), "{sql}");
    }

    #[test]
    fn rows_go_in_powers_of_two_and_not_too_many_bytes() {
        let short = vec![Value::BigInt(Some(1)); 2 * 700];
        assert_eq!(rows_at_once(&short, 2), 512);
        assert_eq!(rows_at_once(&short, 700), 2);
        let long = vec![Value::String(Some("x".repeat(1 << 20))); 9];
        assert_eq!(rows_at_once(&long, 1), 4);
        assert_eq!(rows_at_once(&[Value::String(Some("x".repeat(9 << 20)))], 1), 1);
    }
}
