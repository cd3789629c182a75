//! What the server is told before it starts.
//!
//! Four layers, the later one wins: built-in defaults, a file (`callflow.toml`), the environment, flags. They
//! are gathered into [`Settings`], which know of each value where it came from, and checked into a [`Config`].
//! Gathering and checking are pure; [`Sources::of_process`], [`Settings::read_plan`] and [`Pbx::options`] are all
//! that touches the machine.
//!
//! ```
//! use callflow_server::config::{Settings, Sources};
//!
//! let env = [("AMI_HOST", "10.0.0.5"), ("AMI_USERNAME", "callflow"), ("AMI_PASSWORD", "s3cret")];
//! let sources = Sources { env: env.map(|(name, value)| (name.into(), value.into())).into(), ..Sources::default() };
//! let config = Settings::gather(&sources)?.config()?;
//! assert_eq!((&*config.pbx["default"].host, config.pbx["default"].port), ("10.0.0.5", 5038));
//! # Ok::<(), callflow_server::config::ConfigError>(())
//! ```

mod check;
mod control_rules;
mod database_url;
mod environment;
mod error;
mod file;
mod key;
mod layer;
mod nearest;
mod pbx;
mod plan_file;
mod print;
mod report_schedules;
mod settings;
mod sources;
mod warning;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

pub use self::check::Served;
pub(crate) use self::database_url::redacted as redacted_url;
pub use self::environment::COMMAND_VARIABLES;
pub use self::error::ConfigError;
pub use self::key::{Key, PbxKey};
pub use self::layer::{Layer, Place};
pub use self::nearest::Hint;
pub use self::pbx::{Ari, Pbx, Tls};
pub use self::plan_file::{PlanError, parse_plan};
pub use self::settings::Settings;
pub use self::sources::{ConfigFile, Flags, Sources};
pub use self::warning::Warning;
pub use crate::journal::JournalOptions;
pub use crate::leasing::OpenTo;
pub use crate::recordings::{Folder, FolderError, Folders};

/// The configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen for HTTP; `None` for `callflow listen`.
    pub listen: Option<SocketAddr>,
    /// Where the metrics are besides, without a sign-in and without anything else.
    pub metrics_listen: Option<SocketAddr>,
    /// How the HTTP server works.
    pub http: Http,
    /// How users sign in.
    pub auth: Auth,
    /// How extensions are given out on time.
    pub leasing: Leasing,
    /// How other programs are told of what happens.
    pub webhooks: WebhookSettings,
    /// How clients follow what happens.
    pub realtime: RealtimeSettings,
    /// What may be done to calls.
    pub control: ControlSettings,
    /// Where recordings are.
    pub recordings: Recordings,
    /// Which reports are sent by themselves.
    pub reports: ReportSettings,
    /// Where calls are kept.
    pub database: Database,
    /// Where inputs are kept until calls are.
    pub journal: JournalOptions,
    /// How long what is kept.
    pub retention: Retention,
    /// The Asterisks, by name.
    pub pbx: BTreeMap<String, Pbx>,
    /// The dial plan's file.
    pub plan: Option<PathBuf>,
    /// What is logged.
    pub log: Log,
}

/// How the HTTP server works.
#[derive(Clone, Debug)]
pub struct Http {
    /// The certificate, where it speaks HTTPS.
    pub tls: Option<HttpTls>,
    /// Proxies whose word for a client's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// Origins whose pages may ask, besides its own.
    pub cors_origins: Vec<String>,
    /// Requests that one address may make a second; `None` is any number.
    pub requests_per_second: Option<NonZeroU32>,
    /// Connections at once.
    pub max_connections: usize,
}

/// A certificate and its key, as files of PEM.
#[derive(Clone, Debug)]
pub struct HttpTls {
    /// The chain, the server's own first.
    pub certificate: PathBuf,
    /// The key.
    pub key: PathBuf,
}

/// How users sign in.
#[derive(Clone, Debug)]
pub struct Auth {
    /// What sessions are signed with; `None` is a secret that the server makes and keeps beside the journal. Several servers
    /// on one store need the same.
    pub secret: Option<SecretString>,
    /// Secrets of before.
    pub older_secrets: Vec<SecretString>,
    /// A key for machines that may do whatever an API key may, in all tenants, also while the store is down.
    pub machine_key: Option<SecretString>,
    /// Whether cookies are for encrypted connections alone.
    pub secure_cookies: bool,
    /// Whether users may register themselves.
    pub development: bool,
}

/// What may be done to calls. Without anything, they may be hung up and parked, and nothing dialled.
#[derive(Clone, Debug, Default)]
pub struct ControlSettings {
    /// File of the rules.
    pub rules: Option<PathBuf>,
    /// Contexts that numbers may be dialled in, before those of the rules.
    pub contexts: Vec<Arc<str>>,
    /// Trunks that calls may be made over, before those of the rules.
    pub trunks: Vec<Arc<str>>,
}

/// How extensions are given out on time.
#[derive(Clone, Debug)]
pub struct Leasing {
    /// Who may lease without signing in, as clients of earlier backends do.
    pub open_to: OpenTo,
    /// For how long one is reserved until its device registers.
    pub time_to_live: Duration,
    /// What the passwords of phones are encrypted with in the store; `None` is a secret that the server makes and keeps beside
    /// the journal. Several servers on one store need the same.
    pub secret_key: Option<SecretString>,
    /// The program that tells Asterisk a new password when a lease ends; `None` leaves it as it is.
    pub change_command: Option<PathBuf>,
}

/// Where recordings are, and for how long.
#[derive(Clone, Debug, Default)]
pub struct Recordings {
    /// The folders in which they are looked for; without any they are listed, and none is read.
    pub folders: Folders,
    /// How long they are kept, from their beginning on; `None` is for ever.
    pub keep: Option<Duration>,
    /// Where they are copied; `None` is nowhere.
    pub copies: Option<S3Settings>,
}

/// Storage that speaks S3.
#[derive(Clone, Debug)]
pub struct S3Settings {
    /// The bucket.
    pub bucket: String,
    /// What the keys of all objects begin with; may be empty.
    pub prefix: String,
    /// Where it is asked; `None` is Amazon's own of the region.
    pub endpoint: Option<Url>,
    /// The region that requests are signed for.
    pub region: String,
    /// The name of the key.
    pub access_key: String,
    /// The key.
    pub secret_key: SecretString,
    /// Whether a file is removed when its copy is complete.
    pub remove_local: bool,
}

/// Which reports are sent by themselves, and how.
#[derive(Clone, Debug, Default)]
pub struct ReportSettings {
    /// File of the schedules.
    pub schedules: Option<PathBuf>,
    /// How e-mails are sent; `None` where none are.
    pub mail: Option<MailSettings>,
}

/// How e-mails are sent.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The mail server, with user and password where it wants them.
    pub smtp_url: SecretString,
    /// Whom they are from.
    pub from: String,
}

/// How other programs are told of what happens. Their secrets are encrypted with [`Leasing::secret_key`].
#[derive(Clone, Debug)]
pub struct WebhookSettings {
    /// How many events are sent at once.
    pub workers: usize,
    /// Networks besides the internet that they may be sent to.
    pub allow_private: Vec<IpNet>,
    /// After which time one is sent again for the first time; each time after that it is twice as long.
    pub first_retry: Duration,
    /// An event that is still not taken so long after it was first sent is given up.
    pub give_up_after: Duration,
    /// How long the log of deliveries is kept. An event is no older when it is sent.
    pub keep: Duration,
}

/// How clients follow what happens.
#[derive(Clone, Copy, Debug)]
pub struct RealtimeSettings {
    /// Clients at once.
    pub max_clients: usize,
    /// Messages that are kept for clients that come back.
    pub kept_messages: usize,
    /// Messages that wait for one client at most.
    pub client_messages: usize,
    /// Bytes that they take at most, about.
    pub client_bytes: usize,
    /// How often it is asked again whether a client still may.
    pub check_every: Duration,
}

/// Where calls are kept.
#[derive(Clone, Debug)]
pub struct Database {
    /// `sqlite:callflow.db`; the scheme picks the store.
    pub url: SecretString,
}

/// How long what is kept in the store; `None` is for ever.
#[derive(Clone, Copy, Debug, Default)]
pub struct Retention {
    /// Calls, from their end on.
    pub calls: Option<Duration>,
    /// What agents did, from its end on.
    pub agent_intervals: Option<Duration>,
    /// What became of devices.
    pub device_events: Option<Duration>,
    /// The audit log.
    pub audit: Option<Duration>,
}

/// What is logged.
#[derive(Clone, Debug)]
pub struct Log {
    /// A filter of `tracing-subscriber`, `info` or `callflow_server=debug,info`.
    pub filter: String,
    /// As text or as JSON.
    pub json: bool,
    /// Phone numbers in full; else all but the last two digits are hidden.
    pub full_numbers: bool,
}
