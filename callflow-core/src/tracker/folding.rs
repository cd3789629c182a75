//! Calls of a queue's members in vain, of which a caller who waits for hours has thousands.

use super::{Place, Tracker};
use crate::plan::Plan;
use crate::signal::ChannelSnapshot;
use crate::story::Origin;
use crate::tell::Fold;

impl Tracker {
    /// Keeps only what the older calls of members came to, in the call of a channel that ended. So neither what is
    /// remembered of a call nor what it costs to tell grows with its waiting.
    pub(super) fn fold(&mut self, plan: &Plan, ended: &ChannelSnapshot<'_>) {
        let Some(call) = self.places.get(&*ended.uniqueid).map(|place| place.call) else { return };
        let Some(story) = self.calls.get_mut(call) else { return };
        let Some(fold) = Fold::of(plan, story) else { return };
        for ((no, leg), place) in story.numbered_legs().zip(&fold.places) {
            let (goes, new) = *place;
            let old = Place { call, leg: no };
            let places = if leg.origin == Origin::Lent { &mut self.lent } else { &mut self.places };
            // A channel that a client named may have the name of an older one.
            let Some(known) = places.get_mut(&leg.uniqueid).filter(|known| **known == old) else { continue };
            *known = Place { call, leg: new };
            if goes {
                places.remove(&leg.uniqueid);
                self.gone.add(leg.uniqueid.clone());
            }
        }
        fold.apply(story);
    }
}
