//! One client as long as it is connected: what is next for it, and whether it still may.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, header};
use tokio::time::{Instant, sleep_until};

use super::audience::Audience;
use super::classes::ClientId;
use super::event::{Event, Place, json};
use super::forms::{ClosingReason, Reason, Snapshot};
use super::hub::{Full, Hub, Mailbox};
use super::outbox::Next;
use crate::auth::Callers;
use crate::auth::caller::KEY_HEADER;
use crate::clock::Clock;
use crate::problem::Problem;

/// A client that hears nothing else hears this often that the server is there.
const IDLE_AFTER: Duration = Duration::from_secs(15);
/// Where the store does not say whether somebody still may, the last answer counts this long.
const UNSURE_FOR: Duration = Duration::from_secs(60);

/// What is told who is connected.
#[derive(Clone, Debug)]
pub(crate) struct Realtime {
    pub(crate) hub: Arc<Hub>,
    pub(crate) callers: Arc<Callers>,
    pub(crate) clock: Clock,
    /// How often it is asked again whether a client still may.
    pub(crate) check_every: Duration,
}

/// What a client has shown who it is: the headers of its request that say so, and nothing else of it.
#[derive(Clone, Debug)]
pub(crate) struct Credentials(HeaderMap);

impl Credentials {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let mut kept = HeaderMap::new();
        for name in [header::AUTHORIZATION, header::COOKIE, KEY_HEADER] {
            for value in headers.get_all(&name) {
                kept.append(name.clone(), value.clone());
            }
        }
        Self(kept)
    }

    pub(crate) const fn headers(&self) -> &HeaderMap {
        &self.0
    }
}

/// One client. It leaves when this is dropped.
#[derive(Debug)]
pub(crate) struct Client {
    realtime: Realtime,
    id: ClientId,
    mailbox: Arc<Mailbox>,
    audience: Arc<Audience>,
    credentials: Credentials,
    check_at: Instant,
    /// Since when nobody can tell whether it still may.
    unsure_since: Option<Instant>,
    idle_at: Instant,
}

/// What is sent to a client.
#[derive(Clone, Debug)]
pub(crate) enum Delivery {
    /// Everything that it may see.
    Snapshot(Place, Snapshot),
    /// A message.
    Event(Place, Arc<Event>),
    /// Nothing happened; where it is, if it has everything.
    Idle(Option<Place>),
    /// Nothing more comes.
    Closing(ClosingReason),
}

impl Client {
    /// # Errors
    /// [`Full`].
    pub(crate) fn join(
        realtime: &Realtime,
        audience: Audience,
        credentials: Credentials,
        last: Option<Place>,
    ) -> Result<Self, Full> {
        let audience = Arc::new(audience);
        let (id, mailbox) = realtime.hub.join(&audience, last)?;
        let now = Instant::now();
        Ok(Self {
            realtime: realtime.clone(),
            id,
            mailbox,
            audience,
            credentials,
            check_at: now + realtime.check_every,
            unsure_since: None,
            idle_at: now + IDLE_AFTER,
        })
    }

    pub(crate) fn audience(&self) -> &Arc<Audience> {
        &self.audience
    }

    /// The JSON of a message as this client sees it.
    pub(crate) fn json(&self, event: &Event) -> Arc<str> {
        event.json(self.audience.sees_numbers)
    }

    /// Waits for what is next. May be dropped while it waits: nothing is lost.
    pub(crate) async fn next(&mut self) -> Delivery {
        loop {
            // Before anything is sent, also to one who is sent something all the time.
            if Instant::now() >= self.check_at
                && let Some(closing) = self.check().await
            {
                return Delivery::Closing(closing);
            }
            let delivery = match self.mailbox.pop() {
                Next::Snapshot(reason) => self.snapshot(reason),
                Next::Event(event) => {
                    Some(Delivery::Event(self.realtime.hub.place(event.number, &self.audience), event))
                }
                Next::Closing(reason) => Some(Delivery::Closing(reason)),
                Next::Nothing => None,
            };
            if let Some(delivery) = delivery {
                self.idle_at = Instant::now() + IDLE_AFTER;
                return delivery;
            }
            tokio::select! {
                () = self.mailbox.woken() => {}
                () = sleep_until(self.check_at) => {}
                () = sleep_until(self.idle_at) => {
                    self.idle_at = Instant::now() + IDLE_AFTER;
                    return Delivery::Idle(self.realtime.hub.reached(self.id));
                }
            }
        }
    }

    fn snapshot(&self, reason: Reason) -> Option<Delivery> {
        let (place, snapshot) = self.realtime.hub.snapshot(self.id, reason)?;
        Some(Delivery::Snapshot(place, snapshot))
    }

    /// Whether it still may, and what.
    async fn check(&mut self) -> Option<ClosingReason> {
        let Realtime { callers, clock, .. } = &self.realtime;
        let known = callers.known(&self.credentials.0, clock.now()).await;
        let now = Instant::now();
        self.check_at = now + self.realtime.check_every;
        let actor = match known {
            Ok((actor, _)) => actor,
            Err(Problem::NotSignedIn) => return Some(ClosingReason::SignedOut),
            Err(_) => {
                let since = *self.unsure_since.get_or_insert(now);
                return (now - since >= UNSURE_FOR).then_some(ClosingReason::Unavailable);
            }
        };
        self.unsure_since = None;
        let audience = Audience::of(&actor);
        if audience.calls.is_none() {
            return Some(ClosingReason::Forbidden);
        }
        if audience != *self.audience {
            self.audience = Arc::new(audience);
            self.realtime.hub.regard(self.id, &self.audience);
        }
        None
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.realtime.hub.leave(self.id);
    }
}

/// A snapshot as JSON, as this audience sees it.
pub(crate) fn written(mut snapshot: Snapshot, audience: &Audience) -> Arc<str> {
    if !audience.sees_numbers {
        for call in &mut snapshot.calls {
            *call = Arc::new(callflow_core::privacy::masked_call(call));
        }
    }
    json(&snapshot)
}
