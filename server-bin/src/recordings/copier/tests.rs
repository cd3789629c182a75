use std::fs::{self, File};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use async_trait::async_trait;
use callflow_core::Call;
use callflow_core::call::Recording;
use callflow_core::store::memory::MemoryStore;
use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{CallStore as _, RecordingHold};
use futures_util::TryStreamExt as _;
use tempfile::TempDir;

use super::*;
use crate::recordings::folders::{Folder, Folders};
use crate::recordings::range::Range;
use crate::recordings::s3::tests::in_memory;
use crate::recordings::storage::{Parts, Storage};
use crate::recordings::{RecordingId, Removed, Source};

const FILE: &str = "/spool/2026/a.wav";
const URL: &str = "s3://bucket/backup/default/spool/2026/a.wav";

/// Storage that fails as long as it is to.
#[derive(Debug)]
struct Fragile {
    storage: Box<dyn Storage>,
    fails: AtomicBool,
}

impl Fragile {
    fn answer(&self) -> io::Result<&dyn Storage> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(io::Error::other("it does not answer"));
        }
        Ok(&*self.storage)
    }
}

#[async_trait]
impl Storage for Fragile {
    fn url(&self, path: &[&str]) -> Arc<str> {
        self.storage.url(path)
    }

    async fn put(&self, url: &str, file: File, size: u64) -> io::Result<()> {
        self.answer()?.put(url, file, size).await
    }

    async fn read(&self, url: &str, range: Range) -> io::Result<Parts> {
        self.answer()?.read(url, range).await
    }

    async fn remove(&self, url: &str) -> io::Result<()> {
        self.answer()?.remove(url).await
    }
}

/// A call with one recording, its file, and a storage.
struct Site {
    folder: TempDir,
    call: Call,
    storage: Arc<Fragile>,
    copier: Copier,
    now: Timestamp,
}

impl Site {
    async fn new(remove_local: bool) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("2026")).unwrap();
        let clock = Clock::start();
        let now = clock.now();
        let from = earlier(now, Duration::from_secs(3_600));
        let recording = Recording { file: Some(FILE.into()), from, to: Some(now), paused_ms: 0 };
        let sample = Sample::new("default-1.1", 0);
        let call = sample.with(|call| call.recordings = vec![recording]).build();
        let store = Arc::new(MemoryStore::new());
        store.put_calls(std::slice::from_ref(&call)).await.unwrap();
        let here = Folder::parse(&format!("/spool={}", folder.path().display())).unwrap();
        let storage = Arc::new(Fragile { storage: Box::new(in_memory()), fails: AtomicBool::new(false) });
        let folders = Arc::new(Folders::new(vec![here]));
        let keeping = Keeping::new(store.clone(), folders, Some(storage.clone()));
        let copier = Copier::new(store, keeping, Arc::from([]), clock, remove_local);
        let site = Self { folder, call, storage, copier, now };
        site.write("sound", 120);
        site
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("2026/a.wav")
    }

    /// Written so many seconds ago.
    fn write(&self, text: &str, ago: u64) {
        fs::write(self.file(), text).unwrap();
        let file = File::options().write(true).open(self.file()).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(ago)).unwrap();
    }

    fn fails(&self, fails: bool) {
        self.storage.fails.store(fails, Ordering::SeqCst);
    }

    /// How many were copied, how many failed, whether any is left.
    async fn round(&mut self) -> (u32, u32, bool) {
        let came = self.copier.round(None, self.now).await.unwrap();
        (came.made, came.failed, came.left.is_some())
    }

    async fn mark(&self) -> Option<RecordingMark> {
        self.copier.keeping.mark("default", &FILE.into()).await.unwrap()
    }

    async fn source(&self) -> Source {
        self.copier.keeping.source(FILE, self.mark().await.as_ref()).await.unwrap()
    }

    async fn remove(&self) -> Result<Removed, KeepingError> {
        let recording = &self.call.recordings[0];
        assert!(RecordingId::of(&self.call, recording).find(&self.call).is_some());
        self.copier.keeping.remove((&self.call, recording), &FILE.into(), ("ann", self.now)).await
    }

    async fn stored(&self) -> io::Result<String> {
        let parts = self.storage.storage.read(URL, Range { first: 0, last: 99 }).await?;
        let bytes: Vec<u8> = parts.try_collect::<Vec<_>>().await?.concat();
        Ok(String::from_utf8(bytes).unwrap())
    }
}

#[tokio::test]
async fn a_recording_is_copied_once_when_it_is_no_longer_written() {
    let mut site = Site::new(false).await;
    site.write("sou", 5);
    assert_eq!(site.round().await, (0, 0, true));
    assert_eq!(site.mark().await, None);
    site.write("sound", 61);
    assert_eq!(site.round().await, (1, 0, false));
    assert_eq!(site.stored().await.unwrap(), "sound");
    let copy = site.mark().await.unwrap().copy.unwrap();
    assert_eq!((&*copy.url, copy.size, copy.at, copy.sole), (URL, 5, Some(site.now), false));
    assert_eq!(site.round().await, (0, 0, false));
    assert!(site.file().exists());
}

#[tokio::test]
async fn storage_that_does_not_answer_loses_nothing() {
    let mut site = Site::new(true).await;
    site.fails(true);
    assert_eq!(site.round().await, (0, 1, true));
    assert_eq!(site.round().await, (0, 0, true), "it waits");
    assert!(site.file().exists());
    let copy = site.mark().await.unwrap().copy.unwrap();
    assert!(!copy.is_complete() && !copy.sole);
    site.fails(false);
    site.now = site.now.saturating_add(Duration::from_secs(60));
    assert_eq!(site.round().await, (1, 0, false));
    assert_eq!(site.stored().await.unwrap(), "sound");
}

#[tokio::test]
async fn a_server_that_starts_again_goes_on_where_it_broke_off() {
    let mut site = Site::new(true).await;
    site.fails(true);
    site.round().await;
    site.fails(false);
    // What it remembered is gone; what the store has is not.
    site.copier.unsent = Unsent::default();
    assert_eq!(site.round().await, (1, 0, false));
    assert!(!site.file().exists() && site.mark().await.unwrap().copy.unwrap().sole);

    // It ended between the removal of the file and the note of it.
    let blank = site.mark().await.unwrap();
    let unnoted = |mark: &mut RecordingMark| {
        mark.copy.as_mut().unwrap().sole = false;
        true
    };
    site.copier.keeping.change(&blank, site.now, unnoted).await.unwrap();
    assert_eq!(site.round().await, (0, 0, false));
    assert!(site.mark().await.unwrap().copy.unwrap().sole);
}

#[tokio::test]
async fn the_copy_is_heard_where_the_file_is_gone() {
    let mut site = Site::new(true).await;
    let of_file = site.source().await.tag();
    assert_eq!(site.round().await, (1, 0, false));
    assert!(!site.file().exists());
    let source = site.source().await;
    assert_eq!(source.size(), 5);
    assert_ne!(source.tag(), of_file);
    let part: Vec<_> = source.part(Range { first: 1, last: 3 }).await.unwrap().try_collect().await.unwrap();
    assert_eq!(part.concat(), b"oun");
    let mut reader = site.source().await.reader().await.unwrap();
    let read = tokio::task::spawn_blocking(move || io::read_to_string(&mut reader));
    assert_eq!(read.await.unwrap().unwrap(), "sound");
}

#[tokio::test]
async fn a_removal_takes_both_or_none() {
    for remove_local in [false, true] {
        let mut site = Site::new(remove_local).await;
        assert_eq!(site.round().await, (1, 0, false));
        site.fails(true);
        let refused = site.remove().await.unwrap_err();
        assert!(matches!(refused, KeepingError::Copy(_)), "{refused:?}");
        assert_eq!((site.mark().await.unwrap().removed, site.file().exists()), (None, !remove_local));
        assert_eq!(site.source().await.size(), 5);
        site.fails(false);
        assert!(matches!(site.remove().await.unwrap(), Removed::Done));
        assert_eq!(site.stored().await.unwrap_err().kind(), io::ErrorKind::NotFound);
        let mark = site.mark().await.unwrap();
        assert!(!site.file().exists() && mark.removed.is_some() && mark.copy.is_none());
        assert!(matches!(site.remove().await.unwrap(), Removed::Before));
        assert_eq!(site.round().await, (0, 0, false), "it stays removed");
    }
}

#[tokio::test]
async fn what_is_held_keeps_its_file_and_its_copy() {
    let mut site = Site::new(true).await;
    let hold = RecordingHold { reason: "a complaint".into(), by: "ann".into(), at: site.now };
    let file: Arc<str> = FILE.into();
    site.copier.keeping.hold(&site.call, &file, Some(hold), site.now).await.unwrap();
    assert_eq!(site.round().await, (1, 0, false));
    assert!(site.file().exists());
    fs::remove_file(site.file()).unwrap();
    assert!(matches!(site.remove().await.unwrap(), Removed::Held(_)));
    assert_eq!(site.stored().await.unwrap(), "sound");
    site.copier.keeping.hold(&site.call, &file, None, site.now).await.unwrap();
    assert!(matches!(site.remove().await.unwrap(), Removed::Done));
}

#[tokio::test]
async fn a_copy_of_what_was_removed_meanwhile_goes_too() {
    let mut site = Site::new(false).await;
    // The server ended when it had copied, and before it noted that.
    site.fails(true);
    site.round().await;
    site.fails(false);
    site.storage.put(URL, File::open(site.file()).unwrap(), 5).await.unwrap();
    assert!(matches!(site.remove().await.unwrap(), Removed::Done));
    assert_eq!(site.stored().await.unwrap_err().kind(), io::ErrorKind::NotFound);
    // And the copying that was under way then ends.
    let text = site.folder.path().join("text");
    fs::write(&text, "sound").unwrap();
    site.storage.put(URL, File::open(&text).unwrap(), 5).await.unwrap();
    site.now = site.now.saturating_add(Duration::from_secs(60));
    assert_eq!(site.round().await, (0, 0, false));
    assert_eq!(site.stored().await.unwrap_err().kind(), io::ErrorKind::NotFound);
    assert_eq!(site.mark().await.unwrap().copy, None);
}
