//! What people write on calls: in versions, and as long as the call is there.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::slice::from_ref;

use super::sample::{Sample, at};
use super::together::together;
use crate::call::Call;
use crate::ids::CallId;
use crate::store::{Annotation, Entity, MAX_LIMIT, Purge, Scope, Store, StoreError, Update, forget_number};

/// The first annotation of a call of tenant and PBX `default`.
fn note(call: &str, note: &str) -> Annotation {
    Annotation {
        call: CallId::new(call),
        pbx: "default".into(),
        tenant: "default".into(),
        tags: ["vip".into(), "to call back".into()].into(),
        note: Some(note.into()),
        by: Some("ann".into()),
        version: 0,
        changed_at: at(7).saturating_add(core::time::Duration::from_micros(1)),
    }
}

async fn put(store: &dyn Store, ids: &[&str]) {
    let calls: Vec<Call> = (0..).zip(ids).map(|(n, id)| Sample::new(id, n).build()).collect();
    store.put_calls(&calls).await.unwrap();
}

async fn annotated(store: &dyn Store, annotation: &Annotation) -> Annotation {
    let version = annotation.version + 1;
    assert_eq!(store.annotate(annotation).await.unwrap(), Update::Done { version });
    Annotation { version, ..annotation.clone() }
}

async fn of(store: &dyn Store, scope: &Scope, ids: &[&str]) -> Vec<Annotation> {
    let ids: Vec<CallId> = ids.iter().map(|id| CallId::new(id)).collect();
    store.annotations(scope, &ids).await.unwrap()
}

async fn annotated_ids(store: &dyn Store, ids: &[&str]) -> Vec<String> {
    of(store, &Scope::default(), ids).await.iter().map(|annotation| annotation.call.to_string()).collect()
}

/// Every field, in each of its versions.
pub async fn an_annotation_comes_back_whole(store: &dyn Store) {
    put(store, &["a", "b"]).await;
    let mut annotation = annotated(store, &note("a", "Zoë \"Å\" O'Hara 🦀\n%_$where\u{1}")).await;
    assert_eq!(of(store, &Scope::default(), &["a", "b"]).await, [annotation.clone()]);
    (annotation.note, annotation.by) = (None, None);
    annotation.tags.clear();
    annotation.changed_at = at(8);
    let emptied = annotated(store, &annotation).await;
    assert_eq!(emptied.version, 2);
    assert_eq!(of(store, &Scope::default(), &["a"]).await, from_ref(&emptied), "its version goes on");
    annotation = annotated(store, &Annotation { note: Some("x".repeat(100_000).into()), ..emptied }).await;
    assert_eq!(of(store, &Scope::default(), &["a"]).await, [annotation]);
}

/// Nor one that is unknown; and nobody asked for is nobody.
pub async fn a_call_without_annotation_has_none(store: &dyn Store) {
    put(store, &["a", "b"]).await;
    annotated(store, &note("a", "x")).await;
    assert_eq!(of(store, &Scope::default(), &["b", "unknown"]).await, []);
    assert_eq!(of(store, &Scope::default(), &[]).await, []);
}

/// From the first one on.
pub async fn of_several_annotations_at_once_one_counts(store: &dyn Store) {
    put(store, &["a"]).await;
    for version in 0..3 {
        let changes: Vec<Annotation> =
            (0..6).map(|n| Annotation { version, ..note("a", &format!("{version} {n}")) }).collect();
        let updates = together(changes.iter().map(|change| store.annotate(change)).collect()).await;
        let updates: Vec<Update> = updates.into_iter().map(Result::unwrap).collect();
        let won = updates.iter().position(|update| *update == Update::Done { version: version + 1 }).unwrap();
        assert_eq!(updates.iter().filter(|update| **update == Update::Changed).count(), 5, "{updates:?}");
        let want = Annotation { version: version + 1, ..changes[won].clone() };
        assert_eq!(of(store, &Scope::default(), &["a"]).await, [want]);
    }
    for version in [0, 2, 4] {
        let late = Annotation { version, ..note("a", "late") };
        assert_eq!(store.annotate(&late).await.unwrap(), Update::Changed, "{version}");
    }
}

/// Nor one of another tenant or PBX.
pub async fn an_unknown_call_is_not_annotated(store: &dyn Store) {
    put(store, &["a"]).await;
    let wrong = [
        note("unknown", "x"),
        Annotation { tenant: "acme".into(), ..note("a", "x") },
        Annotation { pbx: "ams".into(), ..note("a", "x") },
    ];
    for annotation in wrong {
        assert_eq!(store.annotate(&annotation).await.unwrap(), Update::Gone, "{annotation:?}");
    }
    assert_eq!(of(store, &Scope::default(), &["a", "unknown"]).await, []);
}

/// In the order of the ids, each once.
pub async fn annotations_are_those_of_the_scope(store: &dyn Store) {
    let places = [("b", "acme", "ams"), ("a", "acme", "ber"), ("B", "other", "ams")];
    let calls = places.map(|(id, tenant, pbx)| {
        Sample::new(id, 0).with(|call| (call.tenant, call.pbx) = (tenant.into(), pbx.into())).build()
    });
    store.put_calls(&calls).await.unwrap();
    for (id, tenant, pbx) in places {
        annotated(store, &Annotation { tenant: tenant.into(), pbx: pbx.into(), ..note(id, id) }).await;
    }
    let both = Scope { tenant: Some("acme".into()), pbx: Some("ams".into()) };
    for (scope, want) in [
        (Scope::default(), &["B", "a", "b"][..]),
        (Scope::of_tenant("acme"), &["a", "b"]),
        (Scope::of_pbx("ams"), &["B", "b"]),
        (both, &["b"]),
        (Scope::of_tenant("nobody"), &[]),
    ] {
        let found = of(store, &scope, &["b", "a", "b", "B", "a"]).await;
        assert_eq!(found.iter().map(|it| it.call.as_str()).collect::<Vec<_>>(), want, "{scope:?}");
    }
}

/// As many as a page of calls has are none too many.
pub async fn too_many_calls_are_refused(store: &dyn Store) {
    put(store, &["c7"]).await;
    annotated(store, &note("c7", "x")).await;
    let mut ids: Vec<CallId> = (0..MAX_LIMIT).map(|n| CallId::new(&format!("c{n}"))).collect();
    assert_eq!(store.annotations(&Scope::default(), &ids).await.unwrap().len(), 1);
    ids.push(CallId::new("one more"));
    let error = store.annotations(&Scope::default(), &ids).await.unwrap_err();
    assert!(matches!(error, StoreError::InvalidQuery { field: "calls", .. }), "{error:?}");
    assert_eq!(store.remove_annotations(&ids).await.unwrap(), 1, "any number is removed");
}

/// It stands beside the record, live or over.
pub async fn a_correction_of_the_call_changes_no_annotation(store: &dyn Store) {
    store.put_calls(&[Sample::new("a", 0).live().build()]).await.unwrap();
    let annotation = annotated(store, &note("a", "x")).await;
    for call in [Sample::new("a", 0).version(2).build(), Sample::new("a", 9_000).version(3).build()] {
        store.put_calls(&[call]).await.unwrap();
        assert_eq!(of(store, &Scope::default(), &["a"]).await, from_ref(&annotation));
    }
    annotated(store, &annotation).await;
}

/// And may be written anew.
pub async fn annotations_are_removed(store: &dyn Store) {
    put(store, &["a", "b", "c"]).await;
    for id in ["a", "b", "c"] {
        annotated(store, &note(id, id)).await;
    }
    let ids = ["a", "c", "unknown"].map(CallId::new);
    assert_eq!(store.remove_annotations(&ids).await.unwrap(), 2);
    assert_eq!(store.remove_annotations(&ids).await.unwrap(), 0);
    assert_eq!(store.remove_annotations(&[]).await.unwrap(), 0);
    assert_eq!(annotated_ids(store, &["a", "b", "c"]).await, ["b"]);
    let late = Annotation { version: 1, ..note("a", "late") };
    assert_eq!(store.annotate(&late).await.unwrap(), Update::Changed);
    annotated(store, &note("a", "anew")).await;
    assert_eq!(annotated_ids(store, &["a", "b", "c"]).await, ["a", "b"]);
}

/// And only its own.
pub async fn a_removed_call_takes_its_annotation_along(store: &dyn Store) {
    put(store, &["a", "b", "c"]).await;
    for id in ["a", "b", "c"] {
        annotated(store, &note(id, id)).await;
    }
    let mut purge = Purge::new(Entity::Calls, at(9_000));
    purge.limit = 2;
    assert_eq!(store.purge(&purge).await.unwrap(), 2);
    assert_eq!(annotated_ids(store, &["a", "b", "c"]).await, ["c"]);
    assert_eq!(store.annotate(&note("a", "late")).await.unwrap(), Update::Gone);
}

/// Who wrote on the call may have written the number, or the name.
pub async fn a_forgotten_number_takes_annotations_along(store: &dyn Store) {
    let of_person = |id: &str| Sample::new(id, 1).inbound("+12025550143", "+15125550170");
    let calls = [
        of_person("theirs").build(),
        of_person("blank").build(),
        of_person("live").live().build(),
        Sample::new("other", 2).build(),
    ];
    store.put_calls(&calls).await.unwrap();
    for id in ["theirs", "live", "other"] {
        annotated(store, &note(id, "call Ann back at 0202 555 0143")).await;
    }
    let all = ["theirs", "blank", "live", "other"];
    let done = forget_number(store, Scope::default(), "+12025550143", at(99)).await.unwrap();
    assert_eq!((done.rewritten, done.annotations, done.live), (2, 1, 1));
    assert_eq!(annotated_ids(store, &all).await, ["live", "other"]);
    store.put_calls(&[of_person("live").version(2).build()]).await.unwrap();
    let done = forget_number(store, Scope::default(), "+12025550143", at(100)).await.unwrap();
    assert_eq!((done.rewritten, done.annotations, done.live), (1, 1, 0));
    assert_eq!(annotated_ids(store, &all).await, ["other"]);
}
