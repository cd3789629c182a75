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
    parse_plan(text).map_err(|PlanError { at, why }| {
        let place = Place::of(path, text, at).to_string();
        ConfigError::Plan { place, why, layer: layer.cloned() }
    })
}

/// Why a text is no plan that this program can follow.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{why}")]
pub struct PlanError {
    /// Where: bytes from the beginning of the text.
    pub at: usize,
    /// What is wrong, with the key where there is one.
    pub why: String,
}

/// Reads a plan's file, and gives it the numbers of the country that it names.
///
/// # Errors
/// If the text is no TOML, has a key or a value that no plan has, or names a country that is not known, or any where
/// the program was built without the feature `phonenumber`.
pub fn parse_plan(text: &str) -> Result<Plan, PlanError> {
    let wrong = |error: &toml::de::Error, key: Option<String>| {
        let at = error.span().map_or(0, |span| span.start);
        // Of the parser's own explanations the first line says what, the rest draws the place.
        let why = error.message().lines().collect::<Vec<_>>().join("; ");
        let why = key.filter(|key| key != ".").map_or_else(|| why.clone(), |key| format!("{key}: {why}"));
        PlanError { at, why }
    };
    let document = toml::de::Deserializer::parse(text).map_err(|error| wrong(&error, None))?;
    let plan = serde_path_to_error::deserialize(document)
        .map_err(|error| wrong(error.inner(), Some(error.path().to_string())))?;
    equip(plan).map_err(|why| PlanError {
        at: place_of_country(text).unwrap_or(0),
        why: format!("numbers.country: {why}"),
    })
}

#[cfg(feature = "phonenumber")]
fn equip(plan: Plan) -> Result<Plan, String> {
    callflow_phonenumber::equip(plan).map_err(|error| error.to_string())
}

#[cfg(not(feature = "phonenumber"))]
fn equip(plan: Plan) -> Result<Plan, String> {
    match plan.lacks_normaliser_for() {
        None => Ok(plan),
        Some(_) => Err("this program was built without libphonenumber's data; build it with the feature \
                        phonenumber, or name country_code, national_prefix and international_prefix instead"
            .into()),
    }
}

fn place_of_country(text: &str) -> Option<usize> {
    let document = toml::de::DeTable::parse(text).ok()?;
    let numbers = document.get_ref().get("numbers")?.get_ref().as_table()?;
    Some(numbers.get("country")?.span().start)
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

    #[test]
    fn a_country_is_known_or_refused_and_never_ignored() {
        let known = parse_plan("[numbers]\ncountry = \"US\"\n");
        let unknown = parse_plan("[numbers]\ncountry = \"USA\"\n").unwrap_err();
        assert_eq!(unknown.at, 20);
        if cfg!(feature = "phonenumber") {
            assert_eq!(&*known.unwrap().normalise("2025550143"), "+12025550143");
            assert!(unknown.why.starts_with("numbers.country: \"USA\" is no country; write two letters"));
        } else {
            assert_eq!(known.unwrap_err(), unknown);
            assert!(
                unknown
                    .why
                    .starts_with("numbers.country: this program was built without libphonenumber's data")
            );
        }
    }
}
