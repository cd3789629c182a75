//! What is refused, and in which words.

use std::ffi::OsString;

use super::{ONE_PBX, load, refused, sources};

#[test]
fn unknown_keys_are_named_with_the_nearest_known_one() {
    for (file, message) in [
        ("lisen = \"\"", "callflow.toml:1:1: unknown key lisen; did you mean listen?"),
        ("[databse]\nurl = \"\"", "callflow.toml:1:2: unknown key databse; did you mean database?"),
        (
            "\n[database]\n  ulr = \"\"",
            "callflow.toml:3:3: unknown key database.ulr; did you mean database.url?",
        ),
        ("database_url = \"\"", "callflow.toml:1:1: unknown key database_url; did you mean database.url?"),
        ("log.fliter = \"\"", "callflow.toml:1:5: unknown key log.fliter; did you mean log.filter?"),
        ("[pbx.x]\nhots = \"\"", "callflow.toml:2:1: unknown key pbx.x.hots; did you mean pbx.x.host?"),
        (
            "[pbx.x]\ncolour = \"\"",
            "callflow.toml:2:1: unknown key pbx.x.colour; known are pbx.x.host, pbx.x.password, pbx.x.port, \
             pbx.x.tls, pbx.x.tls_ca, pbx.x.tls_name, pbx.x.username, pbx.x.wss",
        ),
        (
            "[telephone]",
            "callflow.toml:1:2: unknown key telephone; known are auth, connect, control, database, \
             development, http, journal, leasing, listen, log, metrics_listen, pbx, plan, realtime, \
             recordings, reports, retention, webhooks",
        ),
        ("\"lis\\nten\" = 1", "callflow.toml:1:1: unknown key lis\\nten; did you mean listen?"),
    ] {
        assert_eq!(refused(file, &[]), message, "{file}");
    }
}

#[test]
fn unknown_variables_are_named_with_the_nearest_known_one() {
    for (name, hint) in [
        ("CALLFLOW_LISTN", "did you mean CALLFLOW_LISTEN?"),
        ("CALLFLOW_DATABASEURL", "did you mean CALLFLOW_DATABASE_URL?"),
        ("CALLFLOW_PBX_DEFAULT_HOSTS", "did you mean CALLFLOW_PBX_DEFAULT_HOST?"),
        ("CALLFLOW_PBX_AMSTERDAM_PASWORD", "did you mean CALLFLOW_PBX_AMSTERDAM_PASSWORD?"),
        ("CALLFLOW_PBX_HOST", "did you mean CALLFLOW_PBX_DEFAULT_HOST?"),
        ("CALLFLOW_CONFG", "did you mean CALLFLOW_CONFIG?"),
        (
            "CALLFLOW_X",
            "known are CALLFLOW_AUTH_MACHINE_KEY, CALLFLOW_AUTH_OLDER_SECRETS, CALLFLOW_AUTH_SECRET, \
             CALLFLOW_AUTH_SECURE_COOKIES, CALLFLOW_CONFIG, CALLFLOW_CONNECT, \
             CALLFLOW_CONTROL_CONTEXTS, CALLFLOW_CONTROL_RULES, CALLFLOW_CONTROL_TRUNKS, CALLFLOW_DATABASE_URL, CALLFLOW_DEVELOPMENT, CALLFLOW_HTTP_CORS_ORIGINS, \
             CALLFLOW_HTTP_MAX_CONNECTIONS, CALLFLOW_HTTP_REQUESTS_PER_SECOND, CALLFLOW_HTTP_TLS_CERTIFICATE, \
             CALLFLOW_HTTP_TLS_KEY, CALLFLOW_HTTP_TRUSTED_PROXIES, CALLFLOW_JOURNAL_KEEP_MINUTES, \
             CALLFLOW_JOURNAL_MAX_MIB, CALLFLOW_JOURNAL_PATH, CALLFLOW_JOURNAL_SYNC, \
             CALLFLOW_LEASING_CHANGE_COMMAND, CALLFLOW_LEASING_OPEN_TO, CALLFLOW_LEASING_SECONDS, \
             CALLFLOW_LEASING_SECRET_KEY, CALLFLOW_LISTEN, CALLFLOW_LOG_FILTER, CALLFLOW_LOG_FORMAT, \
             CALLFLOW_LOG_NUMBERS, CALLFLOW_METRICS_LISTEN, CALLFLOW_PBX_DEFAULT_HOST, \
             CALLFLOW_PBX_DEFAULT_PASSWORD, CALLFLOW_PBX_DEFAULT_PORT, CALLFLOW_PBX_DEFAULT_TLS, \
             CALLFLOW_PBX_DEFAULT_TLS_CA, CALLFLOW_PBX_DEFAULT_TLS_NAME, CALLFLOW_PBX_DEFAULT_USERNAME, \
             CALLFLOW_PBX_DEFAULT_WSS, CALLFLOW_PLAN, CALLFLOW_REALTIME_CHECK_SECONDS, \
             CALLFLOW_REALTIME_CLIENT_KIB, CALLFLOW_REALTIME_CLIENT_MESSAGES, CALLFLOW_REALTIME_KEPT_MESSAGES, \
             CALLFLOW_REALTIME_MAX_CLIENTS, CALLFLOW_RECORDINGS_FOLDERS, \
             CALLFLOW_RECORDINGS_KEEP_DAYS, CALLFLOW_RECORDINGS_S3_ACCESS_KEY, \
             CALLFLOW_RECORDINGS_S3_ALLOW_HTTP, CALLFLOW_RECORDINGS_S3_ENDPOINT, CALLFLOW_RECORDINGS_S3_REGION, \
             CALLFLOW_RECORDINGS_S3_REMOVE_LOCAL, CALLFLOW_RECORDINGS_S3_SECRET_KEY, CALLFLOW_RECORDINGS_S3_URL, \
             CALLFLOW_REPORTS_MAIL_FROM, CALLFLOW_REPORTS_SCHEDULES, \
             CALLFLOW_REPORTS_SMTP_URL, CALLFLOW_RETENTION_AGENT_INTERVALS_DAYS, \
             CALLFLOW_RETENTION_AUDIT_DAYS, CALLFLOW_RETENTION_CALLS_DAYS, CALLFLOW_RETENTION_DEVICE_EVENTS_DAYS, \
             CALLFLOW_WEBHOOKS_ALLOW_PRIVATE, CALLFLOW_WEBHOOKS_GIVE_UP_AFTER_MINUTES, CALLFLOW_WEBHOOKS_KEEP_DAYS, \
             CALLFLOW_WEBHOOKS_RETRY_SECONDS, CALLFLOW_WEBHOOKS_WORKERS",
        ),
    ] {
        assert_eq!(refused("", &[(name, "")]), format!("environment: unknown variable {name}; {hint}"));
    }
}

#[test]
fn what_is_no_toml_is_told_by_its_place() {
    for (file, message) in [
        ("listen = ", "callflow.toml:1:10: string values must be quoted, expected literal string"),
        ("listen", "callflow.toml:1:7: key with no value, expected `=`"),
        ("plan = \"a\"\nplan = \"b\"", "callflow.toml:2:1: duplicate key"),
        (
            "[pbx.x]\npassword = s3cret",
            "callflow.toml:2:12: string values must be quoted, expected literal string",
        ),
        ("[pbx.x]\npassword = \"s3cret", "callflow.toml:2:19: invalid basic string, expected `\"`"),
    ] {
        assert_eq!(refused(file, &[]), message, "{file}");
    }
}

#[test]
fn wrong_types_are_told() {
    for (file, message) in [
        ("listen = 8080", "callflow.toml:1:10: listen: wants a text in quotes, here is a number"),
        (
            "[pbx.x]\ntls = true",
            "callflow.toml:2:7: pbx.x.tls: wants a text in quotes, here is true or false",
        ),
        (
            "[pbx.x]\nport = \"5038\"",
            "callflow.toml:2:8: pbx.x.port: wants a number without quotes, here is a text",
        ),
        ("log = \"info\"", "callflow.toml:1:7: log: wants a table, as [log]; here is a text"),
        ("[[pbx]]\nhost = \"h\"", "callflow.toml:1:1: pbx: wants a table, as [pbx]; here is a list"),
        (
            "[pbx]\nhost = \"h\"",
            "callflow.toml:2:1: pbx.host: belongs to one PBX; write it under [pbx.default], as host",
        ),
        (
            "connect = \"no\"",
            "callflow.toml:1:11: connect: wants true or false, without quotes, here is a text",
        ),
        (
            "[pbx.\"a b\"]\nhost = \"h\"",
            "callflow.toml:1:6: pbx.a b: the name of a PBX is of letters, digits, '_' and '-'",
        ),
        ("[pbx.x]", "callflow.toml:1:6: pbx.x: has no keys; it needs host, username and password"),
    ] {
        assert_eq!(refused(file, &[]), message, "{file}");
    }
}

#[test]
fn wrong_values_are_told_with_their_layer() {
    const LISTEN: &str = "is no IP address with a port; write 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080";
    const SERVER: &str = "names no server; write SCHEME://USER:PASSWORD@HOST/DATABASE";
    const NUMBER: &str = "is out of range; write a number from";
    let variable = |name: &str, value: &str| refused(ONE_PBX, &[(name, value)]);
    for (name, value, what) in [
        ("CALLFLOW_LISTEN", "localhost:8080", format!("listen: \"localhost:8080\" {LISTEN}")),
        ("CALLFLOW_LISTEN", "8\n", format!("listen: \"8\\n\" {LISTEN}")),
        (
            "CALLFLOW_LOG_FORMAT",
            "xml",
            "log.format: \"xml\" is neither \"text\" nor \"json\"; write one of them".into(),
        ),
        (
            "CALLFLOW_LOG_NUMBERS",
            "all",
            "log.numbers: \"all\" is neither \"redacted\" nor \"full\"; write one of them".into(),
        ),
        (
            "CALLFLOW_LOG_FILTER",
            "a=loud",
            "log.filter: \"a=loud\" is no filter (error parsing level filter: expected one of \"off\", \"error\", \
             \"warn\", \"info\", \"debug\", \"trace\", or a number 0-5); write info, or \
             callflow_server=debug,info"
                .into(),
        ),
        (
            "ENABLE_AMI_LISTENER",
            "maybe",
            "connect: \"maybe\" is neither true nor false; write one of them".into(),
        ),
        ("DATABASE_URL", "postgresql://", format!("database.url: {SERVER}")),
        ("CALLFLOW_DATABASE_URL", "mysql:", format!("database.url: {SERVER}")),
        ("MONGODB_URI", "mongodb+srv://", format!("database.url: {SERVER}")),
        ("CALLFLOW_JOURNAL_MAX_MIB", "1", format!("journal.max_mib: \"1\" {NUMBER} 16 to 4294967295")),
        ("CALLFLOW_JOURNAL_KEEP_MINUTES", "-1", format!("journal.keep_minutes: \"-1\" {NUMBER} 0 to 525960000")),
        ("CALLFLOW_RETENTION_CALLS_DAYS", "ten", format!("retention.calls_days: \"ten\" {NUMBER} 0 to 365250")),
        (
            "DATABASE_URL",
            "s3cret",
            "database.url: names no known database; write sqlite:callflow.db, or a URL that begins with postgres:, \
             mysql: or mongodb:"
                .into(),
        ),
        (
            "DATABASE_URL",
            "sqlite://",
            "database.url: names no file; write sqlite:callflow.db or sqlite:///var/lib/callflow/callflow.db"
                .into(),
        ),
        (
            "AMI_HOST",
            "pbx:5038",
            "pbx.default.host: \"pbx:5038\" is no host; write a name or an address alone, the port goes to \
             pbx.default.port"
                .into(),
        ),
        (
            "ASTERISK_AMI_PORT",
            "0",
            "pbx.default.port: \"0\" is no port; write a number from 1 to 65535, mostly 5038".into(),
        ),
        (
            "CALLFLOW_PBX_DEFAULT_TLS",
            "yes",
            "pbx.default.tls: \"yes\" is none of \"off\", \"on\" and \"unverified\"; write one of them".into(),
        ),
        (
            "CALLFLOW_PBX_DEFAULT_TLS_CA",
            "ca.pem",
            "pbx.default.tls_ca: has no effect while pbx.default.tls is \"off\"; write \"on\" there, or leave this out"
                .into(),
        ),
        ("AMI_PASSWORD", "s3\r\ncret", "pbx.default.password: has a line break; take it out".into()),
    ] {
        assert_eq!(variable(name, value), format!("environment variable {name}: {what}"));
    }
    assert_eq!(
        refused(&format!("plan = \"\"\n{ONE_PBX}"), &[]),
        "callflow.toml:1:8: plan: empty; name a file or leave the key out"
    );
    assert_eq!(
        refused(&ONE_PBX.replace("s3cret", ""), &[]),
        "callflow.toml:4:12: pbx.default.password: empty; write the one that manager.conf has"
    );
    assert_eq!(
        refused(&format!("{ONE_PBX}tls = \"unverified\"\ntls_name = \"pbx\"\n"), &[]),
        "callflow.toml:6:12: pbx.default.tls_name: has no effect while pbx.default.tls is \"unverified\"; write \"on\" \
         there, or leave this out"
    );
    assert_eq!(
        refused(&format!("{ONE_PBX}tls = \"on\"\ntls_ca = \"\"\n"), &[]),
        "callflow.toml:6:10: pbx.default.tls_ca: empty; leave the key out"
    );
    let mut flag = sources(ONE_PBX, &[]);
    flag.flags.listen = Some("here".into());
    assert_eq!(load(&flag).unwrap_err().to_string(), format!("flag --listen: listen: \"here\" {LISTEN}"));
}

#[test]
fn what_is_missing_is_told_with_how_to_set_it() {
    assert_eq!(
        refused("[pbx.default]\nhost = \"h\"\nusername = \"u\"", &[]),
        "pbx.default.password: not set (callflow.toml:2:8 speaks of this PBX); set password under [pbx.default], or \
         CALLFLOW_PBX_DEFAULT_PASSWORD or AMI_PASSWORD"
    );
    assert_eq!(
        refused(ONE_PBX, &[("CALLFLOW_PBX_WEST_PORT", "5039")]),
        "pbx.west.host: not set (environment variable CALLFLOW_PBX_WEST_PORT speaks of this PBX); set host under \
         [pbx.west], or CALLFLOW_PBX_WEST_HOST"
    );
    assert_eq!(
        refused("", &[]),
        "pbx: no Asterisk is named; write [pbx.default] with host, username and password in callflow.toml, or set \
         AMI_HOST, AMI_USERNAME and AMI_PASSWORD (to serve stored calls alone: ENABLE_AMI_LISTENER=false; to see \
         it at work: --demo)"
    );
    load(&sources("", &[("ENABLE_AMI_LISTENER", "false")])).unwrap();
}

#[cfg(unix)]
#[test]
fn a_value_that_is_not_utf8_is_told() {
    use std::os::unix::ffi::OsStringExt;
    let mut sources = sources(ONE_PBX, &[]);
    sources.env.push(("CALLFLOW_PLAN".into(), OsString::from_vec(vec![0xff])));
    assert_eq!(
        load(&sources).unwrap_err().to_string(),
        "environment variable CALLFLOW_PLAN: plan: not UTF-8"
    );
    // That of another program is no concern of ours.
    sources.env = vec![("OTHER".into(), OsString::from_vec(vec![0xff]))];
    load(&sources).unwrap();
}
