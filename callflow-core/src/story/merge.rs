//! Two stories become one.

use alloc::vec::Vec;

use super::{Heard, Leg, LegKind, LegNo, Origin, Story, Told, Transferred};

impl Story {
    /// Takes over all that `other` knows. `self` keeps its identity; legs of `other` come after its own.
    /// Returns how far the legs of `other` moved.
    pub(crate) fn absorb(&mut self, mut other: Self) -> u32 {
        let offset = u32::try_from(self.legs.len()).unwrap_or(u32::MAX);
        // A bridge that both know is one bridge.
        let bridges: Vec<u32> =
            other.bridges.iter().map(|bridge| self.bridge_no(bridge.id.as_str(), bridge.kind)).collect();
        other.move_legs(|no| LegNo(no.0.saturating_add(offset)));

        self.legs.extend(other.legs);
        self.stays.extend(other.stays.into_iter().map(|mut stay| {
            stay.bridge = bridges.get(stay.bridge as usize).copied().unwrap_or(u32::MAX);
            stay
        }));
        self.visits.extend(other.visits);
        self.holds.extend(other.holds);
        self.transfers.extend(other.transfers);
        self.parks.extend(other.parks);
        self.pickups.extend(other.pickups);
        other.recordings.iter_mut().filter_map(|span| span.live.as_mut()).for_each(|live| {
            live.move_bridge(&bridges);
        });
        self.recordings.extend(other.recordings);
        if let Some(media) = other.media {
            self.media.get_or_insert_default().absorb(*media, &bridges);
        }
        self.unreached.extend(other.unreached);
        self.unjoined.extend(other.unjoined);
        self.conferences.extend(other.conferences);
        self.diversions.extend(other.diversions);
        self.keys.extend(other.keys);
        if let Some(folded) = other.folded {
            self.folded.get_or_insert_default().add(*folded);
        }
        self.last = self.last.max(other.last);
        self.cut_off |= other.cut_off;
        self.reconstructed |= other.reconstructed;
        self.may_be_anothers &= other.may_be_anothers;
        self.linkedids.extend(other.linkedids);
        self.merged.extend(other.merged);
        // A story that nobody has heard of leaves nothing to reverse.
        if other.told != Told::Nothing {
            self.merged.push(other.id);
        }
        offset
    }

    /// Gives all legs other places: whatever refers to them follows. The legs themselves stay where they are.
    pub(crate) fn move_legs(&mut self, moved: impl Fn(LegNo) -> LegNo) {
        self.legs.iter_mut().for_each(|leg| move_leg(leg, &moved));
        for call in self.visits.iter_mut().flat_map(|visit| &mut visit.calls) {
            call.leg = call.leg.map(&moved);
        }
        if let Some(folded) = &mut self.folded {
            folded.parties.iter_mut().for_each(|(no, _)| *no = moved(*no));
        }
        self.for_each_mention(|no| *no = moved(*no));
    }

    /// All places at which a leg is mentioned, but for those in other legs, in what was folded, and in the calls of
    /// members.
    pub(crate) fn for_each_mention(&mut self, mut mention: impl FnMut(&mut LegNo)) {
        self.stays.iter_mut().for_each(|stay| mention(&mut stay.leg));
        self.visits.iter_mut().for_each(|visit| mention(&mut visit.leg));
        self.holds.iter_mut().for_each(|hold| mention(&mut hold.leg));
        for transfer in &mut self.transfers {
            match transfer {
                Transferred::Blind(blind) => {
                    mention(&mut blind.by);
                    mention(&mut blind.transferee);
                }
                Transferred::Attended(attended) => {
                    mention(&mut attended.first);
                    mention(&mut attended.second);
                    attended.target.iter_mut().for_each(&mut mention);
                }
                Transferred::Redirect(redirect) => mention(&mut redirect.transferee),
            }
        }
        for park in &mut self.parks {
            mention(&mut park.leg);
            park.retriever.iter_mut().for_each(&mut mention);
        }
        for pickup in &mut self.pickups {
            mention(&mut pickup.picker);
            mention(&mut pickup.target);
        }
        self.recordings.iter_mut().for_each(|recording| mention(&mut recording.leg));
        if let Some(media) = &mut self.media {
            media.stasis.iter_mut().for_each(|span| mention(&mut span.leg));
            for span in &mut media.playbacks {
                if let Heard::By(leg) = &mut span.heard {
                    mention(leg);
                }
            }
        }
        self.unreached.iter_mut().for_each(|unreached| mention(&mut unreached.leg));
        self.unjoined.iter_mut().for_each(|unjoined| mention(&mut unjoined.leg));
        self.conferences.iter_mut().for_each(|met| mention(&mut met.leg));
        self.diversions.iter_mut().for_each(|diversion| mention(&mut diversion.leg));
        self.keys.iter_mut().for_each(|(_, leg, _)| mention(leg));
        self.next_file.iter_mut().for_each(|(leg, _)| mention(leg));
    }
}

fn move_leg(leg: &mut Leg, moved: &impl Fn(LegNo) -> LegNo) {
    if let LegKind::Local { other: Some(other), .. } = &mut leg.kind {
        *other = moved(*other);
    }
    if let Origin::Dialled { by: Some(by) } = &mut leg.origin {
        *by = moved(*by);
    }
}
