//! Connections that Asterisk makes.

use ari_client::{AcceptError, Error, Listener, ListenerOptions, Message, State};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::Message as Ws;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::server::{next, number};

async fn asterisk(
    listener: &Listener,
    login: &str,
) -> Result<tokio_tungstenite::WebSocketStream<TcpStream>, tokio_tungstenite::tungstenite::Error> {
    let address = listener.local_addr().unwrap();
    let mut request = format!("ws://{address}/").into_client_request().unwrap();
    request.headers_mut().insert("Authorization", login.parse().unwrap());
    request.headers_mut().insert("Sec-WebSocket-Protocol", "ari".parse().unwrap());
    let stream = TcpStream::connect(address).await.unwrap();
    client_async(request, stream).await.map(|(socket, _)| socket)
}

#[tokio::test]
async fn asterisk_connects_and_is_asked_over_that_connection() {
    let options = ListenerOptions::new("asterisk", "s3cret", "app").without_snapshots();
    assert!(!format!("{options:?}").contains("s3cret"));
    let listener = Listener::bind("127.0.0.1:0", options).await.unwrap();
    // asterisk:s3cret
    let (accepted, socket) =
        tokio::join!(listener.accept(), asterisk(&listener, "Basic YXN0ZXJpc2s6czNjcmV0"));
    let ((client, mut events), mut socket) = (accepted.unwrap(), socket.unwrap());
    socket.send(Ws::text(crate::server::event(7))).await.unwrap();
    let mut heard = next(&mut events).await;
    if matches!(heard, Message::Connected { .. }) {
        heard = next(&mut events).await;
    }
    assert_eq!(number(&heard), Some(7));
    let channel = client.channel("1");
    let waits = tokio::spawn(async move { channel.answer().await });
    let request: Value =
        serde_json::from_str(socket.next().await.unwrap().unwrap().to_text().unwrap()).unwrap();
    assert_eq!(request["uri"], "channels/1/answer");
    let id = &request["request_id"];
    let answer = json!({
        "type": "RESTResponse", "transaction_id": id, "request_id": id, "status_code": 204,
        "reason_phrase": "No Content", "uri": "channels/1/answer",
    });
    socket.send(Ws::text(answer.to_string())).await.unwrap();
    waits.await.unwrap().unwrap();
    // A file cannot be had so.
    let error = client.recording("r").file().await.unwrap_err();
    assert!(matches!(error, Error::Unsupported { .. }), "{error:?}");
    // With the connection the call is over.
    drop(socket);
    client.state().wait_for(|state| matches!(state, State::Closed)).await.unwrap();
    assert!(matches!(next(&mut events).await, Message::Disconnected { .. }));
    assert!(events.recv().await.is_none());
}

#[tokio::test]
async fn strangers_are_refused() {
    let listener =
        Listener::bind("127.0.0.1:0", ListenerOptions::new("asterisk", "s3cret", "app")).await.unwrap();
    let (accepted, socket) =
        tokio::join!(listener.accept(), asterisk(&listener, "Basic YXN0ZXJpc2s6d3Jvbmc="));
    assert!(matches!(accepted.unwrap_err(), AcceptError::Unauthorised));
    assert!(socket.unwrap_err().to_string().contains("401"));
    let knocking = async {
        use tokio::io::AsyncWriteExt as _;
        let mut stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        stream
    };
    let (accepted, _stream) = tokio::join!(listener.accept(), knocking);
    assert!(matches!(accepted.unwrap_err(), AcceptError::NotAri { .. }));
}
