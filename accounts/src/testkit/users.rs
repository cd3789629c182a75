//! Users and their passwords.

use callflow_core::store::{MAX_LIMIT, Sort, StoreError};

use super::sample::{account, all_ids, at, hash, only, rotated, session, together};
use crate::id::UserId;
use crate::password::PasswordHash;
use crate::reach::Tenants;
use crate::role::Role;
use crate::store::{AccountStore, Creation, ListQuery, Rehash, Update};
use crate::user::{Account, User, UserName};

async fn created(store: &dyn AccountStore, tenant: &str, name: &str) -> Account {
    let account = account(tenant, name);
    assert_eq!(store.create_user(&account).await.unwrap(), Creation::Done);
    account
}

async fn stored(store: &dyn AccountStore, id: &UserId) -> Option<Account> {
    store.account(&Tenants::All, id).await.unwrap()
}

/// Every field, found by id and by name.
pub async fn an_account_comes_back_whole(store: &dyn AccountStore) {
    let mut account = account("acme", "bob@example.com");
    account.user.role = Role::Administrator;
    account.user.spans_tenants = true;
    account.user.must_change_password = true;
    account.user.disabled = true;
    account.user.last_sign_in_at = Some(at(7));
    assert_eq!(store.create_user(&account).await.unwrap(), Creation::Done);
    assert_eq!(stored(store, &account.user.id).await.as_ref(), Some(&account));
    let named = store.account_named("acme", &account.user.name).await.unwrap();
    assert_eq!(named, Some(account));
}

/// Neither by id nor by name, also in an empty store.
pub async fn an_unknown_user_is_none(store: &dyn AccountStore) {
    for _ in 0..2 {
        assert_eq!(stored(store, &UserId::new("nobody")).await, None);
        let name = UserName::parse("nobody").unwrap();
        assert_eq!(store.account_named("default", &name).await.unwrap(), None);
        created(store, "default", &format!("n{}", UserId::random().unwrap())).await;
    }
}

/// None is folded, cut or confused with another one.
pub async fn odd_names_are_kept(store: &dyn AccountStore) {
    let long = "é".repeat(128);
    let names = ["zoe", "zoë", "o'hara", "a%", "a_", "$where", "ß", "ss", "🦀", &long];
    let mut accounts = Vec::new();
    for name in names {
        accounts.push(created(store, "default", name).await);
    }
    for account in accounts {
        let found = store.account_named("default", &account.user.name).await.unwrap();
        assert_eq!(found.as_ref(), Some(&account), "{}", account.user.name);
    }
}

/// Another tenant has names of its own.
pub async fn a_name_is_taken_once_a_tenant(store: &dyn AccountStore) {
    let bob = created(store, "acme", "bob").await;
    let other = account("acme", " BOB ");
    assert_eq!(store.create_user(&other).await.unwrap(), Creation::NameTaken);
    assert_eq!(stored(store, &other.user.id).await, None);
    let theirs = created(store, "other", "bob").await;
    let named = |tenant| store.account_named(tenant, &bob.user.name);
    assert_eq!(named("acme").await.unwrap().unwrap().user.id, bob.user.id);
    assert_eq!(named("other").await.unwrap().unwrap().user.id, theirs.user.id);
    assert_eq!(named("third").await.unwrap(), None);
}

/// On however many servers.
pub async fn of_several_of_one_name_at_once_one_is_made(store: &dyn AccountStore) {
    let accounts: Vec<Account> = (0..6).map(|_| account("default", "bob")).collect();
    let creations = together(accounts.iter().map(|it| store.create_user(it)).collect()).await;
    let done = creations.into_iter().filter(|creation| matches!(creation, Ok(Creation::Done))).count();
    assert_eq!(done, 1);
    assert_eq!(store.users(&ListQuery::default()).await.unwrap().items.len(), 1);
}

/// Of no tenant.
pub async fn the_first_user_is_made_if_there_is_none(store: &dyn AccountStore) {
    let first = account("default", "admin");
    assert!(store.create_first(&first).await.unwrap());
    assert_eq!(stored(store, &first.user.id).await, Some(first.clone()));
    for tenant in ["default", "other"] {
        let second = account(tenant, "second");
        assert!(!store.create_first(&second).await.unwrap());
        assert_eq!(stored(store, &second.user.id).await, None);
    }
    assert!(!store.create_first(&first).await.unwrap(), "the same one again");
}

/// On however many servers that start at once.
pub async fn of_several_first_users_at_once_one_is_made(store: &dyn AccountStore) {
    let names: Vec<Account> = (0..6).map(|n| account("default", &format!("admin{n}"))).collect();
    let made = together(names.iter().map(|it| store.create_first(it)).collect()).await;
    assert_eq!(made.into_iter().filter(|made| *made.as_ref().unwrap()).count(), 1);
    assert_eq!(store.users(&ListQuery::default()).await.unwrap().items.len(), 1);
}

/// By one, each time.
pub async fn a_change_raises_the_version(store: &dyn AccountStore) {
    let mut account = created(store, "acme", "bob").await;
    for version in 2..5 {
        account.user.role = Role::Agent;
        account.user.disabled = version % 2 == 0;
        account.user.queues.insert(format!("queue {version}").into());
        account.user.changed_at = at(i64::try_from(version).unwrap());
        account.password = hash(&format!("hash{version}"));
        assert_eq!(store.update_user(&account).await.unwrap(), Update::Done { version });
        account.user.version = version;
        assert_eq!(stored(store, &account.user.id).await.as_ref(), Some(&account));
    }
}

/// The other one is told.
pub async fn of_two_changes_of_one_version_one_counts(store: &dyn AccountStore) {
    let seen = created(store, "acme", "bob").await;
    let changed = |name: &str| {
        let mut account = seen.clone();
        account.user.display_name = name.into();
        account
    };
    let (one, other) = (changed("one"), changed("other"));
    assert_eq!(store.update_user(&one).await.unwrap(), Update::Done { version: 2 });
    assert_eq!(store.update_user(&other).await.unwrap(), Update::Changed);
    let newest = stored(store, &seen.user.id).await.unwrap().user;
    assert_eq!((&*newest.display_name, newest.version), ("one", 2));

    let mut again = Account { user: newest, ..seen };
    let changes: Vec<Account> = (0..6)
        .map(|n| {
            again.user.display_name = format!("at once {n}").into();
            again.clone()
        })
        .collect();
    let updates = together(changes.iter().map(|it| store.update_user(it)).collect()).await;
    let done = updates.iter().filter(|it| matches!(it, Ok(Update::Done { version: 3 }))).count();
    let told = updates.iter().filter(|it| matches!(it, Ok(Update::Changed))).count();
    assert_eq!((done, told), (1, 5), "{updates:?}");
}

/// It stays who it was.
pub async fn a_user_is_not_renamed_to_another_one(store: &dyn AccountStore) {
    let bob = created(store, "acme", "bob").await;
    created(store, "acme", "ann").await;
    let mut renamed = bob.clone();
    renamed.user.name = UserName::parse("ann").unwrap();
    assert_eq!(store.update_user(&renamed).await.unwrap(), Update::NameTaken);
    assert_eq!(stored(store, &bob.user.id).await, Some(bob));
}

/// And its old name is free.
pub async fn a_user_may_be_renamed(store: &dyn AccountStore) {
    let bob = created(store, "acme", "bob").await;
    let mut renamed = bob.clone();
    renamed.user.name = UserName::parse("robert").unwrap();
    assert_eq!(store.update_user(&renamed).await.unwrap(), Update::Done { version: 2 });
    assert_eq!(store.account_named("acme", &bob.user.name).await.unwrap(), None);
    let found = store.account_named("acme", &renamed.user.name).await.unwrap().unwrap();
    assert_eq!(found.user.id, bob.user.id);
    assert_ne!(created(store, "acme", "bob").await.user.id, bob.user.id);
}

/// Nor is one of another tenant: the tenant of a user never changes.
pub async fn an_unknown_user_is_not_changed(store: &dyn AccountStore) {
    let unknown = account("acme", "nobody");
    assert_eq!(store.update_user(&unknown).await.unwrap(), Update::Gone);
    assert_eq!(stored(store, &unknown.user.id).await, None);
    let bob = created(store, "acme", "bob").await;
    let moved = Account { user: User { tenant: "other".into(), ..bob.user.clone() }, ..bob.clone() };
    assert_eq!(store.update_user(&moved).await.unwrap(), Update::Gone);
    assert_eq!(stored(store, &bob.user.id).await, Some(bob));
}

/// The last one, whatever order they come in.
pub async fn a_sign_in_is_noted(store: &dyn AccountStore) {
    let bob = created(store, "acme", "bob").await;
    for (seconds, want) in [(10, 10), (5, 10), (20, 20)] {
        store.note_sign_in(&bob.user.id, at(seconds), None).await.unwrap();
        let user = stored(store, &bob.user.id).await.unwrap().user;
        assert_eq!(user.last_sign_in_at, Some(at(want)));
    }
    store.note_sign_in(&UserId::new("nobody"), at(0), None).await.unwrap();
    assert_eq!(stored(store, &UserId::new("nobody")).await, None);
}

/// Who changes a user while it signs in is not told that another one has changed it.
pub async fn a_sign_in_is_no_change(store: &dyn AccountStore) {
    let mut bob = created(store, "acme", "bob").await;
    store.note_sign_in(&bob.user.id, at(10), None).await.unwrap();
    bob.user.display_name = "Bob".into();
    assert_eq!(store.update_user(&bob).await.unwrap(), Update::Done { version: 2 });
    let user = stored(store, &bob.user.id).await.unwrap().user;
    assert_eq!((user.last_sign_in_at, &*user.display_name), (Some(at(10)), "Bob"));
}

async fn password(store: &dyn AccountStore, user: &User) -> PasswordHash {
    stored(store, &user.id).await.unwrap().password
}

/// Of the user who signs in alone.
pub async fn a_password_is_hashed_anew(store: &dyn AccountStore) {
    let bob = created(store, "acme", "bob").await;
    let ann = created(store, "acme", "ann").await;
    let rehash = Rehash { old: bob.password.clone(), new: hash("dearer") };
    store.note_sign_in(&bob.user.id, at(1), Some(&rehash)).await.unwrap();
    assert_eq!(password(store, &bob.user).await, hash("dearer"));
    assert_eq!(password(store, &ann.user).await, ann.password);
    assert_eq!(stored(store, &bob.user.id).await.unwrap().user.version, 1);
}

/// By somebody who signed in with the old one while it was changed.
pub async fn a_changed_password_is_not_taken_back(store: &dyn AccountStore) {
    let mut bob = created(store, "acme", "bob").await;
    let rehash = Rehash { old: bob.password.clone(), new: hash("dearer") };
    bob.password = hash("changed");
    assert_eq!(store.update_user(&bob).await.unwrap(), Update::Done { version: 2 });
    store.note_sign_in(&bob.user.id, at(1), Some(&rehash)).await.unwrap();
    assert_eq!(password(store, &bob.user).await, hash("changed"));
    assert_eq!(stored(store, &bob.user.id).await.unwrap().user.last_sign_in_at, Some(at(1)));
}

/// And nothing of anybody else.
pub async fn a_removed_user_is_gone_with_its_sessions(store: &dyn AccountStore) {
    let bob = created(store, "acme", "bob").await;
    let ann = created(store, "acme", "ann").await;
    let (of_bob, token) = session(&bob.user, 0);
    let (of_ann, _) = session(&ann.user, 0);
    store.create_session(&of_bob).await.unwrap();
    store.create_session(&of_ann).await.unwrap();
    assert!(store.remove_user(&Tenants::All, &bob.user.id).await.unwrap());
    assert!(!store.remove_user(&Tenants::All, &bob.user.id).await.unwrap());
    assert_eq!(stored(store, &bob.user.id).await, None);
    assert_eq!(store.session(&of_bob.id).await.unwrap(), None);
    assert!(!store.rotate(&rotated(&of_bob, &token, 1).0).await.unwrap());
    assert_eq!(stored(store, &ann.user.id).await, Some(ann));
    assert_eq!(store.session(&of_ann.id).await.unwrap(), Some(of_ann));
    created(store, "acme", "bob").await;
}

/// In pages of any size, each user once, those of one moment by their ids.
pub async fn users_are_listed_by_tenant_in_pages(store: &dyn AccountStore) {
    let mut accounts = Vec::new();
    for n in 0..9 {
        let mut account = account(if n % 3 == 0 { "other" } else { "acme" }, &format!("user{n}"));
        account.user.created_at = at(n / 4);
        assert_eq!(store.create_user(&account).await.unwrap(), Creation::Done);
        accounts.push(account);
    }
    for tenant in [None, Some("acme"), Some("other"), Some("none")] {
        for (sort, limit) in [(Sort::NewestFirst, 2), (Sort::OldestFirst, 3), (Sort::NewestFirst, 500)] {
            let mut query = ListQuery::default();
            (query.tenant, query.sort, query.limit) = (tenant.map(Into::into), sort, limit);
            let mut want: Vec<&User> =
                accounts.iter().map(|it| &it.user).filter(|it| query.holds(*it)).collect();
            want.sort_by(|one, other| query.order(*one, *other));
            let want: Vec<&str> = want.into_iter().map(|user| user.id.as_str()).collect();
            let seen = all_ids(|cursor| {
                let mut query = query.clone();
                query.cursor = cursor;
                async move { store.users(&query).await.unwrap() }
            });
            assert_eq!(seen.await, want, "{tenant:?} {sort:?} by {limit}");
        }
    }
    let whole = store.users(&ListQuery::default()).await.unwrap().items;
    assert!(accounts.iter().all(|account| whole.contains(&account.user)));
}

/// Nor removed.
pub async fn another_tenants_user_is_not_found(store: &dyn AccountStore) {
    let bob = created(store, "acme", "bob").await;
    assert_eq!(store.account(&only("acme"), &bob.user.id).await.unwrap(), Some(bob.clone()));
    for other in ["other", "", "ACME", "acme "] {
        assert_eq!(store.account(&only(other), &bob.user.id).await.unwrap(), None, "{other:?}");
        assert!(!store.remove_user(&only(other), &bob.user.id).await.unwrap(), "{other:?}");
        assert_eq!(store.account_named(other, &bob.user.name).await.unwrap(), None, "{other:?}");
        let mut query = ListQuery::default();
        query.tenant = Some(other.into());
        assert!(store.users(&query).await.unwrap().items.is_empty(), "{other:?}");
    }
    assert!(store.remove_user(&only("acme"), &bob.user.id).await.unwrap());
}

/// Neither none nor more than the most, of users and of keys.
pub async fn a_limit_out_of_range_is_refused(store: &dyn AccountStore) {
    for limit in [0, MAX_LIMIT + 1] {
        let mut query = ListQuery::default();
        query.limit = limit;
        for error in [store.users(&query).await.unwrap_err(), store.api_keys(&query).await.unwrap_err()] {
            assert!(matches!(error, StoreError::InvalidQuery { field: "limit", .. }), "{error:?}");
        }
    }
}
