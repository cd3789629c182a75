//! The sound of a recording: whole, or a part of it (RFC 9110).

use axum::body::Body;
use axum::extract;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use callflow_accounts::audit::AuditOutcome;
use callflow_accounts::rights::Action;
use serde_json::json;
use std::path::Path as FilePath;
use utoipa::IntoParams;

use super::super::State;
use super::super::path::Path;
use super::super::query::Parameters;
use super::listed::Pairs;
use super::{Asked, noted, unread};
use crate::auth::Granted;
use crate::problem::Problem;
use crate::recordings::{Range, Ranged, content_type};

/// How it is wanted, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`audio` reads it, and tells what is unknown")]
pub(super) struct AudioParameters {
    /// `1` or `true`: as a file to be kept, which takes the right `recordings.download`.
    download: Option<String>,
}

/// The sound, in the format that Asterisk wrote; of a recording that goes on what there is of it. `Range` gives a part of it:
/// one range, in bytes. `HEAD` tells its size.
#[utoipa::path(get, path = "/{id}/audio", tag = "recordings",
    params(("id" = String, Path, description = "Its id"), AudioParameters,
        ("Range" = Option<String>, Header, description = "One range: `bytes=0-1023`"),
        ("If-Range" = Option<String>, Header, description = "The `ETag` of which a part is wanted; the whole if it is another one")),
    responses((status = 200, description = "All of it", content_type = "audio/wav", body = Vec<u8>),
        (status = 206, description = "The part", content_type = "audio/wav", body = Vec<u8>),
        (status = 304, description = "It is that of `If-None-Match`")))]
pub(super) async fn audio(
    granted: Granted,
    extract::State(state): extract::State<State>,
    method: Method,
    headers: HeaderMap,
    Path(id): Path<String>,
    extract::Query(pairs): Pairs,
) -> Result<Response, Problem> {
    let download = is_download(pairs)?;
    let asked = Asked::read(&state, &granted, &id).await?;
    let mut action = Action::ListenToRecordings;
    if download {
        action = Action::DownloadRecordings;
        let accounts = &state.callers.accounts;
        let reach = accounts.allow(&granted.actor, action, &granted.origin, granted.now).await?;
        if !reach.holds_call(&asked.call) {
            return Err(Problem::NotFound(format!("recording {id}")));
        }
    }
    let found = asked.open(&state).await?;
    let (tag, size) = (found.tag(), found.size());
    let header = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if header(header::IF_NONE_MATCH).is_some_and(|tags| is_among(&tag, tags)) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    // A range is of GET alone, and of the file as it was where the client says which one it knows. A date is no such word: a
    // file may change twice within its second.
    let is_same = header(header::IF_RANGE).is_none_or(|known| known.trim() == tag);
    let range = if method == Method::GET && is_same { header(header::RANGE) } else { None };
    let (status, part) = match Ranged::of(range, size) {
        Ranged::Whole => (StatusCode::OK, Range { first: 0, last: size.saturating_sub(1) }),
        Ranged::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Ranged::Unsatisfiable => return Err(Problem::NoSuchRange { size }),
    };
    let length = if size == 0 { 0 } else { part.bytes() };
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        let detail = json!({"first_byte": part.first, "bytes": length, "of": size});
        noted(&state, &granted, (action, AuditOutcome::Done), &asked, detail).await;
        match length {
            0 => Body::empty(),
            _ => Body::from_stream(found.part(part).await.map_err(unread)?),
        }
    };
    let file = asked.file()?;
    let mut response = (status, body).into_response();
    let answer = response.headers_mut();
    let mut put = |name: HeaderName, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            answer.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, content_type(file));
    put(header::CONTENT_LENGTH, &length.to_string());
    put(header::ACCEPT_RANGES, "bytes");
    put(header::ETAG, &tag);
    if status == StatusCode::PARTIAL_CONTENT {
        put(header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", part.first, part.last));
    }
    if download {
        put(header::CONTENT_DISPOSITION, &format!("attachment; filename=\"{}\"", file_name(file)));
    }
    Ok(response)
}

fn is_download(pairs: Vec<(String, String)>) -> Result<bool, Problem> {
    let mut asked = Parameters::new(pairs, &["download"]);
    let download = match asked.text("download").as_deref() {
        None | Some("0" | "false") => false,
        Some("1" | "true") => true,
        Some(other) => {
            asked.refuse("download", format!("{other:?} is none of 1, true, 0, false"));
            false
        }
    };
    asked.finish()?;
    Ok(download)
}

/// Of `If-None-Match`, a list of tags, or `*`. It compares weakly, so that `W/` does not count.
fn is_among(tag: &str, tags: &str) -> bool {
    tags.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

/// The last part of the name, of letters that need no quoting.
fn file_name(file: &str) -> String {
    let name = FilePath::new(file).file_name().and_then(|name| name.to_str()).unwrap_or("recording");
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-+".contains(letter);
    name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_need_no_quoting() {
        for (file, want) in [
            ("/var/spool/2026/default-1.1.wav", "default-1.1.wav"),
            ("a\"; filename=evil.exe\r\nX: y.wav", "a___filename_evil.exe__X__y.wav"),
            ("/Zoë.wav", "Zo_.wav"),
            ("/", "recording"),
        ] {
            assert_eq!(file_name(file), want);
        }
    }

    #[test]
    fn tags_are_compared_one_by_one() {
        for (tags, want) in [
            ("\"a\"", true),
            ("\"b\", \"a\"", true),
            ("W/\"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("a", false),
        ] {
            assert_eq!(is_among("\"a\"", tags), want, "{tags}");
        }
    }
}
