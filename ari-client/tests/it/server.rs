//! A small Asterisk of the test's own: it answers HTTP by a function, and hands WebSockets to the test.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ari_client::{Backoff, Client, Message, Options, Subscription};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message as Ws;
use tokio_tungstenite::{WebSocketStream, accept_async};

/// Nothing takes so long, on however busy a machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A request by HTTP, or the one that opened a WebSocket.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Method and target.
    pub(crate) line: String,
    pub(crate) head: String,
    pub(crate) body: String,
}

pub(crate) enum Answer {
    Status(u16, String),
    /// Says nothing, and keeps the connection.
    Nothing,
    /// Ends the connection.
    Cut,
}

/// An answer with a body.
pub(crate) fn ok(body: &Value) -> Answer {
    Answer::Status(200, body.to_string())
}

/// What is answered by an Asterisk of this version with no calls.
pub(crate) fn idle(version: &'static str) -> impl Fn(&Asked) -> Answer + Clone + Send + Sync + 'static {
    move |asked| {
        if asked.line.contains("/asterisk/info") {
            ok(&json!({"system": {"version": version, "entity_id": "1"}}))
        } else {
            ok(&json!([]))
        }
    }
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) asked: Arc<Mutex<Vec<Asked>>>,
    sockets: mpsc::UnboundedReceiver<Socket>,
}

impl Server {
    pub(crate) async fn start(answer: impl Fn(&Asked) -> Answer + Clone + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (sender, sockets) = mpsc::unbounded_channel();
        let log = asked.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, answer.clone(), log.clone(), sender.clone()));
            }
        });
        Self { address, asked, sockets }
    }

    pub(crate) fn options(&self) -> Options {
        let backoff = Backoff {
            first: Duration::from_millis(5),
            longest: Duration::from_millis(20),
            ..Backoff::default()
        };
        Options::new(&format!("http://{}", self.address), "user", "hunter2", "app").unwrap().backoff(backoff)
    }

    /// The next WebSocket that is opened.
    pub(crate) async fn socket(&mut self) -> Socket {
        timeout(PATIENCE, self.sockets.recv()).await.unwrap().unwrap()
    }

    /// A client whose WebSocket is open.
    pub(crate) async fn connected(&mut self, options: Options) -> (Client, Socket) {
        let client = Client::connect(options).await.unwrap();
        (client, self.socket().await)
    }

    /// The requests so far, as method and target.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| asked.line.clone()).collect()
    }
}

async fn serve(
    mut socket: TcpStream,
    answer: impl Fn(&Asked) -> Answer,
    log: Arc<Mutex<Vec<Asked>>>,
    sockets: mpsc::UnboundedSender<Socket>,
) {
    loop {
        let Some(head) = peek(&socket).await else { return };
        let line = head.lines().next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
        if head.to_lowercase().contains("upgrade: websocket") {
            log.lock().unwrap().push(Asked { line, head, body: String::new() });
            let _ = sockets.send(Socket(accept_async(socket).await.unwrap()));
            return;
        }
        let length =
            head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut bytes = vec![0; head.len() + length.unwrap_or(0)];
        socket.read_exact(&mut bytes).await.unwrap();
        let body = String::from_utf8(bytes.split_off(head.len())).unwrap();
        let asked = Asked { line, head, body };
        log.lock().unwrap().push(asked.clone());
        match answer(&asked) {
            Answer::Status(status, body) => {
                let text = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                if socket.write_all(text.as_bytes()).await.is_err() {
                    return;
                }
            }
            Answer::Nothing => {}
            Answer::Cut => return,
        }
    }
}

/// The head of the next request, without taking it.
async fn peek(socket: &TcpStream) -> Option<String> {
    let mut bytes = vec![0; 16_384];
    loop {
        socket.readable().await.ok()?;
        let length = socket.peek(&mut bytes).await.ok().filter(|length| *length > 0)?;
        let text = String::from_utf8_lossy(&bytes[..length]);
        if let Some(end) = text.find("\r\n\r\n") {
            return Some(text[..end + 4].to_owned());
        }
        tokio::task::yield_now().await;
    }
}

/// The other end of a client's WebSocket.
pub(crate) struct Socket(pub(crate) WebSocketStream<TcpStream>);

impl Socket {
    pub(crate) async fn send(&mut self, text: impl Into<String>) {
        self.0.send(Ws::text(text.into())).await.unwrap();
    }

    /// An event that tests know by its number.
    pub(crate) async fn event(&mut self, number: usize) {
        self.send(event(number)).await;
    }

    /// The next request over the WebSocket.
    pub(crate) async fn request(&mut self) -> Value {
        loop {
            match timeout(PATIENCE, self.0.next()).await.unwrap().unwrap().unwrap() {
                Ws::Text(text) => return serde_json::from_str(&text).unwrap(),
                _ => continue,
            }
        }
    }

    /// Answers a request over the WebSocket.
    pub(crate) async fn answer(&mut self, request: &Value, status: u16, body: &str) {
        let id = request["request_id"].as_str().unwrap();
        let answer = json!({
            "type": "RESTResponse", "transaction_id": id, "request_id": id, "status_code": status,
            "reason_phrase": "X", "uri": request["uri"], "content_type": "application/json", "message_body": body,
        });
        self.send(answer.to_string()).await;
    }

    /// Ends the connection in the middle of a frame.
    pub(crate) async fn cut_in_a_frame(mut self) {
        let stream = self.0.get_mut();
        // A text of 100 bytes, of which 10 come.
        stream.write_all(b"\x81\x64{\"type\":\"X").await.unwrap();
        stream.shutdown().await.unwrap();
    }
}

pub(crate) fn event(number: usize) -> String {
    json!({
        "type": "ChannelUserevent", "application": "app", "timestamp": "2026-11-20T18:17:06.336+0000",
        "eventname": number.to_string(), "userevent": {},
    })
    .to_string()
}

/// The number of such an event.
pub(crate) fn number(message: &Message) -> Option<usize> {
    let Message::Event(event) = message else { return None };
    let ari_client::Event::ChannelUserevent(event) = event.event() else { return None };
    event.eventname.parse().ok()
}

/// What a listener is told next.
pub(crate) async fn next(subscription: &mut Subscription) -> Message {
    timeout(PATIENCE, subscription.recv()).await.unwrap().unwrap()
}

/// Listens until this is said.
pub(crate) async fn until(
    subscription: &mut Subscription,
    is: impl Fn(&Message) -> bool,
) -> (Vec<Message>, Message) {
    let mut before = Vec::new();
    loop {
        let message = next(subscription).await;
        if is(&message) {
            return (before, message);
        }
        before.push(message);
    }
}
