//! All values, each with the layer that it came from.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;

use super::error::ConfigError;
use super::key::{Key, PbxKey, TLS_PORT};
use super::layer::Layer;
use super::sources::Sources;
use super::warning::Warning;
use super::{environment, file};

/// All values, each with the layer that it came from; known keys of the right types, not checked further.
#[derive(Clone, Debug)]
pub struct Settings {
    values: BTreeMap<Key, Setting>,
    warnings: Vec<Warning>,
    demo: bool,
}

/// A value and where it came from.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// As text. Any may be a password, if only by mistake, so none is shown by accident.
    pub(super) text: SecretString,
    pub(super) layer: Layer,
}

impl Settings {
    /// Lays the sources over each other.
    ///
    /// # Errors
    /// If the file is not TOML, a value is of the wrong type, or a key or a `CALLFLOW_` variable is unknown.
    pub fn gather(sources: &Sources) -> Result<Self, ConfigError> {
        let mut settings = Self { values: BTreeMap::new(), warnings: Vec::new(), demo: sources.flags.demo };
        for key in Key::GLOBAL {
            settings.set_default(key);
        }
        if let Some(file) = &sources.file {
            file::read(file, &mut settings)?;
        }
        environment::read(&sources.env, &mut settings)?;
        if let Some(listen) = &sources.flags.listen {
            settings.set(Key::Listen, listen.clone(), Layer::Flag("--listen"));
        }
        for name in settings.pbx_names() {
            settings.set_default_port(&name);
            for key in PbxKey::ALL.map(|key| Key::Pbx(name.clone(), key)) {
                if settings.get(&key).is_none() {
                    settings.set_default(key);
                }
            }
        }
        Ok(settings)
    }

    /// What is set and does nothing.
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Where the value of `key` came from; `None` where it has none.
    #[must_use]
    pub fn layer(&self, key: &Key) -> Option<&Layer> {
        self.get(key).map(|setting| &setting.layer)
    }

    /// Keys that have another value in `other`.
    pub(crate) fn changed(&self, other: &Self) -> Vec<Key> {
        let keys: BTreeSet<&Key> = self.values.keys().chain(other.values.keys()).collect();
        let differs = |key: &&Key| self.text(key).0 != other.text(key).0;
        keys.into_iter().filter(differs).cloned().collect()
    }

    /// Whether database, Asterisks and plan are the demonstration's own.
    pub(super) const fn demo(&self) -> bool {
        self.demo
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Setting> {
        self.values.get(key)
    }

    pub(super) fn set(&mut self, key: Key, text: impl Into<SecretString>, layer: Layer) {
        self.values.insert(key, Setting { text: text.into(), layer });
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    /// The Asterisks of which anything is said.
    pub(super) fn pbx_names(&self) -> BTreeSet<String> {
        self.values
            .keys()
            .filter_map(|key| if let Key::Pbx(name, _) = key { Some(name.clone()) } else { None })
            .collect()
    }

    /// The port depends on `tls`; what else stands there than `off` is on, or refused later.
    fn set_default_port(&mut self, name: &str) {
        let port = Key::Pbx(name.into(), PbxKey::Port);
        let is_encrypted = !matches!(self.text(&Key::Pbx(name.into(), PbxKey::Tls)).0, "" | "off");
        if is_encrypted && self.get(&port).is_none() {
            self.set(port, TLS_PORT, Layer::Default);
        }
    }

    fn set_default(&mut self, key: Key) {
        if let Some(default) = key.spec().default {
            self.set(key, default, Layer::Default);
        }
    }
}
