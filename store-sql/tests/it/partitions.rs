//! `docs/postgresql-partitions.md` does what it says: its SQL is run as it stands there.

use callflow_core::Call;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{
    CallQuery, CallStore, HistoryQuery, Period, RecordingStore, Scope, StatisticsQuery,
};
use callflow_store_sql::SqlStore;

use crate::server::{Database, Kind};

const DOCUMENT: &str = include_str!("../../../docs/postgresql-partitions.md");

/// The SQL below this heading.
fn sql_of(heading: &str) -> &'static str {
    let (_, section) = DOCUMENT.split_once(&format!("\n## {heading}\n")).unwrap();
    let (_, sql) = section.split_once("```sql\n").unwrap();
    sql.split_once("```").unwrap().0
}

async fn partitioned() -> Database {
    let database = Kind::Postgres.server().database().await;
    SqlStore::open(&database.url).await.unwrap();
    database.execute(sql_of("Make them")).await;
    database.execute("SELECT callflow_month('2026-11-20'), callflow_month('2026-12-01')").await;
    database
}

macro_rules! on_partitions {
    ($($module:ident::$name:ident,)*) => {
        mod in_postgres_partitions {$(
            #[tokio::test]
            #[ignore = "needs PostgreSQL, which tests/databases/install installs"]
            async fn $name() {
                let database = super::partitioned().await;
                let store = callflow_store_sql::SqlStore::open(&database.url).await.unwrap();
                callflow_core::store::testkit::$module::$name(&store).await;
                database.remove().await;
            }
        )*}
    };
}
callflow_core::for_each_store_test!(on_partitions);

async fn ids(store: &SqlStore) -> Vec<String> {
    let mut query = CallQuery::default();
    query.with_total = true;
    let page = store.calls(&query).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64));
    page.items.iter().map(|call| call.id.as_str().to_owned()).collect()
}

async fn indexes_of_texts(database: &Database) -> Vec<i64> {
    let sql =
        "SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'calls_2026_11'
        AND indexdef LIKE '%gin_trgm_ops%'";
    database.numbers(sql).await
}

/// Of whoever made them before there was an index of texts.
#[tokio::test]
#[ignore = "needs PostgreSQL, which tests/databases/install installs"]
async fn postgres_partitions_of_an_older_version_are_migrated() {
    let database = Kind::Postgres.server().database().await;
    SqlStore::open(&database.url).await.unwrap();
    database.execute("DROP INDEX calls_search; DELETE FROM _sqlx_migrations WHERE version = 6").await;
    database.execute(sql_of("Make them")).await;
    database.execute("SELECT callflow_month('2026-11-20')").await;
    assert_eq!(indexes_of_texts(&database).await, [0]);
    let store = SqlStore::open(&database.url).await.unwrap();
    assert_eq!(indexes_of_texts(&database).await, [1]);
    store.put_calls(&[Sample::new("one", 0).build()]).await.unwrap();
    assert_eq!(ids(&store).await, ["one"]);
    database.remove().await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL, which tests/databases/install installs"]
async fn postgres_calls_are_moved_into_months_and_a_month_is_taken_out() {
    const DAY: i64 = 86_400;
    let database = Kind::Postgres.server().database().await;
    let store = SqlStore::open(&database.url).await.unwrap();
    let call = |id: &str, day: i64| -> Call {
        let recording =
            callflow_core::call::Recording { file: None, from: at(day * DAY), to: None, paused_ms: 0 };
        let sample = Sample::new(id, day * DAY).through("sales", "102");
        sample.with(|call| call.recordings.push(recording)).build()
    };
    let calls = [call("november", 0), call("november-too", 3), call("december", 20), call("long-ago", -900)];
    store.put_calls(&calls).await.unwrap();
    database.execute(sql_of("Make them")).await;
    assert_eq!(ids(&store).await, ["december", "november-too", "november", "long-ago"]);
    let months = database.numbers("SELECT count(*) FROM calls_2026_11").await;
    assert_eq!(months, [2]);
    assert_eq!(indexes_of_texts(&database).await, [1], "of November");
    assert_eq!(database.numbers("SELECT count(*) FROM calls_rest").await, [0]);

    // One that no month has, which then gets its month; and one that moves into another month.
    store
        .put_calls(&[call("next-year", 200), Sample::new("november-too", 21 * DAY).version(2).build()])
        .await
        .unwrap();
    assert_eq!(database.numbers("SELECT count(*) FROM call_facets_rest").await, [5]);
    database.execute("SELECT callflow_month('2027-06-30')").await;
    assert_eq!(database.numbers("SELECT count(*) FROM call_facets_rest").await, [0]);
    assert_eq!(database.numbers("SELECT count(*) FROM calls_2026_11").await, [1]);
    assert_eq!(ids(&store).await, ["next-year", "november-too", "december", "november", "long-ago"]);
    database.execute(sql_of("Each month")).await;

    let year = StatisticsQuery::new(at(-1_000 * DAY), at(400 * DAY), Period::Day);
    let counted = store.statistics(&year).await.unwrap();
    database.execute(sql_of("Take an old month out")).await;
    assert_eq!(ids(&store).await, ["next-year", "november-too", "december", "long-ago"]);
    let mut of_call = HistoryQuery::default();
    of_call.of = Some("november".into());
    assert_eq!(store.recordings(&of_call).await.unwrap().items, []);
    assert_eq!(database.numbers("SELECT count(*) FROM call_legs WHERE call_id = 'november'").await, [0]);
    assert_eq!(store.statistics(&year).await.unwrap(), counted, "what was counted stays");
    assert_eq!(store.live_calls(&Scope::default()).await.unwrap(), []);
    // What comes late for a month that is gone goes where what no month has is.
    store.put_calls(&[call("late", 1)]).await.unwrap();
    assert_eq!(ids(&store).await.len(), 5);
    database.remove().await;
}
