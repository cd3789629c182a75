//! Options of commands that can leave events out.

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

/// Which events are left out, as if the manager user had not been sent them.
#[derive(Args, Debug)]
pub(crate) struct SieveArgs {
    /// Leave out the events of these names; with '*' at its end a name stands for all that begin so
    #[arg(
        long,
        value_name = "NAME",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub(crate) without: Vec<String>,

    /// Leave out the events that a manager user with these read classes (manager.conf) is not sent
    #[arg(long, value_name = "CLASS", value_delimiter = ',', hide_possible_values = true)]
    pub(crate) classes: Vec<Class>,
}

impl SieveArgs {
    /// Whether all events stay.
    pub(crate) fn is_empty(&self) -> bool {
        self.without.is_empty() && self.classes.is_empty()
    }
}

/// What a manager user may read: a word of `read =` in `manager.conf`.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
#[value(rename_all = "lower")]
pub(crate) enum Class {
    System,
    Call,
    Log,
    Verbose,
    Command,
    Agent,
    User,
    Config,
    Dtmf,
    Reporting,
    Cdr,
    Dialplan,
    Originate,
    Agi,
    Cc,
    Aoc,
    Test,
    Security,
    Message,
    All,
}

impl Class {
    /// As Asterisk writes it.
    pub(crate) fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}
