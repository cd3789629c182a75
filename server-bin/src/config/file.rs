//! The layer of the file.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigError;
use super::key::{Key, Kind, PbxKey};
use super::layer::{Layer, Place};
use super::nearest::{Hint, plain};
use super::settings::Settings;
use super::sources::ConfigFile;

pub(super) fn read(file: &ConfigFile, settings: &mut Settings) -> Result<(), ConfigError> {
    let reader = Reader { file };
    let table = DeTable::parse(&file.text).map_err(|error| reader.syntax(&error))?;
    reader.section("", table.get_ref(), settings)
}

struct Reader<'a> {
    file: &'a ConfigFile,
}

impl Reader<'_> {
    /// The table at `path`, which is empty or ends in a dot.
    fn section(&self, path: &str, table: &DeTable<'_>, settings: &mut Settings) -> Result<(), ConfigError> {
        for (name, value) in table {
            let full = format!("{path}{}", name.get_ref());
            let inner = format!("{full}.");
            if let Some(key) = Key::GLOBAL.into_iter().find(|key| key.spec().path == full) {
                self.value(key, value, settings)?;
            } else if Key::GLOBAL.iter().any(|key| key.spec().path.starts_with(&inner)) {
                self.section(&inner, self.table(&full, value)?, settings)?;
            } else if full == "pbx" {
                self.every_pbx(self.table(&full, value)?, settings)?;
            } else {
                return Err(self.unknown(path, name, global_names(path)));
            }
        }
        Ok(())
    }

    fn every_pbx(&self, table: &DeTable<'_>, settings: &mut Settings) -> Result<(), ConfigError> {
        for (name, value) in table {
            let pbx: &str = name.get_ref();
            // A key of an Asterisk that stands one level too high names what is missing.
            if !value.get_ref().is_table() && PbxKey::ALL.iter().any(|key| key.spec().path == pbx) {
                let why = format!("belongs to one PBX; write it under [pbx.default], as {pbx}");
                return Err(ConfigError::invalid(&self.layer(name.span().start), format!("pbx.{pbx}"), why));
            }
            let full = format!("pbx.{}", pbx.escape_debug());
            if pbx.is_empty()
                || !pbx.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
            {
                let why = "the name of a PBX is of letters, digits, '_' and '-'";
                return Err(ConfigError::invalid(&self.layer(name.span().start), full, why));
            }
            let table = self.table(&full, value)?;
            for (name, value) in table {
                match PbxKey::ALL.into_iter().find(|key| key.spec().path == *name.get_ref()) {
                    Some(key) => self.value(Key::Pbx(pbx.into(), key), value, settings)?,
                    None => {
                        let known = PbxKey::ALL.map(|key| key.spec().path.into());
                        return Err(self.unknown(&format!("{full}."), name, known.into()));
                    }
                }
            }
            // An empty table names an Asterisk too: better told of what it lacks than silently not connected.
            if table.is_empty() {
                let why = "has no keys; it needs host, username and password";
                return Err(ConfigError::invalid(&self.layer(name.span().start), full, why));
            }
        }
        Ok(())
    }

    fn value(
        &self,
        key: Key,
        value: &Spanned<DeValue<'_>>,
        settings: &mut Settings,
    ) -> Result<(), ConfigError> {
        let layer = self.layer(value.span().start);
        let (text, wanted) = match (key.spec().kind, value.get_ref()) {
            (Kind::Text | Kind::Secret | Kind::Url, found) => {
                (found.as_str().map(str::to_owned), "a text in quotes")
            }
            (Kind::List | Kind::SecretList, DeValue::Array(items)) => {
                let texts: Option<Vec<&str>> = items.iter().map(|item| item.get_ref().as_str()).collect();
                (texts.map(|texts| texts.join(",")), "texts in quotes")
            }
            (Kind::List | Kind::SecretList, found) => {
                (found.as_str().map(str::to_owned), "a list of texts: [\"…\", \"…\"]")
            }
            (Kind::Number, DeValue::Integer(number)) => {
                (i64::from_str_radix(number.as_str(), number.radix()).ok().map(|n| n.to_string()), "a number")
            }
            (Kind::Number, _) => (None, "a number without quotes"),
            (Kind::Switch, found) => {
                (found.as_bool().map(|on| on.to_string()), "true or false, without quotes")
            }
        };
        let Some(text) = text else {
            let why = format!("wants {wanted}, here is {}", with_article(value.get_ref()));
            return Err(ConfigError::invalid(&layer, key, why));
        };
        settings.set(key, text, layer);
        Ok(())
    }

    fn table<'t, 'i>(
        &self,
        path: &str,
        value: &'t Spanned<DeValue<'i>>,
    ) -> Result<&'t DeTable<'i>, ConfigError> {
        value.get_ref().as_table().ok_or_else(|| {
            let why = format!("wants a table, as [{path}]; here is {}", with_article(value.get_ref()));
            ConfigError::invalid(&self.layer(value.span().start), path, why)
        })
    }

    fn unknown(&self, path: &str, name: &Spanned<impl AsRef<str>>, known: Vec<String>) -> ConfigError {
        let (text, all) = (name.get_ref().as_ref(), Key::GLOBAL.map(|key| key.spec().path.to_owned()));
        let full = format!("{path}{text}");
        let hint = match all.iter().find(|key| plain(key) == plain(&full)) {
            // `database_url` is no misspelt `database`.
            Some(key) => Hint::Meant(key.clone()),
            // Of a section the names alone are compared: what stands before them is the same for all.
            None => match Hint::of(text, known) {
                Hint::Meant(name) => Hint::Meant(format!("{path}{name}")),
                Hint::Known(known) => Hint::Known(known.iter().map(|name| format!("{path}{name}")).collect()),
            },
        };
        ConfigError::UnknownKey { place: self.place(name.span().start), key: full, hint }
    }

    fn syntax(&self, error: &toml::de::Error) -> ConfigError {
        let why = error.message().lines().collect::<Vec<_>>().join("; ");
        ConfigError::Syntax { place: self.place(error.span().map_or(0, |span| span.start)), why }
    }

    fn layer(&self, at: usize) -> Layer {
        Layer::File(self.place(at))
    }

    fn place(&self, at: usize) -> Place {
        Place::of(&self.file.path, &self.file.text, at)
    }
}

/// What may stand in the section, sections of their own included.
fn global_names(path: &str) -> Vec<String> {
    let inside =
        Key::GLOBAL.into_iter().filter_map(|key| key.spec().path.strip_prefix(path)?.split('.').next());
    inside.chain(path.is_empty().then_some("pbx")).map(str::to_owned).collect()
}

fn with_article(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
