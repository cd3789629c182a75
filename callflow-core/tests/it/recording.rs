//! Reading a capture folder: the bytes of each connection, and when they were received.

use std::fs;
use std::path::{Path, PathBuf};

use ami_proto::OwnedFrame;
use callflow_core::{CallFlow, Change, Input, Plan, Timestamp};

/// What a capture feeds into the core, in order.
pub(crate) enum Step {
    Event(OwnedFrame),
    LinkLost,
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures")
}

/// All capture folders, `asterisk-22/01-internal-caller-hangs-up` and so on, sorted.
pub(crate) fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = ["asterisk-16", "asterisk-22"]
        .iter()
        .flat_map(|version| fs::read_dir(root().join(version)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

pub(crate) fn read(folder: &Path) -> Vec<(Timestamp, Step)> {
    let mut steps = Vec::new();
    for name in ["ami", "ami-2", "ami-3"] {
        let Ok(bytes) = fs::read(folder.join(format!("{name}.raw"))) else { continue };
        let times = times(&folder.join(format!("{name}.times")));
        if let Some((at, _)) = steps.last() {
            let at = *at;
            steps.push((at, Step::LinkLost));
        }
        let mut frames = ami_proto::frames(&bytes);
        while let Some(frame) = frames.next() {
            let Ok(frame) = frame else { continue };
            let end = frame.offset() as usize + frame.bytes().len();
            let read = times.partition_point(|(offset, _)| *offset < end).max(1) - 1;
            steps.push((times[read].1, Step::Event(frame.to_owned())));
        }
    }
    steps
}

fn times(path: &Path) -> Vec<(usize, Timestamp)> {
    let text = fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let (offset, at) = line.split_once('\t').unwrap();
        (offset.parse().unwrap(), Timestamp::from_unix_text(at).unwrap())
    };
    text.lines().map(row).collect()
}

pub(crate) fn feed(flow: &mut CallFlow, at: Timestamp, step: &Step) -> Vec<Change> {
    match step {
        Step::Event(frame) => flow.handle(Input::Ami(frame.as_frame()), at),
        Step::LinkLost => flow.handle(Input::LinkLost, at),
    }
    std::iter::from_fn(|| flow.poll_output()).collect()
}

pub(crate) fn play(steps: &[(Timestamp, Step)]) -> (CallFlow, Vec<Change>) {
    let mut flow = CallFlow::new("default", Plan::default());
    let changes = steps.iter().flat_map(|(at, step)| feed(&mut flow, *at, step)).collect();
    (flow, changes)
}
