//! Arguments of `callflow report`.

use std::path::PathBuf;

use callflow_core::Timestamp;
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

use super::DatabaseArgs;

const EXAMPLES: &str = r#"Examples:
  callflow report calls --by day --zone Europe/Berlin
  callflow report queues --by hour --queue sales --threshold-s 30 --format csv
  callflow report details --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z --output november.xlsx

The same rows as /api/reports/…, of all tenants. docs/reports.md has every column."#;

/// Arguments of `callflow report`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ReportArgs {
    /// Which report
    #[arg(value_enum, value_name = "REPORT")]
    pub(crate) report: ReportName,

    /// From this time on, RFC 3339 [default: a week before the end]
    #[arg(long, value_name = "TIME")]
    pub(crate) from: Option<Timestamp>,

    /// Until this time, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) to: Option<Timestamp>,

    /// By whose clocks days begin: Europe/Berlin [default: that of the plan, else UTC]
    #[arg(long, value_name = "ZONE", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) zone: Option<String>,

    /// How long a period is
    #[arg(long, value_enum, default_value = "day")]
    pub(crate) by: GrainArg,

    /// Count visits where the caller joined, not where the visit ended
    #[arg(long)]
    pub(crate) joined: bool,

    /// Tell calls apart
    #[arg(long, value_enum)]
    pub(crate) per: Option<PerArg>,

    /// Of this queue alone
    #[arg(long, value_name = "NAME")]
    pub(crate) queue: Option<String>,

    /// Of this agent alone
    #[arg(long, value_name = "NUMBER")]
    pub(crate) agent: Option<String>,

    /// An answer within so many seconds is in time [default: what the plan says of the queue, else 20]
    #[arg(long, value_name = "SECONDS")]
    pub(crate) threshold_s: Option<u32>,

    /// For how many hours after an abandoned call somebody may still call
    #[arg(long, value_name = "HOURS", default_value_t = 72, value_parser = clap::value_parser!(u64).range(1..=744))]
    pub(crate) within_h: u64,

    /// Dial plan file, for its time zone and limits
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<PathBuf>,

    /// For whom to print
    #[arg(long, value_enum, default_value = "table", conflicts_with = "output")]
    pub(crate) format: ReportFormat,

    /// A spreadsheet (.xlsx) to write instead
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

/// Which report.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum ReportName {
    /// Calls, period by period
    Calls,
    /// Visits to queues, with service levels
    Queues,
    /// What agents did, with time sheets
    Agents,
    /// How waits and talks are spread
    Distribution,
    /// Callers who gave up, and what became of them
    Abandoned,
    /// The calls themselves
    Details,
}

/// How long a period is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GrainArg {
    /// 15 minutes
    Quarter,
    Hour,
    Day,
    Week,
    Month,
}

/// By what calls are told apart.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum PerArg {
    Direction,
    Disposition,
    Did,
    Agent,
    Queue,
}

/// For whom to print.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people: the columns that say most
    Table,
    /// For programs: one document with all columns
    Json,
    /// For spreadsheets
    Csv,
}
