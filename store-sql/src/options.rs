//! How a store is opened.

use std::time::Duration;

/// How a store is opened. The default suits a server with one database of its own.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// What a commit waits for; [`Synchronous::Normal`] by default. Of SQLite: database servers have settings of their
    /// own for it, and wait for the disk unless these say otherwise.
    pub synchronous: Synchronous,
    /// How many questions are answered at once, beside those who write; 4 by default, at least 1. So many connections
    /// are opened at most, and of a database server four more to write.
    pub readers: u32,
    /// How long to wait for another program's lock before [`StoreError::Busy`]; 5 s by default.
    ///
    /// [`StoreError::Busy`]: callflow_core::store::StoreError::Busy
    pub busy_timeout: Duration,
    /// How long to wait for a connection to a database server before [`StoreError::Unavailable`]; 5 s by default. A
    /// server that is started again within that time is not missed.
    ///
    /// [`StoreError::Unavailable`]: callflow_core::store::StoreError::Unavailable
    pub connect_timeout: Duration,
    /// How long a database server may take to answer one request before [`StoreError::Unavailable`]; 60 s by default. A
    /// server that is frozen, or behind a cable that is cut, says nothing by itself.
    ///
    /// [`StoreError::Unavailable`]: callflow_core::store::StoreError::Unavailable
    pub answer_timeout: Duration,
    /// Whether opening brings the schema up to date; `true` by default. Without it an older schema is refused, and so is
    /// an empty database.
    pub migrate: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            synchronous: Synchronous::default(),
            readers: 4,
            busy_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(5),
            answer_timeout: Duration::from_secs(60),
            migrate: true,
        }
    }
}

/// What a commit waits for. Whatever it is, a database is whole after a crash, and what was committed survives the
/// end of the program, `SIGKILL` included.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Synchronous {
    /// For the operating system to have it. A power cut may take the commits of the last seconds.
    #[default]
    Normal,
    /// For the disk to have it: a power cut takes nothing. Every commit costs a flush.
    Full,
}
