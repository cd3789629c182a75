//! Settings into a configuration.

mod auth;
mod http;
mod journal;
mod leasing;
mod pbx;
mod realtime;
mod recordings;
mod reports;
mod served;
mod webhooks;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::EnvFilter;

pub use self::served::Served;
use super::database_url::{self, Store};
use super::error::ConfigError;
use super::key::Key;
use super::layer::Layer;
use super::settings::Settings;
use super::{Config, ControlSettings, Database, Log};

impl Settings {
    /// The configuration, checked as far as it can be without opening anything. Where connecting is switched
    /// off it has no Asterisk, and with `--demo` neither an Asterisk nor a plan, and the default database.
    ///
    /// # Errors
    /// The first value that is wrong or missing.
    pub fn config(&self) -> Result<Config, ConfigError> {
        let demo = self.demo();
        let database = if demo { default_database() } else { self.database()? };
        let plan = if demo { None } else { self.file(Key::Plan)? };
        let pbx = if demo || !self.connects() { BTreeMap::new() } else { self.every_pbx()? };
        Ok(Config {
            listen: Some(self.listen()?),
            metrics_listen: self.metrics_listen()?,
            http: self.http()?,
            auth: self.auth()?,
            leasing: self.leasing()?,
            webhooks: self.webhooks()?,
            realtime: self.realtime()?,
            control: if demo { ControlSettings::default() } else { self.control()? },
            recordings: self.recordings()?,
            reports: self.reports()?,
            database,
            journal: self.journal()?,
            retention: self.retention()?,
            pbx,
            plan,
            log: self.log()?,
        })
    }

    fn listen(&self) -> Result<SocketAddr, ConfigError> {
        self.address(Key::Listen)
    }

    fn metrics_listen(&self) -> Result<Option<SocketAddr>, ConfigError> {
        if self.is_set(&Key::MetricsListen) { self.address(Key::MetricsListen).map(Some) } else { Ok(None) }
    }

    fn address(&self, key: Key) -> Result<SocketAddr, ConfigError> {
        let (text, layer) = self.text(&key);
        text.parse().map_err(|_| {
            let why = format!(
                "{text:?} is no IP address with a port; write 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080"
            );
            ConfigError::invalid(layer, key, why)
        })
    }

    /// Switches are read as they are gathered, so anything but `false` is on.
    fn connects(&self) -> bool {
        self.text(&Key::Connect).0 != "false"
    }

    /// Where calls are kept, for programs that need no Asterisk.
    ///
    /// # Errors
    /// If the URL names no known database.
    pub fn database(&self) -> Result<Database, ConfigError> {
        let (url, layer) = self.text(&Key::DatabaseUrl);
        let why = match Store::of(url) {
            Store::Sqlite if database_url::is_bare(url) => {
                "names no file; write sqlite:callflow.db or sqlite:///var/lib/callflow/callflow.db"
            }
            Store::Remote if database_url::is_bare(url) => {
                "names no server; write SCHEME://USER:PASSWORD@HOST/DATABASE"
            }
            Store::Sqlite | Store::Remote => return Ok(Database { url: url.into() }),
            // The text is not repeated: what is no URL may be a password.
            Store::Unknown => {
                "names no known database; write sqlite:callflow.db, or a URL that begins with postgres:, mysql: or \
                 mongodb:"
            }
        };
        Err(ConfigError::invalid(layer, Key::DatabaseUrl, why))
    }

    fn control(&self) -> Result<ControlSettings, ConfigError> {
        let list = |key| items(self.text(&key).0).map(Into::into).collect();
        Ok(ControlSettings {
            rules: self.file(Key::ControlRules)?,
            contexts: list(Key::ControlContexts),
            trunks: list(Key::ControlTrunks),
        })
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

    fn number(&self, key: Key, least: u64, most: u64) -> Result<u64, ConfigError> {
        let (text, layer) = self.text(&key);
        text.parse().ok().filter(|number| (least..=most).contains(number)).ok_or_else(|| {
            let why = format!("{text:?} is out of range; write a number from {least} to {most}");
            ConfigError::invalid(layer, key, why)
        })
    }

    /// A file that is named, and not by an empty text.
    fn file(&self, key: Key) -> Result<Option<PathBuf>, ConfigError> {
        match self.text(&key) {
            ("", Layer::Default) => Ok(None),
            ("", layer) => Err(ConfigError::invalid(layer, key, "empty; name a file or leave the key out")),
            (path, _) => Ok(Some(path.into())),
        }
    }

    fn is_set(&self, key: &Key) -> bool {
        !self.text(key).0.is_empty()
    }

    /// Switches are read as they are gathered, so anything but `true` is off.
    fn is_on(&self, key: &Key) -> bool {
        self.text(key).0 == "true"
    }

    /// A value and its layer; empty and by default where there is none.
    pub(super) fn text(&self, key: &Key) -> (&str, &Layer) {
        self.get(key).map_or(("", &Layer::Default), |setting| (setting.text.expose_secret(), &setting.layer))
    }
}

/// The texts of a list.
pub(super) fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn default_database() -> Database {
    Database { url: SecretString::from(Key::DatabaseUrl.spec().default.unwrap_or_default()) }
}
