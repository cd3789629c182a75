//! Clients that follow: each by its own way, and with the copy that it makes of what it is sent.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Response;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::copy::{self, Items};
use crate::server::KEY;

/// Longer than anything here takes, and shorter than a test run that hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Headers of a request.
pub(crate) type Headers<'h> = &'h [(&'h str, &'h str)];

/// As the machine that the servers of the tests know.
pub(crate) const MACHINE: Headers<'static> = &[("x-api-key", KEY)];

/// A message of the stream.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) id: Option<String>,
    pub(crate) event: String,
    pub(crate) data: Value,
}

/// Over which way.
#[derive(Debug)]
enum Way {
    Sse { response: Response, text: String },
    Ws(Box<WebSocketStream<MaybeTlsStream<TcpStream>>>),
}

/// A client with its copy.
#[derive(Debug)]
pub(crate) struct Follower {
    way: Way,
    /// The id of the last message.
    pub(crate) last: Option<String>,
    pub(crate) items: Items,
}

/// What a request for a stream was answered, where that was no stream.
pub(crate) type Refused = (u16, String);

impl Follower {
    pub(crate) async fn sse(base: &str, headers: Headers<'_>, last: Option<&str>) -> Result<Self, Refused> {
        let mut request = reqwest::Client::new().get(format!("{base}/api/events"));
        request = request.header("accept", "text/event-stream");
        for (name, value) in headers.iter().copied().chain(last.map(|last| ("last-event-id", last))) {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(|error| (0, error.to_string()))?;
        if response.status() != 200 {
            return Err((response.status().as_u16(), response.text().await.unwrap()));
        }
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let last = last.map(str::to_owned);
        Ok(Self { way: Way::Sse { response, text: String::new() }, last, items: Items::new() })
    }

    pub(crate) async fn ws(base: &str, headers: Headers<'_>, last: Option<&str>) -> Result<Self, Refused> {
        let query = last.map(|last| format!("?last_event_id={last}")).unwrap_or_default();
        let socket = open(base, &format!("/api/ws{query}"), headers).await?;
        Ok(Self { way: Way::Ws(socket), last: last.map(str::to_owned), items: Items::new() })
    }

    /// The next message, `None` at the end. Signs of life are left out.
    pub(crate) async fn next(&mut self) -> Option<Told> {
        let told = match &mut self.way {
            Way::Sse { response, text } => next_frame(response, text).await,
            Way::Ws(socket) => next_text(socket).await.map(|text| {
                let message: Value = serde_json::from_str(&text).unwrap();
                Told {
                    id: message["id"].as_str().map(str::to_owned),
                    event: message["event"].as_str().unwrap().to_owned(),
                    data: message["data"].clone(),
                }
            }),
        }?;
        self.last = told.id.clone().or(self.last.take());
        copy::take(&mut self.items, &told.event, &told.data);
        Some(told)
    }

    /// Reads until this holds of a message, which it gives.
    pub(crate) async fn until(&mut self, mut is_so: impl FnMut(&Told) -> bool) -> Told {
        let looked = timeout(PATIENCE, async {
            loop {
                let told = self.next().await.unwrap_or_else(|| unreachable!("it ended"));
                if is_so(&told) {
                    return told;
                }
            }
        });
        looked.await.unwrap_or_else(|_| unreachable!("it was never told"))
    }

    /// Reads until the copy is so.
    pub(crate) async fn until_items(&mut self, mut are_so: impl FnMut(&Items) -> bool) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while !are_so(&self.items) {
            let next = tokio::time::timeout_at(deadline, self.next()).await;
            let next = next.unwrap_or_else(|_| unreachable!("never so: {:#?}", self.items));
            next.unwrap_or_else(|| unreachable!("it ended"));
        }
    }

    /// The copies of one kind.
    pub(crate) fn of(&self, kind: &str) -> Vec<&Value> {
        self.items.iter().filter(|(key, _)| key.0 == kind).map(|(_, item)| item).collect()
    }
}

async fn next_frame(response: &mut Response, text: &mut String) -> Option<Told> {
    loop {
        while let Some((frame, rest)) = text.split_once("\n\n") {
            let mut told = Told { id: None, event: String::new(), data: Value::Null };
            for line in frame.lines() {
                match line.split_once(": ") {
                    Some(("id", id)) => told.id = Some(id.to_owned()),
                    Some(("event", event)) => event.clone_into(&mut told.event),
                    Some(("data", data)) => told.data = serde_json::from_str(data).unwrap(),
                    _ => assert_eq!(line, ":"),
                }
            }
            *text = rest.to_owned();
            if !told.event.is_empty() {
                return Some(told);
            }
        }
        // A server that is killed ends nothing in good order.
        let chunk = response.chunk().await.ok()??;
        text.push_str(std::str::from_utf8(&chunk).unwrap());
    }
}

async fn next_text(socket: &mut WebSocketStream<MaybeTlsStream<TcpStream>>) -> Option<String> {
    loop {
        match socket.next().await? {
            Ok(Message::Text(text)) => return Some(text.to_string()),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// A WebSocket, or what the handshake was answered.
pub(crate) async fn open(
    base: &str,
    path: &str,
    headers: Headers<'_>,
) -> Result<Box<WebSocketStream<MaybeTlsStream<TcpStream>>>, Refused> {
    let mut request = format!("{}{path}", base.replacen("http", "ws", 1)).into_client_request().unwrap();
    for (name, value) in headers {
        let name: tungstenite::http::HeaderName = name.parse().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(Box::new(socket)),
        Err(tungstenite::Error::Http(answer)) => {
            let body = answer.body().clone().unwrap_or_default();
            Err((answer.status().as_u16(), String::from_utf8(body).unwrap()))
        }
        Err(error) => Err((0, error.to_string())),
    }
}

/// A client of Socket.IO, by WebSocket alone.
pub(crate) struct Classic(Box<WebSocketStream<MaybeTlsStream<TcpStream>>>);

impl Classic {
    /// Connects, with this in the packet that says so. `Err` with what it is told.
    pub(crate) async fn connect(
        base: &str,
        headers: Headers<'_>,
        auth: Option<Value>,
    ) -> Result<Self, Refused> {
        let socket = open(base, "/socket.io/?EIO=4&transport=websocket", headers).await?;
        let mut classic = Self(socket);
        assert!(classic.packet().await.unwrap().starts_with("0{"));
        let auth = auth.map(|auth| auth.to_string()).unwrap_or_default();
        classic.send(&format!("40{auth}")).await;
        match classic.packet().await.unwrap() {
            packet if packet.starts_with("40{") => Ok(classic),
            packet => Err((44, packet)),
        }
    }

    async fn send(&mut self, packet: &str) {
        self.0.send(Message::Text(packet.into())).await.unwrap();
    }

    async fn packet(&mut self) -> Option<String> {
        loop {
            match next_text(&mut self.0).await? {
                ping if ping == "2" => self.send("3").await,
                packet => return Some(packet),
            }
        }
    }

    /// The next event with its payload; `None` at the end.
    pub(crate) async fn next(&mut self) -> Option<(String, Value)> {
        let packet = self.packet().await?;
        let Some(event) = packet.strip_prefix("42") else {
            assert_eq!(packet, "41", "the end of the namespace");
            return None;
        };
        let event: Value = serde_json::from_str(event).unwrap();
        Some((event[0].as_str().unwrap().to_owned(), event[1].clone()))
    }

    /// Reads until this event, with this payload.
    pub(crate) async fn until(&mut self, event: &str, mut is_so: impl FnMut(&Value) -> bool) -> Value {
        let looked = timeout(PATIENCE, async {
            loop {
                let (name, data) = self.next().await.unwrap_or_else(|| unreachable!("it ended"));
                if name == event && is_so(&data) {
                    return data;
                }
            }
        });
        looked.await.unwrap_or_else(|_| unreachable!("{event} never came so"))
    }

    pub(crate) async fn emit(&mut self, event: &str) {
        self.send(&format!("42{}", json!([event]))).await;
    }

    /// Sends an event, and waits for what it is answered. Events that come before are passed over.
    pub(crate) async fn ask(&mut self, event: &str, data: Value) -> Value {
        self.send(&format!("421{}", json!([event, data]))).await;
        let answered = timeout(PATIENCE, async {
            loop {
                let packet = self.packet().await.unwrap();
                if let Some(answer) = packet.strip_prefix("431") {
                    let answer: Value = serde_json::from_str(answer).unwrap();
                    return answer[0].clone();
                }
            }
        });
        answered.await.unwrap()
    }
}
