//! The dashboard: files that the program brings along, and what a browser is told beside them.
//!
//! | asked for | answer | kept by browsers |
//! |---|---|---|
//! | a page (`/`, `/live`, `/calls/{id}` …) | `index.html`, which finds out the rest in the browser | asked anew each time |
//! | `/assets/{edition}/{file}` | the file | for a year: another build is another edition |
//!
//! `build.rs` makes the table of files and compresses them; nothing is read or packed while the server runs.

use std::sync::LazyLock;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::problem::Problem;

mod accept;
mod page;

use self::accept::{prefers_html, takes_gzip};
use self::page::is_page;

/// One file.
#[derive(Debug)]
struct File {
    /// From the dashboard's folder on.
    path: &'static str,
    /// Another one for other content.
    tag: &'static str,
    plain: &'static [u8],
    /// With gzip.
    packed: &'static [u8],
}

/// All files, by path.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/dashboard.rs"));

/// Of all files together: other content, another edition.
const EDITION: &str = env!("CALLFLOW_DASHBOARD_EDITION");

/// What the page says where its edition is to stand.
const PLACEHOLDER: &str = "/assets/edition/";

/// What pages and their scripts may do. Nothing is loaded from elsewhere, and nothing stands in the page itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; media-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// The page with the places of its files; short, so it is sent as it is.
static PAGE: LazyLock<Bytes> = LazyLock::new(|| {
    let page = file("index.html").map_or(&b""[..], |file| file.plain);
    String::from_utf8_lossy(page).replace(PLACEHOLDER, &format!("/assets/{EDITION}/")).into()
});

fn file(path: &str) -> Option<&'static File> {
    FILES.binary_search_by(|file| file.path.cmp(path)).ok().and_then(|n| FILES.get(n))
}

/// Answers what no route of the API does: a page, a file, or that there is no such path.
pub(crate) async fn answer(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    let reads = method == Method::GET || method == Method::HEAD;
    match path.strip_prefix("/assets/").and_then(|path| path.split_once('/')) {
        Some((EDITION, path)) if reads => {
            if let Some(file) = file(path) {
                return asset(file, &headers);
            }
        }
        None if reads && is_page(path) => return page(&headers),
        _ => {}
    }
    Problem::NotFound(format!("path {path}")).into_response()
}

/// The page for a browser that opens the address; `None` for programs, which are told where the API is.
pub(crate) fn welcome(headers: &HeaderMap) -> Option<Response> {
    prefers_html(headers).then(|| page(headers))
}

fn page(headers: &HeaderMap) -> Response {
    // The page differs between two editions at least by the places of its files.
    answered(headers, EDITION, "text/html; charset=utf-8", "no-cache", |response| {
        *response.body_mut() = Body::from(PAGE.clone());
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    })
}

fn asset(file: &File, headers: &HeaderMap) -> Response {
    let packed = takes_gzip(headers) && file.packed.len() < file.plain.len();
    answered(headers, file.tag, content_type(file.path), "public, max-age=31536000, immutable", |response| {
        *response.body_mut() = Body::from(if packed { file.packed } else { file.plain });
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if packed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
    })
}

/// An answer with its headers: whole, or that the browser has it already.
fn answered(
    asked: &HeaderMap,
    tag: &str,
    content_type: &'static str,
    kept: &'static str,
    fill: impl FnOnce(&mut Response),
) -> Response {
    // Weak: packed or not, it is the same.
    let tag = format!("W/\"{tag}\"");
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let mut response = Response::new(Body::empty());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag || known.trim() == "*")) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else {
        fill(&mut response);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// By the end of the name; scripts have to be told as what they are, or browsers refuse them.
fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
