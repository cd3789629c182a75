//! Queues: configured, and counted as the tracker counts them.

use asterisk_sim::{Options, Script, Sim, Stamps, Track};
use callflow_core::queue::QueueRecord;
use callflow_core::{CallFlow, Input, Plan, Timestamp};
use serde_json::{Value, json};

use super::agents::member;
use super::entries::{Entry, kept, told_by_asterisk};
use super::phones::Site;
use crate::captures;
use crate::server::{Database, Server};

#[tokio::test]
async fn queues_are_configured_and_no_change_is_lost() {
    let site = Site::start(&[member("sales", "101")], &[]).await;
    let client = site.client();
    let change = json!({"name": "Support", "strategy": "rrmemory", "threshold_s": 20});
    let wrong = [
        (json!({"threshold_s": 86_401}), "threshold_s"),
        (json!({"threshold_s": -1}), "threshold_s"),
        (json!({"strategy": "a b"}), "strategy"),
        (json!({"members": []}), "members"),
    ];
    kept(&client, &Entry { path: "/api/queue", name: "queue", id: "support", change, wrong: &wrong }).await;
    told_by_asterisk(&client, "/api/queue/sales").await;

    let members = client.get("/api/queue/sales/members").await;
    let members = members.json();
    assert_eq!((&members["total"], &members["next_cursor"]), (&json!(1), &Value::Null));
    let bob = &members["items"][0];
    assert_eq!(
        (&bob["interface"], &bob["name"], &bob["penalty"], &bob["paused"]),
        (&json!("PJSIP/101"), &json!("Bob"), &json!(2), &json!(false))
    );
    assert_eq!(client.get("/api/queue/none/members").await.status, 404);
    site.stop().await;
}

#[tokio::test]
async fn queues_are_counted_as_the_tracker_counts_them() {
    let recordings = [
        "asterisk-22/11-queue-ring-no-answer-then-answered",
        "asterisk-22/09-queue-answered-after-wait",
        "asterisk-22/10-queue-abandoned",
    ];
    let track = Track::of(recordings.map(captures::open));
    let script = Script::new().track(track).stamps(Stamps::OnAll);
    let sim = Sim::bind(Options::new().script(script).keep_played(true)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    sim.finished().await;
    let mut flow = CallFlow::new("default", Plan::default());
    for played in sim.take_played().await {
        let Some(bytes) = played.event() else { continue };
        let mut frames = ami_proto::frames(bytes);
        let at = Timestamp::default().saturating_add(played.at());
        flow.handle(Input::Ami(frames.next().unwrap().unwrap()), at);
        while flow.poll_output().is_some() {}
    }
    let truth: Vec<QueueRecord> =
        flow.queues().into_iter().filter(|queue| !queue.visits.is_empty()).collect();
    assert!(!truth.is_empty());
    for queue in &truth {
        let path = format!("/api/queue/{}", queue.queue);
        let (today, overall) = (json!(queue.metrics), json!(queue.overall));
        let all = |answer: &crate::server::Answer| answer.json()["overall"] == overall;
        let told = client.until(&path, all).await.json();
        assert_eq!(told["metrics"], today, "{}", queue.queue);
        assert_eq!((&told["visits"], &told["waiting"]), (&json!(queue.visits), &json!(0)));
        let statistics = client.get(&format!("{path}/statistics")).await.json();
        assert_eq!(statistics, json!({"queue": queue.queue, "today": today, "overall": overall}));
    }
    server.stop().await;
}
