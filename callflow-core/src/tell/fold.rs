//! Which ringings of members are kept no longer one by one, and what they add to the record.

use alloc::vec::Vec;

use super::Teller;
use crate::call::{EarlierAttempts, Party};
use crate::plan::Plan;
use crate::story::{Folded, Leg, LegKind, LegNo, MemberCall, Origin, Story, Visit};

/// How many calls of members a visit has at most before the older ones are folded.
const MOST_CALLS: usize = 200;

/// How many of them stay, for events that come late and for whoever looks at the call.
const KEPT_CALLS: usize = 100;

/// The parts of a story that are to be folded.
#[derive(Debug)]
pub(crate) struct Fold {
    /// Of every leg whether it goes, and its new place; of one that goes, that of the next one which does not.
    pub(crate) places: Vec<(bool, LegNo)>,
    folded: Folded,
    /// Of every visit its calls that go, and what is told in their stead.
    visits: Vec<(Vec<bool>, Vec<EarlierAttempts>)>,
}

impl Fold {
    /// What is to be folded of a story, if it is time for that.
    pub(crate) fn of(plan: &Plan, story: &mut Story) -> Option<Self> {
        if story.visits.iter().all(|visit| visit.calls.len() <= MOST_CALLS) {
            return None;
        }
        let mut mentioned: Vec<bool> = story.legs.iter().map(|_| false).collect();
        story.for_each_mention(|no| mark(&mut mentioned, *no));
        let teller = Teller::new(plan, story);
        // What becomes of those who ring depends on when the caller went.
        let (_, caller) = teller.caller?;
        if caller.asked.or(caller.dismissed).or(caller.ended()).is_some() {
            return None;
        }
        let groups = groups(story);
        let goes = teller.legs_that_go(mentioned, &groups);
        goes.contains(&true).then(|| teller.fold(&goes))
    }

    /// Does it.
    pub(crate) fn apply(self, story: &mut Story) {
        for (visit, (goes, earlier)) in story.visits.iter_mut().zip(self.visits) {
            let mut goes = goes.into_iter();
            visit.calls.retain(|_| !goes.next().unwrap_or(false));
            visit.calls.shrink_to(MOST_CALLS);
            visit.earlier = earlier;
        }
        story.take_out_legs(&self.places);
        story.folded.get_or_insert_default().add(self.folded);
    }
}

impl Teller<'_> {
    /// Whether each leg is to go: it belongs to an older call of a member, and the phones that this call rang are
    /// all gone without an answer and appear nowhere else.
    fn legs_that_go(&self, mentioned: Vec<bool>, groups: &[LegNo]) -> Vec<bool> {
        let story = self.story;
        let group = |no: LegNo| groups.get(no.0 as usize).copied().unwrap_or(no);
        let mut stays = mentioned;
        let root = story.root().map(|(no, _)| no);
        let caller = self.caller.map(|(no, _)| no);
        [root, caller, Some(LegNo(0))].into_iter().flatten().for_each(|no| mark(&mut stays, no));
        for (no, leg) in story.numbered_legs() {
            if !is_in_vain(leg) {
                mark(&mut stays, no);
            }
            // Whoever dialled it, and is no Local channel that leads to it, is told of for itself.
            if let Origin::Dialled { by: Some(by) } = leg.origin
                && group(by) != group(no)
            {
                mark(&mut stays, by);
            }
        }
        let mut is_old = story.legs.iter().map(|_| false).collect::<Vec<_>>();
        for visit in &story.visits {
            for (call, is_last) in calls(visit) {
                let Some(no) = call.leg else { continue };
                if is_last || call.connected.is_some() {
                    mark(&mut stays, group(no));
                } else {
                    mark(&mut is_old, group(no));
                }
            }
        }
        let has = |marks: &[bool], no: LegNo| marks.get(no.0 as usize).copied().unwrap_or(false);
        for (no, _) in story.numbered_legs() {
            if has(&stays, no) {
                mark(&mut stays, group(no));
            }
        }
        let goes = |no: LegNo| has(&is_old, group(no)) && !has(&stays, group(no));
        story.numbered_legs().map(|(no, _)| goes(no)).collect()
    }

    fn fold(&self, goes: &[bool]) -> Fold {
        let mut folded = Folded::default();
        let mut places = Vec::with_capacity(goes.len());
        let mut kept = 0;
        for ((no, leg), goes) in self.story.numbered_legs().zip(goes) {
            places.push((*goes, LegNo(kept)));
            if *goes {
                folded.add(self.folded(no, leg, LegNo(kept)));
            } else {
                kept += 1;
            }
        }
        let visits = self.story.visits.iter().map(|visit| self.fold_calls(visit, goes)).collect();
        Fold { places, folded, visits }
    }

    fn folded(&self, no: LegNo, leg: &Leg, place: LegNo) -> Folded {
        let mut folded = Folded { legs: 1, ..Folded::default() };
        if !leg.is_person() {
            return folded;
        }
        folded.ring_ms = self.leg_ring_ms(leg);
        folded.went_out.extend(self.went_out_to(no).map(|number| number.as_ref().into()));
        folded.parties.extend(self.number(no).map(|number| {
            let outcome = self.outcome(no, leg);
            let role = self.party_role(no, leg);
            (place, Party { number, name: leg.display.clone(), role, answered: false, outcome })
        }));
        folded
    }

    /// Which calls of a visit go with their legs, or because none was seen, and what all that went came to.
    fn fold_calls(&self, visit: &Visit, goes: &[bool]) -> (Vec<bool>, Vec<EarlierAttempts>) {
        let mut earlier = visit.earlier.clone();
        let goes = calls(visit).map(|(call, is_last)| {
            let goes = match call.leg {
                Some(no) => goes.get(no.0 as usize).copied().unwrap_or(false),
                None => !is_last && call.connected.is_none() && call.let_ring.is_some(),
            };
            if goes {
                let attempt = self.attempt(visit, call, None);
                let same = earlier
                    .iter_mut()
                    .find(|known| known.member == attempt.member && known.outcome == attempt.outcome);
                match same {
                    Some(known) => {
                        known.attempts = known.attempts.saturating_add(1);
                        known.ring_ms = known.ring_ms.saturating_add(attempt.ring_ms);
                    }
                    None => earlier.push(EarlierAttempts {
                        member: attempt.member,
                        outcome: attempt.outcome,
                        attempts: 1,
                        ring_ms: attempt.ring_ms,
                    }),
                }
            }
            goes
        });
        (goes.collect(), earlier)
    }
}

/// The calls of a visit, and whether each is among the last, which stay.
fn calls(visit: &Visit) -> impl Iterator<Item = (&MemberCall, bool)> {
    let old = visit.calls.len().saturating_sub(KEPT_CALLS);
    visit.calls.iter().enumerate().map(move |(place, call)| (call, place >= old))
}

/// For every leg the first of those that were made to reach the same phones: both halves of a Local channel, and what
/// its second half dialled.
fn groups(story: &Story) -> Vec<LegNo> {
    let mut groups: Vec<LegNo> = Vec::with_capacity(story.legs.len());
    for (no, leg) in story.numbered_legs() {
        let is_second = |no: LegNo| matches!(story.leg(no), Some(leg) if matches!(leg.kind, LegKind::Local { first: false, .. }));
        let led_by = match (leg.kind, leg.origin) {
            (LegKind::Local { other: Some(other), .. }, _) if other < no => Some(other),
            (_, Origin::Dialled { by: Some(by) }) if is_second(by) => Some(by),
            _ => None,
        };
        let group = led_by.and_then(|led_by| groups.get(led_by.0 as usize).copied()).unwrap_or(no);
        groups.push(group);
    }
    groups
}

/// Whether a leg is that of a phone, or of a way to one, that was called, did not answer, and is gone.
fn is_in_vain(leg: &Leg) -> bool {
    let is_called = match leg.kind {
        LegKind::Person | LegKind::Local { first: true, .. } => {
            matches!(leg.origin, Origin::Dialled { by: Some(_) })
        }
        LegKind::Local { first: false, .. } => true,
        LegKind::Machine => false,
    };
    let was_sent_on = leg.dial.as_ref().is_some_and(|dial| dial.forward.is_some());
    let is_seen_whole = !leg.is_stranger && !leg.taken_up;
    is_called && is_seen_whole && leg.up().is_none() && leg.ended().is_some() && !was_sent_on
}

fn mark(marks: &mut [bool], no: LegNo) {
    if let Some(mark) = marks.get_mut(no.0 as usize) {
        *mark = true;
    }
}
