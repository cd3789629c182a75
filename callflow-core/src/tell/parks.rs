//! Stays in parking lots: who parked, and what they came to.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Teller;
use crate::call::{Park, ParkOutcome};
use crate::signal::BridgeKind;
use crate::story::{Leg, LegNo, Origin, ParkStay, dialled_target, endpoint_of};

impl Teller<'_> {
    pub(super) fn parks(&self) -> Vec<Park> {
        let park = |park: &ParkStay| {
            let fetched_by = self.fetched_by(park);
            Park {
                by: park.parker.as_deref().and_then(|parker| self.parker(park.leg, parker)),
                space: park.space.clone(),
                lot: park.lot.clone(),
                from: park.from.at,
                to: park.to.map(|to| to.at),
                outcome: park.to.map(|_| match fetched_by {
                    Some(_) => ParkOutcome::Retrieved,
                    None if self.is_timed_out(park) => ParkOutcome::Timeout,
                    None => ParkOutcome::GivenUp,
                }),
                retrieved_by: fetched_by.and_then(|no| self.number(no)),
            }
        };
        self.story.parks.iter().map(park).collect()
    }

    /// Who fetched a parked leg. Where no event says so, it is whoever is in the first talk after it and was not called
    /// for it.
    pub(super) fn fetched_by(&self, park: &ParkStay) -> Option<LegNo> {
        if !park.is_end_untold {
            return park.retriever;
        }
        let left = park.to?;
        let story = self.story;
        let talks = |stay: &&crate::story::Stay| story.bridge_kind(stay) == BridgeKind::Talk;
        let own = story
            .stays
            .iter()
            .filter(talks)
            .find(|stay| stay.leg == park.leg && stay.entered.is_since(left))?;
        let with = story.stays.iter().find(|stay| {
            let together = stay.left.is_none_or(|left| left > own.entered);
            stay.bridge == own.bridge && stay.leg != park.leg && together
        })?;
        let is_called = |leg: &Leg| matches!(leg.origin, Origin::Dialled { by: Some(by) } if by == park.leg);
        (!story.leg(with.leg).is_some_and(is_called)).then_some(with.leg)
    }

    /// Whether a parked leg left the lot because its time was over. Where no event says so: it went on, and nobody had
    /// fetched it.
    pub(super) fn is_timed_out(&self, park: &ParkStay) -> bool {
        if !park.is_end_untold {
            return park.timed_out;
        }
        let ended = self.story.leg(park.leg).and_then(Leg::ended);
        let went_on = park.to.is_some_and(|left| ended.is_none_or(|ended| !ended.is_near(left)));
        went_on && self.fetched_by(park).is_none()
    }

    /// The number of the one who parked a leg; nobody's where the dial plan parked it.
    fn parker(&self, parked: LegNo, dial_string: &str) -> Option<Arc<str>> {
        let endpoint = dialled_target(dial_string).endpoint;
        let is_parker = |(_, leg): &(LegNo, &Leg)| leg.is_person() && endpoint_of(&leg.name) == endpoint;
        match self.story.numbered_legs().find(is_parker) {
            Some((no, _)) if no == parked => None,
            Some((no, _)) => self.number(no),
            None => self.number_of_dial_string(dial_string),
        }
    }
}
