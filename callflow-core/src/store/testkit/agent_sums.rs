//! Intervals of agents that are added up by the store: the sums are those of the intervals.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::sample::at;
use super::sample_rows::{agent, interval};
use crate::agent::AgentState;
use crate::metrics::AgentTimes;
use crate::report::{Ask, Grain, Sheet, agents, periods};
use crate::store::{AgentSumsQuery, Batch, IntervalRow, Rows, Scope, Store};
use crate::time::Timestamp;
use crate::zone::{Span, Zone};

const HOUR: i64 = 3_600;
const STATES: [AgentState; 7] = [
    AgentState::Available,
    AgentState::Ringing,
    AgentState::InCall,
    AgentState::OnHold,
    AgentState::WrapUp,
    AgentState::Paused,
    AgentState::Offline,
];

/// Three agents through days and nights, with odd microseconds, ends on bounds of periods, and ends that were not seen. None has no
/// length: no row is made of such.
fn some() -> Vec<IntervalRow> {
    let mut rows = Vec::new();
    for (agent, lengths) in [
        ("101", [7_i64, 613, 1_800, 0, 5_000, 45_001]),
        ("102", [900, 900, 2_700, 3_600, 450, 450]),
        ("Local/id-3@agents/n", [59, 86_400, 11, 12_345, 1, 30]),
    ] {
        let mut from = at(-HOUR);
        for (n, (state, seconds)) in STATES.iter().cycle().zip(lengths.iter().cycle()).take(60).enumerate() {
            let odd = if *seconds % 900 == 0 && *seconds > 0 { 0 } else { 123_456 + n as u64 };
            let to =
                from.saturating_add(Duration::from_secs(seconds.unsigned_abs()) + Duration::from_micros(odd));
            let seen = (n % 17 != 5 && n != 59).then_some(to);
            rows.push(IntervalRow { state: *state, from, to: seen, ..interval(agent, 0, None) });
            from = to;
        }
    }
    rows
}

async fn put(store: &dyn Store, intervals: &[IntervalRow]) {
    let agents = ["101", "102", "Local/id-3@agents/n"].map(|name| agent(name, 0));
    let rows = Rows { agents: agents.into(), intervals: intervals.into(), ..Rows::default() };
    store.commit(&Batch::new(&[]).with_rows(&rows)).await.unwrap();
}

fn spans(grain: Grain) -> Vec<Span> {
    periods(grain, &Zone::default(), Span { from: at(0), to: at(40 * HOUR) }).unwrap()
}

/// By the intervals themselves.
fn want(intervals: &[IntervalRow], grain: Grain, now: Timestamp) -> BTreeMap<(usize, Arc<str>), AgentTimes> {
    let spans = spans(grain);
    let mut sheet = Sheet::new(spans.clone(), now.min(spans.last().unwrap().to));
    intervals.iter().for_each(|row| sheet.add(row.clone()));
    sheet.finish()
}

/// A report has the times of its periods to the millisecond, the longest stretch and the last activity, whichever
/// intervals the store has added up.
pub async fn sums_of_agents_are_those_of_their_intervals(store: &dyn Store) {
    let intervals = some();
    put(store, &intervals).await;
    let now = at(400 * HOUR);
    for grain in [Grain::Quarter, Grain::Hour, Grain::Day, Grain::Month] {
        let spans = spans(grain);
        let mut ask = Ask::new(Span { from: at(0), to: at(40 * HOUR) }, Zone::default());
        ask.grain = grain;
        let report = agents(store, &ask, now).await.unwrap();
        let mut found = BTreeMap::new();
        for row in report.items {
            let period = spans.iter().position(|span| span.from == row.period.from).unwrap();
            found.insert((period, row.agent.unwrap()), row.figures.times);
        }
        assert_eq!(found, want(&intervals, grain, now), "{grain:?}");
    }
}

/// Only those that begin in the periods, of the scope and the agents that are asked for.
pub async fn sums_of_agents_are_filtered(store: &dyn Store) {
    let intervals = some();
    put(store, &intervals).await;
    let count = async |query: &AgentSumsQuery| {
        let found = store.agent_sums(query).await.unwrap();
        assert!(found.others.iter().all(|row| query.whole().unwrap().contains(row.from)));
        let ms = |row: &IntervalRow| {
            row.to.map_or(0, |to| to.unix_micros() / 1_000 - row.from.unix_micros() / 1_000)
        };
        let others: i64 = found.others.iter().map(ms).sum();
        found.sums.iter().map(|sum| sum.ms).sum::<u64>() + others.unsigned_abs()
    };
    let mut query = AgentSumsQuery::new(spans(Grain::Hour));
    let whole = query.whole().unwrap();
    let wanted = |agent: Option<&str>| {
        let begun = intervals.iter().filter(|row| whole.contains(row.from));
        let of = begun.filter(|row| agent.is_none_or(|agent| *row.agent == *agent));
        of.filter_map(|row| Some(row.to?.unix_micros() / 1_000 - row.from.unix_micros() / 1_000)).sum::<i64>()
    };
    assert_eq!(count(&query).await, wanted(None).unsigned_abs());
    query.agents = Some(["102".into()].into());
    assert_eq!(count(&query).await, wanted(Some("102")).unsigned_abs());
    query.agents = Some([].into());
    assert_eq!(count(&query).await, 0);
    query = AgentSumsQuery { scope: Scope { tenant: Some("nobody".into()), pbx: None }, ..query };
    query.agents = None;
    assert_eq!(count(&query).await, 0);
    assert_eq!(store.agent_sums(&AgentSumsQuery::new(Vec::new())).await.unwrap(), Default::default());
}
