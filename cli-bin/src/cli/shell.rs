//! Arguments of what makes the command at home in a shell.

use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

const COMPLETIONS_EXAMPLES: &str = r#"Examples:
  callflow completions bash > ~/.local/share/bash-completion/completions/callflow
  callflow completions zsh > "${fpath[1]}/_callflow"
  callflow completions fish > ~/.config/fish/completions/callflow.fish

The Debian package installs them for all three."#;

/// Arguments of `callflow completions`.
#[derive(Args, Debug)]
#[command(after_help = COMPLETIONS_EXAMPLES)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}

const MAN_EXAMPLES: &str = r#"Examples:
  callflow man ~/.local/share/man/man1
  man callflow-top

One page for the command and one for each subcommand, callflow.1, callflow-top.1 and so on; pages that are there are written anew. The Debian package installs them."#;

/// Arguments of `callflow man`.
#[derive(Args, Debug)]
#[command(after_help = MAN_EXAMPLES)]
pub(crate) struct ManArgs {
    /// Folder to write into; it is made where it is missing
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
}
