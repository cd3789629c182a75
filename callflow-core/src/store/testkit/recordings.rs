//! Recordings come with their calls.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::sample::{Sample, at};
use crate::call::{Call, Recording};
use crate::store::{Cursor, HistoryQuery, RecordingRow, Scope, Sort, Store, recordings};

async fn found(store: &dyn Store, change: impl FnOnce(&mut HistoryQuery)) -> Vec<RecordingRow> {
    let mut query = HistoryQuery { sort: Sort::OldestFirst, ..HistoryQuery::default() };
    change(&mut query);
    store.recordings(&query).await.unwrap().items
}

/// The call `id` with recordings that began at these seconds.
fn recorded(id: &str, seconds: &[i64]) -> Sample {
    let recording = |second: &i64| Recording {
        file: Some(format!("/var/spool/{id}-{second}.wav").into()),
        from: at(*second),
        to: Some(at(second + 3)),
        paused_ms: 0,
    };
    Sample::new(id, 0).with(|call| call.recordings = seconds.iter().map(recording).collect())
}

/// Every field, in the order of time.
pub async fn recordings_are_listed(store: &dyn Store) {
    assert_eq!(found(store, |_| ()).await, []);
    let open = |call: &mut Call| (call.recordings[0].file, call.recordings[0].to) = (None, None);
    let calls =
        [recorded("a", &[1, 9]).build(), recorded("b", &[5]).with(open).build(), Sample::new("c", 2).build()];
    for _ in 0..2 {
        store.put_calls(&calls).await.unwrap();
        let all = found(store, |_| ()).await;
        let [a, b] = [recordings(&calls[0]), recordings(&calls[1])];
        assert_eq!(all, [a[0].clone(), b[0].clone(), a[1].clone()]);
        assert_eq!((all[2].n, all[2].file.as_deref()), (1, Some("/var/spool/a-9.wav")));
        assert_eq!((all[2].from, all[2].to), (at(9), Some(at(12))));
        assert_eq!((&all[1].file, all[1].to, all[1].call.as_str()), (&None, None, "b"));
    }
}

/// While it lives more may come; in the end each is there once.
pub async fn a_live_call_has_no_recordings_yet(store: &dyn Store) {
    let live = recorded("a", &[1]).live().build();
    store.put_calls(&[live]).await.unwrap();
    assert_eq!(found(store, |_| ()).await, []);
    let ended = recorded("a", &[1, 2]).version(2).build();
    store.put_calls(core::slice::from_ref(&ended)).await.unwrap();
    assert_eq!(found(store, |_| ()).await, recordings(&ended));
}

/// The call that it became part of has them.
pub async fn a_merged_call_has_no_recordings(store: &dyn Store) {
    store.put_calls(&[recorded("a", &[1]).build(), recorded("b", &[2]).build()]).await.unwrap();
    assert_eq!(found(store, |_| ()).await.len(), 2);
    let whole = recorded("a", &[1, 2]).version(2).build();
    store.put_calls(&[whole.clone(), recorded("b", &[2]).version(2).merged_into("a").build()]).await.unwrap();
    assert_eq!(found(store, |_| ()).await, recordings(&whole));
    assert_eq!(found(store, |q| q.of = Some("b".into())).await, []);
}

/// More, other and fewer ones; what is older changes nothing.
pub async fn a_correction_changes_the_recordings(store: &dyn Store) {
    for (version, seconds) in [(1, &[1, 2][..]), (2, &[1, 2, 3]), (3, &[2]), (4, &[])] {
        let call = recorded("a", seconds).version(version).build();
        store.put_calls(core::slice::from_ref(&call)).await.unwrap();
        store.put_calls(&[recorded("a", &[7]).version(0).build()]).await.unwrap();
        assert_eq!(found(store, |_| ()).await, recordings(&call));
    }
}

/// By call, time, tenant and PBX.
pub async fn recordings_are_filtered(store: &dyn Store) {
    let other = |call: &mut Call| (call.tenant, call.pbx) = ("acme".into(), "ams".into());
    let [a, b] = [recorded("a", &[1, 4]).build(), recorded("b", &[2, 3]).with(other).build()];
    store.put_calls(&[a.clone(), b.clone()]).await.unwrap();
    let [a, b] = [recordings(&a), recordings(&b)];
    assert_eq!(found(store, |q| q.of = Some("a".into())).await, a);
    assert_eq!(found(store, |q| q.of = Some("none".into())).await, []);
    assert_eq!(found(store, |q| q.scope = Scope::of_tenant("acme")).await, b);
    assert_eq!(found(store, |q| q.scope = Scope::of_pbx("ams")).await, b);
    assert_eq!(found(store, |q| (q.from, q.to) = (Some(at(2)), Some(at(4)))).await, b);
    assert_eq!(found(store, |q| q.from = Some(at(4))).await, a[1..]);
    assert_eq!(found(store, |q| q.sort = Sort::NewestFirst).await[0], a[1]);
}

/// Several of a call at one moment are in their order, and not in that of their numbers' digits.
pub async fn recordings_are_listed_in_pages(store: &dyn Store) {
    let calls = ["b", "a"].map(|id| recorded(id, &[5; 12]).build());
    store.put_calls(&calls).await.unwrap();
    let want: Vec<RecordingRow> = [&calls[1], &calls[0]].into_iter().flat_map(recordings).collect();
    for limit in [1, 5, 24, 25] {
        let mut query = HistoryQuery { sort: Sort::OldestFirst, limit, ..HistoryQuery::default() };
        let mut seen = Vec::new();
        loop {
            let page = store.recordings(&query).await.unwrap();
            seen.extend(page.items);
            let Some(next) = page.next_cursor else { break };
            query.cursor = Some(next.to_string().parse::<Cursor>().unwrap());
        }
        assert_eq!(seen, want, "by {limit}");
    }
}
