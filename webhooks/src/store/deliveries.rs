//! Deliveries.

use std::fmt::Debug;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::store::{Cursor, MAX_LIMIT, OutboxRow, StoreError};

use crate::delivery::{Delivery, DeliveryState, Progress};
use crate::id::WebhookId;
use crate::turn::Waiting;

/// Which deliveries of a webhook to list, newest first.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DeliveryQuery {
    /// To this one.
    pub webhook: WebhookId,
    /// That stand so.
    pub state: Option<DeliveryState>,
    /// At most this many, from 1 to [`MAX_LIMIT`].
    pub limit: u32,
    /// Those after this place, which a page gave.
    pub cursor: Option<Cursor>,
}

impl DeliveryQuery {
    /// The 50 newest ones of a webhook.
    #[must_use]
    pub fn of(webhook: WebhookId) -> Self {
        Self { webhook, state: None, limit: 50, cursor: None }
    }

    /// Whether a store can answer it; every implementation asks this first.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit of 0 or above [`MAX_LIMIT`].
    pub fn check(&self) -> Result<(), StoreError> {
        if (1..=MAX_LIMIT).contains(&self.limit) {
            Ok(())
        } else {
            Err(StoreError::invalid("limit", format!("must be from 1 to {MAX_LIMIT}")))
        }
    }

    /// Whether the delivery is asked for, and comes after the cursor.
    #[must_use]
    pub fn matches(&self, delivery: &Delivery) -> bool {
        delivery.webhook == self.webhook
            && self.state.is_none_or(|state| state == delivery.progress.state)
            && self
                .cursor
                .as_ref()
                .is_none_or(|cursor| (delivery.at, &*delivery.event) < (cursor.at(), cursor.id()))
    }
}

/// One page of a list of deliveries.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct DeliveryPage {
    /// Newest first.
    pub items: Vec<Delivery>,
    /// Where the next page begins; `None` on the last one.
    pub next_cursor: Option<Cursor>,
}

impl DeliveryPage {
    /// The page made of the first `limit` of `items`, which are one more than the limit where there are more.
    #[must_use]
    pub fn of(mut items: Vec<Delivery>, limit: u32) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(|last| Cursor::new(last.at, &last.event));
        Self { items, next_cursor }
    }
}

/// Deliveries.
#[async_trait]
pub trait DeliveryStore: Debug + Send + Sync {
    /// Puts deliveries as a batch does: what is there already stays as it was.
    ///
    /// # Errors
    /// Those of the database.
    async fn put_deliveries(&self, rows: &[OutboxRow]) -> Result<(), StoreError>;

    /// What waits for this webhook of this PBX, in order of its places, behind one of them; at most `limit`.
    ///
    /// # Errors
    /// Those of the database.
    async fn waiting_deliveries(
        &self,
        webhook: &WebhookId,
        pbx: &str,
        behind: Option<&str>,
        limit: u32,
    ) -> Result<Vec<Waiting>, StoreError>;

    /// Gives one that waits and is due to whoever asks first, until `until`: for others it is due then. **Atomic**: of several
    /// who ask, on several servers, one gets it.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for a record that cannot be read, and those of the database.
    async fn claim_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Delivery>, StoreError>;

    /// Notes how far it has come, if it is still claimed `until` then; says whether it is. What was delivered loses its body.
    ///
    /// # Errors
    /// Those of the database.
    async fn settle_delivery(
        &self,
        webhook: &WebhookId,
        event: &str,
        until: Timestamp,
        progress: &Progress,
    ) -> Result<bool, StoreError>;

    /// A page of deliveries.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range; those of [`claim_delivery`](Self::claim_delivery).
    async fn deliveries(&self, query: &DeliveryQuery) -> Result<DeliveryPage, StoreError>;

    /// Has what was given up sent again, at its old place: this one, or all of the webhook. Says how many.
    ///
    /// # Errors
    /// Those of the database.
    async fn replay_deliveries(&self, webhook: &WebhookId, event: Option<&str>) -> Result<u64, StoreError>;

    /// Removes the oldest deliveries of events from before `before`, wherever they stand, at most `limit`; says how many. 0 means
    /// that none is left.
    ///
    /// # Errors
    /// Those of the database.
    async fn purge_deliveries(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError>;
}

/// The order in which deliveries are listed.
#[cfg(feature = "testkit")]
pub(crate) fn newest_first(one: &Delivery, other: &Delivery) -> std::cmp::Ordering {
    let key = |it: &Delivery| -> (Timestamp, std::sync::Arc<str>) { (it.at, it.event.clone()) };
    key(other).cmp(&key(one))
}
