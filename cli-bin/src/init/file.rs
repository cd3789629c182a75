//! The file that is written.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use callflow_server::config::{ConfigFile, Settings, Sources};

use super::answers::Answers;
use crate::cli::TlsArg;
use crate::configuration::wrong;
use crate::failure::Failure;

/// What stands in it; with a password of `ari.conf` that the server listens to ARI besides.
pub(super) fn text(answers: &Answers, password: &str, ari: Option<&str>, machine_key: &str) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let tls = match answers.tls {
        TlsArg::Off => "off",
        TlsArg::On => "on",
        TlsArg::Unverified => "unverified",
    };
    let of_ari = ari.map_or_else(String::new, |password| {
        let host = match answers.host.parse() {
            Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
            _ => answers.host.clone(),
        };
        format!(
            "\
# Its REST interface, for what applications play and record; https:// and port 8089 where its http.conf has TLS.
ari_url = {url}
ari_username = {username}
# The password of that user in ari.conf.
ari_password = {password}
",
            url = quoted(&format!("http://{host}:8088")),
            username = quoted(&answers.username),
            password = quoted(password),
        )
    });
    format!(
        "\
# Written by `callflow init`. docs/configuration.md explains every key. It holds secrets: keep it to its owner.

listen = {listen}

[database]
url = {database}

[auth]
# For `callflow top`, `callflow calls` and scripts on this machine. Users sign in by passwords of their own.
machine_key = {machine_key}

# The name is the first part of each call's id: keep it once calls are stored.
[pbx.{pbx}]
host = {host}
port = {port}
username = {username}
# The secret of that user in manager.conf.
password = {password}
tls = {tls}
{of_ari}",
        listen = quoted(&answers.listen.to_string()),
        database = quoted(&answers.database),
        machine_key = quoted(machine_key),
        pbx = answers.pbx,
        host = quoted(&answers.host),
        port = answers.port,
        username = quoted(&answers.username),
        password = quoted(password),
        tls = quoted(tls),
    )
}

/// Whether `callflowd` takes it: a flag may have said what it does not.
pub(super) fn check(path: &Path, text: &str) -> Result<(), Failure> {
    let file = ConfigFile { path: path.into(), text: text.into() };
    let settings = Settings::gather(&Sources { file: Some(file), ..Sources::default() });
    settings.and_then(|settings| settings.config()).map(|_| ()).map_err(wrong)
}

/// Writes it for its owner alone. Whatever was there goes only when the new one is whole.
pub(super) fn write(path: &Path, text: &str, replace: bool) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::Work(anyhow!("{}: cannot be written: {error}", path.display()));
    if !replace {
        return create(path, text).map_err(failed);
    }
    let part = PathBuf::from(format!("{}.part", path.display()));
    // What a run that was cut off has left.
    let _ = fs::remove_file(&part);
    create(&part, text).and_then(|()| fs::rename(&part, path)).map_err(failed)
}

/// A new file, and none that is there already, also if that was made a moment ago.
fn create(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;
    use crate::manager_conf::Purpose;

    fn answers(host: &str) -> Answers {
        Answers {
            pbx: "ams-1".into(),
            host: host.into(),
            port: 5039,
            tls: TlsArg::On,
            username: "callflow".into(),
            purpose: Purpose::Watch,
            from: [10, 0, 0, 7].into(),
            listen: SocketAddr::from(([0, 0, 0, 0], 8080)),
            database: "postgres://app:x\"y\\z@db/calls".into(),
            ari: false,
        }
    }

    #[test]
    fn what_is_written_is_what_was_answered() {
        let text = text(&answers("pbx.example.org"), "secret \"quoted\"", None, &"k".repeat(40));
        let path = Path::new("callflow.toml");
        check(path, &text).unwrap();
        let file = ConfigFile { path: path.into(), text };
        let settings = Settings::gather(&Sources { file: Some(file), ..Sources::default() }).unwrap();
        let config = settings.config().unwrap();
        let pbx = &config.pbx["ams-1"];
        use secrecy::ExposeSecret;
        assert_eq!(
            (&*pbx.host, pbx.port, &*pbx.username, pbx.password.expose_secret()),
            ("pbx.example.org", 5039, "callflow", "secret \"quoted\"")
        );
        assert_eq!(config.database.url.expose_secret(), "postgres://app:x\"y\\z@db/calls");
        assert_eq!(config.listen, Some(SocketAddr::from(([0, 0, 0, 0], 8080))));
    }

    #[test]
    fn ari_is_listened_to_at_the_same_host() {
        for (host, url) in [("pbx.example.org", "http://pbx.example.org:8088"), ("::1", "http://[::1]:8088")]
        {
            let text = text(&answers(host), "x", Some("of ari.conf"), &"k".repeat(40));
            check(Path::new("callflow.toml"), &text).unwrap();
            let written: toml::Table = text.parse().unwrap();
            let pbx = &written["pbx"]["ams-1"];
            assert_eq!(
                (pbx["ari_url"].as_str(), pbx["ari_password"].as_str()),
                (Some(url), Some("of ari.conf"))
            );
        }
    }

    #[test]
    fn what_the_server_would_refuse_is_not_written() {
        let mut answers = answers("pbx.example.org");
        answers.database = "oracle://db".into();
        let text = text(&answers, "x", None, &"k".repeat(40));
        assert!(matches!(check(Path::new("callflow.toml"), &text), Err(Failure::Input(_))));
    }
}
