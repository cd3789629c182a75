//! Socket.IO, in the events of earlier backends.

use asterisk_sim::{Audience, Options, Pace, Rounds, Script, Sim, Speed, Track};
use serde_json::json;

use super::followers::{Classic, MACHINE};
use crate::captures;
use crate::server::{Database, Server};

/// A caller who waits and is answered, twice: who comes too late for the first sees all of the second.
fn twice() -> Script {
    let track =
        Track::of([captures::open("asterisk-22/09-queue-answered-after-wait")]).rounds(Rounds::times(2));
    Script::new().track(track).pace(Pace::Scaled(Speed::new(4.0).unwrap())).audience(Audience::Needed)
}

#[tokio::test]
async fn every_event_of_earlier_backends_comes_with_its_form() {
    let sim = Sim::bind(Options::new().script(twice())).await.unwrap();
    let database = Database::new();
    // Nothing is played before somebody listens to the server.
    let server = Server::start(&database.config(&[])).await;
    let client = server.client();
    let mut classic = Classic::connect(client.base(), MACHINE, None).await.unwrap();
    assert_eq!(classic.until("snapshot", |_| true).await, json!({"reason": "start"}));
    assert_eq!(classic.until("ongoingCalls", |_| true).await, json!([]));
    assert_eq!(classic.until("agentStatusWithStats", |_| true).await, json!([]));
    assert_eq!(classic.until("allQueueStats", |_| true).await, json!([]));
    server.stop().await;

    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    let mut classic = Classic::connect(client.base(), MACHINE, None).await.unwrap();
    let calls = classic.until("ongoingCalls", |calls| calls[0]["state"] == "up").await;
    assert_eq!(calls[0]["queue"], "sales");
    let ended = classic.until("callEnded", |_| true).await;
    assert_eq!((&ended["id"], &ended["state"]), (&calls[0]["id"], &json!("ended")));
    classic.until("ongoingCalls", |calls| *calls == json!([])).await;
    // Asked for, whatever was sent before.
    classic.emit("requestAgentList").await;
    let agents = classic.until("agentStatusWithStats", |agents| agents[0].is_object()).await;
    let listed = client.items("/api/agent").await;
    assert_eq!(agents[0]["agent"], listed[0]["agent"]);
    assert!(agents[0]["today"].is_object(), "{agents}");
    classic.emit("requestAllQueueStats").await;
    let queues = classic.until("allQueueStats", |_| true).await;
    assert_eq!((&queues[0]["queue"], queues[0]["metrics"].is_object()), (&json!("sales"), true));
    server.stop().await;
}

#[tokio::test]
async fn states_of_agents_and_queues_come_as_they_change() {
    let sim = Sim::bind(Options::new().script(twice())).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    let mut classic = Classic::connect(client.base(), MACHINE, None).await.unwrap();
    let status = classic.until("queueStatus", |queue| queue["waiting"] == 1).await;
    assert_eq!((&status["queue"], &status["pbx"]), (&json!("sales"), &json!("default")));
    let agent = classic.until("agentStatusUpdate", |agent| agent["state"] == "in_call").await;
    assert!(agent["agent"].is_string(), "{agent}");
    let members =
        classic.until("queueMembers", |queue| !queue["members"].as_array().unwrap().is_empty()).await;
    assert_eq!(members["queue"], "sales");
    server.stop().await;
}

#[tokio::test]
async fn calls_are_hung_up_by_who_may_and_the_client_is_told() {
    let script = Script::of(captures::open_in_mid_call("asterisk-22/01-internal-caller-hangs-up"));
    let sim = Sim::bind(Options::new().script(script)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    let mut root = crate::browser::administrator(&client, &database).await;
    let key = json!({"name": "wall", "scopes": ["calls:read"]});
    let made = root.send("POST /api/api-keys", &key).await.json();
    let mut reader =
        Classic::connect(client.base(), &[("x-api-key", made["key"].as_str().unwrap())], None).await.unwrap();
    let mut classic = Classic::connect(client.base(), MACHINE, None).await.unwrap();
    let calls = classic.until("ongoingCalls", |calls| calls[0]["state"] == "up").await;
    let id = calls[0]["id"].clone();

    let refused = reader.ask("hangupCall", id.clone()).await;
    assert_eq!((&refused["ok"], &refused["problem"]["status"]), (&json!(false), &json!(403)), "{refused}");
    let wrong = classic.ask("hangupCall", json!(7)).await;
    assert_eq!((&wrong["ok"], &wrong["problem"]["status"]), (&json!(false), &json!(400)), "{wrong}");
    let none = classic.ask("hangupCall", json!({"id": "default-0.0"})).await;
    assert_eq!(none["problem"]["status"], 404, "{none}");
    // The simulated Asterisk is asked, and says that it does not change what was recorded.
    let asked = classic.ask("hangupCall", json!({"id": id, "cause": 16})).await;
    assert_eq!((&asked["ok"], &asked["problem"]["status"]), (&json!(false), &json!(409)), "{asked}");
    let log = root.get("/api/audit?action=calls.hangup").await.json();
    let outcomes: Vec<_> =
        log["items"].as_array().unwrap().iter().map(|entry| entry["outcome"].clone()).collect();
    assert!(outcomes.contains(&json!("failed")) && outcomes.contains(&json!("refused")), "{outcomes:?}");
    server.stop().await;
}
