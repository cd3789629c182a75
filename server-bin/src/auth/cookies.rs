//! The cookies of a sign-in.
//!
//! | cookie | for | scripts read it |
//! |---|---|---|
//! | `callflow_access` | each request: who it is, for minutes | no |
//! | `callflow_refresh` | `/api/auth` alone: a new access token | no |
//! | `callflow_csrf` | to be brought back in `X-CSRF-Token` by whatever changes something | yes |
//!
//! All are `SameSite=Strict`. Where cookies are for encrypted connections alone, which is the default, they are `Secure` and
//! their names say so (`__Host-`, `__Secure-`): no other host of the domain can set them then.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use callflow_accounts::service::SignedIn;
use callflow_core::Timestamp;
use cookie::{Cookie, SameSite};
use secrecy::ExposeSecret;

/// Where the refresh token is sent to.
const REFRESH_PATH: &str = "/api/auth";

/// What the cookies are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CookieNames {
    secure: bool,
}

impl CookieNames {
    pub(crate) const fn new(secure: bool) -> Self {
        Self { secure }
    }

    pub(crate) const fn access(self) -> &'static str {
        if self.secure { "__Host-callflow_access" } else { "callflow_access" }
    }

    /// Its path is not `/`, so `__Host-` is not for it.
    pub(crate) const fn refresh(self) -> &'static str {
        if self.secure { "__Secure-callflow_refresh" } else { "callflow_refresh" }
    }

    pub(crate) const fn csrf(self) -> &'static str {
        if self.secure { "__Host-callflow_csrf" } else { "callflow_csrf" }
    }

    /// The cookies of a sign-in or a refresh.
    pub(crate) fn signed_in(self, signed_in: &SignedIn, now: Timestamp) -> HeaderMap {
        let session = signed_in.session.expires_at.since(now);
        self.headers([
            (self.access(), signed_in.access.expose_secret(), signed_in.access_lifetime),
            (self.refresh(), signed_in.refresh.expose_secret(), session),
            (self.csrf(), &signed_in.csrf, session),
        ])
    }

    /// What removes them.
    pub(crate) fn signed_out(self) -> HeaderMap {
        self.headers([
            (self.access(), "", Duration::ZERO),
            (self.refresh(), "", Duration::ZERO),
            (self.csrf(), "", Duration::ZERO),
        ])
    }

    fn headers(self, cookies: [(&'static str, &str, Duration); 3]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value, lives) in cookies {
            let path = if name == self.refresh() { REFRESH_PATH } else { "/" };
            let seconds = i64::try_from(lives.as_secs()).unwrap_or(i64::MAX);
            let cookie = Cookie::build((name, value.to_owned()))
                .path(path)
                .http_only(name != self.csrf())
                .same_site(SameSite::Strict)
                .secure(self.secure)
                .max_age(cookie::time::Duration::seconds(seconds));
            // Tokens are of letters, digits, '.', '-' and '_'.
            if let Ok(mut value) = HeaderValue::from_str(&cookie.build().to_string()) {
                value.set_sensitive(true);
                headers.append(header::SET_COOKIE, value);
            }
        }
        headers
    }
}

/// The value of a cookie of a request. Of two of one name, which no server of ours sets, neither counts.
pub(crate) fn value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(named, _)| *named == name).map(|(_, value)| value);
    let first = values.next().filter(|value| !value.is_empty());
    if values.next().is_some() { None } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookies: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(header::COOKIE, cookie.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_cookie_counts_once() {
        assert_eq!(value(&headers(&["a=1; b=2"]), "b"), Some("2"));
        assert_eq!(value(&headers(&["a=1", "b=2"]), "b"), Some("2"));
        assert_eq!(value(&headers(&["a=1;b=2"]), "c"), None);
        assert_eq!(value(&headers(&["b="]), "b"), None);
        assert_eq!(value(&headers(&["b=1; b=2"]), "b"), None, "one of them was smuggled in");
    }

    #[test]
    fn what_scripts_must_not_read_they_do_not() {
        for (secure, prefix) in [(true, "__"), (false, "callflow_")] {
            let set = CookieNames::new(secure).signed_out();
            let set: Vec<&str> =
                set.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect();
            assert_eq!(set.len(), 3);
            for cookie in set {
                assert!(cookie.starts_with(prefix) && cookie.contains("SameSite=Strict"), "{cookie}");
                assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
                assert_eq!(cookie.contains("HttpOnly"), !cookie.contains("csrf"), "{cookie}");
                assert_eq!(cookie.contains("Path=/api/auth"), cookie.contains("refresh"), "{cookie}");
                assert!(cookie.contains("Max-Age=0"), "{cookie}");
            }
        }
    }
}
