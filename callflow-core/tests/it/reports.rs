//! Reports out of what changes leave in a store, in every recording: they are what the tracker counted live.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use callflow_core::metrics::{AgentCounts, AgentTimes, By, Tally};
use callflow_core::plan::Limits;
use callflow_core::report::{self, Ask, Grain, Report};
use callflow_core::store::memory::MemoryStore;
use callflow_core::store::{Batch, Rows, StateStore};
use callflow_core::{Change, Span, Timestamp, Zone};
use pollster::block_on;

use crate::recording::{folders, play, read};

/// Calls and rows in batches, some of them twice, as after a kill.
fn stored(changes: &[Change]) -> MemoryStore {
    let store = MemoryStore::new();
    for (n, changes) in changes.chunks(13).enumerate() {
        let calls: Vec<_> = changes.iter().filter_map(|change| change.kind.call()).cloned().collect();
        let mut rows = Rows::default();
        changes.iter().for_each(|change| rows.take(change));
        for _ in 0..=n % 2 {
            block_on(store.commit(&Batch::new(&calls).with_rows(&rows))).unwrap();
        }
    }
    store
}

fn ask(grain: Grain, range: Span) -> Ask {
    let mut ask = Ask::new(range, Zone::new("Europe/Berlin").unwrap());
    ask.grain = grain;
    ask
}

/// From the day of the first step to that of the last.
fn days(first: Timestamp, last: Timestamp) -> Span {
    let zone = Zone::new("Europe/Berlin").unwrap();
    Span { from: zone.day_of(first).from, to: zone.day_of(last).to }
}

fn queues(store: &MemoryStore, ask: &Ask, by: By) -> BTreeMap<Arc<str>, Tally> {
    let report = block_on(report::queues(store, ask, by, |_| Limits::default())).unwrap();
    let mut sums: BTreeMap<Arc<str>, Tally> = BTreeMap::new();
    for row in &report.items {
        let tally = row.metrics.tally;
        assert_eq!(tally.answered + tally.abandoned + tally.flow_outs() + tally.lost, tally.visits);
        *sums.entry(row.queue.clone().unwrap()).or_default() += tally;
    }
    let mut sum = Tally::default();
    sums.values().for_each(|tally| sum += *tally);
    assert_eq!(report.totals.unwrap().metrics.tally, sum);
    sums
}

/// Whatever ends with the recording is counted live, and in reports with the end of its call.
fn is_over(flow: &callflow_core::CallFlow) -> bool {
    flow.queues().iter().all(|queue| queue.waiting == 0)
}

#[test]
fn reports_of_queues_are_the_live_counters_by_any_grain() {
    let (mut visits, mut recordings) = (0, 0);
    for folder in folders() {
        let steps = read(&folder);
        let (flow, changes) = play(&steps);
        let live = changes.iter().rev().filter_map(|change| change.kind.call());
        let mut seen = BTreeSet::new();
        let goes_on = live.filter(|call| seen.insert(call.id.clone())).any(callflow_core::store::is_live);
        if goes_on || !is_over(&flow) {
            continue;
        }
        recordings += 1;
        let store = stored(&changes);
        let range = days(steps[0].0, steps.last().unwrap().0);
        for grain in [Grain::Quarter, Grain::Hour, Grain::Day, Grain::Week, Grain::Month] {
            for by in [By::Ended, By::Joined] {
                let told = queues(&store, &ask(grain, range), by);
                for record in flow.queues() {
                    let told = told.get(&record.queue).copied().unwrap_or_default();
                    assert_eq!(told, record.overall.tally, "{} {grain:?} {by:?} {folder:?}", record.queue);
                    visits += told.visits;
                }
            }
        }
    }
    assert!(visits > 1_000 && recordings > 100, "{visits} {recordings}");
}

#[test]
fn time_sheets_are_what_agents_did_and_leave_no_gap() {
    let mut sheets = 0;
    for folder in folders() {
        let steps = read(&folder);
        let (flow, changes) = play(&steps);
        let last = steps.last().unwrap().0;
        let store = stored(&changes);
        let range = days(steps[0].0, last);
        let told = |grain| block_on(report::agents(&store, &ask(grain, range), last)).unwrap();
        let sums = |report: &Report<report::AgentRow>| {
            let mut sums: BTreeMap<Arc<str>, (AgentCounts, AgentTimes)> = BTreeMap::new();
            for row in &report.items {
                let times = row.figures.times;
                let states =
                    times.available_ms + times.ring_ms + times.talk_ms + times.acw_ms + times.paused_ms;
                assert_eq!(states, times.logged_in_ms, "{folder:?}");
                let sum = sums.entry(row.agent.clone().unwrap()).or_default();
                sum.0 += row.figures.counts;
                // The longest stretch of a quarter may be a part of an hour's.
                sum.1 += AgentTimes { longest_idle_ms: 0, ..times };
            }
            sums
        };
        let days = sums(&told(Grain::Day));
        for grain in [Grain::Quarter, Grain::Hour, Grain::Week] {
            assert_eq!(sums(&told(grain)), days, "{grain:?} {folder:?}");
        }
        for agent in flow.agents() {
            let Some((_, told)) = days.get(&agent.agent) else { continue };
            // Intervals are cut to the millisecond where they begin and end; figures of the tracker where they are added.
            let known = agent.overall.times;
            let intervals = agent.intervals.len() as u64 + 1;
            for (told, known) in [
                (told.logged_in_ms, known.logged_in_ms),
                (told.talk_ms, known.talk_ms),
                (told.paused_ms, known.paused_ms),
                (told.acw_ms, known.acw_ms),
            ] {
                assert!(told.abs_diff(known) <= intervals, "{}: {told} {known} {folder:?}", agent.agent);
            }
            sheets += 1;
        }
    }
    assert!(sheets > 100, "{sheets}");
}
