//! The file of the dial plan.

use std::fs;
use std::path::Path;

use callflow_core::Plan;

use super::Config;
use super::error::ConfigError;
use super::key::Key;
use super::layer::{Layer, Place};
use super::settings::Settings;
use super::sources::unreadable;

impl Settings {
    /// The dial plan, out of its file; the default plan where none is named, and with `--demo`.
    ///
    /// # Errors
    /// If the file cannot be read, or is no plan: with file, line, column and key.
    pub fn read_plan(&self) -> Result<Plan, ConfigError> {
        match self.text(&Key::Plan) {
            (path, layer) if !path.is_empty() && !self.demo() => read(Path::new(path), Some(layer)),
            _ => Ok(Plan::default()),
        }
    }
}

impl Config {
    /// The dial plan, out of its file; the default plan where none is named.
    ///
    /// # Errors
    /// As [`Settings::read_plan`], whose message also tells the layer that names the file.
    pub fn read_plan(&self) -> Result<Plan, ConfigError> {
        self.plan.as_deref().map_or_else(|| Ok(Plan::default()), |path| read(path, None))
    }
}

fn read(path: &Path, layer: Option<&Layer>) -> Result<Plan, ConfigError> {
    let text = fs::read_to_string(path).map_err(|error| ConfigError::Plan {
        place: path.to_string_lossy().escape_debug().to_string(),
        why: unreadable(&error),
        layer: layer.cloned(),
    })?;
    parse(path, &text, layer)
}

fn parse(path: &Path, text: &str, layer: Option<&Layer>) -> Result<Plan, ConfigError> {
    let wrong = |error: &toml::de::Error, key: Option<String>| {
        let place = Place::of(path, text, error.span().map_or(0, |span| span.start)).to_string();
        let why = error.message().lines().collect::<Vec<_>>().join("; ");
        let why = key.filter(|key| key != ".").map_or_else(|| why.clone(), |key| format!("{key}: {why}"));
        ConfigError::Plan { place, why, layer: layer.cloned() }
    };
    let document = toml::de::Deserializer::parse(text).map_err(|error| wrong(&error, None))?;
    serde_path_to_error::deserialize(document)
        .map_err(|error| wrong(error.inner(), Some(error.path().to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_plan_is_named_by_line_and_key() {
        for (text, message) in [
            ("x", "plan: plan.toml:1:2: key with no value, expected `=` (named by flag --plan)"),
            (
                "[blocking]\ncontext = []\n",
                "plan: plan.toml:2:1: blocking.context: unknown field `context`, expected `contexts` (named by flag --plan)",
            ),
            (
                "[numbers]\ninternal = [\"_1XX\", \"_1[\"]\n",
                "plan: plan.toml:2:12: numbers.internal[1]: pattern \"_1[\" has a '[' without a set and ']' \
                 (named by flag --plan)",
            ),
        ] {
            let error = parse(Path::new("plan.toml"), text, Some(&Layer::Flag("--plan"))).unwrap_err();
            assert_eq!(error.to_string(), message, "{text}");
        }
    }
}
