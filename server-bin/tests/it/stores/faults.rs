//! What goes wrong with a database, and that nothing is lost by it.

use std::path::Path;
use std::time::Duration;

use asterisk_sim::{Audience, Sim};
use callflow_server::stores;
use rustix::process::Signal;
use tokio::time::{Instant, sleep};

use super::databases::Server;
use super::proxy::{Mode, Proxy};
use super::traffic::{assert_once, assert_once_if_heard, assert_true, asterisk, now, stored, truth};
use crate::child::Callflowd;
use crate::server::{Answer, Client, Database};

/// Rounds of each recording.
const ROUNDS: u64 = 2;

/// One server on a database behind a proxy, and an Asterisk with calls.
struct Scene {
    server: Server,
    proxy: Proxy,
    sim: Sim,
    folder: Database,
    callflowd: Callflowd,
    client: Client,
}

impl Scene {
    async fn set(kind: &'static str, mode: Mode) -> Self {
        let server = Server::start(kind);
        let proxy = Proxy::before(&server.url, mode).await;
        let sim = asterisk(ROUNDS, Audience::Needed).await;
        let folder = Database::new();
        let mut env = folder.env(&[("default", sim.local_addr())]);
        env.retain(|(name, _)| name != "CALLFLOW_DATABASE_URL");
        env.push(("CALLFLOW_DATABASE_URL".to_owned(), proxy.url(&server.url)));
        let mut callflowd = Callflowd::start(folder.folder(), &env);
        let client = callflowd.client().await;
        Self { server, proxy, sim, folder, callflowd, client }
    }

    /// Waits until live calls are seen, whatever the database does, unless it took so long that all are over.
    async fn live(&self) {
        let seen = |answer: &Answer| answer.json()["total"] != 0 || self.sim.status().finished;
        self.client.until("/api/calls/live", seen).await;
    }

    /// The database was spoken to since, through the fault.
    fn assert_felt(&self, before: u64) {
        let messages = self.proxy.messages();
        assert!(messages > before, "no message went through the fault: {messages}");
    }

    /// After the fault: all is written, once and as it was, and the server stops in good order.
    async fn assert_nothing_lost(mut self, fault: &str) {
        self.client.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;
        let truth = truth(&self.sim).await;
        let began = Instant::now();
        let store = stores::open(&self.server.url).await.unwrap();
        let calls = stored(&*store, &truth).await;
        let took = began.elapsed();
        self.callflowd.terminate().await;
        assert_once(&calls, &truth);
        assert_eq!(assert_true(&calls, &truth), truth.len());
        assert!(self.folder.folder().join("callflow.journal").exists());
        tell(&format!("{fault}: {} calls, none lost, {} ms to catch up", calls.len(), took.as_millis()));
    }
}

/// For the table of `docs/reliability.md`.
pub(super) fn tell(line: &str) {
    use std::io::Write;
    // Past the test harness, which keeps what passes quiet.
    let _ = writeln!(std::io::stderr(), "{line}");
}

async fn down_at_the_start(kind: &'static str) {
    let scene = Scene::set(kind, Mode::Down).await;
    scene.live().await;
    assert_eq!(scene.client.get("/api/calls").await.status, 503);
    // The operator sees it grow.
    let lag = |page: &str| -> f64 {
        let name = "callflow_pbx_store_lag_seconds{pbx=\"default\"} ";
        page.lines().find_map(|line| line.strip_prefix(name)).unwrap().parse().unwrap()
    };
    scene.client.until("/metrics", |answer| lag(&answer.text) > 1.0).await;
    scene.sim.finished().await;
    scene.proxy.set(Mode::Pass);
    scene.assert_nothing_lost(&format!("{kind} down at the start")).await;
}

async fn killed_and_started_again(kind: &'static str) {
    let scene = Scene::set(kind, Mode::Pass).await;
    scene.live().await;
    for _ in 0..2 {
        scene.server.kill();
        scene.live().await;
        sleep(Duration::from_millis(500)).await;
        scene.server.start_again();
        sleep(Duration::from_millis(500)).await;
    }
    scene.server.kill();
    scene.sim.finished().await;
    scene.server.start_again();
    scene.assert_nothing_lost(&format!("{kind} killed three times")).await;
}

async fn slow(kind: &'static str) {
    let scene = Scene::set(kind, Mode::Pass).await;
    scene.live().await;
    // A commit of a dozen calls is some seventy messages; at MongoDB, which takes many documents in one, some ten.
    let pause = Duration::from_millis(if kind == "mongo" { 200 } else { 25 });
    scene.proxy.set(Mode::Slow(pause));
    let before = scene.proxy.messages();
    scene.sim.finished().await;
    scene.assert_felt(before);
    scene.assert_nothing_lost(&format!("{kind} with {pause:?} a message, some 2 s a write")).await;
}

async fn broken_in_the_middle(kind: &'static str) {
    // MongoDB takes many documents in one message.
    let apart = if kind == "mongo" { 11 } else { 101 };
    let scene = Scene::set(kind, Mode::Break(apart)).await;
    scene.live().await;
    scene.sim.finished().await;
    scene.assert_felt(apart);
    scene.assert_nothing_lost(&format!("{kind} with messages cut in their middle")).await;
}

async fn gone_between_two_servers(kind: &'static str) {
    let mut scene = Scene::set(kind, Mode::Pass).await;
    scene.live().await;
    scene.proxy.set(Mode::Down);
    scene.sim.until(|status| status.events > 1_000).await;
    let killed_at = now();
    scene.callflowd.signal(Signal::KILL);
    scene.callflowd.ended().await;
    let mut env = scene.folder.env(&[("default", scene.sim.local_addr())]);
    env.retain(|(name, _)| name != "CALLFLOW_DATABASE_URL");
    env.push(("CALLFLOW_DATABASE_URL".to_owned(), scene.proxy.url(&scene.server.url)));
    scene.callflowd = Callflowd::start(scene.folder.folder(), &env);
    scene.client = scene.callflowd.client().await;
    scene.sim.finished().await;
    scene.client.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;
    scene.proxy.set(Mode::Pass);
    let truth = truth(&scene.sim).await;
    let store = stores::open(&scene.server.url).await.unwrap();
    let calls = stored(&*store, &truth).await;
    let unheard = assert_once_if_heard(&calls, &truth, &[killed_at]);
    let whole = assert_true(&calls, &truth);
    tell(&format!(
        "{kind} down, and the server killed meanwhile: {} calls, {whole} heard whole, {unheard} over before they \
         were heard",
        calls.len()
    ));
    scene.callflowd.terminate().await;
}

macro_rules! on_databases {
    ($($kind:ident,)*) => {$(
        mod $kind {
            const KIND: &str = stringify!($kind);

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs a database server"]
            async fn down_at_the_start() {
                super::down_at_the_start(KIND).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs a database server"]
            async fn killed_and_started_again() {
                super::killed_and_started_again(KIND).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs a database server"]
            async fn slow() {
                super::slow(KIND).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs a database server"]
            async fn broken_in_the_middle() {
                super::broken_in_the_middle(KIND).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs a database server"]
            async fn gone_between_two_servers() {
                super::gone_between_two_servers(KIND).await;
            }
        }
    )*};
}
on_databases!(postgres, mariadb, mongo,);

/// A disk of three megabytes, which goes with this.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where this user may mount nothing.
    fn mount() -> Option<Self> {
        let folder = tempfile::TempDir::new().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"])
            .arg(folder.path())
            .output();
        mounted.is_ok_and(|mounted| mounted.status.success()).then(|| Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("--lazy").arg(self.0.path()).output();
    }
}

/// The disk of the database is full, and has room again later; the journal lies on another one.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the right to mount"]
async fn the_disk_is_full() {
    let Some(disk) = SmallDisk::mount() else {
        tell("not tested: a full disk, as this user may not mount one");
        return;
    };
    let filler = disk.path().join("filler");
    let sim = asterisk(ROUNDS, Audience::Needed).await;
    let folder = Database::new();
    let mut env = folder.env(&[("default", sim.local_addr())]);
    env.retain(|(name, _)| name != "CALLFLOW_DATABASE_URL");
    let url = format!("sqlite:{}", disk.path().join("callflow.db").display());
    env.push(("CALLFLOW_DATABASE_URL".to_owned(), url.clone()));
    env.push(("CALLFLOW_JOURNAL_PATH".to_owned(), folder.folder().join("a.journal").display().to_string()));
    let mut callflowd = Callflowd::start(folder.folder(), &env);
    let client = callflowd.client().await;
    client.until("/api/calls", |answer| answer.json()["items"][0].is_object()).await;
    // All that is left.
    let _ = std::fs::write(&filler, vec![0; 4 << 20]);
    callflowd.says("no room left").await;
    client.until("/api/calls/live", |answer| answer.json()["total"] != 0).await;
    sim.finished().await;
    client.until("/api/calls/live", |answer| answer.json()["total"] == 0).await;

    let grown = std::process::Command::new("mount")
        .args(["-o", "remount,size=64m"])
        .arg(disk.path())
        .status()
        .unwrap();
    assert!(grown.success());
    std::fs::remove_file(&filler).unwrap();
    let truth = truth(&sim).await;
    let began = Instant::now();
    let store = stores::open(&url).await.unwrap();
    let calls = stored(&*store, &truth).await;
    let took = began.elapsed();
    callflowd.terminate().await;
    assert_once(&calls, &truth);
    assert_eq!(assert_true(&calls, &truth), truth.len());
    tell(&format!(
        "SQLite on a full disk: {} calls, none lost, {} ms to catch up",
        calls.len(),
        took.as_millis()
    ));
}
