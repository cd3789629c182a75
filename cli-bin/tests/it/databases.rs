//! Real database servers: one of each kind for all tests of this process, a database of its own for each test.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{Connection as _, Executor as _};
use tempfile::TempDir;

#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Postgres,
    Mariadb,
    Mongo,
}

struct Server {
    url: String,
    /// Where its data are; the server's keeper removes them when this process is gone.
    _folder: TempDir,
}

/// The URL of a new, empty database.
pub(crate) fn database(kind: Kind) -> String {
    static POSTGRES: OnceLock<Server> = OnceLock::new();
    static MARIADB: OnceLock<Server> = OnceLock::new();
    static MONGO: OnceLock<Server> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let name = format!("cli_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let create = format!("CREATE DATABASE {name}");
    let server = match kind {
        Kind::Postgres => POSTGRES.get_or_init(|| start("postgres")),
        Kind::Mariadb => MARIADB.get_or_init(|| start("mariadb")),
        Kind::Mongo => MONGO.get_or_init(|| start("mongo")),
    };
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        match kind {
            Kind::Postgres => {
                let mut admin = sqlx::PgConnection::connect(&server.url).await.unwrap();
                admin.execute(create.as_str()).await.unwrap();
            }
            Kind::Mariadb => {
                let mut admin = sqlx::MySqlConnection::connect(&server.url).await.unwrap();
                admin.execute(create.as_str()).await.unwrap();
            }
            // It makes databases as they are named.
            Kind::Mongo => {}
        }
    });
    let (server, _) = server.url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

fn start(kind: &str) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/databases/start");
    let output = Command::new(script)
        .args([kind, folder.path().to_str().unwrap()])
        .env("WATCH_PID", std::process::id().to_string())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Server { url: String::from_utf8(output.stdout).unwrap().trim().to_owned(), _folder: folder }
}
