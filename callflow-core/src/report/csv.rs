//! Rows as CSV (RFC 4180), for programs that would take some cells for formulas.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use super::record::{Cell, Record, Shown};

/// A line of the names of a row's columns, with its line end.
#[must_use]
pub fn csv_text<'n>(names: impl Iterator<Item = &'n str>) -> String {
    line(names.map(|name| quoted(name).into_owned()))
}

/// The line of a row, with its line end. Numbers are written as they are, texts made [`harmless`].
#[must_use]
pub fn csv_line(record: &Record) -> String {
    line(record.cells().map(|cell| match cell {
        Cell::Text(text) => quoted(&harmless(text)).into_owned(),
        cell => Shown(cell).to_string(),
    }))
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = String::new();
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            line.push(',');
        }
        line.push_str(&cell);
    }
    line.push_str("\r\n");
    line
}

/// A text that no spreadsheet takes for a formula: one that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an
/// apostrophe before it, which spreadsheets take for "this is text".
///
/// Callers choose their own names, so a name may be a formula that sends the table elsewhere. What is a number and nothing
/// else, `-12.5` or `+12025550143`, computes nothing: it stays as it is, so that telephone numbers can be read, and looked
/// up in another system.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    let suspicious = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if suspicious && !is_number(text) { format!("'{text}").into() } else { text.into() }
}

/// A sign, digits, and at most one point between digits.
fn is_number(text: &str) -> bool {
    let Some(digits) = text.strip_prefix(['+', '-']) else { return false };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(part)
}

fn quoted(text: &str) -> Cow<'_, str> {
    if text.contains(['"', ',', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\"")).into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[test]
    fn formulas_are_texts_and_numbers_stay_numbers() {
        for (text, want) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+12025550143", "+12025550143"),
            ("-12.5", "-12.5"),
            ("+1+1", "'+1+1"),
            ("+1 202 555", "'+1 202 555"),
            ("-", "'-"),
            ("+1.", "'+1."),
            ("-2+3+cmd", "'-2+3+cmd"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("Ann Example", "Ann Example"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), want);
        }
    }

    #[derive(Serialize)]
    struct Row {
        name: &'static str,
        number: &'static str,
        wait_s: Option<f64>,
        calls: u64,
    }

    #[test]
    fn a_reader_of_csv_reads_what_was_written() {
        let rows = [
            Row { name: "Ann, \"Annie\"\r\nExample", number: "+12025550143", wait_s: Some(2.5), calls: 3 },
            Row { name: "=1+1", number: "*97", wait_s: None, calls: 0 },
        ];
        let mut text = String::new();
        for (n, row) in rows.iter().enumerate() {
            let record = Record::of(row).unwrap();
            if n == 0 {
                text.push_str(&csv_text(record.columns()));
            }
            text.push_str(&csv_line(&record));
        }
        assert!(text.starts_with("name,number,wait_s,calls\r\n\"Ann, \"\"Annie\"\""));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let read: alloc::vec::Vec<_> = reader.records().map(|record| record.unwrap()).collect();
        assert_eq!(read[0], alloc::vec!["Ann, \"Annie\"\r\nExample", "+12025550143", "2.5", "3"]);
        assert_eq!(read[1], alloc::vec!["'=1+1", "*97", "", "0"]);
    }
}
