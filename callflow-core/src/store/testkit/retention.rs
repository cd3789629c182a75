//! What is old goes, and nothing else.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::sample::{Sample, at};
use super::sample_rows::{agent, device_event, extension, interval, lease, member, queue};
use crate::call::{Call, Direction, Recording};
use crate::disposition::Disposition;
use crate::ids::CallId;
use crate::store::{
    Batch, CallQuery, Entity, HistoryQuery, IntervalRow, MAX_LIMIT, MAX_PURGE, Period, Purge, Rows, Scope,
    Stage, StatisticsQuery, Store, StoreError,
};
use crate::time::Timestamp;

const HOUR: i64 = 3_600;

fn calls_before(before: Timestamp, limit: u32) -> Purge {
    Purge { limit, ..Purge::new(Entity::Calls, before) }
}

async fn ids(store: &dyn Store, change: impl FnOnce(&mut CallQuery)) -> Vec<String> {
    let mut query = CallQuery { include_merged: true, with_total: true, ..CallQuery::default() };
    change(&mut query);
    let page = store.calls(&query).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64), "{query:?}");
    page.items.iter().map(|call| call.id.to_string()).collect()
}

/// Ended at this second.
fn ended(id: &str, started: i64, second: i64) -> Call {
    Sample::new(id, started).with(|call| call.ended_at = Some(at(second))).build()
}

/// Those that ended first, some at a time, until none is left.
pub async fn the_oldest_calls_go_first(store: &dyn Store) {
    let calls = [
        ended("a", 0, 900),
        ended("b", 10, 200),
        ended("c", 20, 300),
        ended("d", 30, 200),
        ended("e", 40, 901),
    ];
    store.put_calls(&calls).await.unwrap();
    let purge = calls_before(at(901), 2);
    assert_eq!(store.purge(&purge).await.unwrap(), 2);
    assert_eq!(ids(store, |_| ()).await, ["e", "c", "a"]);
    assert_eq!(store.purge(&purge).await.unwrap(), 2);
    assert_eq!(ids(store, |_| ()).await, ["e"], "which ended at that moment, not before");
    assert_eq!(store.purge(&purge).await.unwrap(), 0);
    assert_eq!(ids(store, |_| ()).await, ["e"]);
}

/// However long ago they began.
pub async fn live_calls_are_never_removed(store: &dyn Store) {
    let calls = [
        Sample::new("live", -9_000).live().build(),
        Sample::new("ended", 0).build(),
        Sample::new("merged", 1).live().merged_into("ended").build(),
        Sample::new("late", 2)
            .live()
            .merged_into("ended")
            .with(|call| call.ended_at = Some(at(9_000)))
            .build(),
    ];
    store.put_calls(&calls).await.unwrap();
    assert_eq!(store.purge(&calls_before(at(5_000), 10)).await.unwrap(), 2);
    assert_eq!(ids(store, |_| ()).await, ["late", "live"]);
    let live = store.live_calls(&Scope::default()).await.unwrap();
    assert_eq!(live.iter().map(|call| call.id.as_str()).collect::<Vec<_>>(), ["live"]);
}

/// It is found by nothing any more; its neighbour by everything.
pub async fn a_removed_call_leaves_nothing(store: &dyn Store) {
    let call = |id: &str, second| {
        let recording = Recording { file: Some("a.wav".into()), from: at(second), to: None, paused_ms: 0 };
        let sample = Sample::new(id, second).inbound("+12025550143", "+15125550170").through("sales", "102");
        sample.with(|call| call.recordings.push(recording)).build()
    };
    let [old, new] = [call("old", 0), call("new", HOUR)];
    store.put_calls(&[old, new.clone()]).await.unwrap();
    assert_eq!(store.purge(&calls_before(at(HOUR), 10)).await.unwrap(), 1);
    assert_eq!(store.call(&CallId::new("old")).await.unwrap(), None);
    assert_eq!(store.call(&CallId::new("new")).await.unwrap(), Some(new));
    type Filter = fn(&mut CallQuery);
    let filters: [Filter; 6] = [
        |_| (),
        |q| q.number = Some("+12025550143".into()),
        |q| q.agent = Some("102".into()),
        |q| q.queue = Some("sales".into()),
        |q| q.text = Some("5550143".into()),
        |q| q.disposition = Some(Disposition::Answered),
    ];
    for filter in filters {
        assert_eq!(ids(store, filter).await, ["new"]);
    }
    let recordings = store.recordings(&HistoryQuery::default()).await.unwrap().items;
    assert_eq!(recordings.iter().map(|row| row.call.as_str()).collect::<Vec<_>>(), ["new"]);
}

/// Reports of past years are what they were.
pub async fn counts_stay_when_calls_go(store: &dyn Store) {
    let other = |call: &mut Call| (call.tenant, call.pbx) = ("acme".into(), "ams".into());
    let calls: Vec<Call> = (0..8)
        .map(|n| {
            let sample = Sample::new(&format!("c{n}"), n * HOUR / 2 + 7);
            let sample = if n % 3 == 0 { sample.with(other) } else { sample };
            if n % 2 == 0 { sample.unanswered(Disposition::Busy).build() } else { sample.build() }
        })
        .collect();
    store.put_calls(&calls).await.unwrap();
    let questions: Vec<StatisticsQuery> = [Period::Hour, Period::Day]
        .into_iter()
        .flat_map(|period| {
            let all = StatisticsQuery::new(at(-18 * HOUR), at(6 * HOUR), period);
            let one = StatisticsQuery { scope: Scope::of_tenant("acme"), ..all.clone() };
            let two = StatisticsQuery { from: at(HOUR), to: at(2 * HOUR), ..all.clone() };
            [all, one, two]
        })
        .collect();
    let mut before = Vec::new();
    for question in &questions {
        before.push(store.statistics(question).await.unwrap());
    }
    assert_eq!(before[0].iter().map(|row| row.calls).collect::<Vec<_>>(), [2; 4]);
    assert_eq!(store.purge(&calls_before(at(2 * HOUR + 600), 100)).await.unwrap(), 5);
    for (question, before) in questions.iter().zip(before) {
        assert_eq!(store.statistics(question).await.unwrap(), before, "{question:?}");
    }
}

/// A list says how many calls there are, not how many there were.
pub async fn totals_are_of_what_is_left(store: &dyn Store) {
    let other = |call: &mut Call| (call.tenant, call.pbx) = ("acme".into(), "ams".into());
    let calls: Vec<Call> = (0..24)
        .map(|n| {
            let sample = Sample::new(&format!("c{n:02}"), n * HOUR / 5 + 7);
            let sample = if n % 3 == 0 { sample.with(other) } else { sample };
            let sample = if n % 2 == 0 { sample.unanswered(Disposition::Busy) } else { sample };
            let sample = if n % 7 == 3 { sample.merged_into("c00") } else { sample };
            if n % 11 == 5 { sample.live().build() } else { sample.build() }
        })
        .collect();
    store.put_calls(&calls).await.unwrap();
    let acme = Purge { scope: Scope::of_tenant("acme"), ..calls_before(at(3 * HOUR), 100) };
    for purge in [None, Some(calls_before(at(HOUR), 100)), Some(acme)] {
        if let Some(purge) = &purge {
            assert!(store.purge(purge).await.unwrap() > 0);
        }
        let mut left = CallQuery::default();
        (left.include_merged, left.limit) = (true, MAX_LIMIT);
        let left = store.calls(&left).await.unwrap().items;
        for (direction, disposition) in
            [None, Some(Direction::Inbound), Some(Direction::Internal)].into_iter().flat_map(|direction| {
                [None, Some(Disposition::Busy), Some(Disposition::Answered)].map(|it| (direction, it))
            })
        {
            for (from, to) in
                [(None, None), (Some(at(HOUR / 3)), None), (Some(at(HOUR / 2)), Some(at(4 * HOUR + 77)))]
            {
                for scope in [Scope::default(), Scope::of_tenant("acme"), Scope::of_pbx("default")] {
                    for stage in [None, Some(Stage::Ended), Some(Stage::Live)] {
                        let mut query = CallQuery::default();
                        (query.direction, query.disposition, query.from, query.to) =
                            (direction, disposition, from, to);
                        (query.scope, query.stage, query.limit, query.with_total) =
                            (scope.clone(), stage, 1, true);
                        let want = left.iter().filter(|call| query.matches(call)).count() as u64;
                        let total = store.calls(&query).await.unwrap().total;
                        assert_eq!(total, Some(want), "{purge:?} {query:?}");
                    }
                }
            }
        }
    }
}

/// Each tenant keeps what it wants.
pub async fn only_the_scope_is_removed(store: &dyn Store) {
    let of = |tenant: &'static str, pbx: &'static str| {
        move |call: &mut Call| (call.tenant, call.pbx) = (tenant.into(), pbx.into())
    };
    let calls = [("acme", "ams"), ("acme", "ber"), ("other", "ams")]
        .map(|(tenant, pbx)| Sample::new(&format!("{tenant}-{pbx}"), 0).with(of(tenant, pbx)).build());
    store.put_calls(&calls).await.unwrap();
    let scope = Scope { tenant: Some("acme".into()), pbx: Some("ams".into()) };
    let purge = Purge { scope, ..calls_before(at(HOUR), 10) };
    assert_eq!(store.purge(&purge).await.unwrap(), 1);
    assert_eq!(ids(store, |_| ()).await, ["other-ams", "acme-ber"]);
    let purge = Purge { scope: Scope::of_tenant("acme"), ..calls_before(at(HOUR), 10) };
    assert_eq!(store.purge(&purge).await.unwrap(), 1);
    assert_eq!(ids(store, |_| ()).await, ["other-ams"]);
}

/// By their ends; the open one stays, and the agents themselves.
pub async fn old_intervals_go(store: &dyn Store) {
    let intervals = [
        interval("101", 0, Some(50)),
        interval("102", 1, Some(20)),
        interval("103", 2, None),
        interval("101", 50, Some(60)),
        IntervalRow { tenant: "acme".into(), ..interval("104", 3, Some(4)) },
    ];
    let agents = ["101", "102"].map(|name| agent(name, 0));
    let rows = Rows { intervals: intervals.to_vec(), agents: agents.to_vec(), ..Rows::default() };
    store.commit(&Batch::new(&[]).with_rows(&rows)).await.unwrap();
    let left = async || -> Vec<(String, Timestamp)> {
        let intervals = store.agent_intervals(&HistoryQuery::default()).await.unwrap().items;
        intervals.iter().map(|row| (row.agent.to_string(), row.from)).collect()
    };
    let purge = |before, limit| Purge {
        limit,
        scope: Scope::of_tenant("default"),
        ..Purge::new(Entity::AgentIntervals, before)
    };
    let end = intervals[3].to.unwrap();
    assert_eq!(store.purge(&purge(end, 1)).await.unwrap(), 1, "102's ended first");
    let from = |n: usize| (intervals[n].agent.to_string(), intervals[n].from);
    assert_eq!(left().await, [from(3), from(4), from(2), from(0)]);
    assert_eq!(store.purge(&purge(end, 10)).await.unwrap(), 1);
    assert_eq!(store.purge(&purge(end, 10)).await.unwrap(), 0);
    assert_eq!(left().await, [from(3), from(4), from(2)]);
    assert_eq!(store.agents(&Scope::default()).await.unwrap(), agents);
}

/// And the extensions stay, with all that is.
pub async fn old_device_events_go(store: &dyn Store) {
    let events = [3, 1, 2, 4].map(|second| device_event("101", second));
    let rows = Rows {
        queues: [queue("sales", 0)].into(),
        members: [member("sales", "101", 0)].into(),
        agents: [agent("101", 0)].into(),
        intervals: [interval("101", 0, Some(1))].into(),
        extensions: [extension("101", 0)].into(),
        device_events: events.to_vec(),
        leases: [lease("101", 0)].into(),
    };
    store.commit(&Batch::new(&[]).with_rows(&rows)).await.unwrap();
    let seconds = async || -> Vec<Timestamp> {
        let events = store.device_events(&HistoryQuery::default()).await.unwrap().items;
        events.iter().map(|row| row.at).collect()
    };
    let purge = |limit| Purge { limit, ..Purge::new(Entity::DeviceEvents, events[3].at) };
    assert_eq!(store.purge(&purge(2)).await.unwrap(), 2);
    assert_eq!(seconds().await, [events[3].at, events[0].at]);
    assert_eq!(store.purge(&purge(2)).await.unwrap(), 1);
    assert_eq!(store.purge(&purge(2)).await.unwrap(), 0);
    assert_eq!(seconds().await, [events[3].at]);
    let scope = Scope::default();
    assert_eq!(store.extensions(&scope).await.unwrap(), rows.extensions);
    assert_eq!(store.leases(&scope).await.unwrap(), rows.leases);
    assert_eq!(store.members(&scope, None).await.unwrap(), rows.members);
    assert_eq!(store.queues(&scope).await.unwrap(), rows.queues);
    assert_eq!(store.agent_intervals(&HistoryQuery::default()).await.unwrap().items, rows.intervals);
}

/// All of them in as many steps as it takes, whatever they have below them.
pub async fn many_calls_go_in_steps(store: &dyn Store) {
    let call = |n: i64| Sample::new(&format!("c{n:04}"), n).through("sales", &format!("{}", n % 7)).build();
    let calls: Vec<Call> = (0..1_100).map(call).collect();
    store.put_calls(&calls).await.unwrap();
    let purge = calls_before(at(1_000 + 65), 400);
    for want in [400, 400, 200, 0] {
        assert_eq!(store.purge(&purge).await.unwrap(), want);
    }
    let left = CallQuery { with_total: true, limit: 1, ..CallQuery::default() };
    assert_eq!(store.calls(&left).await.unwrap().total, Some(100));
    assert_eq!(store.call(&CallId::new("c1000")).await.unwrap().as_ref(), Some(&calls[1_000]));
}

/// A step of nothing would say that nothing is left.
pub async fn a_purge_without_limit_is_refused(store: &dyn Store) {
    store.put_calls(&[Sample::new("c", 0).build()]).await.unwrap();
    for entity in Entity::ALL {
        for limit in [0, MAX_PURGE + 1] {
            let purge = Purge { limit, ..Purge::new(entity, at(HOUR)) };
            let error = store.purge(&purge).await.unwrap_err();
            assert!(matches!(error, StoreError::InvalidQuery { field: "limit", .. }), "{error:?}");
        }
        let purge = Purge { limit: MAX_PURGE, ..Purge::new(entity, at(-HOUR)) };
        assert_eq!(store.purge(&purge).await.unwrap(), 0, "{entity}");
    }
    assert_eq!(ids(store, |_| ()).await, ["c"]);
}
