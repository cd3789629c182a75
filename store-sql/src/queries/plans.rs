//! Every question is answered by an index. What SQLite says it would do is asked of an empty database: it has no
//! statistics there, as it has none of a database that grew while the server ran.

use callflow_core::call::Direction;
use callflow_core::store::{CallQuery, Cursor, Period, Scope, Sort, Stage, StatisticsQuery};
use callflow_core::{Disposition, Timestamp};
use sea_query::SelectStatement;

use super::{list, statistics, texts};
use crate::connection::Connections;
use crate::dialect::Dialect;
use crate::open;
use crate::options::Options;

#[cfg(all(feature = "postgres", feature = "mysql"))]
mod filled;

type Filter = (&'static str, fn(&mut CallQuery));

const FILTERS: &[Filter] = &[
    ("time", |q| (q.from, q.to) = (Some(day(100)), Some(day(101)))),
    ("direction", |q| q.direction = Some(Direction::Inbound)),
    ("disposition", |q| q.disposition = Some(Disposition::Busy)),
    ("answered", |q| q.disposition = Some(Disposition::Answered)),
    ("number", |q| q.number = Some("101".into())),
    ("caller", |q| q.number = Some("+12025550143".into())),
    ("agent", |q| q.agent = Some("101".into())),
    ("queue", |q| q.queue = Some("sales".into())),
    ("tenant", |q| q.scope.tenant = Some("default".into())),
    ("pbx", |q| q.scope.pbx = Some("default".into())),
];

/// Which are no help alone, and must not get in the way of the others.
const BESIDES: &[Filter] = &[
    ("", |_| ()),
    ("live", |q| q.stage = Some(Stage::Live)),
    ("ended", |q| q.stage = Some(Stage::Ended)),
    ("merged", |q| q.include_merged = true),
    ("oldest", |q| q.sort = Sort::OldestFirst),
    ("cursor", |q| q.cursor = Some(cursor())),
];

/// The beginning of this day of the calls that there may be.
fn day(day: i64) -> Timestamp {
    Timestamp::from_unix_micros((1_795_132_800 + day * 86_400) * 1_000_000)
}

fn cursor() -> Cursor {
    Cursor::new(day(120), "c10500000")
}

/// Not at the beginning of anything that is counted.
fn after(at: Timestamp) -> Timestamp {
    at.saturating_add(std::time::Duration::from_micros(1))
}

const STATISTICS: [fn(&mut StatisticsQuery); 5] = [
    |_| (),
    |q| q.scope = Scope { tenant: Some("default".into()), pbx: Some("default".into()) },
    |q| q.agent = Some("101".into()),
    |q| q.queue = Some("sales".into()),
    |q| (q.agent, q.queue) = (Some("101".into()), Some("sales".into())),
];

async fn plan(connections: &Connections, select: &SelectStatement) -> Vec<String> {
    let (sql, values) = Dialect::Sqlite.select(select);
    let sql = format!("EXPLAIN QUERY PLAN {sql}");
    let rows = connections.fetch(&sql, values.0).await.unwrap();
    rows.iter().map(|row| row.text("detail").unwrap().into_owned()).collect()
}

/// No table is walked through; the subquery of the page is not a table.
fn assert_indexed(name: &str, plan: &[String]) {
    assert!(plan.iter().any(|step| step.starts_with("SEARCH")), "{name}: {plan:#?}");
    for step in plan.iter().filter(|step| *step != "SCAN p") {
        assert!(!step.starts_with("SCAN"), "{name}: {plan:#?}");
    }
}

/// Nothing is sorted but the page itself, and that because SQLite does not see that it is sorted.
fn assert_in_order(name: &str, plan: &[String]) {
    let sorts = plan.iter().filter(|step| step.starts_with("USE TEMP B-TREE")).count();
    assert!(sorts <= 1, "{name}: {plan:#?}");
}

fn with_text(text: &str) -> CallQuery {
    let mut query = CallQuery::default();
    query.text = Some(text.into());
    query
}

/// What is asked of SQLite for a text that it has parts of, beside each filter.
fn text_questions() -> Vec<(String, SelectStatement)> {
    let dialect = Dialect::Sqlite;
    let mut questions = Vec::new();
    for (filter, set) in FILTERS.iter().chain(BESIDES) {
        let mut query = with_text("wanted example");
        set(&mut query);
        for moments in texts::steps(dialect, &query) {
            let moments = moments.after_cursor(&query);
            questions.extend([
                (format!("count of {filter}"), moments.count()),
                (format!("page of {filter}"), list::page_among(dialect, &query, moments.select())),
                (format!("total of {filter}"), list::total_among(dialect, &query, moments.select())),
            ]);
        }
    }
    questions
}

/// Moments are looked up in the table of texts, and the calls that began then in the index that has their texts. SQLite
/// sorts them, as many as may be looked at, because it does not see that they are sorted.
fn assert_by_text(name: &str, plan: &[String]) {
    let first =
        plan.iter().find(|step| step.starts_with("SCAN") && *step != "SCAN p" && *step != "SCAN found");
    assert!(first.is_some_and(|step| step.starts_with("SCAN call_texts VIRTUAL TABLE")), "{name}: {plan:#?}");
    if !name.starts_with("count") {
        let calls = "SEARCH c USING COVERING INDEX calls_started (started_at=?)";
        assert!(plan.iter().any(|step| step == calls), "{name}: {plan:#?}");
    }
    let others = plan.iter().filter(|step| step.starts_with("SCAN") && !step.starts_with("SCAN call_texts"));
    assert!(
        others.into_iter().all(|step| ["SCAN p", "SCAN t", "SCAN found"].contains(&&**step)),
        "{name}: {plan:#?}"
    );
}

#[tokio::test]
async fn every_pair_of_filters_is_found_by_an_index_in_the_order_of_the_list() {
    let (_, connections) = open::open("sqlite::memory:", &Options::default()).await.unwrap();
    for (one, set_one) in FILTERS {
        for (other, set_other) in FILTERS.iter().chain(BESIDES) {
            let name = format!("{one} {other}");
            let mut query = CallQuery::default();
            set_one(&mut query);
            set_other(&mut query);
            let page = plan(&connections, &list::page(Dialect::Sqlite, &query)).await;
            assert_indexed(&name, &page);
            assert_in_order(&name, &page);
            assert_indexed(&name, &plan(&connections, &list::total(Dialect::Sqlite, &query)).await);
        }
    }
}

#[tokio::test]
async fn a_list_without_filters_is_read_from_the_index_of_its_order() {
    let (_, connections) = open::open("sqlite::memory:", &Options::default()).await.unwrap();
    let page = plan(&connections, &list::page(Dialect::Sqlite, &CallQuery::default())).await;
    assert!(page.contains(&"SCAN c USING COVERING INDEX calls_started".to_owned()), "{page:#?}");
    assert_in_order("newest", &page);
}

#[tokio::test]
async fn a_text_is_found_by_its_parts() {
    let (_, connections) = open::open("sqlite::memory:", &Options::default()).await.unwrap();
    for (name, select) in text_questions() {
        assert_by_text(&name, &plan(&connections, &select).await);
    }
}

/// A short one has no parts, and of some there are too many. It is long, but a tenth of the table, and in the order of
/// the list.
#[tokio::test]
async fn a_text_without_parts_is_looked_for_in_one_index() {
    let (_, connections) = open::open("sqlite::memory:", &Options::default()).await.unwrap();
    let beside = |change: fn(&mut CallQuery)| {
        let mut query = with_text("ann");
        change(&mut query);
        list::page(Dialect::Sqlite, &query)
    };
    let all = "SCAN c USING COVERING INDEX calls_started";
    let in_time = "SEARCH c USING COVERING INDEX calls_started (started_at>? AND started_at<?)";
    let of_queue = "SEARCH f0 USING PRIMARY KEY (kind=? AND value=?)";
    let cases: [Filter; 4] = [
        (all, |_| ()),
        (all, |q| (q.scope.tenant, q.disposition) = (Some("acme".into()), Some(Disposition::Busy))),
        (in_time, |q| (q.from, q.to) = (Some(day(1)), Some(day(2)))),
        (of_queue, |q| q.queue = Some("sales".into())),
    ];
    for (want, change) in cases {
        let page = plan(&connections, &beside(change)).await;
        assert!(page.iter().any(|step| step == want), "{want}: {page:#?}");
        assert_in_order("text", &page);
    }
}

#[tokio::test]
async fn the_index_of_the_rarest_filter_is_taken() {
    let (_, connections) = open::open("sqlite::memory:", &Options::default()).await.unwrap();
    let everything: fn(&mut CallQuery) = |q| {
        q.scope = Scope { tenant: Some("default".into()), pbx: Some("default".into()) };
        q.direction = Some(Direction::Inbound);
        (q.from, q.stage) = (Some(day(1)), Some(Stage::Ended));
    };
    let cases: [Filter; 5] = [
        ("SEARCH c USING COVERING INDEX calls_pbx (pbx=? AND started_at>?)", |_| ()),
        ("SEARCH c USING COVERING INDEX calls_disposition (disposition=? AND started_at>?)", |q| {
            q.disposition = Some(Disposition::Busy);
        }),
        ("SEARCH c USING COVERING INDEX calls_live (live=? AND started_at>?)", |q| {
            q.stage = Some(Stage::Live)
        }),
        ("SEARCH f0 USING PRIMARY KEY (kind=? AND value=? AND started_at>?)", |q| {
            q.queue = Some("sales".into())
        }),
        ("SEARCH f1 USING PRIMARY KEY (kind=? AND value=? AND started_at=? AND call_id=?)", |q| {
            (q.queue, q.number) = (Some("sales".into()), Some("101".into()));
        }),
    ];
    for (want, change) in cases {
        let mut query = CallQuery::default();
        everything(&mut query);
        change(&mut query);
        let page = plan(&connections, &list::page(Dialect::Sqlite, &query)).await;
        assert!(page.iter().any(|step| step == want), "{want}: {page:#?}");
    }
}

#[tokio::test]
async fn live_calls_and_statistics_are_found_by_an_index() {
    let (_, connections) = open::open("sqlite::memory:", &Options::default()).await.unwrap();
    for scope in [Scope::default(), Scope::of_pbx("default"), Scope::of_tenant("default")] {
        let live = plan(&connections, &list::live(Dialect::Sqlite, &scope)).await;
        assert_indexed("live calls", &live);
        assert!(live.iter().any(|step| step.contains("calls_live")), "{live:#?}");
    }
    for filter in STATISTICS {
        let mut query = StatisticsQuery::new(after(day(100)), after(day(130)), Period::Hour);
        filter(&mut query);
        for select in statistics::questions(Dialect::Sqlite, &query) {
            assert_indexed("statistics", &plan(&connections, &select).await);
        }
    }
}
