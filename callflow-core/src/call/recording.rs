//! A recording of a call.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// One recording, pauses included. AMI `MixMonitorStart`, `MixMonitorStop`, `MixMonitorMute`, `MonitorStart`,
/// `MonitorStop`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recording {
    /// The file as the dial plan named it; `None` where only its beginning was seen.
    pub file: Option<Arc<str>>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended: by a stop, or with the channel.
    pub to: Option<Timestamp>,
    /// How long it was muted in between.
    pub paused_ms: u64,
}
