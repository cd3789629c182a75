//! Records and state go together.

use super::sample::{Sample, at};
use crate::ids::CallId;
use crate::store::{Batch, Checkpoint, Store};

async fn commit(store: &dyn Store, checkpoints: &[Checkpoint<'_>]) {
    store.commit(&Batch::new(&[]).with_checkpoints(checkpoints)).await.unwrap();
}

fn checkpoint<'a>(pbx: &'a str, position: u64, state: Option<&'a [u8]>) -> Checkpoint<'a> {
    let checkpoint = Checkpoint::new(pbx, position);
    state.map_or(checkpoint, |state| checkpoint.with_state(state))
}

/// Any bytes, and the last ones.
pub async fn a_checkpoint_comes_back(store: &dyn Store) {
    assert_eq!(store.checkpoint("default").await.unwrap(), None);
    let all: alloc::vec::Vec<u8> = (0..=255).collect();
    for (position, state) in [(1, &b"one"[..]), (2, b""), (7, &all)] {
        commit(store, &[checkpoint("default", position, Some(state))]).await;
        let saved = store.checkpoint("default").await.unwrap().unwrap();
        assert_eq!((saved.position, saved.state_position), (position, position));
        assert_eq!(saved.state.as_deref(), Some(state));
    }
}

/// The state may be saved less often than records.
pub async fn a_checkpoint_without_state_keeps_the_saved_one(store: &dyn Store) {
    commit(store, &[checkpoint("default", 3, None)]).await;
    let saved = store.checkpoint("default").await.unwrap().unwrap();
    assert_eq!((saved.position, saved.state_position, saved.state), (3, 0, None));
    commit(store, &[checkpoint("default", 5, Some(b"five"))]).await;
    commit(store, &[checkpoint("default", 9, None)]).await;
    let saved = store.checkpoint("default").await.unwrap().unwrap();
    assert_eq!((saved.position, saved.state_position), (9, 5));
    assert_eq!(saved.state.as_deref(), Some(&b"five"[..]));
}

/// Several PBXs in one store, in one batch.
pub async fn each_pbx_has_its_own_checkpoint(store: &dyn Store) {
    commit(store, &[checkpoint("ams", 1, Some(b"a")), checkpoint("ber", 2, Some(b"b"))]).await;
    commit(store, &[checkpoint("ber", u64::MAX >> 1, Some(b"B"))]).await;
    let ams = store.checkpoint("ams").await.unwrap().unwrap();
    let ber = store.checkpoint("ber").await.unwrap().unwrap();
    assert_eq!((ams.position, ams.state.as_deref()), (1, Some(&b"a"[..])));
    assert_eq!((ber.position, ber.state.as_deref()), (u64::MAX >> 1, Some(&b"B"[..])));
    assert_eq!(store.checkpoint("cgn").await.unwrap(), None);
}

/// The place, the journal that it counts in, and the time there.
pub async fn a_checkpoint_names_its_journal(store: &dyn Store) {
    let saved = async || store.checkpoint("default").await.unwrap().unwrap();
    let first = Checkpoint::new("default", 7).with_journal("j-1", at(3)).with_state(b"seven");
    commit(store, &[first]).await;
    let found = saved().await;
    assert_eq!((found.position, found.state_position, found.at), (7, 7, at(3)));
    assert_eq!(found.journal.as_deref(), Some("j-1"));
    commit(store, &[Checkpoint::new("default", 9).with_journal("j-1", at(4))]).await;
    let found = saved().await;
    assert_eq!((found.position, found.state_position, found.at), (9, 7, at(4)));
    // The state is older than the new journal, all of which comes after it.
    commit(store, &[Checkpoint::new("default", 2).with_journal("j-2", at(5))]).await;
    let found = saved().await;
    assert_eq!((found.position, found.state_position, found.at), (2, 0, at(5)));
    assert_eq!((found.journal.as_deref(), found.state.as_deref()), (Some("j-2"), Some(&b"seven"[..])));
    commit(store, &[Checkpoint::new("default", 3).with_journal("j-2", at(6)).with_state(b"three")]).await;
    assert_eq!((saved().await.position, saved().await.state_position), (3, 3));
    commit(store, &[Checkpoint::new("default", 0)]).await;
    let found = saved().await;
    assert_eq!((found.position, found.state_position, found.journal), (0, 0, None));
    assert_eq!((found.at, found.state.as_deref()), (crate::time::Timestamp::default(), Some(&b"three"[..])));
}

/// One batch has both.
pub async fn calls_and_state_are_committed_together(store: &dyn Store) {
    let call = Sample::new("c", 0).build();
    let checkpoints = [checkpoint("default", 1, Some(b"with c"))];
    let batch = Batch::new(core::slice::from_ref(&call)).with_checkpoints(&checkpoints);
    for _ in 0..2 {
        store.commit(&batch).await.unwrap();
        assert_eq!(store.call(&CallId::new("c")).await.unwrap().as_ref(), Some(&call));
        let saved = store.checkpoint("default").await.unwrap().unwrap();
        assert_eq!(saved.state.as_deref(), Some(&b"with c"[..]));
    }
}

/// A batch that was put together from several.
pub async fn the_last_checkpoint_of_a_batch_counts(store: &dyn Store) {
    commit(store, &[checkpoint("default", 1, Some(b"one")), checkpoint("default", 2, None)]).await;
    let saved = store.checkpoint("default").await.unwrap().unwrap();
    assert_eq!((saved.position, saved.state_position), (2, 1));
    assert_eq!(saved.state.as_deref(), Some(&b"one"[..]));
}

/// And closing it is no error.
pub async fn an_open_store_answers(store: &dyn Store) {
    store.ping().await.unwrap();
    store.put_calls(&[Sample::new("c", 0).build()]).await.unwrap();
    store.close().await.unwrap();
    store.close().await.unwrap();
}
