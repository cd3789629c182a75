//! Both ways of the stream: a snapshot, then changes, and going on where one was.

use asterisk_sim::{Options, Script, Sim};
use serde_json::{Value, json};

use super::followers::{Follower, MACHINE};
use crate::captures;
use crate::server::{Client, Database, Server};

/// What both are to do alike.
#[derive(Clone, Copy, Debug)]
enum By {
    Sse,
    Ws,
}

impl By {
    async fn follow(self, client: &Client, last: Option<&str>) -> Follower {
        let followed = match self {
            Self::Sse => Follower::sse(client.base(), MACHINE, last).await,
            Self::Ws => Follower::ws(client.base(), MACHINE, last).await,
        };
        followed.unwrap_or_else(|refused| unreachable!("{self:?}: {refused:?}"))
    }
}

/// The fields that a list over HTTP has of an item of the stream.
fn shared(items: &[Value], fields: &[&str]) -> Vec<Value> {
    let of = |item: &Value| fields.iter().map(|field| item[field].clone()).collect::<Value>();
    items.iter().map(of).collect()
}

#[tokio::test]
async fn a_snapshot_has_what_the_lists_have() {
    let script = Script::of(captures::open_in_mid_call("asterisk-22/09-queue-answered-after-wait"));
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    client.until("/api/calls/live", |answer| answer.json()["items"][0]["state"] == "up").await;
    let mut going_on = Vec::new();
    for by in [By::Sse, By::Ws] {
        let mut follower = by.follow(&client, None).await;
        let agents = |follower: &Follower| follower.of("agent").len();
        follower.until_items(|items| items.keys().any(|key| key.0 == "call")).await;
        let live = client.items("/api/calls/live").await;
        let of = |kind: &str| follower.of(kind).into_iter().cloned().collect::<Vec<_>>();
        assert_eq!((live.len(), of("call")), (1, live));
        assert!(agents(&follower) > 0, "{:?}", follower.items.keys());
        for (kind, path, fields) in [
            ("queue", "/api/queue", &["queue", "pbx", "tenant", "waiting", "members"][..]),
            (
                "agent",
                "/api/agent",
                &["agent", "pbx", "tenant", "name", "number", "state", "since", "queues"],
            ),
            (
                "extension",
                "/api/extensions",
                &["extension", "pbx", "tenant", "status", "device_state", "registered", "contacts", "lease"],
            ),
        ] {
            let listed = client.items(path).await;
            assert_eq!(shared(&of(kind), fields), shared(&listed, fields), "{kind}");
        }
        // The same for one who asks once, with where to go on.
        let once = client.get("/api/events").await;
        assert_eq!((once.status, once.header("content-type")), (200, "application/json"));
        let once = once.json();
        assert_eq!(once["snapshot"]["calls"], json!(of("call")));
        going_on.push(by.follow(&client, once["id"].as_str()).await);
    }
    sim.disconnect_all();
    for mut follower in going_on {
        let first = follower.until(|_| true).await;
        assert_eq!((&*first.event, &first.data["pbx"]), ("change", &json!("default")));
    }
    server.stop().await;
}

#[tokio::test]
async fn each_change_comes_once_also_to_one_who_was_away() {
    let database = Database::new();
    let sim = Sim::bind(Options::new()).await.unwrap();
    let address = sim.local_addr();
    let server = Server::start(&database.config(&[("default", address)])).await;
    let client = server.client();
    client.until("/readyz", |answer| answer.status == 200).await;
    for by in [By::Sse, By::Ws] {
        let mut stays = by.follow(&client, None).await;
        let snapshot = stays.until(|told| told.event == "snapshot").await;
        assert_eq!(snapshot.data["reason"], "start");
        let last = stays.last.clone().unwrap();
        // What happens: the link is lost and comes back.
        sim.disconnect_all();
        stays.until(|told| told.data["type"] == "link.gap").await;
        let whole = stays.until(|told| told.data["type"] == "link.resynced").await;
        assert_eq!(whole.data["pbx"], "default");
        let mut was_away = by.follow(&client, Some(&last)).await;
        let mut kinds = Vec::new();
        let end = was_away
            .until(|told| {
                kinds.push(told.data["type"].as_str().unwrap_or(&told.event).to_owned());
                told.data["type"] == "link.resynced"
            })
            .await;
        assert_eq!((kinds.first().map(|kind| &**kind), end.id), (Some("link.gap"), whole.id.clone()));
        assert_eq!(kinds.iter().filter(|kind| *kind == "link.gap").count(), 1);
        // An id that is none of ours is no mistake of the client: it may be that of another server.
        for unknown in ["0123456789abcdef-1-01234567", "nonsense"] {
            let mut anew = by.follow(&client, Some(unknown)).await;
            let first = anew.until(|_| true).await;
            assert_eq!((&*first.event, &first.data["reason"]), ("snapshot", &json!("missed")));
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn a_server_that_stops_says_so_and_waits_for_no_stream() {
    let database = Database::new();
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut followers = Vec::new();
    for by in [By::Sse, By::Ws] {
        followers.push(by.follow(&client, None).await);
    }
    let stopping = tokio::spawn(server.stop());
    for mut follower in followers {
        let closing = follower.until(|told| told.event == "closing").await;
        assert_eq!(closing.data, json!({"reason": "stopping"}));
        assert!(follower.next().await.is_none());
    }
    stopping.await.unwrap();
}

#[tokio::test]
async fn there_are_as_many_clients_as_are_configured() {
    let database = Database::new();
    let mut env = database.env(&[]);
    env.push(("CALLFLOW_REALTIME_MAX_CLIENTS".to_owned(), "1".to_owned()));
    let server = Server::start(&database.config_of(env)).await;
    let client = server.client();
    let first = By::Sse.follow(&client, None).await;
    let refused = Follower::ws(client.base(), MACHINE, None).await.unwrap_err();
    assert_eq!(refused.0, 503, "{}", refused.1);
    drop(first);
    // Its place is free as soon as the server has seen that it is gone.
    let deadline = tokio::time::Instant::now() + super::followers::PATIENCE;
    while Follower::ws(client.base(), MACHINE, None).await.is_err() {
        assert!(tokio::time::Instant::now() < deadline, "the place never got free");
    }
    server.stop().await;
}
