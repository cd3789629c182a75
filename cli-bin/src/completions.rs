//! `callflow completions`: what a shell completes commands and options with.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::generate;

use crate::cli::{Cli, CompletionsArgs};
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(args: &CompletionsArgs) -> Result<(), Failure> {
    // Into memory first: the generator panics where its output is closed.
    let mut script = Vec::new();
    generate(args.shell, &mut Cli::command(), "callflow", &mut script);
    let mut out = io::stdout().lock();
    out.write_all(&script).and_then(|()| out.flush()).map_err(Failure::output)
}
