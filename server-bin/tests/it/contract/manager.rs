//! An Asterisk that makes the calls that it is told to, when the test lets it, and counts them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// It lives as long as the test.
pub(super) struct Manager {
    pub(super) address: SocketAddr,
    calls: Arc<AtomicUsize>,
    answers: watch::Sender<bool>,
}

impl Manager {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let calls = Arc::new(AtomicUsize::new(0));
        let (answers, may_answer) = watch::channel(true);
        let counted = calls.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, counted.clone(), may_answer.clone()));
            }
        });
        Self { address, calls, answers }
    }

    /// How many calls it was told to make.
    pub(super) fn calls(&self) -> usize {
        self.calls.load(SeqCst)
    }

    /// Whether calls are made at once; until then whoever wants one waits.
    pub(super) fn answer(&self, answer: bool) {
        self.answers.send_replace(answer);
    }
}

async fn serve(stream: TcpStream, calls: Arc<AtomicUsize>, mut may_answer: watch::Receiver<bool>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"Asterisk Call Manager/11.0.0\r\n").await.unwrap();
    let mut action: Vec<(String, String)> = Vec::new();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some((name, value)) = line.split_once(": ") {
            action.push((name.to_owned(), value.to_owned()));
            continue;
        }
        let get = |name: &str| action.iter().find(|(of, _)| of == name).map_or("", |(_, value)| &**value);
        let id = get("ActionID");
        let success = format!("Response: Success\r\nActionID: {id}\r\n");
        let answer = match get("Action") {
            "Challenge" => format!("{success}Challenge: hel\r\n\r\n"),
            "Login" | "CoreSettings" | "Logoff" => format!("{success}\r\n"),
            "Originate" => {
                calls.fetch_add(1, SeqCst);
                if may_answer.wait_for(|may| *may).await.is_err() {
                    return;
                }
                let channel = get("ChannelId");
                format!(
                    "{success}Message: Originate successfully queued\r\n\r\nEvent: Newchannel\r\n\
                     Privilege: call,all\r\nChannel: PJSIP/101-00000001\r\nChannelState: 0\r\n\
                     ChannelStateDesc: Down\r\nUniqueid: {channel}\r\nLinkedid: {channel}\r\n\r\n"
                )
            }
            _ => format!("Response: Error\r\nActionID: {id}\r\nMessage: Invalid/unknown command\r\n\r\n"),
        };
        action.clear();
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}
