//! Reading the body of a request: JSON of a known form, every mistake told with its field.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

use crate::problem::Problem;

/// A body that was read.
pub(super) struct Body<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::MediaType);
        }
        let bytes =
            Bytes::from_request(request, state).await.map_err(|rejection: BytesRejection| match rejection
                .status()
            {
                StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
                _ => Problem::field("body", "it could not be read to its end"),
            })?;
        read(&bytes).map(Self)
    }
}

/// The same, where no body at all is as good as an empty one.
pub(super) struct MaybeBody<T>(pub(super) T);

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let has_type = request.headers().contains_key(header::CONTENT_TYPE);
        if !has_type {
            let bytes = Bytes::from_request(request, state).await;
            return match bytes {
                Ok(bytes) if bytes.is_empty() => Ok(Self(T::default())),
                _ => Err(Problem::MediaType),
            };
        }
        Body::from_request(request, state).await.map(|Body(body)| Self(body))
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).map(str::trim);
    essence.is_some_and(|essence| essence.eq_ignore_ascii_case("application/json"))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // Else the fields could be given in an array without their names, in an order that nothing promises.
    if bytes.trim_ascii_start().starts_with(b"[") {
        return Err(Problem::field("body", "must be an object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        let field = if matches!(&*path, "." | "?") { "body" } else { &path };
        Problem::field(field, message(error.inner()))
    })?;
    json.end().map_err(|error| Problem::field("body", message(&error)))?;
    Ok(body)
}

/// What is wrong, without the value: it may be a password.
fn message(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Data => {
            let text = error.to_string();
            // `invalid type: string "hunter2", expected a map`: what is quoted came from outside.
            match (text.find(": "), text.find(", expected ")) {
                (Some(colon), Some(expected)) if text.starts_with("invalid ") && colon < expected => {
                    let expected = text.get(expected + 2..).unwrap_or_default();
                    let expected = expected.split(" at line ").next().unwrap_or_default();
                    format!("{}: {expected}", text.get(..colon).unwrap_or_default())
                }
                _ => text.split(" at line ").next().unwrap_or_default().to_owned(),
            }
        }
        _ => format!("no JSON at line {line}, column {column}"),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read to see what is said")]
    struct Form {
        name: String,
        #[serde(default)]
        numbers: Vec<u32>,
    }

    fn said(text: &str) -> (String, String) {
        let Err(Problem::Invalid(errors)) = read::<Form>(text.as_bytes()) else {
            unreachable!("{text} is wrong")
        };
        (errors[0].field.clone(), errors[0].message.clone())
    }

    #[test]
    fn mistakes_name_the_field_and_not_the_value() {
        assert_eq!(said(r#"{"name": 7}"#), ("name".into(), "invalid type: expected a string".into()));
        assert_eq!(
            said(r#"{"name": "a", "numbers": [1, "hunter2"]}"#),
            ("numbers[1]".into(), "invalid type: expected u32".into())
        );
        assert_eq!(said("{}"), ("body".into(), "missing field `name`".into()));
        assert_eq!(said(r#"{"name": "a"} x"#), ("body".into(), "no JSON at line 1, column 15".into()));
        assert_eq!(said(r#" ["a", []]"#), ("body".into(), "must be an object".into()));
        assert_eq!(said("{"), ("body".into(), "no JSON at line 1, column 1".into()));
        assert!(said(r#"{"name": "a", "nam": 1}"#).1.starts_with("unknown field `nam`"));
    }

    #[test]
    fn what_is_nested_deeply_is_refused() {
        let deep = format!("{{\"name\": {}", "[".repeat(100_000));
        assert!(read::<serde_json::Value>(deep.as_bytes()).is_err());
    }
}
