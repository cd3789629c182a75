//! What is put comes back, once.

use alloc::format;
use alloc::vec::Vec;

use super::sample::{Sample, at, party};
use crate::call::{Call, Hold};
use crate::ids::CallId;
use crate::store::{CallQuery, Store};

async fn stored(store: &dyn Store, id: &str) -> Option<Call> {
    store.call(&CallId::new(id)).await.unwrap()
}

async fn found(store: &dyn Store, number: &str) -> Vec<Call> {
    let query = CallQuery { number: Some(number.into()), with_total: true, ..CallQuery::default() };
    let page = store.calls(&query).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64));
    page.items
}

/// A record comes back as it was put, by its id and in the list.
pub async fn a_record_comes_back_whole(store: &dyn Store) {
    let call = Sample::new("c", 0).through("sales", "101").with(|call| {
        call.holds.push(Hold { by: Some("101".into()), from: at(10), to: Some(at(11)), ms: 1_000 });
        call.variables.insert("LANG".into(), "en".into());
        call.revised_at = Some(at(100));
        call.account_code = Some("42".into());
        call.dtmf.push("1".into());
    });
    let call = call.build();
    store.put_calls(core::slice::from_ref(&call)).await.unwrap();
    assert_eq!(stored(store, "c").await, Some(call.clone()));
    assert_eq!(store.calls(&CallQuery::default()).await.unwrap().items, [call]);
}

/// There is nothing where nothing was put.
pub async fn an_unknown_call_is_none(store: &dyn Store) {
    assert_eq!(stored(store, "none").await, None);
    let page = store.calls(&CallQuery::default()).await.unwrap();
    assert_eq!((page.items, page.next_cursor, page.total), (Vec::new(), None, None));
}

/// Putting nothing is no error.
pub async fn an_empty_put_is_fine(store: &dyn Store) {
    store.put_calls(&[]).await.unwrap();
}

/// Putting the same again changes nothing.
pub async fn put_is_idempotent(store: &dyn Store) {
    let calls = [Sample::new("a", 0).build(), Sample::new("b", 1).through("sales", "102").build()];
    for _ in 0..3 {
        store.put_calls(&calls).await.unwrap();
        let query = CallQuery { with_total: true, ..CallQuery::default() };
        let page = store.calls(&query).await.unwrap();
        assert_eq!((page.items, page.total), ([calls[1].clone(), calls[0].clone()].into(), Some(2)));
    }
    assert_eq!(found(store, "102").await, [calls[1].clone()]);
}

/// From live to ended to corrected.
pub async fn a_newer_version_replaces_an_older_one(store: &dyn Store) {
    let versions = [
        Sample::new("c", 0).live().version(1).build(),
        Sample::new("c", 0).live().version(3).with(|call| call.dialled = Some("7".into())).build(),
        Sample::new("c", 0).version(4).build(),
        Sample::new("c", 0).version(5).with(|call| call.revised_at = Some(at(90))).build(),
    ];
    for version in versions {
        store.put_calls(core::slice::from_ref(&version)).await.unwrap();
        assert_eq!(stored(store, "c").await, Some(version));
    }
}

/// What comes late is ignored, and does not hold up the rest of the batch.
pub async fn an_older_version_is_ignored(store: &dyn Store) {
    let new = Sample::new("c", 0).version(5).build();
    store.put_calls(core::slice::from_ref(&new)).await.unwrap();
    let other = Sample::new("d", 1).build();
    for old in [
        Sample::new("c", 0).version(4).with(|call| call.dialled = Some("old".into())).build(),
        Sample::new("c", 0).live().version(2).build(),
    ] {
        store.put_calls(&[old, other.clone()]).await.unwrap();
        assert_eq!(stored(store, "c").await, Some(new.clone()));
        assert_eq!(stored(store, "d").await, Some(other.clone()));
    }
    assert_eq!(found(store, "old").await, []);
}

/// Two records of one version: the later put stays.
pub async fn the_same_version_replaces(store: &dyn Store) {
    store.put_calls(&[Sample::new("c", 0).version(2).build()]).await.unwrap();
    let again = Sample::new("c", 0).version(2).with(|call| call.dialled = Some("again".into())).build();
    store.put_calls(core::slice::from_ref(&again)).await.unwrap();
    assert_eq!(stored(store, "c").await, Some(again));
}

/// A tracker that was restored from an older state tells the end in a lower version.
pub async fn an_end_replaces_a_live_record_of_any_version(store: &dyn Store) {
    store.put_calls(&[Sample::new("c", 0).live().version(9).build()]).await.unwrap();
    let end = Sample::new("c", 0).version(6).build();
    store.put_calls(core::slice::from_ref(&end)).await.unwrap();
    assert_eq!(stored(store, "c").await, Some(end));
}

/// One call several times in one put, in any order.
pub async fn the_best_record_within_one_put_stays(store: &dyn Store) {
    let versions = [3, 1, 4, 2].map(|version| Sample::new("c", 0).version(version).build());
    store.put_calls(&versions).await.unwrap();
    assert_eq!(stored(store, "c").await, Some(versions[2].clone()));
    let lives = [5, 7, 6].map(|version| Sample::new("d", 0).live().version(version).build());
    store.put_calls(&lives).await.unwrap();
    assert_eq!(stored(store, "d").await, Some(lives[1].clone()));
    assert_eq!(found(store, "101").await.len(), 2);
}

/// Text is text, whatever a language of questions would make of it.
pub async fn odd_text_is_kept(store: &dyn Store) {
    let names = ["O'Neil; DROP TABLE calls;--", "Ünïcödé 電話 🦀", "a\"b\\c\nd\te", "%_", ""];
    let calls: Vec<Call> = names
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let sample = Sample::new(&format!("c{n}"), n as i64);
            sample.with(|call| call.caller.name = Some((*name).into())).build()
        })
        .collect();
    store.put_calls(&calls).await.unwrap();
    for call in calls {
        assert_eq!(stored(store, call.id.as_str()).await, Some(call));
    }
}

/// More than any statement's parameters, all at once.
pub async fn many_calls_in_one_put(store: &dyn Store) {
    let call = |n: i64| Sample::new(&format!("c{n:05}"), n).through("sales", &format!("{}", n % 7)).build();
    let calls: Vec<Call> = (0..2_345).map(call).collect();
    store.put_calls(&calls).await.unwrap();
    let query = CallQuery { with_total: true, limit: 1, ..CallQuery::default() };
    assert_eq!(store.calls(&query).await.unwrap().total, Some(2_345));
    assert_eq!(stored(store, "c01234").await, Some(calls[1_234].clone()));
}

/// A number that was found and is corrected is not found any more.
pub async fn a_correction_changes_what_a_call_is_found_by(store: &dyn Store) {
    let first = Sample::new("c", 0).version(1).with(|call| call.parties.push(party("555", None)));
    store.put_calls(&[first.build()]).await.unwrap();
    assert_eq!(found(store, "555").await.len(), 1);
    let second = Sample::new("c", 0).version(2).with(|call| call.parties.push(party("556", None)));
    let second = second.build();
    store.put_calls(core::slice::from_ref(&second)).await.unwrap();
    assert_eq!(found(store, "555").await, []);
    assert_eq!(found(store, "556").await, core::slice::from_ref(&second));
    assert_eq!(found(store, "101").await, [second]);
}

/// An originated call begins with the first ring, which is known later than the call.
pub async fn a_start_that_is_corrected_moves_the_call(store: &dyn Store) {
    store.put_calls(&[Sample::new("c", 0).live().build(), Sample::new("d", 5).build()]).await.unwrap();
    store.put_calls(&[Sample::new("c", 10).version(2).build()]).await.unwrap();
    let calls = found(store, "101").await;
    assert_eq!(calls.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), ["c", "d"]);
    assert_eq!(calls[0].started_at, at(10));
}
