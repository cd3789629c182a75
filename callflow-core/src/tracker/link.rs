//! The link to Asterisk, and Asterisk itself, go down and come back.

use alloc::vec::Vec;

use foldhash::fast::FixedState;
use hashbrown::HashSet;
use serde::{Deserialize, Serialize};

use super::{Place, Tracker};
use crate::cause::HangupCause;
use crate::slab::Key;
use crate::story::{LegNo, Moment, Visit};
use crate::time::Timestamp;

/// Where the link stands.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub(crate) enum Link {
    /// Events come.
    #[default]
    Up,
    /// Asterisk said goodbye; its last events may still come.
    GoingDown,
    /// No events come.
    Lost { since: Timestamp },
    /// Events come again, and it is not known yet which calls ended meanwhile.
    Back { lost: Timestamp },
}

impl Link {
    pub(super) fn is_going_down(self) -> bool {
        self == Self::GoingDown
    }
}

impl Tracker {
    /// The connection is gone. Calls may go on unseen; each has a gap.
    pub(crate) fn link_lost(&mut self, at: Moment) {
        self.link = Link::Lost { since: at.at };
        for key in self.live_keys() {
            if let Some(story) = self.calls.get_mut(key) {
                story.gaps = story.gaps.saturating_add(1);
            }
            self.touch(key, at);
        }
    }

    /// Asterisk is up. If it started after the link was lost, no call of before can be alive: each is closed at
    /// the last moment it may have lived.
    pub(super) fn booted(&mut self, since: Option<Timestamp>, at: Moment) {
        let link = core::mem::take(&mut self.link);
        let Link::Lost { since: lost } = link else { return };
        // `Uptime` is in whole seconds, cut off: it started then or up to a second earlier.
        if since.is_none_or(|start| start < lost) {
            self.link = Link::Back { lost };
            return;
        }
        let end = Moment { seq: at.seq, at: lost };
        for key in self.live_keys() {
            let Some(story) = self.calls.get_mut(key).filter(|story| story.last.at <= lost) else { continue };
            story.cut_off = true;
            let open: Vec<LegNo> =
                story.numbered_legs().filter(|(_, leg)| leg.ended().is_none()).map(|(no, _)| no).collect();
            for leg in open {
                self.lose_leg(Place { call: key, leg }, end);
            }
        }
    }

    /// Which channels there are, as Asterisk listed them after `asked`: whatever else was alive before is gone, at
    /// the latest since the link was lost.
    pub(crate) fn only_these_live<'a>(
        &mut self,
        channels: impl Iterator<Item = &'a str>,
        asked: u64,
        at: Moment,
    ) {
        let lost = match self.link {
            Link::Lost { since: lost } | Link::Back { lost } => Some(lost),
            Link::Up | Link::GoingDown => None,
        };
        self.link = Link::Up;
        let alive: HashSet<&str, FixedState> = channels.collect();
        for key in self.live_keys() {
            let Some(story) = self.calls.get_mut(key) else { continue };
            let gone: Vec<LegNo> = story
                .numbered_legs()
                .filter(|(_, leg)| leg.ended().is_none() && leg.born.seq <= asked)
                .filter(|(_, leg)| !alive.contains(leg.uniqueid.as_str()))
                .map(|(no, _)| no)
                .collect();
            let end = Moment { seq: at.seq, at: lost.unwrap_or(story.last.at).max(story.born.at) };
            story.reconstructed |= !gone.is_empty();
            for leg in gone {
                self.lose_leg(Place { call: key, leg }, end);
            }
        }
    }

    /// Ends a leg whose end was not seen. What became of its wait in a queue is not known either.
    fn lose_leg(&mut self, place: Place, end: Moment) {
        self.lose_visits(place, end);
        self.end_leg(place, HangupCause::NONE, end);
    }

    /// A caller has left its queues unseen.
    pub(super) fn lose_visits(&mut self, place: Place, end: Moment) {
        if let Some(story) = self.calls.get_mut(place.call) {
            let waits = |visit: &&mut Visit| visit.leg == place.leg && visit.left.is_none();
            story.visits.iter_mut().filter(waits).for_each(|visit| visit.lost = true);
        }
        self.leaves_queue(place, end);
    }

    pub(super) fn shutting_down(&mut self) {
        self.link = Link::GoingDown;
        for key in self.live_keys() {
            if let Some(story) = self.calls.get_mut(key) {
                story.cut_off = true;
            }
        }
    }

    pub(super) fn live_keys(&self) -> Vec<Key> {
        let mut live: Vec<(Moment, Key)> = self
            .calls
            .iter()
            .filter(|(_, story)| story.ended.is_none())
            .map(|(key, story)| (story.born, key))
            .collect();
        live.sort_unstable();
        live.into_iter().map(|(_, key)| key).collect()
    }
}
