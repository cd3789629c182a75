//! Arguments of `callflow backfill`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args};

use super::{DatabaseArgs, Format, SiteArgs};

const EXAMPLES: &str = r#"Examples:
  callflow backfill --database sqlite:callflow.db --queue-log /var/log/asterisk/queue_log --dry-run
  callflow backfill --queue-log queue_log --cel /var/log/asterisk/cel-custom/Master.csv --zone Europe/Berlin

Only records that a link failure touched are corrected: ends that were guessed when it came, queue visits whose end was not seen, answers that nobody saw. What was seen stays. Calls that nobody saw at all are made from CEL, where their beginning and their end are in the file. A corrected record has a higher version and 'revised_at'; doing it again changes nothing.

CEL is the file of cel_custom, with a head line of its columns or in the order of the sample cel_custom.conf. Times in it are by Asterisk's own clock (--zone), or Unix seconds."#;

/// Arguments of `callflow backfill`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
#[command(group = ArgGroup::new("files").required(true).multiple(true).args(["queue_log", "cel"]))]
pub(crate) struct BackfillArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// Asterisk's queue_log
    #[arg(long, value_name = "FILE")]
    pub(crate) queue_log: Option<PathBuf>,

    /// Asterisk's channel event log, as cel_custom writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) cel: Option<PathBuf>,

    /// Time zone of Asterisk's clock, for times in CEL
    #[arg(long, value_name = "NAME", default_value = "UTC", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) zone: String,

    /// Write nothing, only show what would change
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// What to print: a table of the calls that changed, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) site: SiteArgs,
}
