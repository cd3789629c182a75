//! Takes out of the store what is older than it is to be kept.

use std::sync::Arc;
use std::time::Duration;

use callflow_core::store::{Entity, Purge, Store};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::clock::Clock;
use crate::config::Retention;
use crate::ownership::Ownership;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(10 * 60);
/// Rows of one transaction, and the pause behind it: calls that end now go first.
const BATCH: u32 = 500;
const PAUSE: Duration = Duration::from_millis(100);

/// Purges until `stop`, while any PBX is this server's.
pub(crate) async fn run(
    store: Arc<dyn Store>,
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
    if kept.is_empty() {
        return;
    }
    let purging = async {
        loop {
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
