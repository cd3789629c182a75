//! A store with a million calls: how fast it takes them, and how fast it answers.

mod bare;
mod fill;
mod questions;
mod reports;
mod server;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use callflow_core::store::Lifecycle as _;
use callflow_store_sql::SqlStore;

use self::bare::Bare;
use self::server::Server;
use crate::heap;
use crate::options::Options;
use crate::percentiles::Percentiles;
use crate::recording::Recording;
use crate::storm::Storm;

/// Each question is asked so often, with other values each time …
const TIMES: u32 = 500;
/// … or for so long.
const AT_MOST: Duration = Duration::from_secs(10);

/// Everything about one store.
#[derive(Debug)]
pub(crate) struct Store {
    /// `sqlite`, `postgres` …
    pub(crate) name: String,
    pub(crate) calls: u64,
    pub(crate) filled_in: Duration,
    /// Of SQLite, which is a file.
    pub(crate) bytes: Option<u64>,
    pub(crate) answered: Vec<Answered>,
}

/// A kind of question, and how long its answers took.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) question: &'static str,
    pub(crate) took: Percentiles,
    /// The same rows by a bare `SELECT`.
    pub(crate) bare: Percentiles,
    /// The same question to the server; of a list also how many calls there are in all.
    pub(crate) over_http: Percentiles,
    /// Records or rows of all answers.
    pub(crate) rows: usize,
}

/// A SQLite file first, then each database that was named and speaks SQL.
pub(crate) fn measure(recordings: &[Recording], options: &Options) -> anyhow::Result<Vec<Store>> {
    heap::stop_counting();
    let storm = Storm::without(recordings, &["VarSet"])?;
    let calls = u64::from(options.stored_kilo_calls) * 1_000;
    let runtime = tokio::runtime::Runtime::new()?;
    let folder = tempfile::tempdir().context("making a folder for the database")?;
    let file = folder.path().join("callflow.db");
    let mut stores = vec![runtime.block_on(ask_file(&storm, &file, calls, TIMES))?];
    for url in options.database.iter().filter(|url| !url.starts_with("mongodb")) {
        stores.push(runtime.block_on(ask(&storm, url, calls, TIMES))?);
    }
    Ok(stores)
}

async fn ask_file(storm: &Storm, file: &Path, calls: u64, times: u32) -> anyhow::Result<Store> {
    let store = ask(storm, &format!("sqlite:{}", file.display()), calls, times).await?;
    let bytes = fs::metadata(file).context("looking at the database")?.len();
    Ok(Store { bytes: Some(bytes), ..store })
}

async fn ask(storm: &Storm, url: &str, calls: u64, times: u32) -> anyhow::Result<Store> {
    let store = SqlStore::open(url).await?;
    let (stored, filled_in) = fill::fill(&store, storm, calls).await?;
    // As after a restart: nothing is kept in memory but what the system keeps.
    store.close().await?;
    let bare = Bare::open(url).await?;
    bare.settle().await?;
    let store = SqlStore::open(url).await?;
    let folder = tempfile::tempdir().context("making a folder for the journal")?;
    let server = Server::start(url, folder.path()).await?;
    let mut answered = Vec::new();
    for question in questions::ALL {
        let [mut took, mut by_itself, mut over_http] = [(); 3].map(|()| Percentiles::new());
        let mut rows = 0;
        let begun = Instant::now();
        for number in 0..times {
            if begun.elapsed() > AT_MOST {
                break;
            }
            let asked = questions::Asked { store: &store, stored: &stored, number };
            let asked = question.ask(&asked).await;
            let answer = asked.with_context(|| format!("asking for {}", question.name()))?;
            took.add(answer.took);
            rows += answer.rows;
            by_itself.add(bare.select(&answer.bare).await?);
            over_http.add(server.get(&answer.path, &answer.parameters).await?);
        }
        answered.push(Answered { question: question.name(), took, bare: by_itself, over_http, rows });
    }
    server.stop().await?;
    store.close().await?;
    let name = url.split(':').next().unwrap_or_default().to_owned();
    Ok(Store { name, calls: stored.calls, filled_in, bytes: None, answered })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_is_answered_on_a_small_store() {
        let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
        let storm = Storm::without(&Recording::read_all(&captures).unwrap(), &["VarSet"]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let database = folder.path().join("callflow.db");
        let store = runtime.block_on(ask_file(&storm, &database, 1_000, 3)).unwrap();
        assert!(store.calls >= 1_000);
        assert!(store.answered.iter().all(|answered| answered.took.total() == 3));
        assert!(store.answered.first().is_some_and(|one| one.rows == 3));
    }
}
