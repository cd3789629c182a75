//! The side that clients see: addresses, certificate, accounts, routes.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use callflow_accounts::Role;
use callflow_accounts::first::one_time_password;
use callflow_accounts::machine_key::MachineKey;
use callflow_accounts::rights::Actor;
use callflow_accounts::service::{Accounts, Error, Origin, Settings};
use callflow_accounts::store::AccountStore;
use callflow_accounts::user::{Profile, UserName};
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::app::StartError;
use crate::auth::{Callers, CookieNames, keep_first_password, signing_keys};
use crate::clock::Clock;
use crate::config::{Config, Http};
use crate::routes::{self, State};
use crate::serve::{Certificate, serve};

/// Beside the journal: what sessions are signed with, where the configuration does not say.
const SECRET_FILE: &str = "callflow.secret";
/// Beside the journal: the password of the first administrator.
const FIRST_PASSWORD_FILE: &str = "callflow.first-password";

/// Addresses that are bound: nobody else gets them while the rest is built.
#[derive(Debug)]
pub(crate) struct Addresses {
    main: TcpListener,
    metrics: Option<TcpListener>,
}

impl Addresses {
    /// `None` without HTTP.
    pub(crate) async fn bind(config: &Config) -> Result<Option<Self>, StartError> {
        let Some(address) = config.listen else { return Ok(None) };
        let main = bind(address).await?;
        let metrics = match config.metrics_listen {
            Some(address) => Some(bind(address).await?),
            None => None,
        };
        Ok(Some(Self { main, metrics }))
    }

    /// The port is known even if 0 was asked for.
    pub(crate) fn main(&self) -> Option<SocketAddr> {
        self.main.local_addr().ok()
    }

    pub(crate) fn metrics(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().and_then(|listener| listener.local_addr().ok())
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })
}

/// Who may ask, and how it is known.
pub(crate) fn callers(
    config: &Config,
    store: Arc<dyn AccountStore>,
    clock: Clock,
) -> Result<Callers, StartError> {
    let keys = signing_keys(&config.auth, &beside(&config.journal.path, SECRET_FILE))?;
    Ok(Callers {
        accounts: Arc::new(Accounts::new(store, keys, Settings::default())?),
        machine_key: config.auth.machine_key.as_ref().map(|key| MachineKey::new(key, clock.now())),
        cookies: CookieNames::new(config.auth.secure_cookies),
        trusted_proxies: config.http.trusted_proxies.clone(),
    })
}

fn beside(journal: &Path, name: &str) -> PathBuf {
    journal.with_file_name(name)
}

/// All of it, ready to serve.
pub(crate) struct Front {
    addresses: Addresses,
    certificate: Option<Certificate>,
    http: Http,
    first_password: PathBuf,
    pub(crate) state: State,
}

impl Front {
    pub(crate) fn new(config: &Config, addresses: Addresses, state: State) -> Result<Self, StartError> {
        let certificate = config.http.tls.as_ref().map(Certificate::read).transpose()?;
        let first_password = beside(&config.journal.path, FIRST_PASSWORD_FILE);
        Ok(Self { addresses, certificate, http: config.http.clone(), first_password, state })
    }

    pub(crate) fn address(&self) -> Option<SocketAddr> {
        self.addresses.main()
    }

    pub(crate) fn metrics_address(&self) -> Option<SocketAddr> {
        self.addresses.metrics()
    }

    pub(crate) fn certificate(&self) -> Option<Certificate> {
        self.certificate.clone()
    }

    /// Makes an administrator for all tenants, and gives its password.
    pub(crate) async fn create_administrator(&self, name: &str) -> Result<SecretString, Error> {
        let mut profile = Profile::new(UserName::parse(name)?, Role::Administrator);
        profile.spans_tenants = true;
        let password = one_time_password()?;
        let new = (None, profile, Some(password.clone()));
        let (accounts, now) = (&self.state.callers.accounts, self.state.clock.now());
        accounts.create_user(&Actor::System, new, &Origin::default(), now).await?;
        Ok(password)
    }

    /// Makes the first administrator meanwhile, and keeps its password in a file.
    pub(crate) fn start_first(&self) -> JoinHandle<()> {
        let (accounts, clock) = (self.state.callers.accounts.clone(), self.state.clock);
        tokio::spawn(keep_first_password(accounts, clock, self.first_password.clone()))
    }

    /// Answers until `stop`, and whoever asks then.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let Self { addresses: Addresses { main, metrics }, certificate, http, state, .. } = self;
        let scheme = if certificate.is_some() { "https" } else { "http" };
        if let Ok(address) = main.local_addr() {
            info!(%address, scheme, "listening");
        }
        let router = routes::router(state.clone(), &http, metrics.is_some());
        let most = http.max_connections;
        let metrics = async {
            if let Some(listener) = metrics {
                serve(listener, None, routes::metrics_router(state), most, stop.clone()).await;
            }
        };
        tokio::join!(serve(main, certificate, router, most, stop.clone()), metrics);
    }
}
