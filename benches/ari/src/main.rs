//! Reads the events of all recordings with `ari-client`, with `asterisk-rs-ari` and as plain JSON, in turn, and prints how
//! fast each was.
//!
//! ```sh
//! cargo run --release --manifest-path benches/ari/Cargo.toml [ROUNDS]
//! ```

use std::fs;
use std::hint::black_box;
use std::path::Path;

use anyhow::Context as _;
use ari_client::Event;
use asterisk_rs_ari::{AriEvent, AriMessage};
use serde_json::Value;

mod heap;
mod rounds;

use rounds::Rounds;

/// Reads an event; whether it understood what that is.
type Reader = fn(&str) -> bool;

/// Each way to read an event, by its name.
const READERS: [(&str, Reader); 3] = [
    ("ari-client `Event::from_json`", |text| {
        black_box(Event::from_json(text)).is_ok_and(|event| !matches!(event, Event::Other(_)))
    }),
    ("asterisk-rs-ari 0.8 `AriMessage`", |text| {
        let message = black_box(serde_json::from_str::<AriMessage>(text));
        message.is_ok_and(|message| !matches!(message.event, AriEvent::Unknown))
    }),
    ("serde_json `Value`, which understands nothing", |text| {
        black_box(serde_json::from_str::<Value>(text)).is_ok()
    }),
];

fn main() -> anyhow::Result<()> {
    let rounds = std::env::args().nth(1).map_or(Ok(15), |text| text.parse::<usize>())?;
    let events = recorded()?;
    let bytes: usize = events.iter().map(String::len).sum();
    let mut results = READERS.map(|_| Rounds::default());
    // In turn, so that what disturbs the machine disturbs all of them alike.
    for _ in 0..rounds {
        for ((_, read), result) in READERS.iter().zip(&mut results) {
            result.measure(|| events.iter().filter(|event| read(event)).count());
        }
    }
    let count = events.len() as f64;
    let first = results.first().map_or(f64::INFINITY, Rounds::best);
    println!("| reader | events/s | median | MB/s | allocations/event | understood | speed, the first = 1 |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for ((name, _), result) in READERS.iter().zip(&results) {
        println!(
            "| {name} | {:.0} | {:.0} | {:.0} | {:.2} | {} | {:.3} |",
            count / result.best(),
            count / result.median(),
            bytes as f64 / 1e6 / result.best(),
            result.allocations() / count,
            result.understood,
            first / result.best(),
        );
    }
    println!("\n{} events of {:.0} bytes, {rounds} rounds.", events.len(), bytes as f64 / count);
    Ok(())
}

/// Every event of every recording.
fn recorded() -> anyhow::Result<Vec<String>> {
    let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../captures");
    let mut files = Vec::new();
    for version in ["asterisk-16", "asterisk-22"] {
        for scenario in fs::read_dir(captures.join(version))? {
            files.push(scenario?.path().join("ari.jsonl"));
        }
    }
    files.sort();
    let mut events = Vec::new();
    for file in files.iter().filter(|file| file.exists()) {
        let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
        events.extend(text.lines().map(str::to_owned));
    }
    Ok(events)
}
