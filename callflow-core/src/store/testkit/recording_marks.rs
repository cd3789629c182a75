//! What becomes of the files of recordings: in versions, by file, and longer than the call.

use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::slice::from_ref;

use super::sample::{Sample, at};
use super::together::together;
use crate::ids::CallId;
use crate::store::{
    Entity, MAX_LIMIT, Purge, RecordingCopy, RecordingHold, RecordingMark, RecordingRemoval, Store,
    StoreError, Update,
};

/// The first mark of a file, held.
fn held(file: &str) -> RecordingMark {
    let mut mark = RecordingMark::new("default", "default", &CallId::new("a"), file);
    mark.hold = Some(RecordingHold { reason: "a complaint".into(), by: "ann".into(), at: at(7) });
    mark.changed_at = at(7).saturating_add(core::time::Duration::from_micros(1));
    mark
}

async fn marked(store: &dyn Store, mark: &RecordingMark) -> RecordingMark {
    let version = mark.version + 1;
    assert_eq!(store.mark_recording(mark).await.unwrap(), Update::Done { version });
    RecordingMark { version, ..mark.clone() }
}

async fn of(store: &dyn Store, pbx: &str, files: &[&str]) -> Vec<RecordingMark> {
    let files: Vec<Arc<str>> = files.iter().map(|file| (*file).into()).collect();
    store.recording_marks(pbx, &files).await.unwrap()
}

/// Every field, in each of its versions.
pub async fn a_mark_comes_back_whole(store: &dyn Store) {
    let first = marked(store, &held("/spool/a.wav")).await;
    assert_eq!(of(store, "default", &["/spool/a.wav"]).await, from_ref(&first));
    let mut other = first;
    other.hold = None;
    other.removed = Some(RecordingRemoval { by: "system".into(), at: at(9) });
    other.size = Some(u64::from(u32::MAX) + 1);
    other.copy = Some(RecordingCopy {
        url: "s3://bucket/default/spool/a.wav".into(),
        size: u64::from(u32::MAX) + 1,
        written_at: at(6),
        at: Some(at(8)),
        sole: true,
    });
    other.changed_at = at(9);
    let second = marked(store, &other).await;
    assert_eq!(second.version, 2);
    assert_eq!(of(store, "default", &["/spool/a.wav"]).await, from_ref(&second));
}

/// Nor one that is unknown; and nobody asked for is nobody. Those that are there come in order, each once.
pub async fn a_file_without_mark_has_none(store: &dyn Store) {
    let (b, a) = (marked(store, &held("b")).await, marked(store, &held("a")).await);
    assert_eq!(of(store, "default", &["c", "b", "a", "b"]).await, [a, b]);
    assert_eq!(of(store, "default", &["c"]).await, []);
    assert_eq!(of(store, "default", &[]).await, []);
}

/// From the first one on; so of a hold and a removal one comes too late.
pub async fn of_several_marks_at_once_one_counts(store: &dyn Store) {
    for version in 0..3 {
        let marks: Vec<RecordingMark> = (0..6)
            .map(|n| {
                let mut mark = RecordingMark { version, ..held("a") };
                mark.size = Some(n);
                mark
            })
            .collect();
        let updates = together(marks.iter().map(|mark| store.mark_recording(mark)).collect()).await;
        let updates: Vec<Update> = updates.into_iter().map(Result::unwrap).collect();
        let won = updates.iter().position(|update| *update == Update::Done { version: version + 1 }).unwrap();
        assert_eq!(updates.iter().filter(|update| **update == Update::Changed).count(), 5, "{updates:?}");
        let want = RecordingMark { version: version + 1, ..marks[won].clone() };
        assert_eq!(of(store, "default", &["a"]).await, [want]);
    }
    for version in [0, 2, 4] {
        let late = RecordingMark { version, ..held("a") };
        assert_eq!(store.mark_recording(&late).await.unwrap(), Update::Changed);
    }
    let early = RecordingMark { version: 1, ..held("unknown") };
    assert_eq!(store.mark_recording(&early).await.unwrap(), Update::Changed);
}

/// Two Asterisks may use the same names.
pub async fn files_are_marked_by_pbx(store: &dyn Store) {
    let here = marked(store, &held("a")).await;
    let there = marked(store, &RecordingMark { pbx: "ams".into(), ..held("a") }).await;
    assert_eq!(of(store, "default", &["a"]).await, [here]);
    assert_eq!(of(store, "ams", &["a"]).await, [there]);
    assert_eq!(of(store, "ber", &["a"]).await, []);
}

/// Letter case counts, blanks count, and no length is too long.
pub async fn odd_files_are_kept(store: &dyn Store) {
    let long = |end: &str| format!("/{}/{end}", "x".repeat(3_000));
    let files: [String; 6] =
        ["/Å/é 🦀.wav".into(), "/å/é 🦀.wav".into(), "/a".into(), "/a ".into(), long("1"), long("2")];
    let mut want = Vec::new();
    for file in &files {
        want.push(marked(store, &held(file)).await);
    }
    for (file, mark) in files.iter().zip(&want) {
        assert_eq!(of(store, "default", &[file]).await, from_ref(mark), "{file}");
    }
}

/// As lists have a limit, too.
pub async fn too_many_files_are_refused(store: &dyn Store) {
    let many = usize::try_from(MAX_LIMIT).unwrap();
    assert_eq!(of(store, "default", &vec!["a"; many]).await, []);
    let files: Vec<Arc<str>> = vec!["a".into(); many + 1];
    let refused = store.recording_marks("default", &files).await.unwrap_err();
    assert!(matches!(refused, StoreError::InvalidQuery { field: "files", .. }), "{refused:?}");
}

/// A hold outlives the record.
pub async fn a_mark_stays_when_its_call_goes(store: &dyn Store) {
    let call = Sample::new("a", 0).build();
    store.put_calls(from_ref(&call)).await.unwrap();
    let mark = marked(store, &held("a")).await;
    assert_eq!(store.purge(&Purge::new(Entity::Calls, at(1_000_000))).await.unwrap(), 1);
    assert_eq!(store.call(&call.id).await.unwrap(), None);
    assert_eq!(of(store, "default", &["a"]).await, [mark]);
}
