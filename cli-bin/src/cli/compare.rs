//! Arguments of `callflow compare`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Format, SieveArgs, SiteArgs};

const EXAMPLES: &str = r#"Examples:
  callflow compare captures/asterisk-22/23-ring-group
  callflow compare --ways truth,callflow,cdr captures/asterisk-22
  callflow compare --format json captures | jq '.recordings[].ways[] | {way, calls: (.calls | length)}'

Each recording is told in several ways: as Callflow does, as Asterisk's own call detail records do (cdr.csv beside ami.raw, times taken as UTC), and as a program does that keeps one row for each Uniqueid or for each Linkedid. Where truth.json tells what really happened, that is shown too. All ways print calls in the form of 'callflow replay --format json', with the fields that they know."#;

/// Arguments of `callflow compare`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompareArgs {
    /// Capture folders, or folders of them
    #[arg(value_name = "DIR", required = true)]
    pub(crate) folders: Vec<PathBuf>,

    /// Which ways to tell [default: all]
    #[arg(long, value_name = "WAY", value_delimiter = ',')]
    pub(crate) ways: Vec<Way>,

    /// What to print: a table for each recording, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) sieve: SieveArgs,

    #[command(flatten)]
    pub(crate) site: SiteArgs,
}

/// A way to tell the calls of a recording.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, ValueEnum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Way {
    /// What really happened: truth.json
    Truth,
    /// Callflow's records
    Callflow,
    /// Asterisk's own call detail records: cdr.csv, one row a call
    Cdr,
    /// One row for each Uniqueid of the events
    Uniqueid,
    /// One row for each Linkedid of the events
    Linkedid,
    /// The call tracker of the crate asterisk-rs-ami
    #[cfg(feature = "peers")]
    AsteriskRs,
}
