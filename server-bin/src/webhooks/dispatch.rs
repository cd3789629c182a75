//! Sends what waits: some at once, of each call one after the other, and no receiver at the cost of another.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_webhooks::WebhookId;
use callflow_webhooks::delivery::Attempt;
use callflow_webhooks::share::{Health, room};
use callflow_webhooks::webhook::Webhook;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use super::lane::Lane;
use super::subscriptions::Subscribed;
use super::{CLAIM, Webhooks};
use crate::clock::earlier;
use crate::ownership::Ownership;

/// So often each webhook is looked at even if nothing is said to be there: another server may have put or replayed something.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// After an error of the store.
const AGAIN: Duration = Duration::from_secs(1);
/// When the server stops, requests under way have so long.
const END_WITHIN: Duration = Duration::from_secs(2);
/// How often old deliveries are looked for, and how many are removed at once.
const PURGE: (Duration, u32) = (Duration::from_secs(10 * 60), 500);

/// The PBX and the webhook.
type Key = (Arc<str>, WebhookId);

/// Sends the events of those PBXs that this server owns.
pub(crate) struct Dispatcher {
    pub(crate) webhooks: Arc<Webhooks>,
    /// Whose the PBXs are.
    pub(crate) ownerships: Vec<(Arc<str>, watch::Receiver<Ownership>)>,
}

impl Dispatcher {
    /// Sends until `stop`.
    pub(crate) async fn run(self, stop: CancellationToken) {
        tokio::select! {
            () = self.dispatch(&stop) => {}
            () = purge(&self.webhooks) => {}
        }
    }

    async fn dispatch(&self, stop: &CancellationToken) {
        let mut subscribed = self.webhooks.subscriptions.watch();
        let mut lanes: BTreeMap<Key, Lane> = BTreeMap::new();
        let mut sending: JoinSet<(Key, Attempt)> = JoinSet::new();
        loop {
            let now = self.webhooks.clock.now();
            let known = subscribed.borrow_and_update().clone();
            let current = self.current(&known);
            lanes.retain(|key, lane| lane.own > 0 || current.contains_key(key));
            let mut next = now.saturating_add(LOOK_EVERY);
            for (key, webhook) in current {
                let lane = lanes.entry(key.clone()).or_default();
                next = next.min(self.start(key, webhook, lane, &mut sending).await);
            }
            tokio::select! {
                Some(done) = sending.join_next() => self.finished(done, &mut lanes),
                () = self.webhooks.wake.notified() => lanes.values_mut().for_each(|lane| lane.look_at = now),
                changed = subscribed.changed() => if changed.is_err() { return },
                () = sleep(next.since(now)) => {}
                () = stop.cancelled() => break,
            }
        }
        // What is on its way is waited for, lest it be sent again.
        let _ = timeout(END_WITHIN, async { while sending.join_next().await.is_some() {} }).await;
    }

    /// What is sent to whom: the events of our PBXs and those of none, to webhooks that are switched on.
    fn current<'k>(&self, known: &'k Subscribed) -> BTreeMap<Key, &'k Webhook> {
        let owned = self.ownerships.iter().filter(|(_, is)| matches!(*is.borrow(), Ownership::Ours(_)));
        let pbxs: Vec<Arc<str>> = owned.map(|(pbx, _)| pbx.clone()).chain(["".into()]).collect();
        let enabled = known.iter().flat_map(|known| known.iter()).filter(|webhook| webhook.settings.enabled);
        enabled
            .flat_map(|webhook| pbxs.iter().map(move |pbx| ((pbx.clone(), webhook.id.clone()), webhook)))
            .collect()
    }

    /// Starts what may go, and says when to look again.
    async fn start(
        &self,
        key: Key,
        webhook: &Webhook,
        lane: &mut Lane,
        sending: &mut JoinSet<(Key, Attempt)>,
    ) -> Timestamp {
        let now = self.webhooks.clock.now();
        if lane.paused_until > now {
            return lane.paused_until;
        }
        let free = self.webhooks.workers.saturating_sub(sending.len());
        let mut room = room(lane.own, free, lane.health());
        if room == 0 {
            // The end of one wakes us.
            return Timestamp::from_unix_micros(i64::MAX);
        }
        if lane.ready.is_empty() {
            if lane.look_at > now {
                return lane.look_at;
            }
            let latest = now.saturating_add(LOOK_EVERY);
            if let Err(error) = lane.refill(&*self.webhooks.store, (&key.0, &key.1), now, latest).await {
                debug!(webhook.id = %key.1, %error, "what waits for a webhook cannot be read; trying again");
                lane.look_at = now.saturating_add(AGAIN);
            }
        }
        while room > 0 {
            let Some(waiting) = lane.ready.pop_front() else { break };
            let until = now.saturating_add(CLAIM);
            match self.webhooks.store.claim_delivery(&key.1, &waiting.event, now, until).await {
                Ok(Some(delivery)) => {
                    let (webhooks, webhook, key) = (self.webhooks.clone(), webhook.clone(), key.clone());
                    lane.own += 1;
                    room -= 1;
                    sending.spawn(async move {
                        let attempt = webhooks.deliver(&webhook, &delivery, until).await;
                        (key, attempt)
                    });
                }
                // Another one has it, or it is gone.
                Ok(None) => lane.look_at = now,
                Err(error) => {
                    debug!(webhook.id = %key.1, %error, "an event cannot be taken up; trying again");
                    lane.look_at = now.saturating_add(AGAIN);
                    lane.ready.clear();
                }
            }
        }
        lane.look_at
    }

    fn finished(
        &self,
        done: Result<(Key, Attempt), tokio::task::JoinError>,
        lanes: &mut BTreeMap<Key, Lane>,
    ) {
        // Nobody aborts one, and none panics: what is sent is text.
        let Ok((key, attempt)) = done else { return };
        let Some(lane) = lanes.get_mut(&key) else { return };
        if !lane.finished(&key.1, &attempt, self.webhooks.clock.now()) {
            return;
        }
        match lane.health() {
            Health::Well => info!(webhook.id = %key.1, "the receiver of a webhook takes events again"),
            Health::Failing => {
                let error = attempt.error().map_or("", |error| error);
                warn!(webhook.id = %key.1, error, "the receiver of a webhook takes no events; trying again");
            }
        }
    }
}

/// Removes deliveries that were kept long enough. They are of no PBX alone, and any server may do it.
async fn purge(webhooks: &Webhooks) {
    loop {
        let before = earlier(webhooks.clock.now(), webhooks.keep);
        match webhooks.store.purge_deliveries(before, PURGE.1).await {
            Ok(removed) if removed >= u64::from(PURGE.1) => sleep(Duration::from_millis(100)).await,
            Ok(_) => sleep(PURGE.0).await,
            Err(error) => {
                debug!(%error, "old deliveries are taken out later");
                sleep(PURGE.0 / 10).await;
            }
        }
    }
}
