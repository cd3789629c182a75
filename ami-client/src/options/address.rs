//! `host:port`, and URLs.

use std::fmt;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

/// A host and a port.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Address {
    host: String,
    port: u16,
}

/// Why a text is no address. Never shows a secret.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// There is no host in it.
    #[error("no host; write host:port")]
    NoHost,
    /// What follows the last `:` is no port.
    #[error("{0:?} is no port; ports are 1 to 65535")]
    Port(String),
    /// The host holds something that no host has.
    #[error("{0:?} is no host; write an IPv6 address in brackets")]
    Host(String),
    /// Neither `ami://` nor `amis://`.
    #[error("write ami://user:secret@host:port, or amis:// for TLS")]
    Scheme,
    /// No user and secret before the host.
    #[error("no user and secret; write ami://user:secret@host:port")]
    NoLogin,
    /// User or secret are no UTF-8 text when decoded.
    #[error("the user or the secret is no text once its %xx are read")]
    Encoding,
    /// `amis://` in a build without the feature `tls`.
    #[error("this program is built without TLS")]
    NoTls,
}

impl Address {
    /// The port of the manager interface.
    pub(super) const PORT: u16 = 5038;
    /// The same over TLS.
    pub(super) const TLS_PORT: u16 = 5039;

    /// A host (a name, or an IP address without brackets) and a port.
    #[must_use]
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self { host: host.into(), port }
    }

    pub(super) fn parse(text: &str, default_port: u16) -> Result<Self, AddressError> {
        let (host, port) = match text.strip_prefix('[').map(|rest| rest.split_once(']')) {
            Some(Some((host, ""))) => (host, None),
            Some(Some((host, rest))) => {
                let port = rest.strip_prefix(':');
                (host, Some(port.ok_or_else(|| AddressError::Host(text.to_owned()))?))
            }
            Some(None) => return Err(AddressError::Host(text.to_owned())),
            None => match text.split_once(':') {
                Some((host, port)) if !port.contains(':') => (host, Some(port)),
                Some(_) => return Err(AddressError::Host(text.to_owned())),
                None => (text, None),
            },
        };
        if host.is_empty() {
            return Err(AddressError::NoHost);
        }
        if host.contains(|c: char| c.is_whitespace() || c.is_control() || "/@?#[]".contains(c)) {
            return Err(AddressError::Host(host.to_owned()));
        }
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port > 0),
            None => Some(default_port),
        };
        let port =
            port.ok_or_else(|| AddressError::Port(text.rsplit(':').next().unwrap_or_default().to_owned()))?;
        Ok(Self::new(host, port))
    }

    /// The host, without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port } = self;
        if host.contains(':') { write!(f, "[{host}]:{port}") } else { write!(f, "{host}:{port}") }
    }
}

pub(super) struct Url {
    pub(super) address: Address,
    pub(super) username: String,
    pub(super) secret: SecretString,
    pub(super) encrypted: bool,
}

impl Url {
    pub(super) fn parse(url: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = url.split_once("://").ok_or(AddressError::Scheme)?;
        let encrypted = match scheme.to_ascii_lowercase().as_str() {
            "ami" => false,
            "amis" => true,
            _ => return Err(AddressError::Scheme),
        };
        // A secret in which an @ is not encoded must not become part of a host, which errors show.
        let (login, host) = rest.rsplit_once('@').ok_or(AddressError::NoLogin)?;
        let (username, secret) = login.split_once(':').ok_or(AddressError::NoLogin)?;
        let decoded = |text| {
            let text = percent_decode_str(text).decode_utf8().map_err(|_| AddressError::Encoding)?;
            Ok(text.into_owned())
        };
        let (username, secret) = (decoded(username)?, decoded(secret)?);
        if username.is_empty() {
            return Err(AddressError::NoLogin);
        }
        let port = if encrypted { Address::TLS_PORT } else { Address::PORT };
        let address = Address::parse(host.strip_suffix('/').unwrap_or(host), port)?;
        Ok(Self { address, username, secret: secret.into(), encrypted })
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn addresses_are_read() {
        for (text, host, port) in [
            ("pbx", "pbx", 5038),
            ("pbx.example:5039", "pbx.example", 5039),
            ("10.0.0.5", "10.0.0.5", 5038),
            ("[::1]", "::1", 5038),
            ("[fe80::1%eth0]:1", "fe80::1%eth0", 1),
        ] {
            assert_eq!(Address::parse(text, 5038), Ok(Address::new(host, port)), "{text}");
        }
        assert_eq!(Address::new("::1", 5).to_string(), "[::1]:5");
    }

    #[test]
    fn what_is_no_address_is_named() {
        for (text, error) in [
            ("", AddressError::NoHost),
            (":5038", AddressError::NoHost),
            ("pbx:", AddressError::Port(String::new())),
            ("pbx:0", AddressError::Port("0".into())),
            ("pbx:65536", AddressError::Port("65536".into())),
            ("::1", AddressError::Host("::1".into())),
            ("[::1", AddressError::Host("[::1".into())),
            ("[::1]5038", AddressError::Host("[::1]5038".into())),
            ("ami pbx", AddressError::Host("ami pbx".into())),
        ] {
            assert_eq!(Address::parse(text, 5038), Err(error), "{text}");
        }
    }

    #[test]
    fn urls_are_read() {
        for (url, told) in [
            ("ami://u:s@pbx", ("u", "s", "pbx:5038", false)),
            ("AMIS://u:s@pbx/", ("u", "s", "pbx:5039", true)),
            ("ami://u%40x:p%3Aq%25@[::1]:77", ("u@x", "p:q%", "[::1]:77", false)),
            ("ami://u:a:b@c@pbx", ("u", "a:b@c", "pbx:5038", false)),
        ] {
            let url = Url::parse(url).map_err(|error| panic!("{url}: {error}")).unwrap();
            let address = url.address.to_string();
            assert_eq!((&*url.username, url.secret.expose_secret(), &*address, url.encrypted), told);
        }
        for (url, error) in [
            ("pbx:5038", AddressError::Scheme),
            ("http://u:s@pbx", AddressError::Scheme),
            ("ami://pbx", AddressError::NoLogin),
            ("ami://u@pbx", AddressError::NoLogin),
            ("ami://:s@pbx", AddressError::NoLogin),
            ("ami://u:%ff@pbx", AddressError::Encoding),
            ("ami://u:s@", AddressError::NoHost),
            ("ami://u:s@pbx/x", AddressError::Host("pbx/x".into())),
        ] {
            assert_eq!(Url::parse(url).err(), Some(error), "{url}");
        }
    }
}
