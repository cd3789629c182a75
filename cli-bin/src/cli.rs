//! The command line.

use std::env;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::NonEmptyStringValueParser;
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::terminal;

mod backfill;
mod compare;
mod import;
mod init;
mod listed;
mod plan;
mod report;
mod server;
mod shell;
mod sieve;
mod sim;
mod stores;
mod tail;
mod top;
mod user;

pub(crate) use backfill::BackfillArgs;
pub(crate) use compare::{CompareArgs, Way};
pub(crate) use import::{ImportArgs, ImportCdrArgs, ImportCommand};
pub(crate) use init::{InitArgs, TlsArg, Use, word as word_of_conf};
pub(crate) use listed::{AgentsArgs, CallsArgs, ListFormat, QueuesArgs, word};
pub(crate) use plan::{PlanArgs, PlanCheckArgs, PlanCommand, PlanShowArgs};
pub(crate) use report::{GrainArg, PerArg, ReportArgs, ReportFormat, ReportName};
pub(crate) use server::ServerArgs;
pub(crate) use shell::{CompletionsArgs, ManArgs};
pub(crate) use sieve::{Class, SieveArgs};
pub(crate) use sim::{SimArgs, Speed, Trouble, Wait};
pub(crate) use stores::{
    BackupArgs, CopyArgs, DatabaseArgs, ExportArgs, ForgetArgs, MigrateArgs, MigrateCommand, RestoreArgs,
};
pub(crate) use tail::{TailArgs, TailFormat};
pub(crate) use top::TopArgs;
pub(crate) use user::{
    NamedUser, RoleArg, UserAddArgs, UserArgs, UserCommand, UserListArgs, UserRemoveArgs, UserResetArgs,
};

const EXIT_STATUS: &str = "\
Results go to standard output, everything else to standard error.
Exit status: 0 done, 1 the work failed, 2 wrong usage or unreadable input.";

/// Tells the calls in what an Asterisk said on its manager interface (AMI).
#[derive(Debug, Parser)]
#[command(name = "callflow", version, after_help = EXIT_STATUS, max_term_width = 100)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show every AMI frame of a file or of standard input
    Parse(ParseArgs),
    /// Tell the calls of a recording
    Replay(ReplayArgs),
    /// Show which events made the record of a call what it is
    Explain(ExplainArgs),
    /// Show what other ways of counting calls make of recordings
    Compare(CompareArgs),
    /// Keep the calls of one or several Asterisks in the store, without HTTP
    Listen(ListenArgs),
    /// Show what happens on an Asterisk, as it happens
    Tail(TailArgs),
    /// Watch calls, queues and agents as they change, and hang up
    Top(TopArgs),
    /// List calls, those that are over or those that go on
    Calls(CallsArgs),
    /// List queues: who waits, who works in them, how they do
    Queues(QueuesArgs),
    /// List agents: what each does, and how much it did
    Agents(AgentsArgs),
    /// Tell what is wrong between Callflow and an Asterisk
    Doctor(DoctorArgs),
    /// Write down what an Asterisk says on its manager interface
    Record(RecordArgs),
    /// Correct in the store what a link failure hid, from Asterisk's own files
    Backfill(BackfillArgs),
    /// Import the history that other records have of calls
    Import(ImportArgs),
    /// Show which version of the schema a database has, and bring it up to date
    Migrate(MigrateArgs),
    /// Copy all that one store keeps into another one
    Copy(CopyArgs),
    /// Write all that the store keeps into one file, while the server works
    Backup(BackupArgs),
    /// Put what a backup holds into the store
    Restore(RestoreArgs),
    /// Tell what calls, queues and agents did, period by period
    Report(ReportArgs),
    /// Write out all that is kept about a person's number
    Export(ExportArgs),
    /// Take a person's number out of all records
    Forget(ForgetArgs),
    /// Show, make and remove users, and let one in again who has lost the password
    User(UserArgs),
    /// Show what the dial plan's file makes of numbers, and how one is written
    Plan(PlanArgs),
    /// Be an Asterisk that plays recordings
    Sim(SimArgs),
    /// Write a configuration, and tell what Asterisk's own must say
    Init(InitArgs),
    /// Print what a shell completes commands and options with
    Completions(CompletionsArgs),
    /// Write man pages of this command and of each of its subcommands
    Man(ManArgs),
}

const LISTEN_EXAMPLES: &str = r#"Examples:
  AMI_HOST=10.0.0.5 AMI_USERNAME=callflow AMI_PASSWORD=... callflow listen
  callflow listen --config /etc/callflow/callflow.toml

It takes the configuration of callflowd ('callflowd --help'), of which 'listen' has no meaning here. The log goes to standard error. SIGTERM or Ctrl-C stops it with everything written."#;

/// Arguments of `callflow listen`.
#[derive(Args, Debug)]
#[command(after_help = LISTEN_EXAMPLES)]
pub(crate) struct ListenArgs {
    /// Configuration file [env: CALLFLOW_CONFIG] [default: callflow.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

const DOCTOR_EXAMPLES: &str = r#"Examples:
  callflow doctor --config /etc/callflow/callflow.toml
  AMI_HOST=10.0.0.5 AMI_USERNAME=callflow AMI_PASSWORD=... callflow doctor --seconds 300
  callflow doctor recording/

Logs in to each Asterisk of the configuration as callflowd would, asks what callflowd asks, and listens. It tells what the manager user may not do and needs, what it may do and does not need, whether others can read along, whether the clocks agree, which faults this version of Asterisk has in its manager interface, and what manager.conf should say. With PATHs it looks at recordings instead.

Make a call through a trunk and one through a queue while it listens: what nobody does sends no event. Exit status 1 if something is wrong: it costs the truth of calls, or shows them to others. A note may be as you want it."#;

/// Arguments of `callflow doctor`.
#[derive(Args, Debug)]
#[command(after_help = DOCTOR_EXAMPLES)]
pub(crate) struct DoctorArgs {
    /// Capture folders or files of AMI bytes to look at, instead of running Asterisks
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Configuration file [env: CALLFLOW_CONFIG] [default: callflow.toml, where there is one]
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    pub(crate) config: Option<PathBuf>,

    /// How long to listen for events
    #[arg(long, value_name = "N", default_value_t = 30, conflicts_with = "paths")]
    pub(crate) seconds: u64,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

const RECORD_EXAMPLES: &str = r#"Examples:
  AMI_HOST=10.0.0.5 AMI_USERNAME=callflow AMI_PASSWORD=... callflow record monday/
  callflow record --config /etc/callflow/callflow.toml --pbx amsterdam monday/

It writes a capture folder: ami.raw, the bytes as received, ami.times, when, and ami-2.raw and so on of later connections. What is sent, the login above all, is not written; who called whom is. It takes the configuration of callflowd, of which it uses the Asterisk. SIGTERM or Ctrl-C stops it. 'callflow replay' and 'callflow explain' read the folder."#;

/// Arguments of `callflow record`.
#[derive(Args, Debug)]
#[command(after_help = RECORD_EXAMPLES)]
pub(crate) struct RecordArgs {
    /// Folder to write into; it is made where it is missing, and a recording in it is not written over
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    /// Configuration file [env: CALLFLOW_CONFIG] [default: callflow.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Name of the Asterisk in the configuration [default: the only one, or 'default']
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) pbx: Option<String>,
}

const PARSE_EXAMPLES: &str = r#"Examples:
  callflow parse ami.raw | jq -c 'select(.kind == "event")'
  callflow parse --format summary ami.raw
  nc asterisk 5038 < login.txt | callflow parse -

Each frame is one line:
  {"offset":30,"kind":"event","headers":[["Event","Hangup"],["Cause","16"]]}
Bytes that are not UTF-8 stand as {"base64": "…"}. A line without ':' has an empty name. Kinds are banner, event, response, action, garbage (bytes between frames) and truncated (a frame that the end of the input cut off)."#;

/// Arguments of `callflow parse`.
#[derive(Args, Debug)]
#[command(after_help = PARSE_EXAMPLES)]
pub(crate) struct ParseArgs {
    /// File with the bytes that an AMI connection received; - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// What to print: one JSON object a frame, or counts
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: ParseFormat,
}

/// What `callflow parse` prints.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ParseFormat {
    /// One JSON object a frame
    Jsonl,
    /// Counts per event name and response, bytes, rate
    Summary,
}

const REPLAY_EXAMPLES: &str = r#"Examples:
  callflow replay captures/asterisk-22/06-inbound-did
  callflow replay --format json monday.raw | jq .calls[].disposition
  callflow replay --plan plan.toml --pbx amsterdam recording/
  callflow replay --classes call,agent --without 'RTCP*' captures/asterisk-22/06-inbound-did
  callflow replay --source ari captures/asterisk-22/06-inbound-did

A capture folder has ami.raw, and ami-2.raw, ami-3.raw … of the connections that followed it. Receive times stand beside each: in ami.times, ami-2.times …, for monday.raw in monday.times. Without them the events' own Timestamp headers count; without those, too, the calls begin in 1970 and have no durations. With --source ari the folder's ari.jsonl is told instead, one event of ARI a line, at the events' own times; docs/truth.md says what ARI alone does not know. Of several PATHs each is an Asterisk of its own."#;

/// Arguments of `callflow replay`.
#[derive(Args, Debug)]
#[command(after_help = REPLAY_EXAMPLES)]
pub(crate) struct ReplayArgs {
    /// Capture folders, or files with the bytes that an AMI connection received; of ARI files with one event a line
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// Which interface's events are told
    #[arg(long, value_name = "INTERFACE", default_value = "ami")]
    pub(crate) source: Interface,

    /// What to print: a table of the calls, or all that is known as one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) sieve: SieveArgs,

    #[command(flatten)]
    pub(crate) site: SiteArgs,
}

/// An interface of Asterisk.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Interface {
    /// The Asterisk Manager Interface
    Ami,
    /// The Asterisk REST Interface
    Ari,
}

const EXPLAIN_EXAMPLES: &str = r#"Examples:
  callflow explain default-1795198589.10
  callflow explain 589.10 --journal /var/lib/callflow/callflow.journal --plan plan.toml
  callflow explain default-1795198589.10 captures/asterisk-22/06-inbound-did
  callflow explain 589.10 captures/asterisk-22/06-inbound-did
  callflow explain --format json 589.10 monday.raw | jq .steps[].event
  callflow explain default-1795198589.10 --journal /var/lib/callflow/recordings

Without a PATH it looks into the journal of the callflowd that the configuration is of, which keeps what it heard for journal.keep_minutes; the server may run. 'callflow replay' lists the calls of recordings. Each step is one event, with what it changed in the record: the field, its value before and its value after. A duration is told once, with the event after which it did not change any more."#;

/// Arguments of `callflow explain`.
#[derive(Args, Debug)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// The call: its id or its Linkedid, or how one of them begins or ends
    #[arg(value_name = "CALL", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) call: String,

    /// Capture folders, or files with the bytes that an AMI connection received [default: the journal of callflowd]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Journal of a callflowd, which may run; or a folder of capture folders, at any depth, of which those whose receive
    /// times cover the call's beginning are searched
    #[arg(long, value_name = "FILE|DIR", conflicts_with = "paths")]
    pub(crate) journal: Option<PathBuf>,

    /// Configuration file, which says where the journal is and which plan counts [env: CALLFLOW_CONFIG] [default:
    /// callflow.toml, where there is one]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "journal"])]
    pub(crate) config: Option<PathBuf>,

    /// What to print: steps to read, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,

    #[command(flatten)]
    pub(crate) site: SiteArgs,
}

/// What is to be known of the Asterisk that was recorded.
#[derive(Args, Debug)]
pub(crate) struct SiteArgs {
    /// Dial plan: which contexts and trunks lead outside, what numbers mean, whose they are (TOML)
    #[arg(long, value_name = "FILE")]
    pub(crate) plan: Option<PathBuf>,

    /// Name of the Asterisk, the first part of each call's id
    #[arg(long, value_name = "NAME", default_value = "default", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) pbx: String,
}

/// For whom to print.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// Reads the command line. For `--help`, `--version` and wrong usage all is said already and the exit status given.
pub(crate) fn read() -> Result<Cli, ExitCode> {
    Cli::try_parse().map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader who closes the pipe early has read enough.
            let _ = error.print();
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(std::io::stderr().lock(), "{}", error.render());
            ExitCode::from(2)
        }
        _ => {
            terminal::complain(one_line(&error.render().to_string()));
            ExitCode::from(2)
        }
    })
}

/// clap's message in one line: what is wrong, the tips, and which help to read.
///
/// ```text
/// error: unexpected argument '--fromat' found
///
///   tip: a similar argument exists: '--format'
///
/// Usage: callflow parse --format <FORMAT> <FILE>
///
/// For more information, try '--help'.
/// ```
fn one_line(rendered: &str) -> String {
    let said = rendered.split("\n\nUsage: ").next().unwrap_or_default();
    let said = said.split("\n\nFor more information").next().unwrap_or_default();
    let mut line = String::new();
    for part in said.lines().map(str::trim).filter(|part| !part.is_empty()) {
        match part.strip_prefix("tip: ") {
            Some(tip) => line = format!("{line}; {tip}"),
            None if line.is_empty() => line.push_str(part.strip_prefix("error: ").unwrap_or(part)),
            None => line = format!("{line} {part}"),
        }
    }
    let command = Cli::command();
    let given = env::args().skip(1).find(|arg| command.find_subcommand(arg).is_some());
    let command = given.map_or_else(|| "callflow".into(), |given| format!("callflow {given}"));
    format!("{line} (see '{command} --help')")
}
