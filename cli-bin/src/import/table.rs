//! The table of call detail records in a database.

use anyhow::anyhow;
use callflow_core::backfill::CdrRow;
use callflow_server::stores;
use csv::StringRecord;
use futures_util::TryStreamExt as _;
use sqlx::{Column as _, Connection as _, Row as _};

use super::rows::Rows;
use crate::database::DatabaseUrl;
use crate::failure::Failure;
use crate::terminal::Progress;

/// The columns that are read where the table has them, under the names that they have in [`CdrRow`].
const COLUMNS: [&str; 19] = [
    "clid",
    "src",
    "dst",
    "dcontext",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "calldate",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "accountcode",
    "uniqueid",
    "linkedid",
    "sequence",
];

/// Reads all rows of the table, each column as text.
macro_rules! read_all {
    ($connection:ty, $url:expr, $table:expr, $rows:expr, $quote:literal, $text:literal) => {{
        let failed = |error: sqlx::Error| failed($url, &error);
        let mut connection = <$connection>::connect($url).await.map_err(failed)?;
        let quoted = |name: &str| format!("{}{name}{}", $quote, $quote);
        let table: Vec<String> = $table.split('.').map(quoted).collect();
        let table = table.join(".");
        // The names of the columns come with any row, and where there is none there is nothing to import.
        let sql = format!("SELECT * FROM {table} LIMIT 1");
        if let Some(any) = sqlx::query(&sql).fetch_optional(&mut connection).await.map_err(failed)? {
            let there: Vec<(String, &str)> = { any.columns().iter() }
                .filter_map(|column| Some((column.name().to_owned(), known(column.name())?)))
                .collect();
            let texts: Vec<String> =
                there.iter().map(|(name, _)| format!("CAST({} AS {})", quoted(name), $text)).collect();
            let sql = format!("SELECT {} FROM {table}", texts.join(", "));
            let head: StringRecord = there.iter().map(|(_, name)| *name).collect();
            let progress = Progress::records(None, "rows");
            let mut stream = sqlx::query(&sql).fetch(&mut connection);
            let mut number: u64 = 0;
            while let Some(row) = stream.try_next().await.map_err(failed)? {
                number += 1;
                progress.add(1);
                let at = format!("row {number} of {}", $table);
                let text = |n| row.try_get::<Option<String>, _>(n).map(Option::unwrap_or_default);
                match (0..there.len()).map(text).collect::<Result<StringRecord, _>>() {
                    Ok(record) => take($rows, &at, &record, &head),
                    Err(error) => $rows.refuse(&at, error),
                }
            }
        }
        connection.close().await.map_err(failed)?;
        Ok(())
    }};
}

/// Reads the table.
pub(super) async fn read(url: &str, table: &str, rows: &mut Rows) -> Result<(), Failure> {
    let is_name =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !table.split('.').all(is_name) {
        return Err(Failure::input("--table", "a table's name has letters, digits and '_' only"));
    }
    DatabaseUrl::new(url).must_exist("check --from-table")?;
    match url.split_once(':').map_or("", |(scheme, _)| scheme) {
        "sqlite" => read_all!(sqlx::SqliteConnection, url, table, rows, '"', "TEXT"),
        "postgres" | "postgresql" => read_all!(sqlx::PgConnection, url, table, rows, '"', "TEXT"),
        "mysql" | "mariadb" => read_all!(sqlx::MySqlConnection, url, table, rows, '`', "CHAR"),
        _ => Err(Failure::input("--from-table", "must begin with sqlite:, postgres: or mysql:")),
    }
}

fn known(column: &str) -> Option<&'static str> {
    COLUMNS.into_iter().find(|known| known.eq_ignore_ascii_case(column))
}

fn take(rows: &mut Rows, at: &str, record: &StringRecord, head: &StringRecord) {
    match record.deserialize::<CdrRow>(Some(head)) {
        Ok(row) => rows.take(at, row),
        Err(error) => rows.refuse(at, error),
    }
}

fn failed(url: &str, error: &sqlx::Error) -> Failure {
    Failure::Work(anyhow!("{}: {error}", stores::shown(url)))
}
