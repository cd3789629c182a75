//! Errors of the API: `application/problem+json` (RFC 9457).

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use callflow_core::store::StoreError;
use serde::Serialize;
use tracing::error;

/// What went wrong with a request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// The request's own fault, field by field.
    #[error("the request is not valid")]
    Invalid(Vec<FieldError>),
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// The path is known, the method is not.
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    /// The store did not answer.
    #[error("the store does not answer")]
    Store(#[source] StoreError),
}

/// What is wrong with one field of a request.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FieldError {
    pub(crate) field: String,
    pub(crate) message: String,
}

#[derive(Serialize)]
struct Body<'p> {
    r#type: &'static str,
    title: &'p str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'p [FieldError],
}

impl Problem {
    pub(crate) fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { field: field.to_owned(), message: message.into() }])
    }

    /// The one table of problems and statuses.
    fn status(&self) -> StatusCode {
        match self {
            Self::Invalid(_) => StatusCode::BAD_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Store(failure) if failure.retryable() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<StoreError> for Problem {
    fn from(failure: StoreError) -> Self {
        match failure {
            StoreError::InvalidQuery { field, ref message, .. } => Self::field(field, &**message),
            other => Self::Store(other),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        if let Self::Store(failure) = &self {
            error!(error = %failure, "a request failed");
        }
        let errors: &[FieldError] = match &self {
            Self::Invalid(errors) => errors,
            _ => &[],
        };
        let detail = match errors {
            [first, ..] => format!("{}: {}", first.field, first.message),
            [] => self.to_string(),
        };
        let title = status.canonical_reason().unwrap_or("error");
        let body = Body { r#type: "about:blank", title, status: status.as_u16(), detail, errors };
        let json = serde_json::to_vec(&body).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, "application/problem+json")], json).into_response()
    }
}
