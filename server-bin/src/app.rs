//! The server as a whole: built, run, stopped.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ami_client::{Client, Policy, SubscribeOptions};
use callflow_accounts::password::PasswordError;
use callflow_accounts::service::Error as AccountError;
use callflow_core::Plan;
use callflow_core::store::Store;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::auth::SecretError;
use crate::bus::{Bus, InProcess};
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Retention};
use crate::front::{Addresses, Front, Known, News, vault_secret};
use crate::journal::{Journal, JournalError};
use crate::kept_secret::KeptSecretError;
use crate::late_store::LateStore;
use crate::live::LiveView;
use crate::meters::{Meters, PbxMeters};
use crate::ownership::Ownership;
use crate::pipeline::{OnEnded, Pipeline, Shared};
use crate::projector::{Parts, Projector};
use crate::reload::Reloader;
use crate::schedules::Schedules;
use crate::serve::CertificateError;
use crate::stores::{self, AnyStore, OpenStoreError};
use crate::trackers::{Ask, Tracker};
use crate::webhooks::{Dispatcher, Webhooks};
use crate::{connection, ownership, retention};

/// So many bytes of events are kept while the tracker is slow. What comes beyond is a gap.
const BEHIND: usize = 256 << 20;
/// How often a store that was not there at the start is looked for.
const OPEN_EVERY: Duration = Duration::from_secs(1);
/// When the server stops, requests under way have so long …
const ANSWER_WITHIN: Duration = Duration::from_secs(2);
/// … and the store has so long to take what is left.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// Why the server does not start, or stops.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("cannot listen on {address}: {source}; choose another with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// The login to an Asterisk cannot be sent: there is a line end in the user's name or secret.
    #[error("{0}")]
    Pbx(#[source] ami_client::ConnectError),
    /// The dial plan, the certificate authorities or the schedules of reports cannot be read.
    #[error(transparent)]
    Plan(#[from] ConfigError),
    /// The store cannot be opened, and waiting would not help.
    #[error("{}", open_line(.0))]
    Open(#[from] OpenStoreError),
    /// The journal cannot be opened or read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// The demo's simulated Asterisk does not start.
    #[error("cannot start the simulated Asterisk: {0}")]
    Demo(String),
    /// There is no secret to sign in with.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// There is no secret to encrypt the passwords of phones with.
    #[error(transparent)]
    Vault(#[from] KeptSecretError),
    /// Passwords cannot be hashed.
    #[error("passwords cannot be hashed: {0}")]
    Passwords(#[from] PasswordError),
    /// E-mails cannot be sent.
    #[error("reports.smtp_url: {0}")]
    Mail(String),
    /// There is no HTTPS.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The storage of copies cannot be asked, whatever it would answer.
    #[error("recordings cannot be copied: {0}")]
    Copies(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A server that is bound and ready, and does not work yet.
pub struct Application {
    front: Option<Front>,
    plan: watch::Sender<Plan>,
    schedules: watch::Sender<Schedules>,
    links: Vec<Link>,
    /// Asterisks that are configured no more, and of which the journal may hold what the store has not got.
    left: Vec<Arc<str>>,
    store: Arc<dyn AnyStore>,
    journal: Journal,
    parts: Parts,
    webhooks: Arc<Webhooks>,
    retention: Retention,
    /// Writes the journal; ends when nobody has it any more.
    journal_writer: JoinHandle<()>,
    /// Looks for a store that was not there at the start.
    opening: Option<JoinHandle<()>>,
}

/// One Asterisk, not connected yet.
struct Link {
    name: Arc<str>,
    options: ami_client::Options,
    pipeline: Pipeline,
    asked: mpsc::Receiver<Ask>,
    meters: Arc<PbxMeters>,
}

impl std::fmt::Debug for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Application").field("address", &self.address()).finish_non_exhaustive()
    }
}

impl Application {
    /// Binds the address, opens the journal and the store, and takes up the state of each PBX. A store that is down is
    /// waited for while the server works.
    ///
    /// # Errors
    /// If the address is taken, the plan or a certificate authority cannot be read, or the journal or the store cannot be
    /// opened.
    pub async fn build(config: &Config) -> Result<Self, StartError> {
        Self::build_telling(config, None).await
    }

    pub(crate) async fn build_telling(
        config: &Config,
        on_ended: Option<OnEnded>,
    ) -> Result<Self, StartError> {
        let addresses = Addresses::bind(config).await?;
        let (plan_sender, plan) = watch::channel(config.read_plan()?);
        let (store, opening) = open_store(config.database.url.clone()).await?;
        let (journal, journal_writer) = Journal::open(&config.journal).await?;

        let rules = config.read_control_rules()?;
        let (schedules_sender, schedules) = watch::channel(config.read_report_schedules()?);
        let (clock, live, meters) = (Clock::start(), LiveView::default(), Arc::new(Meters::default()));
        let webhooks = Webhooks::new(store.clone(), &config.webhooks, &vault_secret(config)?, clock);
        let webhooks = Arc::new(webhooks);
        let parts = Parts {
            plan,
            journal: journal.clone(),
            store: store.clone(),
            clock,
            meters: meters.clone(),
            subscribed: webhooks.subscriptions.watch(),
            told: webhooks.wake.clone(),
            drain: CancellationToken::new(),
        };
        let (leases, lease_news) = mpsc::unbounded_channel();
        let (recordings, recording_news) = mpsc::unbounded_channel();
        let bus = Arc::new(InProcess::new());
        // From before anything is told.
        let listener = bus.listen();
        let shared = Shared {
            plan: parts.plan.clone(),
            store: store.clone(),
            clock,
            live: live.clone(),
            journal: journal.clone(),
            on_ended,
            leases,
            recordings,
            bus,
        };
        let (mut links, mut pbxs, mut trackers) = (Vec::new(), Vec::new(), Vec::new());
        for (name, pbx) in &config.pbx {
            let (options, meters) = (pbx.options(name)?, Arc::new(PbxMeters::of(name, clock.now())));
            pbxs.push(meters.clone());
            let name: Arc<str> = name.as_str().into();
            let pipeline = Pipeline::start(&name, shared.clone(), meters.clone()).await?;
            let (tracker, asked) = Tracker::new(&name);
            trackers.push(tracker);
            links.push(Link { name, options, pipeline, asked, meters });
        }
        // The states that the journal begins with are what the projectors begin with.
        journal.flush().await;
        let mut left: Vec<Arc<str>> = Vec::new();
        for name in journal.pbxs().await?.into_iter().filter(|name| !config.pbx.contains_key(name)) {
            let name = name.into();
            journal.feed(&name).await?;
            left.push(name);
        }
        let plan = parts.plan.clone();
        let front = match addresses {
            Some(addresses) => {
                let known = Known {
                    store: store.clone(),
                    live,
                    journal: journal.clone(),
                    clock,
                    meters,
                    pbxs: pbxs.into(),
                    trackers,
                    plan,
                    webhooks: webhooks.clone(),
                };
                let news =
                    News { leases: lease_news, recordings: recording_news, changes: listener, schedules };
                Some(Front::new(config, addresses, known, rules, news)?)
            }
            None => None,
        };
        let retention = config.retention;
        Ok(Self {
            front,
            plan: plan_sender,
            schedules: schedules_sender,
            links,
            left,
            store,
            journal,
            parts,
            webhooks,
            retention,
            journal_writer,
            opening,
        })
    }

    /// Where it listens; the port is known even if 0 was asked for. `None` without HTTP.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.front.as_ref().and_then(Front::address)
    }

    /// Where the metrics are besides, if they are.
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.front.as_ref().and_then(Front::metrics_address)
    }

    /// What changes some settings while the server runs.
    #[must_use]
    pub fn reloader(&self) -> Reloader {
        let front = self.front.as_ref();
        let (certificate, control) = (front.and_then(Front::certificate), front.map(Front::control));
        Reloader::new(self.plan.clone(), certificate, control, self.schedules.clone())
    }

    /// Makes an administrator for all tenants, and gives its password.
    pub(crate) async fn create_administrator(&self, name: &str) -> Result<SecretString, AccountError> {
        match &self.front {
            Some(front) => front.create_administrator(name).await,
            None => Err(AccountError::Ending),
        }
    }

    /// Works until `stop`, then ends in order: requests under way are answered, what was heard goes into the journal, and
    /// from there into the store, if that takes it; else at the next start.
    ///
    /// # Errors
    /// If a login to an Asterisk cannot be sent. Connections to Asterisk and the store are taken up again for ever.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), StartError> {
        let stopping = CancellationToken::new();
        let store: Arc<dyn Store> = self.store.clone();
        let (parts, journal) = (self.parts, self.journal);
        let (mut links, mut projectors, mut claims) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
        let releasing = CancellationToken::new();
        let (mut ownerships, mut sent_by) = (Vec::new(), Vec::new());
        let mut project = |pbx: &Arc<str>, pbx_meters: Arc<PbxMeters>| {
            let (claim, ownership) = watch::channel(Ownership::Unknown);
            let owner = journal.id().clone();
            claims.spawn(ownership::run(store.clone(), pbx.clone(), owner, claim, releasing.clone()));
            let _ = pbx_meters.ownership.set(ownership.clone());
            ownerships.push(ownership.clone());
            sent_by.push((pbx.clone(), ownership.clone()));
            projectors
                .spawn(Projector { pbx: pbx.clone(), parts: parts.clone(), ownership, pbx_meters }.run());
        };
        for name in &self.left {
            project(name, Arc::new(PbxMeters::of(name, parts.clock.now())));
        }
        for Link { name, options, pipeline, asked, meters } in self.links {
            let tracker = SubscribeOptions::new().named("tracker").policy(Policy::Lossless { bytes: BEHIND });
            let (client, events) = Client::start_listening(options, tracker).map_err(StartError::Pbx)?;
            let _ = meters.client.set(client.clone());
            project(&name, meters);
            links.spawn(connection::run(
                (client, events),
                name.to_string(),
                (pipeline, asked),
                stopping.clone(),
            ));
        }
        let purging =
            retention::run(self.store.clone(), self.retention, parts.clock, ownerships, stopping.clone());
        let purging = tokio::spawn(purging);
        // Until nothing is written any more: who is to be told is a part of that.
        let webhooks = self.webhooks.clone();
        let subscribing = tokio::spawn(async move { webhooks.subscriptions.keep().await });
        let dispatcher = Dispatcher { webhooks: self.webhooks, ownerships: sent_by };
        let dispatching = tokio::spawn(dispatcher.run(stopping.clone()));
        let serving = self.front.map(|front| tokio::spawn(front.run(stopping.clone())));
        stop.await;
        info!("stopping");
        stopping.cancel();
        if let Some(serving) = serving {
            // A client that is slow to ask is not waited for.
            let aborting = serving.abort_handle();
            if timeout(ANSWER_WITHIN, serving).await.is_err() {
                aborting.abort();
            }
        }
        while links.join_next().await.is_some() {}
        // What was begun is noted while the store is open; what comes now is sent after the next start.
        let aborting = dispatching.abort_handle();
        if timeout(ANSWER_WITHIN, dispatching).await.is_err() {
            aborting.abort();
        }
        journal.flush().await;
        parts.drain.cancel();
        let written = async { while projectors.join_next().await.is_some() {} };
        if timeout(WRITE_WITHIN, written).await.is_err() {
            warn!("the store does not have everything yet; the journal keeps it until the next start");
        }
        projectors.shutdown().await;
        subscribing.abort();
        purging.abort();
        releasing.cancel();
        let _ = timeout(ANSWER_WITHIN, async { while claims.join_next().await.is_some() {} }).await;
        claims.shutdown().await;
        if let Some(opening) = self.opening {
            opening.abort();
        }
        // The writer ends with the last who could give it anything.
        drop((journal, parts));
        let _ = timeout(ANSWER_WITHIN, self.journal_writer).await;
        if let Err(error) = store.close().await {
            warn!(%error, "the store could not be closed in order");
        }
        Ok(())
    }
}

/// The store of that URL: open, or, where it is down, looked for from now on.
async fn open_store(
    url: secrecy::SecretString,
) -> Result<(Arc<dyn AnyStore>, Option<JoinHandle<()>>), StartError> {
    let error = match stores::open(url.expose_secret()).await {
        Ok(store) => return Ok((store, None)),
        // A file is there or not.
        Err(error) if error.retryable() && !url.expose_secret().starts_with("sqlite:") => error,
        Err(error) => return Err(error.into()),
    };
    warn!("{}; starting without it, the journal keeps what is heard", one_line(&error));
    let late = Arc::new(LateStore::default());
    let store = late.clone();
    let opening = tokio::spawn(async move {
        let mut told = true;
        loop {
            sleep(OPEN_EVERY).await;
            match stores::open(url.expose_secret()).await {
                Ok(store) => {
                    info!("the store is there");
                    late.set(store);
                    return;
                }
                Err(error) if error.retryable() => told = false,
                // What no waiting helps with is told once, and looked at again: somebody may mend it.
                Err(error) if !told => {
                    tracing::error!("{}", one_line(&error));
                    told = true;
                }
                Err(_) => {}
            }
        }
    });
    Ok((store, Some(opening)))
}

/// Most say what to do; the others are of use only with what the driver said.
fn open_line(error: &OpenStoreError) -> String {
    use callflow_store_sql::OpenError;
    match error {
        OpenStoreError::Sql(OpenError::Failed { .. } | OpenError::Migration { .. }) => one_line(error),
        told => told.to_string(),
    }
}

/// An error with its causes, in one line.
fn one_line(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let said = error.to_string();
        if !line.contains(&said) {
            line = format!("{line}: {said}");
        }
        cause = error.source();
    }
    line
}
