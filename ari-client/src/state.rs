//! How the connection is, to be watched.

use std::fmt;
use std::time::SystemTime;

use crate::error::ConnectError;
use crate::text::Text;

/// How the connection is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum State {
    /// It is being made.
    Connecting,
    /// The WebSocket is open.
    Up {
        /// Since when.
        since: SystemTime,
        /// What is known of Asterisk.
        server: std::sync::Arc<Server>,
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
    /// Whether events come.
    #[must_use]
    pub fn is_up(&self) -> bool {
        matches!(self, Self::Up { .. })
    }
}

/// What is known of Asterisk.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Server {
    /// Its version as it says it, such as `22.10.1`; `None` where it was not asked.
    pub version: Option<Text>,
    /// By what requests travel.
    pub requests: Requests,
}

/// By what requests travel.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Requests {
    /// By HTTP, over connections that are kept for a while. Every Asterisk can do it.
    #[default]
    Http,
    /// Over the WebSocket that the events come by: Asterisk 20.14, 21.9, 22.4 and later.
    WebSocket,
}

impl fmt::Display for Requests {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "HTTP",
            Self::WebSocket => "WebSocket",
        })
    }
}

impl Requests {
    /// What an Asterisk of this version can do best. One that does not tell a number is taken for an old one.
    pub(crate) fn best_for(version: &str) -> Self {
        let mut numbers = version.split(|letter: char| !letter.is_ascii_digit()).map(str::parse::<u32>);
        let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else { return Self::Http };
        let able = match major {
            ..20 => false,
            20 => minor >= 14,
            21 => minor >= 9,
            22 => minor >= 4,
            23.. => true,
        };
        if able { Self::WebSocket } else { Self::Http }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_says_what_it_can_do() {
        for (version, best) in [
            ("16.28.0~dfsg-0+deb11u4", Requests::Http),
            ("20.13.9", Requests::Http),
            ("20.14.0", Requests::WebSocket),
            ("21.8.0", Requests::Http),
            ("21.9.1", Requests::WebSocket),
            ("22.3.0", Requests::Http),
            ("22.10.1+dfsg+~cs6.17.60671434-1", Requests::WebSocket),
            ("23.0.0", Requests::WebSocket),
            ("GIT-master-abc", Requests::Http),
            ("certified/20.7-cert5", Requests::Http),
            ("", Requests::Http),
        ] {
            assert_eq!(Requests::best_for(version), best, "{version}");
        }
    }
}
