//! Takes out of the store what is older than it is to be kept.

use std::sync::Arc;
use std::time::Duration;

use callflow_accounts::reach::Tenants;
use callflow_core::Timestamp;
use callflow_core::store::{Entity, Purge, Store, StoreError};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use crate::clock::Clock;
use crate::config::Retention;
use crate::ownership::Ownership;
use crate::stores::AnyStore;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// Rows of one transaction, and the pause behind it: calls that end now go first.
const BATCH: u32 = 500;
const PAUSE: Duration = Duration::from_millis(100);
/// Sign-in sessions are kept for so long after their end, so that a token that is used again is told from one that never was.
const KEEP_SESSIONS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Purges until `stop`, while any PBX is this server's.
pub(crate) async fn run(
    store: Arc<dyn AnyStore>,
    retention: Retention,
    clock: Clock,
    ownerships: Vec<watch::Receiver<Ownership>>,
    stop: CancellationToken,
) {
    let kept: Vec<(Entity, Duration)> = [
        (Entity::Calls, retention.calls),
        (Entity::AgentIntervals, retention.agent_intervals),
        (Entity::DeviceEvents, retention.device_events),
    ]
    .into_iter()
    .filter_map(|(entity, keep)| Some((entity, keep?)))
    .collect();
    let purging = async {
        loop {
            // They are of no PBX, and any server may do it.
            purge_accounts(&*store, retention.audit, clock).await;
            if ownerships.iter().any(|is| matches!(*is.borrow(), Ownership::Ours(_))) {
                for (entity, keep) in &kept {
                    purge(&*store, *entity, *keep, clock).await;
                }
            }
            sleep(EVERY).await;
        }
    };
    tokio::select! { () = purging => {}, () = stop.cancelled() => {} }
}

async fn purge_accounts(store: &dyn AnyStore, keep_audit: Option<Duration>, clock: Clock) {
    let before = crate::clock::earlier(clock.now(), KEEP_SESSIONS);
    let mut done = until_none(|| store.purge_sessions(before, BATCH)).await;
    if done.is_ok() {
        done = store.purge_idempotency(clock.now()).await;
    }
    if let (Ok(_), Some(keep)) = (&done, keep_audit) {
        let before: Timestamp = crate::clock::earlier(clock.now(), keep);
        done = until_none(|| store.purge_audit(&Tenants::All, before, BATCH)).await;
    }
    match done {
        Ok(_) => {}
        Err(error) if error.retryable() => debug!(%error, "old sessions are taken out later"),
        Err(error) => warn!(%error, "old sessions or entries of the audit log could not be taken out"),
    }
}

async fn until_none<F: Future<Output = Result<u64, StoreError>>>(
    mut purge: impl FnMut() -> F,
) -> Result<u64, StoreError> {
    let mut purged = 0;
    loop {
        match purge().await? {
            0 => return Ok(purged),
            more => purged += more,
        }
        sleep(PAUSE).await;
    }
}

async fn purge(store: &dyn Store, entity: Entity, keep: Duration, clock: Clock) {
    let mut purge = Purge::new(entity, crate::clock::earlier(clock.now(), keep));
    purge.limit = BATCH;
    let mut purged = 0;
    loop {
        match store.purge(&purge).await {
            Ok(0) => break,
            Ok(more) => purged += more,
            Err(error) => {
                warn!(%entity, %error, "old rows could not be taken out; trying again later");
                break;
            }
        }
        sleep(PAUSE).await;
    }
    if purged > 0 {
        info!(%entity, purged, before = %purge.before, "took out what was kept long enough");
    }
}
