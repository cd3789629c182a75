//! One channel calls another.

use super::Tracker;
use super::places::text;
use crate::plan::Plan;
use crate::signal::ChannelSnapshot;
use crate::story::{Dial, Moment, Origin, dialled_target, endpoint_of, strip_technology};

impl Tracker {
    pub(super) fn dial_began(
        &mut self,
        plan: &Plan,
        caller: Option<&ChannelSnapshot<'_>>,
        callee: &ChannelSnapshot<'_>,
        dial_string: Option<&str>,
        at: Moment,
    ) {
        let (caller, callee_place) = match caller {
            Some(caller) => {
                let Some((caller, callee)) = self.unite_channels(plan, caller, callee, at) else { return };
                (Some(caller), callee)
            }
            // An Originate, a consultation, a recall: nobody's dial.
            None => match self.place_or_adopt(callee, at) {
                Some(callee) => (None, callee),
                None => return,
            },
        };
        let Some(story) = self.calls.get_mut(callee_place.call) else { return };
        if let Some(caller) = caller.filter(|caller| caller.call == callee_place.call) {
            if let Some(string) = dial_string {
                let string = strip_technology(string);
                let reached =
                    story.unreached.iter().position(|u| u.leg == caller.leg && &*u.string == string);
                reached.map(|place| story.unreached.remove(place));
            }
            if let Some(leg) = story.leg_mut(caller.leg) {
                settle_number(plan, leg, dial_string);
            }
        }
        if let Some(leg) = story.leg_mut(callee_place.leg) {
            let by = caller.filter(|caller| caller.call == callee_place.call).map(|caller| caller.leg);
            leg.came_from(Origin::Dialled { by });
            if let Some(dial) = &mut leg.dial {
                dial.string = dial.string.take().or_else(|| text(dial_string));
            } else {
                leg.dial = Some(Dial {
                    string: text(dial_string),
                    began: at,
                    ended: None,
                    status: None,
                    forward: None,
                });
            }
        }
        self.observe(callee_place, callee, at);
        self.touch(callee_place.call, at);
    }

    /// The end of a dial tells who dialled, also where its beginning was not seen; the string is among those that
    /// the caller's `Dial()` was told.
    pub(super) fn dialled_unseen(
        &mut self,
        plan: &Plan,
        caller: Option<&ChannelSnapshot<'_>>,
        callee: &ChannelSnapshot<'_>,
    ) {
        let (Some(caller), Some(callee)) = (caller.and_then(|caller| self.place(caller)), self.place(callee))
        else {
            return;
        };
        let Some(story) = self.calls.get_mut(caller.call).filter(|_| caller.call == callee.call) else {
            return;
        };
        let is_root = story.root().is_some_and(|(root, _)| root == callee.leg);
        let Some(leg) = story.leg(callee.leg) else { return };
        if is_root || leg.dial.is_some() || leg.origin != (Origin::Dialled { by: None }) {
            return;
        }
        let (began, endpoint) = (leg.born, endpoint_of(&leg.name));
        let leads_there = |string: &str| {
            dialled_target(string).endpoint == endpoint || string.split('/').next() == Some(endpoint)
        };
        let reached = story.unreached.iter().position(|u| u.leg == caller.leg && leads_there(&u.string));
        let string = reached.map(|place| story.unreached.remove(place).string);
        if let Some(leg) = story.leg_mut(caller.leg) {
            settle_number(plan, leg, string.as_deref());
        }
        if let Some(leg) = story.leg_mut(callee.leg) {
            leg.origin = Origin::Dialled { by: Some(caller.leg) };
            leg.dial = Some(Dial { string, began, ended: None, status: None, forward: None });
        }
    }

    pub(super) fn dial_rings(&mut self, callee: &ChannelSnapshot<'_>, at: Moment) {
        let Some(place) = self.place_or_adopt(callee, at) else { return };
        if self.leg_mut(place).is_some_and(|leg| leg.ring(at)) {
            self.touch(place.call, at);
        }
    }

    pub(super) fn dial_ended(
        &mut self,
        callee: &ChannelSnapshot<'_>,
        status: &str,
        forward: Option<&str>,
        at: Moment,
    ) {
        // It also comes for channels that are gone: no proof that there is one.
        let Some(place) = self.place(callee) else { return };
        if let Some(leg) = self.leg_mut(place) {
            // One who picks up gets a DialEnd without ever having been dialled.
            if leg.dial.is_none() && leg.was_dialled() {
                leg.dial =
                    Some(Dial { string: None, began: leg.born, ended: None, status: None, forward: None });
            }
            if let Some(dial) = &mut leg.dial {
                dial.ended = dial.ended.or(Some(at));
                // A queue sends a second DialEnd, CANCEL, for a leg that it told NOANSWER of before.
                dial.status = dial.status.take().or_else(|| text(Some(status)));
                dial.forward = dial.forward.take().or_else(|| text(forward));
            }
        }
        self.observe(place, callee, at);
        self.touch(place.call, at);
    }
}

/// What is dialled tells for whom a number was set: for a trunk it is the trunk's, else it is the caller's.
fn settle_number(plan: &Plan, leg: &mut crate::story::Leg, dial_string: Option<&str>) {
    let Some(number) = leg.pending_number.take() else { return };
    let target = dialled_target(dial_string.unwrap_or(""));
    let by_trunk =
        plan.is_trunk(target.endpoint) || target.number.is_some_and(|number| plan.is_public(number));
    *(if by_trunk { &mut leg.shown_number } else { &mut leg.given_number }) = Some(number);
}
