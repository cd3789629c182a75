//! What the server lists, as a table, as JSON or as CSV.

use std::io::{self, BufWriter, Write};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::grid::{self, Column};
use crate::api::ApiError;
use crate::cli::ListFormat;
use crate::failure::Failure;
use crate::paint::Paint;
use crate::terminal;

/// A page of a list of the API. Items are kept as they came: a later server may tell more of each than is known here.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) items: Vec<Box<RawValue>>,
    pub(crate) next_cursor: Option<String>,
    pub(crate) total: Option<u64>,
}

/// A field of CSV: its name, and its value in a record.
pub(crate) type Field<T> = (&'static str, fn(&T) -> String);

/// A list that is printed page by page.
pub(crate) struct Listed<T: 'static> {
    /// What it is called, of one and of several.
    pub(crate) called: (&'static str, &'static str),
    pub(crate) columns: fn(&[T]) -> Vec<Column<T>>,
    pub(crate) csv: &'static [Field<T>],
}

/// Prints a list as it comes. JSON and CSV go out page by page; a table is as wide as its widest row.
pub(crate) struct Printer<T: 'static> {
    listed: &'static Listed<T>,
    out: Form<T>,
    printed: u64,
    total: Option<u64>,
}

enum Form<T> {
    Table(Vec<T>),
    Json(BufWriter<io::Stdout>),
    Csv(Box<csv::Writer<io::Stdout>>),
}

impl<T: DeserializeOwned + 'static> Printer<T> {
    pub(crate) fn new(listed: &'static Listed<T>, format: ListFormat) -> Result<Self, Failure> {
        let out = match format {
            ListFormat::Table => Form::Table(Vec::new()),
            ListFormat::Json => {
                let mut out = BufWriter::new(io::stdout());
                out.write_all(b"{\"items\": [").map_err(Failure::output)?;
                Form::Json(out)
            }
            ListFormat::Csv => {
                let mut out = csv::Writer::from_writer(io::stdout());
                out.write_record(listed.csv.iter().map(|(name, _)| name)).map_err(Failure::output)?;
                Form::Csv(Box::new(out))
            }
        };
        Ok(Self { listed, out, printed: 0, total: None })
    }

    /// Prints a page, of which all that `keep` keeps.
    pub(crate) fn page(&mut self, page: Page, keep: impl Fn(&T) -> bool) -> Result<(), Failure> {
        self.total = page.total;
        for item in page.items {
            let value: T = read(&item)?;
            if !keep(&value) {
                continue;
            }
            match &mut self.out {
                Form::Table(rows) => rows.push(value),
                Form::Json(out) => {
                    let before = if self.printed == 0 { "\n  " } else { ",\n  " };
                    write!(out, "{before}{}", item.get()).map_err(Failure::output)?;
                }
                Form::Csv(out) => {
                    let record = self.listed.csv.iter().map(|(_, field)| field(&value));
                    out.write_record(record).map_err(Failure::output)?;
                }
            }
            self.printed += 1;
        }
        Ok(())
    }

    /// Prints the end. `more` says that there is more than was asked for.
    pub(crate) fn finish(self, more: bool) -> Result<(), Failure> {
        match self.out {
            Form::Table(rows) => {
                let mut out = BufWriter::new(io::stdout().lock());
                let rest = (self.total.filter(|_| more), more);
                table(&mut out, self.listed, &rows, rest).and_then(|()| out.flush())
            }
            Form::Json(mut out) => {
                // What was left out by a choice made here is not in the server's total.
                let total = self.total.filter(|_| more).unwrap_or(self.printed);
                let total = if more && self.total.is_none() { "null".to_owned() } else { total.to_string() };
                writeln!(out, "\n], \"next_cursor\": null, \"total\": {total}}}").and_then(|()| out.flush())
            }
            Form::Csv(mut out) => out.flush(),
        }
        .map_err(Failure::output)
    }
}

fn read<T: DeserializeOwned>(item: &RawValue) -> Result<T, Failure> {
    let mut json = serde_json::Deserializer::from_str(item.get());
    let value = serde_path_to_error::deserialize(&mut json);
    value.map_err(|error| ApiError::Form { path: "the list".into(), why: error.to_string() }.into())
}

fn table<T: 'static>(
    out: &mut impl Write,
    listed: &Listed<T>,
    rows: &[T],
    (total, more): (Option<u64>, bool),
) -> io::Result<()> {
    let (one, several) = listed.called;
    if rows.is_empty() {
        return writeln!(out, "no {several}");
    }
    let columns = (listed.columns)(rows);
    let left_out = grid::write(out, (columns, rows), terminal::width(), Paint::of_output())?;
    let noun = if rows.len() == 1 { one } else { several };
    let of = match (total, more) {
        (Some(total), _) => format!(" of {total}"),
        (None, true) => " and more".to_owned(),
        (None, false) => String::new(),
    };
    let hint = if more { "; --limit shows more" } else { "" };
    writeln!(out, "\n{}{of} {noun}{hint}", rows.len())?;
    if !left_out.is_empty() {
        writeln!(out, "(not shown, as the terminal is narrow: {})", left_out.join(", "))?;
    }
    Ok(())
}
