//! Rows as a workbook for Excel and LibreOffice (Office Open XML), written row by row: memory does not grow with it.

use std::io::{Seek, Write};

use callflow_core::report::{Cell, Record, harmless};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// Rows that a sheet of the format has, its heading included.
const ROWS_OF_A_SHEET: u32 = 1_048_576;
/// UTF-16 units that a cell of the format holds.
const UNITS_OF_A_CELL: usize = 32_767;

/// A workbook under construction. Where a sheet is full it goes on in a further one, under the same heading.
///
/// Texts are texts, whatever they begin with, and made [`harmless`] besides: a table is often saved as CSV from there.
pub struct Spreadsheet {
    workbook: Workbook,
    name: &'static str,
    columns: Vec<String>,
    heading: Format,
    sheets: usize,
    rows_of_a_sheet: u32,
    next: u32,
}

impl std::fmt::Debug for Spreadsheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spreadsheet")
            .field("name", &self.name)
            .field("sheets", &self.sheets)
            .finish_non_exhaustive()
    }
}

/// Why there is no workbook: mostly a temporary folder that is full.
#[derive(Debug, thiserror::Error)]
#[error("the spreadsheet could not be written")]
pub struct SpreadsheetError(#[from] XlsxError);

impl Spreadsheet {
    /// An empty one, whose sheets are called `name`, `name 2` and so on.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self::with_rows(name, ROWS_OF_A_SHEET)
    }

    fn with_rows(name: &'static str, rows_of_a_sheet: u32) -> Self {
        let heading = Format::new().set_bold();
        let (columns, sheets) = (Vec::new(), 0);
        Self { workbook: Workbook::new(), name, columns, heading, sheets, rows_of_a_sheet, next: 0 }
    }

    /// Names the columns; those of the first row otherwise.
    ///
    /// # Errors
    /// [`SpreadsheetError`] if it cannot be written.
    pub fn name_columns<'n>(
        &mut self,
        columns: impl Iterator<Item = &'n str>,
    ) -> Result<(), SpreadsheetError> {
        if self.columns.is_empty() {
            self.columns = columns.map(str::to_owned).collect();
            self.begin_sheet()?;
        }
        Ok(())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// As [`name_columns`](Self::name_columns).
    pub fn write(&mut self, record: &Record) -> Result<(), SpreadsheetError> {
        self.name_columns(record.columns())?;
        if self.next == self.rows_of_a_sheet {
            self.begin_sheet()?;
        }
        let row = self.next;
        let sheet = self.workbook.worksheet_from_index(self.sheets.saturating_sub(1))?;
        for (column, cell) in (0..).zip(record.cells()) {
            put(sheet, (row, column), cell)?;
        }
        self.next += 1;
        Ok(())
    }

    /// Writes the file.
    ///
    /// # Errors
    /// As [`name_columns`](Self::name_columns).
    pub fn finish(mut self, to: impl Write + Seek + Send) -> Result<(), SpreadsheetError> {
        if self.sheets == 0 {
            self.begin_sheet()?;
        }
        Ok(self.workbook.save_to_writer(to)?)
    }

    fn begin_sheet(&mut self) -> Result<(), SpreadsheetError> {
        self.sheets += 1;
        let name =
            if self.sheets == 1 { self.name.to_owned() } else { format!("{} {}", self.name, self.sheets) };
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (column, title) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, title, &self.heading)?;
        }
        self.next = 1;
        Ok(())
    }
}

#[expect(clippy::cast_precision_loss, reason = "the format has no other numbers")]
fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Flag(flag) => drop(sheet.write_boolean(row, column, *flag)?),
        Cell::Count(count) => drop(sheet.write_number(row, column, *count as f64)?),
        Cell::Number(number) => drop(sheet.write_number(row, column, *number)?),
        Cell::Text(text) => drop(sheet.write_string(row, column, &*fitting(&harmless(text)))?),
    }
    Ok(())
}

/// As much of it as a cell holds.
fn fitting(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= UNITS_OF_A_CELL {
        return text.into();
    }
    let mut units = 0;
    let fits = |char: &char| {
        units += char.len_utf16();
        units <= UNITS_OF_A_CELL
    };
    text.chars().take_while(fits).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use serde::Serialize;

    use super::*;

    #[derive(Serialize)]
    struct Row {
        name: String,
        calls: u64,
        share: Option<f64>,
        voicemail: bool,
    }

    fn record(name: &str, calls: u64) -> Record {
        Record::of(&Row { name: name.into(), calls, share: None, voicemail: true }).unwrap()
    }

    /// The XML of the sheets, in order.
    fn sheets(sheet: Spreadsheet) -> Vec<String> {
        let mut file = Cursor::new(Vec::new());
        sheet.finish(&mut file).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        let mut sheets = Vec::new();
        while let Ok(mut entry) = archive.by_name(&format!("xl/worksheets/sheet{}.xml", sheets.len() + 1)) {
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            sheets.push(text);
        }
        sheets
    }

    #[test]
    fn a_full_sheet_is_followed_by_another_one_with_the_same_heading() {
        let mut sheet = Spreadsheet::with_rows("calls", 3);
        for n in 0..5 {
            sheet.write(&record("Ann", n)).unwrap();
        }
        let sheets = sheets(sheet);
        let rows: Vec<usize> = sheets.iter().map(|sheet| sheet.matches("<row ").count()).collect();
        assert_eq!(rows, [3, 3, 2]);
        assert!(sheets.iter().all(|sheet| sheet.contains(">calls</t>")), "each has its heading");
    }

    #[test]
    fn numbers_are_numbers_and_no_text_is_a_formula() {
        let mut sheet = Spreadsheet::new("calls");
        sheet.write(&record("=HYPERLINK(\"http://example.com\")", 12_345)).unwrap();
        sheet.write(&record("+12025550143", 1)).unwrap();
        sheet.write(&record(&"é".repeat(40_000), 2)).unwrap();
        let xml = sheets(sheet).remove(0);
        assert!(xml.contains("<v>12345</v>") && !xml.contains("<f>"), "{}", xml.len());
        assert!(xml.contains("'=HYPERLINK") && xml.contains(">+12025550143<"));
    }

    #[test]
    fn without_rows_there_is_an_empty_sheet() {
        let mut sheet = Spreadsheet::new("calls");
        sheet.name_columns(["name", "calls"].into_iter()).unwrap();
        assert_eq!(sheets(sheet).len(), 1);
        assert_eq!(sheets(Spreadsheet::new("calls")).len(), 1);
    }
}
