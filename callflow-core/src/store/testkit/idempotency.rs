//! Requests that are repeated, and done once.

use alloc::vec;
use alloc::vec::Vec;

use super::sample::at;
use super::together::together;
use crate::store::{Answer, Begun, Fingerprint, IdempotencyKey, Store};

const ONE: Fingerprint = [7; 32];
const OTHER: Fingerprint = [0xff; 32];

fn key(key: &str) -> IdempotencyKey {
    IdempotencyKey { tenant: "acme".into(), actor: "ann".into(), key: key.into() }
}

fn answer(status: u16) -> Answer {
    Answer { status, content_type: Some("application/json".into()), body: b"{\"ok\": true}".to_vec() }
}

/// Begins a request in second `now`, for a minute.
async fn begin(store: &dyn Store, key: &IdempotencyKey, fingerprint: &Fingerprint, now: i64) -> Begun {
    store.begin_request(key, fingerprint, at(now), at(now + 60)).await.unwrap()
}

/// Then running, then done, with the answer as it was.
pub async fn a_request_is_new_once(store: &dyn Store) {
    let answers = [
        answer(200),
        Answer { status: 204, content_type: None, body: Vec::new() },
        Answer { status: 599, content_type: Some("".into()), body: vec![0, 0xff, 0xfe, b'\n', 0] },
        Answer { body: vec![b'x'; 100_000], ..answer(201) },
    ];
    for (answer, name) in answers.iter().zip(["1", "2", "3", "4"]) {
        let key = key(name);
        assert_eq!(begin(store, &key, &ONE, 0).await, Begun::New);
        for now in [0, 59] {
            assert_eq!(begin(store, &key, &ONE, now).await, Begun::Running);
        }
        assert!(store.finish_request(&key, answer).await.unwrap());
        for now in [0, 59] {
            assert_eq!(begin(store, &key, &ONE, now).await, Begun::Done(answer.clone()));
        }
    }
}

/// Whether the first one is running or done; and changes nothing of it.
pub async fn another_request_under_the_same_key_is_told(store: &dyn Store) {
    let key = key("1");
    assert_eq!(begin(store, &key, &ONE, 0).await, Begun::New);
    assert_eq!(begin(store, &key, &OTHER, 1).await, Begun::Different);
    assert_eq!(begin(store, &key, &ONE, 1).await, Begun::Running);
    assert!(store.finish_request(&key, &answer(200)).await.unwrap());
    assert_eq!(begin(store, &key, &OTHER, 2).await, Begun::Different);
    assert_eq!(begin(store, &key, &ONE, 2).await, Begun::Done(answer(200)));
}

/// Nobody gets another one's answer.
pub async fn requests_are_known_by_all_of_their_key(store: &dyn Store) {
    let long = "é".repeat(200);
    let longer = alloc::format!("{long}x");
    let keys = [
        key("1"),
        key("a/b"),
        key("a%2Fb"),
        key("É"),
        key("é"),
        key(&long),
        key(&longer),
        key(""),
        IdempotencyKey { tenant: "Acme".into(), ..key("1") },
        IdempotencyKey { actor: "bob".into(), ..key("1") },
        IdempotencyKey { tenant: "ann".into(), actor: "acme".into(), ..key("1") },
    ];
    for (status, key) in (200..).zip(&keys) {
        assert_eq!(begin(store, key, &ONE, 0).await, Begun::New, "{key:?}");
        assert!(store.finish_request(key, &answer(status)).await.unwrap());
    }
    for (status, key) in (200..).zip(&keys) {
        assert_eq!(begin(store, key, &ONE, 0).await, Begun::Done(answer(status)), "{key:?}");
    }
}

/// As what it is, or as something else.
pub async fn an_abandoned_request_may_begin_again(store: &dyn Store) {
    let key = key("1");
    assert!(!store.abandon_request(&key).await.unwrap());
    assert_eq!(begin(store, &key, &ONE, 0).await, Begun::New);
    assert!(store.abandon_request(&key).await.unwrap());
    assert!(!store.abandon_request(&key).await.unwrap());
    assert!(!store.finish_request(&key, &answer(200)).await.unwrap());
    assert_eq!(begin(store, &key, &OTHER, 1).await, Begun::New);
    assert_eq!(begin(store, &key, &OTHER, 1).await, Begun::Running);
}

/// Nor is a request abandoned that has one.
pub async fn an_answer_never_changes(store: &dyn Store) {
    let key = key("1");
    assert!(!store.finish_request(&key, &answer(200)).await.unwrap());
    assert_eq!(begin(store, &key, &ONE, 0).await, Begun::New);
    assert!(store.finish_request(&key, &answer(200)).await.unwrap());
    assert!(!store.finish_request(&key, &answer(500)).await.unwrap());
    assert!(!store.abandon_request(&key).await.unwrap());
    assert_eq!(begin(store, &key, &ONE, 0).await, Begun::Done(answer(200)));
}

/// Whatever became of the first one.
pub async fn a_key_whose_time_is_over_is_new(store: &dyn Store) {
    for (name, finished) in [("running", false), ("done", true)] {
        let key = key(name);
        assert_eq!(begin(store, &key, &ONE, 0).await, Begun::New);
        if finished {
            assert!(store.finish_request(&key, &answer(200)).await.unwrap());
        }
        assert_eq!(begin(store, &key, &OTHER, 60).await, Begun::New);
        assert_eq!(begin(store, &key, &OTHER, 61).await, Begun::Running);
        assert_eq!(begin(store, &key, &ONE, 61).await, Begun::Different);
        assert!(store.finish_request(&key, &answer(201)).await.unwrap());
        assert_eq!(begin(store, &key, &OTHER, 119).await, Begun::Done(answer(201)));
    }
}

/// The others hear that it is running: of a key that nobody knew, and of one whose time is over.
pub async fn of_several_requests_at_once_one_is_new(store: &dyn Store) {
    for round in 0..4 {
        let key = key("1");
        let (now, until) = (at(60 * round), at(60 * (round + 1)));
        let begun = (0..8).map(|_| store.begin_request(&key, &ONE, now, until));
        let begun: Vec<Begun> = together(begun.collect()).await.into_iter().map(Result::unwrap).collect();
        let new = begun.iter().filter(|begun| **begun == Begun::New).count();
        let running = begun.iter().filter(|begun| **begun == Begun::Running).count();
        assert_eq!((new, running), (1, 7), "{begun:?}");
    }
}

/// Running ones too; those that still count stay.
pub async fn old_requests_are_forgotten(store: &dyn Store) {
    for (name, now) in [("a", 0), ("b", 1), ("c", 2)] {
        assert_eq!(begin(store, &key(name), &ONE, now).await, Begun::New);
    }
    assert!(store.finish_request(&key("a"), &answer(200)).await.unwrap());
    assert_eq!(store.purge_idempotency(at(60)).await.unwrap(), 0);
    assert_eq!(store.purge_idempotency(at(62)).await.unwrap(), 2);
    assert_eq!(store.purge_idempotency(at(62)).await.unwrap(), 0);
    assert_eq!(begin(store, &key("c"), &ONE, 2).await, Begun::Running);
    assert_eq!(begin(store, &key("a"), &OTHER, 2).await, Begun::New);
}
