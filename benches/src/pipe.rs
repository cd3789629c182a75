//! The whole server: bytes on a socket in, calls in SQLite out.

mod asterisk;
mod machine;
mod watch;

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::Context as _;
use callflow_server::Application;
use callflow_server::config::{Config, Settings, Sources};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use self::asterisk::{Sent, Task};
use crate::heap;
use crate::options::Options;
use crate::percentiles::Percentiles;
use crate::recording::Recording;
use crate::storm::Storm;

/// How many streams are sent one after the other where memory is looked at.
const TIMES: u32 = 10;

/// Everything about the pipe.
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) rows: Vec<Row>,
    /// A stream ten times as long.
    pub(crate) long: Run,
}

/// One way of sending.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// Calls a second; else as fast as they are taken.
    pub(crate) rate: Option<u32>,
    pub(crate) events_per_call: f64,
    pub(crate) bytes_per_call: f64,
    /// The fastest first.
    pub(crate) runs: Vec<Run>,
}

/// One stream through one server with a database of its own.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) calls: u64,
    /// From the first byte sent to the last call stored.
    pub(crate) took: Duration,
    pub(crate) to_durable: Percentiles,
    pub(crate) most_waiting: usize,
    /// Of all threads but the sender.
    pub(crate) processor_time: Duration,
    pub(crate) sender_time: Duration,
    pub(crate) database_bytes: u64,
    /// Calls stored, and bytes of the process in memory then.
    pub(crate) resident: Vec<(u64, u64)>,
}

impl Run {
    pub(crate) fn calls_a_second(&self) -> f64 {
        self.calls as f64 / self.took.as_secs_f64()
    }
}

pub(crate) fn measure(recordings: &[Recording], options: &Options) -> anyhow::Result<Pipe> {
    heap::stop_counting();
    let (all, less) = (Storm::without(recordings, &[])?, Storm::without(recordings, &["VarSet"])?);
    let calls = options.kilo_calls * 1_000;
    // First, while the process has no memory of earlier runs.
    let repetitions_of_long = repetitions(&all, calls) * TIMES;
    let long = run(Task { storm: &all, repetitions: repetitions_of_long, rate: None }, u64::from(TIMES))?;
    let mut rows = Vec::new();
    for (name, storm, rate) in [
        ("the storm", &all, None),
        ("the storm without VarSet", &less, None),
        ("the storm", &all, Some(3_000)),
        ("the storm", &all, Some(1_000)),
    ] {
        let task = Task { storm, repetitions: repetitions(storm, calls), rate };
        // A second time tells nothing new of a rate that is given.
        let rounds = if rate.is_none() { options.rounds } else { 1 };
        let mut runs = (0..rounds).map(|_| run(task, 1)).collect::<anyhow::Result<Vec<_>>>()?;
        runs.sort_by_key(|run| run.took);
        rows.push(Row {
            name,
            rate,
            events_per_call: storm.recording.events() as f64 / storm.calls() as f64,
            bytes_per_call: storm.recording.len() as f64 / storm.calls() as f64,
            runs,
        });
    }
    Ok(Pipe { rows, long })
}

fn repetitions(storm: &Storm, calls: u32) -> u32 {
    calls.div_ceil(u32::try_from(storm.calls()).unwrap_or(u32::MAX).max(1))
}

/// Sends to a server of its own until all is stored; memory is noted after each of `notes` equal parts.
fn run(task: Task<'_>, notes: u64) -> anyhow::Result<Run> {
    let folder = tempfile::tempdir().context("making a folder for the database")?;
    let database = folder.path().join("callflow.db");
    let calls = task.storm.calls() * u64::from(task.repetitions);
    let sent = Sent::default();
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("listening")?;
    let config = config(&database, listener.local_addr()?)?;
    let runtime = Runtime::new().context("starting tokio")?;
    let (stop, stopped) = oneshot::channel::<()>();
    let application = runtime.block_on(Application::build(&config))?;
    thread::scope(|scope| {
        let sender = scope.spawn(|| asterisk::serve(&listener, task, &sent));
        let before = machine::processor_time();
        let server = runtime.spawn(application.run(async {
            let _ = stopped.await;
        }));
        // On this thread, beside the server's: it must not wait for one of them.
        let watcher = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let seen = watcher.block_on(watch::until(&database, calls, notes, &sent));
        let spent = machine::processor_time() - before;
        let _ = stop.send(());
        runtime.block_on(server)??;
        drop(runtime);
        let sending = sender.join().map_err(|_| anyhow::anyhow!("the sender panicked"))??;
        let seen = seen?;
        Ok(Run {
            calls,
            took: seen.whole - sending.begun,
            to_durable: seen.to_durable,
            most_waiting: seen.most_waiting,
            processor_time: spent.saturating_sub(sending.processor_time),
            sender_time: sending.processor_time,
            database_bytes: fs::metadata(&database).context("looking at the database")?.len(),
            resident: seen.resident,
        })
    })
}

/// What somebody with one Asterisk sets, without HTTP.
fn config(database: &Path, address: SocketAddr) -> anyhow::Result<Config> {
    let env = [
        ("AMI_HOST", address.ip().to_string()),
        ("AMI_PORT", address.port().to_string()),
        ("AMI_USERNAME", "admin".to_owned()),
        ("AMI_PASSWORD", "secret".to_owned()),
        ("CALLFLOW_DATABASE_URL", format!("sqlite:{}", database.display())),
    ];
    let env = env.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    let mut config = Settings::gather(&Sources { env, ..Sources::default() })?.config()?;
    config.listen = None;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_calls_of_a_short_stream_are_stored() {
        let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
        let recordings = Recording::read_all(&captures).unwrap();
        let storm = Storm::without(&recordings, &[]).unwrap();
        let run = run(Task { storm: &storm, repetitions: 3, rate: None }, 3).unwrap();
        assert_eq!((run.calls, run.to_durable.total()), (180, 180));
        assert!(run.database_bytes > 100_000, "{}", run.database_bytes);
    }
}
