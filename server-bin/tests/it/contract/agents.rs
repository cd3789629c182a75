//! Agents: configured, and counted as the tracker counts them.

use asterisk_sim::{Options, Script, Sim, Stamps, Track};
use callflow_core::agent::AgentRecord;
use callflow_core::{CallFlow, Input, Plan, Timestamp};
use serde_json::{Value, json};

use super::entries::{Entry, kept, told_by_asterisk};
use super::phones::{Site, event};
use crate::captures;
use crate::server::{Client, Database, Server};

/// A member that has been added to a queue.
pub(super) fn member(queue: &str, number: &str) -> String {
    event(&format!(
        "QueueMemberAdded\nPrivilege: agent,all\nQueue: {queue}\nMemberName: Bob\nInterface: PJSIP/{number}\n\
         StateInterface: PJSIP/{number}\nMembership: dynamic\nPenalty: 2\nCallsTaken: 0\nLastCall: 0\nLastPause: 0\n\
         LoginTime: 1795198571\nInCall: 0\nStatus: 1\nPaused: 0\nPausedReason: \nRinginuse: 1\nWrapuptime: 0"
    ))
}

#[tokio::test]
async fn agents_are_configured_and_no_change_is_lost() {
    let site = Site::start(&[member("sales", "101")], &[]).await;
    let client = site.client();
    let change = json!({"name": "Bob", "interface": "PJSIP/bob", "number": "103"});
    let wrong = [
        (json!({"penalty": 1}), "penalty"),
        (json!({"queues": [{"queue": "sales", "penalty": -1}]}), "queues[0].penalty"),
        (json!({"queues": [{"queue": "a b"}]}), "queues"),
        (json!({"interface": "PJSIP/101\r\nAction: Logoff"}), "interface"),
        (json!({"name": ["Bob"]}), "name"),
    ];
    kept(&client, &Entry { path: "/api/agent", name: "agent", id: "103", change, wrong: &wrong }).await;
    told_by_asterisk(&client, "/api/agent/101").await;
    let queues = json!({"agent": "104", "queues": [{"queue": "sales", "penalty": 3}, {"queue": "support"}]});
    let made = client.send("POST /api/agent", Some(&queues), &[]).await.json();
    let configured = json!([{"queue": "sales", "penalty": 3}, {"queue": "support", "penalty": 0}]);
    assert_eq!((&made["configured_queues"], &made["queues"]), (&configured, &json!([])));
    site.stop().await;
}

/// What was played, as the tracker counts it without a server.
async fn counted(sim: &Sim) -> Vec<AgentRecord> {
    let mut flow = CallFlow::new("default", Plan::default());
    for played in sim.take_played().await {
        let Some(bytes) = played.event() else { continue };
        let mut frames = ami_proto::frames(bytes);
        let at = Timestamp::default().saturating_add(played.at());
        flow.handle(Input::Ami(frames.next().unwrap().unwrap()), at);
        while flow.poll_output().is_some() {}
    }
    flow.agents()
}

/// What an agent did, without the state that goes on.
async fn did(client: &Client, agent: &str) -> Vec<Value> {
    let mut did = Vec::new();
    let mut path = format!("/api/agent/{agent}/intervals?sort=from&limit=3");
    loop {
        let page = client.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let page = page.json();
        did.extend(page["items"].as_array().unwrap().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        path = format!("/api/agent/{agent}/intervals?sort=from&limit=3&cursor={cursor}");
    }
    did.retain(|interval| !interval["to"].is_null());
    let of = |it: &Value| json!([it["state"], it["reason"], it["queue"], it["from"], it["to"]]);
    did.iter().map(of).collect()
}

#[tokio::test]
async fn agents_are_counted_as_the_tracker_counts_them() {
    let recordings = [
        "asterisk-22/11-queue-ring-no-answer-then-answered",
        "asterisk-22/09-queue-answered-after-wait",
        "asterisk-22/27-queue-members",
    ];
    let track = Track::of(recordings.map(captures::open));
    let script = Script::new().track(track).stamps(Stamps::OnAll);
    let sim = Sim::bind(Options::new().script(script).keep_played(true)).await.unwrap();
    let database = Database::new();
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    sim.finished().await;
    let truth = counted(&sim).await;
    let handled: u64 = truth.iter().map(|agent| agent.overall.counts.handled_queue).sum();
    assert!(truth.len() >= 3 && handled >= 3, "{truth:#?}");
    client.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;
    client.until("/api/calls", |answer| answer.json()["total"].as_u64() >= Some(3)).await;

    const COUNTS: [&str; 6] = ["handled", "handled_queue", "handled_direct", "made", "missed", "rna"];
    let counts = |figures: &Value| COUNTS.map(|name| figures[name].clone());
    for agent in &truth {
        let path = format!("/api/agent/{}", agent.agent);
        let overall = serde_json::to_value(agent.overall).unwrap();
        let today = serde_json::to_value(agent.today).unwrap();
        let all = |answer: &crate::server::Answer| counts(&answer.json()["overall"]) == counts(&overall);
        let told = client.until(&path, all).await.json();
        assert_eq!(counts(&told["today"]), counts(&today), "{}", agent.agent);
        assert_eq!(
            (&told["state"], &told["name"], &told["queues"]),
            (
                &serde_json::to_value(agent.state).unwrap(),
                &serde_json::to_value(&agent.name).unwrap(),
                &serde_json::to_value(&agent.queues).unwrap()
            )
        );
        let statistics = client.get(&format!("{path}/statistics")).await.json();
        assert_eq!(
            (&statistics["agent"], counts(&statistics["overall"])),
            (&told["agent"], counts(&overall))
        );
        assert_eq!(counts(&statistics["today"]), counts(&today));
        let closed: Vec<Value> = agent
            .intervals
            .iter()
            .filter(|it| it.to.is_some())
            .map(|it| json!([it.state, it.reason, it.queue, it.from, it.to]))
            .collect();
        let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
        // The store has it a little later.
        while did(&client, &agent.agent).await.len() < closed.len() && tokio::time::Instant::now() < deadline
        {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(did(&client, &agent.agent).await, closed, "{}", agent.agent);
    }
    assert_eq!(client.get("/api/agent/nobody/intervals").await.status, 404);
    assert_eq!(client.get("/api/agent/101/intervals?state=paused").await.status, 400);
    server.stop().await;
}
