//! Pages of other sites, where the browser would not keep them off by itself: it sends the handshakes of WebSockets with
//! cookies to any server, whoever made the page, and lets the page read what comes.

use axum::http::{HeaderMap, header};

use crate::problem::Problem;

/// Refuses what a page of another site has made, unless that site is among `allowed`. Programs that are no browsers name no
/// origin.
pub(crate) fn check_page(headers: &HeaderMap, allowed: &[String]) -> Result<(), Problem> {
    const WHY: &str = "a page of another site has made this request";
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let Some(origin) = origins.next() else { return Ok(()) };
    let (Ok(origin), None) = (origin.to_str(), origins.next()) else { return Err(Problem::Forged(WHY)) };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let own = origin.split_once("://").map(|(_, own)| own);
    let is_own = own.zip(host).is_some_and(|(own, host)| own.eq_ignore_ascii_case(host));
    if is_own || allowed.iter().any(|one| one.eq_ignore_ascii_case(origin)) {
        Ok(())
    } else {
        Err(Problem::Forged(WHY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_server_itself_and_of_listed_origins_may() {
        let allowed = ["https://board.example.com".to_owned()];
        for (origins, may) in [
            (&[][..], true),
            (&["http://calls.example.com:8080"], true),
            (&["https://CALLS.example.com:8080"], true),
            (&["https://board.example.com"], true),
            (&["http://board.example.com"], false),
            (&["https://board.example.com.evil.example"], false),
            (&["https://calls.example.com"], false),
            (&["https://evil.example/?calls.example.com:8080"], false),
            (&["https://evil.example"], false),
            (&["null"], false),
            (&[""], false),
            (&["https://board.example.com", "https://evil.example"], false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "calls.example.com:8080".parse().unwrap());
            for origin in origins {
                headers.append(header::ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(check_page(&headers, &allowed).is_ok(), may, "{origins:?}");
        }
    }
}
