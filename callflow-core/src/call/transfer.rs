//! How a call went from one party to another.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// One transfer.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Transfer {
    /// Blind or attended.
    pub kind: TransferKind,
    /// Who transferred; `system` for a redirect by AMI or ARI.
    pub by: Option<Arc<str>>,
    /// The target, as dialled.
    pub to: Option<Arc<str>>,
    /// When the transferer asked for it.
    pub at: Timestamp,
    /// The transferred party came to talk with the target, whatever the event's `Result` says.
    pub succeeded: bool,
    /// How long the transferer and the target talked before.
    pub consult_ms: Option<u64>,
}

/// How a transfer was made.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TransferKind {
    /// Without asking the target first. AMI `BlindTransfer`.
    Blind,
    /// After a consultation, finished or not. AMI `AttendedTransfer`.
    Attended,
}

/// A diversion: the call to one number went on to another.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Forward {
    /// Who diverted.
    pub from: Option<Arc<str>>,
    /// The number it went on to, as dialled.
    pub to: Arc<str>,
}

/// A call taken from another's ringing phone. AMI `Pickup`.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pickup {
    /// Whose phone rang.
    pub from: Option<Arc<str>>,
    /// Who took the call.
    pub by: Option<Arc<str>>,
}
