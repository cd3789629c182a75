//! Colours, where there is a terminal that wants them.

use std::env;
use std::io::{self, IsTerminal};

/// A colour, or none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Colour {
    Plain,
    Dim,
    Red,
    Green,
    Yellow,
    Cyan,
}

/// Whether colours are used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    is_on: bool,
}

impl Paint {
    /// For standard output: a terminal has colours, unless `NO_COLOR` is set or the terminal is a plain one.
    pub(crate) fn of_output() -> Self {
        let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self { is_on: io::stdout().is_terminal() && !is_set("NO_COLOR") && !is_dumb }
    }

    /// Without colours, wherever it goes.
    #[cfg(test)]
    pub(crate) const fn off() -> Self {
        Self { is_on: false }
    }

    /// With colours, wherever it goes.
    #[cfg(test)]
    pub(crate) const fn on_terminal() -> Self {
        Self { is_on: true }
    }

    /// Whether colours are used.
    pub(crate) const fn is_on(self) -> bool {
        self.is_on
    }

    pub(crate) fn on(self, colour: Colour, text: &str) -> String {
        let code = match colour {
            Colour::Plain => return text.to_owned(),
            _ if !self.is_on => return text.to_owned(),
            Colour::Dim => 2,
            Colour::Red => 31,
            Colour::Green => 32,
            Colour::Yellow => 33,
            Colour::Cyan => 36,
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_terminal_nothing_is_painted() {
        assert_eq!(Paint { is_on: false }.on(Colour::Red, "x"), "x");
        assert_eq!(Paint { is_on: true }.on(Colour::Red, "x"), "\u{1b}[31mx\u{1b}[0m");
        assert_eq!(Paint { is_on: true }.on(Colour::Plain, "x"), "x");
        // Tests write into a pipe.
        assert!(!Paint::of_output().is_on || io::stdout().is_terminal());
    }
}
