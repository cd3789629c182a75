//! Recordings begin, pause and end.

use super::Tracker;
use crate::call::Call;
use crate::change::{ChangeKind, RecordingReady};
use crate::signal::ChannelSnapshot;
use crate::story::{LegNo, Moment, RecordingSpan, Story};

impl Tracker {
    pub(super) fn recording_started(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let Some(place) = self.place_or_adopt(channel, at) else { return };
        if self.is_over(place) {
            return;
        }
        let Some(story) = self.story_mut(place) else { return };
        let file = story.next_file.take_if(|(leg, _)| *leg == place.leg).map(|(_, file)| file);
        // One channel may be recorded twice at a time, but not into one file.
        let repeated = story
            .open_recordings(place.leg)
            .any(|known| known.from.is_near(at) && (file.is_none() || known.file == file));
        if repeated {
            return;
        }
        story.recordings.push(RecordingSpan {
            leg: place.leg,
            file,
            from: at,
            to: None,
            pauses: alloc::vec::Vec::new(),
            told: false,
            live: None,
        });
        self.touch(place.call, at);
    }

    pub(super) fn recording_stopped(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let Some((place, story)) = self.known(channel) else { return };
        if let Some(recording) = story.open_recordings(place.leg).last() {
            recording.to = Some(at);
            if let Some((_, to)) = recording.pauses.last_mut() {
                *to = to.or(Some(at));
            }
            self.touch(place.call, at);
        }
    }

    pub(super) fn recording_muted(&mut self, channel: &ChannelSnapshot<'_>, muted: bool, at: Moment) {
        let Some((place, story)) = self.known(channel) else { return };
        for recording in story.open_recordings(place.leg) {
            match recording.pauses.last_mut().filter(|(_, to)| to.is_none()) {
                Some((_, to)) if !muted => *to = Some(at),
                None if muted => recording.pauses.push((at, None)),
                _ => {}
            }
        }
        self.touch(place.call, at);
    }
}

impl Story {
    /// The recordings that the record has and that are finished, each once. What nobody may listen to, as nobody answered,
    /// is none; a late answer may make it one.
    pub(super) fn ready_recordings<'s>(
        &'s mut self,
        record: &'s Call,
    ) -> impl Iterator<Item = (crate::time::Timestamp, ChangeKind)> + 's {
        // The record has all of them or none, in this order.
        let known = self.recordings.iter_mut().filter(|span| span.is_one()).zip(&record.recordings);
        known.filter(|(span, _)| !span.told).filter_map(|(span, recording)| {
            let to = recording.to?;
            span.told = true;
            let ready = RecordingReady {
                call: record.id.clone(),
                tenant: record.tenant.clone(),
                file: recording.file.clone(),
                from: recording.from,
                to,
            };
            Some((to, ChangeKind::RecordingReady(ready)))
        })
    }

    fn open_recordings(&mut self, leg: LegNo) -> impl Iterator<Item = &mut RecordingSpan> {
        // An application's own recordings have events and names of their own.
        let is_open =
            move |span: &&mut RecordingSpan| span.leg == leg && span.to.is_none() && span.live.is_none();
        self.recordings.iter_mut().filter(is_open)
    }

    /// `MIXMONITOR_FILENAME` is set before or after `MixMonitorStart`, depending on the version.
    pub(super) fn name_recording(&mut self, leg: LegNo, file: &str) {
        match self.open_recordings(leg).last() {
            Some(recording) if recording.file.is_none() => recording.file = Some(file.into()),
            Some(recording) if recording.file.as_deref() == Some(file) => {}
            _ => self.next_file = Some((leg, file.into())),
        }
    }
}
