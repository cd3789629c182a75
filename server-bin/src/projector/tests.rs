//! The projector at journals that are not whole.

#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::sync::atomic::Ordering::Relaxed;

use callflow_core::Timestamp;
use callflow_core::store::memory::MemoryStore;
use callflow_core::store::{Claim, OwnerStore as _};
use tempfile::TempDir;

use super::*;
use crate::journal::JournalOptions;
use crate::journal::tests::push;
use crate::tracking::Tracking;

/// The newest entries are lost, and behind them there is only a state.
#[tokio::test]
async fn a_hole_at_the_end_is_waited_behind() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("callflow.journal");
    let options = JournalOptions { path, max_bytes: 1 << 30, keep: Duration::ZERO, sync: false };
    let (journal, writer) = Journal::open(&options).await.unwrap();
    let (pbx, plan): (Arc<str>, _) = ("default".into(), Plan::default());
    let state = Tracking::new(&pbx, &plan).save().unwrap();
    let mut feed = journal.feed(&pbx).await.unwrap();
    feed.put_snapshot(Timestamp::default(), &state);
    push(&mut feed, 0..10);
    journal.flush().await;
    feed.lose(10..20);
    feed.put_snapshot(Timestamp::default(), &state);
    journal.flush().await;

    let store = MemoryStore::new();
    assert_eq!(store.claim(&pbx, "us", Duration::MAX).await.unwrap(), Claim::Owned { token: 1 });
    let drain = CancellationToken::new();
    let parts = Parts {
        plan: watch::channel(plan).1,
        journal: journal.clone(),
        store: Arc::new(store),
        clock: Clock::start(),
        meters: Arc::default(),
        subscribed: watch::channel(Some([].into())).1,
        told: Arc::default(),
        drain: drain.clone(),
    };
    let (_claim, ownership) = watch::channel(Ownership::Ours(1));
    let pbx_meters = Arc::new(PbxMeters::of(&pbx, Timestamp::default()));
    let projecting = tokio::spawn(Projector { pbx: pbx.clone(), parts, ownership, pbx_meters }.run());
    sleep(Duration::from_millis(500)).await;
    let reads = journal.gauges().reads.load(Relaxed);
    assert!((1..50).contains(&reads), "read {reads} times");

    push(&mut feed, 20..25);
    journal.flush().await;
    drain.cancel();
    projecting.await.unwrap();
    journal.flush().await;
    assert_eq!(journal.applied(&pbx).await.unwrap(), 25);
    drop((feed, journal));
    writer.await.unwrap();
}
