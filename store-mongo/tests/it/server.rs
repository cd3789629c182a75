//! A server for the tests of this process, and databases of their own on it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// A server that `tests/databases/mongo` runs for as long as this process lives: it ends with its standard input.
struct Server {
    url: String,
    _process: Child,
}

/// What the server says of itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// It is a member of a replica set, and has transactions.
    ReplicaSet,
    /// It stands alone.
    Standalone,
}

pub(crate) fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/databases/mongo")
}

impl Server {
    fn start(kind: Kind) -> Self {
        let mut command = Command::new(script());
        command.arg("run");
        if kind == Kind::Standalone {
            command.arg("standalone");
        }
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut url).unwrap();
        assert!(url.starts_with("mongodb"), "no server: run tests/databases/mongo install");
        Self { url: url.trim().into(), _process: process }
    }

    fn get(kind: Kind) -> &'static Self {
        static SERVERS: [OnceLock<Server>; 2] = [OnceLock::new(), OnceLock::new()];
        SERVERS[kind as usize].get_or_init(|| Self::start(kind))
    }
}

/// `url` with this database.
pub(crate) fn with_database(url: &str, database: &str) -> String {
    let (address, options) = url.split_once('?').map_or((url, String::new()), |(a, o)| (a, format!("?{o}")));
    let (scheme, rest) = address.split_once("://").unwrap();
    let hosts = rest.split_once('/').map_or(rest, |(hosts, _)| hosts);
    format!("{scheme}://{hosts}/{database}{options}")
}

/// A database for one test, dropped after it. One test at a time has one: SecantusDB stands still when large transactions
/// run side by side in different databases.
pub(crate) struct Database {
    _alone: MutexGuard<'static, ()>,
    pub(crate) name: String,
    pub(crate) url: String,
}

impl Database {
    pub(crate) fn new() -> Self {
        Self::on(Kind::ReplicaSet)
    }

    pub(crate) fn on(kind: Kind) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("callflow_test_{}_{count}", std::process::id());
        let url = with_database(&Server::get(kind).url, &name);
        Self { _alone: alone, name, url }
    }

    /// Another program's way to it.
    pub(crate) async fn connect(&self) -> mongodb::Database {
        mongodb::Client::with_uri_str(&self.url).await.unwrap().database(&self.name)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let (url, name) = (self.url.clone(), self.name.clone());
        // Not in the runtime of the test, which is busy with dropping this.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let client = mongodb::Client::with_uri_str(&url).await.unwrap();
                client.database(&name).drop().await.unwrap();
                client.shutdown().await;
            });
        });
        let dropped = dropped.join();
        assert!(dropped.is_ok() || std::thread::panicking(), "the database is not dropped");
    }
}
