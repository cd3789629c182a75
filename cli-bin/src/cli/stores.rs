//! Arguments of the commands that work on stores.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use super::Format;
use crate::copy::Verify;

/// Which database is meant.
#[derive(Args, Debug)]
pub(crate) struct DatabaseArgs {
    /// The database [default: the one that callflowd takes: CALLFLOW_DATABASE_URL, DATABASE_URL, database.url of the
    /// configuration file, or sqlite:callflow.db]
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "config")]
    pub(crate) database: Option<String>,

    /// Configuration file [env: CALLFLOW_CONFIG] [default: callflow.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

const MIGRATE_EXAMPLES: &str = r#"Examples:
  callflow migrate status
  callflow migrate up --database postgres://callflow:...@db.example/callflow

callflowd brings the schema up to date when it starts, and so do the commands that use the store. 'up' does it beforehand, when it suits you: the database of a call centre of years may take minutes. A version that takes data out is taken by none of them; 'up --yes' does. A schema that is newer than this program is refused, and there is no way back but a backup."#;

/// Arguments of `callflow migrate`.
#[derive(Args, Debug)]
#[command(after_help = MIGRATE_EXAMPLES)]
pub(crate) struct MigrateArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: MigrateCommand,
}

/// What to do with the schema.
#[derive(Debug, Subcommand)]
pub(crate) enum MigrateCommand {
    /// Show the versions of the schema, and which of them the database has
    Status(MigrateStatusArgs),
    /// Bring the schema up to date
    Up(MigrateUpArgs),
}

/// Arguments of `callflow migrate status`.
#[derive(Args, Debug)]
pub(crate) struct MigrateStatusArgs {
    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print: a line for each version, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

/// Arguments of `callflow migrate up`.
#[derive(Args, Debug)]
pub(crate) struct MigrateUpArgs {
    /// Also take versions that take data out of the database
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print: a line for each version, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

const COPY_EXAMPLES: &str = r#"Examples:
  callflow copy --from sqlite:callflow.db --to postgres://callflow:...@db.example/callflow
  callflow copy --from mysql://... --to mongodb://... --format json

Everything: calls (merged ones too), agents and what they did, queues, members, extensions, what became of devices, leases. Both servers and files may be in use. It may be stopped and run again at any time: it goes on where it stood, and brings what came since. What the target has in a newer form stays.

Not copied: how far a running callflowd has come (it counts in that server's own journal, and means nothing in another store; callflowd on the new one catches up by itself), who owns an Asterisk at the moment, and the counts of calls that retention has removed.

To move: copy, stop callflowd, copy again (seconds), start it with the new database.url."#;

/// Arguments of `callflow copy`.
#[derive(Args, Debug)]
#[command(after_help = COPY_EXAMPLES)]
pub(crate) struct CopyArgs {
    /// The database that is copied; it is not changed, but its schema is brought up to date
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) from: String,

    /// The database that is copied to; its tables are made where they are missing
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) to: String,

    /// Do not compare both sides by counts and checksums afterwards
    #[arg(long)]
    no_verify: bool,

    /// Compare both sides afterwards, and fail where they differ: the default
    #[arg(long, conflicts_with = "no_verify")]
    verify: bool,

    /// What to print: a line for each kind of records, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

impl CopyArgs {
    /// Whether both sides are compared.
    pub(crate) fn verify(&self) -> Verify {
        if self.no_verify && !self.verify { Verify::No } else { Verify::Yes }
    }
}

const BACKUP_EXAMPLES: &str = r#"Examples:
  callflow backup /var/backups/callflow-monday.db
  callflow backup --config /etc/callflow/callflow.toml --replace /var/backups/callflow.db

The file is a SQLite database, whatever the store is, and a store by itself: 'callflowd' and all commands read it as sqlite:FILE. It is written as FILE.part and gets its name when it is whole and on the disk, so a file of that name is a whole backup. Nobody but you may read it: it holds who called whom.

callflowd may run meanwhile. Not in it: the configuration, and the journal, which has what is not in the store yet."#;

/// Arguments of `callflow backup`.
#[derive(Args, Debug)]
#[command(after_help = BACKUP_EXAMPLES)]
pub(crate) struct BackupArgs {
    /// The file to write
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Take the place of an older backup of that name, once the new one is whole
    #[arg(long)]
    pub(crate) replace: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print: a line for each kind of records, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

const RESTORE_EXAMPLES: &str = r#"Examples:
  callflow restore /var/backups/callflow-monday.db
  callflow restore --database postgres://callflow:...@db.example/callflow monday.db --yes

What is in the store and not in the backup stays, and so does what is newer there than in the backup. So a call that was removed since comes back, and nothing is lost. To have nothing but the backup, restore into an empty database. A backup of an older version of this program is brought up to date in its file."#;

/// Arguments of `callflow restore`.
#[derive(Args, Debug)]
#[command(after_help = RESTORE_EXAMPLES)]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Do it although the store has calls already
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print: a line for each kind of records, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}

const EXPORT_EXAMPLES: &str = r#"Examples:
  callflow export --subject +12025550143 --output subject.json

One JSON document: {"subject": …, "exported_at": …, "calls": […]} with the whole record of each call in which the number is, in whatever field and spelling. Every record of the store is read. It answers a person who asks what is kept about them; others who were in these calls are in it, too."#;

/// Arguments of `callflow export`.
#[derive(Args, Debug)]
#[command(after_help = EXPORT_EXAMPLES)]
pub(crate) struct ExportArgs {
    /// The number, as the records write it: +12025550143
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    pub(crate) subject: String,

    /// A new file for it, which nobody else may read [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,
}

const FORGET_EXAMPLES: &str = r#"Examples:
  callflow forget +12025550143
  callflow forget +12025550143 --yes

Takes the number, and the names that go with it, out of all records for good; times, outcomes and counts stay. Without --yes it only says how many calls that would be.

Not touched: calls that go on (run it again), the journal of a running callflowd, which keeps what it heard for journal.keep_minutes, backups, and what Asterisk itself keeps. A backup that is restored brings no number back into a record that is there without it."#;

/// Arguments of `callflow forget`.
#[derive(Args, Debug)]
#[command(after_help = FORGET_EXAMPLES)]
pub(crate) struct ForgetArgs {
    /// The number, as the records write it: +12025550143
    #[arg(value_name = "NUMBER")]
    pub(crate) number: String,

    /// Do it; there is no way back but a backup
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) database: DatabaseArgs,

    /// What to print: text, or one JSON document
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: Format,
}
