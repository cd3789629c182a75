//! What goes wrong: with a connection, and with a request.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::operation::Operation;

/// Why there is no connection.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// It could not be made.
    #[error("cannot connect to {address}: {source}; is Asterisk running, and enabled in http.conf?")]
    Connect {
        /// Host and port.
        address: String,
        /// What the system, or TLS, said.
        source: Arc<io::Error>,
    },
    /// Nobody answered.
    #[error("cannot connect to {address}: no answer within {within:?}")]
    NoAnswer {
        /// Host and port.
        address: String,
        /// How long was waited.
        within: Duration,
    },
    /// Asterisk does not let the user in.
    #[error("Asterisk refuses the user {username:?} (status {status}); see ari.conf")]
    Refused {
        /// The ARI user.
        username: String,
        /// The HTTP status: 401, or 403.
        status: u16,
    },
    /// The answer is not that of ARI.
    #[error(
        "status {status} instead of a WebSocket; is this the HTTP server of an Asterisk with ARI enabled?"
    )]
    NotAri {
        /// The HTTP status.
        status: u16,
    },
    /// The connection broke.
    #[error("the connection broke: {message}")]
    Broke {
        /// How.
        message: String,
    },
    /// Asterisk closed the connection.
    #[error("Asterisk closed the connection")]
    Closed,
    /// Asterisk sent nothing any more, not even when asked.
    #[error("Asterisk is silent")]
    Silent,
}

impl ConnectError {
    /// Whether it will be so until somebody mends it.
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused { .. })
    }
}

/// Why a request has no answer, or a bad one.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no connection. Nothing was sent; it may be tried again.
    #[error("{operation}: not connected to Asterisk; nothing was sent")]
    NotConnected {
        /// What was asked for.
        operation: &'static str,
    },
    /// The connection was lost, or could not be made, before a byte was written. It may be tried again.
    #[error("{operation}: the connection was lost before anything was sent")]
    NotSent {
        /// What was asked for.
        operation: &'static str,
    },
    /// The connection was lost after it was sent, at least in part. Whether Asterisk did it is not known: look before
    /// trying again.
    #[error("{operation}: the connection was lost; whether Asterisk did it is not known")]
    OutcomeUnknown {
        /// What was asked for.
        operation: &'static str,
    },
    /// No answer came in time. Whether Asterisk did it is not known.
    #[error("{operation}: no answer within {within:?}; whether Asterisk did it is not known")]
    TimedOut {
        /// What was asked for.
        operation: &'static str,
        /// How long was waited.
        within: Duration,
    },
    /// What it is about is not there (404): the channel was hung up, the playback is over.
    #[error("{operation}: not found: {message}")]
    NotFound {
        /// What was asked for.
        operation: &'static str,
        /// Asterisk's words.
        message: String,
    },
    /// It cannot be done as things are (409, 412): the channel is not in an application, the id is taken.
    #[error("{operation}: conflict: {message}")]
    Conflict {
        /// What was asked for.
        operation: &'static str,
        /// Asterisk's words.
        message: String,
    },
    /// A parameter is wrong (400, 422).
    #[error("{operation}: invalid: {message}")]
    Invalid {
        /// What was asked for.
        operation: &'static str,
        /// Asterisk's words.
        message: String,
    },
    /// The user may not do it (401, 403): its password is wrong, or it is `read_only` in `ari.conf`.
    #[error("{operation}: not permitted: {message}")]
    Unauthorised {
        /// What was asked for.
        operation: &'static str,
        /// Asterisk's words.
        message: String,
    },
    /// Asterisk refused for another reason.
    #[error("{operation}: status {status}: {message}")]
    Refused {
        /// What was asked for.
        operation: &'static str,
        /// The HTTP status.
        status: u16,
        /// Asterisk's words.
        message: String,
    },
    /// It was done, and the answer cannot be read.
    #[error("{operation}: the answer cannot be read: {message}")]
    Unreadable {
        /// What was asked for.
        operation: &'static str,
        /// What is wrong with it.
        message: String,
    },
    /// This cannot do it: a fake, or a WebSocket that is asked for a file.
    #[error("{operation} is not supported here")]
    Unsupported {
        /// What was asked for.
        operation: &'static str,
    },
    /// The client was closed.
    #[error("{operation}: the client is closed")]
    ClientClosed {
        /// What was asked for.
        operation: &'static str,
    },
}

impl Error {
    /// What a fake answers that was not told better.
    #[must_use]
    pub fn unsupported<O: Operation>(_: &O) -> Self {
        Self::Unsupported { operation: O::NAME }
    }

    /// Whether it is certain that Asterisk did nothing.
    #[must_use]
    pub fn did_nothing(&self) -> bool {
        match self {
            Self::OutcomeUnknown { .. } | Self::TimedOut { .. } | Self::Unreadable { .. } => false,
            // An internal error may have come half-way.
            Self::Refused { status, .. } => *status < 500,
            Self::NotConnected { .. }
            | Self::NotSent { .. }
            | Self::NotFound { .. }
            | Self::Conflict { .. }
            | Self::Invalid { .. }
            | Self::Unauthorised { .. }
            | Self::Unsupported { .. }
            | Self::ClientClosed { .. } => true,
        }
    }

    /// What was asked for: resource and nickname, such as `channels.answer`.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        match self {
            Self::NotConnected { operation }
            | Self::NotSent { operation }
            | Self::OutcomeUnknown { operation }
            | Self::TimedOut { operation, .. }
            | Self::NotFound { operation, .. }
            | Self::Conflict { operation, .. }
            | Self::Invalid { operation, .. }
            | Self::Unauthorised { operation, .. }
            | Self::Refused { operation, .. }
            | Self::Unreadable { operation, .. }
            | Self::Unsupported { operation }
            | Self::ClientClosed { operation } => operation,
        }
    }

    /// What a status means that is no success.
    pub(crate) fn of_status(operation: &'static str, status: u16, message: String) -> Self {
        match status {
            400 | 422 => Self::Invalid { operation, message },
            401 | 403 => Self::Unauthorised { operation, message },
            404 => Self::NotFound { operation, message },
            409 | 412 => Self::Conflict { operation, message },
            _ => Self::Refused { operation, status, message },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_told_apart() {
        for (status, name, did_nothing) in [
            (400, "Invalid", true),
            (401, "Unauthorised", true),
            (403, "Unauthorised", true),
            (404, "NotFound", true),
            (406, "Refused", true),
            (409, "Conflict", true),
            (412, "Conflict", true),
            (422, "Invalid", true),
            (500, "Refused", false),
        ] {
            let error = Error::of_status("channels.answer", status, "words".to_owned());
            assert!(format!("{error:?}").starts_with(name), "{status}: {error:?}");
            assert_eq!(
                (error.did_nothing(), error.operation()),
                (did_nothing, "channels.answer"),
                "{status}"
            );
        }
    }
}
