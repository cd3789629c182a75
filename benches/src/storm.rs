//! The recording of sixty overlapping calls: what the server and its store are measured with.

use std::collections::BTreeSet;

use ami_proto::FrameKind;
use anyhow::Context as _;
use callflow_core::{Call, CallFlow, ChangeKind, Input, Plan};

use crate::recording::{Recording, Repetition};
use crate::stream::time;

const NAME: &str = "asterisk-22/28-storm";

/// The storm, and where in it calls end.
#[derive(Debug)]
pub(crate) struct Storm {
    pub(crate) recording: Recording,
    /// Where the events end with which calls do, in the recording's bytes.
    pub(crate) ends: Vec<usize>,
}

impl Storm {
    /// The storm without the events of these names.
    pub(crate) fn without(recordings: &[Recording], names: &[&str]) -> anyhow::Result<Self> {
        let storm = recordings.iter().find(|recording| recording.name == NAME);
        let recording = storm.with_context(|| format!("{NAME} is not there"))?.without(names);
        let mut flow = CallFlow::new("default", Plan::default());
        let mut ended = Ended::default();
        let mut ends = Vec::new();
        ended.track(&recording, Repetition { number: 0, begin_s: 1_795_200_000 }, &mut flow, |end, _| {
            ends.push(end)
        })?;
        Ok(Self { recording, ends })
    }

    /// How many calls it has.
    pub(crate) fn calls(&self) -> u64 {
        self.ends.len() as u64
    }
}

/// Buffers of what is tracked again and again.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    bytes: Vec<u8>,
    events: Vec<crate::recording::Event>,
}

impl Ended {
    /// Tracks one repetition; `told` gets each call that ends, and where its last event ends.
    pub(crate) fn track(
        &mut self,
        recording: &Recording,
        repetition: Repetition,
        flow: &mut CallFlow,
        mut told: impl FnMut(usize, Call),
    ) -> anyhow::Result<()> {
        self.bytes.clear();
        self.events.clear();
        recording.repeat_into(repetition, &mut self.bytes, &mut self.events);
        let mut frames = ami_proto::frames(&self.bytes);
        let mut events = self.events.iter();
        let mut ids = BTreeSet::new();
        while let Some(frame) = frames.next() {
            let frame = frame?;
            if frame.kind() != FrameKind::Event {
                continue;
            }
            let event = events.next().context("there are more events than times")?;
            flow.handle(Input::Ami(frame), time(event));
            while let Some(change) = flow.poll_output() {
                if let ChangeKind::CallEnded(call) = change.kind
                    && ids.insert(call.id.clone())
                {
                    told(event.end, *call);
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn sixty_calls_end_in_it_with_and_without_variables() {
        let captures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures");
        let recordings = Recording::read_all(&captures).unwrap();
        for names in [&[][..], &["VarSet"]] {
            let storm = Storm::without(&recordings, names).unwrap();
            assert_eq!(storm.calls(), 60);
            assert!(storm.ends.is_sorted() && storm.ends.last() <= Some(&storm.recording.len()));
        }
    }
}
