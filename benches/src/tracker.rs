//! The tracker with few and many live calls.

use std::hint::black_box;

use ami_proto::{Decoder, Frame, FrameKind, OwnedFrame};
use anyhow::Context as _;
use callflow_core::source::ami;
use callflow_core::{CallFlow, Input, Plan, Signal, Timestamp};

use crate::options::Options;
use crate::parsers::CHUNK;
use crate::recording::{Event, Recording, Repetition};
use crate::rounds::Rounds;
use crate::stream::{Stream, Streams, time};

/// How many calls are live while the stream is tracked.
pub(crate) const LIVE: [u32; 3] = [1, 1_000, 100_000];

/// In what form the tracker gets the stream.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Feed {
    /// As bytes: decoded, mapped and tracked.
    Bytes,
    /// As frames decoded before: mapped and tracked.
    Frames,
    /// As signals mapped before: tracked alone.
    Signals,
}

/// The tracker with so many calls in the background, and how it did.
#[derive(Debug)]
pub(crate) struct Tracked {
    pub(crate) live: u32,
    /// Changes that one event gave, on the average of the last stream.
    pub(crate) changes_per_event: f64,
    bytes: Rounds,
    frames: Rounds,
    signals: Rounds,
}

impl Feed {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes: decoded, mapped, tracked",
            Self::Frames => "frames: mapped, tracked",
            Self::Signals => "signals: tracked",
        }
    }
}

impl Tracked {
    fn new(live: u32) -> Self {
        Self {
            live,
            changes_per_event: 0.0,
            bytes: Rounds::default(),
            frames: Rounds::default(),
            signals: Rounds::default(),
        }
    }

    pub(crate) fn rounds(&self, feed: Feed) -> &Rounds {
        match feed {
            Feed::Bytes => &self.bytes,
            Feed::Frames => &self.frames,
            Feed::Signals => &self.signals,
        }
    }

    /// One round of each feed, each with a stream of its own.
    fn round(&mut self, flow: &mut CallFlow, streams: &mut Streams<'_>, bytes: usize) {
        let stream = streams.next(bytes);
        let (len, events) = (stream.bytes.len() as u64, stream.events());
        let mut changes = 0;
        self.bytes.measure(len, events, || {
            changes = feed_bytes(flow, &mut Decoder::new(), &stream);
            events
        });
        self.changes_per_event = changes as f64 / events as f64;

        let frames = owned_frames(&streams.next(bytes));
        self.frames.measure(len, frames.len() as u64, || {
            for (frame, at) in &frames {
                flow.handle(Input::Ami(frame.as_frame()), *at);
                drain(flow);
            }
            frames.len() as u64
        });

        let frames = owned_frames(&streams.next(bytes));
        let signals: Vec<_> =
            frames.iter().filter_map(|(frame, at)| signal(&frame.as_frame(), *at)).collect();
        let seen = signals.len() as u64;
        self.signals.measure(len, frames.len() as u64, || {
            for (signal, stamp, at) in signals {
                flow.handle(Input::Signal(signal, stamp), at);
                drain(flow);
            }
            seen
        });
    }
}

pub(crate) fn measure(recordings: &[Recording], options: &Options) -> anyhow::Result<Vec<Tracked>> {
    let mut subjects = Vec::new();
    for live in LIVE {
        subjects.push((Tracked::new(live), with_live_calls(recordings, live)?, Streams::of(recordings)));
    }
    for _ in 0..options.rounds {
        for (tracked, flow, streams) in &mut subjects {
            tracked.round(flow, streams, options.bytes());
        }
    }
    Ok(subjects.into_iter().map(|(tracked, ..)| tracked).collect())
}

/// A tracker that sees `live` calls between two parties which have been answered and do not end.
pub(crate) fn with_live_calls(recordings: &[Recording], live: u32) -> anyhow::Result<CallFlow> {
    const TWO_PARTIES: &str = "asterisk-22/01-internal-caller-hangs-up";
    let call = recordings
        .iter()
        .find(|recording| recording.name == TWO_PARTIES)
        .with_context(|| format!("recording {TWO_PARTIES} is missing"))?
        .until("HangupRequest");
    let mut flow = CallFlow::new("default", Plan::default());
    let (mut bytes, mut events): (Vec<u8>, Vec<Event>) = (Vec::new(), Vec::new());
    for number in 0..live {
        bytes.clear();
        events.clear();
        // All before the stream, and each in seconds of its own.
        let begin_s = 1_000_000_000 + u64::from(number) * (call.seconds() + 1);
        call.repeat_into(Repetition { number: u32::MAX - number, begin_s }, &mut bytes, &mut events);
        let mut times = events.iter().map(time);
        let mut frames = ami_proto::frames(&bytes);
        while let (Some(frame), Some(at)) = (frames.next(), times.next()) {
            flow.handle(Input::Ami(frame?), at);
            drain(&mut flow);
        }
    }
    anyhow::ensure!(flow.live_count() == live as usize, "{} live calls, not {live}", flow.live_count());
    Ok(flow)
}

/// Feeds a stream as a socket would; says how many changes came of it.
pub(crate) fn feed_bytes(flow: &mut CallFlow, decoder: &mut Decoder, stream: &Stream) -> u64 {
    let mut changes = 0;
    let mut times = stream.times.iter();
    for chunk in stream.bytes.chunks(CHUNK) {
        decoder.feed(chunk);
        while let Some(frame) = decoder.next() {
            let Ok(frame) = frame else { continue };
            if frame.kind() != FrameKind::Event {
                continue;
            }
            if let Some(at) = times.next() {
                flow.handle(Input::Ami(frame), *at);
                changes += drain(flow);
            }
        }
    }
    changes
}

pub(crate) fn drain(flow: &mut CallFlow) -> u64 {
    let mut changes = 0;
    while let Some(change) = flow.poll_output() {
        black_box(change);
        changes += 1;
    }
    changes
}

fn owned_frames(stream: &Stream) -> Vec<(OwnedFrame, Timestamp)> {
    let mut owned = Vec::with_capacity(stream.times.len());
    let mut times = stream.times.iter();
    let mut frames = ami_proto::frames(&stream.bytes);
    while let Some(frame) = frames.next() {
        if let Ok(frame) = frame
            && frame.kind() == FrameKind::Event
            && let Some(at) = times.next()
        {
            owned.push((frame.to_owned(), *at));
        }
    }
    owned
}

fn signal<'a>(frame: &Frame<'a>, at: Timestamp) -> Option<(Signal<'a>, Option<Timestamp>, Timestamp)> {
    Some((ami::signal(frame, at)?, ami::stamp(frame), at))
}
