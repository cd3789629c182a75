//! The settings of the HTTP server.

use std::num::NonZeroU32;

use ipnet::IpNet;

use super::items;
use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::settings::Settings;
use crate::config::{Http, HttpTls};

impl Settings {
    pub(super) fn http(&self) -> Result<Http, ConfigError> {
        let tls = match (self.file(Key::HttpTlsCertificate)?, self.file(Key::HttpTlsKey)?) {
            (Some(certificate), Some(key)) => Some(HttpTls { certificate, key }),
            (None, None) => None,
            (Some(_), None) => return Err(self.lacks(Key::HttpTlsCertificate, "http.tls_key")),
            (None, Some(_)) => return Err(self.lacks(Key::HttpTlsKey, "http.tls_certificate")),
        };
        let per_second = self.number(Key::HttpRequestsPerSecond, 0, 1_000_000)?;
        let connections = self.number(Key::HttpMaxConnections, 1, 1_000_000)?;
        Ok(Http {
            tls,
            trusted_proxies: self.networks(Key::HttpTrustedProxies)?,
            cors_origins: self.origins()?,
            requests_per_second: u32::try_from(per_second).ok().and_then(NonZeroU32::new),
            max_connections: usize::try_from(connections).unwrap_or(usize::MAX),
        })
    }

    fn lacks(&self, key: Key, other: &str) -> ConfigError {
        let layer = self.text(&key).1;
        ConfigError::invalid(layer, key, format!("needs {other} beside it"))
    }

    /// A network, or one address, each.
    pub(super) fn networks(&self, key: Key) -> Result<Vec<IpNet>, ConfigError> {
        let (text, layer) = self.text(&key);
        let network = |item: &str| {
            let network = item.parse().or_else(|_| item.parse::<std::net::IpAddr>().map(IpNet::from));
            network.map_err(|_| {
                let why = format!("{item:?} is no network; write 10.0.0.0/8, 192.0.2.7 or ::1");
                ConfigError::invalid(layer, key.clone(), why)
            })
        };
        items(text).map(network).collect()
    }

    fn origins(&self) -> Result<Vec<String>, ConfigError> {
        let (text, layer) = self.text(&Key::HttpCorsOrigins);
        let origin = |item: &str| {
            let host = item.strip_prefix("https://").or_else(|| item.strip_prefix("http://"));
            let is_origin = host.is_some_and(|host| {
                let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
                !host.is_empty() && host.bytes().all(allowed)
            });
            if is_origin {
                return Ok(item.to_owned());
            }
            let why = format!("{item:?} is no origin; write https://calls.example.com, without a path");
            Err(ConfigError::invalid(layer, Key::HttpCorsOrigins, why))
        };
        items(text).map(origin).collect()
    }
}
