//! The settings of the Asterisks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::key::{Key, PbxKey};
use crate::config::layer::Layer;
use crate::config::settings::Settings;
use crate::config::{Ari, Pbx, Tls};

impl Settings {
    pub(super) fn every_pbx(&self) -> Result<BTreeMap<String, Pbx>, ConfigError> {
        let names = self.pbx_names();
        if names.is_empty() {
            return Err(ConfigError::NoPbx);
        }
        names.into_iter().map(|name| self.pbx(&name).map(|pbx| (name, pbx))).collect()
    }

    fn pbx(&self, name: &str) -> Result<Pbx, ConfigError> {
        let key = |key| Key::Pbx(name.into(), key);
        let (port, layer) = self.text(&key(PbxKey::Port));
        let port = port.parse().ok().filter(|port| *port > 0).ok_or_else(|| {
            let why = format!("{port:?} is no port; write a number from 1 to 65535, mostly 5038");
            ConfigError::invalid(layer, key(PbxKey::Port), why)
        })?;
        Ok(Pbx {
            host: self.host(name)?.into(),
            port,
            username: self.needed(name, PbxKey::Username)?.into(),
            password: self.needed(name, PbxKey::Password)?.into(),
            tls: self.tls(name)?,
            wss: self.wss(name)?,
            ari: self.ari(name)?,
        })
    }

    /// Where its address is said, user and password are needed, and they alone say nothing.
    fn ari(&self, name: &str) -> Result<Option<Ari>, ConfigError> {
        let key = |key| Key::Pbx(name.into(), key);
        let (url, layer) = self.text(&key(PbxKey::AriUrl));
        if url.is_empty() {
            let set = [PbxKey::AriUsername, PbxKey::AriPassword]
                .into_iter()
                .find(|other| self.layer(&key(*other)).is_some());
            return match set.and_then(|other| self.layer(&key(other))) {
                Some(because) => {
                    Err(ConfigError::Missing { because: because.clone(), key: key(PbxKey::AriUrl) })
                }
                None => Ok(None),
            };
        }
        let ari = Ari {
            url: url.into(),
            username: self.needed(name, PbxKey::AriUsername)?.into(),
            password: self.needed(name, PbxKey::AriPassword)?.into(),
            app: match self.text(&key(PbxKey::AriApp)) {
                ("", Layer::Default) => None,
                _ => Some(self.needed(name, PbxKey::AriApp)?.into()),
            },
        };
        if let Err(error) = ari_client::Options::new(&ari.url, "", "", "") {
            return Err(ConfigError::invalid(layer, key(PbxKey::AriUrl), error.to_string()));
        }
        Ok(Some(ari))
    }

    fn wss(&self, name: &str) -> Result<String, ConfigError> {
        let key = Key::Pbx(name.into(), PbxKey::Wss);
        let (text, layer) = self.text(&key);
        if text.is_empty() {
            let host = self.host(name)?;
            let host = if host.contains(':') { format!("[{host}]") } else { host.to_owned() };
            return Ok(format!("wss://{host}:8089/ws"));
        }
        if text.starts_with("wss://") || text.starts_with("ws://") {
            return Ok(text.to_owned());
        }
        let why = format!("{text:?} is no address of a WebSocket; write wss://pbx.example.com:8089/ws");
        Err(ConfigError::invalid(layer, key, why))
    }

    fn tls(&self, name: &str) -> Result<Tls, ConfigError> {
        let key = |key| Key::Pbx(name.into(), key);
        let (text, layer) = self.text(&key(PbxKey::Tls));
        let (ca, tls_name) = (self.of_tls(name, PbxKey::TlsCa)?, self.of_tls(name, PbxKey::TlsName)?);
        match text {
            "off" => Ok(Tls::Off),
            "on" => Ok(Tls::On { ca: ca.map(PathBuf::from), name: tls_name.map(str::to_owned) }),
            "unverified" => Ok(Tls::Unverified),
            text => {
                let why =
                    format!("{text:?} is none of \"off\", \"on\" and \"unverified\"; write one of them");
                Err(ConfigError::invalid(layer, key(PbxKey::Tls), why))
            }
        }
    }

    /// A value that has a meaning only where certificates are looked at. Elsewhere somebody would believe in a
    /// protection that is not there.
    fn of_tls(&self, name: &str, key: PbxKey) -> Result<Option<&str>, ConfigError> {
        let key = Key::Pbx(name.into(), key);
        let (text, layer) = self.text(&key);
        let tls = self.text(&Key::Pbx(name.into(), PbxKey::Tls)).0;
        let why = match (text, layer) {
            ("", Layer::Default) => return Ok(None),
            ("", _) => "empty; leave the key out".to_owned(),
            _ if matches!(tls, "off" | "unverified") => {
                format!(
                    "has no effect while pbx.{name}.tls is {tls:?}; write \"on\" there, or leave this out"
                )
            }
            (text, _) => return Ok(Some(text)),
        };
        Err(ConfigError::invalid(layer, key, why))
    }

    fn host(&self, name: &str) -> Result<&str, ConfigError> {
        let host = self.needed(name, PbxKey::Host)?;
        let is_name = |byte: u8| !byte.is_ascii_whitespace() && !byte.is_ascii_control() && byte != b'/';
        // More than one ':' is an IPv6 address; one is a port that belongs elsewhere.
        if host.bytes().all(is_name) && host.matches(':').count() != 1 {
            return Ok(host);
        }
        let key = Key::Pbx(name.into(), PbxKey::Host);
        let why = format!(
            "{host:?} is no host; write a name or an address alone, the port goes to pbx.{name}.port"
        );
        Err(ConfigError::invalid(self.text(&key).1, key, why))
    }

    /// A value without which there is no connecting.
    fn needed(&self, name: &str, key: PbxKey) -> Result<&str, ConfigError> {
        let key = Key::Pbx(name.into(), key);
        match self.text(&key) {
            ("", Layer::Default) => Err(ConfigError::Missing { because: self.names_pbx(name), key }),
            ("", layer) => {
                let is_of_ari =
                    matches!(key, Key::Pbx(_, PbxKey::AriUsername | PbxKey::AriPassword | PbxKey::AriApp));
                let file = if is_of_ari { "ari.conf" } else { "manager.conf" };
                Err(ConfigError::invalid(layer, key, format!("empty; write the one that {file} has")))
            }
            // Each line of a manager action is a header of its own.
            (text, layer) if text.contains(['\r', '\n']) => {
                Err(ConfigError::invalid(layer, key, "has a line break; take it out"))
            }
            (text, _) => Ok(text),
        }
    }

    /// What says that there is an Asterisk of this name.
    fn names_pbx(&self, name: &str) -> Layer {
        let layers = PbxKey::ALL.into_iter().filter_map(|key| self.layer(&Key::Pbx(name.into(), key)));
        layers.into_iter().find(|layer| **layer != Layer::Default).cloned().unwrap_or(Layer::Default)
    }
}
