//! Why the API has not done what was asked of it.

use std::io;

use hyper::StatusCode;
use serde::Deserialize;

use crate::failure::Failure;

/// Why the API has not done what was asked of it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// There is no connection.
    #[error("{place}: cannot connect: {source}; does callflowd run there? --server names another address")]
    Unreachable {
        /// The server.
        place: String,
        /// What the system says.
        source: io::Error,
    },
    /// There is no encrypted connection.
    #[error(
        "{place}: no encrypted connection: {source}; --ca names the authority of a certificate of your own"
    )]
    Tls {
        /// The server.
        place: String,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The connection was lost in the middle.
    #[error("{place}: the connection was lost: {source}")]
    Lost {
        /// The server.
        place: String,
        /// What the system says.
        source: io::Error,
    },
    /// The server says what is wrong.
    #[error("{detail}")]
    Problem {
        /// Of the answer.
        status: StatusCode,
        /// What is wrong, all of it.
        detail: String,
    },
    /// What was answered is not of the form of the API.
    #[error("{path}: no answer of a callflowd of this version: {why}")]
    Form {
        /// What was asked for.
        path: String,
        /// What is wrong with the answer.
        why: String,
    },
}

/// RFC 9457.
#[derive(Deserialize)]
struct Problem {
    title: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    errors: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    field: String,
    message: String,
}

impl ApiError {
    /// What an answer says that is no success.
    pub(super) fn of_problem(status: StatusCode, retry_after: Option<u64>, body: &[u8]) -> Self {
        let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
            return Self::Problem { status, detail: format!("the server answers {status}") };
        };
        let mut detail = if problem.errors.is_empty() {
            if problem.detail.is_empty() { problem.title.to_lowercase() } else { problem.detail }
        } else {
            let errors = problem.errors.iter().map(|error| format!("{}: {}", error.field, error.message));
            errors.collect::<Vec<_>>().join("; ")
        };
        if status == StatusCode::UNAUTHORIZED {
            detail = format!("the server does not know who asks: {detail}");
        }
        if let Some(seconds) = retry_after {
            detail = format!("{detail}; try again in {seconds} s");
        }
        Self::Problem { status, detail }
    }

    /// Whether the same may succeed at another time.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Tls { .. } | Self::Lost { .. } => true,
            Self::Problem { status, .. } => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            Self::Form { .. } => false,
        }
    }
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        match error {
            // What was asked for is wrong, and the server says which part.
            ApiError::Problem { status: StatusCode::BAD_REQUEST, .. } => Self::Input(error.into()),
            _ => Self::Work(error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_mistakes_are_told_at_once() {
        let body = br#"{"type":"about:blank","title":"Bad Request","status":400,"detail":"first",
            "errors":[{"field":"limit","message":"\"x\" is not a number"},{"field":"to","message":"wrong"}]}"#;
        let error = ApiError::of_problem(StatusCode::BAD_REQUEST, None, body);
        assert_eq!(error.to_string(), "limit: \"x\" is not a number; to: wrong");
        assert!(!error.may_pass() && matches!(Failure::from(error), Failure::Input(_)));
    }

    #[test]
    fn what_passes_says_when() {
        let body = br#"{"type":"about:blank","title":"Too Many Requests","status":429,"detail":"too many"}"#;
        let error = ApiError::of_problem(StatusCode::TOO_MANY_REQUESTS, Some(3), body);
        assert_eq!(error.to_string(), "too many; try again in 3 s");
        assert!(error.may_pass() && matches!(Failure::from(error), Failure::Work(_)));
        let other = ApiError::of_problem(StatusCode::BAD_GATEWAY, None, b"<html>");
        assert_eq!(other.to_string(), "the server answers 502 Bad Gateway");
    }
}
