//! Connections that Asterisk makes to us.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::header::{AUTHORIZATION, HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use secrecy::SecretString;
use subtle::ConstantTimeEq as _;
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio_tungstenite::accept_hdr_async_with_config;
use tokio_tungstenite::tungstenite::error::Error as WsError;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};

use crate::client::Client;
use crate::driver::Shared;
use crate::options::{Settings, basic};
use crate::subscribe::queue::Queue;
use crate::subscribe::{SubscribeOptions, Subscription};
use crate::text::Text;
use crate::transport::stream::Io;
use crate::transport::websocket;

/// How long Asterisk may take to say what it wants.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Takes the WebSockets that Asterisk opens (`outbound_websocket` in `ari.conf`, Asterisk 20.15, 21.10, 22.5 and later).
///
/// Each is a [`Client`] of its own, whose requests travel over it. With `connection_type = persistent` Asterisk connects
/// once, and again when the connection is lost; with `per_call_config` once for each call, and the client is closed when
/// the call is over.
///
/// ```no_run
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// use ari_client::{Listener, ListenerOptions};
///
/// let listener = Listener::bind("0.0.0.0:8765", ListenerOptions::new("asterisk", "s3cret", "menu")).await?;
/// loop {
///     let (client, mut events) = listener.accept().await?;
///     tokio::spawn(async move {
///         while let Some(event) = events.event().await {
///             println!("{:?}", event.event());
///         }
///         client.close();
///     });
/// }
/// # }
/// ```
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    options: ListenerOptions,
}

/// Whom to let in.
#[derive(Clone)]
pub struct ListenerOptions {
    authorization: HeaderValue,
    settings: Settings,
}

/// Why a connection was not taken. Others still can be.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcceptError {
    /// The system gave none.
    #[error("no connection: {0}")]
    Io(#[from] io::Error),
    /// Its user or password is not the one that was agreed on.
    #[error("refused: another user or password than agreed on")]
    Unauthorised,
    /// It is no WebSocket of ARI.
    #[error("not a WebSocket of ARI: {message}")]
    NotAri {
        /// What is wrong with it.
        message: String,
    },
}

impl ListenerOptions {
    /// User and password that Asterisk gives (`websocket_client.conf`), and the application that the connections are for.
    #[must_use]
    pub fn new(username: &str, password: impl Into<SecretString>, app: impl Into<Text>) -> Self {
        let app = app.into();
        let settings = Settings::new(app.as_str().to_owned(), vec![app]);
        Self { authorization: basic(username, &password.into()), settings }
    }

    /// No [`Snapshot`](crate::Snapshot) after a connection is made. By default there is one; of connections per call it
    /// is not worth its cost.
    #[must_use]
    pub fn without_snapshots(mut self) -> Self {
        self.settings.snapshots = false;
        self
    }

    /// How long may pass before an answer; by default 10 s.
    #[must_use]
    pub fn answer_within(mut self, limit: Duration) -> Self {
        self.settings.answer_within = limit;
        self
    }
}

impl fmt::Debug for ListenerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListenerOptions").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Listener {
    /// Listens at an address.
    ///
    /// # Errors
    /// If it cannot be had.
    pub async fn bind(address: impl ToSocketAddrs, options: ListenerOptions) -> io::Result<Self> {
        Ok(Self { socket: TcpListener::bind(address).await?, options })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// If the system does not tell.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Takes the next connection, and listens to it from its first event on.
    ///
    /// # Errors
    /// If it is none of Asterisk's. The next one may be.
    ///
    /// # Cancel safety
    /// Dropping the future may lose a connection that is just being made; Asterisk tries again.
    pub async fn accept(&self) -> Result<(Client, Subscription), AcceptError> {
        let (socket, _) = self.socket.accept().await?;
        self.handshake(socket).await
    }

    async fn handshake(&self, socket: TcpStream) -> Result<(Client, Subscription), AcceptError> {
        socket.set_nodelay(true)?;
        accept_stream(socket, &self.options).await
    }
}

/// Takes a connection that was accepted elsewhere: of a TLS server, or of an HTTP server with other tasks.
///
/// # Errors
/// If it is none of Asterisk's.
///
/// # Cancel safety
/// Dropping the future drops the connection.
#[expect(clippy::result_large_err, reason = "tungstenite wants it so")]
pub async fn accept_stream(
    stream: impl Io + 'static,
    options: &ListenerOptions,
) -> Result<(Client, Subscription), AcceptError> {
    let stream: Box<dyn Io> = Box::new(stream);
    let config = websocket::config(options.settings.max_message);
    let opening = accept_hdr_async_with_config(
        stream,
        |request: &Request, response| check(options, request, response),
        Some(config),
    );
    let socket = match tokio::time::timeout(HANDSHAKE, opening).await {
        Ok(Ok(socket)) => socket,
        Ok(Err(WsError::Http(answer))) if answer.status() == 401 => return Err(AcceptError::Unauthorised),
        Ok(Err(error)) => return Err(AcceptError::NotAri { message: error.to_string() }),
        Err(_) => return Err(AcceptError::NotAri { message: "no handshake came".to_owned() }),
    };
    let shared = Shared::new(options.settings.clone(), None);
    let queue = Arc::new(Queue::new(SubscribeOptions::new()));
    shared.hub.add(&queue);
    Ok((Client::accepted(shared, socket), Subscription { queue }))
}

/// Whether it is the Asterisk that was agreed on.
#[expect(clippy::result_large_err, reason = "tungstenite wants it so")]
fn check(
    options: &ListenerOptions,
    request: &Request,
    mut response: Response,
) -> Result<Response, ErrorResponse> {
    let given = request.headers().get(AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    if !bool::from(given.ct_eq(options.authorization.as_bytes())) {
        let mut refusal = ErrorResponse::new(None);
        *refusal.status_mut() = hyper::StatusCode::UNAUTHORIZED;
        return Err(refusal);
    }
    if let Some(protocol) = request.headers().get(SEC_WEBSOCKET_PROTOCOL) {
        let ari = protocol.to_str().is_ok_and(|list| list.split(',').any(|one| one.trim() == "ari"));
        if ari {
            response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static("ari"));
        }
    }
    Ok(response)
}
