//! `callflow man`: man pages, out of the same source as `--help`.

use std::fs;

use anyhow::anyhow;
use clap::CommandFactory;

use crate::cli::{Cli, ManArgs};
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(args: &ManArgs) -> Result<(), Failure> {
    let folder = &args.folder;
    let failed = |error| Failure::Work(anyhow!("{}: cannot be written: {error}", folder.display()));
    fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(Cli::command(), folder).map_err(failed)
}
