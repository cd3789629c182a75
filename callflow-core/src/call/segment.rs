//! A stretch of talk.

use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::ids::BridgeId;
use crate::time::Timestamp;

/// A stretch of time in which the same people could hear each other, over one bridge or several that Local
/// channels join. Parking lots and waiting rooms are none.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BridgeSegment {
    /// The bridge of the first of them.
    pub bridge: BridgeId,
    /// When the last of them came in.
    pub from: Timestamp,
    /// When the first of them left, or another one came.
    pub to: Option<Timestamp>,
    /// Their numbers, `unknown` for one without.
    pub parties: Vec<Arc<str>>,
}
