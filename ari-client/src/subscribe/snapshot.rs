//! How things are, after a connection was made.

use std::time::SystemTime;

use crate::model::{Bridge, Channel, DeviceState, Endpoint};

/// How things are: what Asterisk answered when it was asked after a connection was made.
///
/// Over one WebSocket the answers stand among the events where Asterisk wrote them, except that the four of them come as
/// one when the last is there; over HTTP they may be a moment older or newer than the events around them. Events that
/// are told before it and after [`asked`](Self::asked) tell of changes that may be in it already.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Snapshot {
    /// When Asterisk was asked.
    pub asked: SystemTime,
    /// When the last answer came.
    pub at: SystemTime,
    /// All channels.
    pub channels: Vec<Channel>,
    /// All bridges.
    pub bridges: Vec<Bridge>,
    /// All endpoints.
    pub endpoints: Vec<Endpoint>,
    /// The devices that ARI controls.
    pub device_states: Vec<DeviceState>,
    /// What it costs in memory, roughly.
    pub(crate) bytes: usize,
}
