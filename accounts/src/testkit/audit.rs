//! The audit log.

use callflow_core::store::{MAX_LIMIT, Sort, StoreError};
use serde_json::json;

use super::sample::{all_ids, at, only};
use crate::audit::{AuditActor, AuditEntry, AuditOutcome, event};
use crate::reach::Tenants;
use crate::store::{AccountStore, AuditQuery};
use crate::{ApiKeyId, UserId};

fn entry(tenant: &str, seconds: i64) -> AuditEntry {
    AuditEntry::new(tenant, AuditActor::System, "calls.hangup", AuditOutcome::Done, at(seconds)).unwrap()
}

async fn everything(store: &dyn AccountStore) -> Vec<AuditEntry> {
    let mut query = AuditQuery::default();
    (query.list.limit, query.list.sort) = (MAX_LIMIT, Sort::OldestFirst);
    store.audit(&query).await.unwrap().items
}

/// Of each kind of actor.
pub async fn an_entry_comes_back_whole(store: &dyn AccountStore) {
    let actors = [
        AuditActor::User { id: UserId::new("u1"), name: "zoë".into() },
        AuditActor::ApiKey { id: ApiKeyId::new("k1"), name: "wallboard".into() },
        AuditActor::System,
        AuditActor::Nobody { name: None },
        AuditActor::Nobody { name: Some("bob".into()) },
    ];
    let outcomes = [AuditOutcome::Done, AuditOutcome::Refused, AuditOutcome::Failed, AuditOutcome::Unknown];
    let mut entries = Vec::new();
    for (n, actor) in actors.into_iter().enumerate() {
        let seconds = i64::try_from(n).unwrap();
        let new = AuditEntry::new("acme", actor, event::SIGNED_IN, outcomes[n % 4], at(seconds)).unwrap();
        let new = new.with_target("PJSIP/101-00000003").with_request(Some("2001:db8::1"), Some("r\"1"));
        entries.push(new.with_detail(json!({"text": "a 'quoted' \"é\" \u{1}", "n": [1, null, true]})));
    }
    entries.push(entry("acme", 9));
    store.add_audit(&entries).await.unwrap();
    assert_eq!(everything(store).await, entries);
}

/// And leave nothing.
pub async fn no_entries_are_fine(store: &dyn AccountStore) {
    store.add_audit(&[]).await.unwrap();
    assert_eq!(everything(store).await, []);
}

/// Whoever puts it again, and however changed.
pub async fn an_entry_is_never_changed(store: &dyn AccountStore) {
    let first = entry("acme", 0);
    store.add_audit(std::slice::from_ref(&first)).await.unwrap();
    let mut changed = first.clone().with_target("something else");
    changed.outcome = AuditOutcome::Refused;
    let second = entry("acme", 1);
    store.add_audit(&[changed, second.clone(), second.clone()]).await.unwrap();
    assert_eq!(everything(store).await, [first, second]);
}

fn mixed() -> Vec<AuditEntry> {
    (0..40)
        .map(|n: i64| {
            let actor = match n % 4 {
                0 => AuditActor::User { id: UserId::new("u1"), name: "bob".into() },
                1 => AuditActor::ApiKey { id: ApiKeyId::new("k1"), name: "machine".into() },
                2 => AuditActor::System,
                _ => AuditActor::Nobody { name: None },
            };
            let action =
                ["calls.hangup", "calls.originate", "account.signed_in"][usize::try_from(n % 3).unwrap()];
            let tenant = if n % 5 == 0 { "other" } else { "acme" };
            AuditEntry::new(tenant, actor, action, AuditOutcome::Done, at(n / 3)).unwrap()
        })
        .collect()
}

fn wanted(entries: &[AuditEntry], query: &AuditQuery) -> Vec<String> {
    let mut want: Vec<&AuditEntry> = entries.iter().filter(|entry| query.matches(entry)).collect();
    want.sort_by(|one, other| query.list.order(*one, *other));
    want.into_iter().map(|entry| entry.id.to_string()).collect()
}

/// As [`AuditQuery::matches`] says, whatever filters are set together.
pub async fn entries_are_filtered(store: &dyn AccountStore) {
    let entries = mixed();
    store.add_audit(&entries).await.unwrap();
    let mut found = 0;
    for tenant in [None, Some("acme"), Some("other"), Some("none")] {
        for actor in [None, Some("u1"), Some("k1"), Some("system"), Some("nobody"), Some("bob")] {
            for action in [None, Some("calls.hangup"), Some("calls")] {
                for (from, to) in [(None, None), (Some(at(3)), None), (Some(at(2)), Some(at(8)))] {
                    let mut query = AuditQuery::default();
                    query.list.tenant = tenant.map(Into::into);
                    (query.actor, query.action) = (actor.map(Into::into), action.map(Into::into));
                    (query.from, query.to) = (from, to);
                    let page = store.audit(&query).await.unwrap();
                    let seen: Vec<String> = page.items.iter().map(|entry| entry.id.to_string()).collect();
                    assert_eq!(seen, wanted(&entries, &query), "{query:?}");
                    found += seen.len();
                }
            }
        }
    }
    assert!(found > 100, "{found}");
}

/// Of any size, each entry once, while others come in.
pub async fn entries_are_listed_in_pages(store: &dyn AccountStore) {
    let entries = mixed();
    store.add_audit(&entries).await.unwrap();
    for (sort, limit) in
        [(Sort::NewestFirst, 1), (Sort::NewestFirst, 7), (Sort::OldestFirst, 39), (Sort::OldestFirst, 40)]
    {
        for actor in [None, Some("u1")] {
            let mut query = AuditQuery::default();
            (query.list.sort, query.list.limit) = (sort, limit);
            // What comes in meanwhile lies beyond.
            (query.actor, query.to) = (actor.map(Into::into), Some(at(100)));
            let seen = all_ids(|cursor| {
                let mut query = query.clone();
                query.list.cursor = cursor;
                async move {
                    let page = store.audit(&query).await.unwrap();
                    store.add_audit(&[entry("acme", 1_000)]).await.unwrap();
                    page
                }
            });
            assert_eq!(seen.await, wanted(&entries, &query), "{sort:?} by {limit}");
        }
    }
}

/// Nor removed.
pub async fn another_tenants_entries_are_not_found(store: &dyn AccountStore) {
    let entries = [entry("acme", 0), entry("acme", 1)];
    store.add_audit(&entries).await.unwrap();
    for other in ["other", "", "ACME", "acme "] {
        let mut query = AuditQuery::default();
        query.list.tenant = Some(other.into());
        assert_eq!(store.audit(&query).await.unwrap().items, [], "{other:?}");
        assert_eq!(store.purge_audit(&only(other), at(100), 10).await.unwrap(), 0, "{other:?}");
    }
    assert_eq!(everything(store).await, entries);
}

/// More than one statement takes.
pub async fn many_entries_at_once(store: &dyn AccountStore) {
    let entries: Vec<AuditEntry> = (0..1_500).map(|n| entry("acme", n)).collect();
    store.add_audit(&entries).await.unwrap();
    let mut query = AuditQuery::default();
    query.list.limit = 500;
    let seen = all_ids(|cursor| {
        let mut query = query.clone();
        query.list.cursor = cursor;
        async move { store.audit(&query).await.unwrap() }
    });
    assert_eq!(seen.await.len(), 1_500);
}

/// Some at a time, until none is left.
pub async fn the_oldest_entries_go_first(store: &dyn AccountStore) {
    let entries: Vec<AuditEntry> =
        (0..10).map(|n| entry(if n % 2 == 0 { "acme" } else { "other" }, n)).collect();
    store.add_audit(&entries).await.unwrap();
    assert_eq!(store.purge_audit(&Tenants::All, at(6), 4).await.unwrap(), 4);
    assert_eq!(everything(store).await, entries[4..]);
    assert_eq!(store.purge_audit(&only("other"), at(8), 4).await.unwrap(), 2);
    let left: Vec<AuditEntry> = entries
        .iter()
        .enumerate()
        .filter(|(n, _)| [4, 6, 8, 9].contains(n))
        .map(|(_, it)| it.clone())
        .collect();
    assert_eq!(everything(store).await, left);
    assert_eq!(store.purge_audit(&Tenants::All, at(6), 4).await.unwrap(), 1);
    assert_eq!(
        store.purge_audit(&Tenants::All, at(6), 4).await.unwrap(),
        0,
        "at the moment itself none is older"
    );
    assert_eq!(everything(store).await, left[1..]);
}

/// Neither none nor more than the most.
pub async fn an_audit_limit_out_of_range_is_refused(store: &dyn AccountStore) {
    for limit in [0, MAX_LIMIT + 1] {
        let mut query = AuditQuery::default();
        query.list.limit = limit;
        let error = store.audit(&query).await.unwrap_err();
        assert!(matches!(error, StoreError::InvalidQuery { field: "limit", .. }), "{error:?}");
    }
}
