//! Listening: each listener has a queue of its own, a bound to it, and a word for what did not fit.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use futures_core::Stream;

mod gap;
pub(crate) mod hub;
mod interest;
pub(crate) mod queue;
mod snapshot;

pub use gap::{Gap, GapCause};
pub use interest::Interest;
pub use queue::Policy;
pub use snapshot::Snapshot;

use crate::event::Event;
use crate::state::Server;
use queue::Queue;

/// What a listener is told, in the order of the wire.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Message {
    /// Connected: from here on every event of the applications comes. A [`Snapshot`] of what there is already follows.
    /// A subscription that begins while the client is connected begins with this, and is told no snapshot: see
    /// [`Client::snapshot`](crate::Client::snapshot).
    Connected {
        /// What is known of Asterisk.
        server: Arc<Server>,
        /// Since when.
        since: SystemTime,
    },
    /// An event.
    Event(Received),
    /// How things are, asked for after the connection was made.
    Snapshot(Arc<Snapshot>),
    /// The connection is lost. When it is back, a [`Gap`] and [`Connected`](Self::Connected) follow.
    Disconnected {
        /// When it was last heard of.
        last_heard: SystemTime,
    },
    /// Events are missing here.
    Gap(Gap),
}

/// An event, and when it was received. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    event: Arc<Event>,
    at: SystemTime,
    bytes: usize,
}

impl Received {
    pub(crate) fn new(event: Event, at: SystemTime, bytes: usize) -> Self {
        Self { event: Arc::new(event), at, bytes }
    }

    /// The event.
    #[must_use]
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// When it was received, by a clock that never goes back. When it happened stands in the event.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        self.at
    }

    /// How long its text was.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }
}

/// What a listener wants to hear, and what is done when it does not listen.
#[derive(Clone, Debug)]
pub struct SubscribeOptions {
    pub(crate) name: String,
    pub(crate) interest: Interest,
    pub(crate) policy: Policy,
}

impl SubscribeOptions {
    /// Every event, up to 64 MiB of what was not read yet, then a [`Gap`].
    #[must_use]
    pub fn new() -> Self {
        Self { name: "events".to_owned(), interest: Interest::all(), policy: Policy::default() }
    }

    /// What it is called in [metrics](crate::SubscriberMetrics); by default `events`.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Which events; by default all.
    #[must_use]
    pub fn interest(mut self, interest: Interest) -> Self {
        self.interest = interest;
        self
    }

    /// What is done when it does not listen.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }
}

impl Default for SubscribeOptions {
    fn default() -> Self {
        Self::new()
    }
}

/// What a listener's queue holds, and what it has missed.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct SubscriberMetrics {
    /// What it is called.
    pub name: String,
    /// Messages that were not read yet.
    pub messages: usize,
    /// What they cost in memory, roughly.
    pub bytes: usize,
    /// Gaps that it was told of.
    pub gaps: u64,
    /// Events that did not fit into its queue.
    pub missed: u64,
}

impl SubscriberMetrics {
    pub(crate) fn of(queue: &Queue) -> Self {
        let queue::Depth { messages, bytes, gaps, missed } = queue.depth();
        Self { name: queue.options.name.clone(), messages, bytes, gaps, missed }
    }
}

/// A listener. It ends when it is dropped, or when the client is closed and everything is read. It does not keep the
/// client alive.
///
/// Between two [`Gap`]s it gets every event that Asterisk sent and that it is [interested](Interest) in, once and in
/// order.
#[derive(Debug)]
pub struct Subscription {
    pub(crate) queue: Arc<Queue>,
}

impl Subscription {
    /// The next message; `None` when the client is closed and everything is read.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn recv(&mut self) -> Option<Message> {
        poll_fn(|cx| self.queue.poll_pop(cx)).await
    }

    /// The next event; `None` when the client is closed and everything is read. For those who do not need to know of
    /// gaps: whatever else is told before it is skipped.
    ///
    /// # Cancel safety
    /// Dropping the future loses no event.
    pub async fn event(&mut self) -> Option<Received> {
        loop {
            if let Message::Event(event) = self.recv().await? {
                return Some(event);
            }
        }
    }

    /// The next message if there is one already.
    pub fn try_recv(&mut self) -> Option<Message> {
        self.queue.pop()
    }

    /// Takes all messages that there are, up to `limit`, and waits for one if there is none. Gives how many were
    /// added to `messages`: 0 when the client is closed and everything is read. Cheaper than one by one.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn recv_many(&mut self, messages: &mut Vec<Message>, limit: usize) -> usize {
        poll_fn(|cx| self.queue.poll_pop_many(cx, messages, limit)).await
    }
}

impl Stream for Subscription {
    type Item = Message;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        self.queue.poll_pop(cx)
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.queue.abandon();
    }
}
