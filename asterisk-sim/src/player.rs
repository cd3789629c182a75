//! A script in progress: the tracks' recordings, merged in the order of time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::time::Duration;

use crate::capture::{Capture, Event, What};
use crate::ids::{Fresh, Span, put_unix};
use crate::script::{Ids, Pace, Rounds, Script, Stamps};
use crate::user::Classes;

mod hurry;
mod restart;

use restart::take;

/// What a step of the script was.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cue {
    /// An event of these classes, whose bytes were written.
    Event(Classes),
    /// Asterisk goes away.
    Down,
    /// It is there again.
    Up,
}

#[derive(Debug)]
pub(crate) struct Player {
    script: Script,
    seed: u64,
    playing: Vec<Playing>,
    /// What is due next: when, on the script's time line, and in which track.
    queue: BinaryHeap<Reverse<(Duration, usize)>>,
    /// How often a recording was begun.
    plays: u64,
    /// First numbers that no play has used; but for counters, since Asterisk was started.
    free_counter: u64,
    free_suffix: u32,
    free_call: u32,
    /// Whether Asterisk was started anew: from then on no ids are as recorded.
    restarted: bool,
    /// What the last event was stamped with, or would be.
    told: Option<Duration>,
}

/// Where a track is.
#[derive(Debug)]
struct Playing {
    capture: Option<Arc<Capture>>,
    /// Place of the recording in the track, and of the item in the recording.
    number: usize,
    item: usize,
    round: u64,
    /// When the recording was begun, on the script's time line.
    begun: Duration,
    /// Unix time of its start, as its events tell it.
    told_begun: Duration,
    /// Whether its times are those of the recording.
    recorded: bool,
    fresh: Option<Fresh>,
    /// What began before this item is heard of no more.
    cut: usize,
    /// Asterisk was started anew since its last event.
    restarted: bool,
    /// Since then on the script's time line, what is left of the recording comes at once.
    hurries: Option<Duration>,
}

impl Player {
    pub(crate) fn new(script: Script, seed: u64) -> Self {
        // Recorded ids are left to those who play them as recorded.
        let leaves = |end: fn(&Span) -> u32| {
            let ends = script.captures().map(|capture| end(&capture.span));
            ends.max().filter(|_| script.ids == Ids::RecordedFirst).unwrap_or_default()
        };
        let mut player = Self {
            seed,
            playing: Vec::new(),
            queue: BinaryHeap::new(),
            plays: 0,
            free_counter: script.captures().map(|capture| capture.span.counter).max().unwrap_or_default(),
            free_suffix: leaves(|span| span.suffix.end),
            free_call: leaves(|span| span.call.end),
            restarted: false,
            told: None,
            script,
        };
        for track in 0..player.script.tracks.len() {
            player.playing.push(Playing {
                capture: None,
                number: 0,
                item: 0,
                round: 0,
                begun: Duration::ZERO,
                told_begun: Duration::ZERO,
                recorded: false,
                fresh: None,
                cut: 0,
                restarted: false,
                hurries: None,
            });
            player.enqueue(track);
        }
        player
    }

    /// When the next step is due, since the script's start at its pace; `None` at the end.
    pub(crate) fn due(&self) -> Option<Duration> {
        self.queue.peek().map(|Reverse((at, _))| self.script.pace.scaled(*at))
    }

    /// Whether the next step is that Asterisk comes back, which takes no listener.
    pub(crate) fn comes_up(&self) -> bool {
        let next = self.queue.peek().and_then(|Reverse((_, track))| self.playing.get(*track));
        next.and_then(|playing| playing.capture.as_ref()?.items.get(playing.item))
            .is_some_and(|item| matches!(item.what, What::Up))
    }

    pub(crate) fn pace(&self) -> Pace {
        self.script.pace
    }

    /// Carries out the next step. The bytes of an event are added to `out`. `origin` is the Unix time of the
    /// script's start.
    pub(crate) fn step(&mut self, origin: Duration, out: &mut Vec<u8>) -> Option<Cue> {
        let Reverse((_, track)) = self.queue.pop()?;
        let playing = self.playing.get(track)?;
        if playing.capture.is_none() {
            self.begin(track, origin);
        }
        let playing = self.playing.get_mut(track)?;
        playing.take_up(origin, self.script.pace);
        let capture = Arc::clone(playing.capture.as_ref()?);
        let item = capture.items.get(playing.item);
        playing.item += 1;
        let told = |after| playing.told_begun.saturating_add(after);
        let cue = item.and_then(|item| match &item.what {
            What::Event(event) if event.begins.is_some_and(|begins| begins < playing.cut) => None,
            What::Event(event) => {
                let scaled = if playing.recorded { Pace::Original } else { self.script.pace };
                let stamp = told(scaled.scaled(playing.after(item.after)));
                self.told = Some(stamp);
                write(&capture, event, playing.fresh.as_ref(), (self.script.stamps, stamp), out);
                Some(Cue::Event(event.classes))
            }
            What::Down => Some(Cue::Down),
            What::Up => Some(Cue::Up),
        });
        self.enqueue(track);
        cue
    }

    /// When it is, as the events tell it.
    pub(crate) fn told(&self) -> Option<Duration> {
        self.told
    }

    /// Puts the track's next item into the queue, or what comes after its recording.
    fn enqueue(&mut self, index: usize) {
        let Some((playing, track)) = self.playing.get_mut(index).zip(self.script.tracks.get(index)) else {
            return;
        };
        if playing.capture.is_none() {
            playing.begun = track.starts_after;
        }
        loop {
            let Some(capture) = track.captures.get(playing.number) else { return };
            if let Some(item) = capture.items.get(playing.item) {
                self.queue.push(Reverse((playing.begun.saturating_add(playing.after(item.after)), index)));
                return;
            }
            playing.begun =
                playing.begun.saturating_add(playing.after(capture.length)).saturating_add(track.gap);
            playing.hurries = None;
            playing.item = 0;
            playing.capture = None;
            playing.number += 1;
            if playing.number == track.captures.len() {
                playing.number = 0;
                playing.round += 1;
                let over = match track.rounds {
                    Rounds::Times(rounds) => playing.round >= rounds.get(),
                    // What has no events must not be looked for in them for ever.
                    Rounds::Endless => track.captures.iter().all(|capture| capture.items.is_empty()),
                };
                if over {
                    playing.number = track.captures.len();
                    return;
                }
            }
        }
    }

    /// Begins the recording that the track has come to.
    fn begin(&mut self, index: usize, origin: Duration) {
        let Some((playing, track)) = self.playing.get_mut(index).zip(self.script.tracks.get(index)) else {
            return;
        };
        let Some(capture) = track.captures.get(playing.number) else { return };
        self.plays += 1;
        playing.recorded = self.script.ids == Ids::RecordedFirst && playing.round == 0 && !self.restarted;
        (playing.cut, playing.restarted) = (0, false);
        if playing.recorded {
            playing.fresh = None;
            playing.told_begun = capture.began;
        } else {
            playing.told_begun = origin.saturating_add(self.script.pace.scaled(playing.begun));
            let mut fresh = Fresh {
                play: Some(self.plays),
                seconds: seconds(playing.told_begun) - seconds(capture.began),
                counter: self.free_counter,
                suffix: 0,
                call: 0,
                bridges: Fresh::bridges(self.seed, self.plays),
            };
            self.free_counter = self.free_counter.wrapping_add(capture.span.counter);
            take(&mut self.free_suffix, &capture.span.suffix, &mut fresh.suffix);
            take(&mut self.free_call, &capture.span.call, &mut fresh.call);
            // Asterisk counts channels from 0, and calls from 1.
            fresh.call = fresh.call.wrapping_add(1);
            playing.fresh = Some(fresh);
        }
        playing.capture = Some(Arc::clone(capture));
    }
}

/// Adds the event's bytes with what is changed in them.
fn write(
    capture: &Capture,
    event: &Event,
    fresh: Option<&Fresh>,
    (stamps, stamp): (Stamps, Duration),
    out: &mut Vec<u8>,
) {
    let copy = |from: usize, to: usize, out: &mut Vec<u8>| {
        out.extend_from_slice(capture.bytes.get(from..to).unwrap_or_default());
    };
    let mut from = event.start;
    if let (Stamps::OnAll, Some(at)) = (stamps, event.stamp_at) {
        copy(from, at, out);
        out.extend_from_slice(b"Timestamp: ");
        put_unix(out, stamp);
        out.extend_from_slice(b"\r\n");
        from = at;
    }
    let marks = capture.marks.get(event.marks_from..event.marks_to).unwrap_or_default();
    for (mark, fresh) in marks.iter().filter_map(|mark| Some((mark, fresh?))) {
        copy(from, mark.start, out);
        let old = capture.bytes.get(mark.start..mark.end).unwrap_or_default();
        fresh.write(mark, old, stamp, out);
        from = mark.end;
    }
    copy(from, event.end, out);
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}
