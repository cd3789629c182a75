//! Databases of older versions of the schema, and what is said of versions.

use callflow_core::call::Recording;
use callflow_core::report::Group;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{
    CallQuery, CallStore, CountsQuery, HistoryQuery, Lifecycle, Period, Purge, RecordingStore, ReportStore,
    RetentionStore, Scope, Stage, StateStore, StatisticsQuery, recordings,
};
use callflow_core::{Call, Disposition, Timestamp};
use callflow_store_sql::{MigrationStatus, OpenError, Options, SqlStore};
use sqlx::Executor;

use crate::NEWEST;
use crate::database::Database;

/// What the program of schema version 3 left, as `sqlite3 FILE .dump` shows it.
const VERSION_3: &str = include_str!("../schema-3.sql");

fn recording(file: Option<&str>, from: i64, to: Option<i64>) -> Recording {
    let from = at(from).saturating_add(std::time::Duration::from_micros(7));
    Recording { file: file.map(Into::into), from, to: to.map(at), paused_ms: 0 }
}

/// The calls that it was given.
fn calls_of_version_3() -> [Call; 4] {
    let file = "/var/spool/it's \"a\" ümlaut.wav";
    let queued = Sample::new("queued", 0).inbound("+12025550143", "+15125550170").through("sales", "102");
    [
        queued
            .with(|call| {
                call.recordings.push(recording(Some(file), 5, Some(60)));
                call.recordings.push(recording(None, 61, None));
            })
            .build(),
        Sample::new("busy", 10).unanswered(Disposition::Busy).build(),
        Sample::new("part", 20)
            .with(|call| call.recordings.push(recording(Some("part.wav"), 21, Some(22))))
            .merged_into("queued")
            .build(),
        Sample::new("live", 30)
            .live()
            .with(|call| call.recordings.push(recording(Some("live.wav"), 31, None)))
            .build(),
    ]
}

async fn of_version_3() -> Database {
    let database = Database::new();
    let old = database.connect().await;
    // In a dump a row may come before the table that it refers to.
    old.execute(&*format!("PRAGMA foreign_keys = OFF; {VERSION_3}")).await.unwrap();
    old.close().await;
    database
}

fn applied(status: &[MigrationStatus]) -> Vec<(i64, bool)> {
    status.iter().map(|it| (it.version, it.applied)).collect()
}

#[tokio::test]
async fn a_database_of_the_first_release_is_migrated_and_has_everything() {
    let database = of_version_3().await;
    let store = database.open().await;
    let calls = calls_of_version_3();
    for call in &calls {
        assert_eq!(store.call(&call.id).await.unwrap().as_ref(), Some(call));
    }
    let mut query = CallQuery::default();
    (query.with_total, query.include_merged) = (true, true);
    assert_eq!(store.calls(&query).await.unwrap().total, Some(4));
    query.queue = Some("sales".into());
    assert_eq!(store.calls(&query).await.unwrap().items, calls[..1]);
    assert_eq!(store.live_calls(&Scope::default()).await.unwrap(), calls[3..]);

    let saved = store.checkpoint("default").await.unwrap().unwrap();
    assert_eq!((saved.position, saved.state_position), (42, 42));
    assert_eq!(saved.state.as_deref(), Some(&b"\x00the state\xff"[..]));
    assert_eq!((saved.journal, saved.at), (None, Timestamp::default()));
    assert_eq!(store.checkpoint("ams").await.unwrap().unwrap().position, 7);

    // Texts had no index.
    for (text, want) in [("5550143", &calls[..1]), ("an ample", &calls[1..2]), ("nobody", &[])] {
        let mut query = CallQuery::default();
        (query.text, query.stage) = (Some(text.into()), Some(Stage::Ended));
        assert_eq!(store.calls(&query).await.unwrap().items, want, "{text}");
    }

    // What was only in the records has rows now.
    let mut all = store.recordings(&HistoryQuery::default()).await.unwrap().items;
    all.reverse();
    assert_eq!(all, recordings(&calls[0]));
    let day = StatisticsQuery::new(at(-86_400), at(86_400), Period::Day);
    assert_eq!(store.statistics(&day).await.unwrap().iter().map(|row| row.calls).sum::<u64>(), 2);

    // Nobody counted for reports then: what is over is counted now, once.
    let from = callflow_core::report::quarter_of(at(0));
    let counted = async |group| {
        let query = CountsQuery::new(group, from, at(86_400));
        let found = store.report_counts(&query).await.unwrap();
        found.iter().map(|it| it.counts.calls.calls + it.counts.visits.answered.count()).sum::<u64>()
    };
    assert_eq!((counted(Group::Direction).await, counted(Group::VisitsEnded).await), (2, 1));
    store.put_calls(&calls).await.unwrap();
    assert_eq!((counted(Group::Direction).await, counted(Group::VisitsEnded).await), (2, 1));

    // A merged one counts from its end, here the latest of the three that are over.
    let mut purge = Purge::new(callflow_core::store::Entity::Calls, calls[2].ended_at.unwrap());
    purge.limit = 10;
    assert_eq!(store.purge(&purge).await.unwrap(), 2);
    assert_eq!(store.call(&calls[0].id).await.unwrap(), None);
    assert_eq!(store.call(&calls[2].id).await.unwrap().as_ref(), Some(&calls[2]));
}

/// As versions before it wrote them. FTS5 takes NUL for the end of a text.
#[tokio::test]
async fn texts_with_nul_are_migrated() {
    let database = of_version_3().await;
    let old = database.connect().await;
    let sql = "UPDATE calls SET search = CAST(x'6100620063646500' || search AS TEXT) || char(1, 0, 0) || 'end' WHERE id = 'busy'";
    old.execute(sql).await.unwrap();
    old.close().await;
    let store = database.open().await;
    for text in ["cde", "a\0b\0cde\0", "b\0c", "\u{1}\0\0end", "example"] {
        let mut query = CallQuery::default();
        (query.text, query.disposition) = (Some(text.into()), Some(Disposition::Busy));
        assert_eq!(store.calls(&query).await.unwrap().items, calls_of_version_3()[1..2], "{text:?}");
    }
    let mut query = CallQuery::default();
    query.text = Some("\u{1}\u{1}".into());
    assert_eq!(store.calls(&query).await.unwrap().items, [], "it has no such text");
}

#[tokio::test]
async fn a_damaged_record_does_not_hold_up_a_migration() {
    let database = of_version_3().await;
    let old = database.connect().await;
    old.execute("UPDATE call_records SET record = '{' WHERE call_id = 'queued'").await.unwrap();
    old.close().await;
    let store = database.open().await;
    assert_eq!(store.recordings(&HistoryQuery::default()).await.unwrap().items, []);
    let calls = calls_of_version_3();
    assert_eq!(store.call(&calls[1].id).await.unwrap().as_ref(), Some(&calls[1]));
    store.put_calls(&calls[..1]).await.unwrap();
    assert_eq!(store.recordings(&HistoryQuery::default()).await.unwrap().items.len(), 2, "putting mends it");
}

#[tokio::test]
async fn what_is_to_be_done_is_told_and_not_done() {
    let database = Database::new();
    let all = |n: i64| (1..=NEWEST).map(|version| (version, version <= n)).collect::<Vec<_>>();
    assert_eq!(applied(&SqlStore::migrations(&database.url()).await.unwrap()), all(0));
    assert!(!database.path().exists());
    assert_eq!(applied(&SqlStore::migrations("sqlite::memory:").await.unwrap()), all(0));

    let database = of_version_3().await;
    for _ in 0..2 {
        let status = SqlStore::migrations(&database.url()).await.unwrap();
        assert_eq!(applied(&status), all(3));
        assert_eq!(status[2].name, "checkpoints");
    }
    database.open().await.close().await.unwrap();
    assert_eq!(applied(&SqlStore::migrations(&database.url()).await.unwrap()), all(NEWEST));
}

#[tokio::test]
async fn an_older_schema_is_refused_where_nothing_may_be_migrated() {
    let mut options = Options::default();
    options.migrate = false;
    for (database, had) in [(of_version_3().await, 3), (Database::new(), 0)] {
        let error = SqlStore::open_with(&database.url(), &options).await.unwrap_err();
        assert!(
            matches!(error, OpenError::SchemaOlder { found, known: NEWEST, .. } if found == had),
            "{error:?}"
        );
        let line = error.to_string();
        assert!(line.contains("callflow migrate up") && line.contains(database.path().to_str().unwrap()));
        let versions = SqlStore::migrations(&database.url()).await.unwrap();
        assert_eq!(versions.iter().filter(|it| it.applied).count(), had as usize, "it is left alone");
        database.open().await.close().await.unwrap();
        SqlStore::open_with(&database.url(), &options).await.unwrap();
    }
}
