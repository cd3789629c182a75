//! From the driver's errors to the store's.

use callflow_core::store::StoreError;

/// Primary result codes of SQLite, <https://www.sqlite.org/rescode.html>.
mod code {
    pub(super) const BUSY: u32 = 5;
    pub(super) const LOCKED: u32 = 6;
    pub(super) const READONLY: u32 = 8;
    pub(super) const IOERR: u32 = 10;
    pub(super) const CORRUPT: u32 = 11;
    pub(super) const FULL: u32 = 13;
    pub(super) const CANTOPEN: u32 = 14;
    pub(super) const NOTADB: u32 = 26;
}

/// What went wrong, in the terms of those who open or use a store.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    Unavailable,
    Busy,
    Full,
    ReadOnly,
    CannotOpen,
    NotADatabase,
    Damaged,
    Closed,
    Other,
}

/// What the driver's error is about.
pub(crate) fn fault(error: &sqlx::Error) -> Fault {
    match error {
        sqlx::Error::PoolTimedOut => Fault::Busy,
        sqlx::Error::PoolClosed => Fault::Closed,
        sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => Fault::Unavailable,
        sqlx::Error::Database(error) => {
            // The extended code has the primary one in its low byte.
            let extended = error.code().and_then(|code| code.parse::<u32>().ok());
            match extended.map(|code| code & 0xff) {
                Some(code::BUSY | code::LOCKED) => Fault::Busy,
                Some(code::READONLY) => Fault::ReadOnly,
                Some(code::IOERR) => Fault::Unavailable,
                Some(code::CORRUPT) => Fault::Damaged,
                Some(code::FULL) => Fault::Full,
                Some(code::CANTOPEN) => Fault::CannotOpen,
                Some(code::NOTADB) => Fault::NotADatabase,
                _ => Fault::Other,
            }
        }
        _ => Fault::Other,
    }
}

/// The driver's error as the traits have it.
pub(crate) fn store_error(error: sqlx::Error) -> StoreError {
    match fault(&error) {
        Fault::Unavailable | Fault::CannotOpen => StoreError::Unavailable { source: error.into() },
        Fault::Busy => StoreError::Busy { source: error.into() },
        Fault::Full => StoreError::Full { source: error.into() },
        Fault::ReadOnly => StoreError::ReadOnly { source: error.into() },
        Fault::NotADatabase | Fault::Damaged => {
            StoreError::Damaged { what: "the database file".into(), source: error.into() }
        }
        Fault::Closed => StoreError::Closed,
        Fault::Other => StoreError::Failed { source: error.into() },
    }
}
