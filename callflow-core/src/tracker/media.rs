//! What applications do with calls: playbacks, recordings of their own, stays in Stasis. ARI alone tells it.
//!
//! It begins no call and no leg. ARI and AMI are two connections, so it may come a moment before what AMI says of the
//! channel; then it waits for that.

use alloc::boxed::Box;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use serde::{Deserialize, Serialize};

use super::Tracker;
use crate::ids::{BridgeId, Uniqueid};
use crate::signal::{LiveRecordingSnapshot, MediaTarget, PlaybackSnapshot, Signal};
use crate::slab::Key;
use crate::story::{Heard, LegNo, Live, Moment, PlaybackSpan, RecordingSpan, StasisSpan, Story};
use crate::time::Timestamp;

/// How long what is told of a channel or bridge waits for it.
const EARLY: Duration = Duration::from_secs(5);

/// How much may wait, so that what is told of channels that never come does not fill the memory.
const MOST_EARLY: usize = 256;

/// How many playbacks, and stays in applications, are kept of a call. An application that plays a menu again and again
/// must not fill the memory.
const MOST_KEPT: usize = 256;

/// Something that came before its channel or bridge.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Early {
    due: Timestamp,
    at: Moment,
    of: Target,
    note: Note,
}

/// What something was told of.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
enum Target {
    Channel(Uniqueid),
    Bridge(BridgeId),
}

/// What was told.
#[derive(Clone, Debug, Deserialize, Serialize)]
enum Note {
    PlaybackStarted { id: Arc<str>, media: Arc<str> },
    PlaybackEnded { id: Arc<str>, failed: bool },
    RecordingStarted { name: Arc<str>, file: Arc<str> },
    RecordingEnded { name: Arc<str>, failed: bool },
    StasisEntered { application: Arc<str>, args: Vec<Arc<str>> },
    StasisLeft { application: Arc<str> },
}

impl Tracker {
    pub(super) fn media(&mut self, signal: &Signal<'_>, at: Moment) {
        let Some((of, note)) = read(signal) else { return };
        match self.heard(&of) {
            Some((call, heard)) => self.take_note(call, heard, note, at),
            None if self.is_long_gone(&of) => {}
            None => {
                if self.early_media.len() >= MOST_EARLY {
                    self.early_media.pop_front();
                }
                let due = self.now.saturating_add(EARLY);
                self.early_media.push_back(Early { due, at, of, note });
            }
        }
    }

    /// Takes what waited for a channel or bridge that was seen by now.
    pub(super) fn take_early_media(&mut self) {
        if self.early_media.is_empty() {
            return;
        }
        for early in core::mem::take(&mut self.early_media) {
            match self.heard(&early.of) {
                Some((call, heard)) => self.take_note(call, heard, early.note, early.at),
                None if early.due > self.now => self.early_media.push_back(early),
                None => {}
            }
        }
    }

    /// The link to ARI is gone, and that to AMI is not. Calls go on as they are seen to; what applications do with them
    /// may be missed.
    pub(crate) fn ari_lost(&mut self, at: Moment) {
        for key in self.live_keys() {
            if let Some(story) = self.calls.get_mut(key) {
                story.media.get_or_insert_default().lose();
            }
            self.touch(key, at);
        }
    }

    fn heard(&self, of: &Target) -> Option<(Key, Heard)> {
        match of {
            Target::Channel(uniqueid) => {
                let place = self.lent(uniqueid.as_str()).or_else(|| self.places.get(uniqueid).copied())?;
                Some((place.call, Heard::By(place.leg)))
            }
            Target::Bridge(id) => {
                let call = *self.bridges.get(id)?;
                let known = self.calls.get(call)?.bridges.iter().position(|bridge| bridge.id == *id)?;
                Some((call, Heard::In(u32::try_from(known).ok()?)))
            }
        }
    }

    fn is_long_gone(&self, of: &Target) -> bool {
        matches!(of, Target::Channel(uniqueid) if self.gone.has(uniqueid.as_str()))
    }

    fn take_note(&mut self, call: Key, heard: Heard, note: Note, at: Moment) {
        let Some(story) = self.calls.get_mut(call) else { return };
        let news = match note {
            Note::PlaybackStarted { id, media } => story.playback_started((id, media), heard, at),
            Note::PlaybackEnded { id, failed } => story.playback_ended(&id, failed, at),
            Note::RecordingStarted { name, file } => story.live_recording_started((name, file), heard, at),
            Note::RecordingEnded { name, failed } => story.live_recording_ended(&name, failed, at),
            Note::StasisEntered { application, args } => story.stasis_entered((application, args), heard, at),
            Note::StasisLeft { application } => story.stasis_left(&application, heard, at),
        };
        if news {
            self.touch(call, at);
        }
    }
}

/// Each says whether the record has news of it.
impl Story {
    fn playback_started(&mut self, (id, media): (Arc<str>, Arc<str>), heard: Heard, at: Moment) -> bool {
        if self.is_silent(heard) {
            return false;
        }
        let known = &mut self.media.get_or_insert_default().playbacks;
        // A playback of several media begins once for each.
        if let Some(open) = known.iter_mut().find(|span| span.id == id && span.to.is_none()) {
            if open.media == media {
                return false;
            }
            open.to = Some(at);
        }
        if known.len() < MOST_KEPT {
            known.push(PlaybackSpan { id, heard, media, from: at, to: None, failed: false, lost: false });
        }
        true
    }

    fn playback_ended(&mut self, id: &str, failed: bool, at: Moment) -> bool {
        let Some(media) = &mut self.media else { return false };
        let open = media.playbacks.iter_mut().find(|span| &*span.id == id && span.to.is_none());
        let Some(open) = open else { return false };
        (open.to, open.failed) = (Some(at), failed);
        true
    }

    fn live_recording_started(
        &mut self,
        (name, file): (Arc<str>, Arc<str>),
        heard: Heard,
        at: Moment,
    ) -> bool {
        if self.is_silent(heard) || self.open_live_recording(&name).is_some() {
            return false;
        }
        let (leg, bridge) = match heard {
            Heard::By(leg) => (leg, None),
            Heard::In(bridge) => (self.first_inside(bridge), Some(bridge)),
        };
        self.recordings.push(RecordingSpan {
            leg,
            file: Some(file),
            from: at,
            to: None,
            pauses: Vec::new(),
            told: false,
            live: Some(Box::new(Live { name, bridge, failed: false })),
        });
        true
    }

    fn live_recording_ended(&mut self, name: &str, failed: bool, at: Moment) -> bool {
        let Some(open) = self.open_live_recording(name) else { return false };
        open.to = Some(at);
        if let Some(live) = &mut open.live {
            live.failed = failed;
        }
        true
    }

    fn open_live_recording(&mut self, name: &str) -> Option<&mut RecordingSpan> {
        self.recordings
            .iter_mut()
            .find(|span| span.to.is_none() && span.live.as_ref().is_some_and(|live| &*live.name == name))
    }

    fn stasis_entered(
        &mut self,
        (application, args): (Arc<str>, Vec<Arc<str>>),
        heard: Heard,
        at: Moment,
    ) -> bool {
        let Heard::By(leg) = heard else { return false };
        if self.is_silent(heard) {
            return false;
        }
        let known = &mut self.media.get_or_insert_default().stasis;
        let is_in =
            |span: &StasisSpan| span.leg == leg && span.application == application && span.to.is_none();
        if known.iter().any(is_in) || known.len() >= MOST_KEPT {
            return false;
        }
        known.push(StasisSpan { leg, application, args, from: at, to: None, lost: false });
        true
    }

    fn stasis_left(&mut self, application: &str, heard: Heard, at: Moment) -> bool {
        let Heard::By(leg) = heard else { return false };
        let Some(media) = &mut self.media else { return false };
        let mut open = media.stasis.iter_mut().filter(|span| span.leg == leg && span.to.is_none());
        let Some(open) = open.find(|span| &*span.application == application) else { return false };
        open.to = Some(at);
        true
    }

    /// Whether whoever would hear it is gone: what is told late begins nothing.
    fn is_silent(&self, heard: Heard) -> bool {
        match heard {
            Heard::By(leg) => self.leg(leg).is_none_or(|leg| leg.ended().is_some()),
            Heard::In(_) => self.is_over(),
        }
    }

    /// Who came into a bridge first, of those who are in it.
    fn first_inside(&self, bridge: u32) -> LegNo {
        let inside = self.stays.iter().find(|stay| stay.bridge == bridge && stay.left.is_none());
        inside.map_or(LegNo(0), |stay| stay.leg)
    }
}

fn read(signal: &Signal<'_>) -> Option<(Target, Note)> {
    let channel = |uniqueid: &str| Target::Channel(Uniqueid::new(uniqueid));
    let text = |text: &str| Arc::<str>::from(text);
    Some(match signal {
        Signal::PlaybackStarted(PlaybackSnapshot { id, media, target: of }) => {
            (target(of), Note::PlaybackStarted { id: text(id), media: text(media) })
        }
        Signal::PlaybackEnded { playback: PlaybackSnapshot { id, target: of, .. }, failed } => {
            (target(of), Note::PlaybackEnded { id: text(id), failed: *failed })
        }
        Signal::LiveRecordingStarted(LiveRecordingSnapshot { name, format, target: of }) => {
            let file = Arc::from(format!("{name}.{format}"));
            (target(of), Note::RecordingStarted { name: text(name), file })
        }
        Signal::LiveRecordingEnded { recording: LiveRecordingSnapshot { name, target: of, .. }, failed } => {
            (target(of), Note::RecordingEnded { name: text(name), failed: *failed })
        }
        Signal::StasisEntered { uniqueid, application, arguments } => {
            let args = arguments.iter().map(|argument| text(argument)).collect();
            (channel(uniqueid), Note::StasisEntered { application: text(application), args })
        }
        Signal::StasisLeft { uniqueid, application } => {
            (channel(uniqueid), Note::StasisLeft { application: text(application) })
        }
        _ => return None,
    })
}

fn target(target: &MediaTarget<'_>) -> Target {
    match target {
        MediaTarget::Channel(uniqueid) => Target::Channel(Uniqueid::new(uniqueid)),
        MediaTarget::Bridge(id) => Target::Bridge(BridgeId::new(id)),
    }
}
