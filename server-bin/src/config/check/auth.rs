//! The settings of signing in.

use callflow_accounts::token::LEAST_KEY_BYTES;
use secrecy::SecretString;

use super::items;
use crate::config::Auth;
use crate::config::error::ConfigError;
use crate::config::key::Key;
use crate::config::settings::Settings;

impl Settings {
    pub(super) fn auth(&self) -> Result<Auth, ConfigError> {
        let older = items(self.text(&Key::AuthOlderSecrets).0);
        let older = older.map(|secret| self.strong(Key::AuthOlderSecrets, secret));
        Ok(Auth {
            secret: self.secret(Key::AuthSecret)?,
            older_secrets: older.collect::<Result<_, _>>()?,
            machine_key: self.secret(Key::AuthMachineKey)?,
            secure_cookies: self.is_on(&Key::AuthSecureCookies),
            development: self.is_on(&Key::Development),
        })
    }

    pub(super) fn secret(&self, key: Key) -> Result<Option<SecretString>, ConfigError> {
        if !self.is_set(&key) {
            return Ok(None);
        }
        let text = self.text(&key).0;
        self.strong(key.clone(), text).map(Some)
    }

    /// A secret that nobody guesses, as far as its length tells.
    fn strong(&self, key: Key, secret: &str) -> Result<SecretString, ConfigError> {
        if secret.len() >= LEAST_KEY_BYTES {
            return Ok(secret.into());
        }
        let (layer, found) = (self.text(&key).1, secret.len());
        let why =
            format!("has {found} characters and needs {LEAST_KEY_BYTES}; make one by `openssl rand -hex 32`");
        Err(ConfigError::invalid(layer, key, why))
    }
}
