//! Where events are sent to.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use url::{Host, Position, Url};

/// The most characters of a URL.
const MOST: usize = 2_048;

/// Why a text is no URL that events are sent to. Without the text, which may have a password in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// It is no URL.
    #[error("is no URL; write https://HOST/PATH")]
    NoUrl,
    /// It is none of HTTP.
    #[error("must begin with https:// or http://")]
    Scheme,
    /// A name or a password stands in it. It would be shown to whoever may see the webhook; the signature says who asks.
    #[error("must have no user and no password in it: requests are signed")]
    Credentials,
    /// What stands behind `#` is never sent.
    #[error("must have no # in it")]
    Fragment,
    /// It is too long.
    #[error("must have {MOST} characters at most")]
    TooLong,
}

/// A URL of HTTP or HTTPS, in its normal form: an IPv4 address in any spelling (`0x7f.1`, `2130706433`) is that address here.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Target(Arc<Url>);

impl Target {
    /// Reads a URL.
    ///
    /// # Errors
    /// [`TargetError`].
    pub fn parse(text: &str) -> Result<Self, TargetError> {
        if text.len() > MOST {
            return Err(TargetError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| TargetError::NoUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(TargetError::Scheme);
        }
        if url.host().is_none() || url.port() == Some(0) {
            return Err(TargetError::NoUrl);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(TargetError::Fragment);
        }
        Ok(Self(Arc::new(url)))
    }

    /// The name or the address.
    #[must_use]
    pub fn host(&self) -> Host<&str> {
        // `parse` lets none pass without.
        self.0.host().unwrap_or(Host::Domain(""))
    }

    /// The port, also where it goes without saying.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.0.port_or_known_default().unwrap_or(443)
    }

    /// Whether it is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// The host, with the port where it does not go without saying: the header `Host`.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.0.authority()
    }

    /// The path with the query: what stands in the first line of a request.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0[Position::BeforePath..]
    }

    /// All of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let target = Target::parse("HTTPS://CRM.example.com/a b?c=d").unwrap();
        assert_eq!(target.host(), Host::Domain("crm.example.com"));
        assert_eq!((target.port(), target.is_encrypted()), (443, true));
        assert_eq!((target.authority(), target.path()), ("crm.example.com", "/a%20b?c=d"));
        let target = Target::parse("http://[2001:db8::1]:8080").unwrap();
        assert_eq!((target.port(), target.is_encrypted()), (8080, false));
        assert_eq!((target.authority(), target.path()), ("[2001:db8::1]:8080", "/"));
    }

    #[test]
    fn an_address_is_known_in_any_spelling() {
        for spelling in ["127.1", "0x7f.1", "2130706433", "017700000001", "127.0.0.1."] {
            let target = Target::parse(&format!("http://{spelling}/")).unwrap();
            assert_eq!(target.host().to_string(), "127.0.0.1", "{spelling}");
            assert!(matches!(target.host(), Host::Ipv4(_)), "{spelling}");
        }
    }

    #[test]
    fn what_is_no_place_to_send_to_is_refused() {
        for (text, want) in [
            ("crm.example.com", TargetError::NoUrl),
            ("http://", TargetError::NoUrl),
            ("http://h:0/", TargetError::NoUrl),
            ("ftp://h/", TargetError::Scheme),
            ("file:///etc/passwd", TargetError::Scheme),
            ("gopher://h:70/_", TargetError::Scheme),
            ("https://user@h/", TargetError::Credentials),
            ("https://:s3cret@h/", TargetError::Credentials),
            ("https://h/#a", TargetError::Fragment),
        ] {
            assert_eq!(Target::parse(text), Err(want), "{text}");
        }
        assert_eq!(Target::parse(&format!("https://h/{}", "a".repeat(MOST))), Err(TargetError::TooLong));
    }
}
