//! Questions to the trackers, each of which lives in the task of its connection: the answer is of one moment, between two
//! events.

use std::sync::Arc;

use callflow_core::agent::AgentRecord;
use callflow_core::extension::ExtensionRecord;
use callflow_core::lease::{Lease, LeaseCommand, LeaseError};
use callflow_core::queue::QueueRecord;
use tokio::sync::{mpsc, oneshot};

/// Questions that wait while the tracker takes what Asterisk says.
const WAITING: usize = 256;

/// One question, with where the answer goes.
#[derive(Debug)]
pub(crate) enum Ask {
    Queues(oneshot::Sender<Vec<QueueRecord>>),
    Agents(oneshot::Sender<Vec<AgentRecord>>),
    Extensions(oneshot::Sender<Vec<ExtensionRecord>>),
    /// The extensions that may be given out, in the order in which they come round.
    Free(oneshot::Sender<Vec<Arc<str>>>),
    Lease(LeaseCommand, oneshot::Sender<Result<Lease, LeaseError>>),
    ResetLeases(oneshot::Sender<()>),
    /// How everything stands, to be told on the bus.
    Standing(oneshot::Sender<()>),
}

/// The tracker has ended: the server is stopping.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the tracker has ended")]
pub(crate) struct Ended;

/// The tracker of one Asterisk. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Tracker {
    pub(crate) pbx: Arc<str>,
    asks: mpsc::Sender<Ask>,
}

impl Tracker {
    /// And what it is asked.
    pub(crate) fn new(pbx: &Arc<str>) -> (Self, mpsc::Receiver<Ask>) {
        let (asks, asked) = mpsc::channel(WAITING);
        (Self { pbx: pbx.clone(), asks }, asked)
    }

    pub(crate) async fn queues(&self) -> Result<Vec<QueueRecord>, Ended> {
        self.ask(Ask::Queues).await
    }

    pub(crate) async fn agents(&self) -> Result<Vec<AgentRecord>, Ended> {
        self.ask(Ask::Agents).await
    }

    pub(crate) async fn extensions(&self) -> Result<Vec<ExtensionRecord>, Ended> {
        self.ask(Ask::Extensions).await
    }

    pub(crate) async fn free_extensions(&self) -> Result<Vec<Arc<str>>, Ended> {
        self.ask(Ask::Free).await
    }

    pub(crate) async fn lease(&self, command: LeaseCommand) -> Result<Result<Lease, LeaseError>, Ended> {
        self.ask(|answer| Ask::Lease(command, answer)).await
    }

    pub(crate) async fn reset_leases(&self) -> Result<(), Ended> {
        self.ask(Ask::ResetLeases).await
    }

    /// Has everything told on the bus as it stands.
    pub(crate) async fn tell_standing(&self) -> Result<(), Ended> {
        self.ask(Ask::Standing).await
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, Ended> {
        let (answer, answered) = oneshot::channel();
        self.asks.send(ask(answer)).await.map_err(|_| Ended)?;
        answered.await.map_err(|_| Ended)
    }
}
