//! What was done.

use callflow_core::{CallId, Timestamp};
use serde::Serialize;

/// What was done. Asterisk said that it did it; whether an event has shown it is [`confirmed`](Self::confirmed).
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Done {
    /// The call; `None` where a queue was meant.
    pub call: Option<CallId>,
    /// An event has shown it. If not, it did not come in time, the connection broke behind the answer, the manager user
    /// may not read it, or there is none for what was asked.
    pub confirmed: bool,
    /// Name of the event that has shown it.
    pub by: Option<String>,
    /// When that event was received; without one, when the waiting ended.
    pub at: Timestamp,
    /// What else is known of it.
    pub details: Details,
}

/// What is known besides. In JSON left out are those that are not.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize)]
pub struct Details {
    /// Where a call is parked, `901`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parking_space: Option<String>,
    /// The lot of that space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parking_lot: Option<String>,
    /// The file of a recording that was begun, on the machine of the Asterisk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The interface of the member of a queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
}
