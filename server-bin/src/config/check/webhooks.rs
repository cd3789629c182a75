//! The settings of webhooks.

use std::time::Duration;

use crate::config::WebhookSettings;
use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::settings::Settings;

/// More at once would have more sockets open than a server has for its clients.
const MOST_WORKERS: u64 = 500;
/// An hour: whoever waits longer for the first time is given up soon.
const MOST_RETRY_SECONDS: u64 = 60 * 60;
/// A week.
const MOST_GIVE_UP_MINUTES: u64 = 7 * 24 * 60;
/// Longer than anything waits that is not given up, and a thousand years at most.
const KEEP_DAYS: (u64, u64) = (8, 365_250);

impl Settings {
    pub(super) fn webhooks(&self) -> Result<WebhookSettings, ConfigError> {
        let workers = self.number(Key::WebhooksWorkers, 1, MOST_WORKERS)?;
        let retry = self.number(Key::WebhooksRetrySeconds, 1, MOST_RETRY_SECONDS)?;
        let give_up = self.number(Key::WebhooksGiveUpAfterMinutes, 0, MOST_GIVE_UP_MINUTES)?;
        let keep = self.number(Key::WebhooksKeepDays, KEEP_DAYS.0, KEEP_DAYS.1)?;
        Ok(WebhookSettings {
            workers: usize::try_from(workers).unwrap_or(usize::MAX),
            allow_private: self.networks(Key::WebhooksAllowPrivate)?,
            first_retry: Duration::from_secs(retry),
            give_up_after: Duration::from_secs(give_up * 60),
            keep: Duration::from_secs(keep * 24 * 60 * 60),
        })
    }
}
