//! One Asterisk, and how to connect to it.

use std::path::PathBuf;

use ami_client::{Address, Options, TlsError, TlsOptions, Transport, Verification};
use secrecy::SecretString;

use super::error::ConfigError;
use super::key::{Key, PbxKey};
use super::layer::Layer;
use super::sources::unreadable;

/// One Asterisk.
#[derive(Clone, Debug)]
pub struct Pbx {
    /// Host of its manager interface.
    pub host: String,
    /// Port of its manager interface.
    pub port: u16,
    /// The manager user.
    pub username: String,
    /// The manager user's secret.
    pub password: SecretString,
    /// Whether and how the connection is encrypted.
    pub tls: Tls,
    /// Where browsers register; `wss://HOST:8089/ws` unless told.
    pub wss: String,
    /// Its REST interface, if that is to be listened to.
    pub ari: Option<Ari>,
}

/// The REST interface of an Asterisk, which tells what applications do with calls.
#[derive(Clone, Debug)]
pub struct Ari {
    /// `http://host:8088` or `https://host:8089`, with the prefix of `http.conf`.
    pub url: String,
    /// The user.
    pub username: String,
    /// The user's password.
    pub password: SecretString,
    /// The application under which events are asked for; one of the server's own unless told.
    pub app: Option<String>,
}

impl Ari {
    /// How a client listens to it; `name` is the PBX's name in the configuration, for messages. `server` tells this
    /// server from others on the same Asterisk: an application has one listener, and they would take it from each other.
    ///
    /// # Errors
    /// If the address is none.
    pub fn options(&self, name: &str, server: &str) -> Result<ari_client::Options, ConfigError> {
        let app =
            self.app.clone().unwrap_or_else(|| format!("callflow-{}", server.get(..8).unwrap_or(server)));
        let options = ari_client::Options::new(&self.url, self.username.clone(), self.password.clone(), app);
        let options = options.map_err(|error| {
            let key = Key::Pbx(name.into(), PbxKey::AriUrl);
            ConfigError::invalid(&Layer::Default, key, error.to_string())
        })?;
        // Nothing is asked of it but events: AMI tells how things are.
        let events_alone = options.subscribe_all().without_snapshots().requests(ari_client::Requests::Http);
        Ok(events_alone.named(name))
    }
}

/// Whether and how a connection is encrypted.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Tls {
    /// It is not.
    #[default]
    Off,
    /// It is, and the server's certificate is verified.
    On {
        /// File of the authorities that are trusted, in PEM; `None` for those of the system.
        ca: Option<PathBuf>,
        /// The name that the certificate must be made out to; `None` for the host's.
        name: Option<String>,
    },
    /// It is, with whoever answers.
    Unverified,
}

impl Pbx {
    /// How a client connects to it; `name` is its name in the configuration, for messages. Reads the file of the
    /// certificate authorities, if there is one.
    ///
    /// # Errors
    /// If that file cannot be read, or has no certificate in it.
    pub fn options(&self, name: &str) -> Result<Options, ConfigError> {
        let address = Address::new(self.host.clone(), self.port);
        let options = Options::at(address, self.username.clone(), self.password.clone()).named(name);
        let tls = match &self.tls {
            Tls::Off => return Ok(options),
            Tls::On { ca, name: server_name } => {
                let mut tls = TlsOptions::new();
                if let Some(ca) = ca {
                    tls = tls.ca_file(ca).map_err(|error| refused(name, ca, &error))?;
                }
                if let Some(server_name) = server_name {
                    tls = tls.server_name(server_name);
                }
                tls
            }
            Tls::Unverified => TlsOptions::new().verification(Verification::DangerousNone),
        };
        Ok(options.transport(Transport::Tls(tls)))
    }
}

fn refused(pbx: &str, file: &std::path::Path, error: &TlsError) -> ConfigError {
    let why = match error {
        TlsError::Read { source, .. } => unreadable(source),
        other => other.to_string(),
    };
    ConfigError::Certificates { key: Key::Pbx(pbx.into(), PbxKey::TlsCa), file: file.into(), why }
}
