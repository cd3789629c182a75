//! Ringings in vain that are so many that they are no longer kept one by one.
//!
//! Whoever waits for hours in a queue that rings all its members makes thousands of legs. Nothing of the older ones
//! can change any more, so only what they add to the record is kept.

use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{LegNo, Story};
use crate::call::Party;

/// What legs that are no longer in their story add to its record.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Folded {
    /// How many legs it was.
    pub(crate) legs: u32,
    /// The people behind them, one entry a number, each with the place of the leg that came after it.
    pub(crate) parties: Vec<(LegNo, Party)>,
    /// The longest that one of their phones rang.
    pub(crate) ring_ms: u64,
    /// The numbers that they went out to over something that is no extension, each once.
    pub(crate) went_out: Vec<Arc<str>>,
}

impl Folded {
    /// Takes over what others add.
    pub(crate) fn add(&mut self, other: Self) {
        self.legs = self.legs.saturating_add(other.legs);
        for (place, party) in other.parties {
            match self.parties.iter_mut().find(|(_, known)| known.number == party.number) {
                Some((_, known)) => known.add(party),
                None => self.parties.push((place, party)),
            }
        }
        self.parties.sort_by_key(|(place, _)| *place);
        self.ring_ms = self.ring_ms.max(other.ring_ms);
        let new = other.went_out.into_iter().filter(|number| !self.went_out.contains(number));
        let new: Vec<_> = new.collect();
        self.went_out.extend(new);
    }
}

impl Party {
    /// One entry a number: the first role and name count, and the best outcome. A try that is open tells nothing
    /// yet, unless it is the only one.
    pub(crate) fn add(&mut self, other: Self) {
        self.answered |= other.answered;
        self.outcome = self.outcome.max(other.outcome);
        self.name = self.name.take().or(other.name);
    }
}

impl Story {
    /// Takes legs out; what is left must not refer to them. Of each leg it is said whether it goes, and its new
    /// place; of one that goes, that of the next leg which does not.
    pub(crate) fn take_out_legs(&mut self, places: &[(bool, LegNo)]) {
        let mut going = places.iter();
        self.legs.retain(|_| going.next().is_none_or(|(goes, _)| !goes));
        let behind = LegNo(u32::try_from(self.legs.len()).unwrap_or(u32::MAX));
        let moved = |no: LegNo| places.get(no.0 as usize).map_or(behind, |(_, place)| *place);
        // What its growth took in advance would be kept as long as the call.
        self.legs.shrink_to(self.legs.len().saturating_mul(2));
        self.move_legs(moved);
    }
}
