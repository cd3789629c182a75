//! What a session is to do, each option with its default.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use secrecy::SecretString;

use crate::encode;
use crate::error::EncodeError;
use crate::limits::Limits;

/// How the secret is proven.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum LoginMethod {
    /// By the MD5 of a challenge and the secret, which itself is not sent.
    #[default]
    Md5,
    /// By the secret itself. Whoever can read along knows it then, unless the connection is encrypted.
    Plain,
}

/// What a [`Session`](super::Session) is to do.
#[derive(Clone)]
pub struct Options {
    pub(super) username: String,
    pub(super) secret: SecretString,
    pub(super) method: LoginMethod,
    pub(super) events: String,
    pub(super) filters: Vec<String>,
    pub(super) settings: bool,
    pub(super) action_ids: String,
    pub(super) login_within: Duration,
    pub(super) answer_within: Duration,
    pub(super) ping_after: Option<Duration>,
    pub(super) pong_within: Duration,
    pub(super) limits: Limits,
}

impl Options {
    /// The options of a manager user: a section of `manager.conf` and its `secret`.
    #[must_use]
    pub fn new(username: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self {
            username: username.into(),
            secret: secret.into(),
            method: LoginMethod::Md5,
            events: "on".to_owned(),
            filters: Vec::new(),
            settings: true,
            action_ids: "ami".to_owned(),
            login_within: Duration::from_secs(10),
            answer_within: Duration::from_secs(10),
            ping_after: Some(Duration::from_secs(20)),
            pong_within: Duration::from_secs(10),
            limits: Limits::DEFAULT,
        }
    }

    /// Sends the secret itself instead of the answer to a challenge.
    #[must_use]
    pub fn plain(self) -> Self {
        self.method(LoginMethod::Plain)
    }

    /// How the secret is proven; by default by MD5.
    #[must_use]
    pub fn method(mut self, method: LoginMethod) -> Self {
        self.method = method;
        self
    }

    /// Which events are sent, as the header `Events` says it: `on` (the default), `off`, or classes such as
    /// `call,agent`.
    #[must_use]
    pub fn events(mut self, mask: impl Into<String>) -> Self {
        self.events = mask.into();
        self
    }

    /// Only events that one of these filters matches are sent: extended regular expressions over the whole event,
    /// as the action `Filter` takes them. They are in force before the first event is. By default none; then all
    /// events come. The user needs `write = system`; see [`Server::filter_refused`](super::Server::filter_refused).
    #[must_use]
    pub fn filters(mut self, filters: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.filters = filters.into_iter().map(Into::into).collect();
        self
    }

    /// Does not ask for the version (`CoreSettings`) after the login.
    #[must_use]
    pub fn without_settings(mut self) -> Self {
        self.settings = false;
        self
    }

    /// What every `ActionID` begins with, by default `ami`. For ids that differ across connections and processes
    /// put in it what differs: this crate has no clock and no randomness.
    #[must_use]
    pub fn action_ids(mut self, prefix: impl Into<String>) -> Self {
        self.action_ids = prefix.into();
        self
    }

    /// How long the login may take, by default 10 s.
    #[must_use]
    pub fn login_within(mut self, limit: Duration) -> Self {
        self.login_within = limit;
        self
    }

    /// How long answers to what the session asks itself may take, by default 10 s.
    #[must_use]
    pub fn answer_within(mut self, limit: Duration) -> Self {
        self.answer_within = limit;
        self
    }

    /// After how long a silence Asterisk is asked whether it is there, by default 20 s; `None` for never.
    #[must_use]
    pub fn ping_after(mut self, silence: Option<Duration>) -> Self {
        self.ping_after = silence;
        self
    }

    /// How long it then may go on being silent, by default 10 s.
    #[must_use]
    pub fn pong_within(mut self, limit: Duration) -> Self {
        self.pong_within = limit;
        self
    }

    /// How large frames may be.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether everything can be sent.
    ///
    /// # Errors
    /// The first that cannot: a name or a mask with a line end in it, a line that is too long.
    pub fn check(&self) -> Result<(), EncodeError> {
        use secrecy::ExposeSecret as _;
        encode::check(b"Username", self.username.as_bytes())?;
        encode::check(b"Secret", self.secret.expose_secret().as_bytes())?;
        encode::check(b"Events", self.events.as_bytes())?;
        encode::check(b"ActionID", self.action_ids.as_bytes())?;
        self.filters.iter().try_for_each(|filter| encode::check(b"Filter", filter.as_bytes()))
    }
}

/// Shows everything but the secret.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("username", &self.username)
            .field("method", &self.method)
            .field("events", &self.events)
            .field("filters", &self.filters)
            .field("action_ids", &self.action_ids)
            .finish_non_exhaustive()
    }
}
