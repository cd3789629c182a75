//! How a call came out.

use alloc::vec::Vec;

use super::Teller;
use crate::call::{Outcome, VisitOutcome};
use crate::cause::HangupCause;
use crate::disposition::Disposition;
use crate::story::{Leg, Moment};

impl Teller<'_> {
    pub(super) fn disposition(&self, blocked: bool) -> Option<Disposition> {
        self.story.ended?;
        Some(if self.answer.is_some() {
            Disposition::Answered
        } else if self.story.cut_off {
            Disposition::Failed
        } else if blocked {
            Disposition::Blocked
        } else if let Some(outcome) = self.first_phone_in_vain() {
            outcome
        } else if self.gave_up_in_queue() {
            Disposition::Abandoned
        } else if self.gave_up() {
            Disposition::Cancelled
        } else {
            self.vain_end()
        })
    }

    /// Refused by the dial plan before anyone was tried, or ended where the plan turns callers away.
    pub(super) fn is_blocked(&self) -> bool {
        let Some((_, caller)) = self.caller.filter(|_| self.story.ended.is_some() && self.answer.is_none())
        else {
            return false;
        };
        let tried = self.was_anyone_tried();
        let in_blocking_context = caller.context.as_deref().is_some_and(|context| self.plan.blocks(context));
        // A feature code that finds nothing to do is refused with the same cause by Asterisk itself.
        let by_plan =
            caller.context.is_some() || !caller.birth_exten.as_deref().is_some_and(|e| e.starts_with('*'));
        in_blocking_context || (by_plan && !tried && caller.cause() == Some(HangupCause::CALL_REJECTED))
    }

    /// An originated call whose first phone never picked up: what came of that is the call's own.
    fn first_phone_in_vain(&self) -> Option<Disposition> {
        let (no, caller) = self.caller.filter(|_| self.story.is_originated())?;
        if caller.up().is_some() {
            return None;
        }
        Some(match self.outcome(no, caller)? {
            Outcome::Busy => Disposition::Busy,
            Outcome::Congestion => Disposition::Congestion,
            Outcome::Failed => Disposition::Failed,
            _ => Disposition::NoAnswer,
        })
    }

    fn gave_up_in_queue(&self) -> bool {
        let last = self.story.visits.last();
        last.is_some_and(|visit| self.visit_outcome(visit) == Some(VisitOutcome::Abandoned))
            && self.gave_up_at().is_some()
    }

    /// The caller hung up before anyone answered: while a phone rang, or before the dial plan had answered.
    /// In voicemail or after an announcement it is too late to give up.
    fn gave_up(&self) -> bool {
        let Some((_, caller)) = self.caller else { return false };
        let Some(asked) = self.gave_up_at() else { return false };
        let rings = self.tried_legs().any(|(_, leg)| {
            let ended = leg.dial.as_ref().and_then(|dial| dial.ended).or(leg.ended());
            leg.born < asked && ended.is_none_or(|ended| ended > asked)
        });
        let never_up = caller.up().is_none_or(|up| up > asked);
        self.story.voicemail.is_none() && (rings || never_up)
    }

    /// When the caller hung up of its own accord, if it did.
    pub(super) fn gave_up_at(&self) -> Option<Moment> {
        let (_, caller) = self.caller?;
        // An originated caller that never was up did not hang up, it refused; and whoever hears the dial plan's
        // busy tone hangs up because of that.
        let refused = self.story.is_originated() && caller.up().is_none();
        caller.asked.filter(|_| !refused && !caller.was_turned_away())
    }

    fn vain_end(&self) -> Disposition {
        if self.story.queue_asked.is_some() || !self.story.visits.is_empty() {
            return Disposition::NoAnswer;
        }
        let began = |leg: &Leg| leg.dial.as_ref().map_or(leg.born, |dial| dial.began);
        let tried = self.tried_legs().filter_map(|(no, leg)| Some((began(leg), self.outcome(no, leg)?)));
        let unreached = self.story.unreached.iter().filter(|unreached| unreached.given_up);
        // Whoever is not there has refused before the phones that are called in the same go.
        let mut tries: Vec<(Moment, Outcome)> =
            tried.chain(unreached.map(|unreached| (unreached.at, Outcome::Failed))).collect();
        tries.sort_by_key(|(at, _)| *at);
        if let Some(disposition) = Disposition::of_vain_tries(tries.into_iter().map(|(_, outcome)| outcome)) {
            return disposition;
        }
        if self.story.voicemail.is_some_and(|voicemail| voicemail.busy) {
            return Disposition::Busy;
        }
        let caller = self.caller.map(|(_, caller)| caller);
        if caller.is_some_and(|caller| caller.up().is_some()) {
            return Disposition::Application;
        }
        match caller.and_then(|caller| caller.cause()).and_then(HangupCause::refusal) {
            Some(Outcome::Busy) => Disposition::Busy,
            Some(Outcome::NoAnswer) => Disposition::NoAnswer,
            // A congestion tone with nobody tried is how a dial plan says that it knows no such number.
            _ => Disposition::Failed,
        }
    }

    pub(super) fn was_anyone_tried(&self) -> bool {
        self.story.queue_asked.is_some()
            || !self.story.visits.is_empty()
            || !self.story.unreached.is_empty()
            || self.tried_legs().next().is_some()
    }
}
