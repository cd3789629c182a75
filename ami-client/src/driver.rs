//! The one task of a client: makes connections, one after another, and moves bytes and time in and out of each. What
//! they mean is decided in the [session](ami_proto::session), when to try again in [`backoff`](crate::backoff).

use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime};

use ami_proto::Action;
use ami_proto::session::{Expect, Server};
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::{sleep, timeout};
use tracing::{Instrument, debug, info, info_span, warn};

mod link;
mod reply;

pub(crate) use reply::{ListPart, Reply};

use crate::backoff::{Ended, Retry};
use crate::clock::Clock;
use crate::connect::connect;
use crate::error::{ConnectError, SendError};
use crate::metrics::Meters;
use crate::options::Options;
use crate::state::State;
use crate::subscribe::hub::Hub;
use crate::subscribe::queue::Queue;
use crate::subscribe::{Gap, GapCause, Message, Part, Question};
use link::Link;

/// What handles ask of the driver.
#[derive(Debug)]
pub(crate) enum Order {
    /// Send this.
    Act { action: Action, expect: Expect, within: Duration, reply: Reply },
    /// Send this, and answer among the events.
    Ask { action: Action, queue: Arc<Queue>, question: Question },
    /// Log off, and end.
    Close,
}

/// What the driver and the handles share.
#[derive(Debug)]
pub(crate) struct Shared {
    /// For the next connection; handles may change it.
    pub(crate) options: RwLock<Options>,
    pub(crate) hub: Hub,
    pub(crate) meters: Meters,
    /// The options were changed: what was refused may be let in now.
    pub(crate) changed: Notify,
}

impl Shared {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options: RwLock::new(options),
            hub: Hub::default(),
            meters: Meters::default(),
            changed: Notify::new(),
        }
    }

    fn options(&self) -> Options {
        self.options.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

pub(crate) struct Driver {
    shared: Arc<Shared>,
    orders: mpsc::Receiver<Order>,
    state: watch::Sender<State>,
    clock: Clock,
    /// Makes the `ActionID`s of this client differ from those of all others.
    salt: u64,
    connections: u64,
    /// Since when there are no events, if there were some before.
    deaf_since: Option<SystemTime>,
}

/// Whether another connection is to be made.
enum Next {
    Again,
    Stop,
}

/// How a connection ended, and the last moment at which it was known to be good.
struct Over {
    error: Option<ConnectError>,
    ended: Ended,
}

impl Driver {
    /// The task, ready to be spawned.
    pub(crate) fn new(
        shared: Arc<Shared>,
        orders: mpsc::Receiver<Order>,
        state: watch::Sender<State>,
    ) -> Self {
        let salt = fastrand::u64(..) ^ u64::from(std::process::id());
        Self { shared, orders, state, clock: Clock::start(), salt, connections: 0, deaf_since: None }
    }

    pub(crate) async fn run(mut self) {
        let span = info_span!("ami", pbx.name = %self.shared.options().name);
        async {
            let mut retry = Retry::default();
            while let Next::Again = self.turn(&mut retry).await {}
            self.shared.hub.close();
            self.state.send_replace(State::Closed);
            self.orders.close();
            while let Some(order) = self.orders.recv().await {
                self.refuse(order, &SendError::ClientClosed);
            }
        }
        .instrument(span)
        .await;
    }

    /// One connection from its making to its end, and the pause after it.
    async fn turn(&mut self, retry: &mut Retry) -> Next {
        let options = self.shared.options();
        self.state.send_replace(State::Connecting);
        let over = self.connection(&options).await;
        let Some(error) = over.error else { return Next::Stop };
        let pause = retry.after(over.ended, &options.backoff, fastrand::f64());
        // An Asterisk that is away for long is told of less and less often.
        if retry.failures().is_power_of_two() || over.ended == Ended::Refused || pause.is_zero() {
            warn!(retry_in_ms = pause.as_millis(), "{error}");
        } else {
            debug!(retry_in_ms = pause.as_millis(), failures = retry.failures(), "{error}");
        }
        let until = self.clock.wall(self.clock.elapsed() + pause);
        self.state.send_replace(State::Waiting { until, failures: retry.failures(), error });
        self.refuse_until(pause).await
    }

    /// Nothing can be sent meanwhile.
    async fn refuse_until(&mut self, pause: Duration) -> Next {
        let pause = sleep(pause);
        tokio::pin!(pause);
        loop {
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    None | Some(Order::Close) => return Next::Stop,
                    Some(order) => self.refuse(order, &SendError::NotConnected),
                },
                () = &mut pause => return Next::Again,
                () = self.shared.changed.notified() => return Next::Again,
            }
        }
    }

    async fn connection(&mut self, options: &Options) -> Over {
        let failed = |error| Over { error: Some(error), ended: Ended::Failed };
        let made = {
            let making = timeout(options.connect_within, connect(&options.transport, options.address()));
            tokio::pin!(making);
            loop {
                tokio::select! {
                    made = &mut making => break made,
                    order = self.orders.recv() => match order {
                        None | Some(Order::Close) => return Over { error: None, ended: Ended::Failed },
                        Some(order) => refuse(&self.shared.meters, order, &SendError::NotConnected),
                    },
                }
            }
        };
        let address = options.address().to_string();
        let io = match made {
            Ok(Ok(io)) => io,
            Ok(Err(source)) => {
                self.shared.meters.lock().failures += 1;
                return failed(ConnectError::Connect { address, source: Arc::new(source) });
            }
            Err(_) => {
                self.shared.meters.lock().failures += 1;
                return failed(ConnectError::NoAnswer { address, within: options.connect_within });
            }
        };
        self.connections += 1;
        let ids = format!("{:x}-{:x}", self.salt, self.connections);
        let mut link = Link::new(io, options, ids, self.clock);
        let (error, closed_in_order) = link.run(self).await;
        let up_since = link.up_since();
        let lasted = up_since.map(|since| self.clock.elapsed().saturating_sub(since));
        let mut counts = self.shared.meters.lock();
        match lasted {
            Some(_) => counts.disconnects += 1,
            None => counts.failures += 1,
        }
        drop(counts);
        if lasted.is_some() {
            let last_heard = self.clock.wall(link.last_heard());
            self.deaf_since = Some(last_heard);
            self.shared.hub.connection(Message::Disconnected { last_heard });
        }
        link.lose(&self.shared.meters);
        let ended = match (&error, lasted) {
            (Some(ConnectError::Refused { .. }), _) => Ended::Refused,
            (_, None) => Ended::Failed,
            (_, Some(lasted)) if closed_in_order => Ended::Closed(lasted),
            (_, Some(lasted)) => Ended::Broke(lasted),
        };
        Over { error, ended }
    }

    /// The login was accepted: events come from now on.
    fn logged_in(&mut self, server: Arc<Server>, batch: &mut crate::subscribe::hub::Batch<'_>) {
        let since = self.clock.wall(self.clock.elapsed());
        self.shared.meters.lock().connects += 1;
        info!(ami.version = ?server.ami_version(), "connected to Asterisk");
        if let Some(from) = self.deaf_since.take() {
            self.shared.meters.lock().gaps += 1;
            batch.gap(Gap { from, to: since, missed: None, cause: GapCause::Link });
        }
        batch.connection(Message::Connected { server: server.clone(), since });
        self.state.send_replace(State::Up { since, server });
    }

    fn refuse(&self, order: Order, error: &SendError) {
        refuse(&self.shared.meters, order, error);
    }
}

fn refuse(meters: &Meters, order: Order, error: &SendError) {
    match order {
        Order::Act { reply, .. } => reply.fail(error.clone(), meters),
        Order::Ask { queue, question, .. } => {
            queue.push([Message::Answer(question, Part::Failed(error.clone()))]);
        }
        Order::Close => {}
    }
}
