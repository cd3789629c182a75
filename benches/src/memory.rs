//! How much memory the tracker takes.

use ami_proto::Decoder;
use callflow_core::{CallFlow, Input, Timestamp};

use crate::heap;
use crate::options::Options;
use crate::recording::Recording;
use crate::stream::Streams;
use crate::tracker::{LIVE, feed_bytes, with_live_calls};

/// How many streams one after the other.
const TIMES: u32 = 10;

/// Longer than the tracker remembers ended calls.
const FORGOTTEN_AFTER: std::time::Duration = std::time::Duration::from_secs(61);

/// Memory of the tracker.
#[derive(Debug)]
pub(crate) struct Memory {
    /// Number of live calls and heap bytes of each.
    pub(crate) per_call: Vec<(u32, f64)>,
    pub(crate) after_streams: Vec<AfterStreams>,
}

/// Heap bytes of decoder and tracker after so many streams one after the other.
#[derive(Debug)]
pub(crate) struct AfterStreams {
    pub(crate) streams: u32,
    pub(crate) mib: u64,
    /// While the last calls are remembered.
    pub(crate) bytes: u64,
    /// Once they are forgotten.
    pub(crate) forgotten: u64,
}

pub(crate) fn measure(recordings: &[Recording], options: &Options) -> anyhow::Result<Memory> {
    let mut per_call = Vec::new();
    let none = heap_of(|| with_live_calls(recordings, 0))?;
    // One call alone would be told with tables that are ready for more.
    for live in LIVE.into_iter().filter(|live| *live > 1) {
        let all = heap_of(|| with_live_calls(recordings, live))?;
        per_call.push((live, (all - none) as f64 / f64::from(live)));
    }

    let mut after_streams = Vec::with_capacity(2);
    let before = heap::live_bytes();
    let mut streams = Streams::of(recordings);
    let mut flow = with_live_calls(recordings, 1)?;
    let mut decoder = Decoder::new();
    let mut mib = 0;
    for number in 1..=TIMES {
        let stream = streams.next(options.bytes());
        mib += stream.bytes.len() as u64 / 1024 / 1024;
        feed_bytes(&mut flow, &mut decoder, &stream);
        drop(stream);
        if number == 1 || number == TIMES {
            let bytes = heap::live_bytes() - before;
            // On a copy, so that the next stream meets what it would have met.
            let forgotten = forgotten(&flow, streams.now());
            after_streams.push(AfterStreams { streams: number, mib, bytes, forgotten });
        }
    }
    Ok(Memory { per_call, after_streams })
}

fn heap_of(make: impl FnOnce() -> anyhow::Result<CallFlow>) -> anyhow::Result<u64> {
    let before = heap::live_bytes();
    let flow = make()?;
    let after = heap::live_bytes();
    drop(flow);
    Ok(after.saturating_sub(before))
}

fn forgotten(flow: &CallFlow, now: Timestamp) -> u64 {
    let before = heap::live_bytes();
    let mut copy = flow.clone();
    copy.handle(Input::Tick, now.saturating_add(FORGOTTEN_AFTER));
    let after = heap::live_bytes();
    drop(copy);
    after - before
}
