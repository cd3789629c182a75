//! The WebSocket: how it is opened, and requests over it.

use hyper::header::{AUTHORIZATION, HOST, HeaderValue};
use serde::Serialize;
use tokio_tungstenite::tungstenite::error::Error as WsError;
use tokio_tungstenite::tungstenite::handshake::client::{Request, generate_key};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::stream::{self, Io};
use crate::error::ConnectError;
use crate::event::RestResponse;
use crate::operation::events::EventWebsocket;
use crate::operation::{Call, Operation as _};
use crate::options::Options;

/// An open WebSocket.
pub(crate) type Socket = WebSocketStream<Box<dyn Io>>;

pub(crate) fn config(max_message: usize) -> WebSocketConfig {
    WebSocketConfig::default().max_message_size(Some(max_message)).max_frame_size(Some(max_message))
}

/// Opens the WebSocket for the events.
pub(crate) async fn open(options: &Options) -> Result<Socket, ConnectError> {
    let limit = options.connect_within;
    let opening = async {
        let stream = stream::open(options).await?;
        let request = request(options)?;
        let config = config(options.settings.max_message);
        let opened = client_async_with_config(request, stream, Some(config)).await;
        opened.map(|(socket, _)| socket).map_err(|error| of_handshake(error, options))
    };
    tokio::time::timeout(limit, opening).await.unwrap_or_else(|_| {
        Err(ConnectError::NoAnswer { address: options.address.authority(), within: limit })
    })
}

fn request(options: &Options) -> Result<Request, ConnectError> {
    let settings = &options.settings;
    let mut operation = EventWebsocket::new(settings.apps.iter());
    if settings.subscribe_all {
        operation = operation.subscribe_all(true);
    }
    let address = &options.address;
    let scheme = if address.encrypted { "wss" } else { "ws" };
    Request::builder()
        .uri(format!("{scheme}://{}{}/ari{}", address.authority(), address.prefix, operation.call().target()))
        .header(HOST, address.authority())
        .header(AUTHORIZATION, options.authorization())
        .header("Connection", HeaderValue::from_static("Upgrade"))
        .header("Upgrade", HeaderValue::from_static("websocket"))
        .header("Sec-WebSocket-Version", HeaderValue::from_static("13"))
        .header("Sec-WebSocket-Key", generate_key())
        .body(())
        .map_err(|error| ConnectError::Broke { message: error.to_string() })
}

fn of_handshake(error: WsError, options: &Options) -> ConnectError {
    match error {
        WsError::Http(answer) => match answer.status().as_u16() {
            status @ (401 | 403) => ConnectError::Refused { username: options.username.clone(), status },
            status => ConnectError::NotAri { status },
        },
        WsError::ConnectionClosed | WsError::AlreadyClosed => ConnectError::Closed,
        other => ConnectError::Broke { message: other.to_string() },
    }
}

/// A request over the WebSocket: `RESTRequest`.
#[derive(Serialize)]
struct RestRequest<'c> {
    r#type: &'static str,
    transaction_id: &'c str,
    request_id: &'c str,
    method: &'static str,
    uri: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    query_strings: Vec<Pair<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_body: Option<String>,
}

#[derive(Serialize)]
struct Pair<'c> {
    name: &'c str,
    value: &'c str,
}

/// The text of a request.
pub(crate) fn encode(call: &Call, id: &str) -> String {
    let request = RestRequest {
        r#type: "RESTRequest",
        transaction_id: id,
        request_id: id,
        method: call.method().as_str(),
        uri: call.path().trim_start_matches('/'),
        content_type: call.body().map(|_| "application/json"),
        query_strings: call.query().iter().map(|(name, value)| Pair { name, value }).collect(),
        message_body: call.body().map(ToString::to_string),
    };
    // Nothing in it that JSON could not say.
    serde_json::to_string(&request).unwrap_or_default()
}

/// The answer that an event is.
pub(crate) fn decode(response: RestResponse) -> super::Reply {
    super::Reply {
        status: u16::try_from(response.status_code).unwrap_or(500),
        reason: response.reason_phrase.as_str().to_owned(),
        body: response.message_body.map(|body| body.as_bytes().to_vec()).unwrap_or_default(),
    }
}
