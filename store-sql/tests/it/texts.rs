//! Texts, as far as one database alone finds them as it does.

use callflow_core::Call;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{CallQuery, CallStore, Lifecycle, Sort};
use callflow_store_sql::SqlStore;

use crate::database::Database;
use crate::server::Kind;

fn text(text: &str) -> CallQuery {
    let mut query = CallQuery::default();
    (query.text, query.with_total) = (Some(text.into()), true);
    query
}

fn named(id: &str, second: i64, name: &str) -> Sample {
    Sample::new(id, second).with(|call| call.caller.name = Some(name.into()))
}

async fn found(store: &SqlStore, looked_for: &str) -> Vec<String> {
    let page = store.calls(&text(looked_for)).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64), "{looked_for}");
    page.items.iter().map(|call| call.id.as_str().to_owned()).collect()
}

/// More than are looked at before another way is taken: a text of all of them, of old ones alone, of one, of none, alone
/// and beside a filter that hardly any passes.
async fn texts_of_thousands_are_found(store: &SqlStore) {
    let calls: Vec<Call> = (0..9_000)
        .map(|n| {
            let name = match n {
                17 => "somebody alone",
                0..300 => "somebody oldtimer",
                _ => "somebody",
            };
            let sample = named(&format!("c{n:04}"), n / 2, name);
            if n % 3_000 == 99 { sample.through("sales", "102").build() } else { sample.build() }
        })
        .collect();
    for calls in calls.chunks(1_000) {
        store.put_calls(calls).await.unwrap();
    }
    for looked_for in ["somebody", "oldtimer", "alone", "somebody alone", "so", "nobody", "omebody xample"] {
        for queue in [None, Some("sales")] {
            for sort in [Sort::NewestFirst, Sort::OldestFirst] {
                for from in [None, Some(at(140))] {
                    let mut query = text(looked_for);
                    (query.queue, query.sort, query.from) = (queue.map(Into::into), sort, from);
                    let mut want: Vec<&Call> = calls.iter().filter(|call| query.matches(call)).collect();
                    want.sort_by(|a, b| query.order(a, b));
                    let page = store.calls(&query).await.unwrap();
                    assert_eq!(page.total, Some(want.len() as u64), "{query:?}");
                    assert!(page.items.iter().eq(want.into_iter().take(50)), "{query:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn sqlite_finds_texts_of_thousands() {
    let database = Database::new();
    texts_of_thousands_are_found(&database.open().await).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL, which tests/databases/install installs"]
async fn postgres_finds_texts_of_thousands() {
    let database = Kind::Postgres.server().database().await;
    texts_of_thousands_are_found(&SqlStore::open(&database.url).await.unwrap()).await;
    database.remove().await;
}

/// FTS5 takes it for the end of a text.
#[tokio::test]
async fn what_stands_behind_nul_is_found() {
    let database = Database::new();
    let store = database.open().await;
    let calls =
        [named("nul", 0, "before\0behind"), named("one", 0, "be\u{1}\u{2}fore"), named("none", 1, "before")];
    store.put_calls(&calls.map(Sample::build)).await.unwrap();
    assert_eq!(found(&store, "before").await, ["none", "nul"]);
    for (looked_for, want) in [
        ("behind", &["nul"][..]),
        ("e\0beh", &["nul"]),
        ("\0", &["nul"]),
        ("\u{1}", &["one"]),
        ("be\u{1}\u{2}fo", &["one"]),
        ("\u{1}\u{1}", &[]),
        ("fore", &["none", "one", "nul"]),
    ] {
        assert_eq!(found(&store, looked_for).await, want, "{looked_for:?}");
    }
}

/// It may give rows other numbers.
#[tokio::test]
async fn a_vacuum_moves_no_text() {
    let database = Database::new();
    let store = database.open().await;
    let names = ["alpha", "beta", "gamma", "delta"];
    let calls: Vec<Call> =
        names.iter().zip(0..).map(|(name, n)| named(name, 9 - n, &format!("{name} tau")).build()).collect();
    store.put_calls(&calls).await.unwrap();
    let mut purge = callflow_core::store::Purge::new(callflow_core::store::Entity::Calls, at(74));
    purge.limit = 2;
    use callflow_core::store::RetentionStore;
    assert_eq!(store.purge(&purge).await.unwrap(), 2);
    store.close().await.unwrap();
    database.rows("VACUUM").await;
    let store = database.open().await;
    assert_eq!(found(&store, "tau").await, ["alpha", "beta"]);
    assert_eq!(found(&store, "beta").await, ["beta"]);
    assert_eq!(found(&store, "gamma").await, [""; 0]);
    let checked = database.rows("INSERT INTO call_texts (call_texts) VALUES ('integrity-check')").await;
    assert_eq!(checked.len(), 0);
}

const DOCUMENT: &str = include_str!("../../../docs/databases.md");

async fn indexes(database: &crate::server::Database) -> i64 {
    database.numbers("SELECT count(*) FROM pg_indexes WHERE schemaname = current_schema() AND indexdef LIKE '%gin_trgm_ops%'").await[0]
}

/// Who may not make the extension has no index, and may have one later, by the SQL of the document.
#[tokio::test]
#[ignore = "needs PostgreSQL, which tests/databases/install installs"]
async fn postgres_finds_texts_without_an_index_too() {
    let server = Kind::Postgres.server();
    // Its database has the extension of nobody else.
    server.execute("CREATE ROLE poor LOGIN PASSWORD 'test-callflow'").await;
    server.execute("CREATE DATABASE without_texts").await;
    let [rich, poor] = ["callflow", "poor"].map(|user| server.database_of("without_texts", user));
    rich.execute("CREATE SCHEMA poor AUTHORIZATION poor").await;
    let store = SqlStore::open(&poor.url).await.unwrap();
    assert_eq!(indexes(&poor).await, 0);
    texts_of_thousands_are_found(&store).await;

    let (_, section) = DOCUMENT.split_once("\n## Finding a text\n").unwrap();
    let (_, sql) = section.split_once("```sql\n").unwrap();
    let sql = sql.split_once("```").unwrap().0;
    rich.execute(&format!("SET search_path = poor; {sql}")).await;
    assert_eq!(indexes(&poor).await, 1);
    assert_eq!(found(&store, "alone").await, ["c0017"]);
    store.close().await.unwrap();
    server.execute("DROP DATABASE without_texts WITH (FORCE)").await;
    server.execute("DROP ROLE poor").await;
}
