//! Arguments of `callflow plan`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;

/// Arguments of `callflow plan`.
#[derive(Args, Debug)]
pub(crate) struct PlanArgs {
    /// What to do with the plan.
    #[command(subcommand)]
    pub(crate) command: PlanCommand,
}

/// What to do with the plan.
#[derive(Debug, Subcommand)]
pub(crate) enum PlanCommand {
    /// Show what a plan makes of numbers, and why
    Check(PlanCheckArgs),
    /// Print the default plan as a file to begin with, or all that a file comes to
    Show(PlanShowArgs),
}

const CHECK_EXAMPLES: &str = r#"Examples:
  callflow plan check plan.toml 101 92025550111 +15125550170
  callflow plan check plan.toml 5125550170 --context from-trunk --endpoint provider-1
  callflow plan check plan.toml --format json 0170 | jq .numbers[].did

A NUMBER is looked at in every way that it may be met: as what somebody dialled (from --context and --endpoint), as who called, and as one of the site's own numbers. One that begins with '-' stands behind '--'."#;

/// Arguments of `callflow plan check`.
#[derive(Args, Debug)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct PlanCheckArgs {
    /// The plan (TOML)
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Numbers and names as they stand on the wire
    #[arg(value_name = "NUMBER", required = true)]
    pub(crate) numbers: Vec<String>,

    /// The context in which the call's first channel comes in
    #[arg(long, value_name = "CONTEXT")]
    pub(crate) context: Option<String>,

    /// The endpoint of that channel: 101 of PJSIP/101-00000003
    #[arg(long, value_name = "ENDPOINT")]
    pub(crate) endpoint: Option<String>,

    /// The queue that the caller waits in
    #[arg(long, value_name = "QUEUE")]
    pub(crate) queue: Option<String>,

    /// Asterisk itself called the endpoint (Originate)
    #[arg(long)]
    pub(crate) originated: bool,

    /// What to print: blocks to read, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

const SHOW_EXAMPLES: &str = r#"Examples:
  callflow plan show > plan.toml
  callflow plan show plan.toml

Without FILE the default plan with a comment to each field. With FILE all that counts with it: what it names, and the defaults of the rest."#;

/// Arguments of `callflow plan show`.
#[derive(Args, Debug)]
#[command(after_help = SHOW_EXAMPLES)]
pub(crate) struct PlanShowArgs {
    /// A plan (TOML)
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}
