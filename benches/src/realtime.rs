//! Many clients that follow: from the bytes of Asterisk on a socket to the client that is told.

mod accounts;
mod follower;
mod traffic;

use std::collections::HashMap;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use callflow_server::Application;
use callflow_server::config::{Config, Settings, Sources};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::time::sleep;

use self::follower::{Follower, Seen, Way};
use crate::heap;
use crate::options::Options;
use crate::percentiles::Percentiles;
use crate::pipe::machine;
use crate::recording::Recording;
use crate::storm::Storm;

const KEY: &str = "a-key-of-the-benches-0123456789abcdef";
/// Calls a second.
const RATE: u32 = 100;
/// Seconds of calls.
const SECONDS: u32 = 20;
/// Extensions, each with a user of its own; the clients are divided among them.
const NUMBERS: u32 = 200;
/// Clients that see everything, besides.
const BOARDS: u32 = 4;
/// Behind the last call so long is waited for who is late.
const LATE: Duration = Duration::from_secs(3);

/// What one way of following gave.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) way: &'static str,
    pub(crate) clients: usize,
    pub(crate) took: Percentiles,
}

/// Everything about following.
#[derive(Debug)]
pub(crate) struct Realtime {
    pub(crate) rows: Vec<Row>,
    pub(crate) calls: usize,
    /// Bytes of the process in memory, with both ends of each client, before and after they came.
    pub(crate) resident: [u64; 2],
    pub(crate) clients: usize,
}

pub(crate) fn measure(recordings: &[Recording], options: &Options) -> anyhow::Result<Realtime> {
    heap::stop_counting();
    let storm = Storm::without(recordings, &[])?;
    let folder = tempfile::tempdir().context("making a folder for the database")?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("listening")?;
    let config = config(folder.path(), listener.local_addr()?)?;
    let runtime = Runtime::new().context("starting tokio")?;
    let application = runtime.block_on(Application::build(&config))?;
    let address = application.address().context("the server does not listen")?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = runtime.spawn(application.run(async {
        let _ = stopped.await;
    }));
    let (begin, begun) = std::sync::mpsc::channel::<()>();
    let (listener, storm) = (&listener, &storm);
    let (ended, sent) = thread::scope(|scope| {
        let sender = scope.spawn(move || traffic::serve(listener, storm, (RATE, SECONDS), &begun));
        let followed = runtime.block_on(follow(address, folder.path(), options, begin));
        let _ = stop.send(());
        runtime.block_on(server)??;
        let sent = sender.join().map_err(|_| anyhow::anyhow!("the sender panicked"))??;
        anyhow::Ok((followed?, sent))
    })?;
    Ok(told(ended, &sent))
}

/// What the clients of all ways have seen.
struct Followed {
    /// By way; the first of those who see everything tells the order in which calls ended.
    seen: Vec<(Way, Vec<Seen>)>,
    order: Vec<u64>,
    resident: [u64; 2],
}

async fn follow(
    address: SocketAddr,
    folder: &Path,
    options: &Options,
    begin: std::sync::mpsc::Sender<()>,
) -> anyhow::Result<Followed> {
    let users = accounts::users(address, folder, NUMBERS).await?;
    let before = machine::resident_bytes();
    let mut boards = Vec::new();
    for number in 0..BOARDS {
        let way = Way::of(number);
        boards.push((way, Follower::connect(address, way, &format!("x-api-key: {KEY}")).await?));
    }
    let mut agents = Vec::new();
    for number in 0..options.clients {
        let user = users.get((number % NUMBERS) as usize).context("a user for each number")?;
        let way = Way::of(number / NUMBERS);
        agents.push((way, Follower::connect(address, way, &format!("cookie: {user}")).await?));
    }
    let resident = [before, machine::resident_bytes()];
    let _ = begin.send(());
    sleep(Duration::from_secs(u64::from(SECONDS)) + LATE).await;
    let mut order = Vec::new();
    let mut seen: Vec<(Way, Vec<Seen>)> = Vec::new();
    for (number, (way, follower)) in boards.into_iter().chain(agents).enumerate() {
        let of_it = follower.seen();
        if number == 0 {
            order = of_it.iter().map(|(id, _)| *id).collect();
        }
        match seen.iter_mut().find(|(known, _)| *known == way) {
            Some((_, all)) => all.push(of_it),
            None => seen.push((way, vec![of_it])),
        }
    }
    Ok(Followed { seen, order, resident })
}

fn told(followed: Followed, sent: &[Instant]) -> Realtime {
    let at: HashMap<u64, Instant> = followed.order.iter().copied().zip(sent.iter().copied()).collect();
    let mut rows = Vec::new();
    for (way, clients) in &followed.seen {
        let mut took = Percentiles::new();
        for (id, seen) in clients.iter().flatten() {
            if let Some(sent) = at.get(id) {
                took.add(seen.saturating_duration_since(*sent));
            }
        }
        rows.push(Row { way: way.name(), clients: clients.len(), took });
    }
    let clients = rows.iter().map(|row| row.clients).sum();
    Realtime { rows, calls: followed.order.len(), resident: followed.resident, clients }
}

fn config(folder: &Path, asterisk: SocketAddr) -> anyhow::Result<Config> {
    let of = |name: &str| folder.join(name).display().to_string();
    let env = [
        ("CALLFLOW_PBX_DEFAULT_HOST", asterisk.ip().to_string()),
        ("CALLFLOW_PBX_DEFAULT_PORT", asterisk.port().to_string()),
        ("CALLFLOW_PBX_DEFAULT_USERNAME", "admin".to_owned()),
        ("CALLFLOW_PBX_DEFAULT_PASSWORD", "secret".to_owned()),
        ("CALLFLOW_LISTEN", "127.0.0.1:0".to_owned()),
        ("CALLFLOW_JOURNAL_PATH", of("callflow.journal")),
        ("CALLFLOW_DATABASE_URL", format!("sqlite:{}", of("callflow.db"))),
        ("CALLFLOW_AUTH_MACHINE_KEY", KEY.to_owned()),
        ("CALLFLOW_AUTH_SECURE_COOKIES", "false".to_owned()),
        ("CALLFLOW_HTTP_REQUESTS_PER_SECOND", "0".to_owned()),
        ("CALLFLOW_HTTP_MAX_CONNECTIONS", "100000".to_owned()),
        ("CALLFLOW_REALTIME_MAX_CLIENTS", "100000".to_owned()),
    ];
    let env = env.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    Ok(Settings::gather(&Sources { env, ..Sources::default() })?.config()?)
}
