//! Reports over HTTP: figures by hand, the three forms, and what each role sees.

use callflow_core::Call;
use callflow_core::call::{QueueVisit, VisitOutcome};
use callflow_core::disposition::Disposition;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{CallStore, Lifecycle};
use callflow_store_sql::SqlStore;
use serde_json::{Value, json};

use crate::browser::{Browser, administrator, user};
use crate::server::{Client, Database, Server};

/// The day of the samples, which begin at 18:00 UTC.
const DAY: &str = "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";

fn given_up(id: &str, second: i64, waited_s: i64, number: Option<&str>) -> Call {
    Sample::new(id, second)
        .inbound("+12025550143", "+15125550170")
        .unanswered(Disposition::Abandoned)
        .with(|call| {
            call.caller.number = number.map(Into::into);
            call.caller.name = Some("=1+1".into());
            call.queue = Some("sales".into());
            call.ended_at = Some(at(second + waited_s));
            call.queue_visits.push(QueueVisit {
                queue: "sales".into(),
                joined_at: at(second),
                left_at: Some(at(second + waited_s)),
                outcome: Some(VisitOutcome::Abandoned),
                position: Some(2),
                wait_ms: u64::try_from(waited_s).unwrap() * 1_000,
                member: None,
                talk_ms: 0,
                hold_ms: 0,
                attempts: Vec::new(),
                earlier_attempts: Vec::new(),
            });
        })
        .build()
}

fn calls() -> Vec<Call> {
    vec![
        Sample::new("in", 0).inbound("+12025550100", "+15125550170").through("sales", "102").build(),
        Sample::new("late", 3_599).inbound("+12025550101", "+15125550171").through("sales", "103").build(),
        Sample::new("inside", 7_200).through("support", "102").build(),
        given_up("short", 100, 4, Some("+12025550143")),
        given_up("long", 200, 60, Some("+12025550144")),
        given_up("nobody", 300, 30, None),
        // Called back: 101 calls the number of `long`, in vain and then not.
        out("tried", 1_000).unanswered(Disposition::Busy).build(),
        out("talked", 2_000).build(),
    ]
}

fn out(id: &str, second: i64) -> Sample {
    Sample::new(id, second).with(|call| {
        call.direction = callflow_core::call::Direction::Outbound;
        call.dialled = Some("+12025550144".into());
        call.answered_by = Some("+12025550144".into());
        call.parties[0].number = "+12025550144".into();
    })
}

async fn kept(calls: &[Call]) -> (Database, Server, Client) {
    let database = Database::new();
    put(&database, calls).await;
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    (database, server, client)
}

async fn put(database: &Database, calls: &[Call]) {
    let store = SqlStore::open(&database.url()).await.unwrap();
    store.put_calls(calls).await.unwrap();
    store.close().await.unwrap();
}

async fn report(client: &Client, path: &str) -> Value {
    let answer = client.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.json()
}

fn sums(report: &Value, field: &str) -> u64 {
    report["items"].as_array().unwrap().iter().map(|row| row[field].as_u64().unwrap()).sum()
}

#[tokio::test]
async fn calls_are_told_period_by_period_in_any_zone() {
    let (_database, server, client) = kept(&calls()).await;
    for (by, rows) in [("quarter", 96), ("hour", 24), ("day", 1), ("week", 1), ("month", 1)] {
        let told = report(&client, &format!("/api/reports/calls?by={by}&{DAY}")).await;
        assert_eq!((&told["total"], told["items"].as_array().unwrap().len()), (&json!(rows), rows), "{by}");
        assert_eq!((sums(&told, "calls"), &told["totals"]["calls"]), (8, &json!(8)), "{by}");
        assert_eq!(told["totals"]["disposition_abandoned"], 3);
    }
    // In New York the day is another one, and begins when the clocks there say so.
    let told = report(&client, &format!("/api/reports/calls?zone=America/New_York&{DAY}")).await;
    let days: Vec<&str> =
        told["items"].as_array().unwrap().iter().map(|row| row["local_from"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-11-19T00:00:00-05:00", "2026-11-20T00:00:00-05:00"]);
    assert_eq!(
        (&told["from"], &told["zone"]),
        (&json!("2026-11-19T05:00:00.000000Z"), &json!("America/New_York"))
    );
    for (per, want) in [
        ("direction", json!({"inbound": 5, "internal": 1, "outbound": 2})),
        ("did", json!({"+15125550170": 4, "+15125550171": 1})),
        ("disposition", json!({"abandoned": 3, "answered": 4, "busy": 1})),
        ("queue", json!({"sales": 5, "support": 1})),
        // 100 called outside twice; outside parties are nobody's agents.
        ("agent", json!({"100": 2, "102": 2, "103": 1})),
    ] {
        let told = report(&client, &format!("/api/reports/calls?per={per}&{DAY}")).await;
        let rows = told["items"].as_array().unwrap().iter();
        let rows: serde_json::Map<String, Value> =
            rows.map(|row| (row["name"].as_str().unwrap().to_owned(), row["calls"].clone())).collect();
        assert_eq!(Value::Object(rows), want, "{per}");
        assert_eq!(told["totals"]["calls"], 8, "{per}: of all calls");
    }
    server.stop().await;
}

#[tokio::test]
async fn queues_are_counted_by_the_threshold_that_is_asked_for() {
    let (_database, server, client) = kept(&calls()).await;
    let told = report(&client, &format!("/api/reports/queues?queue=sales&{DAY}")).await;
    let row = &told["items"][0];
    assert_eq!((&row["visits"], &row["answered"], &row["abandoned"]), (&json!(5), &json!(2), &json!(3)));
    // Two of two answered in 5 s; those and one of three given up within 20 s; without the one who hardly waited.
    assert_eq!(row["service_level_answered"], 100.0);
    assert_eq!(row["service_level_offered"], 60.0);
    assert_eq!(row["service_level_strict"], 50.0);
    assert_eq!((&row["longest_wait_abandoned_s"], &row["asa_s"]), (&json!(60.0), &json!(5.0)));
    assert!(row.get("ewt_s").is_none());
    let path = format!("/api/reports/queues?queue=sales&threshold_s=30&short_abandon_s=0&{DAY}");
    let told = report(&client, &path).await;
    assert_eq!(told["items"][0]["service_level_offered"], 80.0);
    assert_eq!(told["items"][0]["service_level_s"], 30);
    assert_eq!(told["items"][0]["service_level_strict"], 40.0);
    let path = format!("/api/reports/queues?service_level=service_level_strict&by=hour,joined&{DAY}");
    let told = report(&client, &path).await;
    assert!(told["items"].as_array().unwrap().iter().all(|row| row.get("service_level_offered").is_none()));
    // One joined in the first hour and left in the second.
    assert_eq!(told["items"][0]["visits"], 5);
    let told = report(&client, &format!("/api/reports/queues?by=hour&{DAY}")).await;
    assert_eq!((&told["items"][0]["visits"], &told["items"][1]["visits"]), (&json!(4), &json!(1)));
    let path = format!("/api/reports/distribution?queue=sales&bounds_s=4,30&{DAY}");
    let told = report(&client, &path).await;
    let counts: Vec<(&str, u64)> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["measure"].as_str().unwrap(), row["count"].as_u64().unwrap()))
        .filter(|(measure, _)| *measure == "wait_abandoned")
        .collect();
    assert_eq!(counts, [("wait_abandoned", 1), ("wait_abandoned", 1), ("wait_abandoned", 1)]);
    server.stop().await;
}

#[tokio::test]
async fn who_gave_up_and_what_became_of_it() {
    let mut calls = calls();
    calls.push(
        Sample::new("again", 9_000).inbound("+12025550143", "+15125550170").through("sales", "102").build(),
    );
    let (_database, server, client) = kept(&calls).await;
    let told = report(&client, &format!("/api/reports/abandoned?{DAY}")).await;
    let rows: Vec<Value> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            json!([row["call"], row["call_back"], row["calls_back"], row["calls_again"], row["settled_at"]])
        })
        .collect();
    assert_eq!(
        rows,
        [
            json!(["short", "called_again", 0, 1, at(9_005).to_string()]),
            json!(["long", "called_back", 2, 0, at(2_005).to_string()]),
            json!(["nobody", "no_number", 0, 0, null]),
        ]
    );
    let soon = report(&client, &format!("/api/reports/abandoned?within_h=1&limit=1&{DAY}")).await;
    assert_eq!(soon["items"][0]["call_back"], "open", "called again after more than an hour");
    let next = soon["next_cursor"].as_str().unwrap();
    let next = report(&client, &format!("/api/reports/abandoned?limit=1&cursor={next}&{DAY}")).await;
    assert_eq!(next["items"][0]["call"], "long");
    server.stop().await;
}

#[tokio::test]
async fn files_have_the_same_rows_and_no_formulas() {
    let (_database, server, client) = kept(&calls()).await;
    for (name, rows) in
        [("calls", 24), ("queues", 3), ("distribution", 147), ("abandoned", 3), ("details", 8)]
    {
        let path = format!("/api/reports/{name}?by=hour&{DAY}");
        let csv = client.get(&format!("{path}&format=csv")).await;
        assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
        let file = format!("attachment; filename=\"{name}-2026-11-20.csv\"");
        assert_eq!(csv.header("content-disposition"), file);
        assert_eq!(csv.text.lines().count(), rows + 1, "{name}: {}", csv.text);
        let first = report(&client, &path).await["items"][0].as_object().unwrap().clone();
        let heading: Vec<&str> = csv.text.lines().next().unwrap().split(',').collect();
        assert!(first.keys().all(|key| heading.contains(&&**key)), "{name}: {heading:?}");
        assert_eq!(first.len(), heading.len());
        let book = client.get(&format!("{path}&format=xlsx")).await;
        assert_eq!(book.status, 200);
        assert!(book.text.starts_with("PK"), "{name} is an archive");
    }
    let csv = client.get(&format!("/api/reports/abandoned?{DAY}&format=csv")).await;
    assert!(csv.text.contains(",+12025550143,'=1+1,"), "{}", csv.text);
    // Nothing of another tenant, and still a table.
    let none = client.get(&format!("/api/reports/queues?tenant=other&{DAY}&format=csv")).await;
    assert_eq!(none.text.lines().count(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_corrected_call_restates_the_report() {
    let (database, server, client) = kept(&calls()).await;
    let told = report(&client, &format!("/api/reports/queues?{DAY}")).await;
    assert_eq!(told["restated"], json!({"rows": 0, "newest": null}));
    server.stop().await;
    let mut corrected = calls().remove(4);
    (corrected.version, corrected.revised_at) = (2, Some(at(500)));
    corrected.queue_visits[0].wait_ms = 10_000;
    put(&database, &[corrected]).await;
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let told = report(&client, &format!("/api/reports/queues?{DAY}")).await;
    assert_eq!(told["restated"], json!({"rows": 1, "newest": at(500).to_string()}));
    assert_eq!(told["items"][0]["longest_wait_abandoned_s"], 30.0, "the minute is no more");
    assert_eq!(told["items"][0]["revised_at"], at(500).to_string());
    server.stop().await;
}

/// The names in a report, as somebody sees it.
async fn names(browser: &mut Browser, path: &str, column: &str) -> Vec<String> {
    let answer = browser.get(&format!("/api/reports/{path}&{DAY}")).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    let items = answer.json()["items"].as_array().unwrap().clone();
    items.iter().map(|row| row[column].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn everybody_has_a_report_of_what_is_theirs() {
    let mut calls = calls();
    calls.push(
        Sample::new("other", 10).through("theirs", "102").with(|call| call.tenant = "other".into()).build(),
    );
    let (database, server, client) = kept(&calls).await;
    let mut root = administrator(&client, &database).await;
    let queues = json!({"tenant": "default", "queues": ["sales"]});
    let mut supervisor = user(&client, &mut root, ("sue", "supervisor"), queues).await;
    let numbers = json!({"tenant": "default", "numbers": ["103"]});
    let mut agent = user(&client, &mut root, ("ann", "agent"), numbers).await;
    let mut other = user(&client, &mut root, ("olaf", "administrator"), json!({"tenant": "other"})).await;
    for (browser, queues, agents, details) in [
        (&mut root, &["sales", "support", "theirs"][..], &["100", "102", "103"][..], 9),
        (&mut supervisor, &["sales"], &[], 5),
        (&mut agent, &[], &["103"], 1),
        (&mut other, &["theirs"], &["102"], 1),
    ] {
        assert_eq!(names(browser, "queues?by=day", "queue").await, queues);
        assert_eq!(names(browser, "calls?per=queue", "name").await, queues);
        assert_eq!(names(browser, "calls?per=agent", "name").await, agents);
        assert_eq!(names(browser, "details?limit=500", "call").await.len(), details);
        assert!(names(browser, "queues?tenant=nobodys", "queue").await.is_empty());
    }
    // Of all calls together they would learn of others'.
    let answer = supervisor.get(&format!("/api/reports/calls?{DAY}")).await;
    assert_eq!((answer.status, &answer.json()["errors"][0]["field"]), (400, &json!("per")));
    let answer = supervisor.get(&format!("/api/reports/calls?per=did&{DAY}")).await;
    assert_eq!(answer.status, 400);
    server.stop().await;
}

#[tokio::test]
async fn what_is_wrong_is_told() {
    let (_database, server, client) = kept(&[]).await;
    for (path, field) in [
        ("calls?by=year", "by"),
        ("calls?zone=Mars", "zone"),
        ("calls?per=caller", "per"),
        ("calls?queue=sales", "queue"),
        ("calls?format=pdf", "format"),
        ("calls?by=hour&from=1970-01-01T00:00:00Z", "to"),
        ("queues?from=2026-11-20T00:00:00Z&to=2026-11-20T00:00:00Z", "to"),
        ("queues?service_level=good", "service_level"),
        ("queues?threshold_s=-1", "threshold_s"),
        ("distribution?bounds_s=10,5", "bounds_s"),
        ("abandoned?within_h=0", "within_h"),
        ("details?limit=501", "limit"),
        ("agents?frm=1", "frm"),
    ] {
        let answer = client.get(&format!("/api/reports/{path}")).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        assert_eq!(answer.json()["errors"][0]["field"], field, "{path}");
    }
    server.stop().await;
}
