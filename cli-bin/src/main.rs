#![deny(missing_docs)]
//! The `callflow` command: reads what an Asterisk said on its manager interface (AMI) and tells the calls in it, keeps
//! the calls of a running one, shows what happens on it, and stands in for one.
//!
//! One file a command. Results go to standard output, everything else to standard error.

use std::process::ExitCode;

mod agents;
mod api;
mod backfill;
mod backup;
mod calls;
mod capture;
mod cli;
mod compare;
mod completions;
mod configuration;
mod connected;
mod copy;
mod database;
mod doctor;
mod explain;
mod failure;
mod frames;
mod import;
mod init;
mod listen;
mod man;
mod manager_conf;
mod members;
mod migrate;
mod moment;
mod now;
mod output;
mod paint;
mod parse;
mod plan;
mod plan_file;
mod playback;
mod privacy;
mod queues;
mod record;
mod replay;
mod report;
mod restore;
mod sieve;
mod sim;
mod tail;
mod terminal;
mod times;
mod top;
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
        Command::Top(args) => top::run(args),
        Command::Calls(args) => calls::run(args),
        Command::Queues(args) => queues::run(args),
        Command::Agents(args) => agents::run(args),
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
        Command::Init(args) => init::run(args),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
