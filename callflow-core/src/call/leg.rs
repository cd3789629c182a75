//! One channel of a call.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use crate::cause::HangupCause;
use crate::ids::Uniqueid;
use crate::time::Timestamp;

/// One channel of a call, from its creation to its hangup.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallLeg {
    /// `Uniqueid` of the channel.
    pub uniqueid: Uniqueid,
    /// Name of the channel, `PJSIP/101-00000003`. Names begin again after a restart of Asterisk.
    pub channel: Arc<str>,
    /// What it was to the call.
    pub role: Role,
    /// The number of the person behind it.
    pub number: Option<Arc<str>>,
    /// The name of the person behind it.
    pub name: Option<Arc<str>>,
    /// When the channel was created.
    pub started_at: Timestamp,
    /// When its phone began to ring.
    pub ringing_at: Option<Timestamp>,
    /// When it was up.
    pub answered_at: Option<Timestamp>,
    /// When it was hung up.
    pub ended_at: Option<Timestamp>,
    /// Why it was hung up.
    pub hangup_cause: Option<HangupCause>,
    /// The last `DialStatus` of a dialled leg (`ANSWER`, `BUSY`, `NOANSWER`, `CANCEL`, `CONGESTION`, …), as sent.
    pub dial_status: Option<Arc<str>>,
    /// A channel of Asterisk's own with no person behind it: a half of a Local channel, a recorder.
    pub internal: bool,
}

/// What a leg or a party was to the call.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The one who called.
    Caller,
    /// One who was called.
    Callee,
    /// Called by a queue.
    Member,
    /// Called by one who transfers.
    TransferTarget,
    /// Took the call from another's ringing phone, or out of a parking lot.
    Picker,
    /// Joined by a call of its own: a consultation, a bridge action.
    Joined,
    /// A channel of Asterisk's own.
    Internal,
}
