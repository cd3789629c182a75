//! What webhooks are to be told of, put into the store with the calls that it tells of.

use std::sync::Arc;

use callflow_core::store::OutboxRow;
use callflow_core::{Change, Timestamp};
use callflow_webhooks::event::Event;
use callflow_webhooks::webhook::Webhook;
use tokio::sync::watch;
use tracing::error;

use crate::webhooks::Subscribed;

/// Who listens, and on whose behalf.
#[derive(Clone, Debug, Default)]
pub(super) struct Listeners {
    webhooks: Arc<[Webhook]>,
    token: u64,
}

impl Listeners {
    /// Who is to be told by the owner with this token, as soon as the store says: what is told before would be told to nobody.
    /// `None` when nobody asks the store any more.
    pub(super) async fn known(subscribed: &mut watch::Receiver<Subscribed>, token: u64) -> Option<Self> {
        let webhooks = subscribed.wait_for(Option::is_some).await.ok()?.clone()?;
        Some(Self { webhooks, token })
    }

    /// Adds a row for each webhook that wants the change, which the entry at `position` has told as its `n`th.
    ///
    /// What is no record of a call and not newer than `rows_after` an owner before us has told. Records are told again: their ids
    /// say whether they are the same.
    pub(super) fn tell(
        &self,
        change: &Change,
        (position, n): (u64, u32),
        rows_after: Timestamp,
        rows: &mut Vec<OutboxRow>,
    ) {
        if self.webhooks.is_empty() || change.kind.call().is_none() && change.at <= rows_after {
            return;
        }
        let event = match Event::of(change) {
            Ok(event) => event,
            Err(error) => {
                error!(pbx.name = &*change.pbx, %error, "a change has no form that webhooks can be told in");
                return;
            }
        };
        let place = OutboxRow::place(self.token, position, n);
        rows.extend(self.webhooks.iter().filter(|webhook| webhook.wants(&event)).map(|webhook| OutboxRow {
            receiver: webhook.id.text(),
            event: event.id.clone(),
            tenant: event.tenant.clone(),
            pbx: event.pbx.clone(),
            kind: event.kind.clone(),
            line: event.line.clone(),
            place: place.clone(),
            at: event.at,
            body: event.body.clone(),
        }));
    }
}
