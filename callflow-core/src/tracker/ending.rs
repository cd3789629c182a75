//! Legs end, calls end, and are forgotten.

use core::time::Duration;

use super::strangers::Stranger;
use super::{PhoneChannel, Place, Tracker};
use crate::cause::HangupCause;
use crate::slab::Key;
use crate::story::{Leg, LegNo, Moment, Origin, RecordingSpan, Story};
use crate::time::Timestamp;

/// How long an ended call is remembered, for late and repeated events.
const REMEMBERED: Duration = Duration::from_secs(60);

/// How many ended calls are remembered at most, so that memory follows the live calls also on a system that ends
/// hundreds of calls a second. Events of one call that come as late as that are not known.
const MOST_REMEMBERED: usize = 10_000;

impl Tracker {
    pub(super) fn end_leg(&mut self, place: Place, cause: HangupCause, at: Moment) {
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let Some(leg) = story.leg_mut(place.leg) else { return };
        if !leg.end(at, cause) {
            return;
        }
        let stranger = leg.is_stranger.then(|| leg.uniqueid.clone());
        if leg.origin == Origin::Lent {
            self.lent.remove(&leg.uniqueid);
        } else if leg.is_person() {
            self.phones.push_back(leg.phone_channel(at));
        }
        story.close_what_the_leg_left_open(place, at);
        if let Some(uniqueid) = stranger {
            self.settle_stranger(uniqueid.as_str(), Stranger::Unexplained);
        }
        self.settle_end(place.call);
        self.touch(place.call, at);
    }

    /// A call is over when its last leg is.
    pub(super) fn settle_end(&mut self, call: Key) {
        let Some(story) = self.calls.get_mut(call) else { return };
        let last = story.legs.iter().map(Leg::ended).max().flatten();
        story.ended = last.filter(|_| story.is_over());
        // From the time of its telling, not of its end: a restart ends calls at a time long past.
        story.forget_at = story.ended.map(|_| self.now.saturating_add(REMEMBERED));
        self.ended.extend(story.forget_at.map(|due| (due, call)));
    }

    /// When the next ended call is to be forgotten, or the next channel told of whose beginning did not come.
    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        let ended = self.ended.front().map(|(due, _)| *due);
        let awaited = self.awaited.front().map(|awaited| awaited.due);
        ended.into_iter().chain(awaited).min()
    }

    /// Does what is due: forgets the calls that ended long ago, and waits for no beginning any longer.
    pub(crate) fn settle_due(&mut self, now: Timestamp) {
        self.give_up_awaited(now);
        self.forget(now);
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some(&(due, key)) = self.ended.front() {
            if due > now && self.ended.len() <= MOST_REMEMBERED {
                break;
            }
            self.ended.pop_front();
            // A call that went on after all, or became part of another, is not the one that was to be forgotten.
            let Some(story) = self.calls.get_mut(key).filter(|story| story.forget_at == Some(due)) else {
                continue;
            };
            if story.touched {
                // Whoever drives this has not asked yet; nothing is forgotten untold.
                story.forget_at = Some(now.saturating_add(REMEMBERED));
                self.ended.extend(story.forget_at.map(|due| (due, key)));
                return;
            }
            self.drop_call(key);
        }
    }

    fn drop_call(&mut self, key: Key) {
        let Some(story) = self.calls.remove(key) else { return };
        for leg in story.legs.into_iter().filter(|leg| leg.origin != Origin::Lent) {
            // An id that a client chose may be another channel's by now.
            if self.places.get(&leg.uniqueid).is_some_and(|place| place.call == key) {
                self.places.remove(&leg.uniqueid);
                self.gone.add(leg.uniqueid);
            }
        }
        for linkedid in &story.linkedids {
            if self.linkedids.get(linkedid) == Some(&key) {
                self.linkedids.remove(linkedid);
            }
        }
        for bridge in &story.bridges {
            if self.bridges.get(&bridge.id) == Some(&key) {
                self.bridges.remove(&bridge.id);
            }
        }
        self.originating.retain(|originating| *originating != key);
    }
}

impl Leg {
    pub(super) fn phone_channel(&self, at: Moment) -> PhoneChannel {
        let (uniqueid, name) = (self.uniqueid.clone(), self.name.clone());
        PhoneChannel { uniqueid, name, live: self.ended().is_none(), at: at.at }
    }
}

impl Story {
    /// Marks those whom a leg's `Dial()` did not reach. Says whether there are any.
    pub(super) fn give_up_unreached(&mut self, leg: LegNo) -> bool {
        let mut any = false;
        self.unreached.retain(|unreached| unreached.leg != leg || !unreached.unseen);
        for unreached in
            self.unreached.iter_mut().filter(|unreached| unreached.leg == leg && !unreached.given_up)
        {
            unreached.given_up = true;
            any = true;
        }
        any
    }

    fn close_what_the_leg_left_open(&mut self, place: Place, at: Moment) {
        let leg = place.leg;
        self.give_up_unreached(leg);
        self.give_up_unjoined(leg);
        let close = |to: &mut Option<Moment>| *to = to.or(Some(at));
        self.stays.iter_mut().filter(|stay| stay.leg == leg).for_each(|stay| close(&mut stay.left));
        self.visits.iter_mut().filter(|visit| visit.leg == leg).for_each(|visit| close(&mut visit.left));
        self.holds.iter_mut().filter(|hold| hold.leg == leg).for_each(|hold| close(&mut hold.to));
        self.parks.iter_mut().filter(|park| park.leg == leg).for_each(|park| close(&mut park.to));
        self.close_media_of_leg(leg, at);
        if self.is_over() {
            self.close_media_of_bridge(None, at);
        }
        // What is recorded of a bridge goes on without one of those in it.
        let of_leg = |span: &&mut RecordingSpan| {
            span.leg == leg && span.live.as_ref().is_none_or(|live| live.bridge.is_none())
        };
        for recording in self.recordings.iter_mut().filter(of_leg) {
            close(&mut recording.to);
            recording.pauses.iter_mut().for_each(|(_, to)| close(to));
        }
    }
}
