//! Settings into a configuration.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::EnvFilter;

use super::database_url::{self, Store};
use super::error::ConfigError;
use super::key::{Key, PbxKey};
use super::layer::Layer;
use super::settings::Settings;
use super::{Config, Database, Log, Pbx};

impl Settings {
    /// The configuration, checked as far as it can be without opening anything. Where connecting is switched
    /// off it has no Asterisk, and with `--demo` neither an Asterisk nor a plan, and the default database.
    ///
    /// # Errors
    /// The first value that is wrong or missing.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let demo = self.demo();
        let database = if demo { default_database() } else { self.database()? };
        let plan = if demo { None } else { self.plan()? };
        let pbx = if demo || !self.connects() { BTreeMap::new() } else { self.every_pbx()? };
        Ok(Config { listen: Some(self.listen()?), database, pbx, plan, log: self.log()? })
    }

    fn listen(&self) -> Result<SocketAddr, ConfigError> {
        let (text, layer) = self.text(&Key::Listen);
        text.parse().map_err(|_| {
            let why = format!(
                "{text:?} is no IP address with a port; write 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080"
            );
            ConfigError::invalid(layer, Key::Listen, why)
        })
    }

    /// Switches are read as they are gathered, so anything but `false` is on.
    fn connects(&self) -> bool {
        self.text(&Key::Connect).0 != "false"
    }

    fn database(&self) -> Result<Database, ConfigError> {
        let (url, layer) = self.text(&Key::DatabaseUrl);
        let why = match Store::of(url) {
            Store::Sqlite if database_url::is_bare(url) => {
                "names no file; write sqlite:callflow.db or sqlite:///var/lib/callflow/callflow.db".into()
            }
            Store::Sqlite => return Ok(Database { url: url.into() }),
            Store::Later(store) => {
                format!(
                    "keeping calls in {store} comes with a later version; until then use sqlite:callflow.db"
                )
            }
            // The text is not repeated: what is no URL may be a password.
            Store::Unknown => "names no known database; write sqlite:callflow.db".into(),
        };
        Err(ConfigError::invalid(layer, Key::DatabaseUrl, why))
    }

    fn plan(&self) -> Result<Option<PathBuf>, ConfigError> {
        match self.text(&Key::Plan) {
            ("", Layer::Default) => Ok(None),
            ("", layer) => {
                Err(ConfigError::invalid(layer, Key::Plan, "empty; name a file or leave the key out"))
            }
            (path, _) => Ok(Some(path.into())),
        }
    }

    fn log(&self) -> Result<Log, ConfigError> {
        let (filter, layer) = self.text(&Key::LogFilter);
        if let Err(error) = EnvFilter::builder().parse(filter) {
            let why = format!("{filter:?} is no filter ({error}); write info, or callflow_server=debug,info");
            return Err(ConfigError::invalid(layer, Key::LogFilter, why));
        }
        Ok(Log {
            filter: filter.into(),
            json: self.one_of(Key::LogFormat, ["text", "json"])?,
            full_numbers: self.one_of(Key::LogNumbers, ["redacted", "full"])?,
        })
    }

    /// Whether the value is the second of the two.
    fn one_of(&self, key: Key, [first, second]: [&str; 2]) -> Result<bool, ConfigError> {
        match self.text(&key) {
            (text, _) if text == first => Ok(false),
            (text, _) if text == second => Ok(true),
            (text, layer) => {
                let why = format!("{text:?} is neither {first:?} nor {second:?}; write one of them");
                Err(ConfigError::invalid(layer, key, why))
            }
        }
    }

    fn every_pbx(&self) -> Result<BTreeMap<String, Pbx>, ConfigError> {
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
        })
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
                Err(ConfigError::invalid(layer, key, "empty; write the one that manager.conf has"))
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

    /// A value and its layer; empty and by default where there is none.
    pub(super) fn text(&self, key: &Key) -> (&str, &Layer) {
        self.get(key).map_or(("", &Layer::Default), |setting| (setting.text.expose_secret(), &setting.layer))
    }
}

fn default_database() -> Database {
    Database { url: SecretString::from(Key::DatabaseUrl.spec().default.unwrap_or_default()) }
}
