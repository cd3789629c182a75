//! What applications did with a call: ARI alone tells it.

use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{LegNo, Moment, Story};

/// What applications did with a call, and what of that may be missing.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Media {
    pub(crate) playbacks: Vec<PlaybackSpan>,
    pub(crate) stasis: Vec<StasisSpan>,
    /// How many times the link to ARI was down, and that to AMI was not.
    pub(crate) gaps: u32,
}

/// Who hears something that is played.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub(crate) enum Heard {
    By(LegNo),
    /// Place in [`Story::bridges`].
    In(u32),
}

/// One of the media of a playback.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct PlaybackSpan {
    pub(crate) id: Arc<str>,
    pub(crate) heard: Heard,
    pub(crate) media: Arc<str>,
    pub(crate) from: Moment,
    pub(crate) to: Option<Moment>,
    pub(crate) failed: bool,
    /// Its end may have been told while nobody listened.
    pub(crate) lost: bool,
}

/// A leg was in an application.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct StasisSpan {
    pub(crate) leg: LegNo,
    pub(crate) application: Arc<str>,
    pub(crate) args: Vec<Arc<str>>,
    pub(crate) from: Moment,
    pub(crate) to: Option<Moment>,
    /// Its end may have been told while nobody listened.
    pub(crate) lost: bool,
}

/// That a recording is an application's.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Live {
    pub(crate) name: Arc<str>,
    /// Place in [`Story::bridges`], where a bridge is recorded and not a leg.
    pub(crate) bridge: Option<u32>,
    /// Nothing was recorded.
    pub(crate) failed: bool,
}

impl Media {
    /// Whatever goes on now may end unheard.
    pub(crate) fn lose(&mut self) {
        self.gaps = self.gaps.saturating_add(1);
        self.playbacks.iter_mut().filter(|span| span.to.is_none()).for_each(|span| span.lost = true);
        self.stasis.iter_mut().filter(|span| span.to.is_none()).for_each(|span| span.lost = true);
    }

    /// Takes over what another call knows, whose legs have their new places already and whose bridges are `bridges`
    /// here.
    pub(super) fn absorb(&mut self, mut other: Self, bridges: &[u32]) {
        for span in &mut other.playbacks {
            if let Heard::In(bridge) = &mut span.heard {
                *bridge = moved(*bridge, bridges);
            }
        }
        self.playbacks.extend(other.playbacks);
        self.stasis.extend(other.stasis);
        self.gaps = self.gaps.max(other.gaps);
    }
}

impl Live {
    pub(super) fn move_bridge(&mut self, bridges: &[u32]) {
        self.bridge = self.bridge.map(|bridge| moved(bridge, bridges));
    }
}

fn moved(bridge: u32, bridges: &[u32]) -> u32 {
    bridges.get(bridge as usize).copied().unwrap_or(u32::MAX)
}

impl Story {
    /// Ends what a leg heard and was in.
    pub(crate) fn close_media_of_leg(&mut self, leg: LegNo, at: Moment) {
        let Some(media) = &mut self.media else { return };
        let heard = media.playbacks.iter_mut().filter(|span| span.heard == Heard::By(leg) && !span.lost);
        heard.for_each(|span| span.to = span.to.or(Some(at)));
        let been = media.stasis.iter_mut().filter(|span| span.leg == leg && !span.lost);
        been.for_each(|span| span.to = span.to.or(Some(at)));
    }

    /// Ends what was played to bridges and recorded of them: of one that is gone, or (`None`) of all. Says whether there
    /// was anything.
    pub(crate) fn close_media_of_bridge(&mut self, bridge: Option<u32>, at: Moment) -> bool {
        let is_meant = |no: u32| bridge.is_none_or(|bridge| bridge == no);
        let mut any = false;
        let mut close = |to: &mut Option<Moment>| {
            any |= to.is_none();
            *to = to.or(Some(at));
        };
        for span in self.media.iter_mut().flat_map(|media| &mut media.playbacks) {
            if matches!(span.heard, Heard::In(no) if is_meant(no)) && !span.lost {
                close(&mut span.to);
            }
        }
        for span in &mut self.recordings {
            if span.live.as_ref().and_then(|live| live.bridge).is_some_and(is_meant) {
                close(&mut span.to);
            }
        }
        any
    }
}
