//! The settings as a file that says where each value came from.

use std::fmt::{self, Write};

use super::check::items;
use super::database_url;
use super::key::{Key, Kind, PbxKey};
use super::layer::Layer;
use super::settings::Settings;

/// Stands for a secret.
const HIDDEN: &str = "***";

impl Settings {
    /// All keys with their values and layers, as TOML. Secrets are `***`.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut toml = String::new();
        // Writing into a text does not fail.
        let _ = self.write(&mut toml);
        toml
    }

    fn write(&self, toml: &mut String) -> fmt::Result {
        writeln!(toml, "# The configuration in force, with the layer that each value comes from.")?;
        if self.demo() {
            writeln!(
                toml,
                "# With --demo, plan, database and pbx are not used: the demonstration has its own."
            )?;
        }
        let mut section = "";
        for key in Key::GLOBAL {
            let (within, name) = key.spec().path.rsplit_once('.').unwrap_or(("", key.spec().path));
            if within != section {
                writeln!(toml, "\n[{within}]")?;
                section = within;
            }
            self.line(toml, name, &key)?;
        }
        let names = self.pbx_names();
        if names.is_empty() {
            writeln!(toml, "\n# [pbx.NAME]: not set")?;
        }
        for pbx in names {
            writeln!(toml, "\n[pbx.{pbx}]")?;
            for key in PbxKey::ALL {
                self.line(toml, key.spec().path, &Key::Pbx(pbx.clone(), key))?;
            }
        }
        Ok(())
    }

    fn line(&self, toml: &mut String, name: &str, key: &Key) -> fmt::Result {
        if self.get(key).is_none() {
            return writeln!(toml, "# {name}: not set");
        }
        let (text, layer) = self.text(key);
        let value = match key.spec().kind {
            Kind::Text => quoted(text),
            Kind::Secret => quoted(HIDDEN),
            Kind::SecretList => format!("[{}]", quoted(HIDDEN)),
            Kind::List => format!("[{}]", items(text).map(quoted).collect::<Vec<_>>().join(", ")),
            Kind::Url => quoted(&database_url::redacted(text)),
            Kind::Switch => text.into(),
            // A port out of the environment may be anything still.
            Kind::Number => text.parse::<i64>().map_or_else(|_| quoted(text), |port| port.to_string()),
        };
        let layer = match layer {
            Layer::File(place) => format!("file {place}"),
            Layer::Default | Layer::Environment(_) | Layer::Flag(_) => layer.to_string(),
        };
        writeln!(toml, "{name} = {value}  # {layer}")
    }
}

/// A basic string of TOML, always on one line.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            char if char.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(char));
            }
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
