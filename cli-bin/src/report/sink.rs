//! Where the rows of a report go: to a table, a document, lines, a spreadsheet. Rows are written as they come.

use std::fs::File;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use callflow_core::report::{Record, Restated, Shown, csv_line, csv_text};
use callflow_server::spreadsheet::Spreadsheet;
use comfy_table::{ContentArrangement, Table, presets};

use crate::cli::{ReportArgs, ReportFormat, ReportName};
use crate::failure::Failure;
use crate::output::table::shown;

/// What a table for people has room for.
const COLUMNS_OF_A_TABLE: &[&str] = &[
    "local_from",
    "local_started_at",
    "name",
    "agent",
    "queue",
    "number",
    "caller_number",
    "dialled",
    "answered_by",
    "direction",
    "disposition",
    "measure",
    "over_s",
    "up_to_s",
    "count",
    "share",
    "calls",
    "visits",
    "answered",
    "abandoned",
    "service_level_answered",
    "abandon_rate",
    "asa_s",
    "att_s",
    "handled",
    "missed",
    "logged_in_ms",
    "paused_ms",
    "occupancy",
    "wait_ms",
    "talk_ms",
    "call_back",
    "settled_at",
];

/// The rows of one report on their way out.
pub(crate) struct Sink(Kind);

enum Kind {
    Table { table: Table },
    Json { out: BufWriter<Stdout>, rows: u64 },
    Csv { out: BufWriter<Stdout> },
    Spreadsheet { sheet: Box<Spreadsheet>, path: PathBuf },
}

impl Sink {
    /// As the command line says.
    pub(crate) fn open(args: &ReportArgs) -> Result<Self, Failure> {
        let out = || BufWriter::new(io::stdout());
        Ok(Self(match (&args.output, args.format) {
            (Some(path), _) => {
                if path.extension().is_none_or(|ending| ending != "xlsx") {
                    return Err(Failure::input("--output", "writes a spreadsheet: end its name with .xlsx"));
                }
                Kind::Spreadsheet { sheet: Box::new(Spreadsheet::new(name(args.report))), path: path.clone() }
            }
            (None, ReportFormat::Json) => Kind::Json { out: out(), rows: 0 },
            (None, ReportFormat::Csv) => Kind::Csv { out: out() },
            (None, ReportFormat::Table) => {
                let mut table = Table::new();
                table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
                Kind::Table { table }
            }
        }))
    }

    /// Before the first row.
    pub(crate) fn begin(&mut self, columns: &[&str]) -> Result<(), Failure> {
        match &mut self.0 {
            Kind::Table { table } => {
                table.set_header(columns.iter().filter(|column| COLUMNS_OF_A_TABLE.contains(column)));
                Ok(())
            }
            Kind::Json { out, .. } => out.write_all(b"{\"items\":[").map_err(Failure::output),
            Kind::Csv { out } => {
                out.write_all(csv_text(columns.iter().copied()).as_bytes()).map_err(Failure::output)
            }
            Kind::Spreadsheet { sheet, path } => {
                sheet.name_columns(columns.iter().copied()).map_err(|error| unwritten(path, error))
            }
        }
    }

    /// The next row.
    pub(crate) fn row(&mut self, record: &Record) -> Result<(), Failure> {
        match &mut self.0 {
            Kind::Table { table } => {
                table.add_row(of_a_table(record));
                Ok(())
            }
            Kind::Json { out, rows } => {
                let comma = if *rows == 0 { "\n" } else { ",\n" };
                *rows += 1;
                write!(out, "{comma}").map_err(Failure::output)?;
                serde_json::to_writer(out, record).map_err(|error| Failure::output(io::Error::from(error)))
            }
            Kind::Csv { out } => out.write_all(csv_line(record).as_bytes()).map_err(Failure::output),
            Kind::Spreadsheet { sheet, path } => sheet.write(record).map_err(|error| unwritten(path, error)),
        }
    }

    /// After the last one. Lines and spreadsheets have rows alone: whoever adds them up would have their sum twice.
    pub(crate) fn end(
        &mut self,
        totals: Option<&Record>,
        restated: Option<&Restated>,
    ) -> Result<(), Failure> {
        match &mut self.0 {
            Kind::Table { table } => {
                if let Some(totals) = totals {
                    table.add_row(of_a_table(totals));
                }
            }
            Kind::Json { out, .. } => {
                let text = |error| Failure::output(io::Error::from(error));
                let totals = serde_json::to_string(&totals).map_err(text)?;
                let restated = serde_json::to_string(&restated).map_err(text)?;
                writeln!(out, "\n],\"totals\":{totals},\"restated\":{restated}}}")
                    .map_err(Failure::output)?;
            }
            Kind::Csv { .. } | Kind::Spreadsheet { .. } => {}
        }
        Ok(())
    }

    /// Writes what is still here.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        match self.0 {
            Kind::Table { table } => {
                let mut out = BufWriter::new(io::stdout());
                for line in table.lines() {
                    writeln!(out, "{}", line.trim_end()).map_err(Failure::output)?;
                }
                out.flush().map_err(Failure::output)
            }
            Kind::Json { mut out, .. } | Kind::Csv { mut out } => out.flush().map_err(Failure::output),
            Kind::Spreadsheet { sheet, path } => {
                let file = File::create(&path).map_err(|error| unwritten(&path, error))?;
                sheet.finish(file).map_err(|error| unwritten(&path, error))
            }
        }
    }
}

const fn name(report: ReportName) -> &'static str {
    match report {
        ReportName::Calls => "calls",
        ReportName::Queues => "queues",
        ReportName::Agents => "agents",
        ReportName::Distribution => "distribution",
        ReportName::Abandoned => "abandoned",
        ReportName::Details => "details",
    }
}

fn of_a_table(record: &Record) -> Vec<String> {
    let cells = record.columns().zip(record.cells());
    let some = cells.filter(|(column, _)| COLUMNS_OF_A_TABLE.contains(column));
    some.map(|(_, cell)| shown(&Shown(cell).to_string())).collect()
}

fn unwritten(path: &Path, error: impl std::error::Error + Send + Sync + 'static) -> Failure {
    Failure::Work(anyhow!(error).context(format!("{}: cannot be written", path.display())))
}
