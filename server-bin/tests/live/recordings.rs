//! Calls that are recorded by themselves: once, whoever else is there, and heard over HTTP.

use std::path::{Path, PathBuf};

use ami_client::Client as Manager;
use ami_proto::action::ModuleLoad;
use callflow_sip_agent::{CallId, OnCall};
use serde_json::{Value, json};

use crate::at_both;
use crate::rig::{Asterisk, Phone};
use crate::server::{Answer, Client, Database, Server};

at_both!(
    a_call_is_recorded_once_by_itself_and_heard_in_parts,
    a_recording_goes_on_when_the_caller_has_left,
    what_somebody_has_ended_stays_ended,
);

/// Two seconds of 16 bit PCM at 8 kHz.
const TWO_SECONDS: u64 = 32_000;

/// Two servers beside an Asterisk, one store: either may own it.
struct Site {
    asterisk: Asterisk,
    _database: Database,
    servers: [Server; 2],
    client: Client,
}

impl Site {
    async fn at(asterisk: Asterisk, user: &str) -> Self {
        let database = Database::new();
        let rules = database.folder().join("rules.toml");
        let folder = asterisk.recordings();
        let text = format!(
            "contexts = [\"phones\"]\n[recording]\nfolder = \"{}\"\nname = \"{{direction}}/{{caller}}-{{call}}\"\n\
             [[recording.automatic]]\nextensions = [\"_100X\"]\n",
            folder.display()
        );
        std::fs::write(&rules, text).unwrap();
        let mut env = database.env(&[("default", asterisk.ami())]);
        env.retain(|(name, _)| !name.ends_with("_USERNAME") && !name.ends_with("_PASSWORD"));
        for (name, value) in [
            ("CALLFLOW_PBX_DEFAULT_USERNAME", user),
            ("CALLFLOW_PBX_DEFAULT_PASSWORD", &format!("test-{user}")),
            ("CALLFLOW_CONTROL_RULES", rules.to_str().unwrap()),
            ("CALLFLOW_RECORDINGS_FOLDERS", folder.to_str().unwrap()),
        ] {
            env.push((name.to_owned(), value.to_owned()));
        }
        let first = Server::start(&database.config_of(env.clone())).await;
        first.client().until("/readyz", |answer| answer.status == 200).await;
        let journal = database.folder().join("other.journal").display().to_string();
        env.push(("CALLFLOW_JOURNAL_PATH".to_owned(), journal));
        let second = Server::start(&database.config_of(env)).await;
        second.client().until("/readyz", |answer| answer.status == 200).await;
        let client = first.client();
        Self { asterisk, _database: database, servers: [first, second], client }
    }

    /// 1001 calls 1002, and both speak; until the call is recorded.
    async fn talk(&self) -> (Phone, CallId, Phone, Value) {
        let kim = self.asterisk.speaking_phone("1001", OnCall::Ring).await;
        let lee = self.asterisk.speaking_phone("1002", OnCall::ANSWER).await;
        let here = kim.agent.call("1002").await.unwrap();
        let call = self.live(|call| call["recordings"][0]["file"].is_string()).await;
        (kim, here, lee, call)
    }

    /// The live call for which this holds.
    async fn live(&self, is: impl Fn(&Value) -> bool) -> Value {
        let found = |answer: &Answer| answer.json()["items"].as_array().unwrap().iter().any(&is);
        let live = self.client.until("/api/calls/live", found).await.json();
        live["items"].as_array().unwrap().iter().find(|call| is(call)).unwrap().clone()
    }

    /// The call when it is over and in the store.
    async fn ended(&self, id: &str) -> Value {
        let ended = |answer: &Answer| answer.status == 200 && answer.json()["state"] == "ended";
        self.client.until(&format!("/api/calls/{id}"), ended).await.json()
    }

    async fn recordings(&self, call: &str) -> Vec<Value> {
        self.client.items(&format!("/api/recordings?call={call}")).await
    }

    /// Until there is so much of a recording.
    async fn heard(&self, id: &str, bytes: u64) {
        let size = |answer: &Answer| answer.json()["size"].as_u64();
        let path = format!("/api/recordings/{id}");
        self.client.until(&path, |answer| size(answer).is_some_and(|size| size >= bytes)).await;
    }

    async fn stop(self) {
        for server in self.servers {
            server.stop().await;
        }
    }
}

fn millis(from: &Value, to: &Value) -> i64 {
    let at = |value: &Value| value.as_str().unwrap().parse::<callflow_core::Timestamp>().unwrap();
    i64::try_from(at(to).millis_since(at(from))).unwrap()
}

async fn a_call_is_recorded_once_by_itself_and_heard_in_parts(asterisk: Asterisk) {
    let site = Site::at(asterisk, "callflow").await;
    let (kim, here, _lee, call) = site.talk().await;
    let id = call["id"].as_str().unwrap();
    let file = PathBuf::from(call["recordings"][0]["file"].as_str().unwrap());
    let name = format!("internal/1001-{id}.wav");
    assert_eq!(file, site.asterisk.recordings().join(name));
    let live = site.recordings(id).await;
    let recording = live[0]["id"].as_str().unwrap().to_owned();
    assert_eq!((live.len(), &live[0]["to"]), (1, &Value::Null));
    // While it goes on.
    site.heard(&recording, TWO_SECONDS).await;
    kim.agent.hang_up(&here).await.unwrap();
    let call = site.ended(id).await;
    assert_eq!(call["recordings"].as_array().unwrap().len(), 1, "{call}");

    let listed = site.client.items("/api/recordings?number=1002").await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((&listed[0]["id"], &listed[0]["call"]), (&json!(recording), &json!(id)));
    let lasted = millis(&listed[0]["from"], &listed[0]["to"]);
    // Asterisk closes it on a thread of its own, and writes its length into the header then.
    let path = format!("/api/recordings/{recording}");
    let length = |bytes: &[u8]| u64::from(u32::from_le_bytes(bytes[40..44].try_into().unwrap()));
    let closed =
        |_: &Answer| std::fs::read(&file).is_ok_and(|bytes| length(&bytes) + 44 == bytes.len() as u64);
    site.client.until(&path, closed).await;
    let bytes = std::fs::read(&file).unwrap();
    let sounds = i64::try_from(length(&bytes) / 16).unwrap();
    assert!((sounds - lasted).abs() < 1_000, "{sounds} ms of sound, {lasted} ms recorded");

    let size = bytes.len();
    let part = site.client.ask(&format!("GET {path}/audio"), &[("range", "bytes=0-3")]).await;
    assert_eq!((part.status, &*part.text, part.header("content-type")), (206, "RIFF", "audio/wav"));
    assert_eq!(part.header("content-range"), format!("bytes 0-3/{size}"));
    let last = format!("bytes={size}-");
    let beyond = site.client.ask(&format!("GET {path}/audio"), &[("range", &last)]).await;
    assert_eq!(beyond.status, 416);
    let whole = site.client.get(&format!("{path}/audio?download=1")).await;
    assert_eq!((whole.status, whole.header("content-length")), (200, &*size.to_string()));
    let drawn = site.client.get(&format!("{path}/waveform.svg?width=10")).await;
    assert!(
        drawn.status == 200 && !drawn.text.contains("M5.5 49.5V50.5"),
        "the tone is seen: {}",
        drawn.text
    );
    let log = site.client.items("/api/audit?action=calls.record").await;
    assert_eq!(log.len(), 1, "{log:?}");
    assert_eq!((&log[0]["target"], &log[0]["outcome"]), (&json!(id), &json!("done")));
    assert_eq!(log[0]["actor"]["kind"], "system");
    assert_eq!(site.client.ask(&format!("DELETE {path}"), &[]).await.status, 204);
    assert!(!file.exists());
    site.stop().await;
}

async fn a_recording_goes_on_when_the_caller_has_left(asterisk: Asterisk) {
    let site = Site::at(asterisk, "callflow").await;
    let _sam = site.asterisk.speaking_phone("1003", OnCall::ANSWER).await;
    let (_kim, _here, _lee, call) = site.talk().await;
    let id = call["id"].as_str().unwrap();
    let transfer = json!({"party": "1001", "to": "1003"});
    let done = site.client.send(&format!("POST /api/calls/{id}/transfer"), Some(&transfer), &[]).await;
    assert_eq!(done.status, 200, "{}", done.text);
    let call = site.live(|call| call["recordings"][1]["file"].is_string()).await;
    let files: Vec<&str> =
        call["recordings"].as_array().unwrap().iter().map(|one| one["file"].as_str().unwrap()).collect();
    assert_eq!(files.len(), 2, "{call}");
    assert!(files[1].ends_with(&format!("{id}-2.wav")), "{files:?}");
    assert!(call["recordings"][0]["to"].is_string() && call["recordings"][1]["to"].is_null(), "{call}");
    site.client.send(&format!("POST /api/calls/{id}/hangup"), Some(&json!({})), &[]).await;
    let call = site.ended(id).await;
    assert_eq!(call["recordings"].as_array().unwrap().len(), 2, "{call}");
    assert!(files.iter().all(|file| Path::new(file).exists()), "{files:?}");
    site.stop().await;
}

async fn what_somebody_has_ended_stays_ended(asterisk: Asterisk) {
    let site = Site::at(asterisk, "callflow").await;
    let (kim, here, _lee, call) = site.talk().await;
    let id = call["id"].as_str().unwrap();
    let off = json!({"action": "off"});
    let done = site.client.send(&format!("POST /api/calls/{id}/recording"), Some(&off), &[]).await;
    assert_eq!((done.status, &done.json()["by"]), (200, &json!("MixMonitorStop")), "{}", done.text);
    site.live(|call| call["recordings"][0]["to"].is_string()).await;
    // News of the call, which the recorder sees: it is held, and taken back.
    kim.agent.hold(&here, true).await.unwrap();
    site.live(|call| call["state"] == "held").await;
    kim.agent.hold(&here, false).await.unwrap();
    site.live(|call| call["state"] == "up").await;
    kim.agent.hang_up(&here).await.unwrap();
    let call = site.ended(id).await;
    assert_eq!(call["recordings"].as_array().unwrap().len(), 1, "{call}");
    site.stop().await;
}

/// A manager user without the class of `MixMonitor`, at an Asterisk that has `Monitor` still.
#[tokio::test]
#[ignore = "needs a real Asterisk: scripts/test live"]
async fn without_mix_monitor_monitor_records() {
    let asterisk = Asterisk::up("16").await;
    // Monitor does not break a native bridge up, and hears nothing of the RTP that goes straight through.
    let manager = Manager::connect(asterisk.options("callflow")).await.unwrap();
    let unload = ModuleLoad::new().module("bridge_native_rtp.so").load_type("unload");
    manager.send(unload).await.unwrap();
    let site = Site::at(asterisk, "nosystem").await;
    let (kim, here, _lee, call) = site.talk().await;
    let id = call["id"].as_str().unwrap();
    let file = site.asterisk.recordings().join(format!("internal/1001-{id}.wav"));
    assert_eq!(call["recordings"][0]["file"], json!(file));
    // Until it ends there are two, one a direction.
    let sides = ["in", "out"].map(|side| file.with_file_name(format!("1001-{id}-{side}.wav")));
    let size = |file: &PathBuf| std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let spoken = |_: &Answer| sides.iter().all(|file| size(file) >= TWO_SECONDS);
    site.client.until("/healthz", spoken).await;
    kim.agent.hang_up(&here).await.unwrap();
    let call = site.ended(id).await;
    assert_eq!(call["recordings"].as_array().unwrap().len(), 1, "{call}");
    assert!(call["recordings"][0]["to"].is_string(), "{call}");
    let log = site.client.items("/api/audit?action=calls.record").await;
    assert_eq!((log.len(), &log[0]["outcome"]), (1, &json!("done")), "{log:?}");
    site.stop().await;
}

/// There is neither for it: that is told, and tried no more.
#[tokio::test]
#[ignore = "needs a real Asterisk: scripts/test live"]
async fn without_either_nothing_is_recorded_and_that_is_told() {
    let site = Site::at(Asterisk::up("22").await, "nosystem").await;
    let kim = site.asterisk.speaking_phone("1001", OnCall::Ring).await;
    let _lee = site.asterisk.speaking_phone("1002", OnCall::ANSWER).await;
    let here = kim.agent.call("1002").await.unwrap();
    let failed = |answer: &Answer| {
        let entries = answer.json()["items"].as_array().unwrap().clone();
        entries.iter().any(|entry| entry["outcome"] == "failed")
    };
    site.client.until("/api/audit?action=calls.record", failed).await;
    kim.agent.hang_up(&here).await.unwrap();
    site.client.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;
    site.stop().await;
}
