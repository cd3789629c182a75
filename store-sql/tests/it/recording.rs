//! Real recordings through the core into the store: what comes out is what the core told.

use std::fs;
use std::path::Path;

use callflow_core::store::memory::MemoryStore;
use callflow_core::store::{CallQuery, CallStore, Period, Scope, StatisticsQuery};
use callflow_core::{Call, CallFlow, Input, Plan, Timestamp};

use crate::database::Database;

/// Every version of every call that a recording tells, in order.
fn versions(folder: &str) -> Vec<Call> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures").join(folder);
    let bytes = fs::read(folder.join("ami.raw")).unwrap();
    let mut flow = CallFlow::new("default", Plan::default());
    let mut frames = ami_proto::frames(&bytes);
    let mut versions = Vec::new();
    while let Some(frame) = frames.next() {
        let Ok(frame) = frame else { continue };
        let now = Timestamp::from_unix_micros(1_795_197_600_000_000);
        flow.handle(Input::Ami(frame.to_owned().as_frame()), now);
        while let Some(change) = flow.poll_output() {
            versions.extend(change.kind.call().cloned());
        }
    }
    versions
}

#[tokio::test]
async fn the_store_agrees_with_the_memory_whatever_the_batches_are() {
    for folder in
        ["asterisk-22/28-storm", "asterisk-22/14-attended-transfer-dtmf", "asterisk-22/15-park-and-retrieve"]
    {
        let versions = versions(folder);
        assert!(versions.len() > 5, "{folder}");
        for size in [7, 500] {
            let database = Database::new();
            let (store, memory) = (database.open().await, MemoryStore::new());
            for batch in versions.chunks(size) {
                store.put_calls(batch).await.unwrap();
                memory.put_calls(batch).await.unwrap();
            }
            // Events come again after a reconnect.
            store.put_calls(&versions).await.unwrap();
            let mut query = CallQuery::default();
            (query.limit, query.with_total, query.include_merged) = (500, true, true);
            assert_eq!(store.calls(&query).await.unwrap(), memory.calls(&query).await.unwrap(), "{folder}");
            let scope = Scope::default();
            assert_eq!(store.live_calls(&scope).await.unwrap(), memory.live_calls(&scope).await.unwrap());
            let at = |days: i64| Timestamp::from_unix_micros((1_795_197_600 + days * 86_400) * 1_000_000);
            let days = StatisticsQuery::new(at(-30), at(30), Period::Day);
            let counted = store.statistics(&days).await.unwrap();
            assert!(counted.iter().map(|row| row.calls).sum::<u64>() > 0);
            assert_eq!(counted, memory.statistics(&days).await.unwrap(), "{folder}");
        }
    }
}
