//! The side that clients see: addresses, certificate, accounts, routes.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use callflow_accounts::Role;
use callflow_accounts::first::one_time_password;
use callflow_accounts::machine_key::MachineKey;
use callflow_accounts::rights::Actor;
use callflow_accounts::service::{Accounts, Error, Origin, Settings};
use callflow_accounts::store::AccountStore;
use callflow_accounts::user::{Profile, UserName};
use callflow_core::Plan;
use callflow_core::store::Store;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::app::StartError;
use crate::auth::{Callers, CookieNames, keep_first_password, signing_keys};
use crate::bus::Listener;
use crate::clock::Clock;
use crate::config::{Config, Http, MailSettings};
use crate::control::{Control, Rules};
use crate::journal::Journal;
use crate::kept_secret::kept;
use crate::leasing::{LeaseNews, Leasing, PasswordChanger};
use crate::live::LiveView;
use crate::meters::{Meters, PbxMeters};
use crate::realtime::client::Realtime;
use crate::realtime::event::Epoch;
use crate::realtime::follow;
use crate::realtime::forms::ClosingReason;
use crate::realtime::hub::{Bounds, Hub};
use crate::realtime::outbox::Limits;
#[cfg(feature = "s3")]
use crate::recordings::S3;
use crate::recordings::{Copier, Expiry, Keeping, Recorder, RecordingNews, Storage};
use crate::routes::{self, State};
use crate::schedules::{Mailer, Scheduler, Schedules, sender};
use crate::serve::{Certificate, serve};
use crate::stores::AnyStore;
use crate::trackers::Tracker;
use crate::vault::Vault;
use crate::webhooks::Webhooks;

/// Beside the journal: what sessions are signed with, where the configuration does not say.
const SECRET_FILE: &str = "callflow.secret";
/// Beside the journal: what the passwords of phones are encrypted with, where the configuration does not say.
const VAULT_FILE: &str = "callflow.vault";
/// Beside the journal: the password of the first administrator.
const FIRST_PASSWORD_FILE: &str = "callflow.first-password";

/// When the server stops, those who follow have so long to take the last message.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);

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

/// What the rest of the server lets clients see.
pub(crate) struct Known {
    pub(crate) store: Arc<dyn AnyStore>,
    pub(crate) live: LiveView,
    pub(crate) journal: Journal,
    pub(crate) clock: Clock,
    pub(crate) meters: Arc<Meters>,
    pub(crate) pbxs: Arc<[Arc<PbxMeters>]>,
    pub(crate) trackers: Vec<Tracker>,
    pub(crate) plan: watch::Receiver<Plan>,
    pub(crate) webhooks: Arc<Webhooks>,
}

/// What the rest of the server tells by itself.
pub(crate) struct News {
    /// What becomes of leases.
    pub(crate) leases: mpsc::UnboundedReceiver<LeaseNews>,
    /// What may make a call one that is to be recorded.
    pub(crate) recordings: mpsc::UnboundedReceiver<RecordingNews>,
    /// Everything that changes.
    pub(crate) changes: Box<dyn Listener>,
    /// Which reports are sent by themselves.
    pub(crate) schedules: watch::Receiver<Schedules>,
}

/// Who may ask, and how it is known.
fn callers(config: &Config, store: Arc<dyn AccountStore>, clock: Clock) -> Result<Callers, StartError> {
    let keys = signing_keys(&config.auth, &beside(&config.journal.path, SECRET_FILE))?;
    Ok(Callers {
        accounts: Arc::new(Accounts::new(store, keys, Settings::default())?),
        machine_key: config.auth.machine_key.as_ref().map(|key| MachineKey::new(key, clock.now())),
        cookies: CookieNames::new(config.auth.secure_cookies),
        trusted_proxies: config.http.trusted_proxies.clone(),
    })
}

/// What the passwords of phones and the secrets of webhooks are encrypted with.
pub(crate) fn vault_secret(config: &Config) -> Result<SecretString, StartError> {
    Ok(match &config.leasing.secret_key {
        Some(secret) => secret.clone(),
        None => kept(&beside(&config.journal.path, VAULT_FILE), "passwords of phones", "leasing.secret_key")?,
    })
}

fn leasing(config: &Config, store: Arc<dyn Store>, clock: Clock) -> Result<Leasing, StartError> {
    let settings = &config.leasing;
    let secret = vault_secret(config)?;
    let changer = settings.change_command.clone().map(|command| PasswordChanger { command });
    Ok(Leasing::new(store, Vault::new(&secret), clock, settings.time_to_live, changer))
}

/// Where recordings are copied; without the feature the configuration has no such place.
#[cfg(feature = "s3")]
fn storage(config: &Config) -> Result<Option<Arc<dyn Storage>>, StartError> {
    let storage = config.recordings.copies.as_ref().map(S3::new).transpose();
    let storage = storage.map_err(|error| StartError::Copies(Box::new(error)))?;
    Ok(storage.map(|storage| Arc::new(storage) as Arc<dyn Storage>))
}

#[cfg(not(feature = "s3"))]
fn storage(_config: &Config) -> Result<Option<Arc<dyn Storage>>, StartError> {
    Ok(None)
}

fn realtime(config: &Config, callers: Arc<Callers>, clock: Clock) -> Realtime {
    let settings = &config.realtime;
    let epoch = Epoch(fastrand::u64(1..));
    let outbox = Limits { messages: settings.client_messages, bytes: settings.client_bytes };
    let bounds = Bounds { kept: settings.kept_messages, outbox, clients: settings.max_clients };
    let hub = Arc::new(Hub::new(epoch, bounds));
    Realtime { hub, callers, clock, check_every: settings.check_every }
}

fn mailer(settings: &MailSettings) -> Result<Mailer, StartError> {
    let from = sender(&settings.from).map_err(|error| StartError::Mail(error.to_string()))?;
    Mailer::new(&settings.smtp_url, from).map_err(|error| StartError::Mail(error.to_string()))
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
    news: News,
    keep_recordings: Option<Duration>,
    /// Whether they are copied, and the files removed then.
    copy_recordings: Option<bool>,
    mailer: Option<Mailer>,
    state: State,
}

impl Front {
    pub(crate) fn new(
        config: &Config,
        addresses: Addresses,
        known: Known,
        rules: Rules,
        news: News,
    ) -> Result<Self, StartError> {
        let Known { store, live, journal, clock, meters, pbxs, trackers, plan, webhooks } = known;
        let callers = Arc::new(callers(config, store.clone(), clock)?);
        let realtime = realtime(config, callers.clone(), clock);
        let leasing = Arc::new(leasing(config, store.clone(), clock)?);
        let control = Control::new(pbxs.clone(), live.clone(), rules, move || clock.now());
        let wss = config.pbx.iter().map(|(name, pbx)| (name.as_str().into(), pbx.wss.clone())).collect();
        let folders = Arc::new(config.recordings.folders.clone());
        let recordings = Keeping::new(store.clone(), folders, storage(config)?);
        let copy_recordings = config.recordings.copies.as_ref().map(|copies| copies.remove_local);
        let state = State {
            store,
            callers,
            live,
            journal,
            clock,
            meters,
            pbxs,
            trackers: trackers.into(),
            plan,
            control,
            leasing,
            recordings,
            webhooks,
            open_to: Arc::new(config.leasing.open_to.clone()),
            wss: Arc::new(wss),
            development: config.auth.development,
            realtime,
            pages: config.http.cors_origins.clone().into(),
        };
        let certificate = config.http.tls.as_ref().map(Certificate::read).transpose()?;
        let first_password = beside(&config.journal.path, FIRST_PASSWORD_FILE);
        let http = config.http.clone();
        let keep_recordings = config.recordings.keep;
        let mailer = config.reports.mail.as_ref().map(mailer).transpose()?;
        Ok(Self {
            addresses,
            certificate,
            http,
            first_password,
            news,
            keep_recordings,
            copy_recordings,
            mailer,
            state,
        })
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

    pub(crate) fn control(&self) -> Control {
        self.state.control.clone()
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

    /// Answers until `stop`, and whoever asks then.
    pub(crate) async fn run(self, stop: CancellationToken) {
        let Self {
            addresses: Addresses { main, metrics },
            certificate,
            http,
            first_password,
            news: News { leases, recordings, changes, schedules },
            keep_recordings,
            copy_recordings,
            mailer,
            state,
        } = self;
        // These end with the server, half-way or not: what they write is whole.
        let mut beside = JoinSet::new();
        beside.spawn(keep_first_password(state.callers.accounts.clone(), state.clock, first_password));
        beside.spawn(state.leasing.clone().keep(leases));
        let State { live, control, callers, pbxs, clock, .. } = state.clone();
        let recorder = Recorder::new(live, control, callers.accounts.clone(), pbxs.clone(), clock);
        beside.spawn(recorder.run(recordings));
        if let Some(remove_local) = copy_recordings {
            let (store, keeping) = (state.store.clone(), state.recordings.clone());
            beside.spawn(Copier::new(store, keeping, pbxs.clone(), clock, remove_local).run());
        }
        if let Some(keep) = keep_recordings {
            let (store, keeping) = (state.store.clone(), state.recordings.clone());
            let accounts = callers.accounts.clone();
            beside.spawn(Expiry { store, keeping, accounts, pbxs, clock, keep }.run());
        }
        let scheduler = Scheduler { state: state.clone(), schedules, mailer };
        let scheduler = tokio::spawn(scheduler.run(stop.clone()));
        let hub = state.realtime.hub.clone();
        beside.spawn(follow(changes, hub.clone(), state.trackers.clone()));
        let (stopping, streams) = (stop.clone(), hub.clone());
        beside.spawn(async move {
            // Streams would never end, and requests under way are waited for.
            stopping.cancelled().await;
            streams.close(ClosingReason::Stopping);
        });
        if let Ok(address) = main.local_addr() {
            info!(%address, "listening");
        }
        let (router, classic) = routes::router(state.clone(), &http, metrics.is_some());
        let most = http.max_connections;
        let metrics = async {
            if let Some(listener) = metrics {
                serve(listener, None, routes::metrics_router(state), most, stop.clone()).await;
            }
        };
        tokio::join!(serve(main, certificate, router, most, stop.clone()), metrics);
        // What is being sent is sent: nobody could tell afterwards whether it was.
        let _ = timeout(GOODBYE_WITHIN, scheduler).await;
        // What was upgraded is no connection of the server's any more, and is told that it stops.
        let _ = timeout(GOODBYE_WITHIN, hub.emptied()).await;
        // Its handlers have the state, and with it the journal, which ends with the last who has it.
        classic.close().await;
    }
}
