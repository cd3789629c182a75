//! What cannot be: one clear line that names the thing and what to do, and the right exit status.

use std::fs;
use std::net::TcpListener;

use asterisk_sim::{Options, Sim};
use rustix::process::Signal;

use crate::child::Callflowd;
use crate::server::{Database, Server};

/// The exit status and the only line on standard error.
async fn told(database: &Database, change: &[(&str, &str)]) -> (i32, String) {
    let mut env = database.env(&[]);
    for (name, value) in change {
        env.retain(|(known, _)| known != name);
        env.push(((*name).to_owned(), (*value).to_owned()));
    }
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let status = callflowd.ended().await;
    assert_eq!(callflowd.said.len(), 1, "{:#?}", callflowd.said);
    (status.code().unwrap(), callflowd.said.remove(0))
}

#[tokio::test]
async fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (status, line) = told(&Database::new(), &[("CALLFLOW_LISTEN", &address)]).await;
    let in_use = "Address already in use (os error 98)";
    let message = format!("callflowd: cannot listen on {address}: {in_use}; choose another with --listen");
    assert_eq!((status, line), (1, message));
}

#[tokio::test]
async fn a_database_that_cannot_be_is_named() {
    let database = Database::new();
    let path = |name: &str| database.folder().join(name).display().to_string();
    fs::write(path("file"), "not a folder").unwrap();
    fs::write(path("broken.db"), "this is no database, whatever its name says; ".repeat(100)).unwrap();
    fs::create_dir(path("folder.db")).unwrap();
    // A database whose content was overwritten.
    let made = Database::new();
    Server::start(&made.config(&[])).await.stop().await;
    let mut bytes = fs::read(made.folder().join("callflow.db")).unwrap();
    bytes[100..].fill(b'x');
    fs::write(path("damaged.db"), bytes).unwrap();
    for (name, message) in [
        (
            "missing/callflow.db",
            format!(
                "the folder of the database {} does not exist: create {} or change the path",
                path("missing/callflow.db"),
                path("missing")
            ),
        ),
        (
            "file/callflow.db",
            format!(
                "the folder of the database {} does not exist: create {} or change the path",
                path("file/callflow.db"),
                path("file")
            ),
        ),
        (
            "folder.db",
            format!(
                "the database {} cannot be opened for writing: give this user the right to write the file and its \
                 folder, or change the path",
                path("folder.db")
            ),
        ),
        (
            "broken.db",
            format!(
                "{} is not a SQLite database or is damaged: move it away or restore a backup, or change the path",
                path("broken.db")
            ),
        ),
        (
            "damaged.db",
            format!(
                "{} is not a SQLite database or is damaged: move it away or restore a backup, or change the path",
                path("damaged.db")
            ),
        ),
    ] {
        let url = format!("sqlite:{}", path(name));
        let (status, line) = told(&database, &[("CALLFLOW_DATABASE_URL", &url)]).await;
        assert_eq!((status, line), (1, format!("callflowd: {message}")), "{name}");
    }
    // Nobody writes here, whoever asks.
    let (status, line) = told(&database, &[("CALLFLOW_DATABASE_URL", "sqlite:/proc/callflow.db")]).await;
    assert_eq!(status, 1);
    assert!(
        line.starts_with("callflowd: the database /proc/callflow.db cannot be opened for writing: "),
        "{line}"
    );
}

#[tokio::test]
async fn a_wrong_configuration_is_named() {
    let database = Database::new();
    for (name, value, message) in [
        ("CALLFLOW_LISTN", "1", "unknown variable CALLFLOW_LISTN; did you mean CALLFLOW_LISTEN?"),
        ("CALLFLOW_LISTEN", "8080", "listen: \"8080\" is no IP address with a port; write 127.0.0.1:8080, "),
        (
            "CALLFLOW_DATABASE_URL",
            "oracle:x",
            "database.url: names no known database; write sqlite:callflow.db",
        ),
    ] {
        let (status, line) = told(&database, &[(name, value)]).await;
        assert_eq!(status, 2, "{line}");
        assert!(line.starts_with("callflowd: environment") && line.contains(message), "{line}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_said_and_not_hammered() {
    let sim = Sim::bind(Options::new()).await.unwrap();
    let database = Database::new();
    let mut env = database.env(&[("default", sim.local_addr())]);
    env.retain(|(name, _)| name != "CALLFLOW_PBX_DEFAULT_PASSWORD");
    env.push(("CALLFLOW_PBX_DEFAULT_PASSWORD".to_owned(), "hunter2".to_owned()));
    let mut callflowd = Callflowd::start(database.folder(), &env);
    let client = callflowd.client().await;
    let line = callflowd.has_said(" WARN ").await;
    let refused = "Asterisk refuses the login of \"admin\": Authentication failed; see secret, permit and deny in \
                   manager.conf";
    assert!(line.contains(refused) && line.contains("pbx.name=default"), "{line}");
    // Not hammered: a wrong login costs Asterisk a second, and fills its security log.
    assert!(line.contains("retry_in_ms=60000"), "{line}");
    assert_eq!(client.get("/readyz").await.status, 503);
    callflowd.terminate().await;
    assert!(!callflowd.said.iter().any(|line| line.contains("hunter2")), "{:#?}", callflowd.said);
}

#[tokio::test]
async fn a_host_that_is_not_there_is_said_and_tried_again_until_it_is_to_stop() {
    // The port was free a moment ago, and nobody else is likely to take it.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let database = Database::new();
    let mut callflowd = Callflowd::start(database.folder(), &database.env(&[("default", nobody)]));
    for _ in 0..2 {
        let line = callflowd.says(" WARN ").await;
        let unreachable = format!(
            "cannot connect to {nobody}: Connection refused (os error 111); is Asterisk running, and its manager \
             enabled?"
        );
        assert!(line.contains(&unreachable), "{line}");
    }
    callflowd.signal(Signal::INT);
    assert_eq!(callflowd.ended().await.code(), Some(0));
}
