//! What can go wrong with the journal's file.

use std::path::PathBuf;

/// Why the journal is not opened, or not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// Another server has it open.
    #[error("the journal {path} is in use by another callflowd: stop it, or give this one a journal.path of its own", path = path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file or its folder cannot be written.
    #[error("the journal {path} cannot be opened ({reason}): create its folder and let this user write there, or change journal.path", path = path.display())]
    CannotOpen {
        /// The file.
        path: PathBuf,
        /// What the system or the driver said.
        reason: String,
    },
    /// The file cannot be read.
    #[error("the journal {path} cannot be read ({reason})", path = path.display())]
    CannotRead {
        /// The file.
        path: PathBuf,
        /// What the system or the driver said.
        reason: String,
    },
    /// The file is of something else.
    #[error("{path} is no journal of callflowd: change journal.path", path = path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of this program has written it.
    #[error("the journal {path} has format {found}, this program knows {known}: start the newer program", path = path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// The format that it has.
        found: i64,
        /// The newest format that this program knows.
        known: i64,
    },
    /// Part of it cannot be read.
    #[error("the journal of {pbx} is damaged at entry {position}")]
    Damaged {
        /// The PBX.
        pbx: String,
        /// The place.
        position: u64,
    },
    /// Anything else.
    #[error("the journal failed: {0}")]
    Failed(#[from] sqlx::Error),
}
