//! Who a request is from.
//!
//! | how | who |
//! |---|---|
//! | `Authorization: Bearer cfk_…`, or `X-API-Key: cfk_…` | a machine, by its key |
//! | the same with `auth.machine_key` | a machine, also while the store is away |
//! | `Authorization: Bearer` with an access token | a user |
//! | the cookies of a sign-in | a user; what changes something brings `X-CSRF-Token` back |

use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use callflow_accounts::machine_key::MachineKey;
use callflow_accounts::rights::Actor;
use callflow_accounts::service::{Accounts, Origin};
use callflow_core::Timestamp;
use ipnet::IpNet;

use super::cookies::{self, CookieNames};
use super::origin;
use crate::problem::Problem;

pub(crate) const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
pub(crate) const KEY_HEADER: HeaderName = HeaderName::from_static("x-api-key");
/// What browsers say of where a request was made; no page can change it.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// What it takes to tell who a request is from.
#[derive(Debug)]
pub(crate) struct Callers {
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) machine_key: Option<MachineKey>,
    pub(crate) cookies: CookieNames,
    pub(crate) trusted_proxies: Vec<IpNet>,
}

/// By what somebody is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Shown {
    /// A token or a key, which no page of another site has.
    Token,
    /// A cookie, which browsers add by themselves.
    Cookie,
}

impl Callers {
    pub(crate) fn origin(&self, parts: &Parts) -> Origin {
        origin::of(parts, &self.trusted_proxies)
    }

    /// Whether a proxy that is trusted stands between.
    pub(crate) fn is_behind_proxy(&self, parts: &Parts) -> bool {
        let peer = parts.extensions.get::<origin::Peer>().map(|peer| peer.0.ip().to_canonical());
        peer.is_some_and(|peer| self.trusted_proxies.iter().any(|network| network.contains(&peer)))
    }

    /// Who it is; what one may do is asked behind this.
    pub(crate) async fn actor(&self, parts: &Parts, now: Timestamp) -> Result<Actor, Problem> {
        let (actor, shown) = self.known(&parts.headers, now).await?;
        if shown == Shown::Cookie && !is_safe(&parts.method) {
            self.check_csrf(&parts.headers, &actor)?;
        }
        Ok(actor)
    }

    /// Who these headers are from, and by what that is known: a page of another site may have had the browser send cookies.
    pub(crate) async fn known(&self, headers: &HeaderMap, now: Timestamp) -> Result<(Actor, Shown), Problem> {
        if let Some(token) = token(headers)? {
            return Ok((self.of_token(token, now).await?, Shown::Token));
        }
        let access = cookies::value(headers, self.cookies.access()).ok_or(Problem::NotSignedIn)?;
        Ok((self.accounts.user_of_token(access, now).await?, Shown::Cookie))
    }

    async fn of_token(&self, token: &str, now: Timestamp) -> Result<Actor, Problem> {
        if let Some(actor) = self.machine_key.as_ref().and_then(|key| key.opens(token)) {
            return Ok(actor);
        }
        let is_key = token.starts_with("cfk_");
        Ok(if is_key {
            self.accounts.machine_of_key(token, now).await?
        } else {
            self.accounts.user_of_token(token, now).await?
        })
    }

    fn check_csrf(&self, headers: &HeaderMap, actor: &Actor) -> Result<(), Problem> {
        const WHY: &str = "bring the cookie callflow_csrf back in the header X-CSRF-Token";
        let Actor::User { session, .. } = actor else { return Err(Problem::NotSignedIn) };
        let header = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
        let cookie = cookies::value(headers, self.cookies.csrf());
        let (Some(header), Some(cookie)) = (header, cookie) else { return Err(Problem::Forged(WHY)) };
        if self.accounts.check_csrf(session, header, cookie) { Ok(()) } else { Err(Problem::Forged(WHY)) }
    }
}

/// Refuses what a page of another site has made, for routes that take cookies before there is a token against that.
pub(crate) fn check_site(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get(FETCH_SITE).map(|value| value.as_bytes()) {
        Some(b"cross-site") => Err(Problem::Forged("a page of another site has made this request")),
        _ => Ok(()),
    }
}

/// The token of a header; 401 where there are two, or one that is none.
fn token(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut authorizations = headers.get_all(header::AUTHORIZATION).iter();
    let mut keys = headers.get_all(KEY_HEADER).iter();
    let (authorization, key) = (authorizations.next(), keys.next());
    if authorizations.next().is_some() || keys.next().is_some() {
        return Err(Problem::NotSignedIn);
    }
    match (authorization, key) {
        (None, None) => Ok(None),
        (Some(value), None) => {
            let bearer = value.to_str().ok().and_then(|text| text.split_once(' '));
            let token = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
            token.map(|(_, token)| Some(token.trim())).ok_or(Problem::NotSignedIn)
        }
        (None, Some(value)) => value.to_str().map(Some).map_err(|_| Problem::NotSignedIn),
        (Some(_), Some(_)) => Err(Problem::NotSignedIn),
    }
}

/// Methods that change nothing (RFC 9110, 9.2.1).
fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_token_stands_in_one_header() {
        let read =
            |pairs: &[(&'static str, &str)]| token(&headers(pairs)).map(|it| it.map(str::to_owned)).ok();
        assert_eq!(read(&[]), Some(None));
        assert_eq!(read(&[("authorization", "Bearer abc")]), Some(Some("abc".to_owned())));
        assert_eq!(read(&[("authorization", "bearer  abc ")]), Some(Some("abc".to_owned())));
        assert_eq!(read(&[("x-api-key", "abc")]), Some(Some("abc".to_owned())));
        assert_eq!(read(&[("authorization", "Basic YWRtaW46")]), None);
        assert_eq!(read(&[("authorization", "abc")]), None);
        assert_eq!(read(&[("authorization", "Bearer a"), ("authorization", "Bearer b")]), None);
        assert_eq!(read(&[("authorization", "Bearer a"), ("x-api-key", "b")]), None);
    }

    #[test]
    fn pages_of_other_sites_are_refused() {
        assert!(
            check_site(&headers(&[])).is_ok()
                && check_site(&headers(&[("sec-fetch-site", "same-origin")])).is_ok()
        );
        assert!(check_site(&headers(&[("sec-fetch-site", "cross-site")])).is_err());
    }
}
