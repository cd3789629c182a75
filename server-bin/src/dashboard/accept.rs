//! What a client takes (RFC 9110, section 12.5).

use axum::http::{HeaderMap, header};

/// Whether it is a browser that opens a page: programs ask for JSON, or for anything.
pub(super) fn prefers_html(headers: &HeaderMap) -> bool {
    takes(headers, header::ACCEPT, "text/html")
}

pub(super) fn takes_gzip(headers: &HeaderMap) -> bool {
    takes(headers, header::ACCEPT_ENCODING, "gzip")
}

/// Whether `word` is named, and not with the weight 0, which means "not this".
fn takes(headers: &HeaderMap, name: header::HeaderName, word: &str) -> bool {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|taken| {
            let mut parts = taken.split(';').map(str::trim);
            let named = parts.next().is_some_and(|named| named.eq_ignore_ascii_case(word));
            let weight =
                parts.find_map(|part| part.strip_prefix("q=")).and_then(|weight| weight.parse().ok());
            named && weight.is_none_or(|weight: f32| weight > 0.0)
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_weight_is_not_taken() {
        let takes_gzip = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, value.parse().unwrap());
            super::takes_gzip(&headers)
        };
        for value in ["gzip", "br, gzip;q=0.5", "GZIP", "deflate,gzip ; q=1"] {
            assert!(takes_gzip(value), "{value}");
        }
        for value in ["", "br", "gzip;q=0", "gzip; q=0.0", "xgzip"] {
            assert!(!takes_gzip(value), "{value}");
        }
    }
}
