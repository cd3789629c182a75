//! Listening: each listener has a queue of its own, a bound to it, and a word for what did not fit.

use std::borrow::Cow;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use ami_proto::session::Server;
use ami_proto::{Event, Frame, FrameBlock, OwnedFrame};
use futures_core::Stream;
use tokio::sync::mpsc;

mod gap;
pub(crate) mod hub;
mod interest;
pub(crate) mod queue;

pub use gap::{Gap, GapCause};
pub use interest::Interest;
pub use queue::Policy;

use crate::driver::Order;
use crate::error::SendError;
use queue::Queue;

/// What a listener is told, in the order of the wire.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Message {
    /// Logged in: from here on every event comes. What there is already must be asked for; see
    /// [`Subscription::ask`]. A subscription that begins while the client is connected begins with this.
    Connected {
        /// What is known of Asterisk so far: its greeting.
        server: Arc<Server>,
        /// Since when.
        since: SystemTime,
    },
    /// An event.
    Event(Received),
    /// Part of the answer to a [question](Subscription::ask).
    Answer(Question, Part),
    /// The connection is lost. When it is back, a [`Gap`] and [`Connected`](Self::Connected) follow.
    Disconnected {
        /// When it was last heard of.
        last_heard: SystemTime,
    },
    /// Events are missing here. Answers to questions that were asked before may be missing, too: ask again.
    Gap(Gap),
}

/// An event, and when it was received. Cheap to clone. It shares its memory with those that were received in the same
/// moment, so whoever keeps a few for long better keeps [`frame`](Self::frame)`().to_owned()`.
#[derive(Clone)]
pub struct Received {
    block: Arc<FrameBlock>,
    number: usize,
    at: SystemTime,
}

impl Received {
    pub(crate) fn new(block: Arc<FrameBlock>, number: usize, at: SystemTime) -> Self {
        Self { block, number, at }
    }

    /// The frame with all headers.
    #[must_use]
    pub fn frame(&self) -> Frame<'_> {
        self.block.get(self.number).unwrap_or_else(Frame::empty)
    }

    /// The typed view.
    #[must_use]
    pub fn event(&self) -> Option<Event<'_>> {
        Event::of(self.frame())
    }

    /// Name of the event.
    #[must_use]
    pub fn name(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.frame().event_name().unwrap_or_default())
    }

    /// When it was received, by a clock that never goes back.
    #[must_use]
    pub fn at(&self) -> SystemTime {
        self.at
    }
}

impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received").field("at", &self.at).field("frame", &self.frame()).finish()
    }
}

impl PartialEq for Received {
    fn eq(&self, other: &Self) -> bool {
        self.at == other.at && self.frame() == other.frame()
    }
}

impl Eq for Received {}

/// One question of a subscription. Never the same twice.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Question(pub(crate) u64);

/// Part of the answer to a question.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Part {
    /// The response. Nothing follows if it is the last: a plain answer, or an error that has no list.
    Response {
        /// With all headers; may be an error.
        frame: OwnedFrame,
        /// Nothing more comes for this question.
        last: bool,
    },
    /// An item of the list.
    Item(OwnedFrame),
    /// The event that ends the list, with `ListItems` and the like.
    End(OwnedFrame),
    /// There is no answer, or no more of it.
    Failed(SendError),
}

impl Part {
    /// Whether nothing more comes for the question.
    #[must_use]
    pub fn is_last(&self) -> bool {
        match self {
            Self::Response { last, .. } => *last,
            Self::Item(_) => false,
            Self::End(_) | Self::Failed(_) => true,
        }
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

    /// What it is called in [metrics](crate::Metrics); by default `events`.
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

/// A listener. It ends when it is dropped, or when the client is closed and everything is read.
///
/// Between two [`Gap`]s it gets every event that Asterisk sent and that it is [interested](Interest) in, once and in
/// order.
#[derive(Debug)]
pub struct Subscription {
    pub(crate) queue: Arc<Queue>,
    pub(crate) orders: mpsc::Sender<Order>,
    pub(crate) questions: u64,
}

impl Subscription {
    /// The next message; `None` when the client is closed and everything is read.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing.
    pub async fn recv(&mut self) -> Option<Message> {
        poll_fn(|cx| self.queue.poll_pop(cx)).await
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

    /// Asks Asterisk something whose answer is to be read in step with the events: it comes as
    /// [`Message::Answer`], between those events that were sent before and after it. That is what taking up a state
    /// needs, because an item of a list tells how things were when it was written.
    ///
    /// Questions are asked in order. One that cannot be asked is answered with [`Part::Failed`].
    ///
    /// # Errors
    /// If the action may not be sent, or the client is closed.
    ///
    /// # Cancel safety
    /// A future that is dropped may have asked or not; if it has, the answer comes all the same.
    pub async fn ask(&mut self, action: impl ami_proto::action::IntoAction) -> Result<Question, SendError> {
        let action = action.into_action()?;
        self.questions += 1;
        let question = Question(self.questions);
        let order = Order::Ask { action, queue: self.queue.clone(), question };
        self.orders.send(order).await.map_err(|_| SendError::ClientClosed)?;
        Ok(question)
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
