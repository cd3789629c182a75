//! Who had which part in a call: the counts of agents, drawn from the record of the call.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;

use super::AgentCounts;
use crate::call::{Attempt, AttemptOutcome, Call, CallState, Outcome, Party};

/// What an ended call adds to the counts of everyone in it, by number; nothing while it lives, and nothing of a call
/// that became part of another one.
///
/// - *Handled*: talked in it. A queue's call that was picked up from another phone is handled by the one who did.
/// - *Missed*: the phone rang, and nobody answered the call; once a call. A caller who gives up waiting in a queue is
///   the queue's abandoned call and not missed by the member whose phone rang just then, unless that had rung until
///   its time was over.
/// - *rna*: the phone rang, and somebody else answered; once an attempt.
#[must_use]
pub fn agent_shares(call: &Call) -> BTreeMap<Arc<str>, AgentCounts> {
    let mut shares = Shares { call, counts: BTreeMap::new() };
    if call.state == CallState::Ended && call.merged_into.is_none() {
        shares.of_members();
        shares.of_earlier();
        shares.of_parties();
        shares.of_caller();
    }
    shares.counts.retain(|_, counts| *counts != AgentCounts::default());
    shares.counts
}

struct Shares<'c> {
    call: &'c Call,
    counts: BTreeMap<Arc<str>, AgentCounts>,
}

impl Shares<'_> {
    fn counts(&mut self, number: &str) -> &mut AgentCounts {
        self.counts.entry(number.into()).or_default()
    }

    fn of_members(&mut self) {
        let call = self.call;
        for attempt in call.queue_visits.iter().flat_map(|visit| &visit.attempts) {
            match attempt.outcome {
                Some(AttemptOutcome::Answered) if !self.is_picked_up(attempt) => {
                    let counts = self.counts(&attempt.member);
                    counts.handled += 1;
                    counts.handled_queue += 1;
                }
                Some(AttemptOutcome::Answered) => self.counts(&attempt.member).rna += 1,
                Some(AttemptOutcome::NoAnswer | AttemptOutcome::Cancelled) if call.answered => {
                    self.counts(&attempt.member).rna += 1;
                }
                Some(AttemptOutcome::NoAnswer) => self.counts(&attempt.member).missed = 1,
                Some(AttemptOutcome::Cancelled | AttemptOutcome::Busy | AttemptOutcome::Failed) | None => {}
            }
        }
    }

    /// Ringings that are only counted: all of them were in vain.
    fn of_earlier(&mut self) {
        let call = self.call;
        for earlier in call.queue_visits.iter().flat_map(|visit| &visit.earlier_attempts) {
            match earlier.outcome {
                Some(AttemptOutcome::NoAnswer | AttemptOutcome::Cancelled) if call.answered => {
                    self.counts(&earlier.member).rna += u64::from(earlier.attempts);
                }
                Some(AttemptOutcome::NoAnswer) => self.counts(&earlier.member).missed = 1,
                _ => {}
            }
        }
    }

    /// `AgentConnect` names the member whose phone rang, also when another one picked the call up.
    fn is_picked_up(&self, attempt: &Attempt) -> bool {
        self.call.pickups.iter().any(|pickup| pickup.from.as_ref() == Some(&attempt.member))
    }

    fn of_parties(&mut self) {
        let call = self.call;
        for party in &call.parties {
            // What is to be said of a member was said.
            if self.is_member(party) {
                continue;
            }
            if party.answered {
                let counts = self.counts(&party.number);
                counts.handled += 1;
                counts.handled_direct += 1;
                continue;
            }
            let unanswered =
                matches!(party.outcome, Some(Outcome::NoAnswer | Outcome::Cancelled | Outcome::PickedUp));
            if unanswered && self.rang(party) {
                let counts = self.counts(&party.number);
                if call.answered {
                    counts.rna += 1;
                } else {
                    counts.missed = 1;
                }
            }
        }
    }

    fn is_member(&self, party: &Party) -> bool {
        let mut attempts = self.call.queue_visits.iter().flat_map(|visit| &visit.attempts);
        let mut earlier = self.call.queue_visits.iter().flat_map(|visit| &visit.earlier_attempts);
        attempts.any(|attempt| attempt.member == party.number)
            || earlier.any(|earlier| earlier.member == party.number)
    }

    fn rang(&self, party: &Party) -> bool {
        let mut legs = self.call.legs.iter();
        legs.any(|leg| leg.number.as_ref() == Some(&party.number) && leg.ringing_at.is_some())
    }

    fn of_caller(&mut self) {
        let call = self.call;
        if let Some(number) = call.caller.number.as_ref().filter(|_| call.answered) {
            let counts = self.counts(number);
            counts.handled += 1;
            counts.made += 1;
        }
    }
}
