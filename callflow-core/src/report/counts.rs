//! What is counted of a quarter of an hour: sums that can be added, and taken back.

use alloc::vec::Vec;
use core::ops::AddAssign;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::call::{Call, VisitOutcome};
use crate::disposition::Disposition;
use crate::metrics::{AgentCounts, EndedVisit, Tally};
use crate::plan::Limits;
use crate::time::Timestamp;

/// What is counted of one group in one quarter of an hour.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct Counts {
    /// Calls, by the time at which they began.
    #[serde(skip_serializing_if = "CallCounts::is_empty")]
    pub calls: CallCounts,
    /// An agent's part in calls, by the time at which they ended.
    #[serde(skip_serializing_if = "is_nothing")]
    pub agents: AgentCounts,
    /// Visits to a queue.
    #[serde(skip_serializing_if = "VisitCounts::is_empty")]
    pub visits: VisitCounts,
    /// When the record of a call that is, or was, counted here was last corrected after its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revised_at: Option<Timestamp>,
}

/// Sums over calls.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallCounts {
    /// How many.
    pub calls: u64,
    /// How many of them were answered by a person.
    pub answered: u64,
    /// The sum of `talk_ms`.
    pub talk_ms: u64,
    /// The sum of `wait_ms`.
    pub wait_ms: u64,
    /// The sum of `hold_ms`.
    pub hold_ms: u64,
    /// The sum of `duration_ms`.
    pub duration_ms: u64,
    /// How many came out as `answered`.
    pub disposition_answered: u64,
    /// As `no_answer`.
    pub disposition_no_answer: u64,
    /// As `busy`.
    pub disposition_busy: u64,
    /// As `failed`.
    pub disposition_failed: u64,
    /// As `congestion`.
    pub disposition_congestion: u64,
    /// As `cancelled`.
    pub disposition_cancelled: u64,
    /// As `abandoned`.
    pub disposition_abandoned: u64,
    /// As `blocked`.
    pub disposition_blocked: u64,
    /// As `application`.
    pub disposition_application: u64,
}

/// Sums over visits to a queue, and every wait and talk of them.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct VisitCounts {
    /// The waits of those answered.
    #[serde(skip_serializing_if = "Spread::is_empty")]
    pub answered: Spread,
    /// The waits of those who gave up.
    #[serde(skip_serializing_if = "Spread::is_empty")]
    pub abandoned: Spread,
    /// The waits of those who left otherwise.
    #[serde(skip_serializing_if = "Spread::is_empty")]
    pub flow_outs: Spread,
    /// Of these: by the queue's own timeout.
    #[serde(skip_serializing_if = "is_nothing")]
    pub timeout: u64,
    /// By a key.
    #[serde(skip_serializing_if = "is_nothing")]
    pub exit_key: u64,
    /// Because no member could take a call.
    #[serde(skip_serializing_if = "is_nothing")]
    pub exit_empty: u64,
    /// By `QueueWithdrawCaller`.
    #[serde(skip_serializing_if = "is_nothing")]
    pub withdrawn: u64,
    /// By a redirect or transfer out of the queue.
    #[serde(skip_serializing_if = "is_nothing")]
    pub transferred: u64,
    /// Visits whose end was not seen.
    #[serde(skip_serializing_if = "is_nothing")]
    pub lost: u64,
    /// Callers who were not let in.
    #[serde(skip_serializing_if = "is_nothing")]
    pub turned_away: u64,
    /// Answered attempts of which the ringing is known.
    #[serde(skip_serializing_if = "is_nothing")]
    pub rung: u64,
    /// The sum of that ringing.
    #[serde(skip_serializing_if = "is_nothing")]
    pub ring_ms: u64,
    /// The talks of those answered, hold included.
    #[serde(skip_serializing_if = "Spread::is_empty")]
    pub talks: Spread,
    /// The sum of the holds in them.
    #[serde(skip_serializing_if = "is_nothing")]
    pub hold_ms: u64,
    /// The sum of the members' work after a call.
    #[serde(skip_serializing_if = "is_nothing")]
    pub wrap_up_ms: u64,
}

/// Lengths of time in milliseconds, each as often as it was counted, in no order.
#[derive(Clone, Debug, Default)]
pub struct Spread(Vec<u64>);

fn is_nothing<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The same operation on each of these fields.
macro_rules! each {
    ($this:expr, $other:expr, $operation:ident: $($($field:ident).+),+) => {
        $($this.$($field).+ = $this.$($field).+.$operation($other.$($field).+);)+
    };
}

macro_rules! each_of_calls {
    ($this:expr, $other:expr, $operation:ident) => {
        each!($this, $other, $operation: calls, answered, talk_ms, wait_ms, hold_ms, duration_ms,
            disposition_answered, disposition_no_answer, disposition_busy, disposition_failed,
            disposition_congestion, disposition_cancelled, disposition_abandoned, disposition_blocked,
            disposition_application)
    };
}

macro_rules! each_of_visits {
    ($this:expr, $other:expr, $operation:ident) => {
        each!($this, $other, $operation: timeout, exit_key, exit_empty, withdrawn, transferred, lost, turned_away,
            rung, ring_ms, hold_ms, wrap_up_ms)
    };
}

impl Counts {
    /// Whether nothing is counted; it may still say that something was revised.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.calls.is_empty() && self.agents == AgentCounts::default() && self.visits.is_empty()
    }

    /// Takes back what was added before. When something was revised stays.
    pub fn take_back(&mut self, other: &Self) {
        each_of_calls!(self.calls, other.calls, saturating_sub);
        each!(self.agents, other.agents, saturating_sub:
            handled, handled_queue, handled_direct, made, missed, rna);
        each_of_visits!(self.visits, other.visits, saturating_sub);
        self.visits.answered.take_back(&other.visits.answered);
        self.visits.abandoned.take_back(&other.visits.abandoned);
        self.visits.flow_outs.take_back(&other.visits.flow_outs);
        self.visits.talks.take_back(&other.visits.talks);
    }
}

impl AddAssign<&Self> for Counts {
    fn add_assign(&mut self, other: &Self) {
        each_of_calls!(self.calls, other.calls, saturating_add);
        self.agents += other.agents;
        self.visits += &other.visits;
        self.revised_at = self.revised_at.max(other.revised_at);
    }
}

impl AddAssign<&Self> for VisitCounts {
    fn add_assign(&mut self, other: &Self) {
        each_of_visits!(self, other, saturating_add);
        self.answered.0.extend(&other.answered.0);
        self.abandoned.0.extend(&other.abandoned.0);
        self.flow_outs.0.extend(&other.flow_outs.0);
        self.talks.0.extend(&other.talks.0);
    }
}

impl CallCounts {
    /// What one call adds.
    #[must_use]
    pub fn of(call: &Call) -> Self {
        let mut counts = Self {
            calls: 1,
            answered: call.answered.into(),
            talk_ms: call.talk_ms,
            wait_ms: call.wait_ms,
            hold_ms: call.hold_ms,
            duration_ms: call.duration_ms,
            ..Self::default()
        };
        if let Some(disposition) = call.disposition {
            *counts.disposition_mut(disposition) = 1;
        }
        counts
    }

    fn disposition_mut(&mut self, disposition: Disposition) -> &mut u64 {
        match disposition {
            Disposition::Answered => &mut self.disposition_answered,
            Disposition::NoAnswer => &mut self.disposition_no_answer,
            Disposition::Busy => &mut self.disposition_busy,
            Disposition::Failed => &mut self.disposition_failed,
            Disposition::Congestion => &mut self.disposition_congestion,
            Disposition::Cancelled => &mut self.disposition_cancelled,
            Disposition::Abandoned => &mut self.disposition_abandoned,
            Disposition::Blocked => &mut self.disposition_blocked,
            Disposition::Application => &mut self.disposition_application,
        }
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl VisitCounts {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What one visit adds.
    #[must_use]
    pub fn of(visit: &EndedVisit) -> Self {
        let mut counts = Self::default();
        let wait = Spread::one(visit.wait_ms);
        match visit.outcome {
            VisitOutcome::Answered => counts.answered = wait,
            VisitOutcome::Abandoned => counts.abandoned = wait,
            VisitOutcome::Lost => counts.lost = 1,
            outcome => {
                counts.flow_outs = wait;
                *counts.flow_out_mut(outcome) = 1;
            }
        }
        (counts.rung, counts.ring_ms) = (visit.ring_ms.is_some().into(), visit.ring_ms.unwrap_or(0));
        counts.talks = visit.talk_ms.map(Spread::one).unwrap_or_default();
        counts.hold_ms = visit.hold_ms;
        counts
    }

    /// Those that are no flow-out count as lost here; [`of`](Self::of) never asks for them.
    fn flow_out_mut(&mut self, outcome: VisitOutcome) -> &mut u64 {
        match outcome {
            VisitOutcome::Timeout => &mut self.timeout,
            VisitOutcome::ExitKey => &mut self.exit_key,
            VisitOutcome::ExitEmpty => &mut self.exit_empty,
            VisitOutcome::Withdrawn => &mut self.withdrawn,
            VisitOutcome::Transferred => &mut self.transferred,
            VisitOutcome::Answered | VisitOutcome::Abandoned | VisitOutcome::Lost => &mut self.lost,
        }
    }

    /// The tally of these visits by the limits that are asked for: what is in time and what is short is said by
    /// [`Tally::add`].
    #[must_use]
    pub fn tally(&self, limits: Limits) -> Tally {
        let mut tally = Tally::default();
        let mut visit = EndedVisit {
            queue: "".into(),
            joined_at: Timestamp::default(),
            left_at: Timestamp::default(),
            outcome: VisitOutcome::Answered,
            wait_ms: 0,
            ring_ms: None,
            talk_ms: None,
            hold_ms: 0,
        };
        // A flow-out of any kind adds the same to the waits; how many there were of which is counted.
        let waits = [
            (VisitOutcome::Answered, &self.answered),
            (VisitOutcome::Abandoned, &self.abandoned),
            (VisitOutcome::Timeout, &self.flow_outs),
        ];
        for (outcome, waits) in waits {
            visit.outcome = outcome;
            for wait in &waits.0 {
                visit.wait_ms = *wait;
                tally.add(&visit, limits);
            }
        }
        Tally {
            visits: tally.visits + self.lost,
            timeout: self.timeout,
            exit_key: self.exit_key,
            exit_empty: self.exit_empty,
            withdrawn: self.withdrawn,
            transferred: self.transferred,
            lost: self.lost,
            turned_away: self.turned_away,
            handled: self.talks.count(),
            rung: self.rung,
            ring_ms: self.ring_ms,
            talk_ms: self.talks.sum(),
            hold_ms: self.hold_ms,
            wrap_up_ms: self.wrap_up_ms,
            ..tally
        }
    }
}

impl Spread {
    /// One length.
    #[must_use]
    pub fn one(ms: u64) -> Self {
        Self([ms].into())
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// All of them together.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.0.iter().fold(0, |sum, ms| sum.saturating_add(*ms))
    }

    /// Each of them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.0.iter().copied()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn take_back(&mut self, other: &Self) {
        for ms in &other.0 {
            if let Some(place) = self.0.iter().position(|it| it == ms) {
                self.0.swap_remove(place);
            }
        }
    }

    fn sorted(&self) -> Vec<u64> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted
    }
}

impl PartialEq for Spread {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.sorted() == other.sorted()
    }
}

impl Serialize for Spread {
    /// In order, so that the same lengths are the same text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.sorted())
    }
}

impl<'de> Deserialize<'de> for Spread {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::QueueMetrics;

    fn visit(outcome: VisitOutcome, wait_ms: u64) -> EndedVisit {
        let answered = outcome == VisitOutcome::Answered;
        EndedVisit {
            queue: "sales".into(),
            joined_at: Timestamp::default(),
            left_at: Timestamp::default(),
            outcome,
            wait_ms,
            ring_ms: answered.then_some(2_000),
            talk_ms: answered.then_some(wait_ms * 3),
            hold_ms: if answered { 700 } else { 0 },
        }
    }

    fn visits() -> Vec<EndedVisit> {
        use VisitOutcome::{Abandoned, Answered, ExitEmpty, ExitKey, Lost, Timeout, Transferred, Withdrawn};
        [
            (Answered, 20_000),
            (Answered, 20_001),
            (Answered, 3),
            (Abandoned, 4_999),
            (Abandoned, 5_000),
            (Abandoned, 90_000),
            (Timeout, 60_000),
            (ExitKey, 1),
            (ExitEmpty, 2),
            (Withdrawn, 3),
            (Transferred, 4),
            (Lost, 500_000),
        ]
        .map(|(outcome, wait)| visit(outcome, wait))
        .into()
    }

    #[test]
    fn counts_give_the_tally_of_the_visits_by_any_limits() {
        let visits = visits();
        let mut counts = VisitCounts::default();
        visits.iter().for_each(|visit| counts += &VisitCounts::of(visit));
        for (service_level_s, short_abandon_s) in [(20, 5), (0, 0), (21, 6), (17, 90), (1_000, 1_000)] {
            let limits = Limits { service_level_s, short_abandon_s };
            let (tally, want) = (counts.tally(limits), Tally::of(&visits, limits));
            assert_eq!(tally, want, "{limits:?}");
            assert_eq!(QueueMetrics::of(tally, limits), QueueMetrics::of(want, limits));
            assert_eq!(tally.answered + tally.abandoned + tally.flow_outs() + tally.lost, tally.visits);
        }
    }

    #[test]
    fn what_is_taken_back_is_gone_and_the_longest_wait_with_it() {
        let visits = visits();
        let all = |visits: &[EndedVisit]| {
            let mut counts = Counts::default();
            for visit in visits {
                counts += &Counts { visits: VisitCounts::of(visit), ..Counts::default() };
            }
            counts
        };
        let mut counts = all(&visits);
        counts.take_back(&all(&visits[5..6]));
        let mut rest = visits.clone();
        rest.remove(5);
        assert_eq!(counts, all(&rest));
        assert_eq!(counts.visits.tally(Limits::default()).longest_wait_ms, 60_000);
        counts.take_back(&all(&rest));
        assert!(counts.is_empty());
    }

    #[test]
    fn the_text_has_what_is_counted_and_nothing_else() {
        let mut counts =
            Counts { visits: VisitCounts::of(&visit(VisitOutcome::ExitKey, 7)), ..Counts::default() };
        counts += &Counts { visits: VisitCounts::of(&visit(VisitOutcome::ExitKey, 3)), ..Counts::default() };
        let text = serde_json::to_string(&counts).unwrap();
        assert_eq!(text, r#"{"visits":{"flow_outs":[3,7],"exit_key":2}}"#);
        assert_eq!(serde_json::from_str::<Counts>(&text).unwrap(), counts);
    }
}
