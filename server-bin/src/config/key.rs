//! The keys, in one table: reading, printing and messages derive from it.

use std::fmt;

/// A key of the configuration. Shown as it stands in the file: `database.url`, `pbx.default.host`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Key {
    /// Address and port of the HTTP server.
    Listen,
    /// Whether to connect to the Asterisks at all.
    Connect,
    /// File of the dial plan.
    Plan,
    /// Where calls are kept.
    DatabaseUrl,
    /// File of the journal.
    JournalPath,
    /// The most that the journal holds, in MiB.
    JournalMaxMib,
    /// How long the journal keeps what the store has, in minutes.
    JournalKeepMinutes,
    /// Whether the journal waits for the disk.
    JournalSync,
    /// How long calls are kept, in days.
    RetentionCalls,
    /// How long the intervals of agents are kept, in days.
    RetentionAgentIntervals,
    /// How long the history of devices is kept, in days.
    RetentionDeviceEvents,
    /// What is logged, as `tracing-subscriber` filters it.
    LogFilter,
    /// `text` or `json`.
    LogFormat,
    /// Phone numbers in the log: `redacted` or `full`.
    LogNumbers,
    /// A key of the Asterisk of this name.
    Pbx(String, PbxKey),
}

/// A key of one Asterisk.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum PbxKey {
    /// Host of its manager interface.
    Host,
    /// Port of its manager interface.
    Port,
    /// The manager user.
    Username,
    /// The manager user's secret.
    Password,
    /// Whether the connection is encrypted: `off`, `on`, `unverified`.
    Tls,
    /// File of the certificate authorities that are trusted.
    TlsCa,
    /// Name that the certificate is made out to.
    TlsName,
}

/// What a value is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Text,
    /// A text that is never shown.
    Secret,
    /// A URL whose password is never shown.
    Url,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
}

/// What is known of a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spec {
    /// In the file; for a key of an Asterisk what follows `pbx.NAME.`.
    pub(super) path: &'static str,
    pub(super) kind: Kind,
    pub(super) default: Option<&'static str>,
    /// Environment variables of earlier backends, the first that is set counts.
    pub(super) older: &'static [&'static str],
}

/// Where Asterisk listens for TLS unless told otherwise; `port` defaults to it where `tls` is on.
pub(super) const TLS_PORT: &str = "5039";

/// Of the one Asterisk that the older names speak of.
pub(super) const DEFAULT_PBX: &str = "default";

impl Key {
    /// All but those of the Asterisks, in the order of the file.
    pub(super) const GLOBAL: [Self; 14] = [
        Self::Listen,
        Self::Connect,
        Self::Plan,
        Self::DatabaseUrl,
        Self::JournalPath,
        Self::JournalMaxMib,
        Self::JournalKeepMinutes,
        Self::JournalSync,
        Self::RetentionCalls,
        Self::RetentionAgentIntervals,
        Self::RetentionDeviceEvents,
        Self::LogFilter,
        Self::LogFormat,
        Self::LogNumbers,
    ];

    pub(super) const fn spec(&self) -> Spec {
        match self {
            Self::Listen => {
                Spec { path: "listen", kind: Kind::Text, default: Some("127.0.0.1:8080"), older: &[] }
            }
            Self::Connect => Spec {
                path: "connect",
                kind: Kind::Switch,
                default: Some("true"),
                older: &["ENABLE_AMI_LISTENER"],
            },
            Self::Plan => Spec { path: "plan", kind: Kind::Text, default: None, older: &[] },
            Self::DatabaseUrl => Spec {
                path: "database.url",
                kind: Kind::Url,
                default: Some("sqlite:callflow.db"),
                older: &["DATABASE_URL", "MONGODB_URI"],
            },
            Self::JournalPath => Spec { path: "journal.path", kind: Kind::Text, default: None, older: &[] },
            Self::JournalMaxMib => number("journal.max_mib", "4096"),
            Self::JournalKeepMinutes => number("journal.keep_minutes", "60"),
            Self::JournalSync => {
                Spec { path: "journal.sync", kind: Kind::Switch, default: Some("true"), older: &[] }
            }
            Self::RetentionCalls => number("retention.calls_days", "0"),
            Self::RetentionAgentIntervals => number("retention.agent_intervals_days", "0"),
            Self::RetentionDeviceEvents => number("retention.device_events_days", "0"),
            Self::LogFilter => {
                Spec { path: "log.filter", kind: Kind::Text, default: Some("info"), older: &[] }
            }
            Self::LogFormat => {
                Spec { path: "log.format", kind: Kind::Text, default: Some("text"), older: &[] }
            }
            Self::LogNumbers => {
                Spec { path: "log.numbers", kind: Kind::Text, default: Some("redacted"), older: &[] }
            }
            Self::Pbx(_, key) => key.spec(),
        }
    }

    /// The older environment names that speak of this key.
    pub(super) fn older(&self) -> &'static [&'static str] {
        match self {
            Self::Pbx(name, _) if name != DEFAULT_PBX => &[],
            _ => self.spec().older,
        }
    }

    /// Its canonical environment variable, `CALLFLOW_DATABASE_URL`.
    #[must_use]
    pub fn variable(&self) -> String {
        format!("CALLFLOW_{}", self.to_string().to_ascii_uppercase().replace(['.', '-'], "_"))
    }
}

const fn number(path: &'static str, default: &'static str) -> Spec {
    Spec { path, kind: Kind::Number, default: Some(default), older: &[] }
}

impl PbxKey {
    pub(super) const ALL: [Self; 7] =
        [Self::Host, Self::Port, Self::Username, Self::Password, Self::Tls, Self::TlsCa, Self::TlsName];

    pub(super) const fn spec(self) -> Spec {
        match self {
            Self::Host => {
                Spec { path: "host", kind: Kind::Text, default: None, older: &["AMI_HOST", "ASTERISK_HOST"] }
            }
            Self::Port => Spec {
                path: "port",
                kind: Kind::Number,
                default: Some("5038"),
                older: &["AMI_PORT", "ASTERISK_AMI_PORT"],
            },
            Self::Username => Spec {
                path: "username",
                kind: Kind::Text,
                default: None,
                older: &["AMI_USERNAME", "ASTERISK_AMI_USERNAME"],
            },
            Self::Password => Spec {
                path: "password",
                kind: Kind::Secret,
                default: None,
                older: &["AMI_PASSWORD", "ASTERISK_AMI_PASSWORD"],
            },
            Self::Tls => Spec { path: "tls", kind: Kind::Text, default: Some("off"), older: &[] },
            Self::TlsCa => Spec { path: "tls_ca", kind: Kind::Text, default: None, older: &[] },
            Self::TlsName => Spec { path: "tls_name", kind: Kind::Text, default: None, older: &[] },
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pbx(name, key) => write!(f, "pbx.{name}.{}", key.spec().path),
            _ => f.write_str(self.spec().path),
        }
    }
}
