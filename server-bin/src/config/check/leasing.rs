//! The settings of leasing.

use std::time::Duration;

use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::settings::Settings;
use crate::config::{Leasing, OpenTo};

/// A day: whoever wants one for longer has an extension of its own.
const MOST_SECONDS: u64 = 24 * 60 * 60;

impl Settings {
    pub(super) fn leasing(&self) -> Result<Leasing, ConfigError> {
        let open_to = match self.text(&Key::LeasingOpenTo).0.trim() {
            "loopback" => OpenTo::Loopback,
            "none" | "" => OpenTo::Nobody,
            _ => OpenTo::Networks(self.networks(Key::LeasingOpenTo)?),
        };
        Ok(Leasing {
            open_to,
            time_to_live: Duration::from_secs(self.number(Key::LeasingSeconds, 1, MOST_SECONDS)?),
            secret_key: self.secret(Key::LeasingSecretKey)?,
            change_command: self.file(Key::LeasingChangeCommand)?,
        })
    }
}
