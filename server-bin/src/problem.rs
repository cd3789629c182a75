//! Errors of the API: `application/problem+json` (RFC 9457).

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::Refusal;
use callflow_accounts::service::Error as AccountError;
use callflow_core::lease::LeaseError;
use callflow_core::store::StoreError;
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use tracing::error;

use crate::control::{Candidate, ControlError, Failure};
use crate::leasing::LeasingError;
use crate::trackers::Ended;

/// What went wrong with a request.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// The request's own fault, field by field.
    #[error("the request is not valid")]
    Invalid(Vec<FieldError>),
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// It was there, and is not any more.
    #[error("{0}")]
    Gone(String),
    /// There is no such part of it.
    #[error("there is no such part of its {size} bytes")]
    NoSuchRange {
        /// How large the whole is.
        size: u64,
    },
    /// The path is known, the method is not.
    #[error("the method is not allowed here")]
    MethodNotAllowed,
    /// Nobody has signed in, or not any more. Why is not told.
    #[error("sign in first")]
    NotSignedIn,
    /// Name or password are wrong.
    #[error("name or password are wrong")]
    WrongCredentials,
    /// Signed in, and not allowed to.
    #[error("{0}")]
    Refused(Refusal),
    /// The operator's rules, or Asterisk, do not allow it.
    #[error("{0}")]
    Forbidden(String),
    /// Asterisk was asked, and nobody knows whether it did it.
    #[error("{0}")]
    Unknown(String),
    /// The same key was used for something else.
    #[error("{0}")]
    Unprocessable(&'static str),
    /// The request does not prove that a page of ours made it.
    #[error("{0}")]
    Forged(&'static str),
    /// Somebody else has done the same, or has it already.
    #[error("{0}")]
    Conflict(String),
    /// Somebody else has changed it since it was read.
    #[error("it was changed meanwhile: read it again")]
    Changed,
    /// A change has to say what it changes.
    #[error("say in If-Match which version is to be changed")]
    VersionRequired,
    /// The body is not of the type that is read.
    #[error("the body must be application/json")]
    MediaType,
    /// The body is too large.
    #[error("the body is too large")]
    TooLarge,
    /// The path with its query is too long.
    #[error("the path and the query are too long")]
    UriTooLong,
    /// Too many requests, or too many attempts to sign in.
    #[error("too many requests: try again in {} s", seconds(.after))]
    TooMany {
        /// When to try again.
        after: Duration,
    },
    /// Nothing is wrong with the request, and it cannot be done now.
    #[error("{detail}")]
    Unavailable {
        /// Why.
        detail: String,
        /// When to try again.
        after: Duration,
    },
    /// The request took too long.
    #[error("the request took too long")]
    TimedOut,
    /// Something is broken in the server.
    #[error("the server failed")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
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
            Self::Gone(_) => StatusCode::GONE,
            Self::NoSuchRange { .. } => StatusCode::RANGE_NOT_SATISFIABLE,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotSignedIn | Self::WrongCredentials => StatusCode::UNAUTHORIZED,
            Self::Refused(_) | Self::Forged(_) => StatusCode::FORBIDDEN,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Unknown(_) => StatusCode::GATEWAY_TIMEOUT,
            Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Changed => StatusCode::PRECONDITION_FAILED,
            Self::VersionRequired => StatusCode::PRECONDITION_REQUIRED,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::TimedOut => StatusCode::REQUEST_TIMEOUT,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Store(failure) if failure.retryable() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Whole seconds, and one at least: a client that waits less comes too early.
fn seconds(duration: &Duration) -> u64 {
    duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0)).max(1)
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::NotSignedIn => Self::NotSignedIn,
            AccountError::WrongCredentials => Self::WrongCredentials,
            AccountError::TooManyAttempts { after } => Self::TooMany { after },
            AccountError::Refused(refusal) => Self::Refused(refusal),
            AccountError::Invalid(invalid) => Self::field(invalid.field, invalid.problem.to_string()),
            AccountError::NameTaken => Self::Conflict("another user has this name".to_owned()),
            AccountError::Conflict => Self::Changed,
            AccountError::NotFound => Self::NotFound("such thing".to_owned()),
            AccountError::Store(failure) => failure.into(),
            AccountError::Ending => {
                let detail = "the server is stopping".to_owned();
                Self::Unavailable { detail, after: Duration::from_secs(5) }
            }
            other => Self::Internal(other.into()),
        }
    }
}

impl From<ControlError> for Problem {
    fn from(error: ControlError) -> Self {
        let told = error.to_string();
        match error {
            ControlError::NotFound(id) => Self::NotFound(format!("live call {id}")),
            ControlError::PartyUnknown { parties } | ControlError::PartyAmbiguous { parties } => {
                let name = |party: &Candidate| {
                    let number = party.number.as_deref().unwrap_or("anonymous");
                    format!("{number} ({})", party.uniqueid)
                };
                let parties: Vec<String> = parties.iter().map(name).collect();
                Self::field("party", format!("{told}; in the call: {}", parties.join(", ")))
            }
            ControlError::Refused(_) => Self::Forbidden(told),
            ControlError::Invalid { field, message } => Self::field(&field, message),
            ControlError::Unavailable { .. } => {
                Self::Unavailable { detail: told, after: Duration::from_secs(5) }
            }
            ControlError::Failed { why: Failure::PermissionDenied, .. } => Self::Forbidden(told),
            ControlError::Failed { .. } => Self::Conflict(told),
            ControlError::Unknown { .. } => Self::Unknown(told),
        }
    }
}

impl From<LeasingError> for Problem {
    fn from(error: LeasingError) -> Self {
        let told = error.to_string();
        match error {
            LeasingError::NoneFree { after } => Self::Unavailable { detail: told, after },
            LeasingError::Lease(LeaseError::Unknown { extension }) => {
                Self::NotFound(format!("extension {extension} that is given out"))
            }
            LeasingError::Lease(_) => Self::Conflict(told),
            LeasingError::Store(failure) => failure.into(),
            LeasingError::Vault(error) => Self::Internal(error.into()),
            LeasingError::Ended(ended) => ended.into(),
        }
    }
}

impl From<Ended> for Problem {
    fn from(ended: Ended) -> Self {
        Self::Unavailable { detail: ended.to_string(), after: Duration::from_secs(5) }
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

impl Problem {
    /// As it is told. What is broken here goes into the log besides.
    fn body(&self) -> Body<'_> {
        match self {
            Self::Store(failure) => error!(error = %failure, "a request failed"),
            Self::Internal(failure) => error!(error = %failure, "a request failed"),
            _ => {}
        }
        let status = self.status();
        let errors: &[FieldError] = match self {
            Self::Invalid(errors) => errors,
            _ => &[],
        };
        let detail = match errors {
            [first, ..] => format!("{}: {}", first.field, first.message),
            [] => self.to_string(),
        };
        let title = status.canonical_reason().unwrap_or("error");
        Body { r#type: "about:blank", title, status: status.as_u16(), detail, errors }
    }

    /// The same where it is no answer to a request.
    pub(crate) fn to_json(&self) -> Box<RawValue> {
        to_raw_value(&self.body()).unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let json = serde_json::to_vec(&self.body()).unwrap_or_default();
        let mut response =
            (status, [(header::CONTENT_TYPE, "application/problem+json")], json).into_response();
        let headers = response.headers_mut();
        match &self {
            Self::TooMany { after } | Self::Unavailable { after, .. } => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds(after)));
            }
            Self::Store(failure) if failure.retryable() => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
            }
            // RFC 9110, 15.5.17.
            Self::NoSuchRange { size } => {
                if let Ok(range) = HeaderValue::from_str(&format!("bytes */{size}")) {
                    headers.insert(header::CONTENT_RANGE, range);
                }
            }
            // RFC 9110 wants one. A browser does not ask for a password because of it.
            Self::NotSignedIn | Self::WrongCredentials => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response
    }
}
