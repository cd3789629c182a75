//! What was done at a real Asterisk, and what it said.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use ari_client::Client;
use ari_client::operation::Operation;
use tokio::time::timeout;

use crate::rig::PATIENCE;

/// What came of an operation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Outcome {
    /// Done, with this status.
    Done(u16),
    /// This build of Asterisk cannot do it.
    Cannot(u16, &'static str),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(status) => write!(f, "{status}"),
            Self::Cannot(status, why) => write!(f, "{status}: {why}"),
        }
    }
}

/// Operations by their names, each with what came of it.
pub(crate) struct Run<'c> {
    pub(crate) client: &'c Client,
    pub(crate) outcomes: BTreeMap<&'static str, Outcome>,
}

impl<'c> Run<'c> {
    pub(crate) fn new(client: &'c Client) -> Self {
        // The WebSocket is open, or there would be no client.
        Self { client, outcomes: BTreeMap::from([("events.eventWebsocket", Outcome::Done(101))]) }
    }

    /// Does it; it must succeed.
    pub(crate) async fn done<O: Operation>(&mut self, request: O) -> O::Answer {
        let reply = self.client.raw(&request).await.unwrap_or_else(|error| panic!("{error}"));
        let status = reply.status;
        let answer = reply.read::<O>().unwrap_or_else(|error| panic!("{error} (status {status})"));
        self.outcomes.insert(O::NAME, Outcome::Done(status));
        answer
    }

    /// Does it, again and again as long as Asterisk says that it failed itself; false if what it was to be done with is
    /// gone then, for Asterisk may have done it and say that it failed.
    pub(crate) async fn done_at_last<O: Operation>(&mut self, request: O) -> bool {
        let trying = async {
            loop {
                let reply = self.client.raw(&request).await.unwrap_or_else(|error| panic!("{error}"));
                if reply.status != 500 {
                    return reply;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let reply = timeout(PATIENCE, trying).await.unwrap();
        let status = reply.status;
        if status == 404 {
            return false;
        }
        reply.read::<O>().unwrap_or_else(|error| panic!("{error} (status {status})"));
        self.outcomes.insert(O::NAME, Outcome::Done(status));
        true
    }

    /// Does it; this build cannot do it, for this reason.
    pub(crate) async fn cannot<O: Operation>(&mut self, request: O, status: u16, why: &'static str) {
        let reply = self.client.raw(&request).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(reply.status, status, "{}: {reply:?}", O::NAME);
        self.outcomes.insert(O::NAME, Outcome::Cannot(status, why));
    }

    /// Does it if this version has it.
    pub(crate) async fn done_since<O: Operation>(
        &mut self,
        version: u32,
        has: u32,
        request: O,
    ) -> Option<O::Answer> {
        if version >= has {
            return Some(self.done(request).await);
        }
        let reply = self.client.raw(&request).await.unwrap_or_else(|error| panic!("{error}"));
        // It has no such path, or knows the path by another method alone.
        assert!(matches!(reply.status, 404 | 405), "{}: {reply:?}", O::NAME);
        self.outcomes.insert(O::NAME, Outcome::Cannot(reply.status, "newer than this version"));
        None
    }
}
