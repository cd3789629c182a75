//! The server as a whole: built, run, stopped.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use ami_client::{Client, Policy, SubscribeOptions};
use callflow_core::store::StoreError;
use callflow_store_sql::{OpenError, SqlStore};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::kept::Store;
use crate::live::LiveView;
use crate::meters::{Meters, PbxMeters};
use crate::pipeline::{OnEnded, Pipeline, Shared};
use crate::routes::{self, State};
use crate::{connection, writer};

/// So many bytes of events are kept while the store is slow: three minutes of fifty calls a second. What comes beyond is
/// a gap.
const BEHIND: usize = 256 << 20;
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
    /// The dial plan, or the certificate authorities, cannot be read.
    #[error(transparent)]
    Plan(#[from] ConfigError),
    /// The store cannot be opened.
    #[error("{}", open_line(.0))]
    Open(#[from] OpenError),
    /// The store does not answer.
    #[error("{}", one_line(.0))]
    Store(#[source] StoreError),
    /// The demo's simulated Asterisk does not start.
    #[error("cannot start the simulated Asterisk: {0}")]
    Demo(String),
    /// When it was to stop, the store did not take what was left.
    #[error(
        "stopped with calls that the database did not take within {WRITE_WITHIN:?}; see the errors above"
    )]
    Unwritten,
    /// The HTTP server broke.
    #[error("the HTTP server stopped: {0}")]
    Serve(#[source] io::Error),
}

/// A server that is bound and ready, and does not work yet.
pub struct Application {
    listener: Option<TcpListener>,
    links: Vec<Link>,
    state: State,
    jobs: mpsc::Receiver<writer::Job>,
}

/// One Asterisk, not connected yet.
struct Link {
    name: String,
    options: ami_client::Options,
    pipeline: Pipeline,
    meters: Arc<PbxMeters>,
}

impl std::fmt::Debug for Application {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Application").field("address", &self.address()).finish_non_exhaustive()
    }
}

impl Application {
    /// Binds the address, opens the store, and takes up the state of each PBX.
    ///
    /// # Errors
    /// If the address is taken, the plan or a certificate authority cannot be read, or the store cannot be opened.
    pub async fn build(config: &Config) -> Result<Self, StartError> {
        Self::build_telling(config, None).await
    }

    pub(crate) async fn build_telling(
        config: &Config,
        on_ended: Option<OnEnded>,
    ) -> Result<Self, StartError> {
        let listener = match config.listen {
            Some(address) => {
                let bound = TcpListener::bind(address).await;
                Some(bound.map_err(|source| StartError::Listen { address, source })?)
            }
            None => None,
        };
        let plan = config.read_plan()?;
        let store = SqlStore::open(config.database.url.expose_secret()).await?;
        let store: Arc<dyn Store> = Arc::new(store);

        let (sender, jobs) = writer::channel();
        let (clock, live) = (Clock::start(), LiveView::default());
        let shared =
            Shared { plan, store: store.clone(), clock, live: live.clone(), writer: sender, on_ended };
        let (mut links, mut pbxs) = (Vec::new(), Vec::new());
        for (name, pbx) in &config.pbx {
            let meters = Arc::new(PbxMeters::of(name));
            pbxs.push(meters.clone());
            let pipeline =
                Pipeline::start(name, shared.clone(), meters.clone()).await.map_err(StartError::Store)?;
            let options = pbx.options(name)?;
            links.push(Link { name: name.clone(), options, pipeline, meters });
        }
        let state = State { store, live, clock, meters: Arc::new(Meters::default()), pbxs: pbxs.into() };
        Ok(Self { listener, links, state, jobs })
    }

    /// Where it listens; the port is known even if 0 was asked for. `None` without HTTP.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.as_ref().and_then(|listener| listener.local_addr().ok())
    }

    /// Works until `stop`, then ends in order: requests under way are answered, the state of each PBX is saved, and
    /// everything that was told is written.
    ///
    /// # Errors
    /// If the HTTP server breaks, or the store does not take what is left at the end. Connections to Asterisk and the store are taken up again for ever.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), StartError> {
        let stopping = CancellationToken::new();
        let store = self.state.store.clone();
        let writer = tokio::spawn(writer::run(store.clone(), self.jobs, self.state.meters.clone()));
        let mut links = JoinSet::new();
        for Link { name, options, pipeline, meters } in self.links {
            let tracker = SubscribeOptions::new().named("tracker").policy(Policy::Lossless { bytes: BEHIND });
            let (client, events) = Client::start_listening(options, tracker).map_err(StartError::Pbx)?;
            let _ = meters.client.set(client.clone());
            links.spawn(connection::run((client, events), name, pipeline, stopping.clone()));
        }
        let address = self.listener.as_ref().and_then(|listener| listener.local_addr().ok());
        let server = async {
            match self.listener {
                Some(listener) => {
                    let stopping = stopping.clone();
                    let stopped = async move { stopping.cancelled().await };
                    axum::serve(listener, routes::router(self.state)).with_graceful_shutdown(stopped).await
                }
                None => {
                    drop(self.state);
                    stopping.cancelled().await;
                    Ok(())
                }
            }
        };
        if let Some(address) = address {
            info!(%address, "listening");
        }
        tokio::pin!(server);
        let served = tokio::select! {
            served = &mut server => served,
            () = stop => {
                info!("stopping");
                stopping.cancel();
                // A client that is slow to ask is not waited for.
                timeout(ANSWER_WITHIN, server).await.unwrap_or(Ok(()))
            }
        };
        stopping.cancel();
        let written = async {
            while links.join_next().await.is_some() {}
            // The writer ends when the last pipeline, and with it the last sender, is gone.
            let _ = writer.await;
        };
        timeout(WRITE_WITHIN, written).await.map_err(|_| StartError::Unwritten)?;
        store.close().await.map_err(StartError::Store)?;
        served.map_err(StartError::Serve)
    }
}

/// Most say what to do; the others are of use only with what the driver said.
fn open_line(error: &OpenError) -> String {
    match error {
        OpenError::Failed { .. } | OpenError::Migration { .. } => one_line(error),
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
