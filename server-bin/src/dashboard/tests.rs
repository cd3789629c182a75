#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use axum::body::to_bytes;

use super::*;

async fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Response {
    let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
    answer(Method::GET, path.parse().unwrap(), headers).await
}

fn header_of(response: &Response, name: header::HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn body_of(response: Response) -> Vec<u8> {
    to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()
}

#[tokio::test]
async fn a_page_names_files_that_are_there() {
    let page = get("/calls/default-1.2", &[]).await;
    assert_eq!(
        (page.status(), header_of(&page, header::CONTENT_TYPE)),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    assert_eq!(header_of(&page, header::CACHE_CONTROL), "no-cache");
    let page = String::from_utf8(body_of(page).await).unwrap();
    let begin = format!("/assets/{EDITION}/");
    let named: Vec<&str> = page.split('"').filter(|text| text.starts_with("/assets/")).collect();
    assert!(named.len() > 10, "{page}");
    for named in named {
        assert!(named.starts_with(&begin), "{named}");
        let file = get(named, &[]).await;
        assert_eq!(file.status(), StatusCode::OK, "{named}");
        assert_ne!(header_of(&file, header::CONTENT_TYPE), "application/octet-stream", "{named}");
    }
}

#[tokio::test]
async fn a_page_lets_nothing_from_elsewhere_in_and_has_nothing_inline() {
    for file in FILES {
        let served = get(&format!("/assets/{EDITION}/{}", file.path), &[]).await;
        assert_eq!(header_of(&served, header::CONTENT_SECURITY_POLICY), POLICY);
    }
    let page = String::from_utf8_lossy(&PAGE);
    for inline in ["<style", " style=", " onload", "javascript:", "http://", "https://"] {
        assert!(!page.contains(inline), "{inline}");
    }
    assert!(
        page.match_indices("<script")
            .all(|(at, _)| page.get(at..at + 60).unwrap().contains(" src=\"/assets/"))
    );
}

#[tokio::test]
async fn a_file_is_sent_packed_to_who_takes_it_and_not_again_to_who_has_it() {
    let path = format!("/assets/{EDITION}/js/main.js");
    let (plain, packed) = (get(&path, &[]).await, get(&path, &[(header::ACCEPT_ENCODING, "gzip")]).await);
    assert_eq!(header_of(&plain, header::CONTENT_ENCODING), "");
    assert_eq!(header_of(&packed, header::CONTENT_ENCODING), "gzip");
    assert_eq!(header_of(&packed, header::VARY), "accept-encoding");
    let tag = header_of(&plain, header::ETAG).to_owned();
    let (plain, packed) = (body_of(plain).await, body_of(packed).await);
    assert_eq!(plain, file("js/main.js").unwrap().plain);
    assert!(packed.starts_with(&[0x1f, 0x8b]) && packed.len() < plain.len());
    let again = get(&path, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert!(body_of(again).await.is_empty());
}

#[tokio::test]
async fn what_is_no_page_and_no_file_is_a_problem() {
    for path in
        ["/api/nothing", "/assets/another/js/main.js", &format!("/assets/{EDITION}/js/none.js"), "/calls/a/b"]
    {
        let answer = get(path, &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header_of(&answer, header::CONTENT_TYPE), "application/problem+json", "{path}");
    }
    let posted = answer(Method::POST, "/live".parse().unwrap(), HeaderMap::new()).await;
    assert_eq!(posted.status(), StatusCode::NOT_FOUND);
}

#[test]
fn browsers_are_shown_the_page_and_programs_the_api() {
    let asking = |accept: &str| HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
    assert!(welcome(&asking("text/html,application/xhtml+xml,*/*;q=0.8")).is_some());
    assert!(welcome(&asking("*/*")).is_none() && welcome(&HeaderMap::new()).is_none());
}

#[test]
fn all_of_it_weighs_less_than_300_kib() {
    let packed: usize = FILES.iter().map(|file| file.packed.len().min(file.plain.len())).sum();
    assert!(packed < 300 * 1_024, "{packed} bytes");
}
