//! Where to connect, as whom, and how; each option with its default.

use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

mod address;

pub use address::{Address, AddressError};

use crate::backoff::Backoff;
use crate::state::Requests;
use crate::text::Text;
#[cfg(feature = "tls")]
use crate::transport::tls::TlsOptions;

/// Where to connect, as whom, and how.
///
/// ```
/// use ari_client::Options;
///
/// let options = Options::new("http://pbx.example:8088", "callflow", "s3cret", "menu")?;
/// assert_eq!(options.address().to_string(), "http://pbx.example:8088");
/// assert!(!format!("{options:?}").contains("s3cret"));
/// # Ok::<(), ari_client::AddressError>(())
/// ```
#[derive(Clone)]
pub struct Options {
    pub(crate) address: Address,
    pub(crate) username: String,
    pub(crate) password: SecretString,
    #[cfg(feature = "tls")]
    pub(crate) tls: TlsOptions,
    pub(crate) connect_within: Duration,
    pub(crate) backoff: Backoff,
    pub(crate) requests: Option<Requests>,
    pub(crate) settings: Settings,
}

/// What holds for connections that Asterisk makes, too.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) name: String,
    pub(crate) apps: Vec<Text>,
    pub(crate) subscribe_all: bool,
    pub(crate) snapshots: bool,
    pub(crate) answer_within: Duration,
    pub(crate) ping_after: Duration,
    pub(crate) pong_within: Duration,
    pub(crate) max_message: usize,
}

impl Settings {
    pub(crate) fn new(name: String, apps: Vec<Text>) -> Self {
        Self {
            name,
            apps,
            subscribe_all: false,
            snapshots: true,
            answer_within: Duration::from_secs(10),
            ping_after: Duration::from_secs(20),
            pong_within: Duration::from_secs(10),
            max_message: 16 << 20,
        }
    }
}

impl Options {
    /// `http://host:port` or `https://…` (ports 8088 and 8089 if none is given), a user of `ari.conf` with its password,
    /// and the name of the Stasis application, which need not be known to Asterisk before.
    ///
    /// # Errors
    /// If the address is none. The password does not belong into it, where it would be seen.
    pub fn new(
        url: &str,
        username: impl Into<String>,
        password: impl Into<SecretString>,
        app: impl Into<Text>,
    ) -> Result<Self, AddressError> {
        let address = Address::parse(url)?;
        let settings = Settings::new(address.authority(), vec![app.into()]);
        Ok(Self {
            address,
            username: username.into(),
            password: password.into(),
            #[cfg(feature = "tls")]
            tls: TlsOptions::new(),
            connect_within: Duration::from_secs(5),
            backoff: Backoff::default(),
            requests: None,
            settings,
        })
    }

    /// Where to connect.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// What this Asterisk is called in the log; by default host and port.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.settings.name = name.into();
        self
    }

    /// Another application besides the first.
    #[must_use]
    pub fn and_app(mut self, app: impl Into<Text>) -> Self {
        self.settings.apps.push(app.into());
        self
    }

    /// Events of all channels, bridges, endpoints and devices, not only of those that are in the application. By default
    /// not.
    #[must_use]
    pub fn subscribe_all(mut self) -> Self {
        self.settings.subscribe_all = true;
        self
    }

    /// No [`Snapshot`](crate::Snapshot) after a connection is made.
    #[must_use]
    pub fn without_snapshots(mut self) -> Self {
        self.settings.snapshots = false;
        self
    }

    /// By what requests travel; by default by what is best for Asterisk's version, which it is asked for when the
    /// connection is made: over the WebSocket where it can do that.
    #[must_use]
    pub fn requests(mut self, by: Requests) -> Self {
        self.requests = Some(by);
        self
    }

    /// Whom TLS trusts; by default the authorities of the operating system.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: TlsOptions) -> Self {
        self.tls = tls;
        self
    }

    /// How long making the connection may take, TLS and the opening of the WebSocket included; by default 5 s.
    #[must_use]
    pub fn connect_within(mut self, limit: Duration) -> Self {
        self.connect_within = limit;
        self
    }

    /// How long may pass before an answer; by default 10 s. [`Client::with_deadline`](crate::Client::with_deadline) is for
    /// single requests.
    #[must_use]
    pub fn answer_within(mut self, limit: Duration) -> Self {
        self.settings.answer_within = limit;
        self
    }

    /// After how long a silence Asterisk is asked whether it is there; by default 20 s.
    #[must_use]
    pub fn ping_after(mut self, silence: Duration) -> Self {
        self.settings.ping_after = silence;
        self
    }

    /// How long it then may go on being silent before the connection is given up; by default 10 s.
    #[must_use]
    pub fn pong_within(mut self, limit: Duration) -> Self {
        self.settings.pong_within = limit;
        self
    }

    /// When to try again.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// How large an event or an answer may be; by default 16 MiB. A larger one ends the connection.
    #[must_use]
    pub fn max_message(mut self, bytes: usize) -> Self {
        self.settings.max_message = bytes;
        self
    }

    /// What proves who we are. It is marked as sensitive, so that nothing shows it.
    pub(crate) fn authorization(&self) -> HeaderValue {
        basic(&self.username, &self.password)
    }
}

pub(crate) fn basic(username: &str, password: &SecretString) -> HeaderValue {
    let login = STANDARD.encode(format!("{username}:{}", password.expose_secret()));
    // Base64 has no character that a header may not have.
    let mut value =
        HeaderValue::try_from(format!("Basic {login}")).unwrap_or_else(|_| HeaderValue::from_static("Basic"));
    value.set_sensitive(true);
    value
}

/// Shows everything but the password.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("address", &self.address)
            .field("username", &self.username)
            .field("settings", &self.settings)
            .field("requests", &self.requests)
            .finish_non_exhaustive()
    }
}
