//! The figures of an agent: times out of its intervals, counts out of the records of its calls.

use core::ops::AddAssign;

use serde::{Deserialize, Serialize};

use super::tally::grow;
use super::{mean_s, percent, seconds};
use crate::agent::AgentState;
use crate::time::Timestamp;
use crate::zone::Span;

/// How long an agent was in which state. Times of parts add up to those of the whole.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentTimes {
    /// In any state but `offline`.
    pub logged_in_ms: u64,
    /// In `available`.
    pub available_ms: u64,
    /// In `ringing`.
    pub ring_ms: u64,
    /// In `in_call` and `on_hold`: hold is included in talk, and also given apart.
    pub talk_ms: u64,
    /// In `on_hold`.
    pub hold_ms: u64,
    /// In `wrap_up`.
    pub acw_ms: u64,
    /// In `paused`.
    pub paused_ms: u64,
    /// The longest interval in `available`.
    pub longest_idle_ms: u64,
    /// The end of the last interval in another state than `available` and `offline`; now, if that goes on.
    pub last_activity_at: Option<Timestamp>,
}

/// How many calls an agent had. Out of the records of calls that ended.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentCounts {
    /// Calls in which the agent talked: the three below together.
    pub handled: u64,
    /// Of a queue.
    pub handled_queue: u64,
    /// That came in another way.
    pub handled_direct: u64,
    /// That the agent made itself.
    pub made: u64,
    /// The phone rang, the agent did not answer, **and nobody else did**.
    pub missed: u64,
    /// The phone rang out, and somebody else answered (`ring_no_answer`).
    pub rna: u64,
}

/// The figures of an agent over some interval.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentFigures {
    /// How many calls.
    #[serde(flatten)]
    pub counts: AgentCounts,
    /// How long in which state.
    #[serde(flatten)]
    pub times: AgentTimes,
    /// Average talk, hold included: Σ talk / handled.
    pub att_s: Option<f64>,
    /// Average hold: Σ hold / handled.
    pub ahold_s: Option<f64>,
    /// Average work after a call: Σ wrap-up / handled.
    pub acw_s: Option<f64>,
    /// Average handling: Σ (talk, hold included, + wrap-up) / handled.
    pub aht_s: Option<f64>,
    /// In percent.
    pub occupancy: Option<f64>,
    /// In percent.
    pub utilisation: Option<f64>,
    /// How many an hour.
    pub calls_per_hour: Option<f64>,
    /// The longest interval in `available`.
    pub longest_idle_s: Option<f64>,
}

impl AgentTimes {
    /// Adds an interval; whole ones, so that the longest is known.
    pub fn add(&mut self, state: AgentState, span: Span) {
        let ms = span.to.millis_since(span.from);
        self.add_sum(state, (ms, ms), span.to);
    }

    /// Adds some intervals in one state: their sum and the longest of them, and the end of the last one.
    pub fn add_sum(&mut self, state: AgentState, (ms, longest_ms): (u64, u64), last_to: Timestamp) {
        if state != AgentState::Offline {
            grow(&mut self.logged_in_ms, ms);
        }
        if !matches!(state, AgentState::Offline | AgentState::Available) {
            self.last_activity_at = self.last_activity_at.max(Some(last_to));
        }
        match state {
            AgentState::Offline => {}
            AgentState::Available => {
                grow(&mut self.available_ms, ms);
                self.longest_idle_ms = self.longest_idle_ms.max(longest_ms);
            }
            AgentState::Ringing => grow(&mut self.ring_ms, ms),
            AgentState::InCall => grow(&mut self.talk_ms, ms),
            AgentState::OnHold => {
                grow(&mut self.talk_ms, ms);
                grow(&mut self.hold_ms, ms);
            }
            AgentState::WrapUp => grow(&mut self.acw_ms, ms),
            AgentState::Paused => grow(&mut self.paused_ms, ms),
        }
    }
}

impl AddAssign for AgentTimes {
    fn add_assign(&mut self, other: Self) {
        grow(&mut self.logged_in_ms, other.logged_in_ms);
        grow(&mut self.available_ms, other.available_ms);
        grow(&mut self.ring_ms, other.ring_ms);
        grow(&mut self.talk_ms, other.talk_ms);
        grow(&mut self.hold_ms, other.hold_ms);
        grow(&mut self.acw_ms, other.acw_ms);
        grow(&mut self.paused_ms, other.paused_ms);
        self.longest_idle_ms = self.longest_idle_ms.max(other.longest_idle_ms);
        self.last_activity_at = self.last_activity_at.max(other.last_activity_at);
    }
}

impl AddAssign for AgentCounts {
    fn add_assign(&mut self, other: Self) {
        self.handled += other.handled;
        self.handled_queue += other.handled_queue;
        self.handled_direct += other.handled_direct;
        self.made += other.made;
        self.missed += other.missed;
        self.rna += other.rna;
    }
}

impl AgentFigures {
    /// All figures that follow from counts and times.
    #[must_use]
    pub fn of(counts: AgentCounts, times: AgentTimes) -> Self {
        let handled = counts.handled;
        Self {
            att_s: mean_s(times.talk_ms, handled),
            ahold_s: mean_s(times.hold_ms, handled),
            acw_s: mean_s(times.acw_ms, handled),
            aht_s: mean_s(times.talk_ms.saturating_add(times.acw_ms), handled),
            occupancy: occupancy(&times),
            utilisation: utilisation(&times),
            calls_per_hour: calls_per_hour(&counts, &times),
            longest_idle_s: longest_idle_s(&times),
            counts,
            times,
        }
    }
}

/// Busy with calls, of the time in which calls could come:
/// 100 · (talk + hold + wrap-up + ring) / (the same + available). Hold is in talk already.
#[must_use]
pub fn occupancy(times: &AgentTimes) -> Option<f64> {
    let busy = times.talk_ms.saturating_add(times.acw_ms).saturating_add(times.ring_ms);
    percent(busy, busy.saturating_add(times.available_ms))
}

/// Busy with calls, of the whole time logged in: 100 · (talk + hold + wrap-up) / logged-in time. A variant of
/// Genesys; hold is in talk already.
#[must_use]
pub fn utilisation(times: &AgentTimes) -> Option<f64> {
    percent(times.talk_ms.saturating_add(times.acw_ms), times.logged_in_ms)
}

/// handled · 3600 / logged-in seconds.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts and milliseconds of a call centre are far below 2^52")]
pub fn calls_per_hour(counts: &AgentCounts, times: &AgentTimes) -> Option<f64> {
    let logged_in = seconds(times.logged_in_ms);
    (times.logged_in_ms > 0).then(|| counts.handled as f64 * 3_600.0 / logged_in)
}

/// The longest interval in `available`; `None` if there was none.
#[must_use]
pub fn longest_idle_s(times: &AgentTimes) -> Option<f64> {
    (times.available_ms > 0).then(|| seconds(times.longest_idle_ms))
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    fn shift() -> AgentTimes {
        let mut times = AgentTimes::default();
        let mut at = Timestamp::default();
        for (state, minutes) in [
            (AgentState::Offline, 30),
            (AgentState::Available, 10),
            (AgentState::Ringing, 2),
            (AgentState::InCall, 15),
            (AgentState::OnHold, 3),
            (AgentState::WrapUp, 10),
            (AgentState::Available, 20),
            (AgentState::Paused, 60),
        ] {
            let to = at.saturating_add(Duration::from_secs(minutes * 60));
            times.add(state, Span { from: at, to });
            at = to;
        }
        times
    }

    #[test]
    fn times_by_hand() {
        let minutes = |ms: u64| ms / 60_000;
        let times = shift();
        assert_eq!(minutes(times.logged_in_ms), 120);
        assert_eq!(minutes(times.available_ms), 30);
        assert_eq!(minutes(times.talk_ms), 18);
        assert_eq!(minutes(times.hold_ms), 3);
        assert_eq!(times.last_activity_at.map(|at| at.unix_micros() / 60_000_000), Some(150));
    }

    #[test]
    fn figures_by_hand() {
        let counts = AgentCounts { handled: 3, handled_queue: 2, made: 1, ..AgentCounts::default() };
        for (name, formula, want) in [
            // (18 + 10 + 2) of (30 + 30).
            ("occupancy", AgentFigures::of(counts, shift()).occupancy, Some(50.0)),
            // (18 + 10) of 120.
            ("utilisation", AgentFigures::of(counts, shift()).utilisation, Some(100.0 * 28.0 / 120.0)),
            ("calls_per_hour", AgentFigures::of(counts, shift()).calls_per_hour, Some(1.5)),
            ("longest_idle_s", AgentFigures::of(counts, shift()).longest_idle_s, Some(1_200.0)),
            ("att_s", AgentFigures::of(counts, shift()).att_s, Some(360.0)),
            ("ahold_s", AgentFigures::of(counts, shift()).ahold_s, Some(60.0)),
            ("acw_s", AgentFigures::of(counts, shift()).acw_s, Some(200.0)),
            ("aht_s", AgentFigures::of(counts, shift()).aht_s, Some(560.0)),
            ("occupancy of nobody", occupancy(&AgentTimes::default()), None),
            ("utilisation of nobody", utilisation(&AgentTimes::default()), None),
            ("calls_per_hour of nobody", calls_per_hour(&counts, &AgentTimes::default()), None),
            ("longest_idle_s of nobody", longest_idle_s(&AgentTimes::default()), None),
            ("att_s of nobody", AgentFigures::of(AgentCounts::default(), shift()).att_s, None),
        ] {
            assert_eq!(formula, want, "{name}");
        }
    }
}
