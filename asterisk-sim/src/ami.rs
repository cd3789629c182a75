//! The protocol side of one connection to the manager interface: bytes in, bytes out.
//!
//! Answers are those of Asterisk 22 and 16 as recorded. What is known to Asterisk and not simulated is refused
//! with a message that says so.

use std::time::Duration;

use ami_proto::{Decoder, Limits};

mod actions;
mod calls;
mod command;
mod filter;
mod lists;
mod login;
mod reply;
mod request;

use actions::Known;
use login::Login;
use reply::Reply;
use request::Request;

use crate::state::State;
use crate::user::{Classes, User};
use crate::version::Version;
use crate::wire;

/// What all connections share.
#[derive(Clone, Debug, Default)]
pub struct Pbx {
    /// Who may log in.
    pub users: Vec<User>,
    /// Which Asterisk it is.
    pub version: Version,
    /// When it was started, since the Unix epoch.
    pub booted: Duration,
    /// Where challenges come from.
    pub seed: u64,
    /// What the played events have told.
    pub state: State,
}

/// Whether the connection goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub enum Then {
    /// It does.
    GoOn,
    /// It ends once everything is sent.
    Close,
}

/// One connection, as Asterisk sees it.
///
/// ```
/// use std::time::Duration;
/// use asterisk_sim::{Pbx, Session, Then, User};
///
/// let pbx = Pbx { users: vec![User::new("admin", "secret")], ..Pbx::default() };
/// let mut session = Session::new(1);
/// let mut out = Vec::new();
/// let login = b"Action: Login\r\nActionID: 1\r\nUsername: admin\r\nSecret: secret\r\nEvents: off\r\n\r\n";
/// assert_eq!(session.receive(login, &pbx, Duration::ZERO, &mut out), Then::GoOn);
/// assert_eq!(out, b"Response: Success\r\nActionID: 1\r\nMessage: Authentication accepted\r\n\r\n");
/// ```
#[derive(Debug)]
pub struct Session {
    decoder: Decoder,
    login: Login,
    orders: Vec<Order>,
}

/// What a client wants done to a call that is no recording.
#[derive(Clone, Debug, Eq, PartialEq)]
#[cfg_attr(not(feature = "ari"), expect(dead_code, reason = "without ARI no channel lives"))]
pub(crate) enum Order {
    /// Hang up the channel of that Uniqueid.
    Hangup { uniqueid: Vec<u8>, cause: u8 },
}

/// Asterisk refuses more headers, and longer lines.
const LIMITS: Limits = Limits::DEFAULT.headers(128).frame_bytes(128 * 1024);

impl Session {
    /// A connection that was just accepted. Its number makes its challenge differ from others'.
    #[must_use]
    pub fn new(number: u64) -> Self {
        Self { decoder: Decoder::with_limits(LIMITS), login: Login::new(number), orders: Vec::new() }
    }

    /// Adds the banner to `out`.
    pub fn greet(&self, pbx: &Pbx, out: &mut Vec<u8>) {
        out.extend_from_slice(b"Asterisk Call Manager/");
        out.extend_from_slice(pbx.version.ami().as_bytes());
        out.extend_from_slice(b"\r\n");
    }

    /// Takes received bytes in pieces of any size, and adds the answers to `out`. `now` is the time since the
    /// Unix epoch.
    pub fn receive(&mut self, bytes: &[u8], pbx: &Pbx, now: Duration, out: &mut Vec<u8>) -> Then {
        self.feed(bytes);
        while let Some(then) = self.answer(pbx, now, out) {
            if then == Then::Close {
                return Then::Close;
            }
        }
        Then::GoOn
    }

    /// Takes received bytes, to be answered by [`answer`](Self::answer).
    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        self.decoder.feed(bytes);
    }

    /// Adds the answer to the next action; `None` if there is none that is complete.
    pub(crate) fn answer(&mut self, pbx: &Pbx, now: Duration, out: &mut Vec<u8>) -> Option<Then> {
        let Self { decoder, login, orders } = self;
        Some(match decoder.next()? {
            Ok(frame) => login.act(&Request::new(frame), pbx, now, (out, orders)),
            Err(_) => {
                Reply::new(None, out).error("Too many lines in message or allocation failure");
                Then::GoOn
            }
        })
    }

    /// What was asked for since this was last taken; the answers say already that it is done.
    pub(crate) fn take_orders(&mut self) -> Vec<Order> {
        std::mem::take(&mut self.orders)
    }

    /// From now on a login is refused, whatever its secret is.
    pub(crate) fn refuse_login(&mut self) {
        self.login.refuse();
    }

    /// Whether the user who is logged in suffers no faults.
    pub(crate) fn is_spared(&self) -> bool {
        self.login.user().is_some_and(|user| user.spared)
    }

    /// Name of the user who is logged in.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.login.user().map(User::name)
    }

    /// Whether the client is logged in and gets events.
    #[must_use]
    pub fn listens(&self) -> bool {
        self.login.user().is_some_and(|user| (user.read & self.login.mask()) != Classes::NONE)
    }

    /// Whether the client gets this event, which is of these classes.
    #[must_use]
    pub fn gets(&self, classes: Classes, event: &[u8]) -> bool {
        let Some(user) = self.login.user() else { return false };
        (user.read & self.login.mask()).meets(classes)
            && (user.hidden.is_empty()
                || !user.hidden.iter().any(|name| name.as_bytes() == wire::first_value(event)))
            && self.login.filters().pass(event)
    }
}

impl Login {
    /// Carries out an action: adds the answer, and what is to be done besides.
    fn act(
        &mut self,
        request: &Request<'_>,
        pbx: &Pbx,
        now: Duration,
        (out, orders): (&mut Vec<u8>, &mut Vec<Order>),
    ) -> Then {
        let mut reply = Reply::new(request.id(), out);
        let Some(action) = request.get("Action").filter(|name| !name.is_empty()) else {
            reply.error("Missing action in request");
            return Then::GoOn;
        };
        let agents = Known::AGENTS;
        let pool = !pbx.state.agents.is_empty() && action.eq_ignore_ascii_case(agents.name.as_bytes());
        let known = if pool { Some(agents) } else { Known::of(action) };
        let name = known.map_or("", |known| known.name);
        let Some(user) = self.user() else {
            return match name {
                "Login" => self.login(request, pbx, now, &mut reply),
                "Challenge" => self.challenge(request, pbx, &mut reply),
                "Logoff" => logoff(&mut reply),
                _ => {
                    reply.error("Permission denied");
                    Then::GoOn
                }
            };
        };
        let Some(known) = known else {
            reply.error(format!(
                "Invalid/unknown command: {}. Use Action: ListCommands to show available commands.",
                String::from_utf8_lossy(action)
            ));
            return Then::GoOn;
        };
        if !known.is_allowed(user.write) {
            reply.error("Permission denied");
            return Then::GoOn;
        }
        match name {
            "Login" => reply.success("Already authenticated"),
            "Challenge" => return self.challenge(request, pbx, &mut reply),
            "Logoff" => return logoff(&mut reply),
            "Events" => self.events(request, &mut reply),
            "Filter" => self.filter(request, &mut reply),
            "Ping" => {
                reply.begin("Success");
                reply.put("Ping", "Pong");
                reply.put_time("Timestamp", now);
                reply.end();
            }
            "ListCommands" => {
                reply.begin("Success");
                for known in Known::all().filter(|known| known.is_allowed(user.write)) {
                    reply.put(known.name, known.about);
                }
                reply.end();
            }
            "Command" => command::answer(request, pbx, now, &mut reply),
            "Hangup" => orders.extend(calls::hangup(request, pbx, &mut reply)),
            _ => {
                if !lists::answer(name, request, &pbx.state, now, &mut reply)
                    && !calls::answer(name, request, pbx, &mut reply)
                {
                    reply.error(format!("{name} is not simulated"));
                }
            }
        }
        Then::GoOn
    }
}

fn logoff(reply: &mut Reply<'_>) -> Then {
    reply.begin("Goodbye");
    reply.put("Message", "Thanks for all the fish.");
    reply.end();
    Then::Close
}
