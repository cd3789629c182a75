//! Socket.IO: who may come in, and what clients ask for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{self, Request};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use callflow_accounts::rights::{Action, Actor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use socketioxide::SocketIo;
use socketioxide::extract::{AckSender, SocketRef, TryData};
use socketioxide::handler::ConnectHandler as _;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::State;
use super::control::hang_up;
use crate::auth::Granted;
use crate::auth::page::check_page;
use crate::control::{Done, Hangup};
use crate::problem::Problem;
use crate::realtime::audience::Audience;
use crate::realtime::classic::{Classic, Wanted};
use crate::realtime::client::{Client, Credentials};
use crate::realtime::figures::FiguresSource;

/// Where Socket.IO is by its own convention.
const PATH: &str = "/socket.io";
/// Messages that wait within the connection, besides those of the outbox.
const BUFFERED: usize = 32;
/// Bytes of a body that a client sends.
const SAID_BYTES: u64 = 16 * 1_024;
/// Who has not said within this time who it is, is sent away.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// So many at most may come within that time without having said it: what they send is read before anybody knows them.
const UNKNOWN: usize = 256;
/// Questions that wait: a list that is asked for twice is sent once more in vain.
const WANTED: usize = 4;

pub(super) fn router(state: &State) -> (Router<State>, SocketIo) {
    let (service, io) = SocketIo::builder()
        .req_path(PATH)
        .max_buffer_size(BUFFERED)
        .max_payload(SAID_BYTES)
        .connect_timeout(CONNECT_WITHIN)
        .build_svc();
    let figures = Arc::new(FiguresSource::new(state.trackers.clone()));
    let (door, inside) = (state.clone(), state.clone());
    let let_in = async move |socket: SocketRef, auth: TryData<Shown>| {
        let_in(&door, &socket, auth.0.ok()).await.map_err(Refused)
    };
    let connected = async move |socket: SocketRef| connected(&inside, &figures, socket);
    io.ns("/", connected.with(let_in));
    let router = Router::new()
        .route_service(PATH, service.clone())
        .route_service("/socket.io/", service)
        .layer(middleware::from_fn_with_state((state.clone(), Unknown::new()), before));
    (router, io)
}

/// What a client may bring in the packet with which it connects, where it sends no headers of its own.
#[derive(Deserialize)]
struct Shown {
    token: Option<String>,
}

/// What was found of a client that is let in.
#[derive(Clone)]
struct Known {
    credentials: Credentials,
    actor: Actor,
}

/// Why a client is not let in, as it is told.
#[derive(Debug)]
struct Refused(Problem);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Places for those of whom nobody knows yet who they are.
#[derive(Clone)]
struct Unknown(Arc<Semaphore>);

impl Unknown {
    fn new() -> Self {
        Self(Arc::new(Semaphore::new(UNKNOWN)))
    }

    /// Takes a place, for as long as one may stay unknown.
    fn enter(&self) -> Result<(), Problem> {
        let place = self.0.clone().try_acquire_owned();
        let place = place.map_err(|_| Problem::TooMany { after: CONNECT_WITHIN })?;
        tokio::spawn(async move {
            sleep(CONNECT_WITHIN).await;
            drop(place);
        });
        Ok(())
    }
}

/// Before any request of the transport: pages of other sites, and who shows what does not count, come no further. Its later
/// requests name a session that only the answer to the first one tells, and that no other page can read.
async fn before(
    extract::State((state, unknown)): extract::State<(State, Unknown)>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    check_page(request.headers(), &state.pages)?;
    match state.callers.known(request.headers(), state.clock.now()).await {
        Ok(_) => {}
        // It may still say who it is.
        Err(Problem::NotSignedIn) if !shows_anything(&state, request.headers()) => {
            if !request.uri().query().is_some_and(|query| query.contains("sid=")) {
                unknown.enter()?;
            }
        }
        Err(problem) => return Err(problem),
    }
    Ok(next.run(request).await)
}

fn shows_anything(state: &State, headers: &HeaderMap) -> bool {
    let cookie = crate::auth::cookies::value(headers, state.callers.cookies.access());
    cookie.is_some()
        || headers.contains_key(header::AUTHORIZATION)
        || headers.contains_key(crate::auth::caller::KEY_HEADER)
}

async fn let_in(state: &State, socket: &SocketRef, shown: Option<Shown>) -> Result<(), Problem> {
    let parts = socket.req_parts();
    let mut headers = parts.headers.clone();
    if let Some(token) = shown.and_then(|shown| shown.token) {
        let bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Problem::NotSignedIn)?;
        headers = HeaderMap::from_iter([(header::AUTHORIZATION, bearer)]);
    }
    let now = state.clock.now();
    let (actor, _) = state.callers.known(&headers, now).await?;
    let origin = state.callers.origin(parts);
    state.callers.accounts.allow(&actor, Action::ReadCalls, &origin, now).await?;
    socket.extensions.insert(Known { credentials: Credentials::of(&headers), actor });
    Ok(())
}

fn connected(state: &State, figures: &Arc<FiguresSource>, socket: SocketRef) {
    let Some(Known { credentials, actor }) = socket.extensions.get::<Known>() else { return };
    let client = match Client::join(&state.realtime, Audience::of(&actor), credentials, None) {
        Ok(client) => client,
        Err(full) => {
            debug!(%full, "a client of Socket.IO is sent away");
            let _ = socket.disconnect();
            return;
        }
    };
    let (asks, wanted) = mpsc::channel(WANTED);
    for (event, what) in [("requestAgentList", Wanted::Agents), ("requestAllQueueStats", Wanted::Queues)] {
        let asks = asks.clone();
        // Who asks faster than it is answered gets what it asked for once.
        socket.on(event, async move || {
            let _ = asks.try_send(what);
        });
    }
    let acting = state.clone();
    socket.on("hangupCall", async move |socket: SocketRef, asked: TryData<ToHangUp>, ack: AckSender| {
        let done = match asked.0 {
            Ok(asked) => hangup(&acting, &socket, asked.into()).await,
            Err(error) => Err(Problem::field("hangupCall", error.to_string())),
        };
        // Who does not want to know has no ear for it.
        let _ = ack.send(&Answer::of(done));
    });
    let gone = CancellationToken::new();
    let going = gone.clone();
    socket.on_disconnect(async move || going.cancel());
    let classic = Classic::new(socket, client, state.realtime.hub.clone(), figures.clone());
    tokio::spawn(classic.run(wanted, gone));
}

/// Which call to hang up: its id alone, or with what `POST /api/calls/{id}/hangup` takes.
#[derive(Deserialize)]
#[serde(untagged)]
enum ToHangUp {
    Id(String),
    Request {
        id: String,
        #[serde(flatten)]
        request: Hangup,
    },
}

impl From<ToHangUp> for (String, Hangup) {
    fn from(asked: ToHangUp) -> Self {
        match asked {
            ToHangUp::Id(id) => (id, Hangup::default()),
            ToHangUp::Request { id, request } => (id, request),
        }
    }
}

/// As the route does, for whoever may do it now.
async fn hangup(state: &State, socket: &SocketRef, (id, request): (String, Hangup)) -> Result<Done, Problem> {
    let credentials = socket.extensions.get::<Known>().map(|known| known.credentials);
    let credentials = credentials.ok_or(Problem::NotSignedIn)?;
    let (now, origin) = (state.clock.now(), state.callers.origin(socket.req_parts()));
    let (actor, _) = state.callers.known(credentials.headers(), now).await?;
    let reach = state.callers.accounts.allow(&actor, Action::Hangup, &origin, now).await?;
    hang_up(state, &Granted { actor, reach, origin, now }, &id, &request).await
}

/// What the client is told, where it wants to know.
#[derive(Serialize)]
struct Answer {
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    done: Option<Done>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Box<RawValue>>,
}

impl Answer {
    fn of(done: Result<Done, Problem>) -> Self {
        match done {
            Ok(done) => Self { ok: true, done: Some(done), problem: None },
            Err(problem) => Self { ok: false, done: None, problem: Some(problem.to_json()) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn so_many_unknown_clients_come_at_once_and_no_more() {
        let unknown = Unknown::new();
        for _ in 0..UNKNOWN {
            unknown.enter().unwrap();
        }
        assert!(matches!(unknown.enter(), Err(Problem::TooMany { .. })));
        sleep(CONNECT_WITHIN + Duration::from_millis(1)).await;
        unknown.enter().unwrap();
    }
}
