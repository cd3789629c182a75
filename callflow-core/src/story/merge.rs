//! Two stories become one.

use alloc::vec::Vec;

use super::{Leg, LegKind, LegNo, Origin, Story, Told, Transferred};

impl Story {
    /// Takes over all that `other` knows. `self` keeps its identity; legs of `other` come after its own.
    /// Returns how far the legs of `other` moved.
    pub(crate) fn absorb(&mut self, other: Self) -> u32 {
        let offset = u32::try_from(self.legs.len()).unwrap_or(u32::MAX);
        // A bridge that both know is one bridge.
        let bridges: Vec<u32> =
            other.bridges.iter().map(|bridge| self.bridge_no(bridge.id.as_str(), bridge.kind)).collect();
        let moved = |no: LegNo| LegNo(no.0.saturating_add(offset));

        self.legs.extend(other.legs.into_iter().map(|leg| move_leg(leg, moved)));
        self.stays.extend(other.stays.into_iter().map(|mut stay| {
            stay.leg = moved(stay.leg);
            stay.bridge = bridges.get(stay.bridge as usize).copied().unwrap_or(u32::MAX);
            stay
        }));
        self.visits.extend(other.visits.into_iter().map(|mut visit| {
            visit.leg = moved(visit.leg);
            for call in &mut visit.calls {
                call.leg = call.leg.map(moved);
            }
            visit
        }));
        self.holds.extend(other.holds.into_iter().map(|mut hold| {
            hold.leg = moved(hold.leg);
            hold
        }));
        self.transfers.extend(other.transfers.into_iter().map(|transfer| move_transfer(transfer, moved)));
        self.parks.extend(other.parks.into_iter().map(|mut park| {
            park.leg = moved(park.leg);
            park.retriever = park.retriever.map(moved);
            park
        }));
        self.pickups.extend(other.pickups.into_iter().map(|mut pickup| {
            pickup.picker = moved(pickup.picker);
            pickup.target = moved(pickup.target);
            pickup
        }));
        self.recordings.extend(other.recordings.into_iter().map(|mut recording| {
            recording.leg = moved(recording.leg);
            recording
        }));
        self.unreached.extend(other.unreached.into_iter().map(|mut unreached| {
            unreached.leg = moved(unreached.leg);
            unreached
        }));
        self.unjoined.extend(other.unjoined.into_iter().map(|mut unjoined| {
            unjoined.leg = moved(unjoined.leg);
            unjoined
        }));
        self.conferences.extend(other.conferences.into_iter().map(|mut met| {
            met.leg = moved(met.leg);
            met
        }));
        self.diversions.extend(other.diversions.into_iter().map(|mut diversion| {
            diversion.leg = moved(diversion.leg);
            diversion
        }));
        self.keys.extend(other.keys.into_iter().map(|(at, leg, digit)| (at, moved(leg), digit)));
        self.last = self.last.max(other.last);
        self.cut_off |= other.cut_off;
        self.reconstructed |= other.reconstructed;
        self.linkedids.extend(other.linkedids);
        self.merged.extend(other.merged);
        // A story that nobody has heard of leaves nothing to reverse.
        if other.told != Told::Nothing {
            self.merged.push(other.id);
        }
        offset
    }
}

fn move_leg(mut leg: Leg, moved: impl Fn(LegNo) -> LegNo) -> Leg {
    if let LegKind::Local { other: Some(other), .. } = &mut leg.kind {
        *other = moved(*other);
    }
    if let Origin::Dialled { by: Some(by) } = &mut leg.origin {
        *by = moved(*by);
    }
    leg
}

fn move_transfer(transfer: Transferred, moved: impl Fn(LegNo) -> LegNo) -> Transferred {
    match transfer {
        Transferred::Blind(mut blind) => {
            blind.by = moved(blind.by);
            blind.transferee = moved(blind.transferee);
            Transferred::Blind(blind)
        }
        Transferred::Attended(mut attended) => {
            attended.first = moved(attended.first);
            attended.second = moved(attended.second);
            attended.target = attended.target.map(moved);
            Transferred::Attended(attended)
        }
        Transferred::Redirect(mut redirect) => {
            redirect.transferee = moved(redirect.transferee);
            Transferred::Redirect(redirect)
        }
    }
}
