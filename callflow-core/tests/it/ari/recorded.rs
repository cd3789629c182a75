//! Recordings of ARI's events, `ari.jsonl` of a capture folder: one event a line.

use std::fs;
use std::path::{Path, PathBuf};

use ari_client::Event;
use callflow_core::source::ari::stamp;
use callflow_core::{CallFlow, Change, Input, Plan, Timestamp};

use crate::recording::folders;

/// The capture folders that have one.
pub(crate) fn folders_with_ari() -> Vec<PathBuf> {
    let with_ari: Vec<_> =
        folders().into_iter().filter(|folder| folder.join("ari.jsonl").is_file()).collect();
    assert_eq!(with_ari.len(), 98);
    with_ari
}

/// Its events, with their own times, which are those of their reception to the millisecond.
pub(crate) fn read_ari(file: &Path) -> Vec<(Timestamp, Event)> {
    let text = fs::read_to_string(file).unwrap();
    let event = |line: &str| {
        let event = Event::from_json(line).unwrap();
        (stamp(&event).unwrap(), event)
    };
    text.lines().map(event).collect()
}

pub(crate) fn feed_ari(flow: &mut CallFlow, at: Timestamp, event: &Event) -> Vec<Change> {
    flow.handle(Input::Ari(event), at);
    std::iter::from_fn(|| flow.poll_output()).collect()
}

pub(crate) fn play_ari(events: &[(Timestamp, Event)]) -> (CallFlow, Vec<Change>) {
    let mut flow = CallFlow::new("default", Plan::default());
    let changes = events.iter().flat_map(|(at, event)| feed_ari(&mut flow, *at, event)).collect();
    (flow, changes)
}
