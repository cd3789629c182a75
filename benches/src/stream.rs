//! The input of all measurements.

use callflow_core::Timestamp;

use crate::recording::{Event, Recording, Repetition};

/// What Asterisk greets with; the peers' parsers insist on it.
pub(crate) const BANNER: &[u8] = b"Asterisk Call Manager/11.0.0\r\n";

/// Whole recordings in turn, again and again with fresh names, as one connection would bring them.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) bytes: Vec<u8>,
    /// When each event was received.
    pub(crate) times: Vec<Timestamp>,
}

/// Makes streams, none of which has a name or a time that an earlier one has.
#[derive(Debug)]
pub(crate) struct Streams<'r> {
    recordings: &'r [Recording],
    next: Repetition,
}

impl<'r> Streams<'r> {
    /// The first stream begins on 20 November 2026, after everything in the background.
    pub(crate) fn of(recordings: &'r [Recording]) -> Self {
        Self { recordings, next: Repetition { number: 0, begin_s: 1_795_200_000 } }
    }

    /// The next stream: the fewest whole recordings that have `bytes` bytes.
    pub(crate) fn next(&mut self, bytes: usize) -> Stream {
        let mut stream = Vec::with_capacity(bytes + 4 * 1024 * 1024);
        stream.extend_from_slice(BANNER);
        let mut events = Vec::new();
        for recording in self.recordings.iter().filter(|recording| recording.len() > 0).cycle() {
            if stream.len() >= bytes {
                break;
            }
            recording.repeat_into(self.next, &mut stream, &mut events);
            self.next.number += 1;
            self.next.begin_s += recording.seconds();
        }
        Stream { bytes: stream, times: events.iter().map(time).collect() }
    }

    /// When the next stream begins; the last one is over.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp::from_unix_micros(self.next.begin_s.cast_signed() * 1_000_000)
    }
}

impl Stream {
    pub(crate) fn events(&self) -> u64 {
        self.times.len() as u64
    }
}

pub(crate) fn time(event: &Event) -> Timestamp {
    Timestamp::from_unix_micros(event.at_us)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ami_proto::FrameKind;
    use callflow_core::{CallFlow, ChangeKind, Input, Plan};

    use super::*;

    const MIB: usize = 1024 * 1024;

    fn recordings() -> Vec<Recording> {
        Recording::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures")).unwrap()
    }

    #[test]
    fn a_stream_decodes_to_the_events_it_was_made_of() {
        let recordings = recordings();
        let mut streams = Streams::of(&recordings);
        for stream in [streams.next(MIB), streams.next(MIB)] {
            let mut kinds = Vec::new();
            let mut frames = ami_proto::frames(&stream.bytes);
            while let Some(frame) = frames.next() {
                kinds.push(frame.unwrap().kind());
            }
            assert_eq!(kinds.first(), Some(&FrameKind::Banner));
            assert!(kinds.iter().skip(1).all(|kind| *kind == FrameKind::Event));
            assert_eq!(kinds.len(), 1 + stream.times.len());
        }
    }

    #[test]
    fn all_calls_of_a_stream_end_in_it_and_no_repetition_meets_another() {
        let recordings = recordings();
        let all: usize = recordings.iter().map(Recording::len).sum();
        let mut streams = Streams::of(&recordings);
        let mut flow = CallFlow::new("default", Plan::default());
        let mut ended = Vec::new();
        for _ in 0..2 {
            let stream = streams.next(all);
            let mut frames = ami_proto::frames(&stream.bytes);
            let mut times = stream.times.iter();
            let mut calls = 0;
            let mut anomalies = 0;
            while let Some(frame) = frames.next() {
                let frame = frame.unwrap();
                if frame.kind() == FrameKind::Event {
                    flow.handle(Input::Ami(frame), *times.next().unwrap());
                }
                while let Some(change) = flow.poll_output() {
                    calls += usize::from(matches!(change.kind, ChangeKind::CallEnded(_)));
                    anomalies += usize::from(matches!(change.kind, ChangeKind::Anomaly(_)));
                }
            }
            assert_eq!((flow.live_count(), anomalies), (0, 0));
            ended.push(calls);
        }
        assert_eq!(ended.first(), ended.last());
        assert!(ended.iter().sum::<usize>() > 500, "{ended:?}");
    }
}
