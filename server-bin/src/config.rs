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
mod settings;
mod sources;
mod warning;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

pub(crate) use self::database_url::redacted as redacted_url;
pub use self::error::ConfigError;
pub use self::key::{Key, PbxKey};
pub use self::layer::{Layer, Place};
pub use self::nearest::Hint;
pub use self::pbx::{Pbx, Tls};
pub use self::plan_file::{PlanError, parse_plan};
pub use self::settings::Settings;
pub use self::sources::{ConfigFile, Flags, Sources};
pub use self::warning::Warning;
pub use crate::journal::JournalOptions;

/// The configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen for HTTP; `None` for `callflow listen`.
    pub listen: Option<SocketAddr>,
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
