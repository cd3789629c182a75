//! One owner a PBX, and no write of an older one.

extern crate std;

use alloc::format;
use alloc::vec::Vec;
use core::time::Duration;
use std::time::Instant;

use super::sample::Sample;
use super::sample_rows::agent;
use super::together::together;
use crate::ids::CallId;
use crate::store::{Batch, Checkpoint, Claim, Fence, Rows, Scope, Store, StoreError};

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(3_600);
/// A claim for no time runs out at once.
const NO_TIME: Duration = Duration::ZERO;

async fn token(store: &dyn Store, pbx: &str, owner: &str, ttl: Duration) -> u64 {
    match store.claim(pbx, owner, ttl).await.unwrap() {
        Claim::Owned { token } => token,
        held @ Claim::Held { .. } => panic!("{owner} does not get {pbx}: {held:?}"),
    }
}

async fn holder(store: &dyn Store, pbx: &str, owner: &str) -> alloc::sync::Arc<str> {
    match store.claim(pbx, owner, LONG).await.unwrap() {
        Claim::Held { by, for_another } => {
            assert!(for_another > Duration::ZERO && for_another <= LONG, "{for_another:?}");
            by
        }
        owned @ Claim::Owned { .. } => panic!("{owner} gets {pbx}: {owned:?}"),
    }
}

/// The first one gets it, and keeps it.
pub async fn one_owner_at_a_time(store: &dyn Store) {
    assert_eq!(token(store, "default", "one", LONG).await, 1);
    assert_eq!(&*holder(store, "default", "two").await, "one");
    assert_eq!(token(store, "default", "one", LONG).await, 1, "extending keeps the token");
    assert_eq!(&*holder(store, "default", "One").await, "one", "names are compared whole");
}

/// Each for itself.
pub async fn pbxs_are_owned_apart(store: &dyn Store) {
    assert_eq!(token(store, "ams", "one", LONG).await, 1);
    assert_eq!(token(store, "ber", "two", LONG).await, 1);
    assert_eq!(&*holder(store, "ams", "two").await, "one");
    assert_eq!(&*holder(store, "ber", "one").await, "two");
}

/// By the store's own clock: whoever comes after it gets the PBX with a new token.
pub async fn a_claim_runs_out(store: &dyn Store) {
    assert_eq!(token(store, "default", "one", Duration::from_millis(50)).await, 1);
    let begin = Instant::now();
    let token = loop {
        match store.claim("default", "two", LONG).await.unwrap() {
            Claim::Owned { token } => break token,
            Claim::Held { by, .. } => assert_eq!(&*by, "one"),
        }
        assert!(begin.elapsed() < Duration::from_secs(60), "the claim does not run out");
    };
    assert_eq!(token, 2);
    assert_eq!(&*holder(store, "default", "one").await, "two");
}

/// What runs out is the last claim, not the first.
pub async fn a_claim_is_extended_from_now(store: &dyn Store) {
    assert_eq!(token(store, "default", "one", NO_TIME).await, 1);
    assert_eq!(token(store, "default", "one", LONG).await, 1, "nobody took it in between");
    assert_eq!(&*holder(store, "default", "two").await, "one");
    assert_eq!(token(store, "default", "one", NO_TIME).await, 1);
    assert_eq!(token(store, "default", "two", LONG).await, 2, "the shorter claim counts, as it is the last");
    assert_eq!(&*holder(store, "default", "one").await, "two");
}

/// Nobody has to wait.
pub async fn what_is_given_up_is_free_at_once(store: &dyn Store) {
    assert_eq!(token(store, "default", "one", LONG).await, 1);
    store.release("default", "one").await.unwrap();
    assert_eq!(token(store, "default", "two", LONG).await, 2);
    store.release("default", "two").await.unwrap();
    store.release("default", "two").await.unwrap();
    assert_eq!(token(store, "default", "two", LONG).await, 3, "the token rises, whoever comes");
}

/// It is nothing to give up what one does not have.
pub async fn only_the_owner_gives_up(store: &dyn Store) {
    store.release("none", "one").await.unwrap();
    assert_eq!(token(store, "default", "one", LONG).await, 1);
    store.release("default", "two").await.unwrap();
    assert_eq!(&*holder(store, "default", "two").await, "one");
}

/// Of several servers that start at one moment.
pub async fn of_several_claims_at_once_one_wins(store: &dyn Store) {
    for round in 1..=5 {
        let names: Vec<_> = (0..8).map(|n| format!("server-{n}")).collect();
        let claims = names.iter().map(|name| store.claim("default", name, LONG));
        let claims = together(claims.collect()).await;
        let winners: Vec<_> = names
            .iter()
            .zip(&claims)
            .filter_map(|(name, claim)| match claim.as_ref().unwrap() {
                Claim::Owned { token } => Some((name, *token)),
                Claim::Held { .. } => None,
            })
            .collect();
        let &[(winner, token)] = &winners[..] else { panic!("{winners:?}") };
        assert_eq!(token, round);
        for (name, claim) in names.iter().zip(claims) {
            match claim.unwrap() {
                Claim::Owned { .. } => assert_eq!(name, winner),
                Claim::Held { by, .. } => assert_eq!(&*by, winner),
            }
        }
        store.release("default", winner).await.unwrap();
    }
}

/// Writes everything that a batch may have; says whether all of it, or nothing, is there.
async fn commit(store: &dyn Store, id: &str, fences: &[Fence<'_>]) -> Result<(), StoreError> {
    let call = Sample::new(id, 0).build();
    let checkpoints = [Checkpoint::new(id, 7).with_state(b"state")];
    let rows = Rows { agents: [agent(id, 1)].into(), ..Rows::default() };
    let batch = Batch::new(core::slice::from_ref(&call))
        .with_checkpoints(&checkpoints)
        .with_rows(&rows)
        .with_fences(fences);
    let result = store.commit(&batch).await;
    let agents = store.agents(&Scope::default()).await.unwrap();
    let there = [
        store.call(&CallId::new(id)).await.unwrap().is_some(),
        store.checkpoint(id).await.unwrap().is_some(),
        agents.iter().any(|row| *row.agent == *id),
    ];
    assert_eq!(there, [result.is_ok(); 3], "{result:?}");
    result
}

fn assert_fenced(result: Result<(), StoreError>, of: &str) {
    let error = result.unwrap_err();
    assert!(matches!(&error, StoreError::Fenced { pbx } if **pbx == *of), "{error:?}");
    assert!(!error.retryable());
}

/// And one of an older token writes nothing.
pub async fn the_owner_writes_and_the_one_before_does_not(store: &dyn Store) {
    let one = token(store, "default", "one", NO_TIME).await;
    commit(store, "a", &[Fence { pbx: "default", token: one }]).await.unwrap();
    let two = token(store, "default", "two", LONG).await;
    assert_fenced(commit(store, "b", &[Fence { pbx: "default", token: one }]).await, "default");
    commit(store, "c", &[Fence { pbx: "default", token: two }]).await.unwrap();
    assert_fenced(commit(store, "d", &[Fence { pbx: "default", token: two + 1 }]).await, "default");
    commit(store, "e", &[]).await.unwrap();
}

/// The token decides, not the time: whoever stalled and was not replaced goes on.
pub async fn a_claim_that_nobody_took_over_still_writes(store: &dyn Store) {
    let token = token(store, "default", "one", NO_TIME).await;
    let fence = [Fence { pbx: "default", token }];
    commit(store, "a", &fence).await.unwrap();
    store.release("default", "one").await.unwrap();
    commit(store, "b", &fence).await.unwrap();
    self::token(store, "default", "one", LONG).await;
    assert_fenced(commit(store, "c", &fence).await, "default");
}

/// A PBX that was never claimed has no token.
pub async fn a_fence_of_an_unknown_pbx_does_not_hold(store: &dyn Store) {
    for token in [0, 1] {
        assert_fenced(commit(store, "a", &[Fence { pbx: "none", token }]).await, "none");
    }
}

/// One batch may be of several PBXs.
pub async fn every_fence_must_hold(store: &dyn Store) {
    let ams = token(store, "ams", "one", LONG).await;
    let ber = token(store, "ber", "one", NO_TIME).await;
    let fences = [Fence { pbx: "ams", token: ams }, Fence { pbx: "ber", token: ber }];
    commit(store, "a", &fences).await.unwrap();
    token(store, "ber", "two", LONG).await;
    assert_fenced(commit(store, "b", &fences).await, "ber");
    commit(store, "c", &fences[..1]).await.unwrap();
}
