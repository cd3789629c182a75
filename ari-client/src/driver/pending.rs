//! Requests that were not answered yet.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::fast::FixedState;
use tokio::sync::oneshot;

use crate::error::Error;
use crate::transport::Reply;

/// Requests under way on one connection, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Pending(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    waiting: HashMap<u64, Waiting, FixedState>,
    last: u64,
    /// How the connection ended.
    ended: Option<Ended>,
}

#[derive(Debug)]
struct Waiting {
    operation: &'static str,
    reply: oneshot::Sender<Result<Reply, Error>>,
    /// Bytes of it may be on their way.
    written: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ended {
    Lost,
    Closed,
}

/// A request under way. Whoever drops it takes the request back if it was not written yet, and no longer waits.
#[derive(Debug)]
pub(crate) struct Ticket<'p> {
    pending: &'p Pending,
    pub(crate) id: u64,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.pending.lock().waiting.remove(&self.id);
    }
}

impl Pending {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Nothing in here can panic half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new request.
    pub(crate) fn add(
        &self,
        operation: &'static str,
    ) -> Result<(Ticket<'_>, oneshot::Receiver<Result<Reply, Error>>), Error> {
        let mut inner = self.lock();
        match inner.ended {
            Some(Ended::Closed) => return Err(Error::ClientClosed { operation }),
            Some(Ended::Lost) => return Err(Error::NotConnected { operation }),
            None => {}
        }
        inner.last += 1;
        let id = inner.last;
        let (reply, answer) = oneshot::channel();
        inner.waiting.insert(id, Waiting { operation, reply, written: false });
        Ok((Ticket { pending: self, id }, answer))
    }

    /// Says that it is about to be written; false if nobody waits for it any more, and it should not be.
    pub(crate) fn begin(&self, id: u64) -> bool {
        let mut inner = self.lock();
        inner.waiting.get_mut(&id).map(|waiting| waiting.written = true).is_some()
    }

    /// Answers it, if somebody still waits.
    pub(crate) fn answer(&self, id: u64, reply: Reply) {
        if let Some(waiting) = self.lock().waiting.remove(&id) {
            // Nobody may be waiting any more.
            let _ = waiting.reply.send(Ok(reply));
        }
    }

    /// The connection has ended.
    pub(crate) fn fail_all(&self, closed: bool) {
        let mut inner = self.lock();
        inner.ended.get_or_insert(if closed { Ended::Closed } else { Ended::Lost });
        for (_, Waiting { operation, reply, written }) in inner.waiting.drain() {
            let error =
                if written { Error::OutcomeUnknown { operation } } else { Error::NotSent { operation } };
            // Nobody may be waiting any more.
            let _ = reply.send(Err(error));
        }
    }
}
