//! One client: it looks for calls that ended in what it is sent, and at nothing else, so that the server is measured.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Over which way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    Sse,
    Classic,
    WebSocket,
}

impl Way {
    /// Half and half, and some WebSocket.
    pub(super) const fn of(number: u32) -> Self {
        match number % 5 {
            0 | 2 => Self::Sse,
            1 | 3 => Self::Classic,
            _ => Self::WebSocket,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sse => "Server-Sent Events",
            Self::Classic => "Socket.IO",
            Self::WebSocket => "WebSocket",
        }
    }

    /// What stands before the id of a call that ended.
    const fn sign(self) -> &'static [u8] {
        match self {
            Self::Sse | Self::WebSocket => br#""type":"call.ended","data":{"id":""#,
            Self::Classic => br#"42["callEnded",{"id":""#,
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::Sse => "/api/events",
            Self::Classic => "/socket.io/?EIO=4&transport=websocket",
            Self::WebSocket => "/api/ws",
        }
    }
}

/// Calls that ended, by a hash of the id, and when that was told.
pub(super) type Seen = Vec<(u64, Instant)>;

/// A client that reads until this is dropped.
#[derive(Debug)]
pub(super) struct Follower {
    seen: Arc<Mutex<Seen>>,
    reading: tokio::task::JoinHandle<()>,
}

impl Follower {
    /// Connects, and waits for the first that the server sends.
    pub(super) async fn connect(server: SocketAddr, way: Way, header: &str) -> anyhow::Result<Self> {
        let mut socket = TcpStream::connect(server).await.context("connecting")?;
        socket.set_nodelay(true)?;
        let upgrade = match way {
            Way::Sse => "accept: text/event-stream",
            Way::Classic | Way::WebSocket => {
                "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
                 sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="
            }
        };
        let request = format!("GET {} HTTP/1.1\r\nhost: bench\r\n{header}\r\n{upgrade}\r\n\r\n", way.path());
        socket.write_all(request.as_bytes()).await?;
        if way == Way::Classic {
            // A masked text, `40`: the namespace is entered. The mask is zero.
            socket.write_all(&[0x81, 0x82, 0, 0, 0, 0, b'4', b'0']).await?;
        }
        let mut buffer = vec![0; 16 * 1024];
        let read = socket.read(&mut buffer).await?;
        let begin = String::from_utf8_lossy(buffer.get(..read).unwrap_or_default()).into_owned();
        anyhow::ensure!(begin.contains(" 200 ") || begin.contains(" 101 "), "{begin}");
        let seen: Arc<Mutex<Seen>> = Arc::default();
        let reading = tokio::spawn(read_on(socket, way, seen.clone()));
        Ok(Self { seen, reading })
    }

    /// The calls that it saw end, and when.
    pub(super) fn seen(self) -> Seen {
        self.reading.abort();
        std::mem::take(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

async fn read_on(mut socket: TcpStream, way: Way, seen: Arc<Mutex<Seen>>) {
    let sign = way.sign();
    let mut text: Vec<u8> = Vec::new();
    let mut buffer = vec![0; 8 * 1024];
    while let Ok(read) = socket.read(&mut buffer).await {
        if read == 0 {
            return;
        }
        let now = Instant::now();
        text.extend_from_slice(buffer.get(..read).unwrap_or_default());
        let mut done = 0;
        while let Some(place) = memchr::memmem::find(text.get(done..).unwrap_or_default(), sign) {
            let from = done + place + sign.len();
            let rest = text.get(from..).unwrap_or_default();
            let Some(length) = memchr::memchr(b'"', rest) else { break };
            let mut hasher = DefaultHasher::new();
            rest.get(..length).hash(&mut hasher);
            seen.lock().unwrap_or_else(PoisonError::into_inner).push((hasher.finish(), now));
            done = from + length;
        }
        // A sign may be cut, and so may the id behind one.
        let kept = text.len().saturating_sub(done).min(sign.len() + 128);
        text.drain(..text.len() - kept);
    }
}
