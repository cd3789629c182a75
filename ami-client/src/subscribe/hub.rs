//! All listeners of a client.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use ami_proto::{Frame, FrameBlock};

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

    /// Collects what one read brought, so that each queue is locked once.
    pub(crate) fn batch(&self, at: SystemTime) -> Batch<'_> {
        let queues = self.queues().into_iter().map(|queue| (queue, Vec::new())).collect();
        Batch { hub: self, at, block: FrameBlock::new(), queues }
    }
}

pub(crate) struct Batch<'h> {
    hub: &'h Hub,
    at: SystemTime,
    /// The events that somebody is interested in.
    block: FrameBlock,
    queues: Vec<(Arc<Queue>, Vec<Collected>)>,
}

/// What a queue gets.
enum Collected {
    /// The event of this number in the block.
    Event(usize),
    Message(Message),
}

impl Batch<'_> {
    pub(crate) fn event(&mut self, frame: &Frame<'_>) {
        let mut shared = None;
        for (queue, collected) in &mut self.queues {
            if queue.options.interest.takes(frame) {
                let number = *shared.get_or_insert_with(|| self.block.push(frame));
                collected.push(Collected::Event(number));
            }
        }
    }

    /// Part of an answer, for the one who asked.
    pub(crate) fn answer(&mut self, to: &Arc<Queue>, message: Message) {
        match self.queues.iter_mut().find(|(queue, _)| Arc::ptr_eq(queue, to)) {
            Some((_, collected)) => collected.push(Collected::Message(message)),
            // It came after this batch began, or has gone.
            None => to.push([message]),
        }
    }

    pub(crate) fn gap(&mut self, gap: Gap) {
        self.queues
            .iter_mut()
            .for_each(|(_, collected)| collected.push(Collected::Message(Message::Gap(gap))));
    }

    /// Passes on what was collected, and tells everybody how the connection is.
    pub(crate) fn connection(&mut self, message: Message) {
        self.flush();
        self.hub.connection(message);
    }

    pub(crate) fn flush(&mut self) {
        let block = Arc::new(std::mem::take(&mut self.block));
        for (queue, collected) in &mut self.queues {
            if !collected.is_empty() {
                queue.push(collected.drain(..).map(|one| match one {
                    Collected::Event(number) => Message::Event(Received::new(block.clone(), number, self.at)),
                    Collected::Message(message) => message,
                }));
            }
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}
