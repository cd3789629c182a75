//! A journal that is read while it is written.

#![allow(clippy::unwrap_used, reason = "tests may fail loudly")]

use std::sync::Arc;
use std::time::Duration;

use ami_proto::OwnedFrame;
use tempfile::TempDir;

use super::*;
use crate::journal::entry::Entry;
use crate::journal::{Feed, Journal, JournalOptions};

fn at(second: i64) -> Timestamp {
    Timestamp::from_unix_micros(second * 1_000_000)
}

/// One call a second.
fn push(feed: &mut Feed, tracking: &mut Tracking, numbers: std::ops::Range<i64>) {
    for number in numbers {
        let id = format!("1795198589.{number}");
        let channel = format!("PJSIP/100-{number:08x}");
        let headers = [("Event", "Newchannel"), ("Channel", &channel), ("Uniqueid", &id), ("Linkedid", &id)];
        let frame = OwnedFrame::from_headers(headers);
        let entry = Entry { at: at(number), heard: Heard::Event(frame.as_frame()) };
        feed.push(&entry);
        tracking.apply(&entry, &mut Vec::new());
    }
    feed.send();
}

/// Places, how many calls live in states, and the calls that were told of.
async fn read(path: &Path) -> (Vec<u64>, Vec<usize>, Vec<String>) {
    let (mut places, mut states, mut calls) = (Vec::new(), Vec::new(), Vec::new());
    let reader = JournalReader::open(path).await.unwrap();
    assert_eq!(reader.pbxs().await.unwrap(), ["default"]);
    let take = &mut |step: Step<'_>| {
        match step.told {
            Told::State(live) => states.push(live.len()),
            Told::Heard(_) => places.push(step.position),
        }
        let told = step.changes.iter().filter_map(|change| change.kind.call());
        calls.extend(told.map(|call| call.id.to_string()));
    };
    reader.play("default", &Plan::default(), take).await.unwrap();
    (places, states, calls)
}

#[tokio::test]
async fn it_is_read_from_its_beginning_and_from_a_state_while_it_is_open() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("callflow.journal");
    let options =
        JournalOptions { path: path.clone(), max_bytes: 1 << 30, keep: Duration::ZERO, sync: false };
    let (journal, task) = Journal::open(&options).await.unwrap();
    let pbx: Arc<str> = "default".into();
    let mut feed = journal.feed(&pbx).await.unwrap();
    let mut tracking = Tracking::new("default", &Plan::default());
    push(&mut feed, &mut tracking, 0..3);
    journal.flush().await;
    let (places, states, calls) = read(&path).await;
    assert_eq!((places, states), (vec![0, 1, 2], vec![]));
    assert_eq!(calls, ["default-1795198589.0", "default-1795198589.1", "default-1795198589.2"]);

    // What lies before the state is taken out.
    feed.put_snapshot(at(3), &tracking.save().unwrap());
    journal.flush().await;
    journal.cut(&pbx, 3, at(100));
    push(&mut feed, &mut tracking, 3..5);
    journal.flush().await;
    let (places, states, calls) = read(&path).await;
    assert_eq!((places, states), (vec![3, 4], vec![3]));
    assert_eq!(calls, ["default-1795198589.3", "default-1795198589.4"]);
    drop((journal, feed));
    task.await.unwrap();
}

#[tokio::test]
async fn what_is_kept_begins_with_its_state() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("callflow.journal");
    let options =
        JournalOptions { path: path.clone(), max_bytes: 1 << 30, keep: Duration::ZERO, sync: false };
    let (journal, task) = Journal::open(&options).await.unwrap();
    let pbx: Arc<str> = "default".into();
    let mut feed = journal.feed(&pbx).await.unwrap();
    let mut tracking = Tracking::new("default", &Plan::default());
    for numbers in [0..2, 2..4, 4..6] {
        push(&mut feed, &mut tracking, numbers.clone());
        feed.put_snapshot(at(numbers.end), &tracking.save().unwrap());
        journal.flush().await;
    }
    // What the store has is kept for a while; its states are not. From the beginning nothing is missing.
    journal.cut(&pbx, 4, at(0));
    journal.flush().await;
    let (places, states, calls) = read(&path).await;
    assert_eq!((places, states, calls.len()), (vec![0, 1, 2, 3, 4, 5], vec![], 6));
    // Then the first block is too old.
    journal.cut(&pbx, 4, at(3));
    journal.flush().await;
    let (places, states, calls) = read(&path).await;
    assert_eq!((places, states), (vec![2, 3, 4, 5], vec![2]));
    assert_eq!(
        calls,
        ["default-1795198589.2", "default-1795198589.3", "default-1795198589.4", "default-1795198589.5"]
    );
    drop((journal, feed));
    task.await.unwrap();
}

#[tokio::test]
async fn what_is_no_journal_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("text");
    std::fs::write(&path, "long enough, and no database\n".repeat(99)).unwrap();
    assert!(matches!(JournalReader::open(&path).await, Err(JournalError::Foreign { .. })));
    let missing = folder.path().join("missing");
    assert!(matches!(JournalReader::open(&missing).await, Err(JournalError::CannotRead { .. })));
    assert!(!missing.exists());
}
