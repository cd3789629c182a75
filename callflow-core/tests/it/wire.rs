//! What real Asterisk sends that its documentation does not say: each oddity shown on the wire of a recording, and
//! told rightly all the same. `docs/truth.md` lists them.

mod answers;
mod dials;
mod ids;
mod numbers;
mod queues;
mod reading;
mod shape;

use ami_proto::OwnedFrame;
use callflow_core::Change;
use callflow_core::call::{Call, Party};

use crate::captures::last_records;
use crate::recording::{Step, play, read, root};

/// A recording: what was on the wire, and what is told of it.
struct Seen {
    version: &'static str,
    frames: Vec<OwnedFrame>,
    changes: Vec<Change>,
    /// Without those that became part of another call.
    calls: Vec<Call>,
}

fn seen(version: &'static str, name: &str) -> Seen {
    let steps = read(&root().join(version).join(name));
    let (_, changes) = play(&steps);
    let calls = last_records(&changes).into_iter().filter(|call| call.merged_into.is_none()).collect();
    let frames = steps.into_iter().filter_map(|(_, step)| match step {
        Step::Event(frame) => Some(frame),
        Step::LinkLost => None,
    });
    Seen { version, frames: frames.collect(), changes, calls }
}

/// The same scenario on both versions.
fn both(name: &str, check: impl Fn(&Seen)) {
    check(&seen("asterisk-16", name));
    check(&seen("asterisk-22", name));
}

impl Seen {
    /// Places and frames of the events of a name.
    fn events<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (usize, &'s OwnedFrame)> {
        let is_it = move |frame: &OwnedFrame| frame.as_frame().event_name() == Some(name.as_bytes());
        self.frames.iter().enumerate().filter(move |(_, frame)| is_it(frame))
    }

    /// One header of each event of a name.
    fn all<'s>(&'s self, name: &'s str, header: &'s str) -> Vec<&'s str> {
        self.events(name).map(|(_, frame)| get(frame, header)).collect()
    }

    /// The place of the first event of a name with this header.
    fn place(&self, name: &str, header: &str, value: &str) -> usize {
        self.events(name).find(|(_, frame)| get(frame, header) == value).unwrap().0
    }
}

/// The text of a header, empty where there is none.
fn get<'f>(frame: &'f OwnedFrame, header: &str) -> &'f str {
    str::from_utf8(frame.as_frame().get(header).unwrap_or_default()).unwrap()
}

fn party<'c>(call: &'c Call, number: &str) -> &'c Party {
    call.parties.iter().find(|party| &*party.number == number).unwrap()
}

fn answered_by(call: &Call) -> &str {
    call.answered_by.as_deref().unwrap_or("nobody")
}

/// Tenths of a second.
fn tenths(ms: u64) -> u64 {
    (ms + 50) / 100
}
