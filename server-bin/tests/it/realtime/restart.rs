//! A server that is killed while it is followed: whoever comes back sees what there is to see.

use std::time::Duration;

use asterisk_sim::{Audience, Options, Pace, Rounds, Script, Sim, Speed, Track};
use rustix::process::Signal;
use serde_json::{Value, json};

use super::copy::Items;
use super::followers::{Classic, Follower, MACHINE, PATIENCE};
use crate::captures;
use crate::child::Callflowd;
use crate::server::{Client, Database};

const RECORDINGS: [&str; 3] = [
    "asterisk-22/09-queue-answered-after-wait",
    "asterisk-22/14c-attended-transfer-refer-replaces",
    "asterisk-22/28-storm",
];

/// Calls that go on while nobody listens, as those of an Asterisk do.
fn load() -> Script {
    let track = |name: &&str| {
        Track::of([captures::open(name)]).rounds(Rounds::times(3)).starts_after(Duration::from_secs(50))
    };
    let script = RECORDINGS.iter().map(track).fold(Script::new(), Script::track);
    script.pace(Pace::Scaled(Speed::new(10.0).unwrap())).audience(Audience::FirstListener)
}

/// What both the copy and the lists have.
fn calls_of(items: &Items) -> Vec<Value> {
    items.iter().filter(|(key, _)| key.0 == "call").map(|(_, call)| call.clone()).collect()
}

async fn follow(base: &str, by_sse: bool, last: Option<&str>) -> Follower {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let followed = if by_sse {
            Follower::sse(base, MACHINE, last).await
        } else {
            Follower::ws(base, MACHINE, last).await
        };
        match followed {
            Ok(follower) => return follower,
            Err(refused) => assert!(tokio::time::Instant::now() < deadline, "{refused:?}"),
        }
    }
}

/// What the lists say, once nothing happens any more.
async fn truth(client: &Client) -> (Vec<Value>, Vec<Value>, Vec<Value>) {
    client.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;
    let fields = |items: Vec<Value>, fields: &[&str]| {
        let of = |item: &Value| fields.iter().map(|field| item[field].clone()).collect::<Value>();
        items.iter().map(of).collect::<Vec<Value>>()
    };
    let agents = fields(client.items("/api/agent").await, &["agent", "state", "since", "queues"]);
    let queues = fields(client.items("/api/queue").await, &["queue", "waiting", "members"]);
    let extensions = fields(client.items("/api/extensions").await, &["extension", "status", "registered"]);
    (agents, queues, extensions)
}

fn copied(items: &Items) -> (Vec<Value>, Vec<Value>, Vec<Value>) {
    let of = |kind: &str, fields: &[&str]| {
        let items = items.iter().filter(|(key, _)| key.0 == kind);
        let of = |item: &Value| fields.iter().map(|field| item[field].clone()).collect::<Value>();
        items.map(|(_, item)| of(item)).collect::<Vec<Value>>()
    };
    (
        of("agent", &["agent", "state", "since", "queues"]),
        of("queue", &["queue", "waiting", "members"]),
        of("extension", &["extension", "status", "registered"]),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_a_server_that_is_killed_see_what_there_is_once_they_are_back() {
    let sim = Sim::bind(Options::new().script(load())).await.unwrap();
    let database = Database::new();
    let env = database.env(&[("default", sim.local_addr())]);
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let base = format!("http://{}", callflowd.address().await);
    let mut followers = Vec::new();
    for number in 0..6 {
        followers.push(follow(&base, number % 2 == 0, None).await);
    }
    for follower in &mut followers {
        follower.until(|told| told.data["type"] == "call.updated").await;
    }
    callflowd.signal(Signal::KILL);
    callflowd.ended().await;
    let mut lasts = Vec::new();
    for mut follower in followers {
        while follower.next().await.is_some() {}
        lasts.push((follower.last, follower.items));
    }

    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    let base = client.base().to_owned();
    let mut followers = Vec::new();
    for (number, (last, items)) in lasts.into_iter().enumerate() {
        let mut follower = follow(&base, number % 2 == 0, last.as_deref()).await;
        follower.items = items;
        // The other run of the server is not gone on from.
        let first = follower.until(|_| true).await;
        assert_eq!((&*first.event, &first.data["reason"]), ("snapshot", &json!("missed")));
        followers.push(follower);
    }
    let mut classic = Classic::connect(&base, MACHINE, None).await.unwrap();
    sim.finished().await;
    let want = truth(&client).await;
    for follower in &mut followers {
        follower.until_items(|items| calls_of(items).is_empty() && copied(items) == want).await;
    }
    classic.until("ongoingCalls", |calls| *calls == json!([])).await;
    callflowd.terminate().await;
}
