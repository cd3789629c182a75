//! A program that is killed at any moment leaves whole batches.

use std::io::Read;
use std::process::{Command, Stdio};

use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{Batch, CallQuery, CallStore, Checkpoint, StateStore};
use callflow_store_sql::SqlStore;

use crate::database::Database;

const DATABASE: &str = "CALLFLOW_KILL_TEST_DATABASE";
const BATCH: u64 = 40;

/// Not a test of its own: the program that is killed. It commits batch after batch and says so by one byte each.
#[tokio::test]
#[ignore = "needs to be started by a_kill_leaves_whole_batches"]
async fn the_program_that_is_killed() {
    use std::io::Write;
    let Ok(url) = std::env::var(DATABASE) else { return };
    let store = SqlStore::open(&url).await.unwrap();
    let first = store.checkpoint("default").await.unwrap().map_or(0, |saved| saved.position);
    for batch in first.. {
        let calls: Vec<_> = (0..BATCH)
            .map(|n| Sample::new(&format!("c{}", batch * BATCH + n), 0).through("sales", "101").build())
            .collect();
        let state = batch.to_string();
        let checkpoints = [Checkpoint::new("default", batch + 1).with_state(state.as_bytes())];
        store.commit(&Batch::new(&calls).with_checkpoints(&checkpoints)).await.unwrap();
        // To the parent, past the test harness.
        std::io::stderr().write_all(b".").unwrap();
    }
}

#[tokio::test]
async fn a_kill_leaves_whole_batches() {
    let database = Database::new();
    database.open().await;
    let mut least = 0;
    for kill_after in [1, 4, 9] {
        let mut program = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "kill::the_program_that_is_killed", "--nocapture"])
            .env(DATABASE, database.url())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // After so many batches it is in the middle of the next.
        let mut committed = vec![0; kill_after];
        program.stderr.as_mut().unwrap().read_exact(&mut committed).unwrap();
        program.kill().unwrap();
        program.wait().unwrap();
        least += kill_after as u64;

        let store = database.open().await;
        let saved = store.checkpoint("default").await.unwrap().unwrap();
        assert!(saved.position >= least, "{} of {least} batches are there", saved.position);
        assert_eq!(saved.state, Some((saved.position - 1).to_string().into_bytes()));
        let mut query = CallQuery::default();
        (query.with_total, query.limit) = (true, 1);
        assert_eq!(store.calls(&query).await.unwrap().total, Some(saved.position * BATCH));
        query.queue = Some("sales".into());
        assert_eq!(store.calls(&query).await.unwrap().total, Some(saved.position * BATCH));
        for (table, rows) in [("call_legs", 2), ("call_records", 1), ("queue_attempts", 2)] {
            let count = database.rows(&format!("SELECT 1 FROM {table}")).await.len() as u64;
            assert_eq!(count, saved.position * BATCH * rows, "{table}");
        }
        least = saved.position;
    }
}
