//! What reports are made of: the store counts what a recount of its records gives.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::sample::{Sample, at};
use crate::agent::AgentState;
use crate::call::{Call, QueueVisit, TurnedAway, VisitOutcome};
use crate::disposition::Disposition;
use crate::metrics::{By, EndedVisit, Tally};
use crate::plan::Limits;
use crate::report::{
    Ask, Counts, Grain, Group, Share, ShareKey, calls, queues, shares_of_call, shares_of_interval,
};
use crate::store::{Batch, CountsQuery, Entity, IntervalRow, Purge, Rows, Scope, Store};
use crate::time::Timestamp;
use crate::zone::{Span, Zone};

const HOUR: i64 = 3_600;

/// What there is to count, as if nobody had kept counts.
fn recount(calls: &[Call], intervals: &[IntervalRow]) -> BTreeMap<ShareKey, Counts> {
    let mut counts: BTreeMap<ShareKey, Counts> = BTreeMap::new();
    let shares = calls.iter().flat_map(shares_of_call).chain(intervals.iter().flat_map(shares_of_interval));
    for Share { key, counts: more } in shares {
        *counts.entry(key).or_default() += &more;
    }
    counts
}

async fn counted(store: &dyn Store) -> BTreeMap<ShareKey, Counts> {
    let mut counts = BTreeMap::new();
    for group in Group::ALL {
        let query = CountsQuery::new(group, at(-100 * HOUR), at(1_000 * HOUR));
        for share in store.report_counts(&query).await.unwrap() {
            assert!(counts.insert(share.key.clone(), share.counts).is_none(), "{:?} comes once", share.key);
        }
    }
    counts
}

/// The same is counted, and what was revised is told; a store may also tell it of places that calls have left.
async fn agrees(store: &dyn Store, calls: &[Call], intervals: &[IntervalRow]) {
    let (have, want) = (counted(store).await, recount(calls, intervals));
    for (key, counts) in &want {
        let have = have.get(key).unwrap_or_else(|| panic!("{key:?} is counted"));
        let revised_at = have.revised_at;
        assert!(revised_at >= counts.revised_at, "{key:?}: {revised_at:?} {:?}", counts.revised_at);
        assert_eq!(&Counts { revised_at: counts.revised_at, ..have.clone() }, counts, "{key:?}");
    }
    for (key, counts) in have.iter().filter(|(key, _)| !want.contains_key(key)) {
        assert!(counts.is_empty() && counts.revised_at.is_some(), "{key:?} has {counts:?}");
    }
}

fn visit(queue: &str, joined: i64, waited_ms: u64, outcome: VisitOutcome) -> QueueVisit {
    QueueVisit {
        queue: queue.into(),
        joined_at: at(joined),
        left_at: Some(at(joined).saturating_add(Duration::from_millis(waited_ms))),
        outcome: Some(outcome),
        position: Some(1),
        wait_ms: waited_ms,
        member: None,
        talk_ms: 0,
        hold_ms: 0,
        attempts: Vec::new(),
        earlier_attempts: Vec::new(),
    }
}

/// A call that was given up after so long.
fn given_up(id: &str, second: i64, waited_ms: u64) -> Sample {
    Sample::new(id, second).inbound("+12025550143", "+15125550170").unanswered(Disposition::Abandoned).with(
        |call| {
            call.queue = Some("sales".into());
            call.queue_visits.push(visit("sales", second, waited_ms, VisitOutcome::Abandoned));
            call.ended_at = call.queue_visits[0].left_at;
        },
    )
}

fn a_day() -> Vec<Call> {
    let mut calls = Vec::new();
    for n in 0_i64..40 {
        let second = n * 977;
        let id = format!("c{n}");
        let call = match n % 5 {
            0 => given_up(&id, second, 1_000 + u64::try_from(n).unwrap() * 1_777),
            1 => Sample::new(&id, second).inbound("+12025550144", "+15125550171").through("sales", "102"),
            2 => Sample::new(&id, second).through("support", "103"),
            3 => Sample::new(&id, second).unanswered(Disposition::Busy).with(|call| {
                call.turned_away.push(TurnedAway { queue: "support".into(), at: call.started_at });
            }),
            // Overflows, at the edge of a quarter.
            _ => Sample::new(&id, second).through("support", "102").with(|call| {
                let early = visit("sales", second - 300, 299_999, VisitOutcome::Timeout);
                call.queue_visits.insert(0, early);
            }),
        };
        calls.push(call.build());
    }
    calls
}

fn wrap_up(agent: &str, from: i64, seconds: Option<i64>) -> IntervalRow {
    let word = |text: &str| Arc::from(text);
    IntervalRow {
        pbx: word("default"),
        tenant: word("default"),
        agent: word(agent),
        state: AgentState::WrapUp,
        reason: None,
        queue: Some(word("sales")),
        from: at(from),
        to: seconds.map(|seconds| at(from + seconds)),
    }
}

async fn put_intervals(store: &dyn Store, intervals: &[IntervalRow]) {
    let rows = Rows { intervals: intervals.into(), ..Rows::default() };
    let mut batch = Batch::new(&[]);
    batch.rows = Some(&rows);
    store.commit(&batch).await.unwrap();
}

/// Live calls count nowhere; all others in every group that they belong to.
pub async fn quarters_are_counted(store: &dyn Store) {
    let mut calls = a_day();
    calls.push(Sample::new("live", 0).live().build());
    for part in calls.chunks(7) {
        store.put_calls(part).await.unwrap();
    }
    agrees(store, &calls, &[]).await;
}

/// A batch whose answer was lost comes again.
pub async fn what_is_put_again_is_counted_once(store: &dyn Store) {
    let calls = a_day();
    let work = [wrap_up("102", 100, Some(30)), wrap_up("103", 100, Some(20)), wrap_up("102", 890, None)];
    for _ in 0..3 {
        store.put_calls(&calls).await.unwrap();
        put_intervals(store, &work).await;
    }
    agrees(store, &calls, &work).await;
}

/// Another wait, another queue, another start, another outcome: nothing is left of what was counted before.
pub async fn a_correction_restates_the_counts(store: &dyn Store) {
    let mut calls = a_day();
    store.put_calls(&calls).await.unwrap();
    let revised_at = Some(at(90 * HOUR));
    for (n, call) in calls.iter_mut().enumerate().filter(|(n, _)| n % 3 == 0) {
        (call.version, call.revised_at) = (2, revised_at);
        match n % 4 {
            0 => call.queue_visits.iter_mut().for_each(|visit| visit.wait_ms += 61_000),
            1 => call.queue_visits.iter_mut().for_each(|visit| visit.queue = "other".into()),
            2 => call.started_at = call.started_at.saturating_add(Duration::from_secs(3_600)),
            _ => call.disposition = Some(Disposition::Failed),
        }
    }
    for _ in 0..2 {
        store.put_calls(&calls).await.unwrap();
    }
    agrees(store, &calls, &[]).await;
}

/// A call that became part of another one counts nowhere, and what it took out of the counts is told.
pub async fn a_merge_takes_back_what_was_counted(store: &dyn Store) {
    let before = [Sample::new("stays", 0).build(), given_up("goes", 10, 4_000).build()];
    store.put_calls(&before).await.unwrap();
    let [stays, goes] = before;
    let revised_at = Some(at(500));
    let goes = Call { merged_into: Some(stays.id.clone()), revised_at, version: 2, ..goes };
    store.put_calls(core::slice::from_ref(&goes)).await.unwrap();
    agrees(store, &[stays, goes], &[]).await;
    let found = queues(store, &ask(Grain::Day, 0, 1), By::Ended, |_| Limits::default()).await.unwrap();
    assert_eq!(found.totals.unwrap().metrics.tally, Tally::default());
    assert_eq!((found.restated.rows, found.restated.newest), (1, revised_at));
}

/// Work after a call counts when it is over; the later end of two is right.
pub async fn an_interval_is_counted_when_it_ends(store: &dyn Store) {
    put_intervals(store, &[wrap_up("102", 0, None)]).await;
    agrees(store, &[], &[]).await;
    for (seconds, stays) in [(30, 30), (1_000, 1_000), (40, 1_000)] {
        put_intervals(store, &[wrap_up("102", 0, Some(seconds))]).await;
        let counted = counted(store).await;
        let of = |group| counted.iter().filter(move |(key, _)| key.group == group);
        for group in [Group::VisitsEnded, Group::VisitsJoined] {
            let sums: Vec<u64> =
                of(group).map(|(_, counts)| counts.visits.wrap_up_ms).filter(|ms| *ms > 0).collect();
            assert_eq!(sums, [stays * 1_000], "{group:?} after {seconds} s");
        }
    }
}

/// By tenant, PBX, name and time.
pub async fn counts_are_filtered(store: &dyn Store) {
    let other = |call: &mut Call| (call.tenant, call.pbx) = ("acme".into(), "ams".into());
    let calls = [
        Sample::new("a", 0).through("sales", "102").build(),
        Sample::new("b", 899).through("support", "102").build(),
        Sample::new("c", 900).through("sales", "103").build(),
        Sample::new("d", 0).through("sales", "102").with(other).build(),
    ];
    store.put_calls(&calls).await.unwrap();
    let names =
        |names: &[&str]| Some(names.iter().map(|name| Arc::from(*name)).collect::<BTreeSet<Arc<str>>>());
    let count = async |change: &dyn Fn(&mut CountsQuery)| {
        let mut query = CountsQuery::new(Group::Queue, at(0), at(1_800));
        change(&mut query);
        let found = store.report_counts(&query).await.unwrap();
        found.iter().map(|share| share.counts.calls.calls).sum::<u64>()
    };
    assert_eq!(count(&|_| ()).await, 4);
    assert_eq!(count(&|q| q.to = at(900)).await, 3);
    assert_eq!(count(&|q| q.from = at(900)).await, 1);
    assert_eq!(count(&|q| q.scope = Scope::of_tenant("acme")).await, 1);
    assert_eq!(count(&|q| q.scope = Scope::of_pbx("default")).await, 3);
    assert_eq!(count(&|q| q.names = names(&["sales"])).await, 3);
    assert_eq!(count(&|q| q.names = names(&["sales", "support", "none"])).await, 4);
    assert_eq!(count(&|q| q.names = names(&[])).await, 0);
    assert_eq!(count(&|q| (q.group, q.names) = (Group::Agent, names(&["102"]))).await, 3);
}

/// Calls and intervals that are removed because they are old stay counted.
pub async fn what_was_reported_stays(store: &dyn Store) {
    let calls = a_day();
    let work = [wrap_up("102", 100, Some(30)), wrap_up("103", 5_000, Some(20))];
    store.put_calls(&calls).await.unwrap();
    put_intervals(store, &work).await;
    let before = counted(store).await;
    for entity in [Entity::Calls, Entity::AgentIntervals] {
        let mut purge = Purge::new(entity, at(6 * HOUR));
        purge.limit = 3;
        while store.purge(&purge).await.unwrap() > 0 {}
    }
    assert_eq!(store.call(&calls[0].id).await.unwrap(), None);
    let after = counted(store).await;
    for (key, counts) in &before {
        assert_eq!(after.get(key), Some(counts), "{key:?}");
    }
    assert_eq!(after.len(), before.len());
}

fn ask(grain: Grain, from_hour: i64, to_hour: i64) -> Ask {
    let range = Span { from: at(from_hour * HOUR), to: at(to_hour * HOUR) };
    let mut ask = Ask::new(range, Zone::default());
    ask.grain = grain;
    ask
}

/// The checks that must hold on any data: every end is counted once, and parts are the whole, to the last millisecond.
pub async fn sums_of_reports_are_the_recount(store: &dyn Store) {
    let records = a_day();
    store.put_calls(&records).await.unwrap();
    let visits: Vec<EndedVisit> = records.iter().flat_map(EndedVisit::all_of).collect();
    let limits = |queue: &str| match queue {
        "sales" => Limits { service_level_s: 7, short_abandon_s: 3 },
        _ => Limits::default(),
    };
    // 18:00 of one day to 24:00 of the next.
    let day = async |grain, by| queues(store, &ask(grain, -18, 30), by, limits).await.unwrap();
    for by in [By::Ended, By::Joined] {
        let mut want = Tally::default();
        for visit in &visits {
            want.add(visit, limits(&visit.queue));
        }
        want.turned_away = 8;
        for grain in [Grain::Quarter, Grain::Hour, Grain::Day, Grain::Week, Grain::Month] {
            let report = day(grain, by).await;
            let mut sum = Tally::default();
            report.items.iter().for_each(|row| sum += row.metrics.tally);
            assert_eq!(sum, want, "{grain:?} {by:?}");
            assert_eq!(report.totals.unwrap().metrics.tally, want, "{grain:?} {by:?}");
            assert_eq!(sum.answered + sum.abandoned + sum.flow_outs() + sum.lost, sum.visits);
        }
    }
    for group in [None, Some(Group::Direction), Some(Group::Disposition)] {
        for grain in [Grain::Quarter, Grain::Hour, Grain::Day] {
            let report = calls(store, &ask(grain, -18, 30), group).await.unwrap();
            let sum: u64 = report.items.iter().map(|row| row.counts.calls).sum();
            let totals = report.totals.unwrap().counts;
            assert_eq!((sum, totals.calls), (40, 40), "{group:?} {grain:?}");
            assert_eq!(totals.talk_ms, records.iter().map(|call| call.talk_ms).sum::<u64>());
            assert_eq!(totals.disposition_busy, 8);
        }
    }
    // Without a group every period has its row, also one in which nothing happened.
    let hours = calls(store, &ask(Grain::Hour, -18, 30), None).await.unwrap();
    assert_eq!((hours.items.len(), hours.span.from), (48, at(-18 * HOUR)));
    let began: Timestamp = hours.items[18].period.from;
    assert_eq!((began, &*hours.items[18].period.local_from), (at(0), "2026-11-20T18:00:00+00:00"));
}
