//! Arguments of `callflow import`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args, Subcommand};

use super::{DatabaseArgs, Format, SiteArgs};

/// Arguments of `callflow import`.
#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// What to import.
    #[command(subcommand)]
    pub(crate) command: ImportCommand,
}

/// What to import.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Import Asterisk's call detail records as history
    Cdr(ImportCdrArgs),
}

const EXAMPLES: &str = r#"Examples:
  callflow import cdr /var/log/asterisk/cdr-csv/Master.csv --zone Europe/Berlin --dry-run
  callflow import cdr --from-table mysql://asterisk:...@localhost/asteriskcdrdb --zone Europe/Berlin
  callflow import cdr cdr-2024.csv cdr-2025.csv --plan plan.toml --pbx amsterdam

Files are Master.csv of cdr_csv, or any CSV whose first line names its columns as Asterisk does. The table is the one of cdr_adaptive_odbc, cdr_pgsql, cdr_sqlite3_custom or cdr_mysql. One call is all rows of one linkedid; without it, of one uniqueid; without both (loguniqueid=no) each row.

CDR knows whole seconds, and not who hung up, who was transferred to whom, or how long a caller waited in a queue that had answered first. Calls are marked imported_from "cdr". A call that Callflow saw is left as it is, and doing it again changes nothing. Rows that cannot be read are told by line and do not stop the rest; exit status 1 then."#;

/// Arguments of `callflow import cdr`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[command(group = ArgGroup::new("source").required(true).args(["files", "from_table"]))]
pub(crate) struct ImportCdrArgs {
    /// Files of call detail records
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Database with the table of call detail records (sqlite:, postgres: or mysql:); it is only read
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) from_table: Option<String>,

    /// The table's name
    #[arg(long, value_name = "NAME", default_value = "cdr", requires = "from_table")]
    pub(crate) table: String,

    /// Time zone of the times in the records: that of Asterisk's clock, unless cdr.conf says usegmtime
    #[arg(long, value_name = "NAME", default_value = "UTC", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) zone: String,

    /// Write nothing, only count
    #[arg(long)]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print: counts to read, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) site: SiteArgs,
}
