//! Real database servers for tests: one of each kind a test process, a database of its own for each test.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection, Executor};
use tempfile::TempDir;

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Postgres,
    Mariadb,
}

impl Kind {
    fn word(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mariadb => "mariadb",
        }
    }

    /// The server that the tests of this process share. It ends with the process.
    pub(crate) fn server(self) -> &'static Server {
        static POSTGRES: OnceLock<Server> = OnceLock::new();
        static MARIADB: OnceLock<Server> = OnceLock::new();
        let server = match self {
            Self::Postgres => &POSTGRES,
            Self::Mariadb => &MARIADB,
        };
        server.get_or_init(|| Server::start(self))
    }
}

/// A server that `tests/databases/start` has started.
pub(crate) struct Server {
    pub(crate) kind: Kind,
    folder: TempDir,
    url: String,
}

impl Server {
    pub(crate) fn start(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = script("start", &[kind.word(), folder.path().to_str().unwrap()]);
        Self { kind, folder, url: url.trim().to_owned() }
    }

    /// Returns when it is gone.
    pub(crate) fn stop(&self, signal: &str) {
        script("stop", &[self.folder.path().to_str().unwrap(), signal]);
    }

    /// Returns when it answers.
    pub(crate) fn start_again(&self) {
        script("start", &[self.kind.word(), self.folder.path().to_str().unwrap()]);
    }

    /// The URL of a database that need not be there.
    pub(crate) fn url_of(&self, name: &str) -> String {
        let (server, _) = self.url.rsplit_once('/').unwrap();
        format!("{server}/{name}")
    }

    /// A database that nobody else uses. For PostgreSQL a schema, which is made in a hundredth of the time.
    pub(crate) async fn database(&self) -> Database {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let url = match self.kind {
            Kind::Postgres => {
                self.execute(&format!("CREATE SCHEMA {name}")).await;
                format!("{}?options[search_path]={name}", self.url)
            }
            Kind::Mariadb => {
                self.execute(&format!("CREATE DATABASE {name}")).await;
                self.url_of(&name)
            }
        };
        Database { kind: self.kind, server: self.url.clone(), name, url }
    }

    /// A database that is there, and is this user's to work in; all users have one password.
    pub(crate) fn database_of(&self, name: &str, user: &str) -> Database {
        let url = self.url_of(name).replace("//callflow:", &format!("//{user}:"));
        Database { kind: self.kind, server: self.url.clone(), name: name.into(), url }
    }

    pub(crate) async fn execute(&self, sql: &str) {
        execute(self.kind, &self.url, sql).await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop("KILL");
    }
}

fn script(name: &str, arguments: &[&str]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/databases").join(name);
    let output = Command::new(&path)
        .args(arguments)
        .env("WATCH_PID", std::process::id().to_string())
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} {arguments:?}: {}\n{told}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

/// One database of a server, for one test.
pub(crate) struct Database {
    pub(crate) kind: Kind,
    server: String,
    name: String,
    pub(crate) url: String,
}

impl Database {
    /// Several statements, as another program runs them.
    pub(crate) async fn execute(&self, sql: &str) {
        execute(self.kind, &self.url, sql).await;
    }

    /// What another program reads: whole numbers of one column.
    pub(crate) async fn numbers(&self, sql: &str) -> Vec<i64> {
        match self.kind {
            Kind::Postgres => {
                let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
            }
            Kind::Mariadb => {
                let mut connection = sqlx::MySqlConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap()
            }
        }
    }

    /// Another program's transaction, which has asked this.
    pub(crate) async fn hold(&self, sql: &str) -> Held {
        match self.kind {
            Kind::Postgres => {
                let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
                connection.execute(&*format!("BEGIN; {sql}")).await.unwrap();
                Held::Postgres(connection)
            }
            Kind::Mariadb => {
                let mut connection = sqlx::MySqlConnection::connect(&self.url).await.unwrap();
                connection.execute(&*format!("BEGIN; {sql}")).await.unwrap();
                Held::Mariadb(connection)
            }
        }
    }

    pub(crate) async fn remove(self) {
        let sql = match self.kind {
            Kind::Postgres => format!("DROP SCHEMA {} CASCADE", self.name),
            Kind::Mariadb => format!("DROP DATABASE {}", self.name),
        };
        execute(self.kind, &self.server, &sql).await;
    }
}

/// A transaction that goes on.
pub(crate) enum Held {
    Postgres(sqlx::PgConnection),
    Mariadb(sqlx::MySqlConnection),
}

impl Held {
    pub(crate) async fn release(self) {
        match self {
            Self::Postgres(connection) => connection.close().await.unwrap(),
            Self::Mariadb(connection) => connection.close().await.unwrap(),
        }
    }
}

async fn execute(kind: Kind, url: &str, sql: &str) {
    match kind {
        Kind::Postgres => {
            let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
            connection.execute(sql).await.unwrap();
        }
        Kind::Mariadb => {
            let mut connection = sqlx::MySqlConnection::connect(url).await.unwrap();
            connection.execute(sql).await.unwrap();
        }
    }
}
