//! The settings of recordings.

use super::items;
use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::settings::Settings;
use crate::config::{Folder, Folders, Recordings};

impl Settings {
    pub(super) fn recordings(&self) -> Result<Recordings, ConfigError> {
        let (text, layer) = self.text(&Key::RecordingsFolders);
        let folder = |item| {
            Folder::parse(item).map_err(|error| {
                let why =
                    format!("{error}; write /var/spool/asterisk/monitor, or /of/asterisk=/mounted/here");
                ConfigError::invalid(layer, Key::RecordingsFolders, why)
            })
        };
        let folders = Folders::new(items(text).map(folder).collect::<Result<_, _>>()?);
        Ok(Recordings { folders, keep: self.days(Key::RecordingsKeepDays)? })
    }
}
