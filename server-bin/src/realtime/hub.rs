//! Numbers what happens, keeps how everything stands and what was told last, and hands each message to whom it is for.
//!
//! View, numbers, ring and clients change under one lock: so the snapshot that a client gets and the messages behind it meet
//! without a gap and without an overlap, whatever happens meanwhile.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::audience::{Audience, Part};
use super::classes::{ClassId, Classes, ClientId};
use super::event::{Epoch, Event, Payload, Place};
use super::forms::{ClosingReason, QueueNow, Reason, Snapshot};
use super::outbox::{Limits, Next, Outbox};
use super::view::View;
use crate::bus::{Standing, Told};

/// How much is kept, and for how many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Messages that are kept for clients that come back.
    pub(crate) kept: usize,
    /// What waits for one client.
    pub(crate) outbox: Limits,
    pub(crate) clients: usize,
}

/// There are as many clients as there may be.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{0} clients follow already, and no more may")]
pub(crate) struct Full(usize);

/// Where messages for one client wait.
#[derive(Debug)]
pub(crate) struct Mailbox {
    outbox: Mutex<Outbox>,
    woken: Notify,
}

impl Mailbox {
    fn outbox(&self) -> MutexGuard<'_, Outbox> {
        self.outbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn pop(&self) -> Next {
        self.outbox().pop()
    }

    /// Waits until there may be something.
    pub(crate) async fn woken(&self) {
        self.woken.notified().await;
    }

    fn change(&self, change: impl FnOnce(&mut Outbox)) {
        change(&mut self.outbox());
        self.woken.notify_one();
    }
}

#[derive(Debug)]
struct Entry {
    class: ClassId,
    audience: Arc<Audience>,
    mailbox: Arc<Mailbox>,
}

#[derive(Debug)]
struct Inner {
    number: u64,
    view: View,
    ring: VecDeque<Arc<Event>>,
    classes: Classes,
    clients: HashMap<ClientId, Entry>,
    last_client: u64,
    closing: Option<ClosingReason>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct Hub {
    epoch: Epoch,
    bounds: Bounds,
    inner: Mutex<Inner>,
    /// The last client has left.
    emptied: Notify,
}

impl Hub {
    pub(crate) fn new(epoch: Epoch, bounds: Bounds) -> Self {
        let inner = Inner {
            number: 0,
            view: View::default(),
            ring: VecDeque::new(),
            classes: Classes::default(),
            clients: HashMap::new(),
            last_client: 0,
            closing: None,
        };
        Self { epoch, bounds, inner: Mutex::new(inner), emptied: Notify::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what the trackers tell.
    pub(crate) fn take(&self, told: &Told) {
        let mut inner = self.lock();
        match told {
            Told::Change(change) => {
                let applied = inner.view.apply(change);
                let (part, facts) = (applied.part, applied.facts);
                if let Some((before, gone)) = applied.left {
                    let left =
                        |number| Event::new(number, part, before, Payload::Gone(gone)).unless(facts.clone());
                    inner.tell(self.bounds.kept, left);
                }
                let payload = Payload::Change(change.clone());
                inner.tell(self.bounds.kept, |number| Event::new(number, part, facts, payload));
                for queue in applied.queues {
                    let facts = super::audience::Facts::of_queue(&queue.tenant, &queue.queue);
                    let payload = Payload::Queue(queue);
                    inner.tell(self.bounds.kept, |number| Event::new(number, Part::Queues, facts, payload));
                }
            }
            Told::Standing(standing) => inner.renew(standing),
        }
    }

    /// A new client: it goes on from `last` where that can be done, else it gets a snapshot first.
    ///
    /// # Errors
    /// [`Full`].
    pub(crate) fn join(
        &self,
        audience: &Arc<Audience>,
        last: Option<Place>,
    ) -> Result<(ClientId, Arc<Mailbox>), Full> {
        let mut inner = self.lock();
        if inner.clients.len() >= self.bounds.clients {
            return Err(Full(self.bounds.clients));
        }
        let limits = self.bounds.outbox;
        let mut outbox = match last {
            None => Outbox::new(limits, Reason::Start),
            Some(last) if last.epoch == self.epoch && last.mark == audience.mark() => {
                match inner.since(last.number) {
                    Some(missed) => {
                        let own = missed.filter(|event| event.is_for(audience)).cloned();
                        Outbox::going_on(limits, own)
                    }
                    None => Outbox::new(limits, Reason::Missed),
                }
            }
            Some(_) => Outbox::new(limits, Reason::Missed),
        };
        if let Some(reason) = inner.closing {
            outbox.close(reason);
        }
        inner.last_client += 1;
        let id = ClientId(inner.last_client);
        let class = inner.classes.join(id, audience);
        let mailbox = Arc::new(Mailbox { outbox: Mutex::new(outbox), woken: Notify::new() });
        let entry = Entry { class, audience: audience.clone(), mailbox: mailbox.clone() };
        inner.clients.insert(id, entry);
        Ok((id, mailbox))
    }

    /// A client is gone.
    pub(crate) fn leave(&self, client: ClientId) {
        let mut inner = self.lock();
        if let Some(entry) = inner.clients.remove(&client) {
            inner.classes.leave(client, entry.class);
        }
        if inner.clients.is_empty() {
            self.emptied.notify_one();
        }
    }

    /// Waits until nobody follows any more.
    pub(crate) async fn emptied(&self) {
        while self.len() > 0 {
            self.emptied.notified().await;
        }
    }

    /// What a client may see has changed: nothing that it may not see any more leaves its outbox.
    pub(crate) fn regard(&self, client: ClientId, audience: &Arc<Audience>) {
        let mut inner = self.lock();
        let Some(entry) = inner.clients.get(&client) else { return };
        let (old, mailbox) = (entry.class, entry.mailbox.clone());
        inner.classes.leave(client, old);
        let class = inner.classes.join(client, audience);
        inner.clients.insert(client, Entry { class, audience: audience.clone(), mailbox: mailbox.clone() });
        mailbox.change(|outbox| outbox.renew(Reason::Rights));
    }

    /// What a client sees now, and the place in the stream at which that is; what is told from now on goes behind it.
    pub(crate) fn snapshot(&self, client: ClientId, reason: Reason) -> Option<(Place, Snapshot)> {
        let inner = self.lock();
        let entry = inner.clients.get(&client)?;
        entry.mailbox.outbox().snapshot_taken();
        let snapshot = inner.view.snapshot(&entry.audience, reason);
        Some((self.place(inner.number, &entry.audience), snapshot))
    }

    /// What an audience sees now, for one who asks once.
    pub(crate) fn look(&self, audience: &Audience) -> (Place, Snapshot) {
        let inner = self.lock();
        (self.place(inner.number, audience), inner.view.snapshot(audience, Reason::Start))
    }

    /// One queue, if the audience sees it.
    pub(crate) fn queue(&self, audience: &Audience, name: (&str, &str)) -> Option<Arc<QueueNow>> {
        self.lock().view.queue(audience, name)
    }

    /// Where a client is that has everything; `None` while something waits for it.
    pub(crate) fn reached(&self, client: ClientId) -> Option<Place> {
        let inner = self.lock();
        let entry = inner.clients.get(&client)?;
        let has_all = entry.mailbox.outbox().is_empty();
        has_all.then(|| self.place(inner.number, &entry.audience))
    }

    pub(crate) fn place(&self, number: u64, audience: &Audience) -> Place {
        Place { epoch: self.epoch, number, mark: audience.mark() }
    }

    /// Ends all streams, also those that begin from now on.
    pub(crate) fn close(&self, reason: ClosingReason) {
        let mut inner = self.lock();
        inner.closing = Some(reason);
        for entry in inner.clients.values() {
            entry.mailbox.change(|outbox| outbox.close(reason));
        }
    }

    fn len(&self) -> usize {
        self.lock().clients.len()
    }
}

impl Inner {
    /// Numbers a message, hands it out, and keeps it.
    fn tell(&mut self, kept: usize, event: impl FnOnce(u64) -> Event) {
        self.number += 1;
        let event = Arc::new(event(self.number));
        let mut classes = self.classes.seeing(event.part, &event.facts);
        if let Some(unless) = &event.unless {
            for class in self.classes.seeing(event.part, unless) {
                classes.remove(&class);
            }
        }
        for client in classes.into_iter().flat_map(|class| self.classes.clients(class)) {
            let Some(entry) = self.clients.get(&client) else { continue };
            if entry.mailbox.outbox().push(event.clone()) {
                entry.mailbox.woken.notify_one();
            }
        }
        self.ring.push_back(event);
        if self.ring.len() > kept {
            self.ring.pop_front();
        }
    }

    /// What was told behind this number; `None` if some of it is not kept any more, or the number is none of ours.
    fn since(&self, number: u64) -> Option<impl Iterator<Item = &Arc<Event>>> {
        let behind = usize::try_from(self.number.checked_sub(number)?).ok()?;
        let from = self.ring.len().checked_sub(behind)?;
        Some(self.ring.range(from..))
    }

    /// Everything of one Asterisk was told anew. What was told of it before leads nowhere, so nobody goes on from there.
    fn renew(&mut self, standing: &Standing) {
        self.view.put(standing);
        self.number += 1;
        self.ring.clear();
        for entry in self.clients.values() {
            entry.mailbox.change(|outbox| outbox.renew(Reason::Renewed));
        }
    }
}

#[cfg(test)]
mod copy;
#[cfg(test)]
mod tests;
