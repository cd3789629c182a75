//! All listeners of a client.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::queue::Queue;
use super::{Gap, Message, Received};

/// Shared by the driver, which tells, and by the handles, which add listeners.
#[derive(Debug, Default)]
pub(crate) struct Hub(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    queues: Vec<Arc<Queue>>,
    /// The connection, for those who come later.
    connected: Option<Message>,
    closed: bool,
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here can panic half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, queue: &Arc<Queue>) {
        let mut inner = self.lock();
        queue.push(inner.connected.clone());
        if inner.closed {
            queue.close();
        }
        inner.queues.push(queue.clone());
    }

    /// Tells everybody how the connection is.
    pub(crate) fn connection(&self, message: Message) {
        let mut inner = self.lock();
        for queue in &inner.queues {
            queue.push([message.clone()]);
        }
        inner.connected = matches!(message, Message::Connected { .. }).then_some(message);
    }

    /// Tells everybody who wants to hear it.
    pub(crate) fn event(&self, event: &Received) {
        let mut inner = self.lock();
        inner.queues.retain(|queue| !queue.is_abandoned());
        for queue in inner.queues.iter().filter(|queue| queue.options.interest.takes(event.event())) {
            queue.push([Message::Event(event.clone())]);
        }
    }

    /// Tells everybody.
    pub(crate) fn message(&self, message: &Message) {
        for queue in &self.lock().queues {
            queue.push([message.clone()]);
        }
    }

    pub(crate) fn gap(&self, gap: Gap) {
        self.message(&Message::Gap(gap));
    }

    pub(crate) fn close(&self) {
        let mut inner = self.lock();
        inner.closed = true;
        inner.connected = None;
        inner.queues.iter().for_each(|queue| queue.close());
    }

    /// The queues of those who still listen.
    pub(crate) fn queues(&self) -> Vec<Arc<Queue>> {
        let mut inner = self.lock();
        inner.queues.retain(|queue| !queue.is_abandoned());
        inner.queues.clone()
    }
}
