//! ETag and If-Match: who changes something says which version of it was read, so that no change is lost.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

/// An answer with its version.
pub(super) struct Versioned<T>(pub(super) u64, pub(super) T);

impl<T: IntoResponse> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let mut response = self.1.into_response();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.0)) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
    }
}

/// The version that a change is of: `If-Match: "7"`.
pub(super) struct IfMatch(pub(super) u64);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let mut values = parts.headers.get_all(header::IF_MATCH).iter();
        let value = values.next().ok_or(Problem::VersionRequired)?;
        let tag = value.to_str().ok().filter(|_| values.next().is_none()).map(str::trim);
        let version = tag.and_then(|tag| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        // A tag that is none of ours is that of no version.
        version.map(Self).ok_or(Problem::Changed)
    }
}

/// The same where it may be left out, as clients of earlier backends do: then whatever is there is changed.
pub(super) struct MaybeIfMatch(pub(super) Option<u64>);

impl<S: Sync> FromRequestParts<S> for MaybeIfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match IfMatch::from_request_parts(parts, state).await {
            Ok(IfMatch(version)) => Ok(Self(Some(version))),
            Err(Problem::VersionRequired) => Ok(Self(None)),
            Err(problem) => Err(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(values: &[&str]) -> Result<u64, u16> {
        let mut request = axum::http::Request::new(());
        for value in values {
            request.headers_mut().append(header::IF_MATCH, value.parse().unwrap());
        }
        let (mut parts, ()) = request.into_parts();
        let read = IfMatch::from_request_parts(&mut parts, &()).await;
        read.map(|it| it.0).map_err(|problem| problem.into_response().status().as_u16())
    }

    #[tokio::test]
    async fn a_change_says_of_which_version_it_is() {
        assert_eq!(read(&["\"7\""]).await, Ok(7));
        assert_eq!(read(&[]).await, Err(428));
        for wrong in [&["7"][..], &["*"], &["W/\"7\""], &["\"7\"", "\"8\""], &["\"x\""]] {
            assert_eq!(read(wrong).await, Err(412), "{wrong:?}");
        }
        let tag = Versioned(7, "").into_response().headers()[header::ETAG].clone();
        assert_eq!(tag, "\"7\"");
    }
}
