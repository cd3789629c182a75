//! Requests that act on the telephone network and come twice: with the same `Idempotency-Key` they are done once.
//!
//! The answer is kept for a day. A request whose server died in the middle is not done again: nobody knows what came of it.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{self, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use callflow_accounts::audit::AuditActor;
use callflow_core::store::{Answer, Begun, IdempotencyKey};
use sha2::{Digest, Sha256};
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required};

use super::State;
use super::edge::{BODY_BYTES, IDEMPOTENCY_KEY};
use crate::auth::Granted;
use crate::problem::Problem;

/// For so long the answer to a key is kept.
const KEEP: Duration = Duration::from_secs(24 * 60 * 60);
const MOST_CHARACTERS: usize = 128;
/// An answer is small; one that is not is not kept.
const ANSWER_BYTES: usize = 1 << 20;

/// Writes into the document that an operation takes such a key.
pub(super) fn told(operation: &mut Operation) {
    let text =
        ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(MOST_CHARACTERS));
    let key = ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("Of the client's own choice: the same request with the same key is done once"))
        .schema(Some(text));
    operation.parameters.get_or_insert_default().push(RefOr::T(key.build()));
}

/// Stands between the guard and the route.
pub(super) async fn once(
    extract::State(state): extract::State<State>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let Some(key) = key(request.headers())? else { return Ok(next.run(request).await) };
    let granted = request.extensions().get::<Granted>().cloned();
    let Some(granted) = granted else { return Ok(next.run(request).await) };
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_BYTES).await.map_err(|_| Problem::TooLarge)?;
    let mut hash = Sha256::new();
    for part in [parts.method.as_str().as_bytes(), parts.uri.to_string().as_bytes(), &bytes] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let fingerprint = hash.finalize().into();
    let actor = AuditActor::from(&granted.actor);
    let tenant = granted.actor.tenant().map_or("", |tenant| &**tenant);
    let key = IdempotencyKey { tenant: tenant.into(), actor: actor.key().into(), key };
    let until = granted.now.saturating_add(KEEP);
    match state.store.begin_request(&key, &fingerprint, granted.now, until).await? {
        Begun::New => {}
        Begun::Running => {
            return Err(Problem::Conflict(
                "a request with this key is under way, or its outcome is not known".to_owned(),
            ));
        }
        Begun::Done(answer) => return Ok(kept(answer)),
        Begun::Different => return Err(Problem::Unprocessable("this key was used for another request")),
    }
    let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, ANSWER_BYTES).await.map_err(|error| Problem::Internal(error.into()))?;
    if did_nothing(parts.status) {
        state.store.abandon_request(&key).await?;
    } else {
        let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.map(Into::into);
        let answer = Answer { status: parts.status.as_u16(), content_type, body: bytes.to_vec() };
        state.store.finish_request(&key, &answer).await?;
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// Whether the same may be tried again with the same key: nothing was sent to Asterisk.
fn did_nothing(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::UNSUPPORTED_MEDIA_TYPE
            | StatusCode::PAYLOAD_TOO_LARGE
            | StatusCode::SERVICE_UNAVAILABLE
    )
}

fn key(headers: &HeaderMap) -> Result<Option<std::sync::Arc<str>>, Problem> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().ok().filter(|text| (1..=MOST_CHARACTERS).contains(&text.len()));
    match (text, values.next()) {
        (Some(text), None) => Ok(Some(text.into())),
        _ => {
            Err(Problem::field("Idempotency-Key", format!("must be 1 to {MOST_CHARACTERS} plain characters")))
        }
    }
}

fn kept(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let mut response = (status, answer.body).into_response();
    let content_type = answer.content_type.and_then(|text| HeaderValue::from_str(&text).ok());
    if let Some(content_type) = content_type {
        response.headers_mut().insert(header::CONTENT_TYPE, content_type);
    } else {
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    response
}
