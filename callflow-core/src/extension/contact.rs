//! The contacts of an extension's devices.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// An address under which a device of an extension can be called.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contact {
    /// The address: `sip:101@127.0.0.1:6101` of PJSIP, `127.0.0.1:6120` of SIP and IAX2.
    pub uri: Arc<str>,
    /// Whether it answers.
    pub status: ContactStatus,
    /// When it was first seen.
    pub since: Timestamp,
    /// What the device calls itself, where a list told: AMI `ContactList`, header `UserAgent`.
    pub user_agent: Option<Arc<str>>,
}

/// Whether a contact answers. AMI `ContactStatus`, header of that name; `PeerStatus` of SIP and IAX2.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContactStatus {
    /// It answered when it was asked last.
    Reachable,
    /// It answered, but late. `PeerStatus: Lagged`.
    Lagged,
    /// It did not answer. It stays registered until its registration runs out.
    Unreachable,
    /// It is not asked, or was not yet.
    NonQualified,
    /// No event told, or one in a word that is not in this table.
    Unknown,
}
