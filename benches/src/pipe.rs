//! The whole server: bytes on a socket in, calls in a store out.

pub(crate) mod asterisk;
mod limit;
pub(crate) mod machine;
mod watch;

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
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

/// What is sent to each store: its name, whether it has the events of variables, and calls a second.
const INPUTS: [(&str, bool, Option<u32>); 4] = [
    ("the storm", true, None),
    ("the storm without VarSet", false, None),
    ("the storm", true, Some(3_000)),
    ("the storm", true, Some(1_000)),
];

/// Everything about the pipe.
#[derive(Debug)]
pub(crate) struct Pipe {
    pub(crate) rows: Vec<Row>,
    /// Calls a second that each MongoDB takes by plain inserts of the same documents.
    pub(crate) limits: Vec<f64>,
    /// A stream ten times as long.
    pub(crate) long: Run,
}

/// One way of sending.
#[derive(Debug)]
pub(crate) struct Row {
    /// `sqlite`, `postgres` …
    pub(crate) store: String,
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
    /// Of SQLite, which is a file.
    pub(crate) database_bytes: Option<u64>,
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
    let task = Task { storm: &all, repetitions: repetitions_of_long, rate: None };
    let long = run(task, None, u64::from(TIMES))?;
    let (mut rows, mut limits) = (Vec::new(), Vec::new());
    let databases = std::iter::once(None).chain(options.database.iter().map(|url| Some(&**url)));
    for database in databases {
        for (name, has_variables, rate) in INPUTS {
            let storm = if has_variables { &all } else { &less };
            let task = Task { storm, repetitions: repetitions(storm, calls), rate };
            // A second time tells nothing new of a rate that is given.
            let rounds = if rate.is_none() { options.rounds } else { 1 };
            let mut runs = (0..rounds).map(|_| run(task, database, 1)).collect::<anyhow::Result<Vec<_>>>()?;
            runs.sort_by_key(|run| run.took);
            rows.push(Row {
                store: database.map_or("sqlite", |url| url.split(':').next().unwrap_or_default()).to_owned(),
                name,
                rate,
                events_per_call: storm.recording.events() as f64 / storm.calls() as f64,
                bytes_per_call: storm.recording.len() as f64 / storm.calls() as f64,
                runs,
            });
        }
        if let Some(url) = database.filter(|url| url.starts_with("mongodb")) {
            let of_it = rows.iter().rev().take(INPUTS.len()).flat_map(|row| &row.runs);
            let calls: u64 = of_it.map(|run| run.calls).sum();
            let took = Runtime::new()?.block_on(limit::measure(url)).context("copying the documents")?;
            limits.push(calls as f64 / took.as_secs_f64());
        }
    }
    Ok(Pipe { rows, limits, long })
}

fn repetitions(storm: &Storm, calls: u32) -> u32 {
    calls.div_ceil(u32::try_from(storm.calls()).unwrap_or(u32::MAX).max(1))
}

/// Sends to a server of its own until all is stored; memory is noted after each of `notes` equal parts. Without a URL into
/// a SQLite file of its own. In another database each run is a PBX of its own.
fn run(task: Task<'_>, url: Option<&str>, notes: u64) -> anyhow::Result<Run> {
    let folder = tempfile::tempdir().context("making a folder for the database")?;
    let database = folder.path().join("callflow.db");
    let calls = task.storm.calls() * u64::from(task.repetitions);
    let sent = Sent::default();
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("listening")?;
    let config = config(url, folder.path(), &database, listener.local_addr()?)?;
    let runtime = Runtime::new().context("starting tokio")?;
    let (stop, stopped) = oneshot::channel::<()>();
    let application = runtime.block_on(Application::build(&config))?;
    let address = application.address().context("the server does not listen")?;
    thread::scope(|scope| {
        let sender = scope.spawn(|| asterisk::serve(&listener, task, &sent));
        let before = machine::processor_time();
        let server = runtime.spawn(application.run(async {
            let _ = stopped.await;
        }));
        let seen = watch::until(address, calls, notes, &sent);
        if seen.is_err() {
            sent.give_up();
        }
        let spent = machine::processor_time() - before;
        let _ = stop.send(());
        runtime.block_on(server)??;
        drop(runtime);
        let sending = sender.join().map_err(|_| anyhow::anyhow!("the sender panicked"))?;
        let seen = seen?;
        let sending = sending?;
        Ok(Run {
            calls,
            took: seen.whole - sending.begun,
            to_durable: seen.to_durable,
            most_waiting: seen.most_waiting,
            processor_time: spent.saturating_sub(sending.processor_time),
            sender_time: sending.processor_time,
            database_bytes: fs::metadata(&database).ok().map(|file| file.len()),
            resident: seen.resident,
        })
    })
}

/// What somebody with one Asterisk sets.
fn config(url: Option<&str>, folder: &Path, database: &Path, asterisk: SocketAddr) -> anyhow::Result<Config> {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    let pbx = format!("CALLFLOW_PBX_RUN{}", RUNS.fetch_add(1, Ordering::Relaxed));
    let env = [
        (format!("{pbx}_HOST"), asterisk.ip().to_string()),
        (format!("{pbx}_PORT"), asterisk.port().to_string()),
        (format!("{pbx}_USERNAME"), "admin".to_owned()),
        (format!("{pbx}_PASSWORD"), "secret".to_owned()),
        ("CALLFLOW_LISTEN".to_owned(), "127.0.0.1:0".to_owned()),
        // It is asked again and again how many calls are stored.
        ("CALLFLOW_HTTP_REQUESTS_PER_SECOND".to_owned(), "0".to_owned()),
        ("CALLFLOW_JOURNAL_PATH".to_owned(), folder.join("callflow.journal").display().to_string()),
        (
            "CALLFLOW_DATABASE_URL".to_owned(),
            url.map_or_else(|| format!("sqlite:{}", database.display()), str::to_owned),
        ),
    ];
    let env = env.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
    Ok(Settings::gather(&Sources { env, ..Sources::default() })?.config()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_calls_of_a_short_stream_are_stored() {
        let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
        let recordings = Recording::read_all(&captures).unwrap();
        let storm = Storm::without(&recordings, &[]).unwrap();
        let run = run(Task { storm: &storm, repetitions: 3, rate: None }, None, 3).unwrap();
        assert_eq!((run.calls, run.to_durable.total()), (180, 180));
        assert!(run.database_bytes > Some(100_000), "{:?}", run.database_bytes);
    }
}
