//! How clients follow what happens.

use std::time::Duration;

use crate::config::RealtimeSettings;
use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::settings::Settings;

impl Settings {
    pub(super) fn realtime(&self) -> Result<RealtimeSettings, ConfigError> {
        let size =
            |key, most| self.number(key, 1, most).map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        Ok(RealtimeSettings {
            max_clients: size(Key::RealtimeMaxClients, 1_000_000)?,
            kept_messages: size(Key::RealtimeKeptMessages, 10_000_000)?,
            client_messages: size(Key::RealtimeClientMessages, 1_000_000)?,
            client_bytes: size(Key::RealtimeClientKib, 1 << 20)? << 10,
            check_every: Duration::from_secs(self.number(Key::RealtimeCheckSeconds, 1, 3_600)?),
        })
    }
}
