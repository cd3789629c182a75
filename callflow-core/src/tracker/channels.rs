//! Channels come, change and go.

use super::dialplan::set_if_new;
use super::places::{be_born, text};
use super::strangers::Stranger;
use super::{Place, Tracker};
use crate::cause::HangupCause;
use crate::plan::Plan;
use crate::signal::{ChannelSnapshot, ChannelState, HangupAsk};
use crate::story::{LegKind, Moment, Origin};

impl Tracker {
    pub(super) fn channel_created(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let place = match self.place(channel) {
            // Late: another event of it came first.
            Some(place) if self.is_stranger(place) => {
                self.settle_stranger(&channel.uniqueid, Stranger::Explained);
                let Some(leg) = self.leg_mut(place) else { return };
                be_born(leg, channel);
                place
            }
            Some(place) if self.is_id_of_another(place, at) => {
                self.linkedids.remove(channel.linkedid.as_deref().unwrap_or(&channel.uniqueid));
                self.add_leg(channel, at)
            }
            // Repeated.
            Some(_) => return,
            None if self.gone.knows(channel) => return,
            None => self.add_leg(channel, at),
        };
        self.observe(place, channel, at);
        self.find_other_half(place);
        if self.begins_originate(place) {
            self.originating.push(place.call);
        }
        self.touch(place.call, at);
    }

    pub(super) fn channel_changed(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let Some(place) = self.place_or_adopt(channel, at) else { return };
        if self.observe(place, channel, at) {
            self.touch(place.call, at);
        }
    }

    /// A number set by the dial plan. An inside one is the caller's from now on; a public one may be meant for
    /// the trunk that is dialled next, which only the next `DialBegin` tells.
    pub(super) fn caller_id_set(&mut self, plan: &Plan, channel: &ChannelSnapshot<'_>, at: Moment) {
        // It also comes for channels that are gone, and must not revive them.
        let Some(place) = self.place(channel) else { return };
        let Some(leg) = self.leg_mut(place) else { return };
        if leg.ended().is_some() || leg.dismissed.is_some() {
            return;
        }
        // Asterisk tells it again with every application that sets it, mostly to what it is.
        let mut news = false;
        if let Some(number) = channel.caller_number.as_deref().and_then(|text| plan.said_number(text)) {
            if plan.is_internal(number) {
                news |= set_if_new(&mut leg.given_number, Some(number)) | leg.pending_number.take().is_some();
            } else {
                news |= set_if_new(&mut leg.pending_number, Some(number));
            }
        }
        if leg.origin == Origin::CameIn {
            news |= set_if_new(&mut leg.display, channel.caller_name.as_deref());
        }
        news |= self.observe(place, channel, at);
        self.note(place.call, at, news);
    }

    pub(super) fn hangup_asked(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        by: HangupAsk,
        cause: Option<HangupCause>,
        at: Moment,
    ) {
        let Some(place) = self.place_or_adopt(channel, at) else { return };
        let going_down = by == HangupAsk::Shutdown || self.link.is_going_down();
        let by = if going_down { HangupAsk::Shutdown } else { by };
        self.note_asked(place, by, cause, at);
        // A standing line that is lent ends for both calls.
        if let Some(&own) = self.places.get(&*channel.uniqueid).filter(|own| **own != place) {
            self.note_asked(own, by, cause, at);
        }
    }

    fn note_asked(&mut self, place: Place, by: HangupAsk, cause: Option<HangupCause>, at: Moment) {
        let Some(story) = self.story_mut(place) else { return };
        // What is hung up while Asterisk goes down is nobody's decision.
        let going_down = by == HangupAsk::Shutdown && !story.cut_off;
        story.cut_off |= going_down;
        let Some(leg) = story.leg_mut(place.leg) else { return };
        match by {
            HangupAsk::Phone => {
                leg.asked = leg.asked.or(Some(at));
                leg.asked_cause = leg.asked_cause.or(cause);
            }
            HangupAsk::Asterisk | HangupAsk::Shutdown => leg.dismissed = leg.dismissed.or(Some(at)),
        }
        // Who hung up is told with the end; only where that was told first is it news now. Why the caller left a queue
        // depends on it too.
        let mut news = going_down || leg.is_stranger || leg.ended().is_some();
        news |= story.visits.iter().any(|visit| visit.leg == place.leg && visit.left.is_some());
        self.note(place.call, at, news);
    }

    pub(super) fn channel_ended(&mut self, channel: &ChannelSnapshot<'_>, cause: HangupCause, at: Moment) {
        // The end of a channel that was never seen makes no call.
        if let Some(lent) = self.lent(&channel.uniqueid) {
            self.give_back(lent, at);
        }
        let Some(place) = self.place(channel) else { return };
        self.end_leg(place, cause, at);
    }

    /// Takes in what the snapshot of an event says besides the event itself. Says whether that is news for the
    /// record.
    pub(super) fn observe(&mut self, place: Place, channel: &ChannelSnapshot<'_>, at: Moment) -> bool {
        let Some(story) = self.calls.get_mut(place.call) else { return false };
        let mut news = false;
        for (name, value) in &channel.variables {
            let known = story.variables.get(&**name).map(|known| &**known);
            if known != Some(&**value) && !(value.is_empty() && known.is_none()) {
                story.variables.insert((&**name).into(), (&**value).into());
                news = true;
            }
        }
        let Some(leg) = story.leg_mut(place.leg) else { return news };
        if leg.ended().is_some() {
            return news;
        }
        match channel.state {
            Some(ChannelState::Ringing) => news |= leg.ring(at),
            Some(ChannelState::Up) => news |= leg.answer(at),
            // Asterisk makes a busy tone only of its own accord.
            Some(ChannelState::Busy) => leg.app = crate::story::App::Busy,
            // chan_sip makes an incoming channel in state Down as well, and lets it ring a moment later.
            Some(ChannelState::Ring) if leg.is_person() && leg.dial.is_none() => {
                news |= leg.origin != Origin::CameIn;
                leg.came_from(Origin::CameIn);
            }
            Some(ChannelState::Down | ChannelState::Ring) | None => {}
        }
        if channel.account_code.is_some() && leg.account_code.as_deref() != channel.account_code.as_deref() {
            leg.account_code = text(channel.account_code.as_deref());
            news = true;
        }
        news
    }

    /// The halves of a Local channel are born together, and `LocalBridge` joins them only later or never.
    pub(super) fn find_other_half(&mut self, place: Place) {
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let Some(leg) = story.leg(place.leg) else { return };
        let LegKind::Local { first, other: None } = leg.kind else { return };
        let base = base_name(&leg.name);
        let other = story.numbered_legs().rev().find_map(|(no, other)| {
            let half = matches!(other.kind, LegKind::Local { first: f, other: None } if f != first);
            (half && base_name(&other.name) == base).then_some(no)
        });
        if let Some(other) = other {
            self.join_halves(place.call, place.leg, other);
        }
    }

    /// Whether a channel's id is that of a channel that is gone: a client chose it, and chose it again.
    fn is_id_of_another(&self, place: Place, at: Moment) -> bool {
        const NO_REPEAT_MS: u64 = 1_000;
        let leg = self.calls.get(place.call).and_then(|story| story.leg(place.leg));
        leg.is_some_and(|leg| {
            let is_gone = leg.ended().is_some_and(|ended| at.at.millis_since(ended.at) > NO_REPEAT_MS);
            is_gone && !crate::ids::is_made_by_asterisk(leg.uniqueid.as_str())
        })
    }

    /// A call that begins with Asterisk calling a phone.
    fn begins_originate(&self, place: Place) -> bool {
        self.calls.get(place.call).is_some_and(|story| {
            let is_root = story.root().is_some_and(|(root, leg)| root == place.leg && leg.up().is_none());
            is_root && story.is_originated()
        })
    }
}

/// `Local/101@from-internal-00000003` of both `…;1` and `…;2`.
pub(super) fn base_name(name: &str) -> &str {
    name.rsplit_once(';').map_or(name, |(base, _)| base)
}
