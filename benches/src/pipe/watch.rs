//! Looks at the server from outside, while it writes: a call is there when the server says that its store has taken it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context as _;

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
/// The server stores calls in the order in which they end, whole batches at a time, and counts them when their commit
/// has returned.
pub(crate) fn until(server: SocketAddr, calls: u64, notes: u64, sent: &Sent) -> anyhow::Result<Seen> {
    let (mut stored, mut taken) = (0, 0);
    let mut last = Instant::now();
    let mut seen = Seen {
        to_durable: Percentiles::new(),
        whole: last,
        most_waiting: 0,
        resident: vec![(0, machine::resident_bytes())],
    };
    while stored < calls {
        thread::sleep(PAUSE);
        seen.most_waiting = seen.most_waiting.max(sent.waiting());
        let now_stored = count(server)?;
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
    anyhow::ensure!(stored == calls, "{stored} calls are stored, {calls} were sent");
    seen.whole = last;
    Ok(seen)
}

fn count(server: SocketAddr) -> anyhow::Result<u64> {
    let mut socket = TcpStream::connect(server).context("asking the server")?;
    socket.write_all(b"GET /metrics HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
    let mut page = String::new();
    socket.read_to_string(&mut page)?;
    let value = page.lines().find_map(|line| line.strip_prefix("callflow_calls_stored_total "));
    value.context("the server does not count calls")?.parse().context("reading the count")
}
