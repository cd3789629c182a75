//! The other side, played by the test: for what no Asterisk does on demand.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ami_client::{Address, Client, Connecting, Connector, Io, Options, Transport};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc;
use tokio::time::timeout;

pub(crate) const BANNER: &str = "Asterisk Call Manager/11.0.0\r\n";

/// Makes connections in memory; the test gets their other ends.
#[derive(Debug)]
struct InMemory {
    peers: mpsc::UnboundedSender<DuplexStream>,
    /// Connections are refused.
    down: Arc<Mutex<bool>>,
}

impl Connector for InMemory {
    fn connect<'a>(&'a self, _: &'a Address) -> Connecting<'a> {
        Box::pin(async move {
            if *self.down.lock().unwrap() {
                return Err(std::io::ErrorKind::ConnectionRefused.into());
            }
            let (ours, theirs) = duplex(1 << 20);
            self.peers.send(theirs).map_err(std::io::Error::other)?;
            Ok(Box::new(ours) as Box<dyn Io>)
        })
    }
}

/// All connections that a client makes, one after another.
pub(crate) struct Asterisk {
    peers: mpsc::UnboundedReceiver<DuplexStream>,
    down: Arc<Mutex<bool>>,
}

/// One connection, as Asterisk sees it.
pub(crate) struct Peer {
    stream: DuplexStream,
    got: String,
}

pub(crate) fn options() -> (Options, Asterisk) {
    let (sender, peers) = mpsc::unbounded_channel();
    let down = Arc::new(Mutex::new(false));
    let connector = InMemory { peers: sender, down: down.clone() };
    let options =
        Options::new("pbx", "callflow", "lo").unwrap().transport(Transport::Custom(Arc::new(connector)));
    (options, Asterisk { peers, down })
}

/// A client that is logged in, and its first connection.
pub(crate) async fn connected() -> (Client, Peer, Asterisk) {
    let (options, mut asterisk) = options();
    connected_with(options, &mut asterisk).await.with(asterisk)
}

pub(crate) struct Pair(pub(crate) Client, pub(crate) Peer);

impl Pair {
    fn with(self, asterisk: Asterisk) -> (Client, Peer, Asterisk) {
        (self.0, self.1, asterisk)
    }
}

pub(crate) async fn connected_with(options: Options, asterisk: &mut Asterisk) -> Pair {
    let client = Client::start(options).unwrap();
    let mut peer = asterisk.next().await;
    peer.lets_in().await;
    assert!(client.ready().await);
    Pair(client, peer)
}

impl Asterisk {
    /// The next connection.
    pub(crate) async fn next(&mut self) -> Peer {
        let stream = timeout(Duration::from_secs(600), self.peers.recv()).await.unwrap().unwrap();
        Peer { stream, got: String::new() }
    }

    /// Whether no connection is made for so long.
    pub(crate) async fn nobody_comes(&mut self, time: Duration) -> bool {
        !matches!(timeout(time, self.peers.recv()).await, Ok(Some(_)))
    }

    pub(crate) fn is_down(&self, down: bool) {
        *self.down.lock().unwrap() = down;
    }
}

/// A header of an action.
pub(crate) fn header<'a>(action: &'a str, name: &str) -> &'a str {
    let line = action.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name} in {action}"))
}

impl Peer {
    /// The next action.
    pub(crate) async fn action(&mut self) -> String {
        loop {
            if let Some((action, rest)) = self.got.split_once("\r\n\r\n") {
                let (action, rest) = (action.to_owned(), rest.to_owned());
                self.got = rest;
                return action;
            }
            let mut bytes = [0; 4_096];
            let read =
                timeout(Duration::from_secs(600), self.stream.read(&mut bytes)).await.unwrap().unwrap();
            assert!(read > 0, "the client has gone; it said {:?}", self.got);
            self.got.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
        }
    }

    /// The next action, which must be this; gives its `ActionID`.
    pub(crate) async fn asked(&mut self, name: &str) -> String {
        let action = self.action().await;
        assert_eq!(header(&action, "Action"), name, "{action}");
        header(&action, "ActionID").to_owned()
    }

    pub(crate) async fn says(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Answers an action.
    pub(crate) async fn responds(&mut self, id: &str, response: &str, more: &str) {
        self.says(format!("Response: {response}\r\nActionID: {id}\r\n{more}\r\n")).await;
    }

    /// An event with a number in it.
    pub(crate) async fn event(&mut self, number: usize) {
        self.says(format!("Event: Newstate\r\nPrivilege: call,all\r\nNumber: {number}\r\n\r\n")).await;
    }

    /// Greets, and accepts the login.
    pub(crate) async fn lets_in(&mut self) {
        self.says(BANNER).await;
        let id = self.asked("Challenge").await;
        self.responds(&id, "Success", "Challenge: hel\r\n").await;
        let id = self.asked("Login").await;
        self.responds(&id, "Success", "Message: Authentication accepted\r\n").await;
        let id = self.asked("CoreSettings").await;
        self.responds(&id, "Success", "AsteriskVersion: 22.10.1\r\n").await;
    }

    pub(crate) async fn refuses(&mut self) {
        self.says(BANNER).await;
        let id = self.asked("Challenge").await;
        self.responds(&id, "Success", "Challenge: hel\r\n").await;
        let id = self.asked("Login").await;
        self.responds(&id, "Error", "Message: Authentication failed\r\n").await;
    }
}
