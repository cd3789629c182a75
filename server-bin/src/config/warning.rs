//! What is set and does nothing.

use std::fmt;

/// What is set in the environment and does nothing. To be logged once the log is there.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// A name of earlier backends, for a part that does not exist yet.
    NoEffectYet {
        /// The variable.
        name: &'static str,
        /// The part.
        part: &'static str,
    },
    /// An older name whose value another variable replaces.
    Replaced {
        /// The variable.
        name: &'static str,
        /// The variable that counts.
        by: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEffectYet { name, part } => {
                write!(f, "environment variable {name} has no effect yet: {part} with a later version")
            }
            Self::Replaced { name, by } => {
                write!(
                    f,
                    "environment variable {name} has no effect: {by} is set to something else and counts"
                )
            }
        }
    }
}

const DIALLING: &str = "a dialer that only says that it dials comes";

/// Names of earlier backends for parts that do not exist yet.
pub(super) const NOT_YET: [(&str, &str); 2] =
    [("USE_MOCK_DIALER", DIALLING), ("REDIS_URL", "sharing state between servers comes")];
