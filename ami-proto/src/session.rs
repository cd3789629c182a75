//! One connection to the manager interface without the connection: bytes and time in, bytes and meaning out.
//!
//! A [`Session`] logs in, gives every action an `ActionID` of its own, matches answers to actions, follows lists to
//! their end, watches deadlines and asks a silent Asterisk whether it is still there. It opens nothing and reads no
//! clock: a driver moves bytes, and says what time it is as a [`Duration`] since any moment it likes.
//!
//! ```text
//!           receive(bytes, now) ──▶ ┌─────────┐ ──▶ poll(now): each frame once, with its role; then what time brought
//!   send(action, expect, within) ─▶ │ Session │ ──▶ unsent(): bytes for the socket, then wrote(count)
//!                  poll(now) ─────▶ └─────────┘ ──▶ poll_timeout(): when poll is due though nothing came
//!                                        └───────▶ lose(): what became of the actions under way
//! ```
//!
//! **Nothing is swallowed.** Every frame that arrives comes out of [`Session::poll`] once and in order, whatever its
//! [`Role`]; every action that was taken ends once: with its last answer, by [`Output::Expired`], or by
//! [`Session::lose`].
//!
//! ```
//! use core::time::Duration;
//! use ami_proto::Action;
//! use ami_proto::session::{Expect, Options, Output, Role, Session};
//!
//! let now = Duration::ZERO;
//! let mut session = Session::new(Options::new("callflow", "secret").plain().without_settings(), now);
//! session.receive(b"Asterisk Call Manager/11.0.0\r\n", now);
//! session.receive(b"Response: Success\r\nActionID: ami-1\r\nMessage: Authentication accepted\r\n\r\n", now);
//! while let Some(_) = session.poll(now) {}
//! assert!(session.is_logged_in());
//!
//! let ticket = session.send(&Action::new("Ping"), Expect::Response, Duration::from_secs(5), now)?;
//! session.receive(b"Response: Success\r\nActionID: ami-2\r\nPing: Pong\r\n\r\n", now);
//! let Some(Output::Frame(role, frame)) = session.poll(now) else { panic!() };
//! assert_eq!(role, Role::Answer { ticket, last: true });
//! assert_eq!(frame.get("Ping"), Some(&b"Pong"[..]));
//! # Ok::<(), ami_proto::session::SendError>(())
//! ```
//!
//! Sources: `main/manager.c` of Asterisk (login, `astman_send_listack`), recordings of versions 16 and 22.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::time::Duration;

use crate::action::Action;
use crate::decoder::Decoder;
use crate::error::{DecodeError, EncodeError};
use crate::frame::{Frame, FrameKind};

mod answer;
mod keepalive;
mod login;
mod options;
mod pending;
mod server;

pub use answer::{Expect, is_cancelled, message, succeeded};
pub use options::{LoginMethod, Options};
pub use pending::{Fate, Ticket};
pub use server::{Capabilities, Server};

use answer::Answer;
use keepalive::Keepalive;
use login::{Login, Step};
use pending::{Entry, Owner, Pending};

/// One connection, from its first byte to its last.
#[derive(Debug)]
pub struct Session {
    options: Options,
    decoder: Decoder,
    login: Login,
    pending: Pending,
    keepalive: Keepalive,
    server: Server,
    outbox: Outbox,
    /// What time alone brought about.
    told: VecDeque<Told>,
}

/// What a session has to tell.
#[derive(Debug)]
#[must_use]
#[non_exhaustive]
pub enum Output<'a> {
    /// A frame that arrived, and what it is to this session.
    Frame(Role, Frame<'a>),
    /// A frame was left out because it is larger than the limits allow.
    Undecodable(DecodeError),
    /// No answer in time. It may still come, with the role [`Role::Late`]; whether Asterisk did what it was asked
    /// is not known.
    Expired(Ticket),
    /// Asterisk did not let us in in time. The connection is of no use.
    LoginExpired,
    /// Asterisk sends nothing, and does not answer when asked whether it is there. The connection is dead.
    Silent,
}

/// What a frame is to a session.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Role {
    /// The greeting.
    Banner,
    /// We are in: the accepted login.
    LoggedIn,
    /// We are not let in; the frame's `Message` says why. Asterisk closes the connection.
    Refused,
    /// The answer to something that the session asked for itself.
    Own,
    /// An event for everybody, also where it bears the `ActionID` of this or another client's action.
    Event,
    /// An event for everybody that is at the same time the outcome which this action waited for.
    Outcome(Ticket),
    /// The answer to an action, or an item of a list that it asked for.
    Answer {
        /// The action.
        ticket: Ticket,
        /// Nothing more comes for it.
        last: bool,
    },
    /// An answer that came after its deadline.
    Late,
    /// A response to nothing that this session sent: errors without `ActionID`, or those of another client behind
    /// the same proxy.
    Foreign,
    /// No message of the manager interface.
    Garbage,
}

/// Why an action was not taken. Nothing of it was sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// It may not be sent.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// Its `ActionID` is that of an action under way, so that the answers could not be told apart.
    #[error("an action with this ActionID is under way")]
    ActionIdInUse,
    /// The session is not logged in, or is no more.
    #[error("not logged in")]
    NotLoggedIn,
}

#[derive(Clone, Copy, Debug)]
enum Told {
    Expired(Ticket),
    LoginExpired,
    Silent,
}

/// Bytes on their way out, counted from the beginning of the connection.
#[derive(Debug, Default)]
struct Outbox {
    bytes: Vec<u8>,
    written: u64,
}

impl Outbox {
    fn end(&self) -> u64 {
        self.written + self.bytes.len() as u64
    }
}

impl Session {
    /// A connection that was just made. What it has to say first is in [`unsent`](Self::unsent) at once.
    #[must_use]
    pub fn new(options: Options, now: Duration) -> Self {
        let mut session = Self {
            decoder: Decoder::with_limits(options.limits),
            login: Login::new(now.saturating_add(options.login_within)),
            pending: Pending::new(options.action_ids.clone()),
            keepalive: Keepalive::new(now),
            server: Server::default(),
            outbox: Outbox::default(),
            told: VecDeque::new(),
            options,
        };
        let first = session.login.begin(&session.options);
        session.ask(first, Owner::Login, now);
        session
    }

    /// Takes what arrived. Ask [`poll`](Self::poll) until it gives `None` before giving more.
    pub fn receive(&mut self, bytes: &[u8], now: Duration) {
        self.keepalive.heard(now);
        self.decoder.feed(bytes);
    }

    /// Takes an action; `within` is how long may pass before the answer, and between the items of a list.
    ///
    /// An action without `ActionID` gets one that no other of this session has, nor of any session whose
    /// [prefix](Options::action_ids) differs.
    ///
    /// # Errors
    /// What may not be sent, and anything before the login is accepted.
    pub fn send(
        &mut self,
        action: &Action,
        expect: Expect,
        within: Duration,
        now: Duration,
    ) -> Result<Ticket, SendError> {
        if !self.is_logged_in() {
            return Err(SendError::NotLoggedIn);
        }
        self.put(action, Owner::Caller, expect, within, now)
    }

    /// The next thing to tell, `None` until more bytes come or [`poll_timeout`](Self::poll_timeout) is reached.
    pub fn poll(&mut self, now: Duration) -> Option<Output<'_>> {
        self.pass(now);
        if let Some(told) = self.told.pop_front() {
            return Some(match told {
                Told::Expired(ticket) => Output::Expired(ticket),
                Told::LoginExpired => Output::LoginExpired,
                Told::Silent => Output::Silent,
            });
        }
        let Self { decoder, login, pending, server, options, .. } = self;
        let frame = match decoder.next()? {
            Ok(frame) => frame,
            Err(error) => return Some(Output::Undecodable(error)),
        };
        let mut step = Step::Wait;
        let role = match frame.kind() {
            FrameKind::Banner => {
                server.greeted(&frame);
                Role::Banner
            }
            FrameKind::Event | FrameKind::Response => match pending.answer(&frame, now) {
                Answer::Own(Owner::Login) => {
                    step = login.handle(&frame, options, server);
                    role_of(&step)
                }
                Answer::Own(Owner::Keepalive | Owner::Caller) => Role::Own,
                Answer::Part(ticket) => Role::Answer { ticket, last: false },
                Answer::Last(ticket) => Role::Answer { ticket, last: true },
                Answer::Outcome(ticket) => Role::Outcome(ticket),
                Answer::Late => Role::Late,
                Answer::Nobodys if frame.kind() == FrameKind::Event => {
                    server.told(&frame);
                    Role::Event
                }
                // Some proxies give no id back, and until we are in nothing else is asked.
                Answer::Nobodys if !login.is_done() && frame.get("ActionID").is_none() => {
                    pending.answered_without_id();
                    step = login.handle(&frame, options, server);
                    role_of(&step)
                }
                Answer::Nobodys => Role::Foreign,
            },
            FrameKind::Action | FrameKind::Garbage | FrameKind::Truncated => Role::Garbage,
        };
        let next = match step {
            Step::Ask(action) => Some(action),
            Step::In => login.after(options),
            Step::Wait | Step::Refused => None,
        };
        if let Some(action) = next {
            // Not `self.ask`: the frame is lent from the decoder.
            let within = options.answer_within;
            let _ = put(pending, &mut self.outbox, &action, (Owner::Login, Expect::Response), within, now);
        }
        Some(Output::Frame(role, frame))
    }

    /// When [`poll`](Self::poll) has something to do though nothing arrives.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Duration> {
        let login = self.login.deadline();
        let keepalive = self.is_logged_in().then(|| self.keepalive.due(&self.options)).flatten();
        [login, keepalive, self.pending.due()].into_iter().flatten().min()
    }

    /// What is to be written to the connection now; may be empty.
    #[must_use]
    pub fn unsent(&self) -> &[u8] {
        &self.outbox.bytes
    }

    /// So many of the [unsent](Self::unsent) bytes were written.
    pub fn wrote(&mut self, count: usize) {
        let count = count.min(self.outbox.bytes.len());
        self.outbox.bytes.drain(..count);
        self.outbox.written += count as u64;
    }

    /// Whether Asterisk let us in.
    #[must_use]
    pub fn is_logged_in(&self) -> bool {
        self.login.is_done()
    }

    /// Whether the login is on its way and its answer is not known: Asterisk may have let us in already, and send
    /// events.
    #[must_use]
    pub fn awaits_login(&self) -> bool {
        self.login.is_decided_there()
    }

    /// What is known of the other side.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// How many actions are under way, the session's own left aside.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.pending.under_way()
    }

    /// The connection is gone: what became of each action under way, in the order in which they were taken. What is
    /// left of a frame that was cut off is lost; whoever counts missed events counts it among them.
    pub fn lose(self) -> impl Iterator<Item = (Ticket, Fate)> {
        let written = self.outbox.written;
        self.pending.lose(written)
    }

    /// Lets time go on.
    fn pass(&mut self, now: Duration) {
        for (ticket, owner) in self.pending.expire(now) {
            match owner {
                Owner::Caller => self.told.push_back(Told::Expired(ticket)),
                // A question of our own that is not answered is no reason to stop; a login is, and has its own time.
                Owner::Login => {
                    let next = self.login.unanswered(&self.options);
                    self.ask(next, Owner::Login, now);
                }
                Owner::Keepalive => {}
            }
        }
        if self.login.expires(now) {
            self.told.push_back(Told::LoginExpired);
        }
        if self.is_logged_in() {
            match self.keepalive.pass(&self.options, now) {
                keepalive::Step::Wait => {}
                keepalive::Step::Ask => self.ask(Some(Action::new("Ping")), Owner::Keepalive, now),
                keepalive::Step::GiveUp => self.told.push_back(Told::Silent),
            }
        }
    }

    /// Sends something of the session's own.
    fn ask(&mut self, action: Option<Action>, owner: Owner, now: Duration) {
        if let Some(action) = action {
            let within = self.options.answer_within;
            // Only what the options hold can be refused, and they were checked when they were made.
            let _ = self.put(&action, owner, Expect::Response, within, now);
        }
    }

    fn put(
        &mut self,
        action: &Action,
        owner: Owner,
        expect: Expect,
        within: Duration,
        now: Duration,
    ) -> Result<Ticket, SendError> {
        put(&mut self.pending, &mut self.outbox, action, (owner, expect), within, now)
    }
}

fn role_of(step: &Step) -> Role {
    match step {
        Step::In => Role::LoggedIn,
        Step::Refused => Role::Refused,
        Step::Wait | Step::Ask(_) => Role::Own,
    }
}

fn put(
    pending: &mut Pending,
    outbox: &mut Outbox,
    action: &Action,
    (owner, expect): (Owner, Expect),
    within: Duration,
    now: Duration,
) -> Result<Ticket, SendError> {
    let own_id = action.get("ActionID").map(<[u8]>::to_vec);
    let begin = outbox.end();
    let (ticket, generated) = pending.next(own_id.as_deref())?;
    match generated {
        Some(id) => action.clone().header("ActionID", id)?.encode_into(&mut outbox.bytes)?,
        None => action.encode_into(&mut outbox.bytes)?,
    }
    pending.add(ticket, own_id, Entry::new(owner, expect, begin, within, now));
    Ok(ticket)
}
