//! The task that makes the connection, keeps it, and makes it anew.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tokio::time::{Instant, sleep};

pub(crate) mod link;
mod pending;
mod refresh;

use crate::backoff::{Ended, Retry};
use crate::clock::Clock;
use crate::error::{ConnectError, Error};
use crate::operation::asterisk::GetInfo;
use crate::operation::{Call, Operation};
use crate::options::{Options, Settings};
use crate::state::{Requests, Server, State};
use crate::subscribe::hub::Hub;
use crate::subscribe::{Gap, GapCause, Message};
use crate::transport::Reply;
use crate::transport::http::Http;
use crate::transport::websocket::{self, Socket};
use link::Link;
pub(crate) use refresh::snapshot;

/// The answer to a request, once it is there.
pub(crate) type Asked<'a> = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + 'a>>;

/// Shared by the driver and the handles.
pub(crate) struct Shared {
    pub(crate) settings: Settings,
    pub(crate) http: Option<Http>,
    pub(crate) hub: Hub,
    pub(crate) state: watch::Sender<State>,
    pub(crate) clock: Clock,
    pub(crate) sources: refresh::Sources,
    /// The connection, while there is one.
    link: Mutex<Option<Arc<Link>>>,
}

impl Shared {
    pub(crate) fn new(settings: Settings, http: Option<Http>) -> Arc<Self> {
        Arc::new(Self {
            settings,
            http,
            hub: Hub::default(),
            state: watch::Sender::new(State::Connecting),
            clock: Clock::start(),
            sources: refresh::Sources::default(),
            link: Mutex::default(),
        })
    }

    /// The connection, while there is one.
    fn link(&self) -> Option<Arc<Link>> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_link(&self, link: Option<Arc<Link>>) {
        *self.link.lock().unwrap_or_else(PoisonError::into_inner) = link;
    }

    /// Sends a request by whatever is best, and waits for its answer.
    pub(crate) async fn send<O: Operation>(&self, request: &O, within: Duration) -> Result<O::Answer, Error> {
        self.ask(request.call(), within).await?.read::<O>()
    }

    /// The answer as it came. Behind a pointer: or the compiler makes all of it once for each of the operations.
    pub(crate) fn ask(&self, call: Call, within: Duration) -> Asked<'_> {
        Box::pin(async move {
            let answer = tokio::time::timeout(within, self.exchange(&call)).await;
            answer.unwrap_or(Err(Error::TimedOut { operation: call.name(), within }))
        })
    }

    async fn exchange(&self, call: &Call) -> Result<Reply, Error> {
        let operation = call.name();
        if matches!(*self.state.borrow(), State::Closed) {
            return Err(Error::ClientClosed { operation });
        }
        let link = self.link().filter(|link| link.requests == Requests::WebSocket);
        match (link, &self.http) {
            // Asterisk does not put files into text.
            (_, Some(http)) if operation == "recordings.getStoredFile" => http.send(call).await,
            (Some(_), None) if operation == "recordings.getStoredFile" => {
                Err(Error::Unsupported { operation })
            }
            (Some(link), _) => link.send(call).await,
            (None, Some(http)) => http.send(call).await,
            (None, None) => Err(Error::NotConnected { operation }),
        }
    }

    /// Tells that the connection is there, and what is missing.
    fn connected(&self, link: &Arc<Link>, server: Arc<Server>, before: Option<SystemTime>) {
        let since = self.clock.now();
        if let Some(from) = before {
            self.hub.gap(Gap { from, to: since, missed: None, cause: GapCause::Link });
        }
        self.set_link(Some(link.clone()));
        self.hub.connection(Message::Connected { server: server.clone(), since });
        self.state.send_replace(State::Up { since, server });
    }

    /// Nothing more comes.
    pub(crate) fn close(&self) {
        if let Some(link) = self.link() {
            link.fail_all(true);
        }
        self.set_link(None);
        self.state.send_replace(State::Closed);
        self.hub.close();
    }
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Ends a connection's task when the last handle goes.
pub(crate) type Stop = watch::Receiver<bool>;

/// Whether every handle is gone, or one has closed the client.
async fn stopped(stop: &mut Stop) {
    // An error says that the last handle is gone.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Connects, and connects again, for as long as there is a handle.
pub(crate) async fn run(shared: Arc<Shared>, options: Arc<Options>, mut stop: Stop) {
    let mut retry = Retry::default();
    let mut last_heard = None;
    loop {
        shared.state.send_replace(State::Connecting);
        let opened = tokio::select! {
            opened = open(&shared, &options) => opened,
            () = stopped(&mut stop) => break,
        };
        let (ended, error) = match opened {
            Ok((socket, server)) => {
                let begun = Instant::now();
                let Some((heard, error)) = serve(&shared, socket, server, last_heard, &mut stop).await else {
                    break;
                };
                last_heard = Some(heard);
                let lasted = begun.elapsed();
                let ended = match error {
                    ConnectError::Closed => Ended::Closed(lasted),
                    _ => Ended::Broke(lasted),
                };
                (ended, error)
            }
            Err(error) => (if error.is_refusal() { Ended::Refused } else { Ended::Failed }, error),
        };
        let pause = retry.after(ended, &options.backoff, fastrand::f64());
        tracing::warn!(pbx.name = %shared.settings.name, %error, pause_ms = pause.as_millis(), "not connected");
        let until = shared.clock.now() + pause;
        shared.state.send_replace(State::Waiting { until, failures: retry.failures(), error });
        tokio::select! {
            () = sleep(pause) => {}
            () = stopped(&mut stop) => break,
        }
    }
    shared.close();
}

/// Serves one connection that Asterisk has made; there is no other.
pub(crate) async fn run_once(shared: Arc<Shared>, socket: Socket, mut stop: Stop) {
    let server = Arc::new(Server { version: None, requests: Requests::WebSocket });
    if let Some((_, error)) = serve(&shared, socket, server, None, &mut stop).await {
        tracing::debug!(pbx.name = %shared.settings.name, %error, "the connection that Asterisk made has ended");
    }
    shared.close();
}

/// Makes a connection. Asterisk is asked for its version first, unless it is said what requests travel by.
async fn open(shared: &Shared, options: &Options) -> Result<(Socket, Arc<Server>), ConnectError> {
    let server = match (options.requests, &shared.http) {
        (None, Some(http)) => discover(http, options).await?,
        (requests, _) => Server { version: None, requests: requests.unwrap_or_default() },
    };
    Ok((websocket::open(options).await?, Arc::new(server)))
}

async fn discover(http: &Http, options: &Options) -> Result<Server, ConnectError> {
    let address = options.address.authority();
    let within = options.connect_within;
    let request = GetInfo::new().only([crate::model::InfoPart::SYSTEM]);
    let reply = match tokio::time::timeout(within, http.send(&request.call())).await {
        Ok(Ok(reply)) => reply,
        // The WebSocket is opened next, and says better what is wrong.
        Ok(Err(_)) => return Ok(Server::default()),
        Err(_) => return Err(ConnectError::NoAnswer { address, within }),
    };
    if matches!(reply.status, 401 | 403) {
        return Err(ConnectError::Refused { username: options.username.clone(), status: reply.status });
    }
    let info = reply.read::<GetInfo>().ok().and_then(|info| info.system);
    let version = info.map(|system| system.version);
    let requests = version.as_deref().map(Requests::best_for).unwrap_or_default();
    Ok(Server { version, requests })
}

/// Serves a connection until it ends; `None` if the client was closed.
async fn serve(
    shared: &Arc<Shared>,
    socket: Socket,
    server: Arc<Server>,
    before: Option<SystemTime>,
    stop: &mut Stop,
) -> Option<(SystemTime, ConnectError)> {
    let (link, ends) = Link::new(server.requests);
    shared.connected(&link, server, before);
    let refreshing = tokio::spawn(refresh::refresh(shared.clone(), link.clone()));
    let end = tokio::select! {
        end = link::serve(shared, &link, socket, ends) => Some(end),
        () = stopped(stop) => None,
    };
    refreshing.abort();
    shared.set_link(None);
    link.fail_all(end.is_none());
    if let Some((last_heard, _)) = &end {
        shared.hub.connection(Message::Disconnected { last_heard: *last_heard });
    }
    end
}
