//! What is counted equals a recount, at any moment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use callflow_core::agent::{AgentChange, AgentState, Interval};
use callflow_core::call::CallState;
use callflow_core::counted::Counted;
use callflow_core::metrics::{
    AgentCounts, AgentTimes, By, EndedVisit, Row, Tally, agent_shares, day_row, hour_rows,
};
use callflow_core::plan::{CallCentre, Limits};
use callflow_core::{Call, CallFlow, CallId, Change, ChangeKind, Linkedid, Plan, Timestamp};
use proptest::prelude::*;

use crate::laws::{drain, flow};
use crate::recording::{feed, folders, read};
use crate::world::{Happening, input, log, times};

/// What a store would know that took every change: the last record of each call, and how agents changed.
#[derive(Default)]
struct Recount {
    calls: BTreeMap<CallId, Call>,
    agents: BTreeMap<Arc<str>, Vec<AgentChange>>,
}

impl Recount {
    fn take(&mut self, changes: &[Change]) {
        for change in changes {
            if let ChangeKind::AgentState(change) = &change.kind {
                self.agents.entry(change.agent.clone()).or_default().push(change.clone());
            }
            if let Some(call) = change.kind.call() {
                self.calls.insert(call.id.clone(), call.clone());
            }
        }
    }

    fn visits(&self, queue: &str) -> Vec<EndedVisit> {
        self.calls.values().flat_map(EndedVisit::all_of).filter(|visit| &*visit.queue == queue).collect()
    }

    fn tally(&self, queue: &str) -> Tally {
        let mut tally = Tally::of(&self.visits(queue), Limits::default());
        let counting = self.calls.values().filter(|call| call.merged_into.is_none());
        tally.turned_away =
            counting.flat_map(|call| &call.turned_away).filter(|refused| &*refused.queue == queue).count()
                as u64;
        let ended = self.agents.values().flatten().filter_map(|change| change.before.as_ref());
        let wrap_ups = ended.filter(|interval| {
            interval.state == AgentState::WrapUp && interval.queue.as_deref() == Some(queue)
        });
        tally.wrap_up_ms = wrap_ups.map(|interval| interval.to.unwrap().millis_since(interval.from)).sum();
        tally
    }

    fn waiting(&self, queue: &str) -> usize {
        let live =
            self.calls.values().filter(|call| call.merged_into.is_none() && call.state != CallState::Ended);
        live.flat_map(|call| &call.queue_visits)
            .filter(|visit| &*visit.queue == queue && visit.left_at.is_none())
            .count()
    }

    fn counts(&self, number: &str) -> AgentCounts {
        let mut counts = AgentCounts::default();
        self.calls
            .values()
            .filter_map(|call| agent_shares(call).remove(number))
            .for_each(|part| counts += part);
        counts
    }

    fn queues(&self) -> BTreeSet<Arc<str>> {
        self.calls.values().flat_map(|call| &call.queue_visits).map(|visit| visit.queue.clone()).collect()
    }

    fn check(&self, flow: &CallFlow) {
        let records = flow.queues();
        for queue in self.queues() {
            let record = records.iter().find(|record| record.queue == queue).unwrap();
            let mut live = record.overall.tally;
            let told = self.tally(&queue);
            assert_eq!(live, told, "{queue}");
            assert_eq!(record.waiting as usize, self.waiting(&queue), "{queue}");
            assert_eq!(live.answered + live.abandoned + live.flow_outs() + live.lost, live.visits, "{queue}");
            live.turned_away = 0;
            assert_eq!(live.visits as usize, self.visits(&queue).len(), "{queue}");
        }
        for agent in flow.agents() {
            let number = agent.number.as_deref().unwrap_or(&agent.agent);
            assert_eq!(agent.overall.counts, self.counts(number), "{}", agent.agent);
        }
    }
}

/// What an agent's intervals must be, whatever happened: one open, none overlapping, no gap, and all figures their
/// sums.
fn check_agents(flow: &CallFlow, recount: &Recount, now: Timestamp) {
    for agent in flow.agents() {
        let told = &recount.agents[&agent.agent];
        assert_eq!(told[0].before, None);
        for pair in told.windows(2) {
            let before = pair[1].before.as_ref().unwrap();
            assert_eq!((before.state, before.from), (pair[0].state, pair[0].since));
            assert_eq!((before.to, &before.reason), (Some(pair[1].since), &pair[0].reason));
            assert!(
                (pair[0].state, &pair[0].reason) != (pair[1].state, &pair[1].reason),
                "{}: no change is told as one",
                agent.agent
            );
        }
        let last = told.last().unwrap();
        assert_eq!((agent.state, agent.since, &agent.reason), (last.state, last.since, &last.reason));

        let intervals = &agent.intervals;
        assert_eq!(intervals[0].from, agent.first_seen_at, "{}", agent.agent);
        for pair in intervals.windows(2) {
            assert_eq!(pair[0].to, Some(pair[1].from), "{}: no gap, no overlap", agent.agent);
        }
        let open: Vec<&Interval> = intervals.iter().filter(|interval| interval.to.is_none()).collect();
        assert_eq!(open, [intervals.last().unwrap()], "{}: exactly one is open", agent.agent);

        let mut times = AgentTimes::default();
        let ended = told.iter().filter_map(|change| change.before.as_ref());
        for interval in ended.chain([*open.first().unwrap()]) {
            times.add(interval.state, interval.span(now));
        }
        assert_eq!(agent.overall.times, times, "{}", agent.agent);
        let states = times.available_ms + times.ring_ms + times.talk_ms + times.acw_ms + times.paused_ms;
        assert_eq!(states, times.logged_in_ms, "{}: intervals are the logged-in time", agent.agent);
        assert!(times.hold_ms <= times.talk_ms);
    }
}

fn play(log: &[(u64, Happening)], check: impl Fn(&CallFlow, &Recount, Timestamp)) {
    let mut flow = flow();
    let mut recount = Recount::default();
    for (now, happening) in times(log) {
        flow.handle(input(happening, now), now);
        recount.take(&drain(&mut flow));
        check(&flow, &recount, now);
    }
}

proptest! {
    #[test]
    fn live_counters_equal_a_recount_at_any_moment(log in log()) {
        play(&log, |flow, recount, _| recount.check(flow));
    }

    #[test]
    fn an_agent_is_in_one_state_at_any_moment(log in log()) {
        play(&log, check_agents);
    }

    /// Of a day's visits, by any zone: each is in one hour, and the hours add up to the day.
    #[test]
    fn hours_add_up_to_the_day(
        zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
        day in 0..366_i64,
        waits in prop::collection::vec((0..200_000_u64, 0..4_000_u64, any::<bool>()), 0..40),
        by in prop::sample::select(vec![By::Joined, By::Ended]),
    ) {
        let zone = callflow_core::Zone::new(zone).unwrap();
        let start = Timestamp::from_unix_micros((1_767_225_600 + day * 86_400) * 1_000_000);
        let visits: Vec<EndedVisit> = waits.iter().map(|(after, wait, answered)| {
            let joined_at = start.saturating_add(Duration::from_secs(*after));
            let outcome = if *answered { callflow_core::call::VisitOutcome::Answered } else { callflow_core::call::VisitOutcome::Abandoned };
            EndedVisit {
                queue: "sales".into(),
                joined_at,
                left_at: joined_at.saturating_add(Duration::from_secs(*wait)),
                outcome,
                wait_ms: wait * 1_000,
                ring_ms: answered.then_some(1_000),
                talk_ms: answered.then_some(9_000),
                hold_ms: 0,
            }
        }).collect();
        let day = zone.day_of(start.saturating_add(Duration::from_secs(43_200)));
        let mut sum = Tally::default();
        hour_rows(&visits, day, by, Limits::default()).iter().for_each(|row| sum += row.tally);
        prop_assert_eq!(sum, day_row(&visits, day, by, Limits::default()).tally);
    }
}

#[test]
fn live_counters_equal_a_recount_in_every_recording() {
    for folder in folders() {
        let mut flow = CallFlow::new("default", Plan::default());
        let mut recount = Recount::default();
        for (number, (at, step)) in read(&folder).iter().enumerate() {
            recount.take(&feed(&mut flow, *at, step));
            if number % 50 == 0 {
                recount.check(&flow);
            }
        }
        recount.check(&flow);
    }
}

/// Whoever reads the changes counts what the core counts; and what has settled adds up to the same.
#[test]
fn the_change_stream_alone_is_enough_to_count() {
    let mut rows = 0;
    for folder in folders() {
        let mut flow = CallFlow::new("default", Plan::default());
        let mut counted = Counted::default();
        let centre = CallCentre::default();
        let mut now = Timestamp::default();
        for (at, step) in &read(&folder) {
            now = *at;
            for change in feed(&mut flow, *at, step) {
                counted.take(&change.kind, &centre, now);
            }
        }
        let later = now.saturating_add(Duration::from_secs(600));
        let open = counted.clone();
        counted.take(&ChangeKind::LinkGap, &centre, later);
        let same = |of: &Counted, queue: &str| {
            (
                of.queue_overall(queue),
                of.queue_today(queue, &centre, now),
                of.queue_hours(queue, &centre, now),
            )
        };
        for record in flow.queues() {
            let (overall, today, hours): (Tally, Tally, Vec<Row>) = same(&open, &record.queue);
            assert_eq!(overall, record.overall.tally);
            assert_eq!(
                same(&counted, &record.queue),
                (overall, today, hours.clone()),
                "{}",
                folder.display()
            );
            let mut sum = Tally::default();
            hours.iter().for_each(|row| sum += row.tally);
            assert_eq!(sum, today);
            rows += hours.iter().filter(|row| row.tally.visits > 0).count();
        }
        for agent in flow.agents() {
            let number = agent.number.as_deref().unwrap_or(&agent.agent);
            assert_eq!(counted.agent(number, &centre, now).1, agent.overall.counts, "{}", folder.display());
        }
    }
    assert!(rows > 50, "{rows}");
}

/// A system that ends thousands of calls a second: what is kept of single calls is bounded, and every call counts once.
#[test]
fn what_is_kept_of_ended_calls_does_not_grow_with_their_number() {
    let steps = read(&crate::recording::root().join("asterisk-22/11-queue-ring-no-answer-then-answered"));
    let told = crate::captures::last_records(&crate::recording::play(&steps).1).remove(0);
    let (centre, now) = (CallCentre::default(), told.ended_at.unwrap());
    let mut counted = Counted::default();
    let mut sizes = Vec::new();
    for number in 1..=90_000 {
        let id = CallId::of("default", &Linkedid::new(&format!("1795199420.{number:05}")), now);
        let ended = ChangeKind::CallEnded(Box::new(Call { id, ..told.clone() }));
        counted.take(&ended, &centre, now);
        if number % 45_000 == 0 {
            sizes.push(serde_json::to_string(&counted).unwrap().len());
            assert_eq!(counted.queue_overall("sales").answered, number);
        }
    }
    let [half, whole] = sizes[..] else { panic!("{sizes:?}") };
    assert!(whole < half + 1_000, "{half} and {whole} bytes");
}

/// The one table of missed, ring-no-answer and handled, on a real call of a queue whose first attempt varies.
#[test]
fn what_an_attempt_is_to_its_agent() {
    use callflow_core::call::AttemptOutcome::{Answered, Busy, Cancelled, Failed, NoAnswer};
    let steps = read(&crate::recording::root().join("asterisk-22/11-queue-ring-no-answer-then-answered"));
    let told = crate::captures::last_records(&crate::recording::play(&steps).1).remove(0);
    for (outcome, answered, handled, missed, rna) in [
        (Some(NoAnswer), true, 0, 0, 1),
        (Some(NoAnswer), false, 0, 1, 0),
        (Some(Cancelled), true, 0, 0, 1),
        // The caller gave up while it rang: abandoned, not missed.
        (Some(Cancelled), false, 0, 0, 0),
        (Some(Busy), true, 0, 0, 0),
        (Some(Failed), false, 0, 0, 0),
        (Some(Answered), true, 1, 0, 0),
        (None, true, 0, 0, 0),
    ] {
        let mut call = told.clone();
        call.answered = answered;
        call.queue_visits[0].attempts[0].outcome = outcome;
        let counts = agent_shares(&call).remove("103").unwrap_or_default();
        assert_eq!(
            (counts.handled, counts.missed, counts.rna),
            (handled, missed, rna),
            "{outcome:?}, answered: {answered}"
        );
        assert_eq!((counts.handled_queue, counts.made), (handled, 0));
        let merged = Call { merged_into: Some(call.id.clone()), ..call.clone() };
        assert!(agent_shares(&merged).is_empty());
        assert!(agent_shares(&Call { state: CallState::Up, ..call }).is_empty());
    }
    // Two attempts that rang out are two rna, and one missed call.
    let mut twice = told;
    let again = twice.queue_visits[0].attempts[0].clone();
    twice.queue_visits[0].attempts.push(again);
    assert_eq!(agent_shares(&twice)["103"].rna, 2);
    twice.answered = false;
    assert_eq!(agent_shares(&twice)["103"].missed, 1);
}
