//! Agents' standing lines (`AgentLogin`): one channel that talks to one caller after the other.
//!
//! The line is a call of its own, with which no caller's call is ever united. While it talks to a caller it is lent
//! to that call, where it stands as a leg of its own; what the channel does meanwhile is told there.

use alloc::vec::Vec;

use super::{Place, Tracker};
use crate::cause::HangupCause;
use crate::ids::{BridgeId, Linkedid, Uniqueid};
use crate::signal::{BridgeKind, BridgeSnapshot, ChannelSnapshot};
use crate::slab::Key;
use crate::story::{App, Leg, LegNo, Life, Moment, Origin, Stay};

impl Tracker {
    /// Whether a leg is a standing line, in the line's own call.
    pub(super) fn is_standing_line(&self, place: Place) -> bool {
        self.calls
            .get(place.call)
            .and_then(|story| story.leg(place.leg))
            .is_some_and(|leg| leg.app == App::AgentLogin)
    }

    /// Where a channel stands once it is in a bridge, if it is a standing line.
    pub(super) fn standing_line_enters(
        &mut self,
        bridge: &BridgeSnapshot<'_>,
        channel: &ChannelSnapshot<'_>,
        at: Moment,
    ) -> Option<Place> {
        let line =
            self.places.get(&*channel.uniqueid).copied().filter(|line| self.is_standing_line(*line))?;
        self.early_lines.retain(|(_, early, _)| early.as_str() != &*channel.uniqueid);
        let talks_in = self.bridges.get(&*bridge.id).copied().filter(|_| bridge.kind == BridgeKind::Talk);
        if let Some(&lent) = self.lent.get(&*channel.uniqueid) {
            if talks_in == Some(lent.call) {
                return Some(lent);
            }
            self.give_back(lent, at);
        }
        match talks_in {
            Some(call) => self.lend(line, call, at).or(Some(line)),
            None if bridge.kind == BridgeKind::Talk => {
                // The caller's own entering comes late.
                self.early_lines.push((BridgeId::new(&bridge.id), Uniqueid::new(&channel.uniqueid), at));
                Some(line)
            }
            None => Some(line),
        }
    }

    /// Lends the lines that were in a bridge before the call that talks there was known.
    pub(super) fn lend_early_lines(&mut self, bridge: &str, call: Key) {
        while let Some(early) = self.early_lines.iter().position(|(id, _, _)| id.as_str() == bridge) {
            let (_, line, entered) = self.early_lines.swap_remove(early);
            if let Some(lent) =
                self.places.get(&line).copied().and_then(|line| self.lend(line, call, entered))
                && let Some(story) = self.calls.get_mut(call)
            {
                let bridge = story.bridge_no(bridge, BridgeKind::Talk);
                story.stays.push(Stay { leg: lent.leg, bridge, entered, left: None, exten: None });
            }
        }
    }

    fn lend(&mut self, line: Place, call: Key, at: Moment) -> Option<Place> {
        // What comes late of a line that is gone lends it to nobody.
        let own = self.calls.get(line.call)?.leg(line.leg).filter(|own| own.ended().is_none())?;
        let mut leg = Leg::new(own.uniqueid.clone(), &own.name, Origin::Lent, at);
        leg.birth_number.clone_from(&own.birth_number);
        leg.given_number.clone_from(&own.given_number);
        leg.display.clone_from(&own.display);
        leg.life = Life::Up { rang: None, since: at };
        let uniqueid = leg.uniqueid.clone();
        if let Some(&before) = self.lent.get(&uniqueid) {
            self.give_back(before, at);
        }
        let story = self.calls.get_mut(call)?;
        story.ended = None;
        story.forget_at = None;
        let lent = Place { call, leg: story.push_leg(leg) };
        self.lent.insert(uniqueid, lent);
        Some(lent)
    }

    /// The line has left the caller's call, which may go on without it.
    pub(super) fn give_back(&mut self, lent: Place, at: Moment) {
        self.lent.retain(|_, place| *place != lent);
        self.end_leg(lent, HangupCause::NONE, at);
    }

    /// Gives back the lines lent to a call whose bridge with them is gone.
    pub(super) fn give_back_from(&mut self, call: Key, at: Moment) {
        let Some(story) = self.calls.get(call) else { return };
        let is_in_bridge = |leg: LegNo| story.stays.iter().any(|stay| stay.leg == leg && stay.left.is_none());
        let mut idle: Vec<Place> =
            self.lent.values().copied().filter(|lent| lent.call == call && !is_in_bridge(lent.leg)).collect();
        idle.sort_unstable_by_key(|lent| lent.leg);
        idle.into_iter().for_each(|lent| self.give_back(lent, at));
    }

    /// The leg as which a channel is lent, if it is.
    pub(super) fn lent(&self, uniqueid: &str) -> Option<Place> {
        self.lent.get(uniqueid).copied()
    }

    /// Whose a new channel is that was born with the Linkedid of a line: of the call that the line is lent to, or
    /// of none yet.
    pub(super) fn call_of_linkedid(&self, linkedid: &Linkedid) -> Option<Key> {
        let call = *self.linkedids.get(linkedid)?;
        let line = self.calls.get(call)?.legs.iter().find(|leg| leg.app == App::AgentLogin);
        match line {
            Some(line) => self.lent.get(&line.uniqueid).map(|lent| lent.call),
            None => Some(call),
        }
    }
}
