//! The stream of changes as Server-Sent Events and over WebSocket.

use std::fmt::Write as _;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{self, Query};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use callflow_accounts::rights::Action;
use futures_util::stream;
use serde::Deserialize;
use tokio::time::{Instant, timeout};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::State;
use super::document::{ChangeRecord, ClosingRecord, GoneRecord, QueueNowRecord, SnapshotRecord};
use crate::auth::page::check_page;
use crate::auth::{Granted, guarded};
use crate::problem::Problem;
use crate::realtime::audience::Audience;
use crate::realtime::client::{Client, Credentials, Delivery, written};
use crate::realtime::event::Place;
use crate::realtime::forms::{Closing, ClosingReason};
use crate::realtime::hub::Full;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Clients over WebSocket have nothing to say, so what they say is short.
const SAID_BYTES: usize = 4 * 1_024;
/// A client that takes nothing for so long is gone.
const TAKEN_WITHIN: Duration = Duration::from_secs(60);
/// And so is one that did not answer a ping in this time.
const HEARD_WITHIN: Duration = Duration::from_secs(60);
/// RFC 6455, 7.4.1: the server goes away.
const GOING_AWAY: u16 = 1001;
/// RFC 6455, 7.4.1: the client may not.
const POLICY: u16 = 1008;
/// The registry of close codes: come again later.
const TRY_AGAIN: u16 = 1013;

pub(super) fn router(state: &State) -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(guarded(state, Action::ReadCalls, routes!(events))).routes(guarded(
        state,
        Action::ReadCalls,
        routes!(ws),
    ))
}

/// Where to go on.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct From {
    /// The id of the last message that was read; without it, or where it is not kept any more, a snapshot comes first.
    last_event_id: Option<String>,
}

impl From {
    /// What browsers bring back by themselves is newer than what stands in the address. A text that is no id of ours is one
    /// that is not kept.
    fn place(
        query: Result<Query<Self>, QueryRejection>,
        headers: &HeaderMap,
    ) -> Result<Option<Place>, Problem> {
        let Query(from) = query.map_err(|error| Problem::field("last_event_id", error.body_text()))?;
        let header = headers.get(LAST_EVENT_ID).map(|value| value.to_str().unwrap_or_default().to_owned());
        let id = header.or(from.last_event_id).filter(|id| !id.is_empty());
        Ok(id.map(|id| id.parse().unwrap_or(Place::NOWHERE)))
    }
}

impl std::convert::From<Full> for Problem {
    fn from(full: Full) -> Self {
        Self::Unavailable { detail: full.to_string(), after: Duration::from_secs(5) }
    }
}

fn client(
    state: &State,
    granted: &Granted,
    headers: &HeaderMap,
    last: Option<Place>,
) -> Result<Client, Problem> {
    check_page(headers, &state.pages)?;
    let audience = Audience::of(&granted.actor);
    Ok(Client::join(&state.realtime, audience, Credentials::of(headers), last)?)
}

/// A snapshot, and the place to go on from behind it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the form of what `look` writes, for the document")]
struct SnapshotAnswer {
    /// To go on from: `last_event_id` of a stream.
    id: String,
    snapshot: SnapshotRecord,
}

/// The data of a message, by its event: `snapshot`, `change`, `queue`, `gone` or `closing`.
#[derive(ToSchema)]
#[schema(as = StreamData)]
#[serde(untagged)]
#[expect(dead_code, reason = "the form of what `frame` writes, for the document")]
enum StreamData {
    Snapshot(SnapshotRecord),
    Change(ChangeRecord),
    Queue(QueueNowRecord),
    Gone(GoneRecord),
    Closing(ClosingRecord),
}

/// What happens, as it happens, as Server-Sent Events: a snapshot, and behind it each change. Without
/// `Accept: text/event-stream` it is the snapshot alone.
#[utoipa::path(get, path = "/api/events", tag = "realtime", params(From,
        ("Last-Event-ID" = Option<String>, Header, description = "What browsers bring back: counts before `last_event_id`")),
    responses((status = 200, description = "The stream, which does not end; or one snapshot", content(
        (SnapshotAnswer = "application/json"),
        (StreamData = "text/event-stream"),
    ))))]
async fn events(
    granted: Granted,
    extract::State(state): extract::State<State>,
    query: Result<Query<From>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let last = From::place(query, &headers)?;
    let wants_stream = headers
        .get_all(header::ACCEPT)
        .iter()
        .any(|value| value.as_bytes().windows(17).any(|part| part == b"text/event-stream"));
    if !wants_stream {
        return Ok(look(&state, &granted));
    }
    let client = client(&state, &granted, &headers, last)?;
    let stream = stream::unfold(Some(client), async |client| {
        let mut client = client?;
        let (frame, ended) = frame(client.next().await, &client);
        Some((Ok::<_, std::convert::Infallible>(frame), (!ended).then_some(client)))
    });
    let mut response = Response::new(Body::from_stream(stream));
    let head = response.headers_mut();
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // nginx would collect it otherwise.
    head.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(response)
}

fn look(state: &State, granted: &Granted) -> Response {
    let audience = Audience::of(&granted.actor);
    let (place, snapshot) = state.realtime.hub.look(&audience);
    let json = format!(r#"{{"id":"{place}","snapshot":{}}}"#, written(snapshot, &audience));
    ([(header::CONTENT_TYPE, "application/json")], json).into_response()
}

/// A delivery as it stands in the stream, and whether it is the last one.
fn frame(delivery: Delivery, client: &Client) -> (Bytes, bool) {
    let message = |place: Place, name: &str, json: &str| {
        let mut text = String::with_capacity(json.len() + 96);
        // Writing to a String does not fail. JSON has no line ends.
        let _ = write!(text, "id: {place}\nevent: {name}\ndata: {json}\n\n");
        text
    };
    let (text, ended) = match delivery {
        Delivery::Snapshot(place, snapshot) => {
            (message(place, "snapshot", &written(snapshot, client.audience())), false)
        }
        Delivery::Event(place, event) => (message(place, event.payload.name(), &client.json(&event)), false),
        // Without data nothing is told to the page, and yet the browser goes on from here.
        Delivery::Idle(Some(place)) => (format!("id: {place}\n\n"), false),
        Delivery::Idle(None) => (":\n\n".to_owned(), false),
        Delivery::Closing(reason) => (format!("event: closing\ndata: {}\n\n", closing(reason)), true),
    };
    (text.into(), ended)
}

fn closing(reason: ClosingReason) -> std::sync::Arc<str> {
    crate::realtime::event::json(&Closing { reason })
}

/// The same over WebSocket: each message is a JSON text of `id`, `event` and `data`.
#[utoipa::path(get, path = "/api/ws", tag = "realtime", params(From), responses(
    (status = 101, description = "The stream, which does not end"),
))]
async fn ws(
    granted: Granted,
    extract::State(state): extract::State<State>,
    query: Result<Query<From>, QueryRejection>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let last = From::place(query, &headers)?;
    let upgrade = upgrade.map_err(|error| Problem::field("upgrade", error.body_text()))?;
    let client = client(&state, &granted, &headers, last)?;
    let upgrade = upgrade.max_message_size(SAID_BYTES).max_frame_size(SAID_BYTES);
    Ok(upgrade.on_upgrade(async move |socket| follow(socket, client).await))
}

/// Sends until either side goes.
async fn follow(mut socket: WebSocket, mut client: Client) {
    let mut heard_at = Instant::now();
    loop {
        let delivery = tokio::select! {
            delivery = client.next() => delivery,
            said = socket.recv() => match said {
                // Pings are answered where they are read; what else is said means nothing, but that somebody is there.
                Some(Ok(_)) => {
                    heard_at = Instant::now();
                    continue;
                }
                Some(Err(_)) | None => return,
            },
        };
        let mut messages = Vec::with_capacity(2);
        match delivery {
            Delivery::Snapshot(place, snapshot) => {
                messages.push(message(place, "snapshot", &written(snapshot, client.audience())));
            }
            Delivery::Event(place, event) => {
                messages.push(message(place, event.payload.name(), &client.json(&event)));
            }
            Delivery::Idle(_) if heard_at.elapsed() > HEARD_WITHIN => return,
            Delivery::Idle(place) => {
                messages.push(Message::Ping(Bytes::new()));
                messages.extend(place.map(|place| message(place, "idle", "null")));
            }
            Delivery::Closing(reason) => {
                let text = format!(r#"{{"id":null,"event":"closing","data":{}}}"#, closing(reason));
                messages.push(Message::Text(text.into()));
                let code = match reason {
                    ClosingReason::SignedOut | ClosingReason::Forbidden => POLICY,
                    ClosingReason::Unavailable => TRY_AGAIN,
                    ClosingReason::Stopping => GOING_AWAY,
                };
                messages.push(Message::Close(Some(CloseFrame { code, reason: "".into() })));
            }
        }
        let ended = messages.iter().any(|message| matches!(message, Message::Close(_)));
        for message in messages {
            if !matches!(timeout(TAKEN_WITHIN, socket.send(message)).await, Ok(Ok(()))) {
                return;
            }
        }
        if ended {
            return;
        }
    }
}

fn message(place: Place, name: &str, json: &str) -> Message {
    Message::Text(format!(r#"{{"id":"{place}","event":"{name}","data":{json}}}"#).into())
}
