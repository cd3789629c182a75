//! What there is, as Asterisk lists it: calls that began unseen are taken up in mid-call.
//!
//! A list has no order, and tells what is and not how it came about. Times are the best that can be known: a
//! channel was there since its age says, and a talk can have begun no earlier than the younger of its channels.

use core::time::Duration;

use super::places::text;
use super::{Place, Tracker};
use crate::ids::BridgeId;
use crate::plan::{Plan, is_special_exten};
use crate::signal::{BridgeKind, BridgeSnapshot, ChannelSnapshot, ChannelState, ListedChannel};
use crate::story::{App, Conference, Dial, LegNo, Moment, Origin, Story, dialled_target, endpoint_of};

impl Tracker {
    pub(super) fn channel_listed(&mut self, plan: &Plan, listed: &ListedChannel<'_>, at: Moment) {
        let channel = &listed.channel;
        let age = listed.age.unwrap_or(Duration::ZERO);
        let since = Moment { seq: at.seq, at: at.at.saturating_sub(age) };
        let (place, is_new) = match self.place(channel) {
            Some(place) => (place, false),
            None => (self.take_up(listed, since), true),
        };
        if self.leg_mut(place).is_none_or(|leg| leg.ended().is_some()) {
            return;
        }
        // What is known of its life is better told by its events.
        let when = if is_new { since } else { at };
        self.observe(place, channel, when);
        self.runs(place, listed, when);
        self.waits_no_more(place, listed, at);
        if let Some(bridge) = listed.bridge.as_deref() {
            self.is_in_bridge(plan, bridge, listed, when);
            self.found_in_bridge(bridge, listed, at);
        }
        self.touch(place.call, at);
    }

    /// A bridge of a kind that only its own item tells: who was put into it by guess is not in it.
    pub(super) fn bridge_listed(&mut self, bridge: &BridgeSnapshot<'_>) {
        self.kinds.insert(BridgeId::new(&bridge.id), bridge.kind);
    }

    pub(super) fn queue_caller_listed(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        queue: &str,
        position: Option<u32>,
        waited: Duration,
        at: Moment,
    ) {
        // The item names no Linkedid: of a caller who was not listed as a channel it says too little.
        let Some((place, story)) = self.known(channel) else { return };
        let joined = Moment { seq: at.seq, at: at.at.saturating_sub(waited) };
        // Ages are in whole seconds, cut off: it was there when it joined.
        if let Some(leg) = story.leg_mut(place.leg).filter(|leg| leg.taken_up && leg.born.at > joined.at) {
            leg.born.at = joined.at;
            story.born.at = story.born.at.min(joined.at);
        }
        self.queue_joined(channel, queue, position, joined);
    }

    /// Makes the leg of a channel whose beginning was not seen, and says so in the record.
    fn take_up(&mut self, listed: &ListedChannel<'_>, since: Moment) -> Place {
        let channel = &listed.channel;
        let place = self.add_leg(channel, since);
        let was_called = matches!(listed.application.as_deref(), Some("AppDial" | "AppDial2" | "AppQueue"))
            || matches!(channel.state, Some(ChannelState::Ringing));
        if let Some(story) = self.calls.get_mut(place.call) {
            story.reconstructed = true;
            story.born = story.born.min(since);
            if let Some(leg) = story.leg_mut(place.leg) {
                leg.taken_up = true;
                leg.origin = if was_called { Origin::DialledUnseen } else { Origin::CameIn };
                if was_called {
                    leg.dial =
                        Some(Dial { string: None, began: since, ended: None, status: None, forward: None });
                }
            }
        }
        self.find_other_half(place);
        place
    }

    /// What the application that a channel runs tells.
    fn runs(&mut self, place: Place, listed: &ListedChannel<'_>, when: Moment) {
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let Some(leg) = story.leg_mut(place.leg).filter(|leg| leg.taken_up) else { return };
        if let Some(number) = listed.dialled.as_deref().filter(|number| !is_special_exten(number)) {
            leg.birth_exten = text(Some(number));
        }
        let Some(application) = listed.application.as_deref() else { return };
        let data = listed.data.as_deref().unwrap_or_default();
        leg.context = text(listed.channel.context.as_deref());
        leg.app = App::of(application);
        match application {
            "Dial" => story.expect_dialled(place.leg, data, when),
            "AppDial" => story.match_dialled(place.leg),
            "Queue" => {
                leg.queue_timeout_s = super::dialplan::queue_timeout(data);
                story.queue_asked = story.queue_asked.or(Some(when));
            }
            "VoiceMail" => {
                story.reach_voicemail(when);
            }
            "ConfBridge" | "MeetMe" => {
                let room = data.split(',').next().unwrap_or_default();
                if !story.conferences.iter().any(|met| met.leg == place.leg) {
                    story.conferences.push(Conference { name: room.into(), leg: place.leg, joined: when });
                }
            }
            _ => {}
        }
    }

    fn is_in_bridge(&mut self, plan: &Plan, bridge: &str, listed: &ListedChannel<'_>, when: Moment) {
        let Some(kind) = self.kind_of(bridge, listed.application.as_deref()) else { return };
        let mut when = when;
        if let Some(&call) = self.bridges.get(bridge)
            && let Some(story) = self.calls.get(call)
        {
            let inside = story.stays.iter().filter(|stay| {
                stay.left.is_none()
                    && story.bridges.get(stay.bridge as usize).is_some_and(|b| b.id.as_str() == bridge)
            });
            when.at = inside.map(|stay| stay.entered.at).fold(when.at, Ord::max);
        }
        let snapshot = BridgeSnapshot { id: bridge.into(), kind };
        self.bridge_entered(plan, &snapshot, &listed.channel, when);
    }

    /// What a bridge is for: as its own item said, else as the application of who is in it has it. `None` where
    /// neither tells: a guess could unite calls that have nothing to do with each other.
    pub(super) fn kind_of(&self, bridge: &str, application: Option<&str>) -> Option<BridgeKind> {
        if let Some(kind) = self.kinds.get(bridge) {
            return Some(*kind);
        }
        match application? {
            "Dial" | "AppDial" | "AppDial2" | "Queue" | "AppQueue" | "Bridge" => Some(BridgeKind::Talk),
            "ConfBridge" | "MeetMe" | "Page" => Some(BridgeKind::Conference),
            "AgentLogin" | "BridgeWait" | "Park" => Some(BridgeKind::Waiting),
            _ => None,
        }
    }
}

impl Story {
    /// Notes whom a running `Dial()` calls, of whose `DialBegin` nothing was seen.
    fn expect_dialled(&mut self, leg: LegNo, data: &str, when: Moment) {
        self.note_dial(leg, data, when);
        for unreached in self.unreached.iter_mut().filter(|unreached| unreached.leg == leg) {
            unreached.unseen = true;
        }
        let called: alloc::vec::Vec<LegNo> = self
            .numbered_legs()
            .filter(|(_, leg)| leg.origin == Origin::DialledUnseen)
            .map(|(no, _)| no)
            .collect();
        called.into_iter().for_each(|no| self.match_dialled(no));
    }

    /// Finds the string by which a called leg was dialled among those that a running `Dial()` was told.
    fn match_dialled(&mut self, no: LegNo) {
        let Some(endpoint) = self.leg(no).map(|leg| endpoint_of(&leg.name)) else { return };
        let expected = self
            .unreached
            .iter()
            .position(|unreached| unreached.unseen && dialled_target(&unreached.string).endpoint == endpoint);
        let Some(expected) = expected else { return };
        let string = self.unreached.remove(expected).string;
        if let Some(dial) = self.leg_mut(no).and_then(|leg| leg.dial.as_mut()) {
            dial.string.get_or_insert(string);
        }
    }
}
