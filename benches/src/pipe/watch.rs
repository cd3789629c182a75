//! Looks into the database from outside, while the server writes it: a call is there when another connection sees it.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use super::asterisk::Sent;
use super::machine;
use crate::percentiles::Percentiles;

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(5);
/// Without a new call for so long, nothing more is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What was seen.
#[derive(Debug)]
pub(crate) struct Seen {
    /// From the sending of each call's last byte to the first look that saw it.
    pub(crate) to_durable: Percentiles,
    /// When all calls were there.
    pub(crate) whole: Instant,
    /// The most calls that were sent and not stored.
    pub(crate) most_waiting: usize,
    /// Calls stored, and bytes of the process in memory then.
    pub(crate) resident: Vec<(u64, u64)>,
}

/// Looks until `calls` calls are stored, and notes the memory at each of `notes` equal parts of them.
///
/// The server stores calls in the order in which they end, whole batches at a time, and never takes one out: the last
/// row number says how many are there.
pub(crate) async fn until(database: &Path, calls: u64, notes: u64, sent: &Sent) -> anyhow::Result<Seen> {
    let mut connection = SqliteConnectOptions::new().filename(database).read_only(true).connect().await?;
    let (mut stored, mut taken) = (0, 0);
    let mut last = Instant::now();
    let mut seen = Seen {
        to_durable: Percentiles::new(),
        whole: last,
        most_waiting: 0,
        resident: vec![(0, machine::resident_bytes())],
    };
    while stored < calls {
        tokio::time::sleep(PAUSE).await;
        seen.most_waiting = seen.most_waiting.max(sent.waiting());
        let now_stored = count(&mut connection).await?;
        let now = Instant::now();
        if now_stored == stored {
            anyhow::ensure!(last.elapsed() < PATIENCE, "after {stored} of {calls} calls no more are stored");
            continue;
        }
        taken += sent.take(now_stored - taken, |at| seen.to_durable.add(now.saturating_duration_since(at)));
        let part = calls.div_ceil(notes).max(1);
        if now_stored / part > stored / part || now_stored == calls {
            seen.resident.push((now_stored, machine::resident_bytes()));
        }
        (stored, last) = (now_stored, now);
    }
    seen.whole = last;
    connection.close().await?;
    Ok(seen)
}

async fn count(connection: &mut SqliteConnection) -> anyhow::Result<u64> {
    let last: Option<i64> = sqlx::query_scalar("SELECT max(rowid) FROM calls").fetch_one(connection).await?;
    u64::try_from(last.unwrap_or(0)).context("counting calls")
}
