//! A telephone for tests: a SIP user agent over UDP on the loopback interface.
//!
//! It registers, takes calls and makes them, transfers them, and tells by a channel what happened. It offers
//! a port for RTP where nobody listens to what comes, and sends a tone if it is told to [speak](Account::speaking). Requests are repeated until they are
//! answered; of responses only those that are asked for again are.
//!
//! ```no_run
//! # async fn run() -> Result<(), callflow_sip_agent::Error> {
//! use callflow_sip_agent::{Account, Agent, Event, OnCall};
//!
//! let account = Account::new(([127, 0, 0, 1], 5060).into(), "1001", "test-1001").on_call(OnCall::ANSWER);
//! let (phone, mut events) = Agent::new(account).await?;
//! phone.register(300).await?;
//! while let Some(event) = events.recv().await {
//!     if let Event::Answered { call } = event {
//!         phone.hang_up(&call).await?;
//!     }
//! }
//! # Ok(())
//! # }
//! ```
#![deny(missing_docs)]

mod message;
mod phone;
mod sound;

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use phone::{Command, Phone};

/// Why the telephone could not do it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The socket.
    #[error("socket: {0}")]
    Socket(#[from] std::io::Error),
    /// The PBX refused it with this SIP status.
    #[error("refused with {0}")]
    Refused(u16),
    /// The PBX did not answer within the given time.
    #[error("no answer from the PBX")]
    NoAnswer,
    /// There is no such call, or it is not in a state for it.
    #[error("no such call, or not now")]
    NoCall,
    /// The telephone's task has ended.
    #[error("the telephone is off")]
    Off,
}

/// A call of one telephone; the Call-ID of SIP.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CallId(pub(crate) Arc<str>);

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A call came in. Unless it is refused at once, the telephone rings and has said so to the PBX.
    Incoming {
        /// The new call.
        call: CallId,
        /// The number that calls.
        from: String,
    },
    /// It rings at the other end of our call.
    Ringing {
        /// Our call.
        call: CallId,
    },
    /// The call is up, and both ends know.
    Answered {
        /// The call.
        call: CallId,
    },
    /// A transfer that the PBX had accepted did not work; the call goes on. Asterisk also says so (22 with 400, 16 with
    /// 500) while it is still about to bridge a call that both ends know to be answered: wait for that, or ask again.
    NotTransferred {
        /// The call that was to be transferred.
        call: CallId,
        /// Its SIP status.
        status: u16,
    },
    /// The call is over, answered or not.
    Ended {
        /// The call.
        call: CallId,
        /// Who ended it.
        by: Ending,
    },
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ending {
    /// We hung up, cancelled or refused.
    Here,
    /// The PBX hung up, or gave up before we answered.
    There,
    /// The transfer that we asked for succeeded, whereupon we hung up.
    Transferred,
    /// Our call was refused with this SIP status.
    Refused(u16),
    /// The PBX did not answer.
    NoAnswer,
}

/// What to do with a call that comes in. It rings first, unless it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnCall {
    /// Ring until told otherwise.
    Ring,
    /// Answer after this time.
    Answer(Duration),
    /// Refuse with this SIP status: 486 is busy.
    Refuse(u16),
}

impl OnCall {
    /// Answer at once.
    pub const ANSWER: Self = Self::Answer(Duration::ZERO);
    /// Busy.
    pub const BUSY: Self = Self::Refuse(486);
}

/// Who the telephone is, and at which PBX.
#[derive(Clone, Debug)]
pub struct Account {
    server: SocketAddr,
    user: String,
    password: String,
    headers: Vec<(String, String)>,
    on_call: OnCall,
    patience: Duration,
    speaks: bool,
}

impl Account {
    /// A user of the PBX whose SIP listens at this address. Calls ring until told otherwise.
    pub fn new(server: SocketAddr, user: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            server,
            user: user.into(),
            password: password.into(),
            headers: Vec::new(),
            on_call: OnCall::Ring,
            patience: Duration::from_secs(8),
            speaks: false,
        }
    }

    /// Adds a header to each request, as a trunk may be known by one.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// What to do with calls that come in.
    #[must_use]
    pub fn on_call(mut self, on_call: OnCall) -> Self {
        self.on_call = on_call;
        self
    }

    /// Sends a tone into its calls, so that there is something to record. Of several calls at once the last one hears it.
    #[must_use]
    pub fn speaking(mut self) -> Self {
        self.speaks = true;
        self
    }

    /// How long to repeat a request before it counts as not answered; 8 seconds if not set.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }
}

/// A telephone. It works in a task of its own, and is dead without further words once this is dropped: calls are not
/// hung up, the registration stays until it expires.
#[derive(Debug)]
pub struct Agent {
    commands: mpsc::UnboundedSender<Command>,
    address: SocketAddr,
}

impl Agent {
    /// Plugs it in, on a free port of the loopback interface. What happens comes from the receiver, in order.
    pub async fn new(account: Account) -> Result<(Self, mpsc::UnboundedReceiver<Event>), Error> {
        let (commands, inbox) = mpsc::unbounded_channel();
        let (outbox, events) = mpsc::unbounded_channel();
        let phone = Phone::new(account, outbox).await?;
        let address = phone.address();
        tokio::spawn(phone.run(inbox));
        Ok((Self { commands, address }, events))
    }

    /// Where it listens: its contact's address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Registers for so many seconds and waits for the answer; 0 takes the registration back. It is not renewed.
    pub async fn register(&self, seconds: u32) -> Result<(), Error> {
        self.ask(|reply| Command::Register(seconds, reply)).await
    }

    /// Calls a number; what becomes of it is told by events.
    pub async fn call(&self, number: &str) -> Result<CallId, Error> {
        self.ask(|reply| Command::Call(number.to_owned(), None, reply)).await
    }

    /// Calls a number and shows another as the caller, as a trunk does.
    pub async fn call_as(&self, caller: &str, number: &str) -> Result<CallId, Error> {
        self.ask(|reply| Command::Call(number.to_owned(), Some(caller.to_owned()), reply)).await
    }

    /// Answers a call that rings here.
    pub async fn answer(&self, call: &CallId) -> Result<(), Error> {
        self.ask(|reply| Command::Answer(call.clone(), reply)).await
    }

    /// Refuses a call that rings here, with a SIP status from 300 up.
    pub async fn refuse(&self, call: &CallId, status: u16) -> Result<(), Error> {
        self.ask(|reply| Command::Refuse(call.clone(), status, reply)).await
    }

    /// Hangs up; cancels if it was not answered, refuses if it rings here.
    pub async fn hang_up(&self, call: &CallId) -> Result<(), Error> {
        self.ask(|reply| Command::HangUp(call.clone(), reply)).await
    }

    /// Puts the other end on hold, or takes it back.
    pub async fn hold(&self, call: &CallId, on: bool) -> Result<(), Error> {
        self.ask(|reply| Command::Hold(call.clone(), on, reply)).await
    }

    /// Asks the PBX to connect the other end with a number instead (blind transfer). When it has, this call ends.
    pub async fn transfer(&self, call: &CallId, number: &str) -> Result<(), Error> {
        self.ask(|reply| Command::Transfer(call.clone(), number.to_owned(), reply)).await
    }

    /// Asks the PBX to connect the other ends of two of our calls with each other (attended transfer).
    pub async fn connect(&self, call: &CallId, with: &CallId) -> Result<(), Error> {
        self.ask(|reply| Command::Connect(call.clone(), with.clone(), reply)).await
    }

    /// Presses a key, told by SIP INFO.
    pub async fn press(&self, call: &CallId, key: char) -> Result<(), Error> {
        self.ask(|reply| Command::Press(call.clone(), key, reply)).await
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, Error>>) -> Command,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(command(reply)).map_err(|_| Error::Off)?;
        answer.await.map_err(|_| Error::Off)?
    }
}
