//! A pretended Asterisk: it takes one WebSocket, answers what the examples ask, and has callers who do as they are told.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;

use anyhow::Context as _;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;
use tokio_tungstenite::accept_async;
use tokio_tungstenite::tungstenite::Message;

/// What a caller does.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Presses a key.
    Press(char),
    /// Hangs up.
    HangUp,
}

/// A pretended Asterisk before it is started.
#[derive(Debug, Default)]
pub(crate) struct Fake {
    callers: usize,
    script: VecDeque<(&'static str, usize, Act)>,
}

impl Fake {
    /// So many call as soon as the example listens.
    pub(crate) fn new(callers: usize) -> Self {
        Self { callers, script: VecDeque::new() }
    }

    /// Once the example has asked for this (a part of method, path and query), this caller does that.
    pub(crate) fn when(mut self, asked: &'static str, caller: usize, act: Act) -> Self {
        self.script.push_back((asked, caller, act));
        self
    }

    /// Listens on a free port.
    pub(crate) async fn start(self) -> anyhow::Result<SocketAddr> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move {
            if let Err(error) = self.serve(listener).await {
                eprintln!("the pretended Asterisk: {error:#}");
            }
        });
        Ok(address)
    }

    async fn serve(mut self, listener: TcpListener) -> anyhow::Result<()> {
        let (stream, _) = listener.accept().await?;
        let mut socket = accept_async(stream).await?;
        let (later, mut events) = mpsc::unbounded_channel();
        for caller in 1..=self.callers {
            later.send(stasis_start(&caller_id(caller), &[]))?;
        }
        loop {
            tokio::select! {
                message = socket.next() => {
                    let Some(Ok(message)) = message else { return Ok(()) };
                    let Message::Text(text) = message else { continue };
                    let request: Value = serde_json::from_str(&text)?;
                    let answer = self.answer(&request, &later).context("a strange request")?;
                    socket.send(Message::text(answer.to_string())).await?;
                }
                Some(event) = events.recv() => socket.send(Message::text(event.to_string())).await?,
            }
        }
    }

    /// Answers a request; what comes of it is told after the answer.
    fn answer(&mut self, request: &Value, later: &mpsc::UnboundedSender<Value>) -> Option<Value> {
        let query: HashMap<&str, &str> =
            request.get("query_strings").and_then(Value::as_array).map_or_else(HashMap::new, |pairs| {
                pairs
                    .iter()
                    .filter_map(|pair| Some((pair.get("name")?.as_str()?, pair.get("value")?.as_str()?)))
                    .collect()
            });
        let of = |name: &str| query.get(name).copied().unwrap_or_default();
        let (method, path) = (request.get("method")?.as_str()?, request.get("uri")?.as_str()?);
        let mut events = Vec::new();
        let (status, body) = match (method, path.split('/').collect::<Vec<_>>().as_slice()) {
            ("POST", ["channels"]) => {
                let args: Vec<&str> = of("appArgs").split(',').collect();
                events.push(stasis_start(of("channelId"), &args));
                (200, channel(of("channelId"), "Down"))
            }
            ("POST", ["channels", "externalMedia"]) => {
                tokio::spawn(speak(of("external_host").to_owned(), later.clone()));
                (200, channel(of("channelId"), "Down"))
            }
            ("DELETE", ["channels", id]) => {
                events.extend(hung_up(id));
                (204, Value::Null)
            }
            ("POST", ["channels" | "bridges", id, "play"]) => {
                let playback = json!({
                    "id": of("playbackId"), "media_uri": of("media"), "target_uri": format!("channel:{id}"),
                    "state": "playing",
                });
                events.push(event("PlaybackStarted", json!({"playback": playback})));
                events.push(event("PlaybackFinished", json!({"playback": playback})));
                (201, playback)
            }
            ("POST", ["channels", id, "record"]) => {
                let recording = json!({
                    "name": of("name"), "format": of("format"), "target_uri": format!("channel:{id}"),
                    "state": "recording", "duration": 3,
                });
                events.push(event("RecordingStarted", json!({"recording": recording})));
                events.push(event("RecordingFinished", json!({"recording": recording})));
                (201, recording)
            }
            ("POST", ["bridges"]) => (200, bridge(of("bridgeId"))),
            ("POST", ["bridges", id, "addChannel"]) => {
                let entered = json!({"bridge": bridge(id), "channel": channel(of("channel"), "Up")});
                events.push(event("ChannelEnteredBridge", entered));
                (204, Value::Null)
            }
            _ => (204, Value::Null),
        };
        let asked = format!("{method} {path}?{}", query.values().copied().collect::<Vec<_>>().join("&"));
        let due = self.script.front().is_some_and(|(part, _, _)| asked.contains(part));
        if let Some((_, caller, act)) = due.then(|| self.script.pop_front()).flatten() {
            // What is played goes on while a key is pressed.
            let at = events.len().min(1);
            events.splice(at..at, act.events(&caller_id(caller)));
        }
        // Who receives them lives as long as this.
        events.into_iter().for_each(|event| drop(later.send(event)));
        let body = if body.is_null() { Value::Null } else { json!(body.to_string()) };
        Some(json!({
            "type": "RESTResponse", "transaction_id": "", "request_id": request.get("request_id")?, "status_code": status,
            "reason_phrase": "", "uri": path, "message_body": body,
        }))
    }
}

impl Act {
    fn events(self, id: &str) -> Vec<Value> {
        match self {
            Self::Press(key) => {
                let channel = channel(id, "Up");
                let press = json!({"channel": channel, "digit": key.to_string(), "duration_ms": 100});
                vec![event("ChannelDtmfReceived", press)]
            }
            Self::HangUp => hung_up(id),
        }
    }
}

/// One who speaks to a program and hangs up when the echo is heard.
async fn speak(to: String, later: mpsc::UnboundedSender<Value>) -> anyhow::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    let (spoken, mut heard) = ([0x80; 172], [0; 172]);
    while spoken != heard {
        socket.send_to(&spoken, &to).await?;
        socket.recv_from(&mut heard).await?;
    }
    hung_up(&caller_id(1)).into_iter().try_for_each(|event| later.send(event))?;
    Ok(())
}

fn caller_id(number: usize) -> String {
    format!("caller-{number}")
}

fn event(name: &str, mut body: Value) -> Value {
    if let Some(body) = body.as_object_mut() {
        body.insert("type".to_owned(), json!(name));
        body.insert("application".to_owned(), json!(super::APP));
        body.insert("timestamp".to_owned(), json!("2026-11-20T18:17:06.336+0000"));
    }
    body
}

fn stasis_start(id: &str, args: &[&str]) -> Value {
    event("StasisStart", json!({"channel": channel(id, "Ring"), "args": args}))
}

fn hung_up(id: &str) -> Vec<Value> {
    let end = json!({"channel": channel(id, "Up"), "cause": 16, "cause_txt": "Normal Clearing"});
    vec![event("StasisEnd", json!({"channel": channel(id, "Up")})), event("ChannelDestroyed", end)]
}

fn channel(id: &str, state: &str) -> Value {
    json!({
        "id": id, "protocol_id": "", "name": format!("PJSIP/{id}"), "state": state,
        "caller": {"name": "", "number": "1001"}, "connected": {"name": "", "number": ""}, "accountcode": "",
        "language": "en", "creationtime": "2026-11-20T18:17:06.336+0000",
        "dialplan": {"context": "phones", "exten": "402", "priority": 1, "app_name": "Stasis", "app_data": super::APP},
    })
}

fn bridge(id: &str) -> Value {
    json!({
        "id": id, "technology": "simple_bridge", "bridge_type": "mixing", "bridge_class": "stasis",
        "creator": "Stasis", "name": "", "channels": [], "creationtime": "2026-11-20T18:17:06.336+0000",
    })
}
