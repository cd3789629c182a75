//! Telling other programs what happens: from events that wait in the store to requests over HTTP.
//!
//! What is to be told is put into the store by the projector, in the commit of the calls that it tells of (`projector/outbox.rs`).
//! From there the server that owns the PBX sends it, some at once, those of one call one after the other. What may go next, when it
//! is tried again and which addresses are asked is decided in `callflow_webhooks`; here are the sockets, the clock and the store.

mod connect;
mod dispatch;
mod lane;
mod send;
mod subscriptions;

use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::store::{OutboxRow, Sealed, StoreError};
use callflow_webhooks::address::AddressRules;
use callflow_webhooks::delivery::{Attempt, Delivery};
use callflow_webhooks::event::TEST;
use callflow_webhooks::retry::Schedule;
use callflow_webhooks::target::Target;
use callflow_webhooks::webhook::Webhook;
use callflow_webhooks::{EntropyError, WebhookId, signature};
use secrecy::SecretString;
use tokio::sync::Notify;
use tokio::time::sleep;
use tracing::debug;

#[cfg(feature = "s3")]
pub(crate) use self::connect::{Stream, client_config};
pub(crate) use self::dispatch::Dispatcher;
use self::send::{Request, Sender};
pub(crate) use self::subscriptions::{Subscribed, Subscriptions};
use crate::clock::Clock;
use crate::config::WebhookSettings;
use crate::stores::AnyStore;
use crate::vault::{Vault, VaultError};

/// A delivery that was begun is this server's for so long: longer than a request takes, so that no other sends it at the same time.
const CLAIM: Duration = Duration::from_secs(20);
/// How often what came of a delivery is noted again that the store did not take, and the pause between.
const NOTE: (u32, Duration) = (5, Duration::from_secs(1));
/// Where the secret of a webhook is bound to, in the vault, besides its id.
const PLACE: &str = "webhook";

/// What all that send have in common.
#[derive(Debug)]
pub(crate) struct Webhooks {
    pub(crate) store: Arc<dyn AnyStore>,
    pub(crate) subscriptions: Subscriptions,
    pub(crate) rules: AddressRules,
    /// There is something to send.
    pub(crate) wake: Arc<Notify>,
    vault: Vault,
    clock: Clock,
    sender: Sender,
    schedule: Schedule,
    workers: usize,
    keep: Duration,
}

/// A text that is sent to a URL.
#[derive(Debug)]
pub(crate) struct Posted<'p> {
    /// The same each time that it is sent.
    pub(crate) id: &'p str,
    /// What it is.
    pub(crate) kind: &'p str,
    pub(crate) content_type: &'p str,
    pub(crate) body: &'p str,
}

/// Why the test of a webhook says nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TestError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// Another one was faster to send it.
    #[error("the event is being sent already: look at the deliveries")]
    Taken,
}

/// What a receiver said to the event of a test.
#[derive(Debug)]
pub(crate) struct Tested {
    pub(crate) event: Arc<str>,
    pub(crate) attempt: Attempt,
    /// What it answered, the beginning of it.
    pub(crate) said: String,
    pub(crate) took: Duration,
}

impl Webhooks {
    pub(crate) fn new(
        store: Arc<dyn AnyStore>,
        settings: &WebhookSettings,
        secret: &SecretString,
        clock: Clock,
    ) -> Self {
        let rules = AddressRules::allowing(settings.allow_private.clone());
        Self {
            subscriptions: Subscriptions::new(store.clone()),
            sender: Sender::new(rules.clone()),
            store,
            rules,
            wake: Arc::default(),
            vault: Vault::of_webhooks(secret),
            clock,
            schedule: Schedule {
                first: settings.first_retry,
                give_up_after: settings.give_up_after,
                ..Schedule::default()
            },
            workers: settings.workers,
            keep: settings.keep,
        }
    }

    pub(crate) fn seal(&self, id: &WebhookId, secret: &SecretString) -> Result<Sealed, VaultError> {
        self.vault.seal((PLACE, id.as_str()), secret)
    }

    /// Sends one to its webhook, and notes what came of it.
    async fn deliver(&self, webhook: &Webhook, delivery: &Delivery, until: Timestamp) -> Attempt {
        let (attempt, _) = self.send(webhook, delivery, 0).await;
        let progress = delivery.after(&attempt, self.clock.now(), &self.schedule);
        debug!(
            webhook.id = %delivery.webhook,
            event.id = &*delivery.event,
            event.type = &*delivery.kind,
            state = progress.state.as_str(),
            attempts = progress.attempts,
            status = progress.status,
            "sent an event"
        );
        for _ in 0..NOTE.0 {
            let noted =
                self.store.settle_delivery(&delivery.webhook, &delivery.event, until, &progress).await;
            match noted {
                // Where the claim was lost another one sends it too; the receiver discards one of them.
                Ok(_) => break,
                // Where it is not noted at all it is sent again, and discarded too.
                Err(error) => debug!(%error, "what came of an event cannot be noted"),
            }
            sleep(NOTE.1).await;
        }
        attempt
    }

    /// Sends an event that tells of nothing, and gives what the receiver said.
    pub(crate) async fn test(&self, webhook: &Webhook) -> Result<Tested, TestError> {
        let now = self.clock.now();
        let event: Arc<str> = format!("evt_{}", WebhookId::random()?).into();
        let body = serde_json::json!({
            "id": &*event, "at": now, "tenant": &*webhook.tenant, "pbx": "", "type": TEST,
            "data": {"webhook": webhook.id.as_str()},
        });
        // Of no Asterisk, so that none of its events waits for it.
        let row = OutboxRow {
            receiver: webhook.id.text(),
            event: event.clone(),
            tenant: webhook.tenant.clone(),
            pbx: "".into(),
            kind: TEST.into(),
            line: event.clone(),
            place: OutboxRow::place(0, u64::try_from(now.unix_micros()).unwrap_or(0), 0),
            at: now,
            body: body.to_string().into(),
        };
        self.store.put_deliveries(std::slice::from_ref(&row)).await?;
        let until = now.saturating_add(CLAIM);
        let claimed = self.store.claim_delivery(&webhook.id, &event, now, until).await?;
        let delivery = claimed.ok_or(TestError::Taken)?;
        let (attempt, said) = self.send(webhook, &delivery, send::MOST_SAID).await;
        let done = self.clock.now();
        // It is tried once: whoever looks tries again.
        let once = Schedule { give_up_after: Duration::ZERO, ..self.schedule };
        let progress = delivery.after(&attempt, done, &once);
        self.store.settle_delivery(&webhook.id, &event, until, &progress).await?;
        Ok(Tested { event, attempt, said, took: done.since(now) })
    }

    /// Sends a text that is no event to a URL, signed and with the rules for addresses as events are; once.
    /// Says why it was not taken.
    pub(crate) async fn post(
        &self,
        url: &Target,
        secret: &SecretString,
        posted: Posted<'_>,
    ) -> Result<(), String> {
        let Posted { id, kind, content_type, body } = posted;
        let signature = signature::header(std::slice::from_ref(secret), self.clock.now(), body);
        let request = Request { target: url, event: id, kind, signature, content_type, body };
        match self.sender.send(request, 0).await {
            Ok(answer) if (200..300).contains(&answer.status) => Ok(()),
            Ok(answer) => Err(format!("answered {}", answer.status)),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn send(&self, webhook: &Webhook, delivery: &Delivery, most_said: usize) -> (Attempt, String) {
        let now = self.clock.now();
        let secrets: Result<Vec<SecretString>, VaultError> =
            webhook.secrets(now).map(|it| self.vault.open((PLACE, webhook.id.as_str()), it)).collect();
        let Ok(secrets) = secrets else {
            let error = "its secret cannot be decrypted: give it a new one".into();
            return (Attempt::Unreachable { status: None, error }, String::new());
        };
        let request = Request {
            target: &webhook.settings.url,
            event: &delivery.event,
            kind: &delivery.kind,
            signature: signature::header(&secrets, now, &delivery.body),
            content_type: "application/json",
            body: &delivery.body,
        };
        match self.sender.send(request, most_said).await {
            Ok(answer) => (Attempt::answered(answer.status), answer.said),
            Err(error) => {
                let error = error.to_string().into();
                (Attempt::Unreachable { status: None, error }, String::new())
            }
        }
    }
}
