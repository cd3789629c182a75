//! How the connection is, to be watched.

use std::sync::Arc;
use std::time::SystemTime;

use ami_proto::session::Server;

use crate::error::ConnectError;

/// How the connection is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum State {
    /// It is being made, or the login is under way.
    Connecting,
    /// Logged in. Told again when more becomes known of the server.
    Up {
        /// Since when.
        since: SystemTime,
        /// What is known of Asterisk.
        server: Arc<Server>,
    },
    /// There is none, and it is tried again.
    Waiting {
        /// When.
        until: SystemTime,
        /// How many attempts in a row came to nothing.
        failures: u32,
        /// Why there is none.
        error: ConnectError,
    },
    /// There is none, and none will be made.
    Closed,
}

impl State {
    /// Whether actions can be sent.
    #[must_use]
    pub fn is_up(&self) -> bool {
        matches!(self, Self::Up { .. })
    }

    /// What is known of Asterisk, while logged in.
    #[must_use]
    pub fn server(&self) -> Option<&Server> {
        match self {
            Self::Up { server, .. } => Some(server),
            Self::Connecting | Self::Waiting { .. } | Self::Closed => None,
        }
    }
}
