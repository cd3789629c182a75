//! Where recordings go, and which calls are recorded by themselves.

use std::sync::Arc;

use serde::Deserialize;

use super::automatic::{AutomaticRule, NamePattern, NamePatternError};

/// Where recordings go, in which form, and which calls are recorded by themselves.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize)]
#[serde(try_from = "RawRecordingRules")]
pub struct RecordingRules {
    folder: Arc<str>,
    format: Arc<str>,
    name: NamePattern,
    automatic: Vec<AutomaticRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRecordingRules {
    folder: String,
    #[serde(default = "wav")]
    format: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    automatic: Vec<AutomaticRule>,
}

fn wav() -> String {
    "wav".to_owned()
}

/// Why recordings cannot go there.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordingRulesError {
    /// Asterisk would read the folder's name as something else.
    #[error(
        "the folder {folder:?} has other characters than A-Z, a-z, 0-9, '_', '-', '.' and '/', or a '..' in it"
    )]
    Folder {
        /// The folder.
        folder: String,
    },
    /// It is no format's name.
    #[error("{format:?} is no format: letters and digits alone")]
    Format {
        /// The format.
        format: String,
    },
    /// It is no pattern of names.
    #[error(transparent)]
    Name(#[from] NamePatternError),
}

impl RecordingRules {
    /// A folder on the machine of the Asterisk, and a format of its (`wav`, `gsm`, …). A folder that does not begin with
    /// `/` is one below Asterisk's own for recordings (`monitor` in `astspooldir`).
    ///
    /// # Errors
    /// If Asterisk would not take them as they are.
    pub fn new(folder: &str, format: &str) -> Result<Self, RecordingRulesError> {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
        let folder = folder.strip_suffix('/').unwrap_or(folder);
        if folder.is_empty() || !folder.chars().all(plain) || folder.split('/').any(|part| part == "..") {
            return Err(RecordingRulesError::Folder { folder: folder.to_owned() });
        }
        if format.is_empty() || !format.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(RecordingRulesError::Format { format: format.to_owned() });
        }
        let (folder, format) = (folder.into(), format.into());
        Ok(Self { folder, format, name: NamePattern::default(), automatic: Vec::new() })
    }

    /// The same where calls are recorded by themselves for which one of these rules is, into files of these names.
    #[must_use]
    pub fn automatically(mut self, name: NamePattern, rules: Vec<AutomaticRule>) -> Self {
        (self.name, self.automatic) = (name, rules);
        self
    }

    /// Which calls are recorded by themselves; by default none.
    #[must_use]
    pub fn automatic(&self) -> &[AutomaticRule] {
        &self.automatic
    }

    pub(super) const fn name(&self) -> &NamePattern {
        &self.name
    }

    pub(super) fn format(&self) -> &str {
        &self.format
    }

    /// The file of that name.
    pub(super) fn file(&self, name: &str) -> String {
        format!("{}/{name}.{}", self.folder, self.format)
    }
}

impl TryFrom<RawRecordingRules> for RecordingRules {
    type Error = RecordingRulesError;

    fn try_from(raw: RawRecordingRules) -> Result<Self, RecordingRulesError> {
        let name = raw.name.as_deref().map(str::parse).transpose()?.unwrap_or_default();
        Ok(Self::new(&raw.folder, &raw.format)?.automatically(name, raw.automatic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::Rules;

    #[test]
    fn recordings_go_into_a_plain_folder() {
        let rules: Rules = toml::from_str("[recording]\nfolder = \"/var/spool/calls/\"\n").unwrap();
        assert_eq!(rules.recording.unwrap().file("a"), "/var/spool/calls/a.wav");
        for (folder, format) in
            [("", "wav"), ("/a,b", "wav"), ("/a/../b", "wav"), ("/a b", "wav"), ("/a", ""), ("/a", "wav,x")]
        {
            assert!(RecordingRules::new(folder, format).is_err(), "{folder} {format}");
        }
        assert!(toml::from_str::<Rules>("[recording]\nfolder = \"${X}\"\n").is_err());
        assert!(toml::from_str::<Rules>("[recording]\nfolder = \"a\"\nname = \"{date}\"\n").is_err());
        let rules: Rules =
            toml::from_str("[recording]\nfolder = \"a\"\n[[recording.automatic]]\nqueues = [\"sales\"]\n")
                .unwrap();
        assert_eq!(rules.recording.unwrap().automatic().len(), 1);
        assert!(toml::from_str::<Rules>("context = []\n").is_err());
    }
}
