//! Listening for the events that show that something was done.

use std::time::Duration;

use ami_client::{Client, Interest, Message, SubscribeOptions, Subscription};
use callflow_core::{CallId, Timestamp};
use tokio::time::timeout;

use super::expect::{Expectation, read_details};
use super::outcome::{Details, Done};
use crate::follow::timestamp;

/// A listener, from before the action is sent.
pub(super) struct Watch {
    /// `None` where there is no event to wait for.
    events: Option<Subscription>,
    /// What has not come yet.
    open: Vec<Expectation>,
    link_lost: bool,
    /// The last event that was waited for, and when it was received.
    last: Option<(String, Timestamp)>,
    details: Details,
}

/// What a listener has heard so far.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Heard {
    /// Something is missing.
    NotYet,
    /// All that was waited for.
    Everything,
    /// The connection broke: what is missing will not come.
    LinkLost,
}

impl Watch {
    pub(super) fn new(client: &Client, expects: Vec<Expectation>, details: Details) -> Self {
        let events = (!expects.is_empty()).then(|| {
            let names = expects.iter().map(|expected| expected.event);
            client.subscribe(SubscribeOptions::new().named("control").interest(Interest::events(names)))
        });
        Self { events, open: expects, link_lost: false, last: None, details }
    }

    /// Takes what has come by now.
    pub(super) fn look(&mut self) -> Heard {
        while let Some(message) = self.events.as_mut().and_then(Subscription::try_recv) {
            self.take(&message);
        }
        self.heard()
    }

    /// Waits for all of it, but no longer than this.
    pub(super) async fn wait(&mut self, time: Duration) -> Heard {
        let waiting = async {
            while self.events.is_some() && self.heard() == Heard::NotYet {
                let message = match &mut self.events {
                    Some(events) => events.recv().await,
                    None => None,
                };
                match message {
                    Some(message) => self.take(&message),
                    // The client was closed.
                    None => self.link_lost = true,
                }
            }
        };
        // Too late is as good as not at all.
        let _ = timeout(time, waiting).await;
        self.heard()
    }

    /// It was shown by something else.
    pub(super) fn heard_otherwise(&mut self, by: &str, at: Timestamp) {
        self.open.clear();
        self.last = Some((by.to_owned(), at));
    }

    pub(super) fn done(self, call: Option<CallId>, now: &dyn Fn() -> Timestamp) -> Done {
        let last = self.last.filter(|_| self.open.is_empty());
        let (confirmed, at) = (last.is_some(), last.as_ref().map_or_else(now, |(_, at)| *at));
        Done { call, confirmed, by: last.map(|(name, _)| name), at, details: self.details }
    }

    fn heard(&self) -> Heard {
        match (self.events.is_some() && self.open.is_empty(), self.link_lost) {
            (true, _) => Heard::Everything,
            (false, true) => Heard::LinkLost,
            (false, false) => Heard::NotYet,
        }
    }

    fn take(&mut self, message: &Message) {
        match message {
            Message::Event(event) => {
                let frame = event.frame();
                let waiting = self.open.len();
                self.open.retain(|expected| !expected.is_met_by(&frame));
                if self.open.len() < waiting {
                    self.last = Some((event.name().into_owned(), timestamp(event.at())));
                    read_details(&frame, &mut self.details);
                }
            }
            Message::Disconnected { .. } => self.link_lost = true,
            // In other gaps the event may be missing, or not.
            _ => {}
        }
    }
}
