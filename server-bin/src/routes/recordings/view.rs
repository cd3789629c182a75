//! How a recording is told.

use std::sync::Arc;

use callflow_accounts::rights::{Action, Decision, decide};
use callflow_core::call::Recording;
use callflow_core::store::RecordingMark;
use callflow_core::{Call, Timestamp, privacy};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::Granted;
use crate::recordings::{RecordingId, content_type};

/// A recording of a call.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordingFile)]
pub(super) struct RecordingView {
    id: String,
    /// The call's id.
    call: String,
    pbx: Arc<str>,
    tenant: Arc<str>,
    /// `inbound`, `outbound`, `internal` or `unknown`.
    #[schema(value_type = String)]
    direction: callflow_core::call::Direction,
    caller: Option<Arc<str>>,
    dialled: Option<Arc<str>>,
    answered_by: Option<Arc<str>>,
    queue: Option<Arc<str>>,
    /// As Asterisk named it; `null` where it did not.
    file: Option<Arc<str>>,
    /// By the end of the file's name.
    content_type: Option<&'static str>,
    #[schema(value_type = String, format = DateTime)]
    from: Timestamp,
    /// `null` while it goes on.
    #[schema(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    duration_ms: Option<u64>,
    /// How long it was muted in between.
    paused_ms: u64,
    /// In bytes; in lists only where it stands in the store.
    pub(super) size: Option<u64>,
    /// Whether this server can read the file; `null` in lists, and of one that was removed.
    pub(super) is_here: Option<bool>,
    /// Its copy in storage elsewhere; `null` where there is none.
    copy: Option<CopyView>,
    /// Why it must not be removed; `null` where it may.
    hold: Option<HoldView>,
    /// That it was removed; `null` where it was not.
    pub(super) removed: Option<RemovalView>,
}

/// A copy of the file.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordingCopy)]
struct CopyView {
    /// In bytes.
    size: u64,
    /// When it was complete.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Whether the file was removed behind it, so that it is all there is.
    sole: bool,
}

/// A hold.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordingHold)]
struct HoldView {
    reason: Arc<str>,
    by: Arc<str>,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// A removal.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordingRemoval)]
pub(super) struct RemovalView {
    by: Arc<str>,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

impl RecordingView {
    pub(super) fn of(
        granted: &Granted,
        call: &Call,
        recording: &Recording,
        mark: Option<&RecordingMark>,
    ) -> Self {
        let id = RecordingId::of(call, recording).to_string();
        // A file's name may have a number in it, too.
        let masked = match decide(&granted.actor, Action::SeeNumbers) {
            Decision::Allowed(_) => None,
            Decision::Refused(_) => Some(privacy::masked_call(call)),
        };
        let shown = masked.as_ref().unwrap_or(call);
        let place = call.recordings.iter().position(|one| one == recording);
        let file = place.and_then(|place| shown.recordings.get(place)?.file.clone());
        let hold = mark.and_then(|mark| mark.hold.as_ref()).map(|hold| HoldView {
            reason: hold.reason.clone(),
            by: hold.by.clone(),
            at: hold.at,
        });
        let copy = mark
            .and_then(|mark| mark.copy.as_ref())
            .and_then(|copy| Some(CopyView { size: copy.size, at: copy.at?, sole: copy.sole }));
        let removed = mark
            .and_then(|mark| mark.removal_of(recording.from))
            .map(|removal| RemovalView { by: removal.by.clone(), at: removal.at });
        Self {
            id,
            call: call.id.to_string(),
            pbx: call.pbx.clone(),
            tenant: call.tenant.clone(),
            direction: call.direction,
            caller: shown.caller.number.clone(),
            dialled: shown.dialled.clone(),
            answered_by: shown.answered_by.clone(),
            queue: call.queue.clone(),
            content_type: recording.file.as_deref().map(content_type),
            file,
            from: recording.from,
            to: recording.to,
            duration_ms: recording.to.map(|to| to.millis_since(recording.from)),
            paused_ms: recording.paused_ms,
            size: mark.and_then(|mark| mark.size),
            is_here: None,
            copy,
            hold,
            removed,
        }
    }

    pub(super) const fn is_held(&self) -> bool {
        self.hold.is_some()
    }
}
