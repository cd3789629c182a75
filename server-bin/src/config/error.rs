//! Why there is no configuration.

use std::path::PathBuf;

use super::key::{DEFAULT_PBX, Key};
use super::layer::{Layer, Place};
use super::nearest::Hint;

/// Why there is no configuration. Each is one line that names the key, the layer and what to do; none holds a
/// secret.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The configuration file cannot be read.
    #[error("{}: {why}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why not, and what to do.
        why: String,
    },
    /// The configuration file is not TOML.
    #[error("{place}: {why}")]
    Syntax {
        /// Where it stops to be TOML.
        place: Place,
        /// What TOML wants there.
        why: String,
    },
    /// The file has a key that does not exist.
    #[error("{place}: unknown key {}; {hint}", key.escape_debug())]
    UnknownKey {
        /// Where it is.
        place: Place,
        /// The key, with what it stands under.
        key: String,
        /// What may have been meant.
        hint: Hint,
    },
    /// The environment has a `CALLFLOW_` variable that does not exist.
    #[error("environment: unknown variable {}; {hint}", name.escape_debug())]
    UnknownVariable {
        /// Its name.
        name: String,
        /// What may have been meant.
        hint: Hint,
    },
    /// A value is of the wrong type, form or range.
    #[error("{layer}: {key}: {why}")]
    Invalid {
        /// Where the value is.
        layer: Layer,
        /// Of which key; for a table its path.
        key: String,
        /// What is wrong and what to do.
        why: String,
    },
    /// A value that an Asterisk needs is nowhere.
    #[error("{key}: not set ({because} speaks of this PBX); {}", how_to_set(key))]
    Missing {
        /// The key.
        key: Key,
        /// What else says that there is this Asterisk.
        because: Layer,
    },
    /// There is no Asterisk to connect to.
    #[error(
        "pbx: no Asterisk is named; write [pbx.default] with host, username and password in callflow.toml, or set \
         AMI_HOST, AMI_USERNAME and AMI_PASSWORD (to serve stored calls alone: ENABLE_AMI_LISTENER=false; to see \
         it at work: --demo)"
    )]
    NoPbx,
    /// The file of the certificate authorities cannot be read, or has none in it.
    #[error("{key}: {}: {why}", file.display())]
    Certificates {
        /// The key that names it.
        key: Key,
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file of the rules cannot be read or is wrong.
    #[error("control.rules: {place}: {why}")]
    Rules {
        /// The file and, where it is known, the line and column.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// The file of the reports that are sent by themselves cannot be read or is wrong.
    #[error("reports.schedules: {place}: {why}")]
    Schedules {
        /// The file and, where it is known, the line and column.
        place: String,
        /// What is wrong.
        why: String,
    },
    /// The dial plan's file cannot be read or is wrong.
    #[error("plan: {place}: {why}{}", named_by(layer.as_ref()))]
    Plan {
        /// The plan's file and, where it is known, the line and column.
        place: String,
        /// What is wrong.
        why: String,
        /// Where the file was named, where that is known.
        layer: Option<Layer>,
    },
}

impl ConfigError {
    pub(super) fn invalid(layer: &Layer, key: impl ToString, why: impl Into<String>) -> Self {
        Self::Invalid { layer: layer.clone(), key: key.to_string(), why: why.into() }
    }
}

fn how_to_set(key: &Key) -> String {
    let variable = key.variable();
    match (key, key.older().first()) {
        (Key::Pbx(name, pbx), Some(older)) if name == DEFAULT_PBX => {
            format!("set {} under [pbx.{name}], or {variable} or {older}", pbx.spec().path)
        }
        (Key::Pbx(name, pbx), _) => format!("set {} under [pbx.{name}], or {variable}", pbx.spec().path),
        _ => format!("set it in the file, or {variable}"),
    }
}

fn named_by(layer: Option<&Layer>) -> String {
    layer.map(|layer| format!(" (named by {layer})")).unwrap_or_default()
}
