//! As whom the server is asked.

use std::env;
use std::fs;
use std::io::{self, IsTerminal};
use std::time::Duration;

use anyhow::anyhow;
use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, COOKIE, HeaderValue, SET_COOKIE};
use hyper::{HeaderMap, Method, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::connection::{self, Connector};
use super::{ApiError, problem, request};
use crate::cli::ServerArgs;
use crate::failure::Failure;

/// Holds an API key.
pub(crate) const KEY_VARIABLE: &str = "CALLFLOW_API_KEY";
/// Holds the password of the user that is named.
pub(crate) const PASSWORD_VARIABLE: &str = "CALLFLOW_PASSWORD";

/// An answer of signing in is small.
const MOST_BYTES: usize = 1 << 20;
/// A token that is over so soon is exchanged before it is used.
const SOON: Duration = Duration::from_secs(60);

/// As whom the server is asked.
#[derive(Debug)]
pub(super) enum Credentials {
    /// By a key.
    Key(SecretString),
    /// As a user, by a session of its own.
    Session(Mutex<Session>),
}

impl Credentials {
    /// By the first of: `--user`, `--key-file`, `CALLFLOW_API_KEY`, the key of the configuration.
    pub(super) async fn of(
        args: &ServerArgs,
        machine_key: Option<SecretString>,
        connector: &Connector,
    ) -> Result<Self, Failure> {
        if let Some(user) = &args.user {
            let password = password(user)?;
            return Ok(Self::Session(Mutex::new(Session::sign_in(connector, user, &password).await?)));
        }
        if let Some(file) = &args.key_file {
            let text =
                fs::read_to_string(file).map_err(|error| Failure::unreadable(file.display(), &error))?;
            let key = text.lines().next().map(str::trim).filter(|key| !key.is_empty());
            let key = key.ok_or_else(|| Failure::input(file.display(), "has no key in its first line"))?;
            return Ok(Self::Key(key.into()));
        }
        let variable = env::var(KEY_VARIABLE).ok().filter(|key| !key.is_empty());
        variable.map(SecretString::from).or(machine_key).map(Self::Key).ok_or_else(|| {
            Failure::Input(anyhow!(
                "{}: nobody is named to ask it as: set {KEY_VARIABLE}, name a file with --key-file, or sign in with \
                 --user NAME",
                connector.place()
            ))
        })
    }

    /// What a request brings.
    pub(super) async fn authorization(&self, connector: &Connector) -> Result<HeaderValue, ApiError> {
        match self {
            Self::Key(key) => bearer(key),
            Self::Session(session) => {
                let mut session = session.lock().await;
                if session.is_over_soon() {
                    session.refresh(connector).await?;
                }
                bearer(&session.access)
            }
        }
    }

    /// Ends the session, if there is one.
    pub(super) async fn sign_out(self, connector: &Connector) {
        let Self::Session(session) = self else { return };
        let session = session.into_inner();
        let Ok(mut request) = request(Method::POST, "/api/auth/logout", Bytes::new(), &[]) else { return };
        if let Ok(bearer) = bearer(&session.access) {
            request.headers_mut().insert(AUTHORIZATION, bearer);
            // Whatever comes of it: a session ends by itself.
            let _ = connector.send(request).await;
        }
    }
}

fn bearer(secret: &SecretString) -> Result<HeaderValue, ApiError> {
    let value = HeaderValue::from_str(&format!("Bearer {}", secret.expose_secret()));
    let mut value = value.map_err(|_| ApiError::Form {
        path: "key".into(),
        why: "it has characters in it that no key has".into(),
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The password of a user: of the environment, else as somebody types it.
fn password(user: &str) -> Result<SecretString, Failure> {
    if let Some(password) = env::var(PASSWORD_VARIABLE).ok().filter(|password| !password.is_empty()) {
        return Ok(password.into());
    }
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Failure::Input(anyhow!(
            "no password of {user}: set {PASSWORD_VARIABLE}, as there is no terminal to ask for it"
        )));
    }
    let asked = dialoguer::Password::new().with_prompt(format!("Password of {user}")).interact();
    Ok(asked.map_err(|error| Failure::Work(anyhow!("the password cannot be asked for: {error}")))?.into())
}

/// A session of a user at the server.
#[derive(Debug)]
pub(super) struct Session {
    access: SecretString,
    /// Name and value of the cookie that brings the next access token.
    refresh: (String, SecretString),
    until: Instant,
}

#[derive(Deserialize)]
struct SignedIn {
    expires_in: u64,
}

impl Session {
    async fn sign_in(connector: &Connector, user: &str, password: &SecretString) -> Result<Self, ApiError> {
        let body = json!({ "username": user, "password": password.expose_secret() }).to_string();
        let headers = [("content-type", "application/json")];
        let request = request(Method::POST, "/api/auth/login", body.into(), &headers)?;
        Self::of_answer(connector, connector.send(request).await?).await
    }

    fn is_over_soon(&self) -> bool {
        self.until.saturating_duration_since(Instant::now()) < SOON
    }

    async fn refresh(&mut self, connector: &Connector) -> Result<(), ApiError> {
        let (name, value) = &self.refresh;
        let cookie = format!("{name}={}", value.expose_secret());
        let mut request = request(Method::POST, "/api/auth/refresh", Bytes::new(), &[])?;
        let mut cookie = HeaderValue::from_str(&cookie).map_err(|_| no_token())?;
        cookie.set_sensitive(true);
        request.headers_mut().insert(COOKIE, cookie);
        *self = Self::of_answer(connector, connector.send(request).await?).await?;
        Ok(())
    }

    async fn of_answer(connector: &Connector, response: Response<Incoming>) -> Result<Self, ApiError> {
        if !response.status().is_success() {
            return Err(problem(response, connector.place()).await);
        }
        let (access, refresh) = tokens(response.headers()).ok_or_else(no_token)?;
        let body = connection::body(response, connector.place(), MOST_BYTES).await?;
        let SignedIn { expires_in } = serde_json::from_slice(&body).map_err(|_| no_token())?;
        Ok(Self { access, refresh, until: Instant::now() + Duration::from_secs(expires_in) })
    }
}

fn no_token() -> ApiError {
    ApiError::Form { path: "/api/auth/login".into(), why: "there is no token in it".into() }
}

/// The access token, and the cookie that brings the next one. Their names have a prefix where they are for encrypted
/// connections alone.
fn tokens(headers: &HeaderMap) -> Option<(SecretString, (String, SecretString))> {
    let cookies = headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs: Vec<(&str, &str)> = cookies
        .filter_map(|cookie| cookie.split(';').next().unwrap_or_default().split_once('='))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect();
    let found = |end: &str| pairs.iter().find(|(name, value)| name.ends_with(end) && !value.is_empty());
    let (_, access) = found("callflow_access")?;
    let (name, refresh) = found("callflow_refresh")?;
    Some(((*access).into(), ((*name).to_owned(), (*refresh).into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_whatever_prefix_their_cookies_have() {
        for prefixes in [["", ""], ["__Host-", "__Secure-"]] {
            let mut headers = HeaderMap::new();
            let mut set = |cookie: String| headers.append(SET_COOKIE, cookie.parse().unwrap());
            set(format!("{}callflow_access=a.b.c; Path=/; HttpOnly", prefixes[0]));
            set(format!("{}callflow_refresh=r; Path=/api/auth; HttpOnly", prefixes[1]));
            set("callflow_csrf=x".to_owned());
            let (access, (name, refresh)) = tokens(&headers).unwrap();
            assert_eq!((access.expose_secret(), refresh.expose_secret()), ("a.b.c", "r"));
            assert_eq!(name, format!("{}callflow_refresh", prefixes[1]));
        }
        assert!(tokens(&HeaderMap::new()).is_none());
    }
}
