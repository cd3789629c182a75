//! Arguments of `callflow user`.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand, ValueEnum};

use super::{DatabaseArgs, Format};

const EXAMPLES: &str = r#"Examples:
  callflow user list --config /etc/callflow/callflow.toml
  callflow user add ann --role supervisor --queue sales --queue support
  callflow user add bob --role agent --number 101
  callflow user reset admin

It works on the database itself, for whoever has it: to make the first users by a script, and to let one in again who has lost the password. A user that is added or reset gets a password that is printed once and that has to be changed at the next sign-in; all its sessions end. What is done stands in the audit log."#;

/// Arguments of `callflow user`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct UserArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: UserCommand,
}

/// What to do with users.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Show all users
    List(UserListArgs),
    /// Make a user, and print its one-time password
    Add(UserAddArgs),
    /// Give a user a new one-time password, and print it
    Reset(UserResetArgs),
    /// Remove a user with its sessions
    Remove(UserRemoveArgs),
}

/// Arguments of `callflow user list`.
#[derive(Args, Debug)]
pub(crate) struct UserListArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print: a line for each user, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

/// Which user is meant.
#[derive(Args, Debug)]
pub(crate) struct NamedUser {
    /// The name that it signs in with
    #[arg(value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) name: String,

    /// Whose user it is
    #[arg(long, value_name = "TENANT", default_value = "default")]
    pub(crate) tenant: String,
}

/// Arguments of `callflow user add`.
#[derive(Args, Debug)]
pub(crate) struct UserAddArgs {
    #[command(flatten)]
    pub(crate) user: NamedUser,

    /// What it is
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: RoleArg,

    /// What others read [default: the name]
    #[arg(long, value_name = "TEXT")]
    pub(crate) display_name: Option<String>,

    /// An extension or agent number of its own; may be given again
    #[arg(long = "number", value_name = "NUMBER")]
    pub(crate) numbers: Vec<String>,

    /// A queue that it sees; may be given again
    #[arg(long = "queue", value_name = "QUEUE")]
    pub(crate) queues: Vec<String>,

    /// An administrator for all tenants
    #[arg(long)]
    pub(crate) all_tenants: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

/// What a user is.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum RoleArg {
    /// Sees its own calls
    Agent,
    /// Sees the calls of its queues
    Supervisor,
    /// Sees and changes everything of its tenant
    Administrator,
}

/// Arguments of `callflow user reset`.
#[derive(Args, Debug)]
pub(crate) struct UserResetArgs {
    #[command(flatten)]
    pub(crate) user: NamedUser,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

/// Arguments of `callflow user remove`.
#[derive(Args, Debug)]
pub(crate) struct UserRemoveArgs {
    #[command(flatten)]
    pub(crate) user: NamedUser,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}
