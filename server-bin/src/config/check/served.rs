//! What programs need to know that ask the server.

use std::net::SocketAddr;

use crate::config::error::ConfigError;
use crate::config::settings::Settings;
use crate::config::{Auth, Http};

/// Where a server of this configuration is asked, and how one signs in there.
#[derive(Clone, Debug)]
pub struct Served {
    /// Where it listens.
    pub listen: SocketAddr,
    /// How its HTTP server works.
    pub http: Http,
    /// How users sign in.
    pub auth: Auth,
}

impl Settings {
    /// The part of the configuration that concerns who asks the server, for programs that need no Asterisk.
    ///
    /// # Errors
    /// The first value of that part that is wrong.
    pub fn served(&self) -> Result<Served, ConfigError> {
        Ok(Served { listen: self.listen()?, http: self.http()?, auth: self.auth()? })
    }
}
