//! Where the HTTP server of Asterisk is.

use std::fmt;

/// Where the HTTP server of Asterisk is: scheme, host, port, and the prefix of `http.conf`.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Address {
    pub(crate) encrypted: bool,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Empty, or begins with `/` and does not end with it.
    pub(crate) prefix: String,
}

/// Why a text is no address.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// Neither `http://` nor `https://`.
    #[error("write http://host:port, or https:// for TLS")]
    Scheme,
    /// There is no host in it.
    #[error("no host; write http://host:port")]
    NoHost,
    /// The host or the prefix holds something that none has. It is not shown, because it may be a secret.
    #[error("the address holds what no address has; user and password do not belong into it")]
    Malformed,
    /// What follows the last `:` is no port.
    #[error("no port; ports are 1 to 65535")]
    Port,
    /// `https://` in a build without the feature `tls`.
    #[error("this program is built without TLS")]
    NoTls,
}

impl Address {
    pub(super) fn parse(url: &str) -> Result<Self, AddressError> {
        let (scheme, rest) = url.split_once("://").ok_or(AddressError::Scheme)?;
        let encrypted = match scheme.to_ascii_lowercase().as_str() {
            "http" | "ws" => false,
            "https" | "wss" if cfg!(feature = "tls") => true,
            "https" | "wss" => return Err(AddressError::NoTls),
            _ => return Err(AddressError::Scheme),
        };
        let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "@?#".contains(letter);
        if rest.contains(odd) {
            return Err(AddressError::Malformed);
        }
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        // What people copy from documentation ends with /ari.
        let path = path.trim_end_matches('/');
        let path = if path == "ari" { "" } else { path.strip_suffix("/ari").unwrap_or(path) };
        let prefix = if path.is_empty() { String::new() } else { format!("/{path}") };
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']').ok_or(AddressError::Malformed)?;
                let port = if rest.is_empty() {
                    None
                } else {
                    Some(rest.strip_prefix(':').ok_or(AddressError::Port)?)
                };
                (host, port)
            }
            None => match authority.split_once(':') {
                Some((_, port)) if port.contains(':') => return Err(AddressError::Malformed),
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            },
        };
        if host.is_empty() {
            return Err(AddressError::NoHost);
        }
        let port = match port {
            Some(port) => port.parse().ok().filter(|port| *port > 0).ok_or(AddressError::Port)?,
            None if encrypted => 8089,
            None => 8088,
        };
        Ok(Self { encrypted, host: host.to_owned(), port, prefix })
    }

    /// Host and port, with brackets around an IPv6 address.
    pub(crate) fn authority(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.encrypted { "https" } else { "http" };
        write!(f, "{scheme}://{}{}", self.authority(), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (text, read) in [
            ("http://pbx", "http://pbx:8088"),
            ("http://pbx:80/", "http://pbx:80"),
            ("HTTP://10.0.0.1:8088/asterisk/ari/", "http://10.0.0.1:8088/asterisk"),
            ("ws://pbx/ari", "http://pbx:8088"),
            ("http://[::1]:9", "http://[::1]:9"),
        ] {
            assert_eq!(
                Address::parse(text).map(|address| address.to_string()),
                Ok(read.to_owned()),
                "{text}"
            );
        }
        for (text, error) in [
            ("pbx:8088", AddressError::Scheme),
            ("ftp://pbx", AddressError::Scheme),
            ("http://", AddressError::NoHost),
            ("http://:8088", AddressError::NoHost),
            ("http://pbx:0", AddressError::Port),
            ("http://pbx:x", AddressError::Port),
            ("http://user:secret@pbx", AddressError::Malformed),
            ("http://pbx?api_key=user:secret", AddressError::Malformed),
            ("http://::1", AddressError::Malformed),
        ] {
            assert_eq!(Address::parse(text), Err(error), "{text}");
        }
    }
}
