//! What people configure: once, in versions, each tenant its own.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;

use super::sample::at;
use super::together::together;
use crate::store::{
    AgentEntry, AgentQueue, Creation, DirectoryEntry, EntryId, EntryKind, ExtensionEntry, Placed, QueueEntry,
    Removal, Scope, Sealed, Store, Update, entries, entry,
};

fn extension(tenant: &str, pbx: &str, number: &str) -> ExtensionEntry {
    ExtensionEntry::new(pbx, tenant, number, at(1).saturating_add(Duration::from_micros(7)))
}

/// One of each kind, with something in every field.
fn whole() -> [DirectoryEntry; 3] {
    let odd = "Zoë \"Å\" O'Hara 🦀\n%_$where\u{1}";
    let extension = ExtensionEntry {
        name: Some(odd.into()),
        context: Some("from-internal".into()),
        email: Some("zoe@example.com".into()),
        notes: Some("x".repeat(10_000).into()),
        secret: Some(Sealed::new(*b"\0\xff\xfe not UTF-8")),
        ..extension("acme", "ams", odd)
    };
    let agent = AgentEntry {
        name: Some(odd.into()),
        interface: Some("PJSIP/101".into()),
        number: Some("101".into()),
        queues: vec![
            AgentQueue { queue: "sales".into(), penalty: 0 },
            AgentQueue { queue: "support".into(), penalty: u32::MAX },
        ],
        notes: Some("".into()),
        ..AgentEntry::new("ams", "acme", odd, at(2))
    };
    let queue = QueueEntry {
        name: Some(odd.into()),
        strategy: Some("rrmemory".into()),
        threshold_s: Some(20),
        notes: Some(odd.into()),
        ..QueueEntry::new("ams", "acme", odd, at(3))
    };
    [extension.into(), agent.into(), queue.into()]
}

async fn created(store: &dyn Store, entry: impl Into<DirectoryEntry>) -> DirectoryEntry {
    let entry = entry.into();
    assert_eq!(store.create_entry(&entry).await.unwrap(), Creation::Done);
    entry
}

async fn stored(store: &dyn Store, entry: &DirectoryEntry) -> Option<DirectoryEntry> {
    store.directory_entry(&EntryId { tenant: None, ..entry.id() }).await.unwrap()
}

/// Every field, listed and by its name; and with its type.
pub async fn an_entry_comes_back_whole(store: &dyn Store) {
    for entry in whole() {
        let entry = created(store, entry).await;
        assert_eq!(stored(store, &entry).await.as_ref(), Some(&entry));
        assert_eq!(store.directory(entry.kind(), &Scope::default()).await.unwrap(), [entry]);
    }
    let [extension, agent, queue] = whole();
    let all = Scope::default();
    assert_eq!(entries::<ExtensionEntry>(store, &all).await.unwrap().pop().map(Into::into), Some(extension));
    assert_eq!(entries::<AgentEntry>(store, &all).await.unwrap().pop().map(Into::into), Some(agent));
    let found = entry::<QueueEntry>(store, Some("acme"), "ams", queue.known_by()).await.unwrap();
    assert_eq!(found.map(Into::into), Some(queue));
}

/// Also in an empty store.
pub async fn an_unknown_entry_is_none(store: &dyn Store) {
    for _ in 0..2 {
        for kind in EntryKind::ALL {
            let id = EntryId { kind, tenant: None, pbx: "default", known_by: "nobody" };
            assert_eq!(store.directory_entry(&id).await.unwrap(), None);
        }
        let number =
            format!("{}", store.directory(EntryKind::Extension, &Scope::default()).await.unwrap().len());
        created(store, extension("default", "default", &number)).await;
    }
}

/// The same name is another thing elsewhere.
pub async fn kinds_and_pbxs_are_apart(store: &dyn Store) {
    let all: [DirectoryEntry; 4] = [
        extension("default", "ams", "100").into(),
        extension("default", "ber", "100").into(),
        AgentEntry::new("ams", "default", "100", at(0)).into(),
        QueueEntry::new("ams", "default", "100", at(0)).into(),
    ];
    for entry in &all {
        created(store, entry.clone()).await;
    }
    for entry in &all {
        assert_eq!(stored(store, entry).await.as_ref(), Some(entry));
    }
    assert_eq!(store.remove_entry(&all[0].id(), None).await.unwrap(), Removal::Done);
    assert_eq!(stored(store, &all[0]).await, None);
    for entry in &all[1..] {
        assert_eq!(stored(store, entry).await.as_ref(), Some(entry));
    }
}

/// Asterisk has it once.
pub async fn an_entry_exists_once_over_all_tenants(store: &dyn Store) {
    let first = created(store, extension("acme", "default", "101")).await;
    for tenant in ["acme", "other"] {
        let second = ExtensionEntry { name: Some("Bob".into()), ..extension(tenant, "default", "101") };
        assert_eq!(store.create_entry(&second.into()).await.unwrap(), Creation::Exists);
    }
    assert_eq!(stored(store, &first).await, Some(first));
}

/// And the one that is there is its.
pub async fn of_several_creations_at_once_one_is_done(store: &dyn Store) {
    let entries: Vec<DirectoryEntry> = (0..8)
        .map(|n| {
            ExtensionEntry { name: Some(format!("n{n}").into()), ..extension("acme", "default", "7") }.into()
        })
        .collect();
    let creations = together(entries.iter().map(|entry| store.create_entry(entry)).collect()).await;
    let mut done =
        entries.iter().zip(creations).filter(|(_, creation)| *creation.as_ref().unwrap() == Creation::Done);
    let (entry, _) = done.next().unwrap();
    assert!(done.next().is_none());
    assert_eq!(stored(store, entry).await.as_ref(), Some(entry));
}

/// From 1, whatever is put; and what a change does not change stays.
pub async fn a_change_raises_the_version(store: &dyn Store) {
    let made = extension("acme", "default", "101");
    created(store, ExtensionEntry { version: 9, ..made.clone() }).await;
    assert_eq!(stored(store, &made.clone().into()).await, Some(made.clone().into()));
    for version in 1..4 {
        let changed = ExtensionEntry {
            name: Some(format!("name {version}").into()),
            secret: (version == 2).then(|| Sealed::new(*b"secret")),
            version,
            created_at: at(99),
            changed_at: at(10 + version as i64),
            ..made.clone()
        };
        let done = store.update_entry(&changed.clone().into()).await.unwrap();
        assert_eq!(done, Update::Done { version: version + 1 });
        let want = ExtensionEntry { version: version + 1, created_at: made.created_at, ..changed };
        assert_eq!(stored(store, &made.clone().into()).await, Some(want.into()));
    }
}

/// Whoever was slower reads it again.
pub async fn of_several_changes_of_one_version_one_counts(store: &dyn Store) {
    let made = extension("acme", "default", "101");
    created(store, made.clone()).await;
    let changes: Vec<DirectoryEntry> = (0..8)
        .map(|n| ExtensionEntry { notes: Some(format!("{n}").into()), ..made.clone() }.into())
        .collect();
    let updates = together(changes.iter().map(|entry| store.update_entry(entry)).collect()).await;
    let updates: Vec<Update> = updates.into_iter().map(Result::unwrap).collect();
    let won = updates.iter().position(|update| *update == Update::Done { version: 2 }).unwrap();
    let others = updates.iter().filter(|update| **update == Update::Changed).count();
    assert_eq!(others, 7, "{updates:?}");
    let want = changes[won].clone().in_version(2, made.created_at);
    assert_eq!(stored(store, &want).await, Some(want));
    for version in [0, 1, 3] {
        let late = ExtensionEntry { version, ..made.clone() }.into();
        assert_eq!(store.update_entry(&late).await.unwrap(), Update::Changed);
    }
}

/// Nor made.
pub async fn an_unknown_entry_is_not_changed(store: &dyn Store) {
    for entry in whole() {
        assert_eq!(store.update_entry(&entry).await.unwrap(), Update::Gone);
        assert_eq!(store.remove_entry(&entry.id(), None).await.unwrap(), Removal::Gone);
        assert_eq!(store.remove_entry(&entry.id(), Some(1)).await.unwrap(), Removal::Gone);
        assert_eq!(stored(store, &entry).await, None);
    }
}

/// Unless whoever removes it does not care.
pub async fn an_entry_is_removed_in_its_version(store: &dyn Store) {
    let made = created(store, extension("acme", "default", "101")).await;
    assert_eq!(store.update_entry(&made).await.unwrap(), Update::Done { version: 2 });
    for version in [0, 1, 3] {
        assert_eq!(store.remove_entry(&made.id(), Some(version)).await.unwrap(), Removal::Changed);
    }
    assert!(stored(store, &made).await.is_some());
    assert_eq!(store.remove_entry(&made.id(), Some(2)).await.unwrap(), Removal::Done);
    assert_eq!(stored(store, &made).await, None);
    created(store, made.clone()).await;
    assert_eq!(store.remove_entry(&made.id(), None).await.unwrap(), Removal::Done);
    assert_eq!(store.remove_entry(&made.id(), None).await.unwrap(), Removal::Gone);
}

/// By anybody, from the beginning.
pub async fn a_removed_entry_may_be_made_again(store: &dyn Store) {
    let made = created(store, extension("acme", "default", "101")).await;
    assert_eq!(store.update_entry(&made).await.unwrap(), Update::Done { version: 2 });
    assert_eq!(store.remove_entry(&made.id(), None).await.unwrap(), Removal::Done);
    let again = created(store, extension("other", "default", "101")).await;
    assert_eq!(stored(store, &made).await, Some(again));
    assert_eq!(store.update_entry(&made).await.unwrap(), Update::Gone);
}

/// Read, changed or removed.
pub async fn another_tenants_entry_is_not_found(store: &dyn Store) {
    let theirs = created(store, extension("acme", "default", "101")).await;
    let mine: DirectoryEntry = extension("other", "default", "101").into();
    assert_eq!(store.directory_entry(&mine.id()).await.unwrap(), None);
    assert_eq!(store.directory_entry(&theirs.id()).await.unwrap().as_ref(), Some(&theirs));
    assert_eq!(store.update_entry(&mine).await.unwrap(), Update::Gone);
    assert_eq!(store.remove_entry(&mine.id(), None).await.unwrap(), Removal::Gone);
    assert_eq!(store.remove_entry(&mine.id(), Some(1)).await.unwrap(), Removal::Gone);
    assert_eq!(stored(store, &theirs).await, Some(theirs));
}

/// By PBX and name, by their bytes; of a tenant, of a PBX.
pub async fn entries_are_listed_in_order(store: &dyn Store) {
    let places = [
        ("acme", "ber", "101"),
        ("acme", "ams", "Zoe"),
        ("acme", "ams", "9"),
        ("other", "ams", "10"),
        ("other", "Ber", "é"),
        ("acme", "ams", "ann"),
    ];
    for (tenant, pbx, known_by) in places {
        created(store, AgentEntry::new(pbx, tenant, known_by, at(0))).await;
        created(store, extension(tenant, pbx, known_by)).await;
    }
    let listed = async |scope: Scope| {
        let entries = store.directory(EntryKind::Agent, &scope).await.unwrap();
        assert!(entries.iter().all(|entry| entry.kind() == EntryKind::Agent));
        entries.iter().map(|entry| format!("{}/{}", entry.pbx(), entry.known_by())).collect::<Vec<_>>()
    };
    let all = ["Ber/é", "ams/10", "ams/9", "ams/Zoe", "ams/ann", "ber/101"];
    assert_eq!(listed(Scope::default()).await, all);
    assert_eq!(listed(Scope::of_tenant("other")).await, ["Ber/é", "ams/10"]);
    assert_eq!(listed(Scope::of_pbx("ams")).await, &all[1..5]);
    let both = Scope { tenant: Some("acme".into()), pbx: Some("ams".into()) };
    assert_eq!(listed(both).await, &all[2..5]);
    assert_eq!(listed(Scope::of_tenant("nobody")).await, [""; 0]);
}
