//! Channels enter and leave bridges.

use super::places::text;
use super::{Place, Tracker};
use crate::ids::BridgeId;
use crate::plan::{Plan, is_special_exten};
use crate::signal::{BridgeKind, BridgeSnapshot, ChannelSnapshot};
use crate::story::{Leg, LegNo, Moment, Redirect, Stay, Story, Transferred};

impl Tracker {
    pub(super) fn bridge_entered(
        &mut self,
        plan: &Plan,
        bridge: &BridgeSnapshot<'_>,
        channel: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let Some(place) = self.place_or_adopt(channel, at) else { return };
        if self.is_over(place) {
            return;
        }
        let mut news = self.observe(place, channel, at);
        let came_at = place;
        let place = match self.standing_line_enters(bridge, channel, at) {
            Some(line) => line,
            None => self.share_bridge(plan, bridge, channel, place, at),
        };
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let no = story.bridge_no(&bridge.id, bridge.kind);
        let mut open = story.stays.iter_mut().filter(|stay| stay.leg == place.leg && stay.left.is_none());
        if let Some(stay) = open.next() {
            if stay.bridge == no {
                return;
            }
            // A channel is in one bridge at a time: its leaving was not seen.
            stay.left = Some(at);
            news = true;
        }
        news |= place != came_at || !story.is_alone(place.leg, bridge.kind, no);
        let leg = story.leg(place.leg);
        let exten = channel.exten.as_deref().zip(leg).map(|(exten, leg)| leg.place_name(exten));
        story.stays.push(Stay { leg: place.leg, bridge: no, entered: at, left: None, exten });
        self.note(place.call, at, news);
    }

    /// Makes one call of those who are in one bridge. Gives the channel's place in it.
    fn share_bridge(
        &mut self,
        plan: &Plan,
        bridge: &BridgeSnapshot<'_>,
        channel: &ChannelSnapshot<'_>,
        place: Place,
        at: Moment,
    ) -> Place {
        // Who meets in a conference or waits in the same lot has no call in common.
        if bridge.kind != BridgeKind::Talk {
            return place;
        }
        let call = match self.bridges.get(&*bridge.id) {
            Some(&call) => self.unite(plan, call, place.call, at),
            None => place.call,
        };
        self.bridges.insert(BridgeId::new(&bridge.id), call);
        self.lend_early_lines(&bridge.id, call);
        self.place(channel).unwrap_or(place)
    }

    pub(super) fn bridge_left(
        &mut self,
        plan: &Plan,
        bridge: &BridgeSnapshot<'_>,
        channel: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let Some((place, story)) = self.known(channel) else { return };
        let no = story.bridge_no(&bridge.id, bridge.kind);
        // That the bridge is gone may be told before who left it.
        let is_open = |stay: &Stay| stay.left.is_none_or(|left| left.is_near(at));
        let stay = story
            .stays
            .iter_mut()
            .rev()
            .find(|stay| stay.leg == place.leg && stay.bridge == no && is_open(stay));
        if let Some(stay) = stay {
            stay.left = stay.left.or(Some(at));
            let went_on = stay.exten.as_deref() != channel.exten.as_deref();
            let mut news = !story.is_alone(place.leg, bridge.kind, no);
            if went_on && bridge.kind == BridgeKind::Talk {
                news |= story.note_redirect(place.leg, channel.exten.as_deref(), at);
            }
            self.note(place.call, at, news);
        } else if !story.stays.iter().any(|stay| stay.leg == place.leg && stay.bridge == no) {
            self.was_in_bridge(plan, bridge, channel, at);
        }
        self.early_lines
            .retain(|(id, line, _)| id.as_str() != &*bridge.id || line.as_str() != &*channel.uniqueid);
        if self.lent(&channel.uniqueid) == Some(place) {
            self.give_back(place, at);
        }
    }

    /// Who leaves a bridge was in it, also where the entering was not seen: since its channel was free for that
    /// and somebody else was there.
    fn was_in_bridge(
        &mut self,
        plan: &Plan,
        bridge: &BridgeSnapshot<'_>,
        channel: &ChannelSnapshot<'_>,
        at: Moment,
    ) {
        let Some(place) = self.place(channel) else { return };
        if self.is_over(place)
            || self.is_standing_line(place)
            || (bridge.kind == BridgeKind::Talk && !self.bridges.contains_key(&*bridge.id))
        {
            return;
        }
        let place = self.share_bridge(plan, bridge, channel, place, at);
        let Some(story) = self.calls.get_mut(place.call) else { return };
        let no = story.bridge_no(&bridge.id, bridge.kind);
        let others = story.stays.iter().filter(|stay| stay.bridge == no).map(|stay| stay.entered).min();
        let own = story.stays.iter().filter(|stay| stay.leg == place.leg).filter_map(|stay| stay.left).max();
        let up = story.leg(place.leg).and_then(|leg| leg.up());
        let (Some(others), Some(free)) = (others, own.max(up)) else { return };
        story.stays.push(Stay {
            leg: place.leg,
            bridge: no,
            entered: others.max(free),
            left: Some(at),
            exten: text(channel.exten.as_deref()),
        });
        self.touch(place.call, at);
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
        missed |= story.close_media_of_bridge(Some(no), at);
        if missed {
            self.touch(call, at);
        }
        self.give_back_from(call, at);
    }
}

impl Story {
    /// Whether a leg talks with nobody by being in a bridge: nobody else is in it. The first to come and the last to
    /// go change nothing of the record.
    fn is_alone(&self, leg: LegNo, kind: BridgeKind, bridge: u32) -> bool {
        let is_another = |stay: &Stay| stay.leg != leg && stay.bridge == bridge && stay.left.is_none();
        let is_known = |leg: &Leg| leg.is_person() && !leg.is_stranger && leg.ended().is_none();
        kind == BridgeKind::Talk && self.leg(leg).is_some_and(is_known) && !self.stays.iter().any(is_another)
    }

    /// A caller who leaves a bridge for another extension with nobody's hangup was sent there: by a transfer, of
    /// which an event tells before or after, or by an AMI or ARI redirect, of which none does.
    pub(super) fn note_redirect(&mut self, leg: LegNo, to: Option<&str>, at: Moment) -> bool {
        let Some(to) = to.filter(|exten| !is_special_exten(exten)) else { return false };
        let is_caller = self.caller().is_some_and(|(caller, _)| caller == leg);
        let hung_up = self.leg(leg).is_none_or(|leg| leg.asked.is_some() || leg.dismissed.is_some());
        let known = self.transfers.iter().any(|transfer| match transfer {
            Transferred::Redirect(known) => {
                known.transferee == leg && *known.to == *to && known.at.is_near(at)
            }
            _ => false,
        });
        let is_news = is_caller && !hung_up && !known;
        if is_news {
            self.transfers.push(Transferred::Redirect(Redirect { at, transferee: leg, to: to.into() }));
        }
        is_news
    }
}
