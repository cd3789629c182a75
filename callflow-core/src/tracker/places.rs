//! Finding the leg that an event speaks of, and making it where its beginning was not seen.

use super::{Place, Tracker};
use crate::ids::{CallId, Linkedid, Uniqueid};
use crate::signal::{ChannelSnapshot, ChannelState};
use crate::story::{Leg, LegNo, Moment, Origin, Story};
use alloc::sync::Arc;

impl Tracker {
    /// The place of a channel that was seen before. Nothing an event says of an ended channel makes it live.
    pub(super) fn place(&self, channel: &ChannelSnapshot<'_>) -> Option<Place> {
        self.lent(&channel.uniqueid).or_else(|| self.places.get(&*channel.uniqueid).copied())
    }

    /// The place of a channel, which is made if the channel was never seen: its `Newchannel` was lost or is late,
    /// or it is older than the connection. `None` for one that is long gone: nothing revives it.
    ///
    /// Only for events that a living channel alone has. What also comes for a channel that is gone would make a
    /// call that nothing ends.
    pub(super) fn place_or_adopt(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) -> Option<Place> {
        if let Some(place) = self.place(channel) {
            return Some(place);
        }
        if self.gone.has(&channel.uniqueid) {
            return None;
        }
        let place = self.add_leg(channel, at);
        if let Some(leg) = self.leg_mut(place) {
            leg.is_stranger = true;
        }
        self.await_birth(channel, at);
        Some(place)
    }

    /// Whether a channel has ended: what is told late of it begins nothing any more.
    pub(super) fn is_over(&self, place: Place) -> bool {
        let leg = self.calls.get(place.call).and_then(|story| story.leg(place.leg));
        leg.is_none_or(|leg| leg.ended().is_some())
    }

    pub(super) fn story_mut(&mut self, place: Place) -> Option<&mut Story> {
        self.calls.get_mut(place.call)
    }

    pub(super) fn leg_mut(&mut self, place: Place) -> Option<&mut Leg> {
        self.calls.get_mut(place.call)?.leg_mut(place.leg)
    }

    /// The story and the leg of a channel that was seen before, for a behaviour that changes both.
    pub(super) fn known(&mut self, channel: &ChannelSnapshot<'_>) -> Option<(Place, &mut Story)> {
        let place = self.place(channel)?;
        let story = self.calls.get_mut(place.call)?;
        Some((place, story))
    }

    /// Makes the leg of a channel, in the call of its Linkedid or in a new one.
    pub(super) fn add_leg(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) -> Place {
        let uniqueid = Uniqueid::new(&channel.uniqueid);
        let linkedid = match channel.linkedid.as_deref() {
            Some(linkedid) if *linkedid != *channel.uniqueid => Linkedid::new(linkedid),
            _ => Linkedid::of_first(&uniqueid),
        };
        let mut known = self.call_of_linkedid(&linkedid);
        let mut linkedid = linkedid;
        if known.is_none() && self.linkedids.contains_key(&linkedid) {
            // A standing line's: the channel has nothing to do with it.
            linkedid = Linkedid::of_first(&uniqueid);
            known = self.linkedids.get(&linkedid).copied();
        }
        let call = match known {
            Some(call) => call,
            None => {
                let id = CallId::of(&self.pbx, &linkedid, at.at);
                let call = self.calls.insert(Story::new(id, linkedid.clone(), at));
                self.linkedids.insert(linkedid.clone(), call);
                if let Some(story) = self.calls.get_mut(call) {
                    story.linkedids.push(linkedid);
                }
                call
            }
        };
        let leg = match self.calls.get_mut(call) {
            Some(story) => {
                // Late channels of an ended call open it again; it is told as a revision.
                story.ended = None;
                story.forget_at = None;
                story.push_leg(leg_of(uniqueid.clone(), channel, at))
            }
            None => LegNo(0),
        };
        if let Some(leg) = self.calls.get(call).and_then(|story| story.leg(leg)).filter(|leg| leg.is_person())
        {
            self.phones.push_back(leg.phone_channel(at));
        }
        let place = Place { call, leg };
        self.places.insert(uniqueid, place);
        place
    }
}

fn leg_of(uniqueid: Uniqueid, channel: &ChannelSnapshot<'_>, at: Moment) -> Leg {
    let mut leg = Leg::new(uniqueid, &channel.name, origin_of(channel), at);
    leg.account_code = text(channel.account_code.as_deref());
    be_born(&mut leg, channel);
    leg
}

/// Notes what only the beginning of a channel tells; it may be seen after other events of the channel.
pub(super) fn be_born(leg: &mut Leg, channel: &ChannelSnapshot<'_>) {
    leg.is_stranger = false;
    leg.birth_number = text(channel.caller_number.as_deref());
    leg.display = text(channel.caller_name.as_deref());
    leg.birth_context = text(channel.context.as_deref());
    leg.birth_exten = text(channel.exten.as_deref());
    // Who dialled it is known better by the dial.
    if leg.dial.is_none() {
        leg.origin = origin_of(channel);
    }
}

/// Asterisk makes an incoming channel in state Ring and one that it is to call in state Down.
fn origin_of(channel: &ChannelSnapshot<'_>) -> Origin {
    match channel.state {
        Some(ChannelState::Down | ChannelState::Ringing) => Origin::Dialled { by: None },
        _ => Origin::CameIn,
    }
}

pub(super) fn text(text: Option<&str>) -> Option<Arc<str>> {
    text.map(Arc::from)
}
