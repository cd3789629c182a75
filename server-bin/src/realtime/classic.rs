//! One client of Socket.IO: the stream in the events of earlier backends, which carry lists.

use std::sync::Arc;
use std::time::Duration;

use callflow_core::ChangeKind;
use callflow_core::queue::QueueMember;
use serde::Serialize;
use serde_json::value::RawValue;
use socketioxide::extract::SocketRef;
use socketioxide::{SendError, SocketError};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use super::client::{Client, Delivery};
use super::event::{Event, Payload, raw};
use super::figures::{Figures, FiguresSource};
use super::forms::{Closing, Reason};
use super::hub::Hub;
use super::mirror::Mirror;

/// Lists are sent again after this time at the earliest, …
const LIST_PAUSE: Duration = Duration::from_millis(20);
/// … and this much later for each entry that the last one had: long lists cost more, and nobody reads them as fast.
const PAUSE_EACH: Duration = Duration::from_millis(1);
/// Lists with figures change all the time.
const FIGURES_PAUSE: Duration = Duration::from_secs(1);
/// A client whose buffer is full is looked at again after this time, …
const FULL_PAUSE: Duration = Duration::from_millis(20);
/// … and given up after this one.
const TAKEN_WITHIN: Duration = Duration::from_secs(60);

/// What a client asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted {
    Agents,
    Queues,
}

/// The members of a queue, in `queueMembers`.
#[derive(Serialize)]
struct QueueMembers<'q> {
    queue: &'q str,
    pbx: &'q str,
    tenant: &'q str,
    members: &'q [QueueMember],
}

/// Why everything is sent anew, in `snapshot`.
#[derive(Serialize)]
struct Anew {
    reason: Reason,
}

/// The client takes nothing, or is gone.
struct Lost;

/// When each kind of list may be sent again.
struct Pauses {
    calls: Instant,
    queues: Instant,
    agents: Instant,
    each: Instant,
}

/// All that belongs to one client.
pub(crate) struct Classic {
    socket: SocketRef,
    client: Client,
    hub: Arc<Hub>,
    figures: Arc<FiguresSource>,
    mirror: Mirror,
    pauses: Pauses,
}

impl Classic {
    pub(crate) fn new(socket: SocketRef, client: Client, hub: Arc<Hub>, figures: Arc<FiguresSource>) -> Self {
        let now = Instant::now();
        let pauses = Pauses { calls: now, queues: now, agents: now, each: now };
        Self { socket, client, hub, figures, mirror: Mirror::default(), pauses }
    }

    /// Sends until either side goes.
    pub(crate) async fn run(mut self, mut wanted: mpsc::Receiver<Wanted>, gone: CancellationToken) {
        let work = async {
            while let Ok(true) = self.step(&mut wanted).await {}
            self.socket
        };
        let socket = tokio::select! {
            socket = work => socket,
            () = gone.cancelled() => return,
        };
        // One that is gone already needs no goodbye.
        let _ = socket.disconnect();
    }

    /// Whether there is more to do.
    async fn step(&mut self, wanted: &mut mpsc::Receiver<Wanted>) -> Result<bool, Lost> {
        let due = self.due();
        let delivery = tokio::select! {
            delivery = self.client.next() => delivery,
            Some(wanted) = wanted.recv() => {
                match wanted {
                    Wanted::Agents => self.send_agents().await?,
                    Wanted::Queues => self.send_queues().await?,
                }
                return Ok(true);
            }
            () = at(due) => {
                self.send_lists().await?;
                return Ok(true);
            }
        };
        match delivery {
            Delivery::Snapshot(_, snapshot) => {
                self.emit("snapshot", &raw(&Anew { reason: snapshot.reason })).await?;
                self.mirror.put(snapshot);
                let now = Instant::now();
                self.pauses = Pauses { calls: now, queues: now, agents: now, each: now };
            }
            Delivery::Event(_, event) => {
                self.mirror.take(&event);
                self.send_event(&event).await?;
            }
            Delivery::Idle(_) => {}
            Delivery::Closing(reason) => {
                self.emit("closing", &raw(&Closing { reason })).await?;
                return Ok(false);
            }
        }
        // What may be sent at once is sent before anything else is looked at.
        self.send_lists().await?;
        Ok(true)
    }

    /// What is an event by itself.
    async fn send_event(&self, event: &Event) -> Result<(), Lost> {
        let Payload::Change(change) = &event.payload else { return Ok(()) };
        match &change.kind {
            ChangeKind::CallEnded(_) => match event.call_json(self.client.audience().sees_numbers) {
                Some(call) => self.emit("callEnded", &call).await,
                None => Ok(()),
            },
            ChangeKind::AgentState(agent) => self.emit("agentStatusUpdate", &raw(agent)).await,
            _ => Ok(()),
        }
    }

    /// When the next list may be sent that is to be.
    fn due(&self) -> Option<Instant> {
        let (unsent, pauses) = (&self.mirror.unsent, &self.pauses);
        let each = !unsent.members.is_empty() || !unsent.standing.is_empty();
        [
            unsent.calls.then_some(pauses.calls),
            unsent.queues.then_some(pauses.queues),
            unsent.agents.then_some(pauses.agents),
            each.then_some(pauses.each),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    async fn send_lists(&mut self) -> Result<(), Lost> {
        let now = Instant::now();
        if self.mirror.unsent.calls && self.pauses.calls <= now {
            self.send_calls().await?;
        }
        if self.pauses.each <= now {
            self.send_each_queue().await?;
        }
        if self.mirror.unsent.agents && self.pauses.agents <= now {
            self.send_agents().await?;
        }
        if self.mirror.unsent.queues && self.pauses.queues <= now {
            self.send_queues().await?;
        }
        Ok(())
    }

    async fn send_calls(&mut self) -> Result<(), Lost> {
        self.mirror.unsent.calls = false;
        let calls = self.mirror.calls();
        self.pauses.calls = pause(LIST_PAUSE, calls.len());
        let list = if self.client.audience().sees_numbers {
            raw(&calls)
        } else {
            raw(&calls.into_iter().map(callflow_core::privacy::masked_call).collect::<Vec<_>>())
        };
        self.emit("ongoingCalls", &list).await
    }

    /// The members of queues, and queues, of which something has changed.
    async fn send_each_queue(&mut self) -> Result<(), Lost> {
        let members = std::mem::take(&mut self.mirror.unsent.members);
        let standing = std::mem::take(&mut self.mirror.unsent.standing);
        if members.is_empty() && standing.is_empty() {
            return Ok(());
        }
        self.pauses.each = pause(LIST_PAUSE, members.len() + standing.len());
        for name in members.iter().chain(&standing) {
            let now = self.hub.queue(self.client.audience(), (&name.0, &name.1));
            self.mirror.put_queue(name, now);
        }
        for queue in members.iter().filter_map(|name| self.mirror.queue(name)) {
            let form = QueueMembers {
                queue: &queue.queue,
                pbx: &queue.pbx,
                tenant: &queue.tenant,
                members: &queue.members,
            };
            self.emit("queueMembers", &raw(&form)).await?;
        }
        if !standing.is_empty() {
            let seen = || standing.iter().filter_map(|name| self.mirror.queue(name));
            let figures = self.figures.figures(|known| seen().all(|queue| known.knows_queue(queue))).await;
            for queue in standing.iter().filter_map(|name| self.mirror.queue(name)) {
                self.emit("queueStatus", &raw(&figures.of_queue(queue))).await?;
            }
        }
        Ok(())
    }

    async fn send_agents(&mut self) -> Result<(), Lost> {
        self.mirror.unsent.agents = false;
        let has_all = |known: &Figures| self.mirror.agents().all(|agent| known.knows_agent(agent));
        let figures = self.figures.figures(has_all).await;
        let list: Vec<_> = self.mirror.agents().map(|agent| figures.of_agent(agent)).collect();
        self.pauses.agents = pause(FIGURES_PAUSE, list.len());
        let list = raw(&list);
        self.emit("agentStatusWithStats", &list).await
    }

    async fn send_queues(&mut self) -> Result<(), Lost> {
        self.mirror.unsent.queues = false;
        let has_all = |known: &Figures| self.mirror.queues().all(|queue| known.knows_queue(queue));
        let figures = self.figures.figures(has_all).await;
        let list: Vec<_> = self.mirror.queues().map(|queue| figures.of_queue(queue)).collect();
        self.pauses.queues = pause(FIGURES_PAUSE, list.len());
        let list = raw(&list);
        self.emit("allQueueStats", &list).await
    }

    /// Gives the client a message, as soon as its buffer takes it. What comes meanwhile waits in its outbox.
    async fn emit(&self, event: &str, json: &RawValue) -> Result<(), Lost> {
        let until = Instant::now() + TAKEN_WITHIN;
        loop {
            match self.socket.emit(event, json) {
                Ok(()) => return Ok(()),
                Err(SendError::Socket(SocketError::InternalChannelFull)) if Instant::now() < until => {
                    sleep(FULL_PAUSE).await;
                }
                Err(_) => return Err(Lost),
            }
        }
    }
}

fn pause(least: Duration, entries: usize) -> Instant {
    let each = PAUSE_EACH.saturating_mul(u32::try_from(entries).unwrap_or(u32::MAX));
    Instant::now() + least.saturating_add(each)
}

/// Waits until then, or for ever.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
