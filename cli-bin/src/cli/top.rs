//! Arguments of `callflow top`.

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::ServerArgs;

const EXAMPLES: &str = r#"Examples:
  callflow top
  callflow top --server https://calls.example.org --user ann
  AMI_HOST=10.0.0.5 AMI_USERNAME=callflow AMI_PASSWORD=... callflow top --ami
      Without a server: it follows the Asterisk of the configuration itself.

Keys:
  1 2 3, Tab         calls, queues, agents
  up, down, j, k     choose a row
  /                  show rows with this text alone; Esc shows all again
  s, r               sort by the next column; in reverse
  x                  hang up the chosen call, after a question
  ?                  all keys
  q, Ctrl-C          end

Colours are left out where NO_COLOR is set. Hanging up takes the right to do so: of the user or key at the server, or write = call of the manager user."#;

/// Arguments of `callflow top`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TopArgs {
    /// Ask no server, but follow the Asterisk of the configuration
    #[arg(long, conflicts_with_all = ["server", "user", "key_file", "ca"])]
    pub(crate) ami: bool,

    /// Name of the Asterisk in the configuration, with --ami [default: the only one, or 'default']
    #[arg(long, value_name = "NAME", requires = "ami", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) pbx: Option<String>,

    #[command(flatten)]
    pub(crate) server: ServerArgs,
}
