//! Which value counts.

use callflow_server::config::{COMMAND_VARIABLES, Config, Flags, Key, Layer, Pbx, Settings, Sources, Tls};
use secrecy::ExposeSecret;

use super::{ONE_PBX, load, sources};

#[test]
fn defaults_serve_one_pbx() {
    let config = load(&sources(ONE_PBX, &[])).unwrap();
    assert_eq!(config.listen, Some("127.0.0.1:8080".parse().unwrap()));
    assert_eq!(config.database.url.expose_secret(), "sqlite:callflow.db");
    assert_eq!(config.plan, None);
    assert_eq!((&*config.log.filter, config.log.json, config.log.full_numbers), ("info", false, false));
    let pbx = &config.pbx["default"];
    assert_eq!((&*pbx.host, pbx.port, &*pbx.username), ("10.0.0.5", 5038, "callflow"));
    assert_eq!(pbx.tls, Tls::Off);
    assert_eq!(pbx.password.expose_secret(), "s3cret");
}

#[test]
fn every_key_of_the_file_is_read() {
    let file = r#"
        listen = "[::]:80"
        metrics_listen = "[::1]:81"
        development = true
        plan = "plan.toml"
        [database]
        url = "sqlite:///var/lib/callflow.db"
        [journal]
        path = "/srv/callflow.journal"
        max_mib = 100
        keep_minutes = 5
        sync = false
        [retention]
        calls_days = 730
        agent_intervals_days = 90
        device_events_days = 30
        audit_days = 7
        [http]
        tls_certificate = "chain.pem"
        tls_key = "key.pem"
        trusted_proxies = ["10.0.0.2", "10.1.0.0/16"]
        cors_origins = ["https://board.example.com"]
        requests_per_second = 0
        max_connections = 7
        [auth]
        secret = "0123456789abcdef0123456789abcdef"
        older_secrets = ["123456789abcdef0123456789abcdef0"]
        machine_key = "23456789abcdef0123456789abcdef01"
        secure_cookies = false
        [leasing]
        open_to = ["192.0.2.0/24"]
        seconds = 30
        secret_key = "3456789abcdef0123456789abcdef012"
        change_command = "/bin/change"
        [webhooks]
        workers = 3
        allow_private = ["10.2.0.0/16"]
        retry_seconds = 2
        give_up_after_minutes = 60
        keep_days = 8
        [realtime]
        max_clients = 70
        kept_messages = 71
        client_messages = 72
        client_kib = 73
        check_seconds = 74
        [control]
        rules = "rules.toml"
        contexts = ["from-internal", "out"]
        trunks = "one, two"
        [recordings]
        folders = ["/srv/monitor", "/spool=/mnt/spool"]
        keep_days = 90
        [reports]
        schedules = "reports.toml"
        smtp_url = "smtps://me:s3cret@mail.example.com"
        mail_from = "callflow@example.com"
        [log]
        filter = "callflow_server=debug,info"
        format = "json"
        numbers = "full"
        [pbx.amsterdam]
        host = "ams"
        port = 0x13af
        username = "a"
        password = "b"
        tls = "unverified"
        wss = "wss://ams/ws"
        [pbx.new-york]
        host = "2001:db8::1"
        username = "c"
        password = "d"
        tls = "on"
        tls_ca = "ca.pem"
        tls_name = "pbx"
    "#;
    let config = load(&sources(file, &[])).unwrap();
    assert_eq!(
        super::told(&config),
        "Some([::]:80) Some([::1]:81) \
         Http { tls: Some(HttpTls { certificate: \"chain.pem\", key: \"key.pem\" }), \
         trusted_proxies: [10.0.0.2/32, 10.1.0.0/16], cors_origins: [\"https://board.example.com\"], \
         requests_per_second: None, max_connections: 7 } \
         auth 0123456789abcdef0123456789abcdef 123456789abcdef0123456789abcdef0 23456789abcdef0123456789abcdef01 \
         false true leasing Networks([192.0.2.0/24]) 30s 3456789abcdef0123456789abcdef012 Some(\"/bin/change\") \
         WebhookSettings { workers: 3, allow_private: [10.2.0.0/16], first_retry: 2s, give_up_after: 3600s, \
         keep: 691200s } \
         RealtimeSettings { max_clients: 70, kept_messages: 71, client_messages: 72, client_bytes: 74752, \
         check_every: 74s } \
         ControlSettings { rules: Some(\"rules.toml\"), contexts: [\"from-internal\", \"out\"], \
         trunks: [\"one\", \"two\"] } \
         Recordings { folders: Folders([Folder { told: \"/srv/monitor\", here: \"/srv/monitor\" }, \
         Folder { told: \"/spool\", here: \"/mnt/spool\" }]), keep: Some(7776000s), copies: None } \
         ReportSettings { schedules: Some(\"reports.toml\"), mail: Some(MailSettings { \
         smtp_url: SecretBox<str>([REDACTED]), from: \"callflow@example.com\" }) } \"sqlite:///var/lib/callflow.db\" \
         JournalOptions { path: \"/srv/callflow.journal\", max_bytes: 104857600, keep: 300s, sync: false } \
         Retention { calls: Some(63072000s), agent_intervals: Some(7776000s), device_events: Some(2592000s), \
         audit: Some(604800s) } \
         [(\"amsterdam\", \"ams\", 5039, \"a\", \"b\", Unverified, \"wss://ams/ws\"), \
         (\"new-york\", \"2001:db8::1\", 5039, \"c\", \"d\", On { ca: Some(\"ca.pem\"), name: Some(\"pbx\") }, \
         \"wss://[2001:db8::1]:8089/ws\")] \
         Some(\"plan.toml\") \
         Log { filter: \"callflow_server=debug,info\", json: true, full_numbers: true }"
    );
}

fn the_pbx(config: &Config) -> &Pbx {
    config.pbx.get("default").unwrap()
}

/// What a case looks at.
type Look = fn(&Config) -> String;

const LISTEN: Look = |config| config.listen.unwrap().to_string();
const DATABASE: Look = |config| config.database.url.expose_secret().into();
const PLAN: Look = |config| config.plan.as_ref().unwrap().display().to_string();
const HOST: Look = |config| the_pbx(config).host.clone();
const PORT: Look = |config| the_pbx(config).port.to_string();
const USERNAME: Look = |config| the_pbx(config).username.clone();
const PASSWORD: Look = |config| the_pbx(config).password.expose_secret().into();
const TLS: Look = |config| format!("{:?}", the_pbx(config).tls);
const LOG: Look = |config| format!("{} {} {}", config.log.filter, config.log.json, config.log.full_numbers);
const PBXS: Look = |config| config.pbx.keys().cloned().collect::<Vec<_>>().join(" ");

#[test]
fn the_environment_wins_over_the_file() {
    for (env, look, wanted) in [
        (&[("CALLFLOW_LISTEN", "0.0.0.0:1")] as &[_], LISTEN, "0.0.0.0:1"),
        (&[("CALLFLOW_DATABASE_URL", "sqlite:x")], DATABASE, "sqlite:x"),
        (&[("CALLFLOW_PLAN", "p.toml")], PLAN, "p.toml"),
        (&[("CALLFLOW_LOG_FILTER", "warn")], LOG, "warn false false"),
        (&[("CALLFLOW_LOG_FORMAT", "json")], LOG, "info true false"),
        (&[("CALLFLOW_LOG_NUMBERS", "full")], LOG, "info false true"),
        (&[("CALLFLOW_PBX_DEFAULT_HOST", "h")], HOST, "h"),
        (&[("CALLFLOW_PBX_DEFAULT_PORT", "1")], PORT, "1"),
        (&[("CALLFLOW_PBX_DEFAULT_USERNAME", "u")], USERNAME, "u"),
        (&[("CALLFLOW_PBX_DEFAULT_PASSWORD", "p")], PASSWORD, "p"),
        (&[("CALLFLOW_PBX_DEFAULT_TLS", "unverified")], TLS, "Unverified"),
        (
            &[("CALLFLOW_PBX_DEFAULT_TLS", "on"), ("CALLFLOW_PBX_DEFAULT_TLS_CA", "c")],
            TLS,
            "On { ca: Some(\"c\"), name: None }",
        ),
        (
            &[("CALLFLOW_PBX_DEFAULT_TLS", "on"), ("CALLFLOW_PBX_DEFAULT_TLS_NAME", "n")],
            TLS,
            "On { ca: None, name: Some(\"n\") }",
        ),
        // The port follows, unless it is named.
        (&[("CALLFLOW_PBX_DEFAULT_TLS", "on")], PORT, "5039"),
        (&[("CALLFLOW_PBX_DEFAULT_TLS", "off")], PORT, "5038"),
        (&[("CALLFLOW_PBX_DEFAULT_TLS", "on"), ("AMI_PORT", "5038")], PORT, "5038"),
        (&[("CALLFLOW_CONNECT", "false")], PBXS, ""),
        // Names of earlier backends.
        (&[("DATABASE_URL", "sqlite:x")], DATABASE, "sqlite:x"),
        (&[("AMI_HOST", "h")], HOST, "h"),
        (&[("AMI_PORT", "1")], PORT, "1"),
        (&[("AMI_USERNAME", "u")], USERNAME, "u"),
        (&[("AMI_PASSWORD", "p")], PASSWORD, "p"),
        (&[("ASTERISK_HOST", "h")], HOST, "h"),
        (&[("ASTERISK_AMI_PORT", "1")], PORT, "1"),
        (&[("ASTERISK_AMI_USERNAME", "u")], USERNAME, "u"),
        (&[("ASTERISK_AMI_PASSWORD", "p")], PASSWORD, "p"),
        (&[("ENABLE_AMI_LISTENER", "false")], PBXS, ""),
        (&[("ENABLE_AMI_LISTENER", "0")], PBXS, ""),
        (&[("ENABLE_AMI_LISTENER", "True")], PBXS, "default"),
        // The canonical name wins over an older one, which is not even looked at, and AMI_ over ASTERISK_.
        (&[("AMI_HOST", "old"), ("CALLFLOW_PBX_DEFAULT_HOST", "new")], HOST, "new"),
        (&[("AMI_HOST", "h"), ("ASTERISK_HOST", "later")], HOST, "h"),
        (&[("CALLFLOW_CONNECT", "true"), ("ENABLE_AMI_LISTENER", "maybe")], PBXS, "default"),
        // Set to nothing is not set.
        (&[("CALLFLOW_LISTEN", ""), ("AMI_HOST", "")], LISTEN, "127.0.0.1:9"),
        (&[("AMI_HOST", ""), ("ASTERISK_HOST", "h")], HOST, "h"),
        (&[("CALLFLOW_PBX_DEFAULT_HOST", ""), ("AMI_HOST", "h")], HOST, "h"),
        // Of no concern here.
        (
            &[("CALLFLOW_CONFIG", "callflow.toml"), ("PATH", "/bin"), ("callflow_listen", "x")],
            LISTEN,
            "127.0.0.1:9",
        ),
    ] {
        let file = format!("listen = \"127.0.0.1:9\"\n{ONE_PBX}");
        assert_eq!(look(&load(&sources(&file, env)).unwrap()), wanted, "{env:?}");
    }
}

/// One shell may start both.
#[test]
fn variables_of_the_command_are_passed_over() {
    let set = COMMAND_VARIABLES.map(|name| (name, "some text"));
    let config = load(&sources(ONE_PBX, &set)).unwrap();
    assert_eq!(config.listen, Some("127.0.0.1:8080".parse().unwrap()));
    assert!(config.auth.machine_key.is_none(), "CALLFLOW_API_KEY is no key of the server");
}

#[test]
fn a_pbx_of_the_environment_is_added_in_lower_case() {
    let env = [
        ("CALLFLOW_PBX_NEW_YORK_HOST", "ny"),
        ("CALLFLOW_PBX_NEW_YORK_USERNAME", "u"),
        ("CALLFLOW_PBX_NEW_YORK_PASSWORD", "p"),
    ];
    assert_eq!(PBXS(&load(&sources(ONE_PBX, &env)).unwrap()), "default new_york");
    // The file's spelling is kept where it has the same one.
    let file = ONE_PBX.replace("default", "New-York");
    let config = load(&sources(&file, &env)).unwrap();
    assert_eq!((PBXS(&config), &*config.pbx["New-York"].host), ("New-York".into(), "ny"));
}

#[test]
fn a_flag_wins_over_all() {
    let mut sources =
        sources(&format!("listen = \"1.1.1.1:1\"\n{ONE_PBX}"), &[("CALLFLOW_LISTEN", "2.2.2.2:2")]);
    sources.flags.listen = Some("3.3.3.3:3".into());
    assert_eq!(LISTEN(&load(&sources).unwrap()), "3.3.3.3:3");
    assert_eq!(Settings::gather(&sources).unwrap().layer(&Key::Listen), Some(&Layer::Flag("--listen")));
}

#[test]
fn the_demo_needs_and_takes_nothing_but_listen_and_log() {
    let flags = Flags { demo: true, ..Flags::default() };
    let demo = Sources {
        flags,
        ..sources(ONE_PBX, &[("MONGODB_URI", "mongodb://h/d"), ("CALLFLOW_PLAN", "nowhere")])
    };
    let config = load(&demo).unwrap();
    assert_eq!(
        (PBXS(&config), DATABASE(&config), config.plan),
        (String::new(), "sqlite:callflow.db".into(), None)
    );
    load(&Sources { file: None, env: Vec::new(), ..demo }).unwrap();
}

#[test]
fn ari_is_listened_to_where_its_address_is_known() {
    let ari = |env: &[(&str, &str)]| {
        let config = load(&sources(ONE_PBX, env)).unwrap();
        let ari = the_pbx(&config).ari.clone();
        ari.map(|ari| {
            let app = ari.app.unwrap_or_else(|| "its own".into());
            [ari.url, ari.username, ari.password.expose_secret().into(), app].join(" ")
        })
    };
    assert_eq!(ari(&[]), None);
    assert_eq!(ari(&[("ASTERISK_ARI_APP", "a")]), None, "of itself it says nothing");
    let older = [
        ("ASTERISK_ARI_URL", "http://h:8088/ari"),
        ("ASTERISK_ARI_USERNAME", "u"),
        ("ASTERISK_ARI_PASSWORD", "p"),
    ];
    assert_eq!(ari(&older).as_deref(), Some("http://h:8088/ari u p its own"));
    let canonical = [
        ("CALLFLOW_PBX_DEFAULT_ARI_URL", "https://h"),
        ("CALLFLOW_PBX_DEFAULT_ARI_USERNAME", "v"),
        ("CALLFLOW_PBX_DEFAULT_ARI_PASSWORD", "q"),
        ("CALLFLOW_PBX_DEFAULT_ARI_APP", "menu"),
    ];
    assert_eq!(ari(&canonical).as_deref(), Some("https://h v q menu"));
    assert_eq!(
        ari(&[older, [canonical[0], canonical[1], canonical[2]]].concat()).as_deref(),
        Some("https://h v q its own")
    );
}

#[test]
fn what_has_no_effect_is_told() {
    for (env, wanted) in [
        (
            &[("USE_MOCK_DIALER", "true")] as &[_],
            "environment variable USE_MOCK_DIALER has no effect yet: a dialer that only says that it dials comes with a \
             later version",
        ),
        (
            &[("ASTERISK_ARI_APP", "a"), ("CALLFLOW_PBX_DEFAULT_ARI_APP", "b")],
            "environment variable ASTERISK_ARI_APP has no effect: CALLFLOW_PBX_DEFAULT_ARI_APP is set to something \
             else and counts",
        ),
        (
            &[("AMI_HOST", "a"), ("CALLFLOW_PBX_DEFAULT_HOST", "b")],
            "environment variable AMI_HOST has no effect: CALLFLOW_PBX_DEFAULT_HOST is set to something else and \
             counts",
        ),
        (
            &[("DATABASE_URL", "sqlite:a"), ("MONGODB_URI", "mongodb://u:s3cret@h/d")],
            "environment variable MONGODB_URI has no effect: DATABASE_URL is set to something else and counts",
        ),
        (&[("AMI_HOST", "a"), ("ASTERISK_HOST", "a"), ("CALLFLOW_PBX_DEFAULT_HOST", "a")], ""),
        (&[("ASTERISK_ARI_APP", ""), ("REDIS_URL", "")], ""),
    ] {
        let settings = Settings::gather(&sources(ONE_PBX, env)).unwrap();
        let told: Vec<_> = settings.warnings().iter().map(ToString::to_string).collect();
        assert_eq!(told.join("\n"), wanted, "{env:?}");
    }
}
