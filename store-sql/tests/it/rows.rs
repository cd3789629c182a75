//! The rows below a call, as reports read them.

use callflow_core::Call;
use callflow_core::store::CallStore;
use callflow_core::store::testkit::sample::Sample;
use sqlx::Row;

use crate::database::Database;

const TABLES: [&str; 5] = ["call_legs", "bridge_segments", "parties", "queue_visits", "queue_attempts"];

async fn counts(database: &Database) -> [i64; 5] {
    let mut counts = [0; 5];
    for (count, table) in counts.iter_mut().zip(TABLES) {
        *count = database.rows(&format!("SELECT count(*) FROM {table}")).await[0].get(0);
    }
    counts
}

async fn put(database: &Database, call: Call) {
    let store = database.open().await;
    store.put_calls(&[call]).await.unwrap();
}

#[tokio::test]
async fn a_call_that_is_over_has_a_row_for_each_leg_segment_party_visit_and_attempt() {
    let database = Database::new();
    put(&database, Sample::new("c", 0).through("sales", "102").build()).await;
    assert_eq!(counts(&database).await, [2, 1, 1, 1, 2]);
    let legs = database.rows("SELECT uniqueid, role, number, hangup_cause FROM call_legs ORDER BY n").await;
    let legs: Vec<(String, String, String, i64)> =
        legs.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let leg = |id: &str, role: &str, number: &str| (id.to_owned(), role.to_owned(), number.to_owned(), 16);
    assert_eq!(legs, [leg("c.0", "caller", "100"), leg("c.1", "callee", "101")]);
    let segment = &database.rows("SELECT bridge, parties, to_at - from_at FROM bridge_segments").await[0];
    assert_eq!(
        (segment.get::<&str, _>(0), segment.get::<&str, _>(1), segment.get::<i64, _>(2)),
        ("b-1", r#"["100","101"]"#, 60_000_000)
    );
    let attempts = database.rows("SELECT visit, n, member, outcome FROM queue_attempts ORDER BY n").await;
    let attempts: Vec<(i64, i64, String, String)> =
        attempts.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    assert_eq!(attempts, [(0, 0, "199".into(), "no_answer".into()), (0, 1, "102".into(), "answered".into())]);
}

#[tokio::test]
async fn a_live_call_has_its_record_alone() {
    let database = Database::new();
    put(&database, Sample::new("c", 0).through("sales", "102").live().build()).await;
    assert_eq!(counts(&database).await, [0; 5]);
    put(&database, Sample::new("c", 0).version(2).through("sales", "102").build()).await;
    assert_eq!(counts(&database).await, [2, 1, 1, 1, 2]);
}

#[tokio::test]
async fn the_rows_of_a_corrected_call_are_replaced() {
    let database = Database::new();
    put(&database, Sample::new("other", 0).build()).await;
    put(&database, Sample::new("c", 0).through("sales", "102").build()).await;
    assert_eq!(counts(&database).await, [4, 2, 2, 1, 2]);
    let corrected = Sample::new("c", 0).version(2).with(|call| call.legs.truncate(1));
    put(&database, corrected.with(|call| call.parties.clear()).build()).await;
    assert_eq!(counts(&database).await, [3, 2, 1, 0, 0]);
    put(&database, Sample::new("c", 0).version(3).live().build()).await;
    assert_eq!(counts(&database).await, [2, 1, 1, 0, 0], "it goes on after all");
}

#[tokio::test]
async fn every_row_below_belongs_to_a_call() {
    let database = Database::new();
    put(&database, Sample::new("c", 0).through("sales", "102").build()).await;
    let other = database.connect().await;
    sqlx::query("PRAGMA foreign_keys = ON").execute(&other).await.unwrap();
    sqlx::query("DELETE FROM calls").execute(&other).await.unwrap();
    assert_eq!(counts(&database).await, [0; 5]);
    let orphan = "INSERT INTO parties (call_id, n, number, role, answered) VALUES ('x', 0, '1', 'callee', 0)";
    let error = sqlx::query(orphan).execute(&other).await.unwrap_err();
    assert!(error.to_string().contains("FOREIGN KEY"), "{error}");
}
