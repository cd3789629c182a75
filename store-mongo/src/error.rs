//! From the driver's errors to the store's.

use callflow_core::store::StoreError;
use mongodb::error::{Error, ErrorKind, WriteFailure};

/// Error codes of the server, <https://www.mongodb.com/docs/manual/reference/error-codes/>.
pub(crate) mod code {
    pub(crate) const UNAUTHORIZED: i32 = 13;
    pub(crate) const AUTHENTICATION_FAILED: i32 = 18;
    pub(crate) const NAMESPACE_NOT_FOUND: i32 = 26;
    pub(crate) const INDEX_NOT_FOUND: i32 = 27;
    pub(crate) const NAMESPACE_EXISTS: i32 = 48;
    pub(crate) const INDEX_OPTIONS_CONFLICT: i32 = 85;
    pub(crate) const INDEX_KEY_SPECS_CONFLICT: i32 = 86;
    pub(crate) const DUPLICATE_KEY: i32 = 11_000;

    /// The server goes down, or is no primary any more, or not yet, or says so of the way to the others.
    pub(super) const UNAVAILABLE: &[i32] =
        &[6, 7, 43, 64, 89, 91, 133, 189, 262, 9_001, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436, 237];
    /// Another one is in the way: locks, conflicts, a transaction that was ended.
    pub(super) const BUSY: &[i32] = &[24, 46, 50, 112, 225, 246, 251, 256];
    pub(super) const FULL: &[i32] = &[12_501, 14_031];
    /// Rights are missing, or the server was told to take no writes.
    pub(super) const READ_ONLY: &[i32] = &[UNAUTHORIZED, 371];
}

/// What went wrong, in the terms of those who open or use a store.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fault {
    Unavailable,
    Busy,
    Full,
    Denied,
    ReadOnly,
    Closed,
    Other,
}

/// What the driver's error is about.
pub(crate) fn fault(error: &Error) -> Fault {
    match &*error.kind {
        ErrorKind::Io(_)
        | ErrorKind::ServerSelection { .. }
        | ErrorKind::ConnectionPoolCleared { .. }
        | ErrorKind::DnsResolve { .. } => Fault::Unavailable,
        ErrorKind::Authentication { .. } => Fault::Denied,
        ErrorKind::Shutdown => Fault::Closed,
        _ => code_of(error).map_or(Fault::Other, fault_of),
    }
}

/// What a code of the server is about.
pub(crate) fn fault_of(code: i32) -> Fault {
    match code {
        code::AUTHENTICATION_FAILED => Fault::Denied,
        _ if code::UNAVAILABLE.contains(&code) => Fault::Unavailable,
        _ if code::BUSY.contains(&code) => Fault::Busy,
        _ if code::FULL.contains(&code) => Fault::Full,
        _ if code::READ_ONLY.contains(&code) => Fault::ReadOnly,
        _ => Fault::Other,
    }
}

/// The server's code, if it was the server who said it.
pub(crate) fn code_of(error: &Error) -> Option<i32> {
    match &*error.kind {
        ErrorKind::Command(error) => Some(error.code),
        ErrorKind::Write(WriteFailure::WriteConcernError(error)) => Some(error.code),
        ErrorKind::Write(WriteFailure::WriteError(error)) => Some(error.code),
        _ => None,
    }
}

/// The driver's error as the traits have it.
pub(crate) fn store_error(error: Error) -> StoreError {
    of_fault(fault(&error), error.into())
}

/// An error of this kind as the traits have it.
pub(crate) fn of_fault(fault: Fault, source: callflow_core::store::BoxError) -> StoreError {
    match fault {
        Fault::Unavailable => StoreError::Unavailable { source },
        Fault::Busy => StoreError::Busy { source },
        Fault::Full => StoreError::Full { source },
        Fault::ReadOnly => StoreError::ReadOnly { source },
        Fault::Closed => StoreError::Closed,
        Fault::Denied | Fault::Other => StoreError::Failed { source },
    }
}

/// What is stored under `what` cannot be read.
pub(crate) fn damaged(what: &str, source: impl Into<callflow_core::store::BoxError>) -> StoreError {
    StoreError::Damaged { what: what.into(), source: source.into() }
}
