//! A hold in a call.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// One party held the other. AMI `Hold` and `Unhold`; the hold that a transfer feature raises for its
/// consultation is none.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Hold {
    /// Who held.
    pub by: Option<Arc<str>>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended, by an unhold, a transfer or the end of the channel.
    pub to: Option<Timestamp>,
    /// How long it was. Of a hold that goes on up to the call's last event.
    pub ms: u64,
}
