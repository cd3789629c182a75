//! The keys, in one table: reading, printing and messages derive from it.

use std::fmt;

/// A key of the configuration. Shown as it stands in the file: `database.url`, `pbx.default.host`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Key {
    /// Address and port of the HTTP server.
    Listen,
    /// Address and port of a second server that has the metrics and the health checks alone.
    MetricsListen,
    /// Whether this is a development server, where users may register themselves.
    Development,
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
    /// How long the audit log is kept, in days.
    RetentionAudit,
    /// File of the certificate chain, for HTTPS.
    HttpTlsCertificate,
    /// File of the certificate's key.
    HttpTlsKey,
    /// Networks of proxies whose `X-Forwarded-For` counts.
    HttpTrustedProxies,
    /// Origins whose pages may ask.
    HttpCorsOrigins,
    /// How many requests a second one address may make.
    HttpRequestsPerSecond,
    /// How many connections there may be at once.
    HttpMaxConnections,
    /// The secret that sessions are signed with.
    AuthSecret,
    /// Secrets of before, whose sessions still count.
    AuthOlderSecrets,
    /// A key for machines that needs no store.
    AuthMachineKey,
    /// Whether cookies are for encrypted connections alone.
    AuthSecureCookies,
    /// Networks whose clients lease extensions without signing in.
    LeasingOpenTo,
    /// For how many seconds an extension is reserved until its device registers.
    LeasingSeconds,
    /// The secret that the passwords of phones are encrypted with in the store.
    LeasingSecretKey,
    /// The program that changes a password when a lease ends.
    LeasingChangeCommand,
    /// How many events are sent to webhooks at once.
    WebhooksWorkers,
    /// Networks besides the internet that webhooks may lead to.
    WebhooksAllowPrivate,
    /// After how many seconds an event is sent again for the first time.
    WebhooksRetrySeconds,
    /// After how many minutes an event is given up that is not taken.
    WebhooksGiveUpAfterMinutes,
    /// How long the log of deliveries is kept, in days.
    WebhooksKeepDays,
    /// How many clients may follow at once.
    RealtimeMaxClients,
    /// How many messages are kept for clients that come back.
    RealtimeKeptMessages,
    /// How many messages wait for one client at most.
    RealtimeClientMessages,
    /// How many KiB they take at most.
    RealtimeClientKib,
    /// After how many seconds it is asked again whether a client still may.
    RealtimeCheckSeconds,
    /// File of the rules of what may be dialled, recorded and changed.
    ControlRules,
    /// Contexts that numbers may be dialled in, besides those of the rules.
    ControlContexts,
    /// Trunks that calls may be made over, besides those of the rules.
    ControlTrunks,
    /// Folders in which recordings are.
    RecordingsFolders,
    /// How long recordings are kept, in days.
    RecordingsKeepDays,
    /// Where recordings are copied: bucket and prefix of storage that speaks S3.
    RecordingsS3Url,
    /// The address of that storage, where it is not Amazon's own.
    RecordingsS3Endpoint,
    /// Its region.
    RecordingsS3Region,
    /// The name of the key to it.
    RecordingsS3AccessKey,
    /// The key to it.
    RecordingsS3SecretKey,
    /// Whether it may be asked without encryption.
    RecordingsS3AllowHttp,
    /// Whether a file is removed when it was copied.
    RecordingsS3RemoveLocal,
    /// File of the reports that are sent by themselves.
    ReportsSchedules,
    /// The mail server that they are sent by.
    ReportsSmtpUrl,
    /// Whom they are from.
    ReportsMailFrom,
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
    /// Where browsers register: the address of its WebSocket.
    Wss,
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
    /// Texts: in a file a list, else with commas between them.
    List,
    /// Secrets, likewise.
    SecretList,
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
    pub(super) const GLOBAL: [Self; 56] = [
        Self::Listen,
        Self::MetricsListen,
        Self::Development,
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
        Self::RetentionAudit,
        Self::HttpTlsCertificate,
        Self::HttpTlsKey,
        Self::HttpTrustedProxies,
        Self::HttpCorsOrigins,
        Self::HttpRequestsPerSecond,
        Self::HttpMaxConnections,
        Self::AuthSecret,
        Self::AuthOlderSecrets,
        Self::AuthMachineKey,
        Self::AuthSecureCookies,
        Self::LeasingOpenTo,
        Self::LeasingSeconds,
        Self::LeasingSecretKey,
        Self::LeasingChangeCommand,
        Self::WebhooksWorkers,
        Self::WebhooksAllowPrivate,
        Self::WebhooksRetrySeconds,
        Self::WebhooksGiveUpAfterMinutes,
        Self::WebhooksKeepDays,
        Self::RealtimeMaxClients,
        Self::RealtimeKeptMessages,
        Self::RealtimeClientMessages,
        Self::RealtimeClientKib,
        Self::RealtimeCheckSeconds,
        Self::ControlRules,
        Self::ControlContexts,
        Self::ControlTrunks,
        Self::RecordingsFolders,
        Self::RecordingsKeepDays,
        Self::RecordingsS3Url,
        Self::RecordingsS3Endpoint,
        Self::RecordingsS3Region,
        Self::RecordingsS3AccessKey,
        Self::RecordingsS3SecretKey,
        Self::RecordingsS3AllowHttp,
        Self::RecordingsS3RemoveLocal,
        Self::ReportsSchedules,
        Self::ReportsSmtpUrl,
        Self::ReportsMailFrom,
        Self::LogFilter,
        Self::LogFormat,
        Self::LogNumbers,
    ];

    pub(super) const fn spec(&self) -> Spec {
        match self {
            Self::Listen => {
                Spec { path: "listen", kind: Kind::Text, default: Some("127.0.0.1:8080"), older: &[] }
            }
            Self::MetricsListen => text("metrics_listen"),
            Self::Development => switch("development", "false"),
            Self::Connect => Spec {
                path: "connect",
                kind: Kind::Switch,
                default: Some("true"),
                older: &["ENABLE_AMI_LISTENER"],
            },
            Self::Plan => text("plan"),
            Self::DatabaseUrl => Spec {
                path: "database.url",
                kind: Kind::Url,
                default: Some("sqlite:callflow.db"),
                older: &["DATABASE_URL", "MONGODB_URI"],
            },
            Self::JournalPath => text("journal.path"),
            Self::JournalMaxMib => number("journal.max_mib", "4096"),
            Self::JournalKeepMinutes => number("journal.keep_minutes", "60"),
            Self::JournalSync => switch("journal.sync", "true"),
            Self::RetentionCalls => number("retention.calls_days", "0"),
            Self::RetentionAgentIntervals => number("retention.agent_intervals_days", "0"),
            Self::RetentionDeviceEvents => number("retention.device_events_days", "0"),
            Self::RetentionAudit => number("retention.audit_days", "0"),
            Self::HttpTlsCertificate => text("http.tls_certificate"),
            Self::HttpTlsKey => text("http.tls_key"),
            Self::HttpTrustedProxies => list("http.trusted_proxies"),
            Self::HttpCorsOrigins => list("http.cors_origins"),
            Self::HttpRequestsPerSecond => number("http.requests_per_second", "100"),
            Self::HttpMaxConnections => number("http.max_connections", "1024"),
            Self::AuthSecret => {
                Spec { path: "auth.secret", kind: Kind::Secret, default: None, older: &["JWT_SECRET"] }
            }
            Self::AuthOlderSecrets => {
                Spec { path: "auth.older_secrets", kind: Kind::SecretList, default: None, older: &[] }
            }
            Self::AuthMachineKey => {
                Spec { path: "auth.machine_key", kind: Kind::Secret, default: None, older: &[] }
            }
            Self::AuthSecureCookies => switch("auth.secure_cookies", "true"),
            Self::LeasingOpenTo => {
                Spec { path: "leasing.open_to", kind: Kind::List, default: Some("loopback"), older: &[] }
            }
            Self::LeasingSeconds => number("leasing.seconds", "60"),
            Self::LeasingSecretKey => {
                Spec { path: "leasing.secret_key", kind: Kind::Secret, default: None, older: &[] }
            }
            Self::LeasingChangeCommand => text("leasing.change_command"),
            Self::WebhooksWorkers => number("webhooks.workers", "10"),
            Self::WebhooksAllowPrivate => list("webhooks.allow_private"),
            Self::WebhooksRetrySeconds => number("webhooks.retry_seconds", "5"),
            Self::WebhooksGiveUpAfterMinutes => number("webhooks.give_up_after_minutes", "1440"),
            Self::WebhooksKeepDays => number("webhooks.keep_days", "30"),
            Self::RealtimeMaxClients => number("realtime.max_clients", "5000"),
            Self::RealtimeKeptMessages => number("realtime.kept_messages", "8192"),
            Self::RealtimeClientMessages => number("realtime.client_messages", "256"),
            Self::RealtimeClientKib => number("realtime.client_kib", "1024"),
            Self::RealtimeCheckSeconds => number("realtime.check_seconds", "10"),
            Self::ControlRules => text("control.rules"),
            Self::ControlContexts => Spec {
                path: "control.contexts",
                kind: Kind::List,
                default: None,
                older: &["ASTERISK_CONTEXT"],
            },
            Self::ControlTrunks => {
                Spec { path: "control.trunks", kind: Kind::List, default: None, older: &["ASTERISK_TRUNK"] }
            }
            Self::RecordingsFolders => list("recordings.folders"),
            Self::RecordingsKeepDays => number("recordings.keep_days", "0"),
            Self::RecordingsS3Url => text("recordings.s3_url"),
            Self::RecordingsS3Endpoint => text("recordings.s3_endpoint"),
            Self::RecordingsS3Region => Spec {
                path: "recordings.s3_region",
                kind: Kind::Text,
                default: Some("us-east-1"),
                older: &[],
            },
            Self::RecordingsS3AccessKey => text("recordings.s3_access_key"),
            Self::RecordingsS3SecretKey => {
                Spec { path: "recordings.s3_secret_key", kind: Kind::Secret, default: None, older: &[] }
            }
            Self::RecordingsS3AllowHttp => switch("recordings.s3_allow_http", "false"),
            Self::RecordingsS3RemoveLocal => switch("recordings.s3_remove_local", "false"),
            Self::ReportsSchedules => text("reports.schedules"),
            Self::ReportsSmtpUrl => {
                Spec { path: "reports.smtp_url", kind: Kind::Secret, default: None, older: &[] }
            }
            Self::ReportsMailFrom => text("reports.mail_from"),
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

const fn text(path: &'static str) -> Spec {
    Spec { path, kind: Kind::Text, default: None, older: &[] }
}

const fn list(path: &'static str) -> Spec {
    Spec { path, kind: Kind::List, default: None, older: &[] }
}

const fn switch(path: &'static str, default: &'static str) -> Spec {
    Spec { path, kind: Kind::Switch, default: Some(default), older: &[] }
}

const fn number(path: &'static str, default: &'static str) -> Spec {
    Spec { path, kind: Kind::Number, default: Some(default), older: &[] }
}

impl PbxKey {
    pub(super) const ALL: [Self; 8] = [
        Self::Host,
        Self::Port,
        Self::Username,
        Self::Password,
        Self::Tls,
        Self::TlsCa,
        Self::TlsName,
        Self::Wss,
    ];

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
            Self::TlsCa => text("tls_ca"),
            Self::TlsName => text("tls_name"),
            Self::Wss => text("wss"),
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
