//! The server at work without an Asterisk: a simulated one that plays recorded traffic, and a database in a
//! temporary folder.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use asterisk_sim::{Options, Sim, User};
use callflow_core::Call;
use secrecy::{ExposeSecret, SecretString};
use tempfile::TempDir;

use crate::app::{Application, StartError};
use crate::calls_told::Line;
use crate::config::{Config, Pbx, Tls};

const USER: &str = "callflow";
const SECRET: &str = "demo";
const ADMINISTRATOR: &str = "admin";

/// A demonstration, bound and ready.
#[derive(Debug)]
pub struct Demo {
    application: Application,
    sim: Sim,
    /// Of the administrator.
    password: SecretString,
    /// For machines.
    key: SecretString,
    /// Goes with its content when the demonstration ends.
    folder: TempDir,
}

impl Demo {
    /// Starts the simulated Asterisk and builds the server beside it. Of `config` the address and the log count.
    ///
    /// # Errors
    /// If a port or the temporary folder cannot be had.
    pub async fn build(config: &Config) -> Result<Self, StartError> {
        let failed = |error: &dyn std::fmt::Display| StartError::Demo(error.to_string());
        let script = asterisk_sim::demo::call_centre().map_err(|error| failed(&error))?;
        let options = Options::new().user(User::new(USER, SECRET)).script(script).hang_up(true);
        let sim = Sim::bind(options).await.map_err(|error| failed(&error))?;
        let folder = TempDir::with_prefix("callflow-demo-").map_err(|error| failed(&error))?;

        let mut config = config.clone();
        let asterisk = sim.local_addr();
        config.database.url = format!("sqlite:{}", folder.path().join("callflow.db").display()).into();
        config.journal.path = folder.path().join("journal.db");
        config.pbx = [(
            "demo".to_owned(),
            Pbx {
                host: asterisk.ip().to_string(),
                port: asterisk.port(),
                username: USER.to_owned(),
                password: SecretString::from(SECRET),
                tls: Tls::Off,
                wss: format!("wss://{}:8089/ws", asterisk.ip()),
                ari: None,
            },
        )]
        .into();
        // The demonstration speaks plain HTTP, with whoever sits in front of it.
        let key = callflow_accounts::token::random_secret().map_err(|error| failed(&error))?;
        config.auth.secret = None;
        config.auth.machine_key = Some(key.clone());
        config.auth.secure_cookies = config.http.tls.is_some();
        let told = Arc::new(|call: &Call| {
            // A terminal that is gone is no reason to stop.
            let _ = writeln!(io::stdout().lock(), "{}", Line(call));
        });
        let application = Application::build_telling(&config, Some(told)).await?;
        let password =
            application.create_administrator(ADMINISTRATOR).await.map_err(|error| failed(&error))?;
        Ok(Self { application, sim, password, key, folder })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.application.address()
    }

    /// What to tell who started it.
    #[must_use]
    pub fn greeting(&self) -> String {
        let address = self.address().map_or_else(String::new, |address| format!("http://{address}"));
        let dashboard = if cfg!(feature = "dashboard") {
            format!("the dashboard        {address}/\n  ")
        } else {
            String::new()
        };
        let (password, key) = (self.password.expose_secret(), self.key.expose_secret());
        format!(
            "A simulated Asterisk plays recorded calls; Ctrl-C stops.\n\n  \
             {dashboard}the API, to try it   {address}/api/docs\n  \
             calls that go on     {address}/api/calls/live\n  \
             calls that ended     {address}/api/calls\n  \
             statistics           {address}/api/calls/statistics?by=hour\n\n  \
             sign in as           {ADMINISTRATOR}\n  \
             with the password    {password}\n  \
             or, for curl:        curl -H 'X-API-Key: {key}' {address}/api/calls\n\n\
             Database: {} (it goes when this ends)\n",
            self.folder.path().join("callflow.db").display()
        )
    }

    /// Works until `stop`.
    ///
    /// # Errors
    /// As [`Application::run`].
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), StartError> {
        let ran = self.application.run(stop).await;
        self.sim.shutdown().await;
        ran
    }
}
