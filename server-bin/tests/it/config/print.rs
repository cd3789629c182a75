//! `--print-config`.

use callflow_server::config::{ConfigFile, Flags, Settings, Sources};
use proptest::prelude::*;

use super::{ONE_PBX, load, sources, told};

#[test]
fn each_key_is_printed_with_its_layer_and_no_secret() {
    let mut sources = sources(
        ONE_PBX,
        &[
            ("DATABASE_URL", "postgres://app:s3cret@db/calls"),
            ("AMI_PORT", "x"),
            ("JWT_SECRET", "s3cret"),
            ("CALLFLOW_AUTH_OLDER_SECRETS", "s3cret, s3cret"),
            ("CALLFLOW_HTTP_CORS_ORIGINS", "https://a.example.com,https://b.example.com"),
        ],
    );
    sources.flags.listen = Some("0.0.0.0:80".into());
    let wanted = r#"# The configuration in force, with the layer that each value comes from.
listen = "0.0.0.0:80"  # flag --listen
# metrics_listen: not set
development = false  # default
connect = true  # default
# plan: not set

[database]
url = "postgres://app:***@db/calls"  # environment variable DATABASE_URL

[journal]
# path: not set
max_mib = 4096  # default
keep_minutes = 60  # default
sync = true  # default

[retention]
calls_days = 0  # default
agent_intervals_days = 0  # default
device_events_days = 0  # default
audit_days = 0  # default

[http]
# tls_certificate: not set
# tls_key: not set
# trusted_proxies: not set
cors_origins = ["https://a.example.com", "https://b.example.com"]  # environment variable CALLFLOW_HTTP_CORS_ORIGINS
requests_per_second = 100  # default
max_connections = 1024  # default

[auth]
secret = "***"  # environment variable JWT_SECRET
older_secrets = ["***"]  # environment variable CALLFLOW_AUTH_OLDER_SECRETS
# machine_key: not set
secure_cookies = true  # default

[leasing]
open_to = ["loopback"]  # default
seconds = 60  # default
# secret_key: not set
# change_command: not set

[webhooks]
workers = 10  # default
# allow_private: not set
retry_seconds = 5  # default
give_up_after_minutes = 1440  # default
keep_days = 30  # default

[realtime]
max_clients = 5000  # default
kept_messages = 8192  # default
client_messages = 256  # default
client_kib = 1024  # default
check_seconds = 10  # default

[control]
# rules: not set
# contexts: not set
# trunks: not set

[recordings]
# folders: not set
keep_days = 0  # default
# s3_url: not set
# s3_endpoint: not set
s3_region = "us-east-1"  # default
# s3_access_key: not set
# s3_secret_key: not set
s3_allow_http = false  # default
s3_remove_local = false  # default

[reports]
# schedules: not set
# smtp_url: not set
# mail_from: not set

[log]
filter = "info"  # default
format = "text"  # default
numbers = "redacted"  # default

[pbx.default]
host = "10.0.0.5"  # file callflow.toml:2:8
port = "x"  # environment variable AMI_PORT
username = "callflow"  # file callflow.toml:3:12
password = "***"  # file callflow.toml:4:12
tls = "off"  # default
# tls_ca: not set
# tls_name: not set
# wss: not set
"#;
    assert_eq!(Settings::gather(&sources).unwrap().to_toml(), wanted);
}

#[test]
fn nothing_shows_a_secret_in_its_debug_form() {
    const LONG: &str = "s3cret that is as long as it must be at least";
    let secrets = [
        ("CALLFLOW_PBX_DEFAULT_PASSWORD", "s3cret"),
        ("JWT_SECRET", LONG),
        ("CALLFLOW_AUTH_OLDER_SECRETS", LONG),
        ("CALLFLOW_AUTH_MACHINE_KEY", LONG),
        ("CALLFLOW_LEASING_SECRET_KEY", LONG),
        ("CALLFLOW_REPORTS_SMTP_URL", "smtps://me:s3cret@mail.example.com"),
        ("CALLFLOW_REPORTS_MAIL_FROM", "callflow@example.com"),
    ];
    let sources = sources(ONE_PBX, &secrets);
    let settings = Settings::gather(&sources).unwrap();
    let config = settings.config().unwrap();
    let debug = format!("{sources:?} {settings:?} {config:?} {:?}", settings.warnings());
    assert!(!debug.contains("s3cret"), "{debug}");
}

fn text() -> impl Strategy<Value = String> {
    // Quotes, backslashes, comments, controls and beyond the first plane.
    prop_oneof!["[a-z0-9]{1,8}", "[ -~\u{7f}\u{e9}\u{1f600}\t\u{1}]{1,12}"]
}

/// Host, user and port of an Asterisk, and the file of its certificate authorities.
fn pbx() -> impl Strategy<Value = (String, String, u16, Option<String>)> {
    let host = prop_oneof!["[a-z0-9.-]{1,12}", Just("2001:db8::1".to_owned())];
    (host, text(), 1_u16.., proptest::option::of(text()))
}

proptest! {
    #[test]
    fn what_is_printed_loads_again_to_the_same(
        (address, port) in (any::<std::net::IpAddr>(), any::<u16>()),
        connect: bool,
        plan in proptest::option::of(text()),
        // Slashes alone name no file.
        database in text().prop_filter("names a file", |name| name.bytes().any(|byte| byte != b'/')),
        json: bool,
        full: bool,
        pbxs in proptest::collection::btree_map("[A-Za-z0-9_-]{1,8}", pbx(), 1..4),
    ) {
        let quoted = |text: &str| toml::Value::from(text).to_string();
        let mut file = format!("listen = \"{}\"\nconnect = {connect}\n", std::net::SocketAddr::new(address, port));
        if let Some(plan) = &plan {
            file += &format!("plan = {}\n", quoted(plan));
        }
        let (format, numbers) = (if json { "json" } else { "text" }, if full { "full" } else { "redacted" });
        file += &format!("log = {{ format = \"{format}\", numbers = \"{numbers}\" }}\n");
        file += &format!("database.url = {}\n", quoted(&format!("sqlite:{}", database.replace('?', "_"))));
        for (name, (host, username, port, ca)) in &pbxs {
            file += &format!("[pbx.{name}]\nhost = \"{host}\"\nport = {port}\nusername = {}\n", quoted(username));
            file += "password = \"THE-SECRET\"\n";
            if let Some(ca) = ca {
                file += &format!("tls = \"on\"\ntls_ca = {}\n", quoted(ca));
            }
        }
        let first = Settings::gather(&sources(&file, &[])).unwrap();
        let printed = first.to_toml();
        prop_assert!(!printed.contains("THE-SECRET"));
        let text = printed.replace("password = \"***\"", "password = \"THE-SECRET\"");
        let again = Sources {
            file: Some(ConfigFile { path: "again.toml".into(), text }),
            env: Vec::new(),
            flags: Flags::default(),
        };
        prop_assert_eq!(told(&load(&again).unwrap()), told(&first.config().unwrap()));
    }
}
