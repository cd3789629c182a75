//! A proxy that cuts connections after so many bytes.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::rig::PATIENCE;

/// Carries connections to an Asterisk, counts what Asterisk sends, and cuts.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    inner: Mutex<Inner>,
    /// How many times all was cut.
    cuts: watch::Sender<usize>,
    accepted: watch::Sender<usize>,
}

#[derive(Default)]
struct Inner {
    /// So many bytes of the connections to come are carried; then they are cut. Those beyond are not.
    budgets: VecDeque<usize>,
    /// What is left of those that there are; `None` for no limit.
    left: Vec<Option<usize>>,
    carried: Vec<usize>,
    /// Connections to come are closed at once.
    shut: bool,
}

impl Proxy {
    pub(crate) async fn to(asterisk: SocketAddr, budgets: impl IntoIterator<Item = usize>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let inner = Inner { budgets: budgets.into_iter().collect(), ..Inner::default() };
        let shared = Arc::new(Shared {
            inner: Mutex::new(inner),
            cuts: watch::Sender::new(0),
            accepted: watch::Sender::new(0),
        });
        let proxy = Self { address, shared: shared.clone() };
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let number = {
                    let mut inner = shared.inner.lock().unwrap();
                    if inner.shut {
                        continue;
                    }
                    let budget = inner.budgets.pop_front();
                    inner.left.push(budget);
                    inner.carried.push(0);
                    inner.left.len() - 1
                };
                shared.accepted.send_replace(number + 1);
                let shared = shared.clone();
                tokio::spawn(async move {
                    // Where there is no Asterisk the client's connection ends, too.
                    if let Ok(server) = TcpStream::connect(asterisk).await {
                        carry(client, server, number, &shared).await;
                    }
                });
            }
        });
        proxy
    }

    /// Cuts the newest connection when so many more bytes have come.
    pub(crate) fn cut_after(&self, bytes: usize) {
        *self.shared.inner.lock().unwrap().left.last_mut().unwrap() = Some(bytes);
    }

    /// Whether new connections are closed at once.
    pub(crate) fn shut(&self, shut: bool) {
        self.shared.inner.lock().unwrap().shut = shut;
    }

    /// Cuts the connections that there are.
    pub(crate) fn cut(&self) {
        self.shared.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// How many bytes Asterisk sent on each connection so far.
    pub(crate) fn carried(&self) -> Vec<usize> {
        self.shared.inner.lock().unwrap().carried.clone()
    }

    /// Waits for so many connections.
    pub(crate) async fn accepted(&self, count: usize) {
        let mut accepted = self.shared.accepted.subscribe();
        timeout(PATIENCE, accepted.wait_for(|now| *now >= count)).await.unwrap().unwrap();
    }
}

async fn carry(mut client: TcpStream, mut server: TcpStream, number: usize, shared: &Shared) {
    let mut cuts = shared.cuts.subscribe();
    let (mut down, mut up) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        tokio::select! {
            read = server.read(&mut down) => {
                let Ok(read @ 1..) = read else { return };
                let (carried, cut) = {
                    let mut inner = shared.inner.lock().unwrap();
                    let left = &mut inner.left[number];
                    let carried = left.map_or(read, |left| left.min(read));
                    *left = left.map(|left| left - carried);
                    let cut = carried < read;
                    inner.carried[number] += carried;
                    (carried, cut)
                };
                if client.write_all(&down[..carried]).await.is_err() || cut {
                    return;
                }
            }
            read = client.read(&mut up) => {
                let Ok(read @ 1..) = read else { return };
                if server.write_all(&up[..read]).await.is_err() {
                    return;
                }
            }
            _ = cuts.changed() => return,
        }
    }
}
