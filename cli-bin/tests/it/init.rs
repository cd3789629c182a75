//! `callflow init`.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use callflow_server::config::{ConfigFile, Settings, Sources};

use crate::pty::Terminal;
use crate::run::{callflow, file, folder};

/// Whether `callflowd` takes the file: the program says so where it was built with these tests, else what it calls.
#[track_caller]
fn assert_taken(path: &Path) {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_callflow")).with_file_name("callflowd");
    if program.exists() {
        let mut command = Command::new(program);
        command.arg("--check-config").arg("--config").arg(path).env_clear();
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), &*said), (Some(0), "configuration is valid\n"));
    }
    let file = ConfigFile { path: path.into(), text: fs::read_to_string(path).unwrap() };
    Settings::gather(&Sources { file: Some(file), ..Sources::default() }).unwrap().config().unwrap();
}

/// The value of a key in what was written or printed.
fn value(text: &str, key: &str) -> String {
    let line = text.lines().find_map(|line| line.trim_start().strip_prefix(&format!("{key} = ")));
    line.unwrap_or_else(|| panic!("no {key} in:\n{text}")).trim_matches('"').to_owned()
}

#[test]
fn a_configuration_is_written_that_the_server_takes() {
    let path = folder("init-written").join("callflow.toml");
    let name = path.to_str().unwrap();
    let said = callflow(&["init", "--yes", "--output", name]).well();
    assert_taken(&path);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let written = fs::read_to_string(&path).unwrap();
    let secret = value(&written, "password");
    assert_eq!((secret.len(), value(&said, "secret")), (64, secret.clone()));
    assert!(value(&written, "machine_key").len() >= 32 && value(&written, "machine_key") != secret);
    assert!(!said.contains(&value(&written, "machine_key")), "{said}");
    assert_eq!(value(&said, "write"), "reporting");
    assert_eq!(value(&said, "read"), "system,call,agent,dialplan,dtmf");
    assert!(said.contains("permit = 127.0.0.1/255.255.255.255") && !said.contains("ari.conf"), "{said}");
}

#[test]
fn flags_say_what_nobody_is_asked() {
    let path = folder("init-flags").join("callflow.toml");
    let name = path.to_str().unwrap();
    let args = [
        "init",
        "--yes",
        "--output",
        name,
        "--host",
        "10.0.0.5",
        "--tls",
        "on",
        "--username",
        "watcher",
        "--for",
        "record",
        "--pbx",
        "ams-1",
        "--from",
        "10.0.0.7",
        "--listen",
        "0.0.0.0:9000",
        "--database",
        "postgres://app@db/calls",
        "--ari",
    ];
    let said = callflow(&args).well();
    assert_taken(&path);
    let written = fs::read_to_string(&path).unwrap();
    for (key, want) in [
        ("host", "10.0.0.5"),
        ("port", "5039"),
        ("tls", "on"),
        ("username", "watcher"),
        ("listen", "0.0.0.0:9000"),
        ("url", "postgres://app@db/calls"),
    ] {
        assert_eq!(value(&written, key), want, "{key}");
    }
    assert!(written.contains("[pbx.ams-1]\n"), "{written}");
    assert!(said.contains("[watcher]") && said.contains("permit = 10.0.0.7/255.255.255.255"), "{said}");
    assert_eq!(value(&said, "write"), "reporting,call,agent,originate,system");
    // A secret of its own for ARI.
    assert!(said.contains("ari.conf") && value(&said, "password") != value(&said, "secret"), "{said}");
    assert_eq!(value(&written, "ari_password"), value(&said, "password"));
    assert_eq!(value(&written, "ari_url"), "http://10.0.0.5:8088");
}

#[test]
fn what_is_there_is_replaced_only_when_told() {
    let folder = folder("init-there");
    let path = file(&folder, "callflow.toml", "listen = \"127.0.0.1:1\"\n");
    let said = callflow(&["init", "--yes", "--output", &path]);
    assert_eq!((said.status, &*said.out), (2, ""));
    assert!(said.err.contains("is there already; --replace takes its place"), "{}", said.err);
    assert_eq!(fs::read_to_string(&path).unwrap(), "listen = \"127.0.0.1:1\"\n");
    callflow(&["init", "--yes", "--output", &path, "--replace"]).well();
    assert_taken(Path::new(&path));
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600,
        "also where it was open to others"
    );
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1, "nothing else is left");
    // Each has a secret of its own.
    let before = value(&fs::read_to_string(&path).unwrap(), "password");
    callflow(&["init", "--yes", "--output", &path, "--replace"]).well();
    assert_ne!(value(&fs::read_to_string(&path).unwrap(), "password"), before);
}

#[test]
fn wrong_answers_write_nothing() {
    let folder = folder("init-wrong");
    let path = folder.join("callflow.toml");
    let name = path.to_str().unwrap();
    for (args, told) in [
        (&["--database", "oracle://db"][..], "names no known database"),
        (&["--username", "general"], "invalid value 'general' for '--username <NAME>'"),
        (&["--pbx", "a b"], "invalid value 'a b' for '--pbx <NAME>'"),
        (&["--listen", "8080"], "invalid value '8080' for '--listen <ADDR:PORT>'"),
    ] {
        let said = callflow(&[&["init", "--yes", "--output", name], args].concat());
        assert_eq!((said.status, &*said.out, said.err.lines().count()), (2, "", 1), "{args:?}: {}", said.err);
        assert!(said.err.contains(told) && !path.exists(), "{args:?}: {}", said.err);
    }
    let said = callflow(&["init", "--yes", "--output", "/no/such/folder/callflow.toml"]);
    assert_eq!((said.status, &*said.out), (1, ""), "{}", said.err);
}

#[test]
fn somebody_at_a_terminal_is_asked() {
    let path = folder("init-asked").join("callflow.toml");
    let name = path.to_str().unwrap();
    let mut terminal = Terminal::start(&["init", "--output", name], &[], (120, 60));
    terminal.shows("Host of Asterisk's manager interface");
    terminal.press("10.0.0.5\r");
    terminal.shows("Is the connection to it encrypted");
    terminal.press("\r");
    terminal.shows("Its port");
    terminal.press("\r");
    terminal.shows("Manager user to make");
    terminal.press("watcher\r");
    terminal.shows("What is it for");
    terminal.press("j\r");
    terminal.shows("Address of this machine");
    terminal.press("10.0.0.7\r");
    terminal.shows("Where callflowd listens");
    terminal.press("\r");
    terminal.shows("Where calls are kept");
    terminal.press("\r");
    terminal.shows("A user for ari.conf");
    terminal.press("y");
    let said = terminal.shows("allowed_origins");
    assert_eq!(terminal.end(), 0);
    assert_taken(&path);
    assert!(said.contains("callflow top --config") && said.contains("read_only = yes"), "{said}");
    let written = fs::read_to_string(&path).unwrap();
    assert_eq!((value(&written, "host"), value(&written, "username")), ("10.0.0.5".into(), "watcher".into()));
    assert_eq!(value(&said, "write"), "reporting,call,agent,originate");
    assert!(said.contains("permit = 10.0.0.7/"), "{said}");
}
