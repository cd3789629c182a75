//! Options of `callflow tail`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

use super::Class;

const EXAMPLES: &str = r#"Examples:
  AMI_HOST=10.0.0.5 AMI_USERNAME=callflow AMI_PASSWORD=... callflow tail --calls
  callflow tail --event Hangup --event HangupRequest --number 2025550143
  callflow tail --pbx amsterdam --channel PJSIP/101
  callflow tail --format jsonl --calls | jq 'select(.type == "call.ended") | .data.disposition'

One line an event and one a change of a call, as they come; times are UTC. Events that are missing, and connections that are lost and found again, have lines of their own. It takes the configuration of callflowd, of which it uses the Asterisk and the plan. Ctrl-C or SIGTERM ends it.

As JSON lines a change of a call has the form that callflowd tells it in. An event is
  {"type":"event","pbx":"default","at":"…","event":"Hangup","headers":[["Event","Hangup"],["Cause","16"]]}
and the others are of the types connected, disconnected and gap. Colours are left out where NO_COLOR is set."#;

/// Arguments of `callflow tail`.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct TailArgs {
    /// Configuration file [env: CALLFLOW_CONFIG] [default: callflow.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Name of the Asterisk in the configuration [default: the only one, or 'default']
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) pbx: Option<String>,

    /// Show events [default: events and calls]
    #[arg(long)]
    pub(crate) events: bool,

    /// Show what becomes of calls
    #[arg(long)]
    pub(crate) calls: bool,

    /// Show events of this name, in any case; may be repeated
    #[arg(long = "event", value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) names: Vec<String>,

    /// Show events of these classes (manager.conf)
    #[arg(long = "class", value_name = "CLASS", value_delimiter = ',', hide_possible_values = true)]
    pub(crate) classes: Vec<Class>,

    /// Only what has to do with a channel in whose name this text is
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) channel: Option<String>,

    /// Only what has to do with a number in which these digits are
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) number: Option<String>,

    /// What to print: lines to read, or one JSON object a line
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: TailFormat,
}

/// What `callflow tail` prints.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum TailFormat {
    /// Lines to read
    Text,
    /// One JSON object a line
    Jsonl,
}

impl TailArgs {
    /// Whether events are shown. Who asks for certain ones wants them.
    pub(crate) fn shows_events(&self) -> bool {
        self.asks_for_events() || !self.calls
    }

    /// Whether changes of calls are shown.
    pub(crate) fn shows_calls(&self) -> bool {
        self.calls || !self.asks_for_events()
    }

    fn asks_for_events(&self) -> bool {
        self.events || !self.names.is_empty() || !self.classes.is_empty()
    }
}
