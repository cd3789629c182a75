//! Where to connect, as whom, and how; each option with its default.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ami_proto::session::LoginMethod;
use ami_proto::{EncodeError, Limits};
use secrecy::SecretString;

mod address;

pub use address::{Address, AddressError};

use crate::backoff::Backoff;
use crate::connect::Connector;
#[cfg(feature = "tls")]
use crate::connect::tls::TlsOptions;

/// How bytes travel.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub enum Transport {
    /// As they are, over TCP.
    #[default]
    Tcp,
    /// Encrypted. Asterisk listens for it where `tlsenable = yes` is in `manager.conf`, port 5039 by default.
    #[cfg(feature = "tls")]
    Tls(TlsOptions),
    /// By whatever way you make.
    Custom(Arc<dyn Connector>),
}

/// Where to connect, as whom, and how.
///
/// ```
/// use ami_client::Options;
///
/// let options = Options::new("pbx.example:5038", "callflow", "s3cret")?;
/// assert_eq!(options.address().to_string(), "pbx.example:5038");
/// let options = Options::from_url("ami://callflow:s3cret@[::1]")?;
/// assert_eq!(options.address().to_string(), "[::1]:5038");
/// assert!(!format!("{options:?}").contains("s3cret"));
/// # Ok::<(), ami_client::AddressError>(())
/// ```
#[derive(Clone)]
pub struct Options {
    pub(crate) name: String,
    pub(crate) address: Address,
    pub(crate) username: String,
    pub(crate) secret: SecretString,
    pub(crate) transport: Transport,
    pub(crate) method: LoginMethod,
    pub(crate) events: String,
    pub(crate) only_events: Vec<String>,
    pub(crate) separate_actions: bool,
    pub(crate) connect_within: Duration,
    pub(crate) login_within: Duration,
    pub(crate) answer_within: Duration,
    pub(crate) ping_after: Option<Duration>,
    pub(crate) pong_within: Duration,
    pub(crate) leave_within: Duration,
    pub(crate) backoff: Backoff,
    pub(crate) limits: Limits,
}

impl Options {
    /// `host:port` (port 5038 if none is given), a section of `manager.conf`, and its `secret`.
    ///
    /// # Errors
    /// If the address is none.
    pub fn new(
        address: impl AsRef<str>,
        username: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Result<Self, AddressError> {
        Ok(Self::at(Address::parse(address.as_ref(), Address::PORT)?, username, secret))
    }

    /// `ami://user:secret@host:port`, or `amis://…` for TLS; without a port 5038 and 5039. What has a meaning in a
    /// URL is written `%40` for `@` and so on.
    ///
    /// # Errors
    /// If the URL is none of these. The error never shows the secret.
    pub fn from_url(url: &str) -> Result<Self, AddressError> {
        let url = address::Url::parse(url)?;
        let options = Self::at(url.address, url.username, url.secret);
        if url.encrypted {
            #[cfg(feature = "tls")]
            return Ok(options.transport(Transport::Tls(TlsOptions::new())));
            #[cfg(not(feature = "tls"))]
            return Err(AddressError::NoTls);
        }
        Ok(options)
    }

    /// An address that is known to be one.
    #[must_use]
    pub fn at(address: Address, username: impl Into<String>, secret: impl Into<SecretString>) -> Self {
        Self {
            name: address.to_string(),
            address,
            username: username.into(),
            secret: secret.into(),
            transport: Transport::Tcp,
            method: LoginMethod::Md5,
            events: "on".to_owned(),
            only_events: Vec::new(),
            separate_actions: false,
            connect_within: Duration::from_secs(5),
            login_within: Duration::from_secs(10),
            answer_within: Duration::from_secs(10),
            ping_after: Some(Duration::from_secs(20)),
            pong_within: Duration::from_secs(10),
            leave_within: Duration::from_secs(2),
            backoff: Backoff::default(),
            limits: Limits::DEFAULT,
        }
    }

    /// What this Asterisk is called in the log; by default its address.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Where to connect.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// How bytes travel; by default as they are, over TCP.
    #[must_use]
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = transport;
        self
    }

    /// Puts something around the transport, such as a [`Connector`] that records what is read.
    #[must_use]
    pub fn map_transport(mut self, around: impl FnOnce(Transport) -> Transport) -> Self {
        self.transport = around(self.transport);
        self
    }

    /// How the secret is proven; by default by MD5, which does not send it.
    #[must_use]
    pub fn login_method(mut self, method: LoginMethod) -> Self {
        self.method = method;
        self
    }

    /// Which events Asterisk sends, as classes: `on` (the default), `off`, or `call,agent`.
    #[must_use]
    pub fn events(mut self, mask: impl Into<String>) -> Self {
        self.events = mask.into();
        self
    }

    /// Events by name, the only ones that Asterisk sends; by default all. Where Asterisk does not filter (before 10,
    /// or the user lacks `write = system`) all are sent, and the others are left out here.
    #[must_use]
    pub fn only_events(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.only_events = names.into_iter().map(Into::into).collect();
        self
    }

    /// Uses a second connection for actions, so that a slow answer never holds the events up. By default one
    /// connection does all.
    #[must_use]
    pub fn separate_actions(mut self) -> Self {
        self.separate_actions = true;
        self
    }

    /// How long making the connection may take, TLS included; by default 5 s.
    #[must_use]
    pub fn connect_within(mut self, limit: Duration) -> Self {
        self.connect_within = limit;
        self
    }

    /// How long the login may take; by default 10 s.
    #[must_use]
    pub fn login_within(mut self, limit: Duration) -> Self {
        self.login_within = limit;
        self
    }

    /// How long may pass before an answer, and between the items of a list; by default 10 s.
    #[must_use]
    pub fn answer_within(mut self, limit: Duration) -> Self {
        self.answer_within = limit;
        self
    }

    /// After how long a silence Asterisk is asked whether it is there; by default 20 s, `None` for never.
    #[must_use]
    pub fn ping_after(mut self, silence: Option<Duration>) -> Self {
        self.ping_after = silence;
        self
    }

    /// How long it then may go on being silent before the connection is given up; by default 10 s.
    #[must_use]
    pub fn pong_within(mut self, limit: Duration) -> Self {
        self.pong_within = limit;
        self
    }

    /// When the client is closed, what Asterisk has sent already is still taken; so long at most, by default 2 s.
    #[must_use]
    pub fn leave_within(mut self, limit: Duration) -> Self {
        self.leave_within = limit;
        self
    }

    /// When to try again.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// How large frames may be; by default 1 MiB, Command output 16 MiB.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Whether everything can be sent.
    pub(crate) fn check(&self) -> Result<(), EncodeError> {
        self.session(String::new()).check()
    }

    pub(crate) fn session(&self, action_ids: String) -> ami_proto::session::Options {
        ami_proto::session::Options::new(self.username.clone(), self.secret.clone())
            .method(self.method)
            .events(self.events.clone())
            .filters(self.only_events.iter().map(|name| filter(name)))
            .action_ids(action_ids)
            .login_within(self.login_within)
            .answer_within(self.answer_within)
            .ping_after(self.ping_after)
            .pong_within(self.pong_within)
            .limits(self.limits)
    }
}

/// Asterisk matches the whole event, in which lines end with CRLF: without what follows the name `Hangup` would stand
/// for `HangupRequest` too.
fn filter(name: &str) -> String {
    format!("^Event: {name}[[:space:]]")
}

/// Shows everything but the secret.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("address", &self.address)
            .field("username", &self.username)
            .field("transport", &self.transport)
            .field("method", &self.method)
            .field("events", &self.events)
            .field("only_events", &self.only_events)
            .field("separate_actions", &self.separate_actions)
            .finish_non_exhaustive()
    }
}
