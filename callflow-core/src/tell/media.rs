//! What applications did with a call.

use alloc::vec::Vec;

use super::Teller;
use crate::call::{Playback, StasisStay};

impl Teller<'_> {
    pub(super) fn playbacks(&self) -> Vec<Playback> {
        let spans = self.story.media.iter().flat_map(|media| &media.playbacks);
        let mut playbacks: Vec<Playback> = spans
            .map(|span| Playback {
                media: span.media.clone(),
                from: span.from.at,
                to: span.to.map(|to| to.at),
                failed: span.failed,
            })
            .collect();
        // Of calls that were united each has its own order.
        playbacks.sort_by_key(|playback| playback.from);
        playbacks
    }

    pub(super) fn stasis(&self) -> Vec<StasisStay> {
        let spans = self.story.media.iter().flat_map(|media| &media.stasis);
        let mut stays: Vec<StasisStay> = spans
            .map(|span| StasisStay {
                application: span.application.clone(),
                args: span.args.clone(),
                from: span.from.at,
                to: span.to.map(|to| to.at),
            })
            .collect();
        stays.sort_by_key(|stay| stay.from);
        stays
    }
}
