//! Time sheets: what the intervals of agents come to in the periods of a report.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::metrics::AgentTimes;
use crate::store::{AgentSum, IntervalRow};
use crate::time::Timestamp;
use crate::zone::Span;

/// Adds up intervals that are put in the order in which they began, and sums of such that lie in one period.
///
/// The intervals of an agent tile its time, and so do their parts in periods that tile a range: they neither overlap nor
/// leave a gap, and the parts of an hour's quarters add up to the hour. For this to be exact, intervals are cut to whole
/// milliseconds where they begin and end, not where they are added up.
#[derive(Debug)]
pub struct Sheet {
    periods: Vec<Span>,
    /// When what goes on is told.
    now: Timestamp,
    times: BTreeMap<(usize, Arc<str>), AgentTimes>,
    /// The interval of each agent, by PBX and agent, whose end was not seen: it lasts until the next one begins, else it
    /// goes on.
    open: BTreeMap<(Arc<str>, Arc<str>), IntervalRow>,
}

impl Sheet {
    /// For periods in order that do not overlap. What goes on ends at `now`.
    #[must_use]
    pub fn new(periods: Vec<Span>, now: Timestamp) -> Self {
        Self { periods, now, times: BTreeMap::new(), open: BTreeMap::new() }
    }

    /// Adds an interval. Those of one agent come in the order in which they began.
    pub fn add(&mut self, interval: IntervalRow) {
        let agent = (interval.pbx.clone(), interval.agent.clone());
        if let Some(open) = self.open.remove(&agent) {
            self.spent(&open, interval.from);
        }
        match interval.to {
            Some(to) => self.spent(&interval, to),
            None => {
                self.open.insert(agent, interval);
            }
        }
    }

    /// Adds intervals that a store has added up.
    pub fn add_sum(&mut self, sum: &AgentSum) {
        let times = self.times.entry((sum.period, sum.agent.clone())).or_default();
        times.add_sum(sum.state, (sum.ms, sum.longest_ms), sum.last_to);
    }

    /// What each agent did in which of the periods, by their numbers.
    #[must_use]
    pub fn finish(mut self) -> BTreeMap<(usize, Arc<str>), AgentTimes> {
        for interval in core::mem::take(&mut self.open).into_values() {
            self.spent(&interval, self.now);
        }
        self.times
    }

    fn spent(&mut self, interval: &IntervalRow, to: Timestamp) {
        let whole = Span { from: cut(interval.from), to: cut(to) };
        let first = self.periods.partition_point(|period| period.to <= whole.from);
        for (n, period) in self.periods.iter().enumerate().skip(first) {
            let Some(part) = period.common(whole) else { return };
            self.times.entry((n, interval.agent.clone())).or_default().add(interval.state, part);
        }
    }
}

/// The millisecond that `at` lies in.
fn cut(at: Timestamp) -> Timestamp {
    Timestamp::from_unix_micros(at.unix_micros().saturating_sub(at.unix_micros().rem_euclid(1_000)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::AgentState;
    use crate::report::{Grain, periods};
    use crate::zone::Zone;
    use proptest::prelude::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_unix_micros(1_800_000_000_000_000 + ms * 1_000)
    }

    fn interval(state: AgentState, from: Timestamp, to: Option<Timestamp>) -> IntervalRow {
        let word = |text: &str| Arc::from(text);
        IntervalRow {
            pbx: word("default"),
            tenant: word("default"),
            agent: word("101"),
            state,
            reason: None,
            queue: None,
            from,
            to,
        }
    }

    fn sheet(intervals: &[IntervalRow], grain: Grain, range: Span) -> Vec<AgentTimes> {
        let mut sheet = Sheet::new(periods(grain, &Zone::default(), range).unwrap(), range.to);
        intervals.iter().for_each(|it| sheet.add(it.clone()));
        sheet.finish().into_values().collect()
    }

    #[test]
    fn an_end_that_was_not_seen_is_where_the_next_begins_and_what_goes_on_ends_now() {
        let range = Span { from: at(0), to: at(3_600_000) };
        let intervals = [
            interval(AgentState::Available, at(-5_000), Some(at(10_000))),
            interval(AgentState::InCall, at(10_000), None),
            interval(AgentState::Paused, at(70_000), Some(at(80_000))),
            interval(AgentState::Available, at(80_000), None),
        ];
        let mut sheet = Sheet::new([range].into(), at(100_000));
        intervals.into_iter().for_each(|it| sheet.add(it));
        let times = sheet.finish().into_values().next().unwrap();
        assert_eq!((times.talk_ms, times.paused_ms), (60_000, 10_000));
        assert_eq!((times.available_ms, times.longest_idle_ms), (10_000 + 20_000, 20_000));
        assert_eq!(times.logged_in_ms, 100_000);
    }

    const STATES: [AgentState; 7] = [
        AgentState::Offline,
        AgentState::Available,
        AgentState::Ringing,
        AgentState::InCall,
        AgentState::OnHold,
        AgentState::WrapUp,
        AgentState::Paused,
    ];

    proptest! {
        /// The law of all sheets: times of states are the time logged in, and parts are the whole, to the millisecond.
        #[test]
        fn intervals_are_logged_in_time_and_hours_are_the_day(
            lengths in prop::collection::vec((0_usize..7, 1_i64..9_000_000_000), 1..40),
        ) {
            let mut begin = at(-7_000).unix_micros() + 13;
            let intervals: Vec<IntervalRow> = lengths.iter().map(|(state, micros)| {
                let from = Timestamp::from_unix_micros(begin);
                begin += micros;
                interval(STATES[*state], from, Some(Timestamp::from_unix_micros(begin)))
            }).collect();
            let range = Span { from: at(0), to: at(86_400_000) };
            let mut sums = Vec::new();
            for grain in [Grain::Quarter, Grain::Hour, Grain::Day, Grain::Month] {
                // Days and months are cut to the same range, which begins within one.
                let spans: Vec<Span> = periods(grain, &Zone::default(), range).unwrap()
                    .into_iter().filter_map(|span| span.common(range)).collect();
                let mut sheet = Sheet::new(spans, range.to);
                intervals.iter().for_each(|it| sheet.add(it.clone()));
                let mut sum = AgentTimes::default();
                for times in sheet.finish().into_values() {
                    let states = times.available_ms + times.ring_ms + times.talk_ms + times.acw_ms
                        + times.paused_ms;
                    prop_assert_eq!(states, times.logged_in_ms);
                    sum += times;
                }
                // The longest stretch of an hour may be a part of the day's.
                sums.push(AgentTimes { longest_idle_ms: 0, ..sum });
            }
            prop_assert!(sums.windows(2).all(|pair| pair[0] == pair[1]), "{:?}", sums);
        }
    }

    #[test]
    fn an_interval_is_split_at_every_period() {
        let intervals = [interval(AgentState::Available, at(0), Some(at(3 * 3_600_000)))];
        let range = Span { from: at(0), to: at(3 * 3_600_000) };
        let times = sheet(&intervals, Grain::Quarter, range);
        assert_eq!(times.iter().map(|it| it.logged_in_ms).sum::<u64>(), 3 * 3_600_000);
        assert!(times.iter().all(|it| it.logged_in_ms <= 900_000));
    }
}
