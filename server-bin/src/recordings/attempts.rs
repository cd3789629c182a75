//! Which calls were begun to be recorded, so that each is once: pure, told the time.
//!
//! ```text
//!   due ──▶ under way ──▶ begun ─────────── due again as a later part ──▶ under way
//!                │           ▲
//!                │           └── recorded already
//!                ├─ no connection, no answer ──▶ waits ──▶ under way    (Asterisk is asked first what has become of it)
//!                └─ refused three times ──▶ given up
//! ```

use std::collections::BTreeMap;
use std::time::Duration;

use callflow_core::{CallId, Timestamp};

/// After so long it is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
/// So often Asterisk may refuse.
const MOST_REFUSALS: u32 = 3;

/// What came of an attempt.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Outcome {
    /// It is recorded: now, or it was before.
    Recorded,
    /// Nothing was sent, or nobody knows what became of it.
    Open,
    /// Asterisk has refused.
    Refused,
    /// It was not due any more.
    NotDue,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Attempt {
    UnderWay { part: usize, refusals: u32 },
    Begun { part: usize },
    Waits { until: Timestamp, refusals: u32 },
    GivenUp,
}

/// The calls that were tried.
#[derive(Debug, Default)]
pub(super) struct Attempts(BTreeMap<CallId, Attempt>);

impl Attempts {
    /// Whether a call that is due as this part is to be tried now; it is under way then.
    pub(super) fn begin(&mut self, call: &CallId, part: usize, now: Timestamp) -> bool {
        let refusals = match self.0.get(call) {
            None => 0,
            Some(Attempt::Begun { part: begun }) if part > *begun => 0,
            Some(Attempt::Waits { until, refusals }) if now >= *until => *refusals,
            Some(_) => return false,
        };
        self.0.insert(call.clone(), Attempt::UnderWay { part, refusals });
        true
    }

    /// Notes what came of it, and says whether it is given up with this.
    pub(super) fn came(&mut self, call: &CallId, outcome: Outcome, now: Timestamp) -> bool {
        let Some(Attempt::UnderWay { part, refusals }) = self.0.get(call).copied() else { return false };
        let until = now.saturating_add(AGAIN_AFTER);
        let next = match outcome {
            Outcome::Recorded => Attempt::Begun { part },
            Outcome::Open => Attempt::Waits { until, refusals },
            Outcome::Refused if refusals + 1 < MOST_REFUSALS => {
                Attempt::Waits { until, refusals: refusals + 1 }
            }
            Outcome::Refused => Attempt::GivenUp,
            Outcome::NotDue => {
                self.0.remove(call);
                return false;
            }
        };
        self.0.insert(call.clone(), next);
        next == Attempt::GivenUp
    }

    /// Forgets calls that do not go on.
    pub(super) fn keep(&mut self, goes_on: impl Fn(&CallId) -> bool) {
        self.0.retain(|call, attempt| matches!(attempt, Attempt::UnderWay { .. }) || goes_on(call));
    }
}

#[cfg(test)]
mod tests {
    use callflow_core::store::testkit::sample::at;

    use super::*;

    fn call() -> CallId {
        CallId::new("default-1.1")
    }

    #[test]
    fn a_call_is_tried_once_however_often_it_is_told() {
        let mut attempts = Attempts::default();
        assert!(attempts.begin(&call(), 0, at(0)));
        assert!(!attempts.begin(&call(), 0, at(0)), "it is under way");
        assert!(!attempts.came(&call(), Outcome::Recorded, at(1)));
        // The event that would show it may never come.
        assert!(!attempts.begin(&call(), 0, at(100)));
        assert!(attempts.begin(&CallId::new("default-2.1"), 0, at(1)), "another one is another one");
    }

    #[test]
    fn a_call_goes_on_in_a_next_part_once() {
        let mut attempts = Attempts::default();
        for part in [0, 1, 2] {
            assert!(attempts.begin(&call(), part, at(0)));
            attempts.came(&call(), Outcome::Recorded, at(0));
            assert!(!attempts.begin(&call(), part, at(9)));
        }
        assert!(!attempts.begin(&call(), 1, at(9)));
    }

    #[test]
    fn what_is_not_known_is_tried_until_it_is() {
        let mut attempts = Attempts::default();
        for second in [0, 2, 4, 6, 8, 10] {
            assert!(attempts.begin(&call(), 0, at(second)));
            assert!(!attempts.came(&call(), Outcome::Open, at(second)));
            assert!(!attempts.begin(&call(), 0, at(second + 1)));
        }
    }

    #[test]
    fn what_is_refused_is_given_up() {
        let mut attempts = Attempts::default();
        for (second, given_up) in [(0, false), (2, false), (4, true)] {
            assert!(attempts.begin(&call(), 0, at(second)));
            assert_eq!(attempts.came(&call(), Outcome::Refused, at(second)), given_up);
        }
        assert!(!attempts.begin(&call(), 0, at(1_000)));
    }

    #[test]
    fn a_call_that_was_not_due_may_become_so() {
        let mut attempts = Attempts::default();
        assert!(attempts.begin(&call(), 0, at(0)));
        attempts.came(&call(), Outcome::NotDue, at(0));
        assert!(attempts.begin(&call(), 0, at(0)));
    }

    #[test]
    fn calls_that_are_over_are_forgotten_but_not_what_is_under_way() {
        let mut attempts = Attempts::default();
        attempts.begin(&call(), 0, at(0));
        attempts.keep(|_| false);
        assert_eq!(attempts.0.len(), 1);
        attempts.came(&call(), Outcome::Recorded, at(0));
        attempts.keep(|_| true);
        assert_eq!(attempts.0.len(), 1);
        attempts.keep(|_| false);
        assert_eq!(attempts.0.len(), 0);
    }
}
