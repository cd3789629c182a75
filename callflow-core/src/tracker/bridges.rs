//! Channels enter and leave bridges.

use super::Tracker;
use super::places::text;
use crate::ids::BridgeId;
use crate::plan::{Plan, is_special_exten};
use crate::signal::{BridgeKind, BridgeSnapshot, ChannelSnapshot};
use crate::story::{LegNo, Moment, Redirect, Stay, Story, Transferred};

impl Tracker {
    pub(super) fn bridge_entered(
        &mut self,
        plan: &Plan,
        bridge: &BridgeSnapshot<'_>,
        channel: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let mut place = self.place_or_adopt(channel, at);
        self.observe(place, channel, at);
        // Who meets in a conference or waits in the same lot has no call in common.
        if let Some(line) = self.standing_line_enters(bridge, channel, at) {
            place = line;
        } else if bridge.kind == BridgeKind::Talk {
            let call = match self.bridges.get(&*bridge.id) {
                Some(&call) => self.unite(plan, call, place.call, at),
                None => place.call,
            };
            self.bridges.insert(BridgeId::new(&bridge.id), call);
            self.lend_early_lines(&bridge.id, call);
            place = self.place(channel).unwrap_or(place);
        }
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let no = story.bridge_no(&bridge.id, bridge.kind);
        let mut open = story.stays.iter_mut().filter(|stay| stay.leg == place.leg && stay.left.is_none());
        if let Some(stay) = open.next() {
            if stay.bridge == no {
                return;
            }
            // A channel is in one bridge at a time: its leaving was not seen.
            stay.left = Some(at);
        }
        story.stays.push(Stay {
            leg: place.leg,
            bridge: no,
            entered: at,
            left: None,
            exten: text(channel.exten.as_deref()),
        });
        self.touch(place.call, at);
    }

    pub(super) fn bridge_left(
        &mut self,
        bridge: &BridgeSnapshot<'_>,
        channel: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let Some((place, story)) = self.known(channel) else { return };
        let no = story.bridge_no(&bridge.id, bridge.kind);
        let stay = story
            .stays
            .iter_mut()
            .rev()
            .find(|stay| stay.leg == place.leg && stay.bridge == no && stay.left.is_none());
        if let Some(stay) = stay {
            stay.left = Some(at);
            let went_on = stay.exten.as_deref() != channel.exten.as_deref();
            if went_on && bridge.kind == BridgeKind::Talk {
                story.note_redirect(place.leg, channel.exten.as_deref(), at);
            }
            self.touch(place.call, at);
        }
        self.early_lines
            .retain(|(id, line, _)| id.as_str() != &*bridge.id || line.as_str() != &*channel.uniqueid);
        if self.lent(&channel.uniqueid) == Some(place) {
            self.give_back(place, at);
        }
    }

    /// Nobody is in a bridge that is gone, whatever was seen of the leaving.
    pub(super) fn bridge_destroyed(&mut self, bridge: &BridgeSnapshot<'_>, at: Moment) {
        self.kinds.remove(&*bridge.id);
        self.early_lines.retain(|(id, ..)| id.as_str() != &*bridge.id);
        let Some(call) = self.bridges.remove(&*bridge.id) else { return };
        let Some(story) = self.calls.get_mut(call) else { return };
        let no = story.bridge_no(&bridge.id, bridge.kind);
        let mut missed = false;
        for stay in story.stays.iter_mut().filter(|stay| stay.bridge == no && stay.left.is_none()) {
            stay.left = Some(at);
            missed = true;
        }
        if missed {
            self.touch(call, at);
        }
        self.give_back_from(call, at);
    }
}

impl Story {
    /// A caller who leaves a bridge for another extension with nobody's hangup was sent there: by a transfer, of
    /// which an event tells before or after, or by an AMI or ARI redirect, of which none does.
    fn note_redirect(&mut self, leg: LegNo, to: Option<&str>, at: Moment) {
        let Some(to) = to.filter(|exten| !is_special_exten(exten)) else { return };
        let is_caller = self.caller().is_some_and(|(caller, _)| caller == leg);
        let hung_up = self.leg(leg).is_none_or(|leg| leg.asked.is_some() || leg.dismissed.is_some());
        if is_caller && !hung_up {
            self.transfers.push(Transferred::Redirect(Redirect { at, transferee: leg, to: to.into() }));
        }
    }
}
