//! SIP messages as far as a telephone needs them, and the digest of RFC 2617.

use md5::{Digest, Md5};

/// A request or a response. Headers keep their order and their names as written.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) start: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Message {
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let start = lines.next().filter(|start| start.contains("SIP/2.0"))?.to_owned();
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect();
        Some(Self { start, headers, body: body.to_owned() })
    }

    pub(crate) fn request(method: &str, uri: &str) -> Self {
        Self { start: format!("{method} {uri} SIP/2.0"), headers: Vec::new(), body: String::new() }
    }

    /// A response to this request, with the tag at the end of its To if that has none yet.
    pub(crate) fn response(&self, status: u16, reason: &str, tag: &str) -> Self {
        let mut response =
            Self { start: format!("SIP/2.0 {status} {reason}"), headers: Vec::new(), body: String::new() };
        for (name, value) in &self.headers {
            let lower = name.to_ascii_lowercase();
            match lower.as_str() {
                "to" if status > 100 && parameter(value, "tag").is_none() => {
                    response.add(name, format!("{value};tag={tag}"));
                }
                "via" | "record-route" | "from" | "to" | "call-id" | "cseq" => {
                    response.add(name, value.clone())
                }
                _ => {}
            }
        }
        response
    }

    pub(crate) fn add(&mut self, name: &str, value: impl Into<String>) {
        self.headers.push((name.to_owned(), value.into()));
    }

    pub(crate) fn set_body(&mut self, content_type: &str, body: String) {
        self.add("Content-Type", content_type);
        self.body = body;
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.start);
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{}", self.body.len(), self.body));
        text.into_bytes()
    }

    /// The first header of this name; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// The status, if it is a response.
    pub(crate) fn status(&self) -> Option<u16> {
        Self::status_of(&self.start)
    }

    /// The status of a response's first line, which a NOTIFY about a transfer has as its body.
    pub(crate) fn status_of(line: &str) -> Option<u16> {
        line.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()
    }

    /// The method of a request, or the one that a response answers.
    pub(crate) fn method(&self) -> &str {
        if self.status().is_some() {
            self.header("CSeq").split_ascii_whitespace().nth(1).unwrap_or("")
        } else {
            self.start.split(' ').next().unwrap_or("")
        }
    }

    pub(crate) fn sequence(&self) -> u32 {
        self.header("CSeq")
            .split_ascii_whitespace()
            .next()
            .and_then(|number| number.parse().ok())
            .unwrap_or(0)
    }

    /// The branch of the topmost Via, which names the transaction.
    pub(crate) fn branch(&self) -> &str {
        parameter(self.header("Via"), "branch").unwrap_or("")
    }

    /// The value for an Authorization header, if this response asks for a digest by MD5.
    pub(crate) fn authorization(
        &self,
        user: &str,
        password: &str,
        method: &str,
        uri: &str,
    ) -> Option<String> {
        let challenge = self.headers.iter().find_map(|(name, value)| {
            let asked = name.eq_ignore_ascii_case("WWW-Authenticate")
                || name.eq_ignore_ascii_case("Proxy-Authenticate");
            let rest = value.strip_prefix("Digest ").filter(|_| asked)?;
            quoted(rest, "algorithm").is_none_or(|name| name.eq_ignore_ascii_case("MD5")).then_some(rest)
        })?;
        let (realm, nonce) = (quoted(challenge, "realm")?, quoted(challenge, "nonce")?);
        let secret = md5(&format!("{user}:{realm}:{password}"));
        let what = md5(&format!("{method}:{uri}"));
        let mut value = format!(
            r#"Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", algorithm=MD5"#
        );
        let response = if quoted(challenge, "qop").is_some() {
            let (count, own) = ("00000001", "callflow");
            value.push_str(&format!(r#", qop=auth, nc={count}, cnonce="{own}""#));
            md5(&format!("{secret}:{nonce}:{count}:{own}:auth:{what}"))
        } else {
            md5(&format!("{secret}:{nonce}:{what}"))
        };
        if let Some(opaque) = quoted(challenge, "opaque") {
            value.push_str(&format!(r#", opaque="{opaque}""#));
        }
        Some(format!(r#"{value}, response="{response}""#))
    }
}

/// A parameter of a header's value, after its `<…>`.
pub(crate) fn parameter<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    let after = value.rsplit('>').next()?;
    after.split(';').skip(1).find_map(|one| {
        let (key, value) = one.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

/// The URI of a From, To or Contact.
pub(crate) fn uri(value: &str) -> &str {
    match value.split_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or(rest),
        None => value.split(';').next().unwrap_or(value),
    }
}

/// The user of a URI: `sip:USER@host`.
pub(crate) fn user(uri: &str) -> &str {
    let rest = uri.split_once(':').map_or(uri, |(_, rest)| rest);
    rest.split_once('@').map_or("", |(user, _)| user)
}

/// A value of a challenge, `name="value"` or `name=value`.
fn quoted<'c>(challenge: &'c str, name: &str) -> Option<&'c str> {
    let mut rest = challenge;
    while let Some((key, after)) = rest.split_once('=') {
        let (value, next) = match after.strip_prefix('"') {
            Some(inner) => inner.split_once('"')?,
            None => after.split_once(',').unwrap_or((after, "")),
        };
        if key.trim_matches([' ', ',']).eq_ignore_ascii_case(name) {
            return Some(value.trim());
        }
        rest = next;
    }
    None
}

fn md5(text: &str) -> String {
    Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_that_of_the_example_in_rfc_2617() {
        let challenge = "SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"a\", algorithm=SHA-256, \
                         nonce=\"x\"\r\nWWW-Authenticate: Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", \
                         nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", \
                         opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"\r\n\r\n";
        let message = Message::parse(challenge.as_bytes()).unwrap();
        let value = message.authorization("Mufasa", "Circle Of Life", "GET", "/dir/index.html").unwrap();
        assert!(
            value.contains(r#"realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093""#),
            "{value}"
        );
        // With the client's nonce of the example instead of ours it is 6629fae49393a05397450978507c4ef1.
        let secret = md5("Mufasa:testrealm@host.com:Circle Of Life");
        let what = md5("GET:/dir/index.html");
        assert_eq!(
            md5(&format!("{secret}:dcd98b7102dd2f0e8b11d0f600bfb0c093:00000001:0a4f113b:auth:{what}")),
            "6629fae49393a05397450978507c4ef1"
        );
        let ours = md5(&format!("{secret}:dcd98b7102dd2f0e8b11d0f600bfb0c093:00000001:callflow:auth:{what}"));
        assert!(value.ends_with(&format!(r#"response="{ours}""#)), "{value}");
    }

    #[test]
    fn addresses_are_taken_apart() {
        let from = r#""Kim: <x>" <sip:1001@127.0.0.1:5060;transport=udp>;tag=ab;x=1"#;
        assert_eq!(parameter(from, "tag"), Some("ab"));
        assert_eq!(parameter("<sip:1001@host;tag=no>", "tag"), None);
        assert_eq!(uri("Kim <sip:1001@host;a=b>;tag=ab"), "sip:1001@host;a=b");
        assert_eq!(uri("sip:1001@host;tag=ab"), "sip:1001@host");
        assert_eq!(user("sip:+49301@host"), "+49301");
        assert_eq!(user("sip:host"), "");
    }

    #[test]
    fn a_response_keeps_what_it_must_and_has_a_tag() {
        let bytes =
            b"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9\r\nvia: x\r\nFrom: <sip:c@d>;tag=1\r\n\
                      To: <sip:a@b>\r\nCall-ID: i\r\nCSeq: 7 OPTIONS\r\nMax-Forwards: 70\r\n\r\n";
        let request = Message::parse(bytes).unwrap();
        assert_eq!((request.method(), request.sequence(), request.branch()), ("OPTIONS", 7, "z9"));
        let response = request.response(200, "OK", "2");
        assert_eq!((response.status(), response.method()), (Some(200), "OPTIONS"));
        assert_eq!(response.header("To"), "<sip:a@b>;tag=2");
        assert_eq!(response.headers.len(), 6);
        assert_eq!(Message::parse(b"\r\n\r\n").map(|m| m.start), None);
    }
}
