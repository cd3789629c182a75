//! What really happened, for those who want to compare it with what a client made of it.

use std::time::Duration;

/// Something that the simulated Asterisk did, whoever was there to hear it.
///
/// Together they are what a client would have got that is told every event, loses none and is never cut off.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Played {
    /// An event, with the blank line that ends it.
    Event {
        /// When, since the Unix epoch.
        at: Duration,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// Asterisk went away, as recorded or in an [`Outage`](crate::Outage): calls that were there are no more.
    Down {
        /// When, since the Unix epoch.
        at: Duration,
    },
    /// Asterisk was there again.
    Up {
        /// When, since the Unix epoch.
        at: Duration,
    },
}

impl Played {
    /// When it was, since the Unix epoch.
    #[must_use]
    pub fn at(&self) -> Duration {
        match self {
            Self::Event { at, .. } | Self::Down { at } | Self::Up { at } => *at,
        }
    }

    /// The bytes of an event.
    #[must_use]
    pub fn event(&self) -> Option<&[u8]> {
        match self {
            Self::Event { bytes, .. } => Some(bytes),
            Self::Down { .. } | Self::Up { .. } => None,
        }
    }
}
