//! ARI beside AMI: what applications do with calls, live, in the journal, and where it stops to come.

use asterisk_sim::{Options, Script, Sim};
use callflow_core::Timestamp;
use callflow_server::follow::timestamp;
use futures_util::SinkExt as _;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

use crate::captures;
use crate::server::{Client, Database, Server};

/// An ARI that says what it is told to.
struct Ari(TcpListener);

impl Ari {
    async fn bind() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn env(&self) -> [(String, String); 4] {
        let url = format!("http://{}/ari", self.0.local_addr().unwrap());
        [
            ("ASTERISK_ARI_URL".into(), url),
            ("ASTERISK_ARI_USERNAME".into(), "callflow".into()),
            ("ASTERISK_ARI_PASSWORD".into(), "s3cret".into()),
            ("ASTERISK_ARI_APP".into(), "menu".into()),
        ]
    }

    /// The next connection; it asks for the events of all channels, under the application that was configured.
    async fn accept(&self) -> WebSocketStream<TcpStream> {
        let (stream, _) = self.0.accept().await.unwrap();
        #[expect(clippy::result_large_err, reason = "tungstenite wants it so")]
        let check = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
            let uri = request.uri().to_string();
            assert!(uri.contains("app=menu") && uri.contains("subscribeAll=true"), "{uri}");
            assert!(request.headers().contains_key("authorization") && !uri.contains("s3cret"));
            Ok(response)
        };
        tokio_tungstenite::accept_hdr_async(stream, check).await.unwrap()
    }
}

async fn say(socket: &mut WebSocketStream<TcpStream>, kind: &str, mut event: Value) {
    let now: Timestamp = timestamp(std::time::SystemTime::now());
    let now = serde_json::to_value(now).unwrap();
    // To the millisecond, as ARI writes it.
    let now = format!("{}+0000", &now.as_str().unwrap()[..23]);
    let fields = event.as_object_mut().unwrap();
    fields.insert("type".into(), kind.into());
    fields.insert("application".into(), "menu".into());
    fields.insert("timestamp".into(), now.into());
    socket.send(Message::text(event.to_string())).await.unwrap();
}

fn playback(state: &str, caller: &str) -> Value {
    let target = format!("channel:{caller}");
    json!({"playback": {"id": "p", "media_uri": "sound:hello", "target_uri": target, "state": state}})
}

fn caller(id: &str) -> Value {
    json!({
        "id": id, "name": "PJSIP/trunk-00000057", "state": "Up", "protocol_id": "", "accountcode": "",
        "language": "en", "caller": {"name": "", "number": "+12025550143"}, "connected": {"name": "", "number": ""},
        "dialplan": {"context": "from-internal", "exten": "810", "priority": 2, "app_name": "Stasis", "app_data": ""},
        "creationtime": "2026-11-20T18:19:20.014+0000",
    })
}

async fn the_call(client: &Client, is_so: impl Fn(&Value) -> bool) -> Value {
    let answer = client.until("/api/calls/live", |answer| {
        answer.status == 200
            && answer.json()["items"].as_array().is_some_and(|calls| calls.iter().any(&is_so))
    });
    let answer = answer.await.json();
    assert_eq!(answer["items"].as_array().unwrap().len(), 1, "{answer}");
    answer["items"][0].clone()
}

/// A simulated Asterisk with the call to the application going on.
async fn sim() -> Sim {
    let script = Script::of(captures::open_in_mid_call("asterisk-22/25-stasis-ari"));
    Sim::bind(Options::new().script(script)).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_applications_do_is_in_the_call_and_survives_a_restart() {
    let (sim, ari, database) = (sim().await, Ari::bind().await, Database::new());
    let mut env = database.env(&[("default", sim.local_addr())]);
    env.extend(ari.env());
    let config = database.config_of(env);
    let server = Server::start(&config).await;
    let mut socket = ari.accept().await;
    let client = server.client();
    let call = the_call(&client, |call| call["answered"] == true).await;
    // The first channel's Uniqueid.
    let id = call["linkedid"].as_str().unwrap();
    // What AMI tells too is told once.
    say(&mut socket, "ChannelCreated", json!({"channel": caller(id)})).await;
    say(&mut socket, "StasisStart", json!({"args": ["de", "7"], "channel": caller(id)})).await;
    say(&mut socket, "PlaybackStarted", playback("playing", id)).await;
    let call = the_call(&client, |call| call["playbacks"].is_array()).await;
    assert_eq!(call["playbacks"][0]["media"], "sound:hello");
    assert_eq!(
        (&call["stasis"][0]["application"], &call["stasis"][0]["args"]),
        (&json!("menu"), &json!(["de", "7"]))
    );
    let ready = client.until("/readyz", |answer| answer.status == 200).await.json();
    assert_eq!((&ready["pbx"], &ready["ari"]), (&json!({"default": true}), &json!({"default": true})));
    let metrics = client.get("/metrics").await.text;
    assert!(metrics.contains("callflow_ari_connected{pbx=\"default\"} 1\n"), "{metrics}");

    // Cut off: only what ARI owns is marked.
    drop(socket);
    let call = the_call(&client, |call| call["ari_gaps"] == 1).await;
    assert_eq!((&call["gaps"], &call["playbacks"][0]["to"]), (&json!(0), &Value::Null));
    let mut socket = ari.accept().await;
    say(&mut socket, "PlaybackFinished", playback("done", id)).await;
    let before = the_call(&client, |call| call["playbacks"][0]["to"].is_string()).await;
    server.stop().await;

    // Another server on the same journal goes on with what was heard; Asterisk is away, so nothing else tells of it.
    sim.shutdown().await;
    let server = Server::start(&config).await;
    let after = the_call(&server.client(), |call| call["playbacks"].is_array()).await;
    for field in ["id", "playbacks", "started_at", "answered_at"] {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert_eq!(after["ari_gaps"], 2, "nobody listened meanwhile");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_its_keys_nothing_changes() {
    let (sim, database) = (sim().await, Database::new());
    let server = Server::start(&database.config(&[("default", sim.local_addr())])).await;
    let client = server.client();
    the_call(&client, |call| call["answered"] == true).await;
    let ready = client.until("/readyz", |answer| answer.status == 200).await.json();
    assert_eq!(ready.get("ari"), None);
    assert!(!client.get("/metrics").await.text.contains("callflow_ari"));
    server.stop().await;
}
