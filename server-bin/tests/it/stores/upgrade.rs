//! A database that a server of before has left, in the middle of calls.

use std::collections::BTreeSet;
use std::path::Path;

use asterisk_sim::{Options, Sim};
use callflow_server::stores;
use serde_json::Value;

use super::traffic::{is_over, stored_once};
use crate::child::Callflowd;
use crate::server::Database;

/// Schema 3, from before there was a journal: the state of the tracker stands in the store. 34 calls were over and 12
/// went on when that server was killed.
#[tokio::test]
async fn the_schema_and_the_state_of_before_are_gone_on_from() {
    let database = Database::new();
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade/schema-3.db.zst");
    let old = zstd::stream::decode_all(std::fs::File::open(packed).unwrap()).unwrap();
    std::fs::write(database.folder().join("callflow.db"), old).unwrap();

    // Asterisk is away: nothing tells of the calls but what was saved.
    let gone = Sim::bind(Options::new()).await.unwrap();
    let env = database.env(&[("default", gone.local_addr())]);
    gone.shutdown().await;
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    let ids = |items: &[Value]| -> BTreeSet<String> {
        items.iter().map(|call| call["id"].as_str().unwrap().to_owned()).collect()
    };
    let live = ids(&client.items("/api/calls/live").await);
    let ended = ids(&client.items("/api/calls?limit=500").await);
    assert_eq!((live.len(), ended.len()), (12, 34));
    callflowd.terminate().await;

    // It is there again, without channels.
    let sim = Sim::bind(Options::new()).await.unwrap();
    let env = database.env(&[("default", sim.local_addr())]);
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    let ended_now =
        client.until("/api/calls?limit=500", |answer| answer.json()["items"][45].is_object()).await;
    assert_eq!(ids(ended_now.json()["items"].as_array().unwrap()), live.union(&ended).cloned().collect());
    assert!(client.items("/api/calls/live").await.is_empty());
    callflowd.terminate().await;
    let store = stores::open(&database.url()).await.unwrap();
    let calls = stored_once(&*store, |calls| calls.len() >= 46 && calls.iter().all(is_over)).await;
    assert!(calls.iter().all(is_over));
}
