//! The store with a million calls: how fast it takes them, and how fast it answers.

mod fill;
mod questions;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use callflow_core::store::Lifecycle as _;
use callflow_store_sql::SqlStore;

use crate::heap;
use crate::options::Options;
use crate::percentiles::Percentiles;
use crate::recording::Recording;
use crate::storm::Storm;

/// Each question is asked so often, with other values each time …
const TIMES: u32 = 500;
/// … or for so long.
const AT_MOST: Duration = Duration::from_secs(10);

/// Everything about the store.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) calls: u64,
    pub(crate) filled_in: Duration,
    pub(crate) bytes: u64,
    pub(crate) answered: Vec<Answered>,
}

/// A kind of question, and how long its answers took.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) question: &'static str,
    pub(crate) took: Percentiles,
    /// Records or rows of all answers.
    pub(crate) rows: usize,
}

pub(crate) fn measure(recordings: &[Recording], options: &Options) -> anyhow::Result<Store> {
    heap::stop_counting();
    let storm = Storm::without(recordings, &["VarSet"])?;
    let folder = tempfile::tempdir().context("making a folder for the database")?;
    let database = folder.path().join("callflow.db");
    let calls = u64::from(options.stored_kilo_calls) * 1_000;
    tokio::runtime::Runtime::new()?.block_on(ask(&storm, &database, calls, TIMES))
}

async fn ask(storm: &Storm, database: &Path, calls: u64, times: u32) -> anyhow::Result<Store> {
    let url = format!("sqlite:{}", database.display());
    let store = SqlStore::open(&url).await?;
    let (stored, filled_in) = fill::fill(&store, storm, calls).await?;
    // As after a restart: the journal is in the file, and nothing is kept in memory but what the system keeps.
    store.close().await?;
    let bytes = fs::metadata(database).context("looking at the database")?.len();
    let store = SqlStore::open(&url).await?;
    let mut answered = Vec::new();
    for question in questions::ALL {
        let (mut took, mut rows) = (Percentiles::new(), 0);
        let begun = Instant::now();
        for number in 0..times {
            if begun.elapsed() > AT_MOST {
                break;
            }
            let asked = questions::Asked { store: &store, stored: &stored, number };
            let asked = question.ask(&asked).await;
            let (answered_in, more) = asked.with_context(|| format!("asking for {}", question.name()))?;
            took.add(answered_in);
            rows += more;
        }
        answered.push(Answered { question: question.name(), took, rows });
    }
    store.close().await?;
    Ok(Store { calls: stored.calls, filled_in, bytes, answered })
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
        let store = runtime.block_on(ask(&storm, &database, 1_000, 3)).unwrap();
        assert!(store.calls >= 1_000);
        assert!(store.answered.iter().all(|answered| answered.took.total() == 3));
        assert!(store.answered.first().is_some_and(|one| one.rows == 3));
    }
}
