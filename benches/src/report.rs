//! The figures as Markdown.

use std::fmt::Write as _;
use std::fs;

use crate::client::{Row, Run};
use crate::memory::Memory;
use crate::parsers::Parser;
use crate::pipe::Pipe;
use crate::realtime::Realtime;
use crate::rounds::Rounds;
use crate::store::Store;
use crate::tracker::{Feed, Tracked};
use crate::waiting::Waited;

/// What it ran on.
pub(crate) fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let of = |name: &str| {
        let values = info.lines().filter_map(|line| line.split_once(':'));
        values
            .filter(|(key, _)| key.trim() == name)
            .map(|(_, value)| value.trim().to_owned())
            .collect::<Vec<_>>()
    };
    let names = of("model name");
    let name = names.first().map_or("unknown processor", String::as_str);
    let family = of("cpu family").first().cloned().unwrap_or_default();
    format!(
        "{name} (family {family}), {} cores, one of them used; {}.\n",
        names.len(),
        std::env::consts::ARCH
    )
}

/// The decoder and its peers; the first row is the one that the others are compared with.
pub(crate) fn parsers(parsers: &[Parser]) -> String {
    let mut out = String::from(
        "| parser | MB/s | median | million events/s | allocations/event | events lost | speed, decoder = 1 |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    let base = parsers.first().map_or(f64::NAN, |parser| parser.rounds.best());
    for Parser { name, rounds, .. } in parsers {
        let mb = rounds.bytes as f64 / 1e6;
        // What copies bytes sees no events.
        let sees = rounds.seen > 0;
        let only_if = |text: String| if sees { text } else { String::from("–") };
        let _ = writeln!(
            out,
            "| {name} | {:.0} | {:.0} | {} | {:.2} | {} | {:.3} |",
            mb / rounds.best(),
            mb / rounds.median(),
            only_if(format!("{:.2}", millions_a_second(rounds, rounds.best()))),
            rounds.allocations_per_event(),
            only_if(rounds.events.saturating_sub(rounds.seen).to_string()),
            base / rounds.best(),
        );
    }
    if let Some(Parser { rounds, .. }) = parsers.first() {
        let _ = writeln!(
            out,
            "\nStream of {:.1} MiB, {} events of {:.0} bytes.",
            rounds.bytes as f64 / 1024.0 / 1024.0,
            rounds.events,
            rounds.bytes as f64 / rounds.events as f64
        );
    }
    out
}

/// The tracker with few and many live calls.
pub(crate) fn tracker(tracked: &[Tracked]) -> String {
    let mut out = String::from(
        "| live calls | input | events/s | median | ns/event | allocations/event | cost, 1 live call = 1 |\n\
         |---:|---|---:|---:|---:|---:|---:|\n",
    );
    for input in [Feed::Bytes, Feed::Frames, Feed::Signals] {
        let base = tracked.first().map_or(f64::NAN, |first| per_event(first.rounds(input)));
        for subject in tracked {
            let rounds = subject.rounds(input);
            let _ = writeln!(
                out,
                "| {} | {} | {:.0} | {:.0} | {:.0} | {:.2} | {:.2} |",
                subject.live,
                input.name(),
                rounds.events as f64 / rounds.best(),
                rounds.events as f64 / rounds.median(),
                per_event(rounds) * 1e9,
                rounds.allocations_per_event(),
                per_event(rounds) / base,
            );
        }
    }
    if let Some(first) = tracked.first() {
        let signals = first.rounds(Feed::Signals);
        let _ = writeln!(
            out,
            "\nAn event gives {:.2} changes; {:.0} % of the events give a signal.",
            first.changes_per_event,
            signals.seen as f64 / signals.events as f64 * 100.0
        );
    }
    out
}

/// Memory of the tracker.
pub(crate) fn memory(memory: &Memory) -> String {
    let mut out = String::from("| live two-party calls | heap bytes a call |\n|---:|---:|\n");
    for (live, bytes) in &memory.per_call {
        let _ = writeln!(out, "| {live} | {bytes:.0} |");
    }
    out.push_str(
        "\n| streams | MiB read | heap bytes at the end | once ended calls are forgotten |\n|---:|---:|---:|---:|\n",
    );
    for after in &memory.after_streams {
        let _ =
            writeln!(out, "| {} | {} | {} | {} |", after.streams, after.mib, after.bytes, after.forgotten);
    }
    out
}

/// A caller who waits for ever longer.
pub(crate) fn waiting(waited: &[Waited]) -> String {
    let mut out = String::from(
        "| rounds of ringing five members | ns/event, the last tenth | heap bytes |\n|---:|---:|---:|\n",
    );
    for Waited { rounds, ns_per_event, heap_bytes } in waited {
        let _ = writeln!(out, "| {rounds} | {ns_per_event:.0} | {heap_bytes} |");
    }
    out
}

/// Clients of the manager interface; the first is the one that the others are compared with.
pub(crate) fn clients(rows: &[Row]) -> String {
    let mut out = String::from(
        "| client | events/s | median | delivered | lost | waiting at most, MiB | speed, the first = 1 |\n\
         |---|---:|---:|---:|---:|---:|---:|\n",
    );
    let base = rows.first().and_then(|row| row.runs.first()).map_or(f64::NAN, Run::events_a_second);
    for row in rows {
        let (Some(best), Some(middle)) = (row.runs.first(), row.runs.get(row.runs.len() / 2)) else {
            continue;
        };
        let _ = writeln!(
            out,
            "| {} | {:.0} | {:.0} | {} | {} | {} | {:.3} |",
            row.name,
            best.events_a_second(),
            middle.events_a_second(),
            best.delivered,
            best.sent.saturating_sub(best.delivered),
            best.queued.map_or("–".into(), |bytes| format!("{:.1}", bytes as f64 / 1024.0 / 1024.0)),
            best.events_a_second() / base,
        );
    }
    out
}

/// The whole server.
pub(crate) fn pipe(pipe: &Pipe) -> String {
    let mut out = String::from(
        "| store | input | sent | calls/s | median | to durable, p50 | p99 | longest | most under way | processor time a call | of \
         the sender | database bytes a call |\n|---|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for row in &pipe.rows {
        let sent = row.rate.map_or("as fast as it is taken".into(), |rate| format!("{rate} calls/s"));
        let (Some(best), Some(middle)) = (row.runs.first(), row.runs.get(row.runs.len() / 2)) else {
            continue;
        };
        let _ = writeln!(
            out,
            "| {} | {}: {:.0} events, {:.1} kB a call | {sent} | {:.0} | {:.0} | {} | {} | {} | {} calls | {:.0} µs | \
             {:.0} µs | {} |",
            row.store,
            row.name,
            row.events_per_call,
            row.bytes_per_call / 1e3,
            best.calls_a_second(),
            middle.calls_a_second(),
            time(best.to_durable.of(50)),
            time(best.to_durable.of(99)),
            time(best.to_durable.longest()),
            best.most_waiting,
            best.processor_time.as_secs_f64() * 1e6 / best.calls as f64,
            best.sender_time.as_secs_f64() * 1e6 / best.calls as f64,
            best.database_bytes
                .map_or("–".into(), |bytes| format!("{:.0}", bytes as f64 / best.calls as f64)),
        );
    }
    for limit in &pipe.limits {
        let _ =
            writeln!(out, "\nThe same documents by `insert_many` alone into mongodb: {limit:.0} calls/s.");
    }
    out.push_str("\n| calls stored | memory in use, MiB |\n|---:|---:|\n");
    for (calls, bytes) in &pipe.long.resident {
        let _ = writeln!(out, "| {calls} | {:.1} |", *bytes as f64 / 1024.0 / 1024.0);
    }
    let _ = writeln!(
        out,
        "\nThe long stream at {:.0} calls/s, p99 to durable {}.",
        pipe.long.calls_a_second(),
        time(pipe.long.to_durable.of(99))
    );
    out
}

/// Clients that follow.
pub(crate) fn realtime(realtime: &Realtime) -> String {
    let mut out = String::from(
        "| way | clients | ended calls told | from bytes to client, p50 | p99 | longest |\n|---|---:|---:|---:|---:|---:|\n",
    );
    for row in &realtime.rows {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            row.way,
            row.clients,
            row.took.total(),
            time(row.took.of(50)),
            time(row.took.of(99)),
            time(row.took.longest()),
        );
    }
    let [before, after] = realtime.resident;
    let _ = writeln!(
        out,
        "\n{} calls at 100 calls/s. A client takes {:.1} KiB of memory, both ends of it together.",
        realtime.calls,
        after.saturating_sub(before) as f64 / 1024.0 / realtime.clients.max(1) as f64,
    );
    out
}

/// A store.
pub(crate) fn store(store: &Store) -> String {
    let mut out = format!(
        "{}: {} calls written at {:.0} calls/s{}.\n\n\
         | question | rows | p50 | p99 | longest | times | bare `SELECT`, p50 | ratio | over HTTP, p50 | p99 |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        store.name,
        store.calls,
        store.calls as f64 / store.filled_in.as_secs_f64(),
        store.bytes.map_or_else(String::new, |bytes| {
            let (bytes, calls) = (bytes as f64, store.calls as f64);
            format!("; the database has {:.2} GB, {:.0} bytes a call", bytes / 1e9, bytes / calls)
        }),
    );
    for answered in &store.answered {
        let _ = writeln!(
            out,
            "| {} | {:.1} | {} | {} | {} | {} | {} | {:.2} | {} | {} |",
            answered.question,
            answered.rows as f64 / answered.took.total() as f64,
            time(answered.took.of(50)),
            time(answered.took.of(99)),
            time(answered.took.longest()),
            answered.took.total(),
            time(answered.bare.of(50)),
            answered.took.of(50).as_secs_f64() / answered.bare.of(50).as_secs_f64().max(1e-5),
            time(answered.over_http.of(50)),
            time(answered.over_http.of(99)),
        );
    }
    out
}

/// A duration in milliseconds.
fn time(time: std::time::Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    if ms < 10.0 { format!("{ms:.2} ms") } else { format!("{ms:.0} ms") }
}

fn per_event(rounds: &Rounds) -> f64 {
    rounds.best() / rounds.events as f64
}

fn millions_a_second(rounds: &Rounds, seconds: f64) -> f64 {
    rounds.events as f64 / seconds / 1e6
}
