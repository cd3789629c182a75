//! Which webhooks there are, as far as this server knows.

use std::sync::Arc;
use std::time::Duration;

use callflow_core::store::StoreError;
use callflow_webhooks::webhook::Webhook;
use tokio::sync::watch;
use tokio::time::sleep;
use tracing::warn;

use crate::stores::AnyStore;

/// All webhooks; `None` until the store has told of them.
pub(crate) type Subscribed = Option<Arc<[Webhook]>>;

/// How often they are read again: so late at most this server knows of what another one has changed.
const EVERY: Duration = Duration::from_secs(5);
/// How often they are asked for while the store does not answer.
const AGAIN: Duration = Duration::from_millis(500);

/// Reads webhooks from the store, and tells of changes.
#[derive(Debug)]
pub(crate) struct Subscriptions {
    store: Arc<dyn AnyStore>,
    known: watch::Sender<Subscribed>,
}

impl Subscriptions {
    pub(super) fn new(store: Arc<dyn AnyStore>) -> Self {
        Self { store, known: watch::Sender::new(None) }
    }

    pub(crate) fn watch(&self) -> watch::Receiver<Subscribed> {
        self.known.subscribe()
    }

    /// Reads them now.
    pub(crate) async fn refresh(&self) -> Result<(), StoreError> {
        let webhooks: Arc<[Webhook]> = self.store.webhooks(None).await?.into();
        self.known.send_if_modified(|known| {
            let changed = known.as_deref() != Some(&*webhooks);
            if changed {
                *known = Some(webhooks);
            }
            changed
        });
        Ok(())
    }

    /// Reads them again and again.
    pub(crate) async fn keep(&self) {
        let mut told = false;
        loop {
            let pause = match self.refresh().await {
                Ok(()) => {
                    told = false;
                    EVERY
                }
                Err(error) => {
                    if !error.retryable() && !std::mem::replace(&mut told, true) {
                        warn!(%error, "webhooks cannot be read; those known stay");
                    }
                    AGAIN
                }
            };
            sleep(pause).await;
        }
    }
}
