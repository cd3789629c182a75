//! The API.

use asterisk_sim::{Ids, Options, Script, Sim, Stamps, Track};
use serde_json::{Value, json};

use crate::captures;
use crate::server::{Answer, Client, Database, Server};

/// Inbound, internal, through a queue, busy, abandoned, united by a transfer: 3 h of recordings.
const RECORDINGS: [&str; 6] = [
    "asterisk-22/01-internal-caller-hangs-up",
    "asterisk-22/04-busy",
    "asterisk-22/06-inbound-did",
    "asterisk-22/09-queue-answered-after-wait",
    "asterisk-22/10-queue-abandoned",
    "asterisk-22/14c-attended-transfer-refer-replaces",
];

/// A script that plays recordings with their ids and times.
fn as_recorded(names: &[&str]) -> Script {
    Script::new()
        .track(Track::of(names.iter().map(|name| captures::open(name))))
        .ids(Ids::RecordedFirst)
        .stamps(Stamps::OnAll)
}

/// A server that has these calls in its database and is connected to nothing.
async fn with_recordings(database: &Database) -> Server {
    let sim = Sim::bind(Options::new().script(as_recorded(&RECORDINGS))).await.unwrap();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    sim.finished().await;
    server.stop().await;
    Server::start(&database.config(&[])).await
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|call| call["id"].as_str().unwrap()).collect()
}

/// What every answer to a wrong request has.
#[track_caller]
fn problem(answer: &Answer, status: u16, title: &str, detail: &str) {
    assert_eq!((answer.status, answer.header("content-type")), (status, "application/problem+json"));
    let body = answer.json();
    assert_eq!(
        (&body["type"], &body["title"], &body["status"], &body["detail"]),
        (&json!("about:blank"), &json!(title), &json!(status), &json!(detail))
    );
}

#[tokio::test]
async fn calls_are_listed_filtered_and_paged() {
    let database = Database::new();
    let server = with_recordings(&database).await;
    let client = server.client();
    let stored = database.calls().await;
    let expected: Vec<&callflow_core::Call> =
        stored.iter().filter(|call| call.merged_into.is_none()).collect();
    assert!(stored.len() > expected.len() && expected.len() >= 6, "{} of {}", expected.len(), stored.len());

    // Newest first, whole records, and the same under the older path.
    let all = client.get("/api/calls").await;
    assert_eq!((all.status, all.header("content-type")), (200, "application/json"));
    let all = all.json();
    assert_eq!(all["items"], serde_json::to_value(&expected).unwrap());
    assert_eq!((&all["next_cursor"], &all["total"]), (&Value::Null, &json!(expected.len())));
    assert_eq!(client.get("/api/call").await.json(), all);
    let items = all["items"].as_array().unwrap();
    let mut oldest_first = ids(items);
    oldest_first.reverse();
    assert_eq!(ids(&client.items("/api/calls?sort=started_at").await), oldest_first);
    assert_eq!(client.items("/api/calls?include_merged=true").await.len(), stored.len());

    // Each filter gives those for which it holds, and there are some.
    let first = items.last().unwrap()["started_at"].as_str().unwrap();
    let busy = items.iter().find(|call| call["disposition"] == "busy").unwrap();
    let busy = busy["started_at"].as_str().unwrap();
    let talked_to = |call: &Value, number: &str| {
        call["parties"]
            .as_array()
            .unwrap()
            .iter()
            .any(|party| party["number"] == number && party["answered"] == true)
    };
    type Holds<'h> = &'h dyn Fn(&Value) -> bool;
    let filters: [(String, Holds<'_>); 9] = [
        ("direction=inbound".into(), &|call| call["direction"] == "inbound"),
        ("disposition=busy".into(), &|call| call["disposition"] == "busy"),
        ("queue=sales".into(), &|call| {
            call["queue_visits"].as_array().unwrap().iter().any(|visit| visit["queue"] == "sales")
        }),
        ("number=%2B12025550143".into(), &|call| call["caller"]["number"] == "+12025550143"),
        ("agent=101".into(), &|call| talked_to(call, "101")),
        ("text=alice".into(), &|call| call.to_string().to_lowercase().contains("alice")),
        (format!("from={busy}"), &|call| call["started_at"].as_str().unwrap() >= busy),
        (format!("from={first}&to={busy}"), &|call| call["started_at"].as_str().unwrap() < busy),
        ("direction=inbound&disposition=abandoned&pbx=default&tenant=default".into(), &|call| {
            call["direction"] == "inbound" && call["disposition"] == "abandoned"
        }),
    ];
    for (filter, holds) in filters {
        let found = client.items(&format!("/api/calls?{filter}")).await;
        let wanted: Vec<Value> = items.iter().filter(|call| holds(call)).cloned().collect();
        assert!(!wanted.is_empty() && wanted.len() < items.len(), "{filter}: {}", wanted.len());
        assert_eq!(ids(&found), ids(&wanted), "{filter}");
    }
    assert!(client.items("/api/calls?pbx=other").await.is_empty());
    assert!(client.items("/api/calls?queue=nobody").await.is_empty());

    // Pages of two, by cursor and by number.
    let (mut paged, mut path) = (Vec::new(), "/api/calls?limit=2".to_owned());
    for number in 1.. {
        let page = client.get(&path).await.json();
        let by_number = client.get(&format!("/api/calls?limit=2&page={number}")).await.json();
        assert_eq!((&page["items"], &page["total"]), (&by_number["items"], &json!(items.len())));
        paged.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        assert_eq!(paged.len(), 2 * number);
        path = format!("/api/calls?limit=2&cursor={cursor}");
    }
    assert_eq!(&paged, items);

    // One by one, the united ones too.
    for call in &stored {
        for path in ["/api/calls", "/api/call"] {
            let one = client.get(&format!("{path}/{}", call.id)).await;
            assert_eq!((one.status, one.json()), (200, serde_json::to_value(call).unwrap()));
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn statistics_count_by_hour_and_by_day() {
    let database = Database::new();
    let server = with_recordings(&database).await;
    let client = server.client();
    let items = client.items("/api/calls").await;
    for (by, length) in [("hour", 13), ("day", 10)] {
        let path = format!("/api/calls/statistics?by={by}&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z");
        let rows = client.items(&path).await;
        let mut begins: Vec<&str> =
            items.iter().map(|call| &call["started_at"].as_str().unwrap()[..length]).collect();
        begins.sort_unstable();
        begins.dedup();
        let told: Vec<&str> = rows.iter().map(|row| &row["from"].as_str().unwrap()[..length]).collect();
        assert_eq!(told, begins, "{by}");
        let sum = |field: &str| rows.iter().map(|row| row[field].as_u64().unwrap()).sum::<u64>();
        let talked: u64 = items.iter().map(|call| call["talk_ms"].as_u64().unwrap()).sum();
        assert_eq!((sum("calls"), sum("talk_ms")), (items.len() as u64, talked), "{by}: {rows:?}");
    }
    assert!(client.items("/api/calls/statistics?pbx=other&from=2026-11-20T00:00:00Z").await.is_empty());
    server.stop().await;
}

#[tokio::test]
async fn wrong_requests_are_told_what_is_wrong() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();

    let wrong =
        client.get("/api/calls?limit=nine&directoin=inbound&disposition=great&sort=id&cursor=!").await;
    let (mut fields, mut messages) = (Vec::new(), Vec::new());
    for error in wrong.json()["errors"].as_array().unwrap() {
        fields.push(error["field"].as_str().unwrap().to_owned());
        messages.push(error["message"].as_str().unwrap().to_owned());
    }
    fields.sort_unstable();
    assert_eq!(fields, ["cursor", "directoin", "disposition", "limit", "sort"]);
    assert!(messages.contains(&"\"nine\" is not a whole number".to_owned()), "{messages:?}");
    problem(&wrong, 400, "Bad Request", "directoin: there is no such parameter; did you mean \"direction\"?");

    for (path, field) in [
        ("/api/calls?limit=501", "limit"),
        ("/api/calls?limit=0", "limit"),
        ("/api/calls?page=0", "page"),
        ("/api/calls?from=yesterday", "from"),
        ("/api/calls/live?limit=1", "limit"),
        ("/api/calls/statistics?by=week", "by"),
        ("/api/calls/statistics?by=hour&from=1970-01-01T00:00:00Z", "to"),
        ("/api/calls/statistics?offset_minutes=9999", "offset_minutes"),
    ] {
        let answer = client.get(path).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (400, "application/problem+json"),
            "{path}"
        );
        assert_eq!(answer.json()["errors"][0]["field"], field, "{path}");
    }

    problem(&client.get("/api/calls/none").await, 404, "Not Found", "there is no call none");
    problem(&client.get("/api/cals").await, 404, "Not Found", "there is no path /api/cals");
    problem(
        &client.ask("DELETE /api/calls", &[]).await,
        405,
        "Method Not Allowed",
        "the method is not allowed here",
    );
    server.stop().await;
}

#[tokio::test]
async fn every_answer_has_the_id_of_its_request() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    for path in ["/healthz", "/api/calls", "/api/calls/none", "/nowhere"] {
        let answer = client.ask(&format!("GET {path}"), &[("x-request-id", "mine-7")]).await;
        assert_eq!(answer.header("x-request-id"), "mine-7", "{path}");
        assert_eq!(client.get(path).await.header("x-request-id").len(), 36, "{path}");
    }
    server.stop().await;
}

/// The value of a line of `/metrics`.
async fn metric(client: &Client, name: &str) -> f64 {
    let page = client.get("/metrics").await.text;
    let line =
        page.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| unreachable!("{name}: {page}"));
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_call_that_goes_on_is_live() {
    let script = Script::of(captures::open_in_mid_call("asterisk-22/01-internal-caller-hangs-up"));
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();

    assert_eq!(client.get("/healthz").await.json(), json!({"status": "ok"}));
    client.until("/readyz", |answer| answer.status == 200).await;
    let up = |answer: &Answer| answer.json()["items"][0]["state"] == "up";
    let live = client.until("/api/calls/live", up).await.json();
    assert_eq!((live["total"].as_u64(), &live["next_cursor"]), (Some(1), &Value::Null));
    let call = &live["items"][0];
    assert_eq!(
        (&call["caller"]["number"], &call["dialled"], &call["answered_by"], &call["disposition"]),
        (&json!("100"), &json!("101"), &json!("101"), &Value::Null)
    );
    let id = call["id"].as_str().unwrap();
    assert_eq!(client.get(&format!("/api/calls/{id}")).await.json()["id"], id);
    assert!(client.items("/api/calls").await.is_empty());
    assert!(client.items("/api/calls/live?pbx=other").await.is_empty());
    assert_eq!(metric(&client, "callflow_calls_live").await, 1.0);
    assert_eq!(metric(&client, "callflow_pbx_connected{pbx=\"default\"}").await, 1.0);
    assert_eq!(metric(&client, "callflow_pbx_connects_total{pbx=\"default\"}").await, 1.0);
    assert!(metric(&client, "callflow_pbx_event_lag_seconds{pbx=\"default\"}").await < 60.0);

    // Away is not ready, but alive; the call may still go on.
    sim.shutdown().await;
    let away = client.until("/readyz", |answer| answer.status == 503).await;
    assert_eq!(away.json(), json!({"ready": false, "store": true, "pbx": {"default": false}}));
    assert_eq!(client.get("/healthz").await.status, 200);
    client.until("/api/calls/live", |answer| answer.json()["items"][0]["gaps"] == 1).await;
    server.stop().await;
}

#[tokio::test]
async fn several_asterisks_have_their_calls_in_one_server() {
    let internal = Sim::bind(Options::new().script(as_recorded(&RECORDINGS[..1]))).await.unwrap();
    let inbound = Sim::bind(Options::new().script(as_recorded(&RECORDINGS[2..3]))).await.unwrap();
    let database = Database::new();
    let asterisks = [("berlin", internal.local_addr()), ("austin", inbound.local_addr())];
    let server = Server::start(&database.config(&asterisks)).await;
    let client = server.client();
    client.until("/readyz", |answer| answer.status == 200).await;
    let calls = client
        .until("/api/calls", |answer| answer.json()["items"].as_array().unwrap().len() >= 2)
        .await
        .json();
    for (pbx, direction) in [("berlin", "internal"), ("austin", "inbound")] {
        let of_pbx = client.items(&format!("/api/calls?pbx={pbx}")).await;
        assert!(!of_pbx.is_empty());
        for call in &of_pbx {
            assert_eq!((&call["pbx"], &call["direction"]), (&json!(pbx), &json!(direction)));
            assert!(call["id"].as_str().unwrap().starts_with(&format!("{pbx}-")), "{}", call["id"]);
        }
        assert!(metric(&client, &format!("callflow_pbx_events_total{{pbx=\"{pbx}\"}}")).await > 0.0);
    }
    assert_eq!(calls["items"].as_array().unwrap().len(), 2);

    // One that is away makes the server not ready, and its calls stay; the other one goes on.
    inbound.shutdown().await;
    let answer = client.until("/readyz", |answer| answer.status == 503).await;
    assert_eq!(answer.json()["pbx"], json!({"austin": false, "berlin": true}));
    server.stop().await;
}
