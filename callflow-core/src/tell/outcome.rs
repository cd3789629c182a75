//! What came of each leg that was tried.

use super::Teller;
use crate::call::Outcome;
use crate::cause::HangupCause;
use crate::disposition::outcome_of_dial_status;
use crate::story::{Leg, LegKind, LegNo, Origin};

impl Teller<'_> {
    /// The legs of people that were called, in order, without the caller's own.
    pub(super) fn tried_legs(&self) -> impl Iterator<Item = (LegNo, &Leg)> {
        let caller = self.caller.map(|(no, _)| no);
        self.story
            .numbered_legs()
            .filter(move |(no, leg)| Some(*no) != caller && leg.is_person() && leg.was_dialled())
    }

    /// What came of a leg; `None` while that is open.
    ///
    /// A refusal is told by the hangup cause before the dial status: 404 and 603 both read `NOANSWER`.
    pub(super) fn outcome(&self, no: LegNo, leg: &Leg) -> Option<Outcome> {
        if self.talk.has_talked(no) {
            return Some(Outcome::Answered);
        }
        if self.story.pickups.iter().any(|pickup| pickup.target == no) {
            return Some(Outcome::PickedUp);
        }
        let dial = leg.dial.as_ref();
        if dial.is_some_and(|dial| dial.forward.is_some()) {
            return Some(Outcome::Forwarded);
        }
        let is_done = leg.ended().is_some() || dial.is_some_and(|dial| dial.ended.is_some());
        if !is_done {
            return None;
        }
        let refused = || leg.asked_cause.or(leg.cause()).and_then(HangupCause::refusal);
        if let Some(outcome) = refused().filter(|_| leg.up().is_none()) {
            return Some(outcome);
        }
        match dial.and_then(|dial| outcome_of_dial_status(dial.status.as_deref()?)) {
            // It is up, and on its way into the bridge or asked for a key.
            Some(Outcome::Answered) if leg.ended().is_none() => None,
            // It was up, and yet nobody talked: the phone was only asked.
            Some(Outcome::Answered) => Some(Outcome::NoAnswer),
            Some(Outcome::Cancelled) if self.rang_out_before(leg) => Some(Outcome::NoAnswer),
            Some(outcome) => Some(outcome),
            None if leg.rang().is_some() => Some(Outcome::NoAnswer),
            None => Some(Outcome::Cancelled),
        }
    }

    /// Whether a leg is cancelled only because a Local channel that dialled it, or dialled the one that did, had rung
    /// out.
    fn rang_out_before(&self, leg: &Leg) -> bool {
        let outer_of = |leg: &Leg| match leg.origin {
            Origin::Dialled { by: Some(by) } => match self.story.leg(by)?.kind {
                LegKind::Local { first: false, other: Some(outer) } => self.story.leg(outer),
                _ => None,
            },
            _ => None,
        };
        let status =
            |leg: &Leg| leg.dial.as_ref().is_some_and(|dial| dial.status.as_deref() == Some("NOANSWER"));
        // Events in any order can tell of halves that dial each other in a ring.
        let outer = core::iter::successors(outer_of(leg), |leg| outer_of(leg)).take(self.story.legs.len());
        outer.into_iter().any(status)
    }
}
