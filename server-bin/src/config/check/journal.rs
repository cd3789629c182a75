//! The settings of the journal and of what is kept how long.

use std::time::Duration;

use crate::config::database_url;
use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::layer::Layer;
use crate::config::settings::Settings;
use crate::config::{JournalOptions, Retention};

/// Less than this holds not even the snapshots.
const LEAST_MIB: u64 = 16;
/// A thousand years.
const MOST_DAYS: u64 = 365_250;

impl Settings {
    /// Where inputs are kept until calls are, for programs that read it.
    ///
    /// # Errors
    /// If a value is out of range.
    pub fn journal(&self) -> Result<JournalOptions, ConfigError> {
        let path = match self.text(&Key::JournalPath) {
            ("", Layer::Default) => database_url::beside(self.text(&Key::DatabaseUrl).0, "callflow.journal"),
            ("", layer) => {
                let why = "empty; name a file or leave the key out";
                return Err(ConfigError::invalid(layer, Key::JournalPath, why));
            }
            (path, _) => path.into(),
        };
        let max_mib = self.number(Key::JournalMaxMib, LEAST_MIB, u64::from(u32::MAX))?;
        let keep_minutes = self.number(Key::JournalKeepMinutes, 0, MOST_DAYS * 24 * 60)?;
        Ok(JournalOptions {
            path,
            max_bytes: max_mib << 20,
            keep: Duration::from_secs(keep_minutes * 60),
            sync: self.text(&Key::JournalSync).0 != "false",
        })
    }

    pub(super) fn retention(&self) -> Result<Retention, ConfigError> {
        Ok(Retention {
            calls: self.days(Key::RetentionCalls)?,
            agent_intervals: self.days(Key::RetentionAgentIntervals)?,
            device_events: self.days(Key::RetentionDeviceEvents)?,
            audit: self.days(Key::RetentionAudit)?,
        })
    }

    pub(super) fn days(&self, key: Key) -> Result<Option<Duration>, ConfigError> {
        let days = self.number(key, 0, MOST_DAYS)?;
        Ok((days > 0).then(|| Duration::from_secs(days * 24 * 60 * 60)))
    }
}
