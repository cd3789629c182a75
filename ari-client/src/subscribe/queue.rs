//! The queue of one listener: bounded, and never silent about what did not fit.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::SystemTime;

use super::gap::{Gap, GapCause};
use super::{Message, SubscribeOptions};

/// What is done with events that a listener does not read in time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Policy {
    /// They are kept up to so many bytes, and what comes beyond is missing, with a [`Gap`] in its place. It begins to
    /// keep again when half of that is read. For those who must have everything.
    Lossless {
        /// Bytes of memory.
        bytes: usize,
    },
    /// The newest are kept, and the oldest are missing, with a [`Gap`] in their place. For those who want to see what
    /// is going on now.
    Lag {
        /// Messages, at least 1.
        messages: usize,
    },
}

impl Default for Policy {
    fn default() -> Self {
        Self::Lossless { bytes: 64 << 20 }
    }
}

#[derive(Debug)]
pub(crate) struct Queue {
    pub(crate) options: SubscribeOptions,
    inner: Mutex<Inner>,
}

/// Read in this order: what was dropped at the front, the messages, what was dropped at the back.
#[derive(Debug)]
struct Inner {
    front: Dropped,
    messages: VecDeque<Message>,
    back: Dropped,
    bytes: usize,
    /// When the last message came.
    latest: SystemTime,
    gaps: u64,
    missed: u64,
    waker: Option<Waker>,
    /// Nothing more comes.
    closed: bool,
    /// Nobody reads any more.
    abandoned: bool,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            front: Dropped::default(),
            messages: VecDeque::new(),
            back: Dropped::default(),
            bytes: 0,
            latest: SystemTime::UNIX_EPOCH,
            gaps: 0,
            missed: 0,
            waker: None,
            closed: false,
            abandoned: false,
        }
    }
}

/// Messages that did not fit: a gap stands for the events, and of the connection's states the last one counts.
#[derive(Debug, Default)]
struct Dropped {
    gap: Option<Gap>,
    state: Option<Message>,
}

impl Dropped {
    /// Takes a message that came at `at`, or not long after. Gives how many events it was.
    fn add(&mut self, message: Message, at: SystemTime) -> u64 {
        let gap = match message {
            Message::Event(_) => slow(at, Some(1)),
            Message::Gap(gap) => gap,
            // It is asked anew, because of the gap.
            Message::Snapshot(_) => slow(at, Some(0)),
            Message::Connected { .. } | Message::Disconnected { .. } => {
                self.state = Some(message);
                slow(at, Some(0))
            }
        };
        self.gap = Some(self.gap.map_or(gap, |before| before.and(gap)));
        gap.missed.unwrap_or_default()
    }

    fn take(&mut self) -> Option<Message> {
        self.gap.take().map(Message::Gap).or_else(|| self.state.take())
    }

    fn is_empty(&self) -> bool {
        self.gap.is_none() && self.state.is_none()
    }
}

fn slow(at: SystemTime, missed: Option<u64>) -> Gap {
    Gap { from: at, to: at, missed, cause: GapCause::SlowReader }
}

/// When a message came, if it says so.
fn time(message: &Message) -> Option<SystemTime> {
    match message {
        Message::Event(event) => Some(event.at()),
        Message::Gap(gap) => Some(gap.to),
        Message::Connected { since, .. } => Some(*since),
        Message::Disconnected { last_heard } => Some(*last_heard),
        Message::Snapshot(snapshot) => Some(snapshot.at),
    }
}

/// What a listener's queue holds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Depth {
    pub(crate) messages: usize,
    pub(crate) bytes: usize,
    pub(crate) gaps: u64,
    pub(crate) missed: u64,
}

impl Queue {
    pub(crate) fn new(options: SubscribeOptions) -> Self {
        Self { options, inner: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here can panic half-way.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds messages; never waits.
    pub(crate) fn push(&self, messages: impl IntoIterator<Item = Message>) {
        let mut inner = self.lock();
        if inner.abandoned {
            return;
        }
        for message in messages {
            inner.push(message, self.options.policy);
        }
        if let Some(waker) = inner.waker.take() {
            drop(inner);
            waker.wake();
        }
    }

    pub(crate) fn pop(&self) -> Option<Message> {
        self.lock().pop()
    }

    pub(crate) fn poll_pop(&self, cx: &mut Context<'_>) -> Poll<Option<Message>> {
        let mut inner = self.lock();
        match inner.pop() {
            Some(message) => Poll::Ready(Some(message)),
            None => inner.wait(cx).map(|()| None),
        }
    }

    pub(crate) fn poll_pop_many(
        &self,
        cx: &mut Context<'_>,
        messages: &mut Vec<Message>,
        limit: usize,
    ) -> Poll<usize> {
        let mut inner = self.lock();
        let before = messages.len();
        while messages.len() - before < limit
            && let Some(message) = inner.pop()
        {
            messages.push(message);
        }
        match messages.len() - before {
            0 if limit > 0 => inner.wait(cx).map(|()| 0),
            count => Poll::Ready(count),
        }
    }

    /// Nothing more will be added.
    pub(crate) fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        if let Some(waker) = inner.waker.take() {
            waker.wake();
        }
    }

    /// Nobody will read any more.
    pub(crate) fn abandon(&self) {
        let mut inner = self.lock();
        *inner = Inner { abandoned: true, closed: inner.closed, ..Inner::default() };
    }

    pub(crate) fn is_abandoned(&self) -> bool {
        self.lock().abandoned
    }

    pub(crate) fn depth(&self) -> Depth {
        let inner = self.lock();
        let Inner { bytes, gaps, missed, .. } = *inner;
        Depth { messages: inner.messages.len(), bytes, gaps, missed }
    }
}

impl Inner {
    fn push(&mut self, message: Message, policy: Policy) {
        self.latest = time(&message).unwrap_or(self.latest).max(self.latest);
        let size = size(&message);
        match policy {
            Policy::Lossless { bytes } => {
                let room = if self.back.is_empty() { bytes } else { bytes / 2 };
                if self.bytes + size > room && !self.messages.is_empty() {
                    self.missed += self.back.add(message, self.latest);
                    return;
                }
                while let Some(message) = self.back.take() {
                    self.gaps += u64::from(matches!(message, Message::Gap(_)));
                    self.add(message);
                }
                self.add(message);
            }
            Policy::Lag { messages } => {
                self.add(message);
                while self.messages.len() > messages.max(1)
                    && let Some(oldest) = self.messages.pop_front()
                {
                    self.bytes -= self::size(&oldest);
                    let at = time(&oldest).unwrap_or(self.latest);
                    self.missed += self.front.add(oldest, at);
                }
            }
        }
    }

    fn add(&mut self, message: Message) {
        self.bytes += size(&message);
        self.messages.push_back(message);
    }

    fn pop(&mut self) -> Option<Message> {
        if let Some(dropped) = self.front.take() {
            self.gaps += u64::from(matches!(dropped, Message::Gap(_)));
            return Some(dropped);
        }
        if let Some(message) = self.messages.pop_front() {
            self.bytes -= size(&message);
            if self.messages.is_empty() && self.messages.capacity() > KEPT_CAPACITY {
                self.messages.shrink_to(KEPT_CAPACITY);
            }
            return Some(message);
        }
        let dropped = self.back.take()?;
        self.gaps += u64::from(matches!(dropped, Message::Gap(_)));
        Some(dropped)
    }

    /// Ready when there will never be anything.
    fn wait(&mut self, cx: &Context<'_>) -> Poll<()> {
        if self.closed {
            return Poll::Ready(());
        }
        match &mut self.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            waker => *waker = Some(cx.waker().clone()),
        }
        Poll::Pending
    }
}

/// What one slow hour has blown up is given back.
const KEPT_CAPACITY: usize = 4_096;

/// What a message costs in memory, roughly: an event about twice its text.
fn size(message: &Message) -> usize {
    const OVERHEAD: usize = 160;
    match message {
        Message::Event(event) => event.bytes() * 2 + OVERHEAD,
        Message::Snapshot(snapshot) => snapshot.bytes + OVERHEAD,
        Message::Connected { .. } | Message::Disconnected { .. } | Message::Gap(_) => OVERHEAD,
    }
}
