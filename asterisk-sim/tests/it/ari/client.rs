//! A simulated Asterisk without sockets, and clients of both interfaces.

use std::collections::BTreeMap;
use std::time::Duration;

use asterisk_sim::{Ari, ConnectionId, Machine, Options};
use serde_json::Value;

use crate::support::NOW;

pub(crate) const MS: Duration = Duration::from_millis(1);
pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// The machine, with everything that was received on each connection.
pub(crate) struct Pbx {
    pub(crate) machine: Machine,
    pub(crate) now: Duration,
    received: BTreeMap<ConnectionId, Vec<u8>>,
    http: Option<ConnectionId>,
}

/// An open WebSocket, with how much of what came was read.
#[derive(Debug)]
pub(crate) struct Socket {
    pub(crate) id: ConnectionId,
    read: usize,
}

/// `Basic` of admin and secret.
const AUTHORIZATION: &str = "Authorization: Basic YWRtaW46c2VjcmV0\r\n";

impl Pbx {
    pub(crate) fn new(ari: Ari) -> Self {
        Self::of(Options::new().ari(ari))
    }

    pub(crate) fn of(options: Options) -> Self {
        Self { machine: Machine::new(options, NOW), now: NOW, received: BTreeMap::new(), http: None }
    }

    /// A connection to the REST interface.
    pub(crate) fn connect(&mut self) -> ConnectionId {
        let id = self.machine.accept_ari(self.now).unwrap();
        self.received.insert(id, Vec::new());
        id
    }

    /// From now on what comes on this connection is read, too.
    pub(crate) fn listen(&mut self, id: ConnectionId) {
        self.received.insert(id, Vec::new());
        self.read();
    }

    /// Reads what there is on all connections; those that end are gone.
    pub(crate) fn read(&mut self) {
        loop {
            let mut moved = false;
            for (id, received) in &mut self.received {
                let output = self.machine.output(*id);
                let (length, ends) = (output.bytes.len(), output.then_close);
                received.extend_from_slice(output.bytes);
                if length > 0 {
                    self.machine.sent(*id, length, self.now);
                    moved = true;
                } else if ends {
                    self.machine.lost(*id, self.now);
                }
            }
            if !moved {
                return;
            }
        }
    }

    pub(crate) fn send(&mut self, id: ConnectionId, bytes: &[u8]) {
        self.machine.receive(id, bytes, self.now);
        self.read();
    }

    /// Everything that came on a connection.
    pub(crate) fn received(&self, id: ConnectionId) -> &[u8] {
        &self.received[&id]
    }

    /// Lets time go on, with a stop at each moment at which something happens.
    pub(crate) fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(due) = self.machine.poll_timeout().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.machine.advance(self.now);
            self.read();
        }
        self.now = end;
        self.machine.advance(end);
        self.read();
    }

    /// A request over HTTP, on a connection that is kept. Gives the status, and the body: null if there is none.
    pub(crate) fn ask(&mut self, method: &str, target: &str) -> (u16, Value) {
        self.ask_with(method, target, "")
    }

    pub(crate) fn ask_with(&mut self, method: &str, target: &str, body: &str) -> (u16, Value) {
        let id = self.http.filter(|id| !self.machine.output(*id).then_close);
        let id = id.unwrap_or_else(|| self.connect());
        self.http = Some(id);
        let from = self.received(id).len();
        let request = format!(
            "{method} /ari/{target} HTTP/1.1\r\nHost: sim\r\n{AUTHORIZATION}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.send(id, request.as_bytes());
        let answer = String::from_utf8(self.received(id)[from..].to_vec()).unwrap();
        let (head, body) =
            answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {target}: {answer:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or_default())
    }

    /// Asks, and expects that it is done.
    #[track_caller]
    pub(crate) fn done(&mut self, method: &str, target: &str) -> Value {
        let (status, body) = self.ask(method, target);
        assert!((200..300).contains(&status), "{method} {target}: {status} {body}");
        body
    }

    /// Opens a WebSocket; what stands behind `app=`.
    pub(crate) fn open(&mut self, apps: &str) -> Socket {
        let id = self.connect();
        self.send(id, handshake(apps, AUTHORIZATION).as_bytes());
        let head = self.received(id);
        assert!(head.starts_with(b"HTTP/1.1 101 "), "{:?}", String::from_utf8_lossy(head));
        let end = head.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap() + 4;
        Socket { id, read: end }
    }

    /// Sends a text on a WebSocket.
    pub(crate) fn say(&mut self, socket: &Socket, text: &str) {
        let frame = frame(text);
        self.send(socket.id, &frame);
    }

    /// What came on a WebSocket since this was last asked.
    pub(crate) fn heard(&mut self, socket: &mut Socket) -> Vec<Value> {
        let mut texts = Vec::new();
        let bytes = self.received(socket.id);
        while let Some((text, length)) = unframe(&bytes[socket.read..]) {
            socket.read += length;
            texts.push(serde_json::from_str(&text).unwrap());
        }
        texts
    }

    /// How many bytes came that are no whole message.
    pub(crate) fn unread(&self, socket: &Socket) -> usize {
        self.received(socket.id).len() - socket.read
    }

    /// The types of the events that came, with the states that some tell of.
    pub(crate) fn kinds(&mut self, socket: &mut Socket) -> Vec<String> {
        self.heard(socket).iter().map(kind).collect()
    }
}

/// `ChannelStateChange Up`, `Dial RINGING`, `PlaybackFinished done`.
pub(crate) fn kind(event: &Value) -> String {
    let text = |path: &str| event.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let kind = text("/type");
    let further = match kind {
        "ChannelStateChange" => text("/channel/state"),
        "Dial" => text("/dialstatus"),
        "ChannelVarset" => text("/variable"),
        "PlaybackStarted" | "PlaybackFinished" => text("/playback/id"),
        "ChannelDtmfReceived" => text("/digit"),
        "DeviceStateChanged" => text("/device_state/state"),
        "ChannelDialplan" => text("/dialplan_app"),
        _ => "",
    };
    if further.is_empty() { kind.to_owned() } else { format!("{kind} {further}") }
}

pub(crate) fn handshake(apps: &str, authorization: &str) -> String {
    format!(
        "GET /ari/events?app={apps} HTTP/1.1\r\nHost: sim\r\n{authorization}Connection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}

/// A text as a client sends it, masked with zeros.
fn frame(text: &str) -> Vec<u8> {
    let length = text.len();
    let mut frame = vec![0x81];
    match u8::try_from(length) {
        Ok(length) if length < 126 => frame.push(0x80 | length),
        _ => {
            frame.push(0x80 | 126);
            frame.extend_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
    frame.extend_from_slice(text.as_bytes());
    frame
}

/// The text of a frame that is complete, and its length.
fn unframe(bytes: &[u8]) -> Option<(String, usize)> {
    let (start, length) = match *bytes.get(1)? {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().unwrap()))),
        127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().unwrap())).unwrap()),
        length => (2, usize::from(length)),
    };
    assert_eq!(bytes[0], 0x81, "a text");
    let text = bytes.get(start..start + length)?;
    Some((String::from_utf8(text.to_vec()).unwrap(), start + length))
}
