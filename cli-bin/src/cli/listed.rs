//! Arguments of the commands that list what the server knows.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

use super::ServerArgs;
use crate::moment;

/// What a list is printed as.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Table,
    /// One JSON document, in the form of the API
    Json,
    /// With a line of headings; times are RFC 3339 in UTC, durations milliseconds
    Csv,
}

/// Whose, and on which Asterisk.
#[derive(Args, Debug)]
pub(crate) struct ScopeArgs {
    /// On this Asterisk
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) pbx: Option<String>,
}

const CALLS_EXAMPLES: &str = r#"Examples:
  callflow calls
  callflow calls --live
  callflow calls --from 24h --queue sales --disposition abandoned
  callflow calls --from 2026-11-20 --to 2026-11-21 --limit 10000 --format csv > friday.csv
  callflow calls --server https://calls.example.org --user ann --number +12025550143 --format json | jq .items[].talk_ms

Calls that are over, the newest first; with --live those that go on. It asks a running callflowd, which shows what the user or the key may see. Where the configuration of that server is read, its auth.machine_key is enough; else set CALLFLOW_API_KEY, or sign in with --user.

A TIME is RFC 3339 (2026-11-20T18:10:04Z), a day in UTC (2026-11-20), or how long ago (30m, 24h, 7d). Colours are left out where NO_COLOR is set, and in a pipe."#;

/// Arguments of `callflow calls`.
#[derive(Args, Debug)]
#[command(after_help = CALLS_EXAMPLES)]
pub(crate) struct CallsArgs {
    /// Those that go on, not those that are over
    #[arg(long, conflicts_with_all = ["from", "to", "direction", "disposition", "number", "agent", "queue", "text", "merged", "oldest_first"])]
    pub(crate) live: bool,

    /// Began at this time or later
    #[arg(long, value_name = "TIME", value_parser = moment::read)]
    pub(crate) from: Option<String>,

    /// Began before this time
    #[arg(long, value_name = "TIME", value_parser = moment::read)]
    pub(crate) to: Option<String>,

    /// Which way they went
    #[arg(long, value_name = "DIRECTION")]
    pub(crate) direction: Option<DirectionArg>,

    /// How they came out
    #[arg(long, value_name = "DISPOSITION")]
    pub(crate) disposition: Option<DispositionArg>,

    /// Exactly this number called, was dialled, or was a party
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true, value_parser = NonEmptyStringValueParser::new())]
    pub(crate) number: Option<String>,

    /// This agent took them
    #[arg(long, value_name = "AGENT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) agent: Option<String>,

    /// The caller entered this queue
    #[arg(long, value_name = "QUEUE", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) queue: Option<String>,

    /// Words that occur in their numbers or names
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) text: Option<String>,

    /// Of this tenant
    #[arg(long, value_name = "TENANT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) tenant: Option<String>,

    /// Also calls that became part of another one
    #[arg(long)]
    pub(crate) merged: bool,

    /// The oldest first
    #[arg(long)]
    pub(crate) oldest_first: bool,

    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: u64,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

/// Which way a call went.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum DirectionArg {
    Inbound,
    Outbound,
    Internal,
    Unknown,
}

/// How a call came out.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum DispositionArg {
    Answered,
    NoAnswer,
    Busy,
    Failed,
    Congestion,
    Cancelled,
    Abandoned,
    Blocked,
    Application,
}

/// The word of the API for a choice of the command line, which is the same.
pub(crate) fn word(choice: impl ValueEnum) -> String {
    choice.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

const QUEUES_EXAMPLES: &str = r#"Examples:
  callflow queues
  callflow queues --format json | jq '.items[] | select(.waiting > 0) | .queue'

Who waits now and for how long, the members by what they do, and the figures since local midnight. SLA is the share of callers that were answered in time, of those who were answered or gave up. It asks a running callflowd; see 'callflow calls --help'."#;

/// Arguments of `callflow queues`.
#[derive(Args, Debug)]
#[command(after_help = QUEUES_EXAMPLES)]
pub(crate) struct QueuesArgs {
    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

const AGENTS_EXAMPLES: &str = r#"Examples:
  callflow agents
  callflow agents --queue sales --state available
  callflow agents --format csv > agents.csv

What each agent does and since when, and its figures since local midnight. It asks a running callflowd; see 'callflow calls --help'."#;

/// Arguments of `callflow agents`.
#[derive(Args, Debug)]
#[command(after_help = AGENTS_EXAMPLES)]
pub(crate) struct AgentsArgs {
    /// Members of this queue
    #[arg(long, value_name = "QUEUE", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) queue: Option<String>,

    /// Who does this
    #[arg(long, value_name = "STATE")]
    pub(crate) state: Option<AgentStateArg>,

    #[command(flatten)]
    pub(crate) scope: ScopeArgs,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ListFormat,

    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

/// What an agent does.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum AgentStateArg {
    Offline,
    Available,
    Ringing,
    InCall,
    OnHold,
    WrapUp,
    Paused,
}
