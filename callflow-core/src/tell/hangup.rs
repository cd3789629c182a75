//! Who ended a call.

use super::Teller;
use super::talk::Spell;
use crate::call::HungUpBy;
use crate::story::{Leg, LegNo, Moment};

impl Teller<'_> {
    /// Of a call never answered: the caller if it gave up, else the system. Of an answered one: whoever of the
    /// last two who talked hung up first; the system if neither did, or if the call went on to something else
    /// after their talk.
    pub(super) fn hung_up_by(&self) -> HungUpBy {
        if self.story.cut_off {
            return HungUpBy::System;
        }
        let Some(last) = self.spells.last() else {
            return if self.gave_up_at().is_some() { HungUpBy::Caller } else { HungUpBy::System };
        };
        if self.is_with_agent(last) {
            return self.hung_up_of_dialer(last);
        }
        let anchor = self.asked(last.anchor);
        if self.went_on_after(last) {
            return if anchor.is_some() { HungUpBy::Caller } else { HungUpBy::System };
        }
        // A phone that left the talk may hang up much later, somewhere else.
        let ended_it = |asked: &Moment| last.to.is_none_or(|over| over.is_since(*asked));
        let peer = last.peers.iter().filter_map(|peer| self.asked(*peer)).filter(ended_it).min();
        match (anchor, peer) {
            (Some(anchor), Some(peer)) if peer < anchor => HungUpBy::Callee,
            (Some(_), _) if self.is_caller(last.anchor) => HungUpBy::Caller,
            // The caller transferred itself out: seen from the peer who stays, the later party is the callee.
            (Some(_), _) | (None, Some(_)) => HungUpBy::Callee,
            (None, None) if self.ended_by_digits(last.anchor, last) && self.is_caller(last.anchor) => {
                HungUpBy::Caller
            }
            (None, None) if last.peers.iter().any(|peer| self.ended_by_digits(*peer, last)) => {
                HungUpBy::Callee
            }
            (None, None) => HungUpBy::System,
        }
    }

    /// Whether somebody ended the talk by a feature's digits (`*0`), after which no phone asks for a hangup.
    fn ended_by_digits(&self, no: LegNo, talk: &Spell) -> bool {
        const AT_ONCE_MS: u64 = 1_500;
        let Some(over) = talk.to else { return false };
        let just_before = |at: Moment| at <= over && over.at.millis_since(at.at) <= AT_ONCE_MS;
        let mut digits = self.story.keys.iter().filter(|(at, leg, _)| *leg == no && just_before(*at));
        digits.next().is_some_and(|(_, _, first)| matches!(first, '*' | '#')) && digits.next().is_some()
    }

    /// In a dialer's call the caller is the agent, and the leg that came first is the customer's.
    fn hung_up_of_dialer(&self, last: &Spell) -> HungUpBy {
        let customer = self.asked(last.anchor);
        let agent = last.peers.iter().filter_map(|peer| self.asked(*peer)).min();
        let by_customer = customer.map(|at| (at, HungUpBy::Callee));
        let by_agent = agent.map(|at| (at, HungUpBy::Caller));
        let first = by_customer.into_iter().chain(by_agent).min_by_key(|(at, _)| *at);
        first.map_or(HungUpBy::System, |(_, by)| by)
    }

    /// Whether a leg is that of the one who called; of a dialer's call that is the agent, and not the leg that came
    /// first.
    fn is_caller(&self, no: LegNo) -> bool {
        self.caller.is_some_and(|(caller, _)| caller == no) && !self.is_customer_first
    }

    fn asked(&self, no: LegNo) -> Option<Moment> {
        self.story.leg(no).and_then(|leg| leg.asked.filter(|_| !leg.was_turned_away()))
    }

    /// After the last talk somebody else was rung, or the call was queued or parked, or the dial plan went on with
    /// it for a while: it did not end with the talk.
    fn went_on_after(&self, last: &Spell) -> bool {
        /// Tidying up after a call takes the dial plan less.
        const A_WHILE_MS: u64 = 300;
        let Some(over) = last.to else { return false };
        let in_plan = self.story.leg(last.anchor).is_some_and(|leg| {
            let stayed_ms = leg.ended().map_or(0, |ended| ended.at.millis_since(over.at));
            leg.app_since.is_some_and(|since| since > over) && stayed_ms > A_WHILE_MS
        });
        let later = |at: Moment| at > over;
        let story = self.story;
        let rung = self.tried_legs().any(|(_, leg): (LegNo, &Leg)| later(leg.born));
        in_plan
            || rung
            || story.visits.iter().any(|visit| later(visit.joined))
            || story.parks.iter().any(|park| later(park.from))
            || story.voicemail.is_some_and(|voicemail| later(voicemail.at))
    }
}
