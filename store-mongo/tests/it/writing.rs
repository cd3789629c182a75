//! What others read of a batch, and what becomes of it when several write, or a server goes away.

use std::process::Command;
use std::time::{Duration, Instant};

use callflow_core::Call;
use callflow_core::call::Recording;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{Batch, CallQuery, CallStore, Checkpoint, Lifecycle, StateStore, StoreError};
use callflow_store_mongo::{MongoStore, Options};
use mongodb::bson::{DateTime, Document, doc};

use crate::server::{Database, Kind, script, with_database};

const BELOW: [&str; 4] = ["callLegs", "bridgeSegments", "queueVisits", "recordings"];

async fn counts(database: &mongodb::Database) -> [u64; 4] {
    let mut counts = [0; 4];
    for (count, collection) in counts.iter_mut().zip(BELOW) {
        let collection = database.collection::<Document>(collection);
        *count = collection.count_documents(doc! {}).await.unwrap();
    }
    counts
}

fn recorded(id: &str) -> Sample {
    let recording = Recording { file: Some("a.wav".into()), from: at(1), to: None, paused_ms: 7 };
    Sample::new(id, 0).through("sales", "102").with(|call| call.recordings.push(recording))
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn reports_find_a_call_as_a_document() {
    let database = Database::new();
    let store = MongoStore::open(&database.url).await.unwrap();
    let call = recorded("c").inbound("+12025550143", "+15125550170").build();
    store.put_calls(std::slice::from_ref(&call)).await.unwrap();
    let other = database.connect().await;
    let found = other.collection::<Document>("calls").find_one(doc! {"_id": "c"}).await.unwrap().unwrap();
    assert_eq!(found.get_str("callerNumber").unwrap(), "+12025550143");
    assert_eq!(found.get_str("disposition").unwrap(), "answered");
    let start = DateTime::from_millis(call.started_at.unix_micros() / 1_000);
    assert_eq!(found.get_datetime("startedAt").unwrap(), &start);
    assert_eq!(found.get_i64("startedAtMicros").unwrap(), call.started_at.unix_micros());
    assert_eq!(found.get_i64("talkMs").unwrap(), 60_000);
    let record: Call = serde_json::from_str(found.get_str("record").unwrap()).unwrap();
    assert_eq!(record, call, "the whole record stands beside");
    assert_eq!(counts(&other).await, [2, 1, 1, 1]);
    let visit =
        other.collection::<Document>("queueVisits").find_one(doc! {"callId": "c"}).await.unwrap().unwrap();
    assert_eq!((visit.get_str("queue").unwrap(), visit.get_str("member").unwrap()), ("sales", "102"));
    assert_eq!(visit.get_array("attempts").unwrap().len(), 2);
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn what_is_below_a_call_is_of_the_record_that_stays() {
    for kind in [Kind::ReplicaSet, Kind::Standalone] {
        let database = Database::on(kind);
        let store = MongoStore::open(&database.url).await.unwrap();
        let other = database.connect().await;
        store.put_calls(&[recorded("c").live().build()]).await.unwrap();
        assert_eq!(counts(&other).await, [0; 4], "a live call has nothing below it");
        store.put_calls(&[recorded("c").version(2).build()]).await.unwrap();
        assert_eq!(counts(&other).await, [2, 1, 1, 1]);
        let corrected = recorded("c").version(3).with(|call| call.legs.truncate(1));
        store.put_calls(&[corrected.with(|call| call.queue_visits.clear()).build()]).await.unwrap();
        assert_eq!(counts(&other).await, [1, 1, 0, 1]);
        store.put_calls(&[recorded("c").version(1).build()]).await.unwrap();
        assert_eq!(counts(&other).await, [1, 1, 0, 1], "what is older leaves nothing");
        store.put_calls(&[recorded("c").version(4).live().build()]).await.unwrap();
        assert_eq!(counts(&other).await, [0; 4], "it goes on after all");
    }
}

/// What a program that was killed between two writes leaves, where there are no transactions.
#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn a_batch_that_was_cut_off_is_mended_by_repeating_it() {
    let database = Database::on(Kind::Standalone);
    let store = MongoStore::open(&database.url).await.unwrap();
    let other = database.connect().await;
    store.put_calls(&[recorded("c").build()]).await.unwrap();
    other.collection::<Document>("calls").delete_one(doc! {"_id": "c"}).await.unwrap();
    // It had more below it, in a version that is not the best any more.
    let better = recorded("c").version(5).with(|call| call.legs.truncate(1)).build();
    for _ in 0..2 {
        store.put_calls(std::slice::from_ref(&better)).await.unwrap();
        assert_eq!(store.call(&better.id).await.unwrap().as_ref(), Some(&better));
        assert_eq!(counts(&other).await, [1, 1, 1, 1]);
    }
    let leg = other.collection::<Document>("callLegs").find_one(doc! {}).await.unwrap().unwrap();
    assert_eq!(leg.get_i64("callVersion").unwrap(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs a MongoDB"]
async fn of_two_servers_that_write_at_once_the_better_record_stays() {
    for kind in [Kind::ReplicaSet, Kind::Standalone] {
        let database = Database::on(kind);
        let versions = |offset: u32| -> Vec<Vec<Call>> {
            let call =
                |n: u32, version: u32| recorded(&format!("c{n}")).version(version * 2 + offset).build();
            (1..6).map(|version| (0..8).map(|n| call(n, version)).collect()).collect()
        };
        let mut writing = Vec::new();
        for offset in [0, 1] {
            let store = MongoStore::open(&database.url).await.unwrap();
            let mut batches = versions(offset);
            if offset == 1 {
                batches.iter_mut().for_each(|batch| batch.reverse());
            }
            writing.push(tokio::spawn(async move {
                for batch in batches {
                    store.put_calls(&batch).await.unwrap();
                }
            }));
        }
        for writer in writing {
            writer.await.unwrap();
        }
        let store = MongoStore::open(&database.url).await.unwrap();
        let mut query = CallQuery::default();
        query.with_total = true;
        let page = store.calls(&query).await.unwrap();
        assert_eq!(page.total, Some(8));
        assert!(page.items.iter().all(|call| call.version == 11), "{kind:?}");
        let other = database.connect().await;
        assert_eq!(counts(&other).await, [16, 8, 8, 8]);
        let legs = other.collection::<Document>("callLegs");
        let stale = legs.count_documents(doc! {"callVersion": {"$ne": 11}});
        assert_eq!(stale.await.unwrap(), 0);
    }
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn a_state_that_is_larger_than_a_document_comes_back() {
    let database = Database::new();
    let store = MongoStore::open(&database.url).await.unwrap();
    let parts = database.connect().await.collection::<Document>("checkpointParts");
    let large: Vec<u8> = (0..17_000_000_u32).map(|n| n.to_le_bytes()[(n % 3) as usize]).collect();
    for (position, state, count) in [(1, &large[..], 3), (2, &large[..9_000_000], 2), (3, b"small", 0)] {
        let checkpoints = [Checkpoint::new("default", position).with_state(state)];
        store.commit(&Batch::new(&[]).with_checkpoints(&checkpoints)).await.unwrap();
        let saved = store.checkpoint("default").await.unwrap().unwrap();
        assert_eq!((saved.position, saved.state_position), (position, position));
        assert!(saved.state.as_deref() == Some(state), "{position}");
        assert_eq!(parts.count_documents(doc! {}).await.unwrap(), count);
    }
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn a_damaged_record_is_named_and_the_others_are_read() {
    let database = Database::new();
    let store = MongoStore::open(&database.url).await.unwrap();
    let calls = ["a", "b"].map(|id| Sample::new(id, 0).build());
    store.put_calls(&calls).await.unwrap();
    let other = database.connect().await.collection::<Document>("calls");
    other.update_one(doc! {"_id": "b"}, doc! {"$set": {"record": "{"}}).await.unwrap();
    let error = store.call(&calls[1].id).await.unwrap_err();
    assert!(matches!(&error, StoreError::Damaged { what, .. } if what == "call b"), "{error:?}");
    assert_eq!(store.call(&calls[0].id).await.unwrap().as_ref(), Some(&calls[0]));
    store.put_calls(&calls).await.unwrap();
    assert_eq!(store.call(&calls[1].id).await.unwrap().as_ref(), Some(&calls[1]), "putting mends it");
}

fn mongo(arguments: &[&str]) -> String {
    // A server of this test's own, as it is stopped.
    let output = Command::new(script()).args(arguments).env_remove("MONGODB_URI").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().into()
}

/// Stops the server in a folder also where the test fails.
struct Stopped<'a>(&'a str);

impl Drop for Stopped<'_> {
    fn drop(&mut self) {
        mongo(&["stop", self.0]);
    }
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn a_server_that_goes_away_is_told_and_its_return_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    let _stopped = Stopped(place);
    let url = with_database(&mongo(&["start", place]), "calls");
    let mut options = Options::default();
    options.selection_timeout = Duration::from_millis(500);
    let store = MongoStore::open_with(&url, &options).await.unwrap();
    let calls = [Sample::new("c", 0).build()];
    store.put_calls(&calls).await.unwrap();

    mongo(&["stop", place]);
    for error in [store.put_calls(&calls).await.unwrap_err(), store.ping().await.unwrap_err()] {
        assert!(matches!(error, StoreError::Unavailable { .. }) && error.retryable(), "{error:?}");
    }
    let error = store.call(&calls[0].id).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { .. }), "{error:?}");

    assert_eq!(with_database(&mongo(&["start", place]), "calls"), url);
    let begin = Instant::now();
    while let Err(error) = store.ping().await {
        assert!(error.retryable() && begin.elapsed() < Duration::from_secs(60), "{error:?}");
    }
    store.put_calls(&calls).await.unwrap();
    assert_eq!(store.call(&calls[0].id).await.unwrap().as_ref(), Some(&calls[0]));
    store.close().await.unwrap();
}
