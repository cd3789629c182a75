//! Recordings: the list, one, its sound; to hold and to remove it.

mod audio;
mod listed;
mod view;
mod waveform;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{self, Query};
use axum::http::StatusCode;
use callflow_accounts::audit::{AuditActor, AuditEntry, AuditOutcome};
use callflow_accounts::rights::{Action, Actor};
use callflow_core::Call;
use callflow_core::call::Recording;
use callflow_core::store::RecordingHold;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::listed::{Pairs, RecordingFilters, RecordingPage};
use self::view::RecordingView;
use super::body::Body;
use super::path::Path;
use super::{State, texts};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;
use crate::recordings::{KeepingError, NotFound, RecordingId, Removed, Source};

const MOST_OF_REASON: usize = 1_000;
/// When storage elsewhere may answer again.
const TRY_AGAIN: Duration = Duration::from_secs(60);

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(guarded(state, Action::ListenToRecordings, routes!(list)))
        .routes(guarded(state, Action::ListenToRecordings, routes!(one)))
        .routes(guarded(state, Action::DeleteRecordings, routes!(remove)))
        .routes(guarded(state, Action::HoldRecordings, routes!(hold, let_go)))
        .routes(guarded(state, Action::ListenToRecordings, routes!(audio::audio)))
        .routes(guarded(state, Action::ListenToRecordings, routes!(waveform::waveform)))
}

/// A recording that was asked for.
struct Asked {
    id: RecordingId,
    call: Call,
    recording: Recording,
}

impl Asked {
    /// The one of this id, if its call is within reach. One that is not is as good as none.
    async fn read(state: &State, granted: &Granted, text: &str) -> Result<Self, Problem> {
        /// Calls become part of others, but not of so many one after another.
        const MOST_MERGES: usize = 16;
        let none = || Problem::NotFound(format!("recording {text}"));
        let mut id: RecordingId = text.parse().map_err(|_| none())?;
        for _ in 0..MOST_MERGES {
            let call = match state.live.call(&id.call) {
                Some(call) => (*call).clone(),
                None => state.store.call(&id.call).await?.ok_or_else(none)?,
            };
            if let Some(into) = call.merged_into {
                id.call = into;
                continue;
            }
            if !granted.reach.holds_call(&call) {
                return Err(none());
            }
            let recording = id.find(&call).cloned().ok_or_else(none)?;
            return Ok(Self { id, call, recording });
        }
        Err(none())
    }

    fn file(&self) -> Result<&Arc<str>, Problem> {
        let file = self.recording.file.as_ref();
        file.ok_or_else(|| Problem::NotFound("file of this recording: Asterisk has not told it".to_owned()))
    }

    /// The file or its copy, unless it was removed.
    async fn open(&self, state: &State) -> Result<Source, Problem> {
        let file = self.file()?;
        let mark = state.recordings.mark(&self.call.pbx, file).await?;
        if mark.as_ref().is_some_and(|mark| mark.removal_of(self.recording.from).is_some()) {
            return Err(gone());
        }
        state.recordings.source(file, mark.as_ref()).await.map_err(missing)
    }
}

fn gone() -> Problem {
    Problem::Gone("the recording was removed".to_owned())
}

fn missing(why: NotFound) -> Problem {
    Problem::NotFound(format!("file of this recording here: {why}"))
}

/// Of a file that is there, and of a copy that should be.
fn unread(error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => {
            Problem::NotFound("copy of this recording: the storage has lost it".to_owned())
        }
        _ => {
            tracing::warn!("a recording could not be read: {error}");
            let detail = "the recording cannot be read now".to_owned();
            Problem::Unavailable { detail, after: TRY_AGAIN }
        }
    }
}

impl From<KeepingError> for Problem {
    fn from(error: KeepingError) -> Self {
        match error {
            KeepingError::Store(failure) => failure.into(),
            KeepingError::Busy => Self::Conflict(error.to_string()),
            KeepingError::File(_) => Self::Internal(error.into()),
            KeepingError::Copy(_) => {
                tracing::warn!("{error}");
                let detail =
                    "the storage of the recording's copy does not answer; nothing was removed".to_owned();
                Self::Unavailable { detail, after: TRY_AGAIN }
            }
        }
    }
}

/// Writes into the audit log what came of it.
async fn noted(
    state: &State,
    granted: &Granted,
    (action, outcome): (Action, AuditOutcome),
    asked: &Asked,
    detail: Value,
) {
    let actor = AuditActor::from(&granted.actor);
    let entry = AuditEntry::new(&asked.call.tenant, actor, action.as_str(), outcome, granted.now);
    let Ok(entry) = entry else { return };
    let address = granted.origin.address.map(|address| address.to_string());
    let mut entry =
        entry.with_request(address.as_deref(), granted.origin.request.as_deref()).with_detail(detail);
    entry.target = Some(asked.id.to_string().into());
    if let Err(error) = state.callers.accounts.audit(entry).await {
        tracing::error!(%error, action = action.as_str(), "the audit log has not got what was done");
    }
}

/// Who it is, in marks.
fn name(actor: &Actor) -> Arc<str> {
    match actor {
        Actor::User { user, .. } => user.name.as_str().into(),
        Actor::ApiKey(key) => key.name.clone(),
        Actor::System => "system".into(),
    }
}

/// Recordings of calls that are over, those of the newest calls first. The recordings of one call are never parted, so that a
/// page may have some more than its limit; and it may have fewer, and still lead to a next one.
#[utoipa::path(get, path = "", tag = "recordings", params(RecordingFilters), responses(
    (status = 200, description = "A page of them", body = RecordingPage),
))]
async fn list(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Query(pairs): Pairs,
) -> Result<Json<RecordingPage>, Problem> {
    listed::list(&state, &granted, pairs).await.map(Json)
}

/// What is known of a recording.
#[utoipa::path(get, path = "/{id}", tag = "recordings", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "It", body = RecordingView)))]
async fn one(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Json<RecordingView>, Problem> {
    let asked = Asked::read(&state, &granted, &id).await?;
    viewed(&state, &granted, &asked).await.map(Json)
}

async fn viewed(state: &State, granted: &Granted, asked: &Asked) -> Result<RecordingView, Problem> {
    let mark = match &asked.recording.file {
        Some(file) => state.recordings.mark(&asked.call.pbx, file).await?,
        None => None,
    };
    let mut view = RecordingView::of(granted, &asked.call, &asked.recording, mark.as_ref());
    if let Some(file) = asked.recording.file.as_ref().filter(|_| view.removed.is_none()) {
        let found = state.recordings.open(file).await;
        view.is_here = Some(found.is_ok());
        view.size = found.ok().map(|found| found.size).or(view.size);
        // Of the copy, where there is no file.
        let copy = mark.as_ref().and_then(|mark| mark.copy.as_ref()).filter(|copy| copy.is_complete());
        view.size = view.size.or(copy.map(|copy| copy.size));
    }
    Ok(view)
}

/// Removes the file of a recording; that there was one stays in the record of the call. Not where somebody holds it (409).
#[utoipa::path(delete, path = "/{id}", tag = "recordings", params(("id" = String, Path, description = "Its id")),
    responses((status = 204, description = "It is gone")))]
async fn remove(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let asked = Asked::read(&state, &granted, &id).await?;
    let (file, by) = (asked.file()?, name(&granted.actor));
    let removed = state.recordings.remove((&asked.call, &asked.recording), file, (&by, granted.now)).await;
    let (outcome, answer) = match removed {
        Ok(Removed::Done) => (AuditOutcome::Done, Ok(StatusCode::NO_CONTENT)),
        Ok(Removed::Held(hold)) => {
            let why = format!("{} holds it: {}", hold.by, hold.reason);
            (AuditOutcome::Refused, Err(Problem::Conflict(why)))
        }
        Ok(Removed::Before) => (AuditOutcome::Failed, Err(gone())),
        Ok(Removed::Missing(why)) => (AuditOutcome::Failed, Err(missing(why))),
        Err(error) => (AuditOutcome::Failed, Err(error.into())),
    };
    noted(&state, &granted, (Action::DeleteRecordings, outcome), &asked, json!({"file": file})).await;
    answer
}

/// Why a recording is held.
#[derive(Deserialize, ToSchema)]
#[schema(as = HoldReason)]
#[serde(deny_unknown_fields)]
struct HoldReason {
    #[schema(min_length = 1, max_length = 1000)]
    reason: Arc<str>,
}

/// Holds a recording: neither people nor its age remove it, until it is let go.
#[utoipa::path(put, path = "/{id}/hold", tag = "recordings", request_body = HoldReason,
    params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "As it is now", body = RecordingView)))]
async fn hold(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    Body(HoldReason { reason }): Body<HoldReason>,
) -> Result<Json<RecordingView>, Problem> {
    if reason.trim().is_empty() {
        return Err(Problem::field("reason", "must not be empty"));
    }
    texts::check("reason", Some(&reason), MOST_OF_REASON)?;
    let asked = Asked::read(&state, &granted, &id).await?;
    let file = asked.file()?;
    let mark = state.recordings.mark(&asked.call.pbx, file).await?;
    if mark.is_some_and(|mark| mark.removal_of(asked.recording.from).is_some()) {
        return Err(gone());
    }
    let detail = json!({"hold": true, "reason": reason});
    let hold = RecordingHold { reason, by: name(&granted.actor), at: granted.now };
    let mark = state.recordings.hold(&asked.call, file, Some(hold), granted.now).await?;
    // It was removed in between: nothing is held, and nobody shall believe it.
    if mark.removal_of(asked.recording.from).is_some() {
        state.recordings.hold(&asked.call, file, None, granted.now).await?;
        return Err(gone());
    }
    noted(&state, &granted, (Action::HoldRecordings, AuditOutcome::Done), &asked, detail).await;
    viewed(&state, &granted, &asked).await.map(Json)
}

/// Lets a recording go that is held. One that nobody holds stays as it is.
#[utoipa::path(delete, path = "/{id}/hold", tag = "recordings", params(("id" = String, Path, description = "Its id")),
    responses((status = 200, description = "As it is now", body = RecordingView)))]
async fn let_go(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Json<RecordingView>, Problem> {
    let asked = Asked::read(&state, &granted, &id).await?;
    let file = asked.file()?;
    let mark = state.recordings.mark(&asked.call.pbx, file).await?;
    if let Some(hold) = mark.and_then(|mark| mark.hold) {
        state.recordings.hold(&asked.call, file, None, granted.now).await?;
        let detail = json!({"hold": false, "reason": hold.reason, "held_by": hold.by});
        noted(&state, &granted, (Action::HoldRecordings, AuditOutcome::Done), &asked, detail).await;
    }
    viewed(&state, &granted, &asked).await.map(Json)
}
