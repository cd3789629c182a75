//! What applications did with a call, as ARI tells it.

use alloc::sync::Arc;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Something was played to the call. ARI `PlaybackStarted`, `PlaybackFinished`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Playback {
    /// What: `sound:hello`, `recording:greeting`, `tone:busy`.
    pub media: Arc<str>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended; `None` while it lasts, and where its end was not seen.
    pub to: Option<Timestamp>,
    /// It could not be played.
    pub failed: bool,
}

/// A channel of the call was in an application. ARI `StasisStart`, `StasisEnd`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StasisStay {
    /// The application.
    pub application: Arc<str>,
    /// What it was told when the channel came in.
    pub args: Vec<Arc<str>>,
    /// When the channel came in.
    pub from: Timestamp,
    /// When it left; `None` while it is in, and where its leaving was not seen.
    pub to: Option<Timestamp>,
}
