//! The journal at work on real files.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may fail loudly")]

use ami_proto::OwnedFrame;
use tempfile::TempDir;

use super::entry::{Entry, Heard};
use super::*;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn options(&self) -> JournalOptions {
        JournalOptions {
            path: self.0.path().join("callflow.journal"),
            max_bytes: 1 << 30,
            keep: Duration::ZERO,
            sync: false,
        }
    }

    async fn open(&self) -> (Journal, JoinHandle<()>) {
        Journal::open(&self.options()).await.unwrap()
    }
}

impl Feed {
    /// Entries that neither the disk nor the memory has room for.
    pub(crate) fn lose(&mut self, numbers: std::ops::Range<i64>) {
        self.broken.store(true, Relaxed);
        push(self, numbers);
    }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_unix_micros(second * 1_000_000)
}

/// Pushes events of these numbers, at the second of their number.
pub(crate) fn push(feed: &mut Feed, numbers: std::ops::Range<i64>) {
    for number in numbers {
        let frame = OwnedFrame::from_headers([("Event", "Newchannel"), ("Number", &number.to_string())]);
        feed.push(&Entry { at: at(number), heard: Heard::Event(frame.as_frame()) });
    }
    feed.send();
}

/// The numbers that are there from a place on, and the places at which blocks begin behind a hole.
async fn numbers(journal: &Journal, mut from: u64) -> (Vec<i64>, Vec<u64>) {
    let (mut numbers, mut holes) = (Vec::new(), Vec::new());
    loop {
        let blocks = journal.read("default", from).await.unwrap();
        if blocks.is_empty() {
            return (numbers, holes);
        }
        for block in blocks {
            if block.first > from {
                holes.push(block.first);
            }
            let skip = from.saturating_sub(block.first);
            for entry in block.entries.iter_from(usize::try_from(skip).unwrap()) {
                let Heard::Event(frame) = entry.heard else { panic!("{entry:?}") };
                numbers.push(frame.text("Number").unwrap().parse().unwrap());
                assert_eq!(entry.at, at(*numbers.last().unwrap()));
            }
            from = block.first + block.entries.len() as u64;
        }
    }
}

fn put_snapshot(journal: &Journal, pbx: &Arc<str>, position: u64) {
    let state = format!("state at {position}").into_bytes();
    journal.put_snapshot(pbx, position, at(position.cast_signed()), pack(&state));
}

async fn closed((journal, feed, task): (Journal, Feed, JoinHandle<()>)) {
    drop((journal, feed));
    task.await.unwrap();
}

#[tokio::test]
async fn what_was_heard_is_there_after_opening_again() {
    let folder = Folder::new();
    let pbx: Arc<str> = "default".into();
    let (journal, task) = folder.open().await;
    let id = journal.id().clone();
    let mut feed = journal.feed(&pbx).await.unwrap();
    for from in [0, 10, 20] {
        push(&mut feed, from..from + 10);
        journal.flush().await;
        assert_eq!(*journal.durable("default").unwrap().borrow(), from.unsigned_abs() + 10);
    }
    closed((journal, feed, task)).await;

    let (journal, task) = folder.open().await;
    assert_eq!(journal.id(), &id);
    let mut feed = journal.feed(&pbx).await.unwrap();
    assert_eq!(feed.position(), 30);
    push(&mut feed, 30..35);
    journal.flush().await;
    for from in [0, 7, 10, 29, 34, 35, 99] {
        let want: Vec<i64> = (from..35).collect();
        assert_eq!(numbers(&journal, from.unsigned_abs()).await, (want, Vec::new()), "from {from}");
    }
    assert_eq!(numbers_of_another(&journal).await, 0);
    closed((journal, feed, task)).await;
}

async fn numbers_of_another(journal: &Journal) -> usize {
    journal.read("another", 0).await.unwrap().len()
}

#[tokio::test]
async fn snapshots_are_found_by_place_and_by_time() {
    let folder = Folder::new();
    let pbx: Arc<str> = "default".into();
    let (journal, task) = folder.open().await;
    let mut feed = journal.feed(&pbx).await.unwrap();
    feed.put_snapshot(at(0), b"state at 0");
    push(&mut feed, 0..30);
    for position in [10, 20] {
        put_snapshot(&journal, &pbx, position);
    }
    journal.flush().await;
    let place = |found: Option<Snapshot>| {
        found.map(|found| {
            assert_eq!(found.state, format!("state at {}", found.position).into_bytes());
            found.position
        })
    };
    for (position, before, behind) in
        [(0, Some(0), Some(0)), (9, Some(0), Some(10)), (10, Some(10), Some(10)), (25, Some(20), None)]
    {
        assert_eq!(place(journal.snapshot_before("default", position).await.unwrap()), before, "{position}");
        assert_eq!(place(journal.snapshot_behind("default", position).await.unwrap()), behind, "{position}");
    }
    assert_eq!(place(journal.snapshot_until("default", at(15)).await.unwrap()), Some(10));
    assert_eq!(place(journal.snapshot_until("default", at(-1)).await.unwrap()), None);
    assert_eq!(journal.newest_snapshot("default"), 20);
    closed((journal, feed, task)).await;
}

/// What the store has and a snapshot stands for goes, except where it is to be kept for explanations.
#[tokio::test]
async fn it_is_cut_where_the_store_has_everything() {
    let folder = Folder::new();
    let pbx: Arc<str> = "default".into();
    let (journal, task) = folder.open().await;
    let mut feed = journal.feed(&pbx).await.unwrap();
    feed.put_snapshot(at(0), b"state at 0");
    for from in [0, 10, 20] {
        push(&mut feed, from..from + 10);
        journal.flush().await;
    }
    put_snapshot(&journal, &pbx, 10);
    put_snapshot(&journal, &pbx, 20);
    for (applied, before, first) in [
        // No snapshot but the first one stands before.
        (9, at(99), 0),
        // Too young.
        (15, at(5), 0),
        (15, at(99), 10),
        (30, at(99), 20),
    ] {
        journal.cut(&pbx, applied, before);
        journal.flush().await;
        let (found, _) = numbers(&journal, 0).await;
        assert_eq!(found, (first..30).collect::<Vec<_>>(), "{applied}");
    }
    let before = journal.snapshot_before("default", 19).await.unwrap();
    assert!(before.is_none(), "{before:?}");
    // Places are counted on from what is left.
    closed((journal, feed, task)).await;
    let (journal, task) = folder.open().await;
    let feed = journal.feed(&pbx).await.unwrap();
    assert_eq!(feed.position(), 30);
    closed((journal, feed, task)).await;
}

#[tokio::test]
async fn a_second_server_is_refused_and_another_file_is_named() {
    let folder = Folder::new();
    let (journal, task) = folder.open().await;
    let error = Journal::open(&folder.options()).await.unwrap_err();
    assert!(matches!(error, JournalError::InUse { .. }), "{error}");
    drop(journal);
    task.await.unwrap();

    let path = folder.options().path;
    let (journal, task) = folder.open().await;
    drop(journal);
    task.await.unwrap();
    let pool = sqlx::SqlitePool::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    sqlx::query("PRAGMA user_version = 99").execute(&pool).await.unwrap();
    pool.close().await;
    let error = Journal::open(&folder.options()).await.unwrap_err();
    assert!(matches!(error, JournalError::Newer { found: 99, .. }), "{error}");

    for text in ["a letter to my aunt, long enough to be no header of a database".repeat(9), String::new()] {
        let other = Folder::new();
        std::fs::write(other.options().path, &text).unwrap();
        let opened = Journal::open(&other.options()).await;
        assert_eq!(opened.is_ok(), text.is_empty(), "an empty file is a new one");
    }
    let options = JournalOptions { path: "/nowhere/callflow.journal".into(), ..folder.options() };
    let error = Journal::open(&options).await.unwrap_err().to_string();
    assert!(error.contains("/nowhere/callflow.journal") && error.contains("create its folder"), "{error}");
}

/// Random bytes, which do not pack.
fn noise(length: usize) -> String {
    let mut random = 1_u64;
    let letter = |_| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'a' + u8::try_from((random >> 40) % 26).unwrap())
    };
    (0..length).map(letter).collect()
}

/// What the disk does not take waits in memory; what that does not take is lost, until the tracker has given its state.
#[tokio::test]
async fn a_journal_that_is_full_takes_up_again_with_a_state() {
    let folder = Folder::new();
    let pbx: Arc<str> = "default".into();
    let options = JournalOptions { max_bytes: 100, ..folder.options() };
    let (journal, task) = Journal::open(&options).await.unwrap();
    let mut feed = journal.feed(&pbx).await.unwrap();
    feed.put_snapshot(at(0), b"state at 0");
    push(&mut feed, 0..10);
    journal.flush().await;
    // Over the limit from here on: nothing more comes to the disk, and nothing is lost yet.
    push(&mut feed, 10..20);
    journal.flush().await;
    assert_eq!(*journal.durable("default").unwrap().borrow(), 10);
    assert!(journal.gauges().waiting.load(Relaxed) > 0 && !feed.is_broken());
    assert_eq!(journal.gauges().failures.load(Relaxed), 1);

    // More than the memory takes.
    let frame = OwnedFrame::from_headers([("Event", &*noise(900_000))]);
    let mut rounds = 0;
    while !feed.is_broken() {
        feed.push(&Entry { at: at(20), heard: Heard::Event(frame.as_frame()) });
        feed.send();
        journal.flush().await;
        rounds += 1;
        assert!(rounds < 200, "it never ends");
    }
    assert!(journal.gauges().lost.load(Relaxed) > 0);
    assert!(!feed.wants_state(), "it would not be taken either");
    closed((journal, feed, task)).await;

    // With room again: what waited is gone with the process, as a kill would have it; a state makes a new beginning.
    let (journal, task) = folder.open().await;
    let mut feed = journal.feed(&pbx).await.unwrap();
    assert_eq!(feed.position(), 10);
    push(&mut feed, 10..15);
    feed.broken.store(true, Relaxed);
    push(&mut feed, 15..20);
    journal.flush().await;
    assert!(feed.wants_state());
    feed.put_snapshot(at(20), b"state at 20");
    assert!(!feed.wants_state(), "it is on its way");
    push(&mut feed, 20..25);
    journal.flush().await;
    let (found, holes) = numbers(&journal, 0).await;
    // Entries before the flag are on their way and may still come.
    assert!(found.ends_with(&[20, 21, 22, 23, 24]) && !found.contains(&17), "{found:?}");
    assert_eq!(holes, [20]);
    let behind = journal.snapshot_behind("default", 16).await.unwrap().unwrap();
    assert_eq!((behind.position, &*behind.state), (20, &b"state at 20"[..]));
    closed((journal, feed, task)).await;
}
