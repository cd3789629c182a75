//! Straight from an Asterisk: the tracker in this process, no server.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ami_client::ami_proto::action;
use ami_client::{Client, Message, Options, SendError, SubscribeOptions, Subscription};
use anyhow::anyhow;
use callflow_core::call::{CallLeg, Role};
use callflow_core::{Call, CallFlow, Input, Plan, Timestamp};
use callflow_server::follow::{Follower, timestamp};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::{Hands, Link, Seen, Source};
use crate::failure::Failure;
use crate::top::floor::Floor;
use callflow_server::doctor::first_login;

/// So much is taken at once before it is told.
const AT_ONCE: usize = 256;
/// So often it is told how things are, whatever happens.
const TOLD_EVERY: Duration = Duration::from_millis(200);
/// Normal clearing.
const CAUSE: &str = "16";

/// Connects, and follows from then on.
pub(in crate::top) async fn follow(name: &str, plan: Plan, options: Options) -> Result<Source, Failure> {
    let place = format!("{name} at {}", options.address());
    let failed = |error| Failure::Work(anyhow!("{name}: {error}"));
    let listener = SubscribeOptions::new().named("top");
    let (client, events) = Client::start_listening(options, listener).map_err(failed)?;
    first_login(&client).await.map_err(failed)?;
    let (told, seen) = watch::channel(Seen::default());
    let follower = Follows {
        pbx: name.into(),
        flow: CallFlow::new(name, plan),
        follower: Follower::new(),
        events,
        told,
        link: Link::Asking,
        count: 0,
    };
    let ended = tokio::spawn(follower.run());
    Ok(Source { place, seen, ended, hands: Hands::Ami(client) })
}

struct Follows {
    pbx: Arc<str>,
    flow: CallFlow,
    follower: Follower,
    events: Subscription,
    told: watch::Sender<Seen>,
    link: Link,
    count: u64,
}

impl Follows {
    async fn run(mut self) -> Failure {
        let mut batch = Vec::with_capacity(AT_ONCE);
        let (mut has_news, mut told_at) = (true, Instant::now());
        loop {
            let tick = self.flow.poll_timeout();
            // What has come goes before the time: events that wait are older than now.
            tokio::select! {
                biased;
                count = self.events.recv_many(&mut batch, AT_ONCE) => if count == 0 {
                    return Failure::Work(anyhow!("{}: the connection is closed", self.pbx));
                },
                () = at(tick) => {
                    self.flow.handle(Input::Tick, now());
                    has_news = true;
                },
                () = sleep_until(told_at + TOLD_EVERY), if has_news => {
                    self.tell();
                    (has_news, told_at) = (false, Instant::now());
                },
            }
            for message in batch.drain(..) {
                self.take(&message).await;
                has_news = true;
            }
            // Under a stream of events without end the time is never asked for.
            if has_news && told_at.elapsed() > TOLD_EVERY {
                self.tell();
                (has_news, told_at) = (false, Instant::now());
            }
        }
    }

    async fn take(&mut self, message: &Message) {
        match message {
            Message::Event(_) => self.count += 1,
            Message::Disconnected { last_heard } => {
                let why = "no connection to Asterisk; connecting again".to_owned();
                self.link = Link::Lost { since: timestamp(*last_heard), why };
            }
            Message::Connected { .. } => self.link = Link::Asking,
            _ => {}
        }
        // What may not be asked, `callflow doctor` tells.
        let _ = self.follower.take(message, &mut self.flow, &mut self.events).await;
        while self.flow.poll_output().is_some() {}
        if self.link == Link::Asking && self.follower.is_done() {
            self.link = Link::Up;
        }
    }

    fn tell(&self) {
        let floor = Arc::new(Floor::of(&self.flow, &self.pbx, now()));
        self.told.send_replace(Seen { floor, link: self.link.clone(), events: self.count });
    }
}

fn now() -> Timestamp {
    timestamp(SystemTime::now())
}

/// Waits until then, or for ever.
async fn at(due: Option<Timestamp>) {
    match due {
        Some(due) => sleep_until(Instant::now() + due.since(now())).await,
        None => std::future::pending().await,
    }
}

/// Hangs up whoever holds on to the call; phones that only ring stop with those who call them.
pub(super) async fn hang_up(client: &Client, call: &Call) -> Result<String, String> {
    let legs = holding(call);
    if legs.is_empty() {
        return Err("nobody is in that call any more".to_owned());
    }
    for leg in legs {
        let hangup = action::Hangup::new().channel(leg.channel.as_bytes()).cause(CAUSE);
        match client.send(hangup).await {
            Ok(_) => {}
            Err(SendError::PermissionDenied) => {
                return Err("the manager user may not hang up: it needs write = call".to_owned());
            }
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok("Asterisk hangs up".to_owned())
}

fn holding(call: &Call) -> Vec<&CallLeg> {
    let live = || call.legs.iter().filter(|leg| leg.ended_at.is_none() && !leg.internal);
    let legs: Vec<&CallLeg> =
        live().filter(|leg| leg.role == Role::Caller || leg.answered_at.is_some()).collect();
    if legs.is_empty() { live().collect() } else { legs }
}
