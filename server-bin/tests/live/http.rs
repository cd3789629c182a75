//! The same over HTTP: what Asterisk does, what the answer says, and what the log keeps.

use callflow_sip_agent::OnCall;
use serde_json::{Value, json};

use crate::at_both;
use crate::rig::Asterisk;
use crate::server::{Answer, Client, Database, Server};

at_both!(
    a_call_is_made_recorded_parked_and_hung_up_over_http,
    a_call_is_transferred_over_http,
    agents_join_pause_and_leave_over_http,
);

/// A server beside an Asterisk; both end with the test.
struct Site {
    asterisk: Asterisk,
    _database: Database,
    server: Server,
    client: Client,
}

impl Site {
    async fn at(asterisk: Asterisk) -> Self {
        let database = Database::new();
        let rules = database.folder().join("rules.toml");
        let recordings = asterisk.recordings();
        let text = format!(
            "contexts = [\"phones\"]\n[recording]\nfolder = \"{}\"\nformat = \"wav\"\n",
            recordings.display()
        );
        std::fs::write(&rules, text).unwrap();
        let mut env = database.env(&[("default", asterisk.ami())]);
        env.retain(|(name, _)| !name.ends_with("_USERNAME") && !name.ends_with("_PASSWORD"));
        for (name, value) in [
            ("CALLFLOW_PBX_DEFAULT_USERNAME", "callflow"),
            ("CALLFLOW_PBX_DEFAULT_PASSWORD", "test-callflow"),
            ("CALLFLOW_CONTROL_RULES", rules.to_str().unwrap()),
        ] {
            env.push((name.to_owned(), value.to_owned()));
        }
        let server = Server::start(&database.config_of(env)).await;
        let client = server.client();
        client.until("/readyz", |answer| answer.status == 200).await;
        Self { asterisk, _database: database, server, client }
    }

    /// Asks for something that is done, and shown by this event.
    async fn done(&self, request: &str, body: Value, by: &str) -> Value {
        let answer = self.client.send(request, Some(&body), &[]).await;
        assert!([200, 201].contains(&answer.status), "{request} {body}: {} {}", answer.status, answer.text);
        let done = answer.json();
        assert_eq!((&done["confirmed"], &done["by"]), (&json!(true), &json!(by)), "{request}: {done}");
        done
    }

    /// The live call for which this holds.
    async fn live(&self, is: impl Fn(&Value) -> bool) -> Value {
        let found = |answer: &Answer| answer.json()["items"].as_array().unwrap().iter().any(&is);
        let live = self.client.until("/api/calls/live", found).await.json();
        live["items"].as_array().unwrap().iter().find(|call| is(call)).unwrap().clone()
    }

    /// The call when it is over and in the store.
    async fn ended(&self, id: &str) -> Value {
        self.client
            .until(&format!("/api/calls/{id}"), |answer| answer.json()["state"] == "ended")
            .await
            .json()
    }

    /// What the log says was done to this, the oldest first: action and outcome.
    async fn log(&self, target: &str) -> Vec<(String, String)> {
        let entries = self.client.items("/api/audit?limit=500&sort=created_at").await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let of = entries.iter().filter(|entry| entry["target"] == target);
        of.map(|entry| (text(&entry["action"]), text(&entry["outcome"]))).collect()
    }
}

fn talks(call: &Value) -> bool {
    call["segments"].as_array().unwrap().iter().any(|talk| talk["to"].is_null())
}

fn told(log: &[(String, String)]) -> Vec<(&str, &str)> {
    log.iter().map(|(action, outcome)| (&**action, &**outcome)).collect()
}

async fn a_call_is_made_recorded_parked_and_hung_up_over_http(asterisk: Asterisk) {
    let site = Site::at(asterisk).await;
    let _kim = site.asterisk.phone("1001", OnCall::ANSWER).await;
    let _lee = site.asterisk.phone("1002", OnCall::ANSWER).await;
    let from_to = json!({"from": "1001", "to": "1002", "timeout_s": 20});
    let made = site.done("POST /api/calls/originate", from_to, "Newchannel").await;
    let id = made["call"].as_str().unwrap();
    let call = site.live(talks).await;
    assert_eq!((&call["id"], &call["answered_by"]), (&json!(id), &json!("1002")));
    let verb = |verb: &str| format!("POST /api/calls/{id}/{verb}");

    let held = site.client.ask(&verb("hold"), &[]).await;
    assert_eq!(
        (held.status, held.header("content-type")),
        (403, "application/problem+json"),
        "{}",
        held.text
    );
    assert!(held.json()["detail"].as_str().unwrap().contains("hold"), "{}", held.text);
    let recording = site.done(&verb("recording"), json!({"action": "on"}), "MixMonitorStart").await;
    let file = recording["details"]["file"].as_str().unwrap();
    assert!(std::path::Path::new(file).starts_with(site.asterisk.recordings()), "{file}");
    site.done(&verb("recording"), json!({"action": "off"}), "MixMonitorStop").await;
    let keys = site.client.send(&verb("dtmf"), Some(&json!({"digits": "12#"})), &[]).await;
    assert_eq!((keys.status, &keys.json()["confirmed"]), (200, &json!(false)), "{}", keys.text);
    let parked = site.done(&verb("park"), json!({"timeout_s": 600}), "ParkedCall").await;
    assert_eq!(parked["details"]["parking_space"], "701");
    site.live(|call| call["state"] == "parked").await;
    site.done(&verb("hangup"), json!({}), "Hangup").await;
    let call = site.ended(id).await;
    assert_eq!(
        (&call["originated"], &call["parks"][0]["space"], &call["recordings"][0]["file"]),
        (&json!(true), &json!("701"), &json!(file))
    );
    assert_eq!(site.client.ask(&verb("hangup"), &[]).await.status, 404);
    let log = site.log(id).await;
    let told = told(&log);
    assert_eq!(
        told,
        [
            ("calls.originate", "done"),
            ("calls.hold", "refused"),
            ("calls.record", "done"),
            ("calls.record", "done"),
            ("calls.dtmf", "done"),
            ("calls.park", "done"),
            ("calls.hangup", "done"),
        ]
    );
    site.server.stop().await;
}

async fn a_call_is_transferred_over_http(asterisk: Asterisk) {
    let site = Site::at(asterisk).await;
    let kim = site.asterisk.phone("1001", OnCall::Ring).await;
    let _lee = site.asterisk.phone("1002", OnCall::ANSWER).await;
    let _sam = site.asterisk.phone("1003", OnCall::ANSWER).await;
    kim.agent.call("1002").await.unwrap();
    let id = site.live(talks).await["id"].as_str().unwrap().to_owned();
    let transfer = format!("POST /api/calls/{id}/transfer");
    let outside = site.client.send(&transfer, Some(&json!({"to": "00493012345"})), &[]).await;
    assert_eq!(outside.status, 403, "{}", outside.text);
    site.done(&transfer, json!({"to": "1003"}), "BlindTransfer").await;
    site.live(|call| call["final_party"] == "1003").await;
    site.done(&format!("POST /api/call/{id}/hangup"), json!({"party": "1003"}), "Hangup").await;
    let call = site.ended(&id).await;
    assert_eq!(
        (&call["transfers"][0]["by"], &call["transfers"][0]["to"], &call["hung_up_by"]),
        (&json!("1002"), &json!("1003"), &json!("system"))
    );
    let log = site.log(&id).await;
    let told = told(&log);
    assert_eq!(told, [("calls.transfer", "refused"), ("calls.transfer", "done"), ("calls.hangup", "done")]);
    site.server.stop().await;
}

async fn agents_join_pause_and_leave_over_http(asterisk: Asterisk) {
    let site = Site::at(asterisk).await;
    let agent = json!({"agent": "1006", "interface": "PJSIP/1006", "name": "Zoë"});
    assert_eq!(site.client.send("POST /api/agent", Some(&agent), &[]).await.status, 201);
    let member = |answer: &Answer| {
        let items = answer.json()["items"].as_array().unwrap().clone();
        items.into_iter().find(|member| member["interface"] == "PJSIP/1006")
    };
    let members = "/api/queue/sales/members";
    let joined = site
        .done("POST /api/agent/1006/queues", json!({"queue": "sales", "penalty": 3}), "QueueMemberAdded")
        .await;
    assert_eq!(joined["details"]["interface"], "PJSIP/1006");
    let is = |answer: &Answer| member(answer).is_some_and(|member| member["penalty"] == 3);
    site.client.until(members, is).await;
    let again = site.client.send("POST /api/agent/1006/queues", Some(&json!({"queue": "sales"})), &[]).await;
    assert_eq!(again.status, 409, "{}", again.text);

    let pause = json!({"paused": true, "reason": "lunch: soup"});
    site.done("POST /api/agent/1006/pause", pause, "QueueMemberPause").await;
    let is = |answer: &Answer| member(answer).is_some_and(|member| member["reason"] == "lunch: soup");
    site.client.until(members, is).await;
    site.done("PUT /api/agent/1006/queues/sales", json!({"penalty": 7}), "QueueMemberPenalty").await;
    let is = |answer: &Answer| member(answer).is_some_and(|member| member["penalty"] == 7);
    site.client.until(members, is).await;
    site.done("POST /api/agent/1006/pause", json!({"paused": false}), "QueueMemberPause").await;
    site.done("DELETE /api/agent/1006/queues/sales", Value::Null, "QueueMemberRemoved").await;
    site.client.until(members, |answer| member(answer).is_none()).await;
    let gone = site.client.ask("DELETE /api/agent/1006/queues/sales", &[]).await;
    assert_eq!(gone.status, 409, "{}", gone.text);

    // The same by the queue.
    let new = json!({"agent": "PJSIP/1006", "name": "Zoë", "paused": true});
    site.done("POST /api/queue/sales/members", new, "QueueMemberAdded").await;
    let is = |answer: &Answer| member(answer).is_some_and(|member| member["paused"] == true);
    site.client.until(members, is).await;
    site.done("DELETE /api/queue/sales/members/PJSIP%2F1006", Value::Null, "QueueMemberRemoved").await;
    let none =
        site.client.send("POST /api/queue/nowhere/members", Some(&json!({"agent": "1006"})), &[]).await;
    assert_eq!(none.status, 409, "{}", none.text);
    let log = site.log("1006").await;
    let told = told(&log);
    assert_eq!(
        told[1..],
        [
            ("queues.members", "done"),
            ("queues.members", "failed"),
            ("agents.pause", "done"),
            ("queues.members", "done"),
            ("agents.pause", "done"),
            ("queues.members", "done"),
            ("queues.members", "failed"),
        ],
        "{log:?}"
    );
    site.server.stop().await;
}
