//! A mail server that keeps what it is given.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

#[derive(Debug, Default)]
struct Shared {
    is_away: AtomicBool,
    refused: Mutex<usize>,
    mails: Mutex<Vec<Mail>>,
}

/// An e-mail as it came.
#[derive(Clone, Debug, Default)]
pub(super) struct Mail {
    pub(super) from: String,
    pub(super) to: Vec<String>,
    pub(super) text: String,
}

impl Mail {
    /// The first header of that name.
    pub(super) fn header(&self, name: &str) -> &str {
        let line = self.text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_default()
    }
}

/// It speaks RFC 5321, as much as is needed.
#[derive(Clone, Debug)]
pub(super) struct MailServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl MailServer {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let served = shared.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let shared = served.clone();
                tokio::spawn(async move { serve(socket, &shared).await });
            }
        });
        Self { address, shared }
    }

    pub(super) fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on it takes nothing, or everything again.
    pub(super) fn set_away(&self, is_away: bool) {
        self.shared.is_away.store(is_away, Relaxed);
    }

    pub(super) fn mails(&self) -> Vec<Mail> {
        self.shared.mails.lock().unwrap().clone()
    }

    /// The subjects of what came, in order.
    pub(super) fn subjects(&self) -> Vec<String> {
        self.mails().iter().map(|mail| mail.header("Subject").split(':').next().unwrap().to_owned()).collect()
    }

    /// Waits for so many e-mails.
    pub(super) async fn until_mails(&self, count: usize) -> Vec<Mail> {
        self.until(|shared| shared.mails.lock().unwrap().len() >= count).await;
        self.mails()
    }

    /// Waits until it has refused something.
    pub(super) async fn until_refused(&self) {
        self.until(|shared| *shared.refused.lock().unwrap() > 0).await;
    }

    async fn until(&self, is_so: impl Fn(&Shared) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !is_so(&self.shared) {
            assert!(Instant::now() < deadline, "{:?}", self.shared);
            sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn serve(socket: TcpStream, shared: &Shared) {
    let (read, mut write) = socket.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut mail = Mail::default();
    let mut says = "220 test";
    loop {
        if write.write_all(format!("{says}\r\n").as_bytes()).await.is_err() {
            return;
        }
        let Ok(Some(line)) = lines.next_line().await else { return };
        says = match line.to_ascii_uppercase().split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-test\r\n250 8BITMIME",
            "MAIL" if shared.is_away.load(Relaxed) => {
                *shared.refused.lock().unwrap() += 1;
                "451 come back later"
            }
            "MAIL" => {
                mail = Mail { from: address(&line), ..Mail::default() };
                "250 yes"
            }
            "RCPT" => {
                mail.to.push(address(&line));
                "250 yes"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.unwrap();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    mail.text += line.strip_prefix('.').unwrap_or(&line);
                    mail.text += "\n";
                }
                shared.mails.lock().unwrap().push(std::mem::take(&mut mail));
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 yes",
        };
    }
}

/// What is between the angles.
fn address(line: &str) -> String {
    let inner = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or("", |(address, _)| address).to_owned()
}
