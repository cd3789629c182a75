//! From a server, by its stream of changes.

mod known;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Call;
use callflow_core::metrics::{AgentFigures, QueueMetrics};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use self::known::Known;
use super::{Hands, Link, Seen, Source};
use crate::api::{Api, ApiError, Events, Message, is_signed_out, segment};
use crate::failure::Failure;
use crate::now::now;

/// Figures of the day are asked for so often: the stream has none.
const FIGURES_EVERY: Duration = Duration::from_secs(5);
/// So often it is told how things are at most.
const TOLD_EVERY: Duration = Duration::from_millis(100);
/// Between two attempts to be connected: at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Connects, and follows from then on.
pub(in crate::top) async fn follow(api: Api) -> Result<Source, Failure> {
    let events = api.events(None).await?;
    let place = api.place().to_owned();
    let api = Arc::new(api);
    let (told, seen) = watch::channel(Seen::default());
    let follows = Follows { api: api.clone(), told, known: Known::default(), last: None, count: 0 };
    let ended = tokio::spawn(follows.run(events));
    Ok(Source { place, seen, ended, hands: Hands::Api(api) })
}

struct Follows {
    api: Arc<Api>,
    told: watch::Sender<Seen>,
    known: Known,
    /// Where to go on from.
    last: Option<String>,
    count: u64,
}

impl Follows {
    async fn run(mut self, mut events: Events) -> Failure {
        let mut pause = FIRST_PAUSE;
        loop {
            let mut error = self.listen(&mut events).await;
            let since = now();
            // Until it is there again; a change of rights, or a key that counts no more, is for good.
            events = loop {
                if !error.may_pass() {
                    return error.into();
                }
                self.tell(Link::Lost { since, why: format!("{error}; connecting again") });
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                match self.api.events(self.last.as_deref()).await {
                    Ok(events) => break events,
                    Err(again) => error = again,
                }
            };
            pause = FIRST_PAUSE;
        }
    }

    /// Takes what comes until nothing does any more.
    async fn listen(&mut self, events: &mut Events) -> ApiError {
        let (mut figures_at, mut told_at, mut has_news) = (Instant::now(), Instant::now(), true);
        loop {
            tokio::select! {
                message = events.next() => match message {
                    Ok(message) => {
                        if let Err(error) = self.take(message) {
                            return error;
                        }
                        has_news = true;
                    }
                    Err(error) => return error,
                },
                () = sleep_until(figures_at) => {
                    match self.figures().await {
                        Ok(()) => has_news = true,
                        // Whoever may follow calls may see neither queues nor agents.
                        Err(ApiError::Problem { .. }) => {}
                        Err(error) => return error,
                    }
                    figures_at = Instant::now() + FIGURES_EVERY;
                },
                () = sleep_until(told_at + TOLD_EVERY), if has_news => {
                    self.tell(if self.known.is_whole() { Link::Up } else { Link::Asking });
                    (has_news, told_at) = (false, Instant::now());
                },
            }
        }
    }

    fn take(&mut self, message: Message) -> Result<(), ApiError> {
        let Message { id, event, data } = message;
        if event == "closing" {
            let closing: Closing = serde_json::from_str(&data).unwrap_or_default();
            return Err(closing.into());
        }
        self.count += u64::from(event == "change");
        let taken = self.known.take(&event, &data);
        taken.map_err(|error| ApiError::Form { path: "/api/events".into(), why: error.to_string() })?;
        self.last = id.or(self.last.take());
        Ok(())
    }

    async fn figures(&mut self) -> Result<(), ApiError> {
        let queues: List<QueueFigures> = self.api.get("/api/queue", &[]).await?;
        let agents: List<OfAgent> = self.api.get("/api/agent", &[]).await?;
        let queues = queues.items.into_iter().filter_map(|of| Some(((of.pbx, of.queue), of.metrics?)));
        let agents = agents.items.into_iter().filter_map(|of| Some(((of.pbx, of.agent), of.today?)));
        self.known.put_figures(queues.collect(), agents.collect());
        Ok(())
    }

    fn tell(&self, link: Link) {
        self.told.send_replace(Seen { floor: Arc::new(self.known.floor()), link, events: self.count });
    }
}

/// Figures by Asterisk and name.
type Figures<T> = BTreeMap<(Arc<str>, Arc<str>), T>;

#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
struct QueueFigures {
    queue: Arc<str>,
    pbx: Arc<str>,
    metrics: Option<QueueMetrics>,
}

#[derive(Deserialize)]
struct OfAgent {
    agent: Arc<str>,
    pbx: Arc<str>,
    today: Option<AgentFigures>,
}

/// Why the server ends the stream.
#[derive(Default, Deserialize)]
struct Closing {
    #[serde(default)]
    reason: String,
}

impl From<Closing> for ApiError {
    fn from(closing: Closing) -> Self {
        use hyper::StatusCode;
        let (status, detail) = match &*closing.reason {
            "signed_out" => (StatusCode::UNAUTHORIZED, "the session or the key counts no more"),
            "forbidden" => (StatusCode::FORBIDDEN, "the right to follow calls is gone"),
            "stopping" => (StatusCode::SERVICE_UNAVAILABLE, "the server stops"),
            _ => (StatusCode::SERVICE_UNAVAILABLE, "the server ends the stream"),
        };
        Self::Problem { status, detail: detail.to_owned() }
    }
}

/// What a server tells of what it did.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    confirmed: bool,
}

pub(super) async fn hang_up(api: &Api, call: &Call) -> Result<String, String> {
    // A key of this one wish: an answer that is lost on the way does not end two calls.
    let key = format!("top-{:016x}", fastrand::u64(..));
    let path = format!("/api/calls/{}/hangup", segment(call.id.as_str()));
    match api.post::<Done>(&path, &json!({}), &key).await {
        Ok(Done { confirmed: true }) => Ok("hung up".to_owned()),
        Ok(Done { confirmed: false }) => {
            Ok("Asterisk was asked to hang up, and has not told yet that it did".to_owned())
        }
        Err(error) if is_signed_out(&error) => Err("the session or the key counts no more".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}
