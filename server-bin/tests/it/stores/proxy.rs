//! A way to a database that can be cut, slowed down and made to break.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// What becomes of what the client says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mode {
    Pass,
    /// Nobody is there: new connections are closed, old ones too.
    Down,
    /// Each message takes so long.
    Slow(Duration),
    /// Messages so far apart break their connections, each in its middle: see [`breaks`].
    Break(u64),
}

/// Whether a message breaks its connection. After each third comes a calm, or a commit of more messages than lie between
/// two would never come to its end.
fn breaks(number: u64, apart: u64) -> bool {
    let place = number % (13 * apart);
    place < 3 * apart && place % apart == apart - 1
}

/// Listens before a database for as long as it lives.
pub(super) struct Proxy {
    address: SocketAddr,
    target: String,
    mode: watch::Sender<Mode>,
    messages: Arc<AtomicU64>,
}

impl Proxy {
    /// Before the database of a URL.
    pub(super) async fn before(url: &str, mode: Mode) -> Self {
        let after = url.split("://").nth(1).unwrap();
        let host = after.split(['/', '?']).next().unwrap().rsplit('@').next().unwrap();
        let target = host.to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (mode, modes) = watch::channel(mode);
        let to = target.clone();
        let messages = Arc::new(AtomicU64::new(0));
        let carried = messages.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *modes.borrow() == Mode::Down {
                    continue;
                }
                // A database that is gone closes the door as well.
                let Ok(database) = TcpStream::connect(&to).await else { continue };
                tokio::spawn(carry(client, database, modes.clone(), carried.clone()));
            }
        });
        Self { address, target, mode, messages }
    }

    /// The URL of the database through this way.
    pub(super) fn url(&self, url: &str) -> String {
        let url = url.replacen(&self.target, &self.address.to_string(), 1);
        // A member of a replica set says where it is, and clients would go there.
        if url.starts_with("mongodb:") { format!("{url}?directConnection=true") } else { url }
    }

    /// How many messages of the client have come this way.
    pub(super) fn messages(&self) -> u64 {
        self.messages.load(Ordering::Relaxed)
    }

    pub(super) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

async fn carry(
    mut client: TcpStream,
    mut database: TcpStream,
    mut modes: watch::Receiver<Mode>,
    messages: Arc<AtomicU64>,
) {
    let _ = (client.set_nodelay(true), database.set_nodelay(true));
    let (mut asked, mut answered) = (vec![0; 64 << 10], vec![0; 64 << 10]);
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let mode = *modes.borrow();
                let number = messages.fetch_add(1, Ordering::Relaxed);
                match mode {
                    Mode::Slow(pause) => sleep(pause).await,
                    Mode::Break(apart) if breaks(number, apart) => {
                        let _ = database.write_all(&asked[..length / 2]).await;
                        return;
                    }
                    _ => {}
                }
                if database.write_all(&asked[..length]).await.is_err() {
                    return;
                }
            }
            read = database.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                if client.write_all(&answered[..length]).await.is_err() {
                    return;
                }
            }
            changed = modes.changed() => {
                if changed.is_err() || *modes.borrow() == Mode::Down {
                    return;
                }
            }
        }
    }
}
