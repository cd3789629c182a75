//! The API of a `callflowd`, as the commands ask it.

mod connection;
mod credentials;
mod error;
mod events;
mod place;

use std::fs;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{self, HeaderValue};
use hyper::{HeaderMap, Method, Request, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::connection::Connector;
use self::credentials::Credentials;
pub(crate) use self::error::ApiError;
pub(crate) use self::events::{Events, Message};
use self::place::Place;
use crate::cli::ServerArgs;
use crate::failure::Failure;

/// No list, and no call, is larger than this.
const MOST_BYTES: usize = 256 << 20;

/// A server, and as whom it is asked.
#[derive(Debug)]
pub(crate) struct Api {
    connector: Connector,
    credentials: Credentials,
}

impl Api {
    /// Finds out which server is meant and how one signs in there, and does so.
    pub(crate) async fn open(args: &ServerArgs) -> Result<Self, Failure> {
        let place = Place::of(args)?;
        let extra = args
            .ca
            .as_ref()
            .map(|file| fs::read(file).map_err(|error| Failure::unreadable(file.display(), &error)));
        let connector = Connector::new(place.url, extra.transpose()?)?;
        let credentials = Credentials::of(args, place.machine_key, &connector).await?;
        Ok(Self { connector, credentials })
    }

    /// Where it is, as people write it.
    pub(crate) fn place(&self) -> &str {
        self.connector.place()
    }

    /// Asks for something. The path begins with `/`; parameters need not be escaped.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<T, ApiError> {
        let target = with_query(path, query);
        let response = self.ask(Method::GET, &target, Bytes::new(), &[]).await?;
        self.read(path, response).await
    }

    /// Does something, once: the same `key` again does nothing more.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        key: &str,
    ) -> Result<T, ApiError> {
        let body = serde_json::to_vec(body)
            .map_err(|error| ApiError::Form { path: path.into(), why: error.to_string() })?;
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        let response = self.ask(Method::POST, path, body.into(), &headers).await?;
        self.read(path, response).await
    }

    /// What happens, as it happens: from the place behind the message `last` on, else beginning with how everything stands.
    pub(crate) async fn events(&self, last: Option<&str>) -> Result<Events, ApiError> {
        let mut headers = vec![("accept", "text/event-stream")];
        headers.extend(last.map(|last| ("last-event-id", last)));
        let response = self.ask(Method::GET, "/api/events", Bytes::new(), &headers).await?;
        let response = self.succeeded(response).await?;
        Ok(Events::new(response.into_body(), self.place()))
    }

    /// Ends the session, if there is one. That it cannot be ended is no failure: it ends by itself.
    pub(crate) async fn close(self) {
        self.credentials.sign_out(&self.connector).await;
    }

    async fn ask(
        &self,
        method: Method,
        target: &str,
        body: Bytes,
        headers: &[(&'static str, &str)],
    ) -> Result<Response<Incoming>, ApiError> {
        let mut request = request(method, target, body, headers)?;
        let authorization = self.credentials.authorization(&self.connector).await?;
        request.headers_mut().insert(header::AUTHORIZATION, authorization);
        self.connector.send(request).await
    }

    async fn read<T: DeserializeOwned>(
        &self,
        path: &str,
        response: Response<Incoming>,
    ) -> Result<T, ApiError> {
        let response = self.succeeded(response).await?;
        let body = connection::body(response, self.place(), MOST_BYTES).await?;
        serde_json::from_slice(&body)
            .map_err(|error| ApiError::Form { path: path.into(), why: error.to_string() })
    }

    /// The answer, if it is none of a problem.
    async fn succeeded(&self, response: Response<Incoming>) -> Result<Response<Incoming>, ApiError> {
        if response.status().is_success() {
            return Ok(response);
        }
        Err(problem(response, self.place()).await)
    }
}

/// What an answer says that is no success.
async fn problem(response: Response<Incoming>, place: &str) -> ApiError {
    let (status, headers) = (response.status(), response.headers().clone());
    match connection::body(response, place, MOST_BYTES).await {
        Ok(body) => ApiError::of_problem(status, retry_after(&headers), &body),
        Err(error) => error,
    }
}

fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

fn request(
    method: Method,
    target: &str,
    body: Bytes,
    headers: &[(&'static str, &str)],
) -> Result<Request<Full<Bytes>>, ApiError> {
    let wrong = |_| ApiError::Form { path: target.into(), why: "it cannot be asked for".into() };
    let mut request = Request::new(Full::new(body));
    *request.method_mut() = method;
    *request.uri_mut() = target.parse().map_err(wrong)?;
    for (name, value) in headers {
        let value = HeaderValue::from_str(value)
            .map_err(|_| ApiError::Form { path: target.into(), why: format!("{name} cannot be sent") })?;
        request.headers_mut().insert(*name, value);
    }
    Ok(request)
}

/// The path, and the parameters behind it.
fn with_query(path: &str, query: &[(&str, String)]) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let mut pairs = url::form_urlencoded::Serializer::for_suffix(format!("{path}?"), path.len() + 1);
    for (name, value) in query {
        pairs.append_pair(name, value);
    }
    pairs.finish()
}

/// A part of a path out of any text.
pub(crate) fn segment(text: &str) -> String {
    let mut segment = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            segment.push_str(&format!("%{byte:02X}"));
        }
    }
    segment
}

/// Whether somebody has to sign in anew.
pub(crate) fn is_signed_out(error: &ApiError) -> bool {
    matches!(error, ApiError::Problem { status: StatusCode::UNAUTHORIZED, .. })
}

#[cfg(test)]
mod tests {
    use callflow_server::config::COMMAND_VARIABLES;

    use super::credentials::{KEY_VARIABLE, PASSWORD_VARIABLE};
    use super::place::SERVER_VARIABLE;
    use super::*;
    use crate::sim::SECRET_VARIABLE;

    #[test]
    fn variables_of_commands_are_no_unknown_keys_of_the_server() {
        assert_eq!([KEY_VARIABLE, PASSWORD_VARIABLE, SERVER_VARIABLE, SECRET_VARIABLE], COMMAND_VARIABLES);
    }

    #[test]
    fn what_is_asked_for_may_be_any_text() {
        let query = [("text", "a b&c=d".to_owned()), ("number", "+1".to_owned())];
        assert_eq!(with_query("/api/calls", &query), "/api/calls?text=a+b%26c%3Dd&number=%2B1");
        assert_eq!(with_query("/api/calls", &[]), "/api/calls");
        assert_eq!(segment("pbx-17.3/..é"), "pbx-17.3%2F..%C3%A9");
    }
}
