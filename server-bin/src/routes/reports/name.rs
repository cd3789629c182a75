//! The reports by their names.

use std::fmt;

use serde::Deserialize;

/// A report of the API.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReportName {
    Calls,
    Queues,
    Agents,
    Distribution,
    Abandoned,
    Details,
}

impl ReportName {
    /// Its name, as in the path.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Queues => "queues",
            Self::Agents => "agents",
            Self::Distribution => "distribution",
            Self::Abandoned => "abandoned",
            Self::Details => "details",
        }
    }

    /// What it is asked besides what all are asked, and which part of a list.
    pub(crate) const fn filters(self) -> &'static [&'static str] {
        match self {
            Self::Calls => &["per", "direction", "disposition", "did", "agent", "queue"],
            Self::Queues => &["queue", "service_level", "threshold_s", "short_abandon_s"],
            Self::Agents => &["agent"],
            Self::Distribution => &["queue", "bounds_s"],
            Self::Abandoned => &["queue", "within_h"],
            Self::Details => &["queue", "agent", "direction", "disposition"],
        }
    }
}

impl fmt::Display for ReportName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
