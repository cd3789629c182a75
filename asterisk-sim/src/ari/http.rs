//! HTTP as bytes: requests out of what was received, and answers to be sent.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::answer::{Answer, Content};
use crate::calendar::http_date;

/// A request as it came.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) body: Vec<u8>,
    authorization: Option<String>,
    /// `Sec-WebSocket-Key`, where a WebSocket is asked for.
    pub(super) websocket_key: Option<String>,
    pub(super) closes: bool,
}

impl Received {
    /// User and password, out of the header or of `api_key` in the query.
    pub(super) fn credentials(&self, api_key: Option<&str>) -> Option<(String, String)> {
        let given = self.authorization.as_deref().and_then(|header| {
            let (scheme, text) = header.split_once(' ')?;
            let text = scheme.eq_ignore_ascii_case("Basic").then(|| STANDARD.decode(text.trim()).ok())??;
            String::from_utf8(text).ok()
        });
        given.as_deref().or(api_key)?.split_once(':').map(owned)
    }
}

fn owned((user, password): (&str, &str)) -> (String, String) {
    (user.to_owned(), password.to_owned())
}

/// What is no request that this server reads; the connection ends with the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Bad(pub(super) u16, pub(super) &'static str);

/// Bytes that were received and not read yet.
#[derive(Debug, Default)]
pub(super) struct Reader {
    bytes: Vec<u8>,
}

/// Longer heads and bodies are refused, as by Asterisk.
const HEAD: usize = 16 * 1024;
const BODY: usize = 1 << 20;
const HEADERS: usize = 64;

impl Reader {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// What was received behind the requests that were read: what the WebSocket begins with.
    pub(super) fn take_rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// The next request that is complete.
    pub(super) fn next(&mut self) -> Option<Result<Received, Bad>> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut head = httparse::Request::new(&mut headers);
        let length = match head.parse(&self.bytes) {
            Ok(httparse::Status::Complete(length)) => length,
            Ok(httparse::Status::Partial) if self.bytes.len() <= HEAD => return None,
            Ok(httparse::Status::Partial) => return Some(Err(Bad(413, "Request Entity Too Large"))),
            Err(_) => return Some(Err(Bad(400, "Bad Request"))),
        };
        let get = |name: &str| {
            let found = head.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
            found.and_then(|header| str::from_utf8(header.value).ok())
        };
        if get("Transfer-Encoding").is_some() {
            return Some(Err(Bad(501, "Not Implemented")));
        }
        let body = match get("Content-Length").map(str::parse::<usize>) {
            None => 0,
            Some(Ok(body)) if body <= BODY => body,
            Some(Ok(_)) => return Some(Err(Bad(413, "Request Entity Too Large"))),
            Some(Err(_)) => return Some(Err(Bad(400, "Bad Request"))),
        };
        let content = self.bytes.get(length..length + body)?.to_vec();
        let upgrades = get("Upgrade").is_some_and(|to| to.eq_ignore_ascii_case("websocket"));
        let closes = get("Connection").is_some_and(|how| how.eq_ignore_ascii_case("close"));
        let received = Received {
            method: head.method.unwrap_or_default().to_owned(),
            target: head.path.unwrap_or_default().to_owned(),
            authorization: get("Authorization").map(str::to_owned),
            websocket_key: get("Sec-WebSocket-Key").filter(|_| upgrades).map(str::to_owned),
            closes: closes || (head.version == Some(0) && !get("Connection").is_some_and(keeps)),
            body: content,
        };
        self.bytes.drain(..length + body);
        Some(Ok(received))
    }
}

fn keeps(how: &str) -> bool {
    how.eq_ignore_ascii_case("keep-alive")
}

/// An answer as bytes.
pub(super) fn response(answer: &Answer, version: &str, now: Duration) -> Vec<u8> {
    let (kind, body) = match &answer.content {
        Content::None => (None, Vec::new()),
        Content::Json(value) => (Some("application/json"), value.to_string().into_bytes()),
        Content::File(kind, bytes) => (Some(*kind), bytes.clone()),
    };
    let mut head = head(answer.status, answer.reason, version, now);
    if answer.status == 401 {
        head.push_str("WWW-Authenticate: Basic realm=\"Asterisk REST Interface\"\r\n");
    }
    if let Some(location) = &answer.location {
        head.push_str(&format!("Location: {}\r\n", location.replace(['\r', '\n'], " ")));
    }
    if let Some(kind) = kind {
        head.push_str(&format!("Content-type: {kind}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    [head.into_bytes(), body].concat()
}

/// What Asterisk's server says that is not about ARI.
pub(super) fn page(status: u16, reason: &str, text: &str, version: &str, now: Duration) -> Vec<u8> {
    let body = format!(
        "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\r\n<html><head>\r\n<title>{status} {reason}</title>\r\n\
         </head><body>\r\n<h1>{reason}</h1>\r\n<p>{text}</p>\r\n<hr />\r\n<address>Asterisk/{version}</address>\r\n\
         </body></html>\r\n"
    );
    let mut page = head(status, reason, version, now);
    page.push_str(&format!("Content-type: text/html\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    page.into_bytes()
}

/// The answer that opens a WebSocket.
pub(super) fn switched(key: &str) -> Vec<u8> {
    let accept = tungstenite::handshake::derive_accept_key(key.as_bytes());
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    )
    .into_bytes()
}

fn head(status: u16, reason: &str, version: &str, now: Duration) -> String {
    format!(
        "HTTP/1.1 {status} {reason}\r\nServer: Asterisk/{version}\r\nDate: {}\r\nCache-Control: no-cache, no-store\r\n",
        http_date(now)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(reader: &mut Reader, bytes: &[u8]) -> Option<Result<Received, Bad>> {
        reader.feed(bytes);
        reader.next()
    }

    #[test]
    fn requests_come_in_pieces_and_several_at_once() {
        let mut reader = Reader::default();
        assert_eq!(next(&mut reader, b"POST /ari/x HTTP/1.1\r\nContent-Le"), None);
        assert_eq!(next(&mut reader, b"ngth: 4\r\nAuthorization: Basic YTpiOmM=\r\n\r\nbo"), None);
        let first = next(&mut reader, b"dyGET / HTTP/1.0\r\n\r\n").unwrap().unwrap();
        assert_eq!(
            (first.method.as_str(), first.target.as_str(), &*first.body),
            ("POST", "/ari/x", &b"body"[..])
        );
        assert_eq!(first.credentials(None), Some(("a".into(), "b:c".into())));
        assert!(!first.closes);
        let second = reader.next().unwrap().unwrap();
        assert_eq!((second.credentials(Some("u:p")), second.closes), (Some(("u".into(), "p".into())), true));
        assert_eq!(reader.next(), None);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for (bytes, status) in [
            (&b"\x00\x01\r\n\r\n"[..], 400),
            (b"GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413),
            (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
        ] {
            assert!(matches!(next(&mut Reader::default(), bytes), Some(Err(Bad(is, _))) if is == status));
        }
        let long = [b"GET /".to_vec(), vec![b'a'; HEAD]].concat();
        assert!(matches!(next(&mut Reader::default(), &long), Some(Err(Bad(413, _)))));
    }
}
