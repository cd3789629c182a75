//! The file of the rules of what may be dialled, recorded and changed.

use std::fs;
use std::path::Path;

use super::Config;
use super::error::ConfigError;
use super::layer::Place;
use super::sources::unreadable;
use crate::control::Rules;

impl Config {
    /// The rules, out of their file, with the contexts and trunks of the settings; the default ones where none is named.
    ///
    /// # Errors
    /// If the file cannot be read, or holds no rules: with file, line and column.
    pub fn read_control_rules(&self) -> Result<Rules, ConfigError> {
        let settings = &self.control;
        let mut rules = settings.rules.as_deref().map_or_else(|| Ok(Rules::default()), read)?;
        rules.contexts.splice(..0, settings.contexts.iter().cloned());
        rules.trunks.splice(..0, settings.trunks.iter().cloned());
        Ok(rules)
    }
}

fn read(path: &Path) -> Result<Rules, ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| ConfigError::Rules {
        place: path.to_string_lossy().escape_debug().to_string(),
        why: unreadable(&error),
    })?;
    toml::from_str(&text).map_err(|error: toml::de::Error| ConfigError::Rules {
        place: Place::of(path, &text, error.span().map_or(0, |span| span.start)).to_string(),
        why: error.message().lines().collect::<Vec<_>>().join("; "),
    })
}
