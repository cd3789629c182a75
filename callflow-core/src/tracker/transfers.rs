//! Calls are sent on, parked ones fetched, ringing ones picked up.

use super::Tracker;
use crate::plan::Plan;
use crate::signal::ChannelSnapshot;
use crate::story::{AttendedTransfer, BlindTransfer, Moment, PickupMade, Transferred};

impl Tracker {
    pub(super) fn blind_transferred(
        &mut self,
        plan: &Plan,
        transferer: &ChannelSnapshot<'_>,
        transferee: &ChannelSnapshot<'_>,
        exten: &str,
        at: Moment,
    ) {
        let Some((by, transferee)) = self.unite_channels(plan, transferer, transferee, at) else { return };
        let call = by.call;
        let Some(story) = self.story_mut(by) else { return };
        let repeated = story.transfers.iter().any(|known| match known {
            Transferred::Blind(known) => {
                known.by == by.leg && known.transferee == transferee.leg && *known.to == *exten
            }
            _ => false,
        });
        if !repeated {
            let (by, transferee) = (by.leg, transferee.leg);
            story.transfers.push(Transferred::Blind(BlindTransfer { at, by, transferee, to: exten.into() }));
        }
        self.touch(call, at);
    }

    pub(super) fn attended_transferred(
        &mut self,
        plan: &Plan,
        first: &ChannelSnapshot<'_>,
        second: &ChannelSnapshot<'_>,
        target: Option<&ChannelSnapshot<'_>>,
        at: Moment,
    ) {
        self.unite_channels(plan, first, second, at);
        if let Some(target) = target {
            self.unite_channels(plan, second, target, at);
        }
        let (Some(first), Some(second)) = (self.place(first), self.place(second)) else { return };
        let target = target.and_then(|target| self.place(target)).map(|target| target.leg);
        let call = first.call;
        let Some(story) = self.story_mut(first) else { return };
        let repeated = story.transfers.iter().any(|known| match known {
            Transferred::Attended(known) => {
                known.first == first.leg && known.second == second.leg && known.target == target
            }
            _ => false,
        });
        if !repeated {
            let (first, second) = (first.leg, second.leg);
            story.transfers.push(Transferred::Attended(AttendedTransfer { at, first, second, target }));
        }
        self.touch(call, at);
    }

    pub(super) fn picked_up(
        &mut self,
        plan: &Plan,
        picker: &ChannelSnapshot<'_>,
        target: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let Some((picker, target)) = self.unite_channels(plan, picker, target, at) else { return };
        let Some(story) = self.story_mut(picker) else { return };
        let known = story.pickups.iter().any(|p| p.picker == picker.leg && p.target == target.leg);
        if !known {
            story.pickups.push(PickupMade { at, picker: picker.leg, target: target.leg });
            self.touch(picker.call, at);
        }
    }
}
