//! The other side, played by the test.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Part of what is said to an action.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Say {
    /// This, with `{Header}` in it standing for that header of the action.
    Text(&'static str),
    /// Nothing any more: the connection is closed, and no other one is taken.
    Close,
}

/// An Asterisk that lets everybody in.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    /// The actions that came after the login.
    pub(crate) actions: mpsc::UnboundedReceiver<String>,
}

impl Peer {
    /// One that says this to the first action after the login, the second, and so on. To others it says nothing.
    pub(crate) async fn start(says: Vec<Vec<Say>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, actions) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            drop(listener);
            serve(stream, says, tell).await;
        });
        Self { address, actions }
    }
}

async fn serve(mut stream: TcpStream, says: Vec<Vec<Say>>, tell: mpsc::UnboundedSender<String>) {
    stream.write_all(b"Asterisk Call Manager/11.0.0\r\n").await.unwrap();
    let (mut got, mut bytes, mut says) = (String::new(), [0; 4_096], says.into_iter());
    loop {
        let Some((action, rest)) = got.split_once("\r\n\r\n") else {
            let read = stream.read(&mut bytes).await.unwrap_or(0);
            if read == 0 {
                return;
            }
            got.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
            continue;
        };
        let (action, rest) = (format!("{action}\r\n"), rest.to_owned());
        got = rest;
        let usual = "Response: Success\r\nActionID: {ActionID}\r\n";
        let text = match header(&action, "Action") {
            "Challenge" => format!("{usual}Challenge: hel\r\n\r\n"),
            "Login" | "CoreSettings" | "Logoff" => format!("{usual}\r\n"),
            _ => {
                let _ = tell.send(action.clone());
                for say in says.next().into_iter().flatten() {
                    match say {
                        Say::Text(text) => stream.write_all(filled(text, &action).as_bytes()).await.unwrap(),
                        Say::Close => {
                            let _ = stream.shutdown().await;
                            return;
                        }
                    }
                }
                continue;
            }
        };
        if stream.write_all(filled(&text, &action).as_bytes()).await.is_err() {
            return;
        }
    }
}

fn header<'a>(action: &'a str, name: &str) -> &'a str {
    action.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
}

fn filled(text: &str, action: &str) -> String {
    ["ActionID", "ChannelId"]
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(&format!("{{{name}}}"), header(action, name)))
}
