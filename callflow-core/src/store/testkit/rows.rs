//! Queues, members, agents, extensions and leases as they stand.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::sample::{Sample, at};
use super::sample_rows::{agent, device_event, extension, interval, lease, member, queue};
use crate::ids::CallId;
use crate::store::{Batch, Checkpoint, HistoryQuery, IntervalRow, MemberRow, Rows, Scope, Sort, Store};

async fn put(store: &dyn Store, rows: &Rows) {
    store.commit(&Batch::new(&[]).with_rows(rows)).await.unwrap();
}

async fn put_members(store: &dyn Store, members: impl IntoIterator<Item = MemberRow>) {
    put(store, &Rows { members: members.into_iter().collect(), ..Rows::default() }).await;
}

async fn put_intervals(store: &dyn Store, intervals: impl IntoIterator<Item = IntervalRow>) {
    put(store, &Rows { intervals: intervals.into_iter().collect(), ..Rows::default() }).await;
}

/// All rows that the store has, each list as it gives it, histories oldest first.
async fn all(store: &dyn Store, scope: &Scope) -> Rows {
    let history =
        HistoryQuery { sort: Sort::OldestFirst, scope: scope.clone(), limit: 500, ..Default::default() };
    Rows {
        queues: store.queues(scope).await.unwrap(),
        members: store.members(scope, None).await.unwrap(),
        agents: store.agents(scope).await.unwrap(),
        intervals: store.agent_intervals(&history).await.unwrap().items,
        extensions: store.extensions(scope).await.unwrap(),
        device_events: store.device_events(&history).await.unwrap().items,
        leases: store.leases(scope).await.unwrap(),
    }
}

/// Two of each kind, in the order of the lists.
fn some(second: i64) -> Rows {
    Rows {
        queues: vec![queue("sales", second), queue("support", second)],
        members: vec![member("sales", "101", second), member("support", "101", second)],
        agents: vec![agent("101", second), agent("102", second)],
        intervals: vec![interval("101", 0, Some(second)), interval("101", second + 1, None)],
        extensions: vec![extension("101", second), extension("102", second)],
        device_events: vec![device_event("101", second), device_event("102", second + 1)],
        leases: vec![lease("3001", second), lease("3002", second)],
    }
}

/// As they were put, every field.
pub async fn rows_come_back_whole(store: &dyn Store) {
    assert!(all(store, &Scope::default()).await.is_empty());
    let mut rows = some(5);
    // And those in which nothing is known.
    let bare = &mut rows.members[1].member;
    (bare.name, bare.state, bare.paused, bare.reason) = (None, None, false, None);
    (bare.penalty, bare.in_call) = (u32::MAX, false);
    let bare = &mut rows.agents[1];
    (bare.number, bare.name, bare.reason, bare.queue) = (None, None, None, None);
    bare.queues.clear();
    let bare = &mut rows.intervals[1];
    (bare.reason, bare.queue) = (None, None);
    let bare = &mut rows.extensions[1].extension;
    (bare.device_state, bare.registered) = (None, false);
    (bare.lease.id, bare.lease.expires_at) = (None, None);
    bare.contacts.clear();
    let bare = &mut rows.device_events[1];
    (bare.device_state, bare.registered) = (None, false);
    bare.contacts.clear();
    let bare = &mut rows.leases[1].lease;
    (bare.id, bare.expires_at) = (None, None);
    put(store, &rows).await;
    assert_eq!(all(store, &Scope::default()).await, rows);
}

/// Putting nothing is no error.
pub async fn a_batch_without_rows_is_fine(store: &dyn Store) {
    put(store, &Rows::default()).await;
    assert!(all(store, &Scope::default()).await.is_empty());
}

/// A batch whose answer was lost comes again.
pub async fn rows_that_are_put_again_change_nothing(store: &dyn Store) {
    let rows = some(5);
    for _ in 0..3 {
        put(store, &rows).await;
        assert_eq!(all(store, &Scope::default()).await, rows);
    }
}

/// What is newer stays, also where what is older comes after it, and what is as old replaces.
pub async fn the_newest_row_stays(store: &dyn Store) {
    let [old, mut new] = [some(5), some(5)];
    put(store, &old).await;
    new.queues[0].seen_at = at(9);
    (new.members[0].changed_at, new.members[0].member.paused) = (at(9), false);
    (new.agents[0].changed_at, new.agents[0].queues) = (at(9), Vec::new());
    (new.extensions[0].changed_at, new.extensions[0].extension.registered) = (at(9), false);
    (new.leases[0].changed_at, new.leases[0].lease.id) = (at(9), None);
    put(store, &new).await;
    assert_eq!(all(store, &Scope::default()).await, new);
    put(store, &old).await;
    assert_eq!(all(store, &Scope::default()).await, new, "an older row replaces a newer one");

    new.members[0].member.penalty = 7;
    new.agents[0].name = None;
    new.extensions[0].extension.device_state = None;
    new.leases[0].lease.expires_at = None;
    put(store, &new).await;
    assert_eq!(all(store, &Scope::default()).await, new, "a row of the same time replaces");
}

/// One key several times in one batch, in any order.
pub async fn the_best_row_of_a_key_within_one_batch_stays(store: &dyn Store) {
    let seconds = [3, 1, 7, 2];
    let rows = Rows {
        queues: seconds.map(|second| queue("sales", second)).into(),
        members: seconds.map(|second| member("sales", "101", second)).into(),
        agents: seconds.map(|second| agent("101", second)).into(),
        intervals: vec![interval("101", 0, None), interval("101", 0, Some(4)), interval("101", 0, None)],
        extensions: seconds.map(|second| extension("101", second)).into(),
        device_events: vec![device_event("101", 1), device_event("101", 1)],
        leases: seconds.map(|second| lease("3001", second)).into(),
    };
    for _ in 0..2 {
        put(store, &rows).await;
        let want = Rows {
            queues: vec![queue("sales", 7)],
            members: vec![member("sales", "101", 7)],
            agents: vec![agent("101", 7)],
            intervals: vec![interval("101", 0, Some(4))],
            extensions: vec![extension("101", 7)],
            device_events: vec![device_event("101", 1)],
            leases: vec![lease("3001", 7)],
        };
        assert_eq!(all(store, &Scope::default()).await, want);
    }
    // Of two of one time the last one stays.
    let mut later = agent("101", 7);
    later.name = None;
    let twice = Rows { agents: vec![agent("101", 7), later.clone()], ..Rows::default() };
    put(store, &twice).await;
    assert_eq!(store.agents(&Scope::default()).await.unwrap(), [later]);
}

/// It is deleted, unless it came back in the meantime.
pub async fn a_member_that_was_taken_out_is_gone(store: &dyn Store) {
    let removed = |second| {
        let mut row = member("sales", "101", second);
        row.member.removed = true;
        row
    };
    let interfaces = async || -> Vec<String> {
        let members = store.members(&Scope::default(), Some("sales")).await.unwrap();
        members.iter().map(|row| row.member.interface.to_string()).collect()
    };
    put_members(store, [member("sales", "101", 1), member("sales", "102", 1)]).await;
    put_members(store, [removed(2)]).await;
    assert_eq!(interfaces().await, ["PJSIP/102"]);
    put_members(store, [removed(2)]).await;
    assert_eq!(interfaces().await, ["PJSIP/102"], "who is not there cannot be taken out");
    put_members(store, [member("sales", "101", 5)]).await;
    put_members(store, [removed(4)]).await;
    assert_eq!(interfaces().await, ["PJSIP/101", "PJSIP/102"], "who came back is there");
    put_members(store, [removed(7), member("sales", "101", 8)]).await;
    assert_eq!(interfaces().await, ["PJSIP/101", "PJSIP/102"], "out and in within one batch");
    put_members(store, [member("sales", "101", 9), removed(10), member("sales", "101", 9)]).await;
    assert_eq!(interfaces().await, ["PJSIP/102"], "in and out within one batch");
}

/// Only those of one queue, whatever a language of questions would make of its name.
pub async fn members_are_those_of_their_queue(store: &dyn Store) {
    let queues = ["sales", "Sales", "sales%", "it's"];
    put_members(store, queues.map(|queue| member(queue, "101", 1))).await;
    for queue in queues {
        let found = store.members(&Scope::default(), Some(queue)).await.unwrap();
        assert_eq!(found, [member(queue, "101", 1)]);
    }
    assert_eq!(store.members(&Scope::default(), Some("none")).await.unwrap(), []);
    assert_eq!(store.members(&Scope::of_pbx("ams"), Some("sales")).await.unwrap(), []);
}

/// An end is final, and the later end of two counts.
pub async fn an_interval_ends_once(store: &dyn Store) {
    let stored = async || {
        let query = HistoryQuery { sort: Sort::OldestFirst, ..HistoryQuery::default() };
        store.agent_intervals(&query).await.unwrap().items
    };
    let mut open = interval("101", 0, None);
    open.queue = None;
    put_intervals(store, [open.clone()]).await;
    assert_eq!(stored().await, [open.clone()]);
    put_intervals(store, [interval("101", 0, None)]).await;
    assert_eq!(stored().await, [interval("101", 0, None)], "what is known meanwhile replaces");
    put_intervals(store, [interval("101", 0, Some(4)), interval("101", 4, None)]).await;
    let both = [interval("101", 0, Some(4)), interval("101", 4, None)];
    assert_eq!(stored().await, both);
    put_intervals(store, [open]).await;
    assert_eq!(stored().await, both, "what is over does not go on");
    put_intervals(store, [interval("101", 0, Some(3))]).await;
    assert_eq!(stored().await, both, "an earlier end does not replace a later one");
    put_intervals(store, [interval("101", 0, Some(5))]).await;
    assert_eq!(stored().await, [interval("101", 0, Some(5)), both[1].clone()]);
}

/// Of one name on each, and of any tenant.
pub async fn each_pbx_has_rows_of_its_own(store: &dyn Store) {
    let here = some(5);
    let mut there = some(6);
    macro_rules! move_there {
        ($($rows:ident),*) => {$(
            for row in &mut there.$rows {
                (row.pbx, row.tenant) = ("ams".into(), "acme".into());
            }
        )*};
    }
    move_there!(queues, members, agents, intervals, extensions, device_events, leases);
    put(store, &here).await;
    put(store, &there).await;
    assert_eq!(all(store, &Scope::of_pbx("default")).await, here);
    assert_eq!(all(store, &Scope::of_pbx("ams")).await, there);
    assert_eq!(all(store, &Scope::of_tenant("acme")).await, there);
    let both = Scope { tenant: Some("acme".into()), pbx: Some("default".into()) };
    assert!(all(store, &both).await.is_empty());
    assert_eq!(all(store, &Scope::default()).await.len(), here.len() + there.len());
    // The tenant is no part of the key: a new plan gives a thing to another one.
    let mut moved = here.agents[0].clone();
    moved.tenant = "acme".into();
    put(store, &Rows { agents: vec![moved.clone()], ..Rows::default() }).await;
    assert_eq!(store.agents(&Scope::of_pbx("default")).await.unwrap(), [moved, here.agents[1].clone()]);
}

/// By PBX and name, by the bytes of both.
pub async fn lists_are_in_order(store: &dyn Store) {
    let names = ["é", "b", "10", "B", "_", "9", "a"];
    let mut rows = Rows::default();
    for (name, pbx) in names.iter().flat_map(|name| [(name, "b"), (name, "Z"), (name, "a")]) {
        rows.queues.push(queue(name, 1));
        rows.members.push(member("sales", name, 1));
        rows.agents.push(agent(name, 1));
        rows.extensions.push(extension(name, 1));
        rows.leases.push(lease(name, 1));
        let pbxs = [
            rows.queues.last_mut().map(|row| &mut row.pbx),
            rows.members.last_mut().map(|row| &mut row.pbx),
            rows.agents.last_mut().map(|row| &mut row.pbx),
            rows.extensions.last_mut().map(|row| &mut row.pbx),
            rows.leases.last_mut().map(|row| &mut row.pbx),
        ];
        pbxs.into_iter().flatten().for_each(|field| *field = pbx.into());
    }
    put(store, &rows).await;
    let sorted = ["10", "9", "B", "_", "a", "b", "é"];
    let want: Vec<String> = ["Z", "a", "b"]
        .iter()
        .flat_map(|pbx| sorted.iter().map(move |name| format!("{pbx} {name}")))
        .collect();
    let found = all(store, &Scope::default()).await;
    let queues: Vec<_> = found.queues.iter().map(|row| format!("{} {}", row.pbx, row.queue)).collect();
    assert_eq!(queues, want);
    let members: Vec<_> =
        found.members.iter().map(|row| format!("{} {}", row.pbx, row.member.member)).collect();
    assert_eq!(members, want);
    let agents: Vec<_> = found.agents.iter().map(|row| format!("{} {}", row.pbx, row.agent)).collect();
    assert_eq!(agents, want);
    let extensions: Vec<_> =
        found.extensions.iter().map(|row| format!("{} {}", row.pbx, row.extension.extension)).collect();
    assert_eq!(extensions, want);
    let leases: Vec<_> =
        found.leases.iter().map(|row| format!("{} {}", row.pbx, row.lease.extension)).collect();
    assert_eq!(leases, want);
}

/// More than any statement's parameters, all at once, with many of one key.
pub async fn many_rows_in_one_batch(store: &dyn Store) {
    let name = |n: i64| format!("{:03}", n % 700);
    let rows = Rows {
        queues: (0..2_100).map(|n| queue(&name(n), n)).collect(),
        members: (0..2_100).map(|n| member("sales", &name(n), n)).collect(),
        agents: (0..2_100).map(|n| agent(&name(n), n)).collect(),
        intervals: (0..2_100).map(|n| interval(&name(n), n, Some(n + 1))).collect(),
        extensions: (0..2_100).map(|n| extension(&name(n), n)).collect(),
        device_events: (0..2_100).map(|n| device_event(&name(n), n)).collect(),
        leases: (0..2_100).map(|n| lease(&name(n), n)).collect(),
    };
    put(store, &rows).await;
    let found = all(store, &Scope::default()).await;
    assert_eq!(found.queues, rows.queues[1_400..]);
    assert_eq!(found.members, rows.members[1_400..]);
    assert_eq!(found.agents, rows.agents[1_400..]);
    assert_eq!(found.extensions, rows.extensions[1_400..]);
    assert_eq!(found.leases, rows.leases[1_400..]);
    assert_eq!(found.intervals, rows.intervals[..500]);
    let last = HistoryQuery { limit: 1, ..HistoryQuery::default() };
    assert_eq!(store.device_events(&last).await.unwrap().items, rows.device_events[2_099..]);
}

/// One batch has calls, rows and a checkpoint.
pub async fn rows_are_committed_with_calls_and_state(store: &dyn Store) {
    let call = Sample::new("c", 0).build();
    let checkpoints = [Checkpoint::new("default", 4).with_state(b"with rows")];
    let rows = some(5);
    let batch = Batch::new(core::slice::from_ref(&call)).with_checkpoints(&checkpoints).with_rows(&rows);
    for _ in 0..2 {
        store.commit(&batch).await.unwrap();
        assert_eq!(store.call(&CallId::new("c")).await.unwrap().as_ref(), Some(&call));
        assert_eq!(all(store, &Scope::default()).await, rows);
        assert_eq!(store.checkpoint("default").await.unwrap().unwrap().position, 4);
    }
}
