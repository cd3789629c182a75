//! The file of the reports that are sent by themselves.

use std::fs;
use std::path::Path;

use super::Config;
use super::error::ConfigError;
use super::layer::Place;
use super::sources::unreadable;
use crate::schedules::Schedules;

impl Config {
    /// The schedules, out of their file; none where none is named.
    ///
    /// # Errors
    /// If the file cannot be read or is wrong, with file, line and column; or if something is to be sent by e-mail, and no mail
    /// server is named.
    pub(crate) fn read_report_schedules(&self) -> Result<Schedules, ConfigError> {
        let Some(path) = self.reports.schedules.as_deref() else { return Ok(Schedules::default()) };
        let schedules = read(path)?;
        if schedules.mails() && self.reports.mail.is_none() {
            return Err(ConfigError::Schedules {
                place: shown(path),
                why:
                    "a report goes by e-mail; name the mail server in reports.smtp_url and reports.mail_from"
                        .into(),
            });
        }
        Ok(schedules)
    }
}

fn read(path: &Path) -> Result<Schedules, ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|error| ConfigError::Schedules { place: shown(path), why: unreadable(&error) })?;
    Schedules::parse(&text).map_err(|error| ConfigError::Schedules {
        place: Place::of(path, &text, error.at).to_string(),
        why: error.why,
    })
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
}
