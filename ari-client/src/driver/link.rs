//! One connection: what comes by it, and what is sent.

use std::sync::Arc;
use std::time::SystemTime;

use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::Message as Ws;
use tokio_tungstenite::tungstenite::error::Error as WsError;

use super::Shared;
use super::pending::Pending;
use crate::error::{ConnectError, Error};
use crate::event::Event;
use crate::operation::Call;
use crate::state::Requests;
use crate::subscribe::{Gap, GapCause, Received};
use crate::transport::Reply;
use crate::transport::websocket::{self, Socket};

/// So many requests wait to be written at most; whoever has more waits.
const QUEUED: usize = 256;

/// One connection, for those who send requests over it.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) requests: Requests,
    pending: Pending,
    outgoing: mpsc::Sender<Outgoing>,
}

/// What is to be written.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Request { id: u64, text: String },
    Ping,
}

/// The other end, for the one who serves it.
pub(crate) type Ends = mpsc::Receiver<Outgoing>;

impl Link {
    pub(crate) fn new(requests: Requests) -> (Arc<Self>, Ends) {
        let (outgoing, ends) = mpsc::channel(QUEUED);
        (Arc::new(Self { requests, pending: Pending::default(), outgoing }), ends)
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn send(&self, call: &Call) -> Result<Reply, Error> {
        let operation = call.name();
        let (ticket, answer) = self.pending.add(operation)?;
        let text = websocket::encode(call, &ticket.id.to_string());
        let order = Outgoing::Request { id: ticket.id, text };
        self.outgoing.send(order).await.map_err(|_| Error::NotSent { operation })?;
        answer.await.map_err(|_| Error::OutcomeUnknown { operation })?
    }

    /// The connection has ended.
    pub(crate) fn fail_all(&self, closed: bool) {
        self.pending.fail_all(closed);
    }
}

/// Serves a connection until it ends. Gives when it was last heard of, and how it ended.
pub(super) async fn serve(
    shared: &Shared,
    link: &Link,
    socket: Socket,
    ends: Ends,
) -> (SystemTime, ConnectError) {
    let (sink, stream) = socket.split();
    let mut heard = shared.clock.now();
    // Apart, so that a peer that does not read never keeps us from reading.
    let error = tokio::select! {
        error = read(shared, link, stream, &mut heard) => error,
        error = write(link, sink, ends) => error,
    };
    (heard, error)
}

async fn read(
    shared: &Shared,
    link: &Link,
    mut stream: SplitStream<Socket>,
    heard: &mut SystemTime,
) -> ConnectError {
    let settings = &shared.settings;
    let mut silent_at = Instant::now() + settings.ping_after;
    let mut asked = false;
    loop {
        let message = tokio::select! {
            message = stream.next() => message,
            () = sleep_until(silent_at) => {
                if asked {
                    return ConnectError::Silent;
                }
                asked = true;
                silent_at = Instant::now() + settings.pong_within;
                // A full queue is no silence of ours: requests in it will be heard of, or not.
                let _ = link.outgoing.try_send(Outgoing::Ping);
                continue;
            }
        };
        match message {
            Some(Ok(Ws::Text(text))) => take(shared, link, text.as_str()),
            Some(Ok(Ws::Close(_))) | None => return ConnectError::Closed,
            Some(Ok(Ws::Binary(_) | Ws::Ping(_) | Ws::Pong(_) | Ws::Frame(_))) => {}
            Some(Err(error)) => return of_socket(&error),
        }
        *heard = shared.clock.now();
        silent_at = Instant::now() + settings.ping_after;
        asked = false;
    }
}

/// One message: an event, or an answer.
fn take(shared: &Shared, link: &Link, text: &str) {
    let at = shared.clock.now();
    match Event::from_json(text) {
        Ok(Event::RestResponse(response)) => match response.request_id.parse() {
            Ok(id) => link.pending.answer(id, websocket::decode(*response)),
            Err(_) => tracing::debug!(pbx.name = %shared.settings.name, "an answer that nobody asked for"),
        },
        Ok(event) => shared.hub.event(&Received::new(event, at, text.len())),
        Err(error) => {
            tracing::warn!(pbx.name = %shared.settings.name, %error, "what came is no event");
            shared.hub.gap(Gap { from: at, to: at, missed: None, cause: GapCause::Garbage });
        }
    }
}

async fn write(link: &Link, mut sink: SplitSink<Socket, Ws>, mut ends: Ends) -> ConnectError {
    while let Some(outgoing) = ends.recv().await {
        let message = match outgoing {
            Outgoing::Request { id, text } if link.pending.begin(id) => Ws::text(text),
            Outgoing::Request { .. } => continue,
            Outgoing::Ping => Ws::Ping(hyper::body::Bytes::new()),
        };
        if let Err(error) = sink.send(message).await {
            return of_socket(&error);
        }
    }
    ConnectError::Closed
}

fn of_socket(error: &WsError) -> ConnectError {
    match error {
        WsError::ConnectionClosed | WsError::AlreadyClosed => ConnectError::Closed,
        other => ConnectError::Broke { message: other.to_string() },
    }
}
