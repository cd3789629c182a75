//! Why a command ended early, and the exit status that tells it.

use std::fmt;
use std::io;
use std::process::ExitCode;

use anyhow::anyhow;

use crate::terminal;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrong usage, or input that cannot be read: status 2.
    Input(anyhow::Error),
    /// The input was fine and the work failed: status 1.
    Work(anyhow::Error),
    /// The work was done but for parts that standard error has told of already: status 1.
    Incomplete,
    /// Whoever read our output has closed it (`| head`). They have what they want: status 0.
    OutputClosed,
}

impl Failure {
    /// What is wrong with the input called `name`, in one line.
    pub(crate) fn input(name: impl fmt::Display, what: impl fmt::Display) -> Self {
        Self::Input(anyhow!("{name}: {what}"))
    }

    /// The input called `name` cannot be opened or read.
    pub(crate) fn unreadable(name: impl fmt::Display, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::input(name, "no such file or folder; check the path"),
            io::ErrorKind::PermissionDenied => Self::input(name, "no permission to read it"),
            _ => Self::input(name, format_args!("cannot be read: {error}")),
        }
    }

    /// The result could not be written to standard output.
    pub(crate) fn output(error: impl Into<io::Error>) -> Self {
        let error = error.into();
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Work(anyhow!("standard output: cannot be written: {error}")),
        }
    }

    /// Says on standard error what is wrong and gives the exit status.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::Input(error) => {
                terminal::complain(format_args!("{error:#}"));
                ExitCode::from(2)
            }
            Self::Work(error) => {
                terminal::complain(format_args!("{error:#}"));
                ExitCode::from(1)
            }
            Self::Incomplete => ExitCode::from(1),
            Self::OutputClosed => ExitCode::SUCCESS,
        }
    }
}
