//! What a list says of how calls stand that nobody saw come about: put through from a queue, parked, retrieved.

use super::{Place, Tracker};
use crate::signal::{BridgeKind, ListedChannel};
use crate::story::{App, LegNo, MemberCall, Moment, Story};

impl Tracker {
    /// A caller who runs anything but the queue that it waited in has left it unseen.
    pub(super) fn waits_no_more(&mut self, place: Place, listed: &ListedChannel<'_>, at: Moment) {
        let Some(application) = listed.application.as_deref() else { return };
        let queue = queue_of(listed);
        let Some(story) = self.calls.get(place.call) else { return };
        let mut open = story.visits.iter().filter(|visit| visit.leg == place.leg && visit.left.is_none());
        if open.any(|visit| application != "Queue" || queue.is_some_and(|queue| queue != &*visit.queue)) {
            self.lose_visits(place, at);
            self.put_together(place);
        }
    }

    /// What follows from the bridge that a channel was found in.
    pub(super) fn found_in_bridge(&mut self, bridge: &str, listed: &ListedChannel<'_>, at: Moment) {
        let application = listed.application.as_deref().unwrap_or_default();
        match self.kind_of(bridge, listed.application.as_deref()) {
            // `Park()`, or whatever it ran when somebody parked it; these hold their own callers.
            Some(BridgeKind::Waiting)
                if !matches!(application, "" | "AgentLogin" | "AgentRequest" | "BridgeWait" | "Stasis") =>
            {
                let is_known = |(place, story): (Place, &mut Story)| story.open_park(place.leg).is_some();
                if !self.known(&listed.channel).is_some_and(is_known) {
                    self.parked(&listed.channel, None, None, None, at);
                    self.place(&listed.channel).into_iter().for_each(|place| self.put_together(place));
                }
            }
            Some(BridgeKind::Talk) => {
                self.found_put_through(bridge, listed, at);
                self.found_retrieved(bridge, listed, at);
            }
            _ => {}
        }
    }

    /// A caller in `Queue()` who is in a talk was put through.
    fn found_put_through(&mut self, bridge: &str, listed: &ListedChannel<'_>, at: Moment) {
        let Some((place, story)) = self.known(&listed.channel) else { return };
        if let Some(queue) = queue_of(listed)
            && let Some(since) = story.entered(bridge, place.leg)
        {
            if !story.visits.iter().any(|visit| visit.leg == place.leg && &*visit.queue == queue) {
                // It came for the queue, and how long it waited is told by nothing but `AgentConnect`.
                let joined = story.leg(place.leg).map_or(since, |leg| leg.born);
                self.queue_joined(&listed.channel, queue, None, joined);
            }
            self.put_through(place, queue, since);
        }
        let Some(story) = self.calls.get_mut(place.call) else { return };
        if story.connect_found(bridge) {
            self.touch(place.call, at);
        }
    }

    fn put_through(&mut self, place: Place, queue: &str, since: Moment) {
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let open = story.visits.iter_mut().rev().find(|visit| visit.leg == place.leg && visit.left.is_none());
        let Some(visit) = open.filter(|visit| &*visit.queue == queue) else { return };
        // What the queue will say once the talk is over.
        visit.status = Some("CONTINUE".into());
        story.reconstructed = true;
        self.leaves_queue(place, since);
    }

    fn put_together(&mut self, place: Place) {
        if let Some(story) = self.calls.get_mut(place.call) {
            story.reconstructed = true;
        }
    }

    /// A parked caller in a talk was fetched.
    fn found_retrieved(&mut self, bridge: &str, listed: &ListedChannel<'_>, at: Moment) {
        let Some((place, story)) = self.known(&listed.channel) else { return };
        let inside = story.inside(bridge);
        let parkee = inside.iter().copied().find(|leg| story.open_park(*leg).is_some());
        let Some(parkee) = parkee else { return };
        let Some(retriever) = inside.into_iter().find(|leg| *leg != parkee) else { return };
        if let Some(park) = story.open_park(parkee) {
            park.to = Some(at);
            park.retriever = Some(retriever);
            story.reconstructed = true;
            self.touch(place.call, at);
        }
    }
}

/// The queue that a channel is in, waiting or talking.
fn queue_of<'l>(listed: &'l ListedChannel<'_>) -> Option<&'l str> {
    listed.application.as_deref().filter(|application| *application == "Queue")?;
    listed.data.as_deref()?.split(',').next().filter(|queue| !queue.is_empty())
}

impl Story {
    /// Since when a leg is in a bridge, if it is.
    fn entered(&self, bridge: &str, leg: LegNo) -> Option<Moment> {
        let is_in = |bridge_no: u32| {
            self.bridges.get(bridge_no as usize).is_some_and(|known| known.id.as_str() == bridge)
        };
        let stay =
            self.stays.iter().find(|stay| stay.leg == leg && stay.left.is_none() && is_in(stay.bridge));
        stay.map(|stay| stay.entered)
    }

    /// Who is in a bridge.
    fn inside(&self, bridge: &str) -> alloc::vec::Vec<LegNo> {
        self.numbered_legs().map(|(no, _)| no).filter(|no| self.entered(bridge, *no).is_some()).collect()
    }

    /// Notes which member a caller was put through to, once both were found in the bridge.
    fn connect_found(&mut self, bridge: &str) -> bool {
        let inside = self.inside(bridge);
        let is_member = |no: &LegNo| self.leg(*no).is_some_and(|leg| leg.app == App::Member);
        let member = inside.iter().copied().find(|no| {
            is_member(no)
                || self.visits.iter().flat_map(|visit| &visit.calls).any(|call| call.leg == Some(*no))
        });
        let Some(member) = member else { return false };
        let Some(leg) = self.leg(member) else { return false };
        let interface = leg.name.rsplit_once('-').map_or(&*leg.name, |(interface, _)| interface);
        let (interface, began) = (interface.into(), leg.born);
        let since = inside.iter().filter_map(|no| self.entered(bridge, *no)).max_by_key(|since| since.at);
        let put_through = self.visits.iter_mut().rev().find(|visit| {
            let connected = visit.calls.iter().any(|call| call.connected.is_some());
            inside.contains(&visit.leg) && !connected && visit.status.as_deref() == Some("CONTINUE")
        });
        let Some(visit) = put_through else { return false };
        visit.left = since;
        match visit.calls.iter_mut().find(|call| call.leg == Some(member)) {
            Some(call) => call.connected = since,
            None => visit.calls.push(MemberCall {
                interface,
                leg: Some(member),
                began,
                connected: since,
                let_ring: None,
                completed: None,
            }),
        }
        true
    }
}
