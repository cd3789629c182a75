//! What goes wrong: with a connection, and with an action.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use ami_proto::EncodeError;

/// Why there is no connection.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// It could not be made.
    #[error("cannot connect to {address}: {source}; is Asterisk running, and its manager enabled?")]
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
    /// Asterisk does not let the user in. It does not say whether the name, the secret or the address (`permit` and
    /// `deny` in `manager.conf`) is wrong; its security log does.
    #[error(
        "Asterisk refuses the login of {username:?}: {message}; see secret, permit and deny in manager.conf"
    )]
    Refused {
        /// The manager user.
        username: String,
        /// Asterisk's words.
        message: String,
    },
    /// The login was not answered: this is the port of something else, or Asterisk is stuck.
    #[error("no answer to the login; is this the port of the manager interface?")]
    LoginUnanswered,
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broke(#[source] Arc<io::Error>),
    /// Asterisk closed the connection.
    #[error("Asterisk closed the connection")]
    Closed,
    /// Asterisk sent nothing any more, not even when asked.
    #[error("Asterisk is silent")]
    Silent,
    /// The options cannot be used.
    #[error("the options cannot be used: {0}")]
    Options(#[from] EncodeError),
}

/// Why an action has no answer, or a bad one.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// There is no connection. Nothing was sent; it may be tried again.
    #[error("not connected to Asterisk; the action was not sent")]
    NotConnected,
    /// The connection was lost before a byte of it was written. It may be tried again.
    #[error("the connection was lost before the action was sent")]
    NotSent,
    /// The connection was lost after it was sent, at least in part. Whether Asterisk did it is not known: look
    /// before trying again.
    #[error("the connection was lost after the action was sent; whether Asterisk did it is not known")]
    OutcomeUnknown,
    /// No answer came in time. Whether Asterisk did it is not known.
    #[error("no answer within {0:?}; whether Asterisk did it is not known")]
    TimedOut(Duration),
    /// Asterisk did not do it.
    #[error("Asterisk refused: {message}")]
    Refused {
        /// Asterisk's words.
        message: String,
    },
    /// The manager user may not do it: it lacks a class in `write` (`manager.conf`).
    #[error("the manager user may not do this; see write in manager.conf")]
    PermissionDenied,
    /// Asterisk broke the list off.
    #[error("Asterisk broke the list off")]
    ListCancelled,
    /// The list came faster than it was read, and what was not read is lost.
    #[error("the list was not read in time")]
    ListTooLong,
    /// It may not be sent.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// An action with its `ActionID` is under way.
    #[error("an action with this ActionID is under way")]
    ActionIdInUse,
    /// The client was closed.
    #[error("the client is closed")]
    ClientClosed,
}

impl SendError {
    /// Whether it is certain that Asterisk did nothing.
    #[must_use]
    pub fn did_nothing(&self) -> bool {
        match self {
            Self::NotConnected
            | Self::NotSent
            | Self::Refused { .. }
            | Self::PermissionDenied
            | Self::Encode(_)
            | Self::ActionIdInUse
            | Self::ClientClosed => true,
            Self::OutcomeUnknown | Self::TimedOut(_) | Self::ListCancelled | Self::ListTooLong => false,
        }
    }
}

impl From<ami_proto::session::SendError> for SendError {
    fn from(error: ami_proto::session::SendError) -> Self {
        match error {
            ami_proto::session::SendError::Encode(error) => Self::Encode(error),
            ami_proto::session::SendError::ActionIdInUse => Self::ActionIdInUse,
            _ => Self::NotConnected,
        }
    }
}
