//! Tags and notes that people put on calls.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract;
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::{Action, Actor};
use callflow_core::store::{Annotation, Placed, Scope, Update};
use callflow_core::{Call, CallId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::Body;
use super::path::Path;
use super::versions::{MaybeIfMatch, Versioned};
use super::{State, texts};
use crate::auth::{Granted, guarded};
use crate::problem::Problem;

const MOST_TAGS: usize = 50;
const MOST_OF_TAG: usize = 64;
const MOST_OF_NOTE: usize = 10_000;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(guarded(state, Action::ReadCalls, routes!(read))).routes(guarded(
        state,
        Action::AnnotateCalls,
        routes!(annotate),
    ))
}

/// What people have written on a call.
#[derive(Serialize, ToSchema)]
struct AnnotationView {
    call: String,
    tags: BTreeSet<Arc<str>>,
    note: Option<Arc<str>>,
    /// Who has changed it last.
    by: Option<Arc<str>>,
    /// When; `null` where nobody has written anything.
    #[schema(value_type = Option<String>, format = DateTime)]
    changed_at: Option<Timestamp>,
    /// 0 where nobody has written anything.
    version: u64,
}

impl AnnotationView {
    fn of(annotation: Annotation) -> Self {
        Self {
            call: annotation.call.to_string(),
            tags: annotation.tags,
            note: annotation.note,
            by: annotation.by,
            changed_at: (annotation.version > 0).then_some(annotation.changed_at),
            version: annotation.version,
        }
    }
}

/// The call, if it is within reach.
async fn call(state: &State, granted: &Granted, id: &str) -> Result<Call, Problem> {
    let id = CallId::new(id);
    let call = match state.live.call(&id) {
        Some(call) => Some((*call).clone()),
        None => state.store.call(&id).await?,
    };
    let call = call.filter(|call| granted.reach.holds_call(call));
    call.ok_or_else(|| Problem::NotFound(format!("call {id}")))
}

async fn annotation(state: &State, call: &Call) -> Result<Annotation, Problem> {
    let found = state.store.annotations(&Scope::default(), std::slice::from_ref(&call.id)).await?;
    Ok(found.into_iter().next().unwrap_or_else(|| Annotation {
        call: call.id.clone(),
        pbx: call.pbx().into(),
        tenant: call.tenant().into(),
        tags: BTreeSet::new(),
        note: None,
        by: None,
        version: 0,
        changed_at: Timestamp::default(),
    }))
}

/// What people have written on a call.
#[utoipa::path(get, path = "/{id}/annotation", tag = "calls", params(("id" = String, Path, description = "The call's id")),
    responses((status = 200, description = "It, with its version in `ETag`", body = AnnotationView)))]
async fn read(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let call = call(&state, &granted, &id).await?;
    let annotation = annotation(&state, &call).await?;
    Ok(Versioned(annotation.version, Json(AnnotationView::of(annotation))).into_response())
}

/// What is to be written; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    /// All tags; the call has no others then.
    #[serde(default)]
    #[schema(max_items = 50)]
    tags: Option<BTreeSet<Arc<str>>>,
    /// The note; an empty one removes it.
    #[serde(default)]
    #[schema(max_length = 10000)]
    note: Option<Arc<str>>,
}

impl Change {
    fn put_into(self, annotation: &mut Annotation) -> Result<(), Problem> {
        if let Some(tags) = self.tags {
            if tags.len() > MOST_TAGS {
                return Err(Problem::field("tags", format!("must be at most {MOST_TAGS}")));
            }
            for tag in &tags {
                if tag.trim().is_empty() {
                    return Err(Problem::field("tags", "must not be empty"));
                }
                texts::check("tags", Some(tag), MOST_OF_TAG)?;
            }
            annotation.tags = tags;
        }
        if let Some(note) = self.note {
            texts::check("note", Some(&note), MOST_OF_NOTE)?;
            annotation.note = (!note.is_empty()).then_some(note);
        }
        Ok(())
    }
}

/// Writes tags and a note on a call that is over. The record of the call stays what it is.
#[utoipa::path(patch, path = "/{id}", tag = "calls", request_body = Change,
    params(("id" = String, Path, description = "The call's id"),
           ("If-Match" = Option<String>, Header, description = "The version that was read; without it whatever is there")),
    responses((status = 200, description = "As it is now", body = AnnotationView)))]
async fn annotate(
    granted: Granted,
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    MaybeIfMatch(version): MaybeIfMatch,
    Body(change): Body<Change>,
) -> Result<Response, Problem> {
    let call = call(&state, &granted, &id).await?;
    let mut annotation = annotation(&state, &call).await?;
    if version.is_some_and(|version| version != annotation.version) {
        return Err(Problem::Changed);
    }
    change.put_into(&mut annotation)?;
    annotation.changed_at = granted.now;
    annotation.by = match &granted.actor {
        Actor::User { user, .. } => Some(user.name.as_str().into()),
        Actor::ApiKey(key) => Some(key.name.clone()),
        Actor::System => None,
    };
    match state.store.annotate(&annotation).await? {
        Update::Done { version } => {
            annotation.version = version;
            Ok(Versioned(version, Json(AnnotationView::of(annotation))).into_response())
        }
        Update::Changed => Err(Problem::Changed),
        Update::Gone => Err(Problem::Conflict("the store has not got the call yet: try again".to_owned())),
    }
}
