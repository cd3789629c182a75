//! How the server finds what is asked for: by an index, whatever the filters.

use callflow_core::Disposition;
use callflow_core::call::Direction;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{
    CallQuery, CallStore, Cursor, HistoryQuery, Period, Scope, Sort, Stage, StatisticsQuery,
};
use mongodb::bson::{Bson, Document, doc};

use super::histories::{History, OF_AGENTS, OF_EXTENSIONS, OF_RECORDINGS};
use super::{list, statistics};
use crate::MongoStore;
use crate::schema::CALLS;
use server::Database;

#[allow(dead_code, reason = "the other tests use all of it")]
#[path = "../../tests/it/server.rs"]
mod server;

/// All stages of a plan, from whatever depth; none where the server does not tell.
fn stages(plan: &Bson, found: &mut Vec<String>) {
    match plan {
        Bson::Document(document) => {
            found.extend(document.get_str("stage").ok().map(str::to_owned));
            let inner = document.iter().filter(|(name, _)| *name != "rejectedPlans" && *name != "command");
            inner.for_each(|(_, value)| stages(value, found));
        }
        Bson::Array(array) => array.iter().for_each(|value| stages(value, found)),
        _ => {}
    }
}

async fn assert_indexed(database: &mongodb::Database, command: Document, what: &str) {
    let explain = doc! {"explain": command, "verbosity": "queryPlanner"};
    let plan = database.run_command(explain).await.unwrap();
    let mut found = Vec::new();
    stages(&Bson::Document(plan), &mut found);
    assert!(
        found.iter().any(|stage| stage.contains("IXSCAN") || stage.contains("COUNT_SCAN")),
        "{what}: {found:?}"
    );
    assert!(!found.iter().any(|stage| stage == "COLLSCAN"), "{what}: {found:?}");
}

fn questions() -> Vec<CallQuery> {
    type Filter = fn(&mut CallQuery);
    let filters: &[Filter] = &[
        |_| (),
        |q| (q.from, q.to) = (Some(at(0)), Some(at(9))),
        |q| q.direction = Some(Direction::Inbound),
        |q| q.disposition = Some(Disposition::Busy),
        |q| q.disposition = Some(Disposition::Answered),
        |q| q.number = Some("101".into()),
        |q| q.agent = Some("101".into()),
        |q| q.queue = Some("sales".into()),
        |q| q.text = Some("example".into()),
        |q| q.scope = Scope::of_tenant("default"),
        |q| q.scope = Scope::of_pbx("default"),
        |q| q.stage = Some(Stage::Live),
        |q| q.include_merged = true,
        |q| q.cursor = Some(Cursor::new(at(3), "c")),
        |q| q.sort = Sort::OldestFirst,
    ];
    let mut questions = Vec::new();
    for one in filters {
        for other in filters {
            let mut query = CallQuery::default();
            one(&mut query);
            other(&mut query);
            questions.push(query);
        }
    }
    questions
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn every_pair_of_filters_is_found_by_an_index() {
    let database = Database::new();
    let store = MongoStore::open(&database.url).await.unwrap();
    let calls: Vec<_> =
        (0..9).map(|n| Sample::new(&format!("c{n}"), n).through("sales", "101").build()).collect();
    store.put_calls(&calls).await.unwrap();
    let other = database.connect().await;
    for query in questions() {
        let find = doc! {
            "find": CALLS,
            "filter": list::page(&query),
            "sort": list::PLACES.order(query.sort),
            "limit": 50,
            "hint": list::index(&query),
        };
        assert_indexed(&other, find, &format!("{query:?}")).await;
    }
    let live =
        doc! {"find": CALLS, "filter": list::live(&Scope::default()), "hint": crate::schema::index::LIVE};
    assert_indexed(&other, live, "live calls").await;
}

#[tokio::test]
#[ignore = "needs a MongoDB"]
async fn statistics_and_histories_are_found_by_an_index() {
    let database = Database::new();
    let store = MongoStore::open(&database.url).await.unwrap();
    store.put_calls(&[Sample::new("c", 0).build()]).await.unwrap();
    let other = database.connect().await;
    let month = StatisticsQuery::new(at(0), at(30 * 86_400), Period::Day);
    type Filter = fn(&mut StatisticsQuery);
    let filters: [Filter; 5] = [
        |_| (),
        |q| q.scope = Scope::of_tenant("default"),
        |q| q.direction = Some(Direction::Inbound),
        |q| q.agent = Some("101".into()),
        |q| q.queue = Some("sales".into()),
    ];
    for filter in filters {
        let mut query = month.clone();
        filter(&mut query);
        let aggregate = doc! {
            "aggregate": CALLS,
            "pipeline": statistics::calls(&query, &[]),
            "hint": statistics::index(&query),
            "cursor": {},
        };
        assert_indexed(&other, aggregate, &format!("{query:?}")).await;
    }
    for history in [OF_AGENTS, OF_EXTENSIONS, OF_RECORDINGS] {
        check_history(&other, history).await;
    }
}

async fn check_history(database: &mongodb::Database, history: History) {
    type Filter = fn(&mut HistoryQuery);
    let filters: [Filter; 5] = [
        |_| (),
        |q| q.of = Some("101".into()),
        |q| q.scope = Scope::of_tenant("default"),
        |q| q.scope = Scope::of_pbx("default"),
        |q| q.cursor = Some(Cursor::new(at(3), "c")),
    ];
    for filter in filters {
        let mut query = HistoryQuery::default();
        filter(&mut query);
        let find = doc! {
            "find": history.collection,
            "filter": history.filter(&query),
            "sort": history.places.order(query.sort),
            "limit": 50,
            "hint": history.index(&query),
        };
        assert_indexed(database, find, &format!("{query:?}")).await;
    }
}
