//! A stay in a parking lot.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// The caller was parked. AMI `ParkedCall`, `UnParkedCall`, `ParkedCallTimeOut`, `ParkedCallGiveUp`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Park {
    /// Who parked.
    pub by: Option<Arc<str>>,
    /// The parking space, `901`.
    pub space: Option<Arc<str>>,
    /// The parking lot.
    pub lot: Option<Arc<str>>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended.
    pub to: Option<Timestamp>,
    /// How it ended; `None` while it goes on.
    pub outcome: Option<ParkOutcome>,
    /// Who fetched the call.
    pub retrieved_by: Option<Arc<str>>,
}

/// How a stay in a parking lot ended.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ParkOutcome {
    /// Somebody fetched the call.
    Retrieved,
    /// The lot's time was over and the call went back.
    Timeout,
    /// The parked party hung up.
    GivenUp,
}
