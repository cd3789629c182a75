//! Calls wait in parking lots.

use super::Tracker;
use super::places::text;
use crate::plan::Plan;
use crate::signal::{ChannelSnapshot, ParkEnd};
use crate::story::{LegNo, Moment, ParkStay, Story};

impl Tracker {
    pub(super) fn parked(
        &mut self,
        parkee: &ChannelSnapshot<'_>,
        parker: Option<&str>,
        lot: Option<&str>,
        space: Option<&str>,
        at: Moment,
    ) {
        let Some(place) = self.place_or_adopt(parkee, at) else { return };
        if self.is_over(place) {
            return;
        }
        let Some(story) = self.story_mut(place) else { return };
        if let Some(park) = story.open_park(place.leg) {
            // A list told of its bridge first, and not where it stands in it.
            if park.space.is_none() && space.is_some() {
                let parker = text(parker);
                *park = ParkStay { parker, lot: text(lot), space: text(space), from: at, ..park.clone() };
                self.touch(place.call, at);
            }
            return;
        }
        story.parks.push(ParkStay {
            leg: place.leg,
            parker: text(parker),
            lot: text(lot),
            space: text(space),
            from: at,
            to: None,
            retriever: None,
            timed_out: false,
            is_end_untold: false,
        });
        self.touch(place.call, at);
    }

    pub(super) fn unparked(
        &mut self,
        plan: &Plan,
        parkee: &ChannelSnapshot<'_>,
        retriever: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let Some((parkee, retriever)) = self.unite_channels(plan, parkee, retriever, at) else { return };
        let Some(story) = self.story_mut(parkee) else { return };
        if let Some(park) = story.open_park(parkee.leg) {
            park.to = Some(at);
            park.retriever = Some(retriever.leg);
            self.touch(parkee.call, at);
        }
    }

    pub(super) fn park_ended(&mut self, parkee: &ChannelSnapshot<'_>, end: ParkEnd, at: Moment) {
        let Some((place, story)) = self.known(parkee) else { return };
        if let Some(park) = story.open_park(place.leg) {
            park.to = Some(at);
            park.timed_out = end == ParkEnd::Timeout;
            park.is_end_untold = end == ParkEnd::Left;
            self.touch(place.call, at);
        }
    }
}

impl Story {
    pub(super) fn open_park(&mut self, leg: LegNo) -> Option<&mut ParkStay> {
        self.parks.iter_mut().find(|park| park.leg == leg && park.to.is_none())
    }
}
