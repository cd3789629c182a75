//! One connection: bytes and time in and out of a session.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ami_proto::Action;
use ami_proto::session::{Expect, Fate, Output, Role, Server, Session, Ticket};
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf, split};
use tokio::time::sleep_until;
use tracing::{debug, warn};

use super::{Driver, Order, Reply};
use crate::clock::Clock;
use crate::connect::Io;
use crate::error::{ConnectError, SendError};
use crate::metrics::{EventCounts, Meters};
use crate::options::Options;
use crate::state::State;
use crate::subscribe::hub::Batch;
use crate::subscribe::{Gap, GapCause};

const READ: usize = 64 * 1024;

pub(super) struct Link {
    reader: ReadHalf<Box<dyn Io>>,
    writer: WriteHalf<Box<dyn Io>>,
    session: Session,
    clock: Clock,
    username: String,
    within: Duration,
    leave_within: Duration,
    waiting: HashMap<Ticket, Waiting>,
    up_since: Option<Duration>,
    last_heard: Duration,
    /// What was told of the server last.
    server: Arc<Server>,
    /// We said goodbye; the connection is given up then.
    leaving: Option<Duration>,
    /// What was written may still stand in a buffer of TLS.
    to_flush: bool,
}

struct Waiting {
    reply: Reply,
    sent: Duration,
    within: Duration,
    answered: bool,
}

impl Link {
    pub(super) fn new(io: Box<dyn Io>, options: &Options, action_ids: String, clock: Clock) -> Self {
        let (reader, writer) = split(io);
        let now = clock.elapsed();
        Self {
            reader,
            writer,
            session: Session::new(options.session(action_ids), now),
            clock,
            username: options.username.clone(),
            within: options.answer_within,
            leave_within: options.leave_within,
            waiting: HashMap::new(),
            up_since: None,
            last_heard: now,
            server: Arc::default(),
            leaving: None,
            to_flush: false,
        }
    }

    pub(super) fn up_since(&self) -> Option<Duration> {
        self.up_since
    }

    pub(super) fn last_heard(&self) -> Duration {
        self.last_heard
    }

    /// Runs until the connection ends. Gives why, or `None` if it was to end, and whether Asterisk closed it in good
    /// order.
    pub(super) async fn run(&mut self, driver: &mut Driver) -> (Option<ConnectError>, bool) {
        let mut buffer = vec![0; READ];
        loop {
            // Whatever this gives is passed on before the next wait, and no listener can make it wait.
            if let Err(error) = self.take_all(driver) {
                return (Some(error), false);
            }
            let now = self.clock.elapsed();
            if self.leaving.is_some_and(|until| until <= now) {
                return (None, true);
            }
            let due = [self.session.poll_timeout(), self.leaving].into_iter().flatten().min();
            let unsent = self.session.unsent();
            tokio::select! {
                read = self.reader.read(&mut buffer) => match read {
                    Ok(0) if self.leaving.is_some() => return (None, true),
                    Ok(0) => return (Some(ConnectError::Closed), true),
                    Ok(count) => {
                        let bytes = buffer.get(..count).unwrap_or_default();
                        self.last_heard = self.clock.elapsed();
                        driver.shared.meters.lock().bytes += count as u64;
                        self.session.receive(bytes, self.last_heard);
                    }
                    Err(_) if self.leaving.is_some() => return (None, false),
                    Err(error) => return (Some(broke(error)), false),
                },
                put = put(&mut self.writer, unsent), if !unsent.is_empty() || self.to_flush => match put {
                    Ok(Some(0)) => return (Some(broke(io::ErrorKind::WriteZero.into())), false),
                    Ok(Some(count)) => {
                        self.session.wrote(count);
                        self.to_flush = true;
                    }
                    Ok(None) => self.to_flush = false,
                    Err(error) => return (Some(broke(error)), false),
                },
                order = driver.orders.recv(), if self.leaving.is_none() => match order {
                    Some(Order::Close) | None => {
                        // Events may be on their way behind the answer to a login.
                        if self.up_since.is_none() && !self.session.awaits_login() {
                            return (None, true);
                        }
                        self.leave();
                    }
                    Some(order) => self.take_order(driver, order),
                },
                () = at(self.clock, due) => {}
            }
        }
    }

    /// Logs off. What Asterisk has sent by then is still taken.
    fn leave(&mut self) {
        let now = self.clock.elapsed();
        self.leaving.get_or_insert(now.saturating_add(self.leave_within));
        // Whether it hears us makes no difference any more. Before the login is answered nothing can be sent; it is
        // sent behind it.
        let _ = self.session.send(&Action::new("Logoff"), Expect::Response, self.leave_within, now);
    }

    fn take_order(&mut self, driver: &Driver, order: Order) {
        let (action, expect, within, reply) = match order {
            Order::Act { action, expect, within, reply } => (action, expect, within, reply),
            Order::Ask { action, queue, question } => {
                (action, Expect::Response, self.within, Reply::Inline(queue, question))
            }
            Order::Close => return,
        };
        if !reply.is_awaited() {
            return;
        }
        let now = self.clock.elapsed();
        match self.session.send(&action, expect, within, now) {
            Ok(ticket) => {
                driver.shared.meters.lock().actions.sent += 1;
                self.waiting.insert(ticket, Waiting { reply, sent: now, within, answered: false });
            }
            Err(error) => reply.fail(error.into(), &driver.shared.meters),
        }
    }

    /// Takes all frames that are whole by now, and what time brought.
    fn take_all(&mut self, driver: &mut Driver) -> Result<(), ConnectError> {
        let now = self.clock.elapsed();
        let shared = driver.shared.clone();
        let mut batch = shared.hub.batch(self.clock.wall(now));
        let mut events = shared.meters.events();
        let mut login = None;
        let mut came_in = false;
        while let Some(output) = self.session.poll(now) {
            match output {
                Output::Frame(role, frame) => match role {
                    // Before the login is accepted a gap is open, and events in it would be told before its end.
                    Role::Event if self.up_since.is_none() => {}
                    Role::Event => take_event(&frame, &mut batch, &mut events),
                    Role::Outcome(ticket) => {
                        take_event(&frame, &mut batch, &mut events);
                        if let Some(mut waiting) = self.waiting.remove(&ticket)
                            && let Some(reply) = waiting.reply.outcome(&frame)
                        {
                            waiting.reply = reply;
                            self.waiting.insert(ticket, waiting);
                        }
                    }
                    Role::Answer { ticket, last } => {
                        if let Some(mut waiting) = self.waiting.remove(&ticket) {
                            if !std::mem::replace(&mut waiting.answered, true) {
                                shared.meters.lock().answered(now.saturating_sub(waiting.sent));
                            }
                            waiting.reply = waiting.reply.part(&frame, last, &mut batch, &shared.meters);
                            if !last {
                                self.waiting.insert(ticket, waiting);
                            }
                        }
                    }
                    Role::LoggedIn => login = Some(()),
                    Role::Refused => {
                        let message = ami_proto::session::message(&frame).into_owned();
                        return Err(ConnectError::Refused { username: self.username.clone(), message });
                    }
                    Role::Garbage => {
                        shared.meters.lock().unreadable += 1;
                        unreadable(self.clock, now, GapCause::Garbage, &mut batch, &shared.meters);
                    }
                    Role::Late | Role::Foreign => debug!(?role, "an answer that nobody waits for"),
                    _ => {}
                },
                Output::Undecodable(error) => {
                    warn!(%error, "a frame was left out");
                    shared.meters.lock().unreadable += 1;
                    unreadable(self.clock, now, GapCause::TooLarge, &mut batch, &shared.meters);
                }
                Output::Expired(ticket) => {
                    if let Some(waiting) = self.waiting.remove(&ticket) {
                        batch.flush();
                        waiting.reply.fail(SendError::TimedOut(waiting.within), &shared.meters);
                    }
                }
                Output::LoginExpired => return Err(ConnectError::LoginUnanswered),
                Output::Silent => return Err(ConnectError::Silent),
                _ => {}
            }
            if login.take().is_some() {
                self.up_since = Some(now);
                self.server = Arc::new(self.session.server().clone());
                driver.logged_in(self.server.clone(), &mut batch);
                came_in = true;
            }
        }
        drop(batch);
        if came_in && self.leaving.is_some() {
            self.leave();
        }
        self.tell_server(driver);
        Ok(())
    }

    /// Tells what became known of the server since the login.
    fn tell_server(&mut self, driver: &Driver) {
        if self.up_since.is_none() || *self.server == *self.session.server() {
            return;
        }
        self.server = Arc::new(self.session.server().clone());
        if let Some(why) = self.server.filter_refused() {
            debug!("Asterisk does not filter events, so they are filtered here: {why}");
        }
        driver.state.send_if_modified(|state| match state {
            State::Up { server, .. } => {
                *server = self.server.clone();
                true
            }
            State::Connecting | State::Waiting { .. } | State::Closed => false,
        });
    }

    /// Tells everybody who waits what became of their action.
    pub(super) fn lose(mut self, meters: &Meters) {
        for (ticket, fate) in self.session.lose() {
            if let Some(waiting) = self.waiting.remove(&ticket) {
                let error = match fate {
                    Fate::NotSent => SendError::NotSent,
                    Fate::Unknown => SendError::OutcomeUnknown,
                };
                waiting.reply.fail(error, meters);
            }
        }
    }
}

fn take_event(frame: &ami_proto::Frame<'_>, batch: &mut Batch<'_>, events: &mut EventCounts) {
    events.event(frame.event_name().unwrap_or_default());
    batch.event(frame);
}

fn unreadable(clock: Clock, now: Duration, cause: GapCause, batch: &mut Batch<'_>, meters: &Meters) {
    meters.lock().gaps += 1;
    let at = clock.wall(now);
    batch.gap(Gap { from: at, to: at, missed: None, cause });
}

/// Writes some of it, or flushes if there is nothing to write. May be dropped at any time.
async fn put(writer: &mut WriteHalf<Box<dyn Io>>, unsent: &[u8]) -> io::Result<Option<usize>> {
    if unsent.is_empty() {
        return writer.flush().await.map(|()| None);
    }
    writer.write(unsent).await.map(Some)
}

fn broke(error: io::Error) -> ConnectError {
    ConnectError::Broke(Arc::new(error))
}

/// Waits until then, or for ever.
async fn at(clock: Clock, elapsed: Option<Duration>) {
    match elapsed {
        Some(elapsed) => sleep_until(clock.instant(elapsed)).await,
        None => std::future::pending().await,
    }
}
