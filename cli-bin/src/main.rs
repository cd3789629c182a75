#![deny(missing_docs)]
//! The `callflow` command: reads what an Asterisk said on its manager interface (AMI) and tells the calls in it, keeps
//! the calls of a running one, shows what happens on it, and stands in for one.
//!
//! One file a command. Results go to standard output, everything else to standard error.

use std::process::ExitCode;

mod backfill;
mod backup;
mod capture;
mod cli;
mod compare;
mod configuration;
mod copy;
mod database;
mod doctor;
mod explain;
mod failure;
mod frames;
mod import;
mod listen;
mod migrate;
mod now;
mod output;
mod parse;
mod plan;
mod plan_file;
mod playback;
mod privacy;
mod record;
mod replay;
mod report;
mod restore;
mod sieve;
mod sim;
mod tail;
mod terminal;
mod times;
mod user;

use cli::Command;

fn main() -> ExitCode {
    let cli = match cli::read() {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    let done = match &cli.command {
        Command::Parse(args) => parse::run(args),
        Command::Replay(args) => replay::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Compare(args) => compare::run(args),
        Command::Doctor(args) => doctor::run(args),
        Command::Tail(args) => tail::run(args),
        Command::Listen(args) => listen::run(args),
        Command::Record(args) => record::run(args),
        Command::Backfill(args) => backfill::run(args),
        Command::Import(args) => import::run(args),
        Command::Migrate(args) => migrate::run(args),
        Command::Copy(args) => copy::run(args),
        Command::Backup(args) => backup::run(args),
        Command::Restore(args) => restore::run(args),
        Command::Report(args) => report::run(args),
        Command::Export(args) => privacy::export(args),
        Command::Forget(args) => privacy::forget(args),
        Command::User(args) => user::run(args),
        Command::Plan(args) => plan::run(args),
        Command::Sim(args) => sim::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
