//! Recordings, which are put with their calls.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::call::{Call, CallState};
use crate::ids::CallId;
use crate::store::Dated;
use crate::time::Timestamp;

/// One recording of an ended call.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct RecordingRow {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// The call.
    pub call: CallId,
    /// Its place among those of the call, from 0.
    pub n: u32,
    /// The file as the dial plan named it.
    pub file: Option<Arc<str>>,
    /// When it began.
    pub from: Timestamp,
    /// When it ended.
    pub to: Option<Timestamp>,
}

impl RecordingRow {
    /// What orders the recordings of one moment: `call/000002`, the number in six digits or more.
    #[must_use]
    pub fn order_id(call: &CallId, n: u32) -> String {
        format!("{call}/{n:06}")
    }
}

impl Dated for RecordingRow {
    /// When it began.
    fn at(&self) -> Timestamp {
        self.from
    }

    /// [`RecordingRow::order_id`].
    fn id(&self) -> Cow<'_, str> {
        Self::order_id(&self.call, self.n).into()
    }

    /// The call's id.
    fn of(&self) -> &str {
        self.call.as_str()
    }
}

/// The recordings of a call that has ended, in order. None while it lives, as more may come, and none of a call that
/// became part of another one, which has them.
#[must_use]
pub fn recordings(call: &Call) -> Vec<RecordingRow> {
    if call.state != CallState::Ended || call.merged_into.is_some() {
        return Vec::new();
    }
    let row = |(n, recording): (u32, &crate::call::Recording)| RecordingRow {
        pbx: call.pbx.clone(),
        tenant: call.tenant.clone(),
        call: call.id.clone(),
        n,
        file: recording.file.clone(),
        from: recording.from,
        to: recording.to,
    };
    (0..).zip(&call.recordings).map(row).collect()
}
