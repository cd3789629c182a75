//! Several stories turn out to be one call.
//!
//! Stories are united over what their channels share (a bridge, a dial, a Local channel, a transfer, a pickup,
//! a parking lot), never by comparing Linkedids at the end: Asterisk changes a channel's Linkedid without an
//! event of its own. The older story carries everything.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::{Place, Tracker};
use crate::change::ChangeKind;
use crate::plan::Plan;
use crate::signal::ChannelSnapshot;
use crate::slab::Key;
use crate::story::{LegKind, LegNo, Moment, Origin, Told};
use crate::tell::tell;

impl Tracker {
    /// Makes one call of two. Places found before are no longer right after it.
    pub(super) fn unite(&mut self, plan: &Plan, one: Key, two: Key, at: Moment) -> Key {
        if one == two {
            return one;
        }
        let born = |key| self.calls.get(key).map(|story| story.born);
        let (older, younger) = if born(one) <= born(two) { (one, two) } else { (two, one) };
        let Some(mut absorbed) = self.calls.remove(younger) else { return older };
        let Some(survivor) = self.calls.get_mut(older) else { return older };

        if absorbed.told != Told::Nothing {
            absorbed.version = absorbed.version.saturating_add(1);
            let mut record = tell(plan, &self.pbx, &absorbed);
            record.merged_into = Some(survivor.id.clone());
            self.news.push_back((at.at, ChangeKind::CallMerged(Box::new(record))));
        }
        for linkedid in &absorbed.linkedids {
            self.linkedids.insert(linkedid.clone(), older);
        }
        for bridge in &absorbed.bridges {
            if let Some(call) = self.bridges.get_mut(&bridge.id) {
                *call = older;
            }
        }
        let legs: Vec<_> =
            absorbed.legs.iter().map(|leg| (leg.uniqueid.clone(), leg.origin == Origin::Lent)).collect();
        let offset = survivor.absorb(absorbed);
        self.settle_end(older);
        for (no, (uniqueid, is_lent)) in (offset..).zip(legs) {
            let place = Place { call: older, leg: LegNo(no) };
            match self.lent.get_mut(&uniqueid).filter(|_| is_lent) {
                // It may have been lent to that call more than once.
                Some(lent) if lent.call == younger && lent.leg.0.saturating_add(offset) == no => {
                    *lent = place
                }
                _ if is_lent => {}
                _ => {
                    self.places.insert(uniqueid, place);
                }
            }
        }
        self.originating.iter_mut().filter(|key| **key == younger).for_each(|key| *key = older);
        self.touch(older, at);
        older
    }

    /// Unites the calls of two channels and gives their places in the one call; `None` if either is long gone.
    pub(super) fn unite_channels(
        &mut self,
        plan: &Plan,
        one: &ChannelSnapshot<'_>,
        two: &ChannelSnapshot<'_>,
        at: Moment,
    ) -> Option<(Place, Place)> {
        let (first, second) = (self.place_or_adopt(one, at)?, self.place_or_adopt(two, at)?);
        if first.call == second.call || self.is_standing_line(first) || self.is_standing_line(second) {
            return Some((first, second));
        }
        self.unite(plan, first.call, second.call, at);
        Some((self.place(one).unwrap_or(first), self.place(two).unwrap_or(second)))
    }

    pub(super) fn local_joined(
        &mut self,
        plan: &Plan,
        one: &ChannelSnapshot<'_>,
        two: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let Some((one, two)) = self.unite_channels(plan, one, two, at) else { return };
        if one.call == two.call {
            self.join_halves(one.call, one.leg, two.leg);
        }
    }

    pub(super) fn join_halves(&mut self, call: Key, one: LegNo, two: LegNo) {
        let Some(story) = self.calls.get_mut(call) else { return };
        for (own, its_other) in [(one, two), (two, one)] {
            if let Some(LegKind::Local { other, .. }) = story.leg_mut(own).map(|leg| &mut leg.kind) {
                *other = Some(its_other);
            }
        }
    }
}
