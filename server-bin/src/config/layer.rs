//! Where a value came from.

use std::fmt;
use std::path::{Path, PathBuf};

/// Where a value came from; the later ones win.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Layer {
    /// Built in.
    Default,
    /// The configuration file.
    File(Place),
    /// The environment variable of this name.
    Environment(String),
    /// This flag of the command line.
    Flag(&'static str),
}

/// A place in a file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// The file, as it was named.
    pub file: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Place {
    /// The place of the byte `at` of `text`.
    pub(super) fn of(file: &Path, text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = 1 + before.matches('\n').count();
        let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
        Self { file: file.into(), line, column }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(place) => place.fmt(f),
            Self::Environment(name) => write!(f, "environment variable {}", name.escape_debug()),
            Self::Flag(name) => write!(f, "flag {name}"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A name may hold a line break, and a message is one line.
        write!(f, "{}:{}:{}", self.file.to_string_lossy().escape_debug(), self.line, self.column)
    }
}
