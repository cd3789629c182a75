//! Keys of machines.

use super::sample::{all_ids, at, only};
use crate::api_key::{ApiKey, NewApiKey, PresentedKey};
use crate::reach::Tenants;
use crate::rights::KeyScope;
use crate::store::{AccountStore, ListQuery};
use crate::{ApiKeyId, UserId};
use callflow_core::store::Sort;
use secrecy::ExposeSecret;

fn key(tenant: &str, seconds: i64) -> (ApiKey, PresentedKey) {
    let new = NewApiKey {
        name: "wallboard \"é\"".into(),
        scopes: [KeyScope::CallsRead, KeyScope::StatisticsRead].into(),
        spans_tenants: seconds % 2 == 1,
        expires_at: Some(at(86_400)),
    };
    let (key, text) = ApiKey::new(tenant, new, Some(UserId::new("u1")), at(seconds)).unwrap();
    (key, PresentedKey::parse(text.expose_secret()).unwrap())
}

/// And opens what it opened.
pub async fn a_key_comes_back_whole(store: &dyn AccountStore) {
    let (key, presented) = key("acme", 1);
    assert_eq!(store.api_key(&Tenants::All, &key.id).await.unwrap(), None);
    store.create_api_key(&key).await.unwrap();
    let stored = store.api_key(&Tenants::All, &presented.id).await.unwrap().unwrap();
    assert_eq!(stored, key);
    assert!(stored.opens(&presented, at(2)) && !stored.opens(&presented, at(86_400)));
}

/// And keeps the time of it.
pub async fn a_key_is_revoked_once(store: &dyn AccountStore) {
    let ((one, presented), (other, _)) = (key("acme", 0), key("acme", 0));
    store.create_api_key(&one).await.unwrap();
    store.create_api_key(&other).await.unwrap();
    assert!(store.revoke_api_key(&Tenants::All, &one.id, at(5)).await.unwrap());
    assert!(!store.revoke_api_key(&Tenants::All, &one.id, at(6)).await.unwrap());
    assert!(!store.revoke_api_key(&Tenants::All, &ApiKeyId::new("none"), at(6)).await.unwrap());
    let stored = store.api_key(&Tenants::All, &one.id).await.unwrap().unwrap();
    assert_eq!(stored.revoked_at, Some(at(5)));
    assert!(!stored.opens(&presented, at(7)));
    assert_eq!(store.api_key(&Tenants::All, &other.id).await.unwrap(), Some(other));
}

/// The last one, whatever order they come in; revoking it takes nothing of it away.
pub async fn a_use_is_noted(store: &dyn AccountStore) {
    let (key, _) = key("acme", 0);
    store.create_api_key(&key).await.unwrap();
    for (seconds, want) in [(10, 10), (5, 10), (20, 20)] {
        store.note_api_key_use(&key.id, at(seconds)).await.unwrap();
        let stored = store.api_key(&Tenants::All, &key.id).await.unwrap().unwrap();
        assert_eq!(stored.last_used_at, Some(at(want)));
    }
    assert!(store.revoke_api_key(&only("acme"), &key.id, at(30)).await.unwrap());
    let stored = store.api_key(&Tenants::All, &key.id).await.unwrap().unwrap();
    assert_eq!((stored.last_used_at, stored.revoked_at), (Some(at(20)), Some(at(30))));
    store.note_api_key_use(&ApiKeyId::new("none"), at(0)).await.unwrap();
}

/// In pages of any size, each key once.
pub async fn keys_are_listed_by_tenant_in_pages(store: &dyn AccountStore) {
    let mut keys = Vec::new();
    for n in 0..9 {
        let (key, _) = key(if n % 3 == 0 { "other" } else { "acme" }, n / 4);
        store.create_api_key(&key).await.unwrap();
        keys.push(key);
    }
    for tenant in [None, Some("acme"), Some("other"), Some("none")] {
        for (sort, limit) in [(Sort::NewestFirst, 2), (Sort::OldestFirst, 4), (Sort::NewestFirst, 500)] {
            let mut query = ListQuery::default();
            (query.tenant, query.sort, query.limit) = (tenant.map(Into::into), sort, limit);
            let mut want: Vec<&ApiKey> = keys.iter().filter(|it| query.holds(*it)).collect();
            want.sort_by(|one, other| query.order(*one, *other));
            let want: Vec<&str> = want.into_iter().map(|key| key.id.as_str()).collect();
            let seen = all_ids(|cursor| {
                let mut query = query.clone();
                query.cursor = cursor;
                async move { store.api_keys(&query).await.unwrap() }
            });
            assert_eq!(seen.await, want, "{tenant:?} {sort:?} by {limit}");
        }
    }
}

/// Nor revoked.
pub async fn another_tenants_key_is_not_found(store: &dyn AccountStore) {
    let (key, _) = key("acme", 0);
    store.create_api_key(&key).await.unwrap();
    for other in ["other", "", "ACME", "acme "] {
        assert_eq!(store.api_key(&only(other), &key.id).await.unwrap(), None, "{other:?}");
        assert!(!store.revoke_api_key(&only(other), &key.id, at(1)).await.unwrap(), "{other:?}");
    }
    assert_eq!(store.api_key(&only("acme"), &key.id).await.unwrap(), Some(key));
}
