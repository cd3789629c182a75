//! Everyone who was tried or talked, one entry a number.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Teller;
use crate::call::{Outcome, Party, Role};
use crate::story::{Leg, LegKind, LegNo, Origin, Transferred};

impl Teller<'_> {
    pub(super) fn parties(&self) -> Vec<Party> {
        let mut parties: Vec<Party> = Vec::new();
        let caller = self.caller.map(|(no, _)| no);
        let people = self.story.numbered_legs().filter(|(no, leg)| leg.is_person() && Some(*no) != caller);
        let folded = self.story.folded.iter().flat_map(|folded| &folded.parties);
        let mut folded = folded.peekable();
        for (no, leg) in people {
            while let Some((_, party)) = folded.next_if(|(place, _)| *place <= no) {
                add(&mut parties, party.clone());
            }
            let Some(number) = self.number(no) else { continue };
            let outcome = match leg.origin {
                Origin::Dialled { .. } | Origin::DialledUnseen => self.outcome(no, leg),
                Origin::CameIn | Origin::Lent => self.talk.has_talked(no).then_some(Outcome::Answered),
            };
            add(
                &mut parties,
                Party {
                    number,
                    name: leg.display.clone(),
                    role: self.party_role(no, leg),
                    answered: self.talk.has_talked(no),
                    outcome,
                },
            );
        }
        folded.for_each(|(_, party)| add(&mut parties, party.clone()));
        for unreached in self.story.unreached.iter().filter(|unreached| unreached.given_up) {
            let Some(number) = self.number_of_dial_string(&unreached.string) else { continue };
            let outcome = Some(Outcome::Failed);
            add(&mut parties, Party { number, name: None, role: Role::Callee, answered: false, outcome });
        }
        parties
    }

    pub(super) fn party_role(&self, no: LegNo, leg: &Leg) -> Role {
        let story = self.story;
        if story.pickups.iter().any(|pickup| pickup.picker == no)
            || story.parks.iter().any(|park| self.fetched_by(park) == Some(no))
        {
            return Role::Picker;
        }
        let by = match leg.origin {
            Origin::CameIn => return Role::Joined,
            Origin::Dialled { by } => by,
            Origin::DialledUnseen => None,
            Origin::Lent => return Role::Member,
        };
        let called_by_queue = |leg: LegNo| self.members.binary_search(&leg).is_ok();
        // Behind a Local channel it is the Local channel's first half that was called.
        let first_half = by.and_then(|by| story.leg(by)).and_then(|leg| match leg.kind {
            LegKind::Local { first: false, other } => other,
            _ => None,
        });
        // What a Local channel dials after it was transferred is the transfer's target, and no member.
        let sent_on = story.transfers.iter().any(|transfer| match transfer {
            Transferred::Blind(blind) => Some(blind.transferee) == by && leg.born.is_since(blind.at),
            _ => false,
        });
        if called_by_queue(no) || first_half.is_some_and(called_by_queue) && !sent_on {
            Role::Member
        } else if first_half.is_some_and(|half| self.is_made_by_feature(half)) {
            Role::TransferTarget
        } else {
            Role::Callee
        }
    }

    /// The number of the person whom a called leg leads to: its own, or of the phone behind a Local channel.
    pub(super) fn number_behind(&self, no: LegNo) -> Option<Arc<str>> {
        let behind = self.leg_behind(no);
        self.story.leg(behind).filter(|leg| leg.is_person()).and_then(|_| self.number(behind))
    }

    /// The leg of the person whom a called leg leads to: itself, or the first phone behind a Local channel.
    pub(super) fn leg_behind(&self, no: LegNo) -> LegNo {
        let Some(LegKind::Local { other: Some(other), .. }) = self.story.leg(no).map(|leg| leg.kind) else {
            return no;
        };
        let behind =
            |(_, leg): &(LegNo, &Leg)| leg.is_person() && leg.origin == (Origin::Dialled { by: Some(other) });
        self.story.numbered_legs().find(behind).map_or(no, |(behind, _)| behind)
    }
}

fn add(parties: &mut Vec<Party>, party: Party) {
    match parties.iter_mut().find(|known| known.number == party.number) {
        Some(known) => known.add(party),
        None => parties.push(party),
    }
}
