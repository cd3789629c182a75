//! Extensions that are given out, each to one client at a time.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::sample::at;
use super::together::together;
use crate::lease::{LeaseId, ReleasedBy};
use crate::store::{LeaseClaim, LeaseRequest, Scope, Store};
use crate::time::Timestamp;

fn extensions(count: usize) -> Vec<Arc<str>> {
    (0..count).map(|n| format!("{}", 3_000 + n).into()).collect()
}

/// Asks for one of these at second `now`, until second `until`.
async fn claim(
    store: &dyn Store,
    client: &str,
    candidates: &[&str],
    (now, until): (i64, i64),
) -> Option<String> {
    let candidates: Vec<Arc<str>> = candidates.iter().map(|it| (*it).into()).collect();
    let id = LeaseId::new(client);
    let (pbx, tenant, until) = ("default", "default", at(until));
    let request = LeaseRequest { pbx, tenant, candidates: &candidates, id: &id, until };
    store.claim_lease(&request, at(now)).await.unwrap().map(|it| it.as_ref().into())
}

async fn claims(store: &dyn Store, scope: Scope, now: Timestamp) -> Vec<(String, String)> {
    let claims = store.lease_claims(&scope, now).await.unwrap();
    claims.iter().map(|it| (it.extension.as_ref().into(), it.id.as_str().into())).collect()
}

fn pair(extension: &str, client: &str) -> (String, String) {
    (extension.into(), client.into())
}

/// In the order of the candidates, until all are taken.
pub async fn the_first_free_candidate_is_given(store: &dyn Store) {
    let all = ["9", "10", "1"];
    assert_eq!(claim(store, "nobody", &[], (0, 60)).await, None);
    for (client, want) in [("a", Some("9")), ("b", Some("10")), ("c", Some("1")), ("d", None)] {
        assert_eq!(claim(store, client, &all, (0, 60)).await.as_deref(), want);
    }
    assert_eq!(claim(store, "d", &["9", "7", "7"], (0, 60)).await.as_deref(), Some("7"));
    assert_eq!(claim(store, "d", &["9", "10"], (0, 60)).await, None, "its own is none of these");
}

/// From that moment on.
pub async fn a_claim_that_ran_out_is_given_to_another(store: &dyn Store) {
    assert_eq!(claim(store, "a", &["1"], (0, 60)).await.as_deref(), Some("1"));
    assert_eq!(claim(store, "b", &["1"], (59, 90)).await, None);
    assert_eq!(claim(store, "b", &["1"], (60, 90)).await.as_deref(), Some("1"));
    assert_eq!(claim(store, "a", &["1"], (61, 90)).await, None);
    assert!(!store.renew_lease("default", "1", &LeaseId::new("a"), at(200), at(61)).await.unwrap());
    assert_eq!(claims(store, Scope::default(), at(61)).await, [pair("1", "b")]);
}

/// Until the new time, and only while it is running.
pub async fn the_same_client_gets_the_same_again(store: &dyn Store) {
    let all = ["1", "2", "3"];
    assert_eq!(claim(store, "a", &all, (0, 60)).await.as_deref(), Some("1"));
    assert_eq!(claim(store, "b", &all, (0, 60)).await.as_deref(), Some("2"));
    assert_eq!(claim(store, "b", &all, (10, 90)).await.as_deref(), Some("2"));
    assert_eq!(claims(store, Scope::default(), at(89)).await, [pair("2", "b")], "one of them, and longer");
    assert_eq!(claim(store, "b", &["3"], (10, 90)).await.as_deref(), Some("3"), "if it is a candidate");
    assert_eq!(claim(store, "b", &["1", "2"], (60, 95)).await.as_deref(), Some("2"), "though 1 is free");
    assert_eq!(claim(store, "b", &all, (95, 99)).await.as_deref(), Some("1"), "nothing is its own any more");
    assert_eq!(claim(store, "B", &["1"], (96, 99)).await, None, "names are compared whole");
}

/// From now on, also to a shorter time; never after it ran out.
pub async fn a_claim_is_renewed_by_its_client(store: &dyn Store) {
    let renew = async |extension: &str, client: &str, now: i64, until: i64| {
        store.renew_lease("default", extension, &LeaseId::new(client), at(until), at(now)).await.unwrap()
    };
    assert_eq!(claim(store, "a", &["1"], (0, 60)).await.as_deref(), Some("1"));
    assert!(renew("1", "a", 59, 120).await);
    assert!(!renew("1", "b", 59, 120).await);
    assert!(!renew("2", "a", 59, 120).await);
    assert_eq!(claim(store, "b", &["1"], (119, 200)).await, None);
    assert!(renew("1", "a", 60, 70).await);
    assert!(renew("1", "a", 60, 70).await, "a second time changes nothing");
    assert!(!renew("1", "a", 70, 120).await);
    assert_eq!(claim(store, "b", &["1"], (70, 200)).await.as_deref(), Some("1"));
}

/// By its client, or by whoever may; and is free at once.
pub async fn an_extension_is_given_back(store: &dyn Store) {
    let release =
        async |extension: &str, by: ReleasedBy| store.release_lease("default", extension, &by).await.unwrap();
    let holder = |client: &str| ReleasedBy::Holder(LeaseId::new(client));
    for by in [holder("a"), ReleasedBy::Operator] {
        assert!(!release("1", by.clone()).await);
        assert_eq!(claim(store, "a", &["1"], (0, 60)).await.as_deref(), Some("1"));
        assert!(!release("1", holder("b")).await);
        assert!(!release("2", by.clone()).await);
        assert_eq!(claim(store, "b", &["1"], (0, 60)).await, None);
        assert!(release("1", by.clone()).await);
        assert!(!release("1", by.clone()).await);
        assert_eq!(claim(store, "b", &["1"], (0, 60)).await.as_deref(), Some("1"));
        assert!(release("1", holder("b")).await);
    }
    assert_eq!(claim(store, "a", &["1"], (0, 60)).await.as_deref(), Some("1"));
    assert!(release("1", holder("a")).await, "whatever time it is");
}

/// A claim of `client` on a PBX, for a tenant.
async fn claim_at(store: &dyn Store, client: &str, tenant: &str, pbx: &str, now: i64) -> Option<Arc<str>> {
    let (id, candidates) = (LeaseId::new(client), extensions(3));
    let request = LeaseRequest { pbx, tenant, candidates: &candidates, id: &id, until: at(60) };
    store.claim_lease(&request, at(now)).await.unwrap()
}

const PLACES: [(&str, &str, &str); 5] = [
    ("a", "acme", "ams"),
    ("b", "other", "ams"),
    ("c", "acme", "ber"),
    ("d", "acme", "ams"),
    ("e", "other", "ber"),
];

/// Those of others stay.
pub async fn all_extensions_of_a_scope_are_given_back(store: &dyn Store) {
    for (client, tenant, pbx) in PLACES {
        claim_at(store, client, tenant, pbx, 0).await.unwrap();
    }
    let both = Scope { tenant: Some("acme".into()), pbx: Some("ams".into()) };
    assert_eq!(store.release_leases(&Scope::of_tenant("nobody")).await.unwrap(), 0);
    assert_eq!(store.release_leases(&both).await.unwrap(), 2);
    let left = [pair("3001", "b"), pair("3000", "c"), pair("3001", "e")];
    assert_eq!(claims(store, Scope::default(), at(0)).await, left);
    assert_eq!(store.release_leases(&Scope::of_pbx("ber")).await.unwrap(), 2);
    assert_eq!(store.release_leases(&Scope::default()).await.unwrap(), 1);
    assert_eq!(store.release_leases(&Scope::default()).await.unwrap(), 0);
    assert_eq!(claims(store, Scope::default(), at(0)).await, []);
}

/// Whole, by PBX and extension; without those that ran out.
pub async fn running_claims_are_listed(store: &dyn Store) {
    for (client, tenant, pbx) in PLACES {
        claim_at(store, client, tenant, pbx, 0).await.unwrap();
    }
    let until = at(60).saturating_add(core::time::Duration::from_micros(7));
    assert!(store.renew_lease("ams", "3001", &LeaseId::new("b"), until, at(0)).await.unwrap());
    let all = store.lease_claims(&Scope::default(), at(59)).await.unwrap();
    let order: Vec<_> = all.iter().map(|it| (&*it.pbx, &*it.extension, it.id.as_str())).collect();
    let want = [
        ("ams", "3000", "a"),
        ("ams", "3001", "b"),
        ("ams", "3002", "d"),
        ("ber", "3000", "c"),
        ("ber", "3001", "e"),
    ];
    assert_eq!(order, want);
    let b = LeaseClaim {
        pbx: "ams".into(),
        tenant: "other".into(),
        extension: "3001".into(),
        id: LeaseId::new("b"),
        until,
    };
    assert_eq!(all[1], b);
    assert_eq!(store.lease_claims(&Scope::default(), at(60)).await.unwrap(), [b]);
    assert_eq!(store.lease_claims(&Scope::default(), until).await.unwrap(), []);
    let of_tenant = store.lease_claims(&Scope::of_tenant("other"), at(0)).await.unwrap();
    assert_eq!(of_tenant.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["b", "e"]);
    let of_pbx = store.lease_claims(&Scope::of_pbx("ber"), at(0)).await.unwrap();
    assert_eq!(of_pbx.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["c", "e"]);
}

/// The same extension is another one there, for whichever tenant.
pub async fn pbxs_have_claims_of_their_own(store: &dyn Store) {
    for pbx in ["ams", "ber"] {
        assert_eq!(claim_at(store, "a", "acme", pbx, 0).await.as_deref(), Some("3000"));
        assert_eq!(claim_at(store, "b", "other", pbx, 0).await.as_deref(), Some("3001"));
    }
    assert!(store.release_lease("ams", "3000", &ReleasedBy::Operator).await.unwrap());
    assert_eq!(claim_at(store, "c", "other", "ber", 0).await.as_deref(), Some("3002"));
    assert_eq!(claim_at(store, "c", "other", "ams", 0).await.as_deref(), Some("3000"));
}

/// None is folded, cut or confused with another one.
pub async fn odd_clients_and_extensions_are_kept(store: &dyn Store) {
    let long = "é".repeat(200);
    let longer = format!("{long}x");
    let names = ["a", "A", "ä", "a ", "$a", "a/b", "a%2Fb", "🦀", &long, &longer];
    for (n, name) in names.into_iter().enumerate() {
        assert_eq!(claim(store, name, &names[..=n], (0, 60)).await.as_deref(), Some(name));
    }
    for name in names {
        assert_eq!(claim(store, name, &names, (0, 60)).await.as_deref(), Some(name));
    }
    let listed: BTreeSet<_> = claims(store, Scope::default(), at(0)).await.into_iter().collect();
    assert_eq!(listed, names.iter().map(|name| pair(name, name)).collect());
}

/// Many clients, each of which asks for several extensions one after the other, take all there are: each extension goes to
/// one of them, and none is left. For tests of stores with as many clients as they can bear.
pub async fn all_are_given_once(store: &dyn Store, clients: usize, each: usize) {
    let candidates = extensions(clients * each);
    let taking = (0..clients).map(|client| -> super::together::Pending<'_, Vec<Arc<str>>> {
        let candidates = &candidates;
        Box::pin(async move {
            let mut given = Vec::new();
            for n in 0..each {
                let id = LeaseId::new(&format!("client-{client}-{n}"));
                let (pbx, tenant, until) = ("default", "default", at(60));
                let request = LeaseRequest { pbx, tenant, candidates, id: &id, until };
                given.extend(store.claim_lease(&request, at(0)).await.unwrap());
            }
            given
        })
    });
    let given: Vec<Arc<str>> = together(taking.collect()).await.into_iter().flatten().collect();
    assert_eq!(given.len(), candidates.len(), "some got none");
    assert_eq!(given.iter().collect::<BTreeSet<_>>(), candidates.iter().collect(), "some got the same");
    assert_eq!(store.lease_claims(&Scope::default(), at(0)).await.unwrap().len(), candidates.len());
    let (pbx, tenant, until) = ("default", "default", at(60));
    let id = LeaseId::new("late");
    let request = LeaseRequest { pbx, tenant, candidates: &candidates, id: &id, until };
    assert_eq!(store.claim_lease(&request, at(0)).await.unwrap(), None);
}

/// And none is left over; first of those that nobody ever had, then of those whose time is over.
pub async fn of_many_at_once_each_gets_another(store: &dyn Store) {
    all_are_given_once(store, 8, 5).await;
    let candidates = extensions(40);
    let ids: Vec<LeaseId> = (0..40).map(|n| LeaseId::new(&format!("later-{n}"))).collect();
    let (pbx, tenant, until) = ("default", "default", at(120));
    let requests: Vec<LeaseRequest<'_>> =
        ids.iter().map(|id| LeaseRequest { pbx, tenant, candidates: &candidates, id, until }).collect();
    for requests in requests.chunks(10) {
        let given = together(requests.iter().map(|it| store.claim_lease(it, at(60))).collect()).await;
        assert!(given.into_iter().all(|given| given.unwrap().is_some()));
    }
    let claims = store.lease_claims(&Scope::default(), at(60)).await.unwrap();
    let clients: BTreeSet<&str> = claims.iter().map(|claim| claim.id.as_str()).collect();
    assert_eq!(clients, ids.iter().map(LeaseId::as_str).collect());
}

/// The others get nothing, and it stays whose it is.
pub async fn of_many_at_once_one_gets_the_last(store: &dyn Store) {
    for round in 0..3 {
        let candidates = extensions(1);
        let ids: Vec<LeaseId> = (0..8).map(|n| LeaseId::new(&format!("{round}-{n}"))).collect();
        let (pbx, tenant, until) = ("default", "default", at(60 * (round + 1)));
        let requests: Vec<LeaseRequest<'_>> =
            ids.iter().map(|id| LeaseRequest { pbx, tenant, candidates: &candidates, id, until }).collect();
        let given = together(requests.iter().map(|it| store.claim_lease(it, at(60 * round))).collect()).await;
        let mut winners = ids.iter().zip(given).filter(|(_, given)| given.as_ref().unwrap().is_some());
        let (winner, _) = winners.next().unwrap();
        assert!(winners.next().is_none());
        let claims = store.lease_claims(&Scope::default(), at(60 * round)).await.unwrap();
        assert_eq!(claims.iter().map(|claim| &claim.id).collect::<Vec<_>>(), [winner]);
    }
}
