//! The recordings, and what the tracker tells of them without a server.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ami_proto::{Frame, FrameKind};
use callflow_core::{Call, CallFlow, CallId, Input, Plan, Timestamp};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures")
}

/// All capture folders, sorted.
pub(crate) fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .flat_map(|version| fs::read_dir(version).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    folders.sort();
    folders
}

/// `asterisk-22/01-internal-caller-hangs-up`, say.
pub(crate) fn folder(name: &str) -> PathBuf {
    root().join(name)
}

/// The name of a folder, as [`folder`] takes it.
pub(crate) fn name(folder: &Path) -> String {
    folder.strip_prefix(root()).unwrap().display().to_string()
}

pub(crate) fn open(name: &str) -> asterisk_sim::Capture {
    asterisk_sim::Capture::open(folder(name)).unwrap()
}

/// A recording that breaks off before the first hangup: its call goes on when all is played.
pub(crate) fn open_in_mid_call(name: &str) -> asterisk_sim::Capture {
    let bytes = fs::read(folder(name).join("ami.raw")).unwrap();
    let times = fs::read_to_string(folder(name).join("ami.times")).unwrap();
    let hangup = bytes.windows(14).position(|window| window == b"Event: Hangup\r").unwrap();
    asterisk_sim::Capture::from_bytes(name, &bytes[..hangup], Some(&times)).unwrap()
}

/// Whether an event is of a list that the recorder asked for. The server asks at times of its own, and gets lists of
/// what was played so far.
fn is_answer(event: &Frame<'_>) -> bool {
    let is_news = event.get("Privilege").is_some_and(|classes| classes.contains(&b','));
    event.get("ActionID").is_some() && !is_news
}

/// The last records of a recording, as `callflow replay` prints them, without the lists that the recorder asked for:
/// the same tracker, fed with each frame at the time at which its last byte was received.
pub(crate) fn replayed(folder: &Path) -> BTreeMap<CallId, Call> {
    let mut flow = CallFlow::new("default", Plan::default());
    let mut calls = BTreeMap::new();
    let mut handle = |input: Input<'_>, at| {
        flow.handle(input, at);
        while let Some(change) = flow.poll_output() {
            if let Some(call) = change.kind.call() {
                calls.insert(call.id.clone(), call.clone());
            }
        }
        flow.poll_timeout()
    };
    let mut last = None;
    for name in ["ami", "ami-2", "ami-3"] {
        let Ok(bytes) = fs::read(folder.join(format!("{name}.raw"))) else { continue };
        if let Some(last) = last {
            handle(Input::LinkLost, last);
        }
        let times = times(&folder.join(format!("{name}.times")));
        let mut frames = ami_proto::frames(&bytes);
        while let Some(frame) = frames.next() {
            let Ok(frame) = frame else { continue };
            let end = frame.offset() as usize + frame.bytes().len();
            let read = times.partition_point(|(offset, _)| *offset < end).max(1) - 1;
            if frame.kind() == FrameKind::Event && !is_answer(&frame) {
                handle(Input::Ami(frame), times[read].1);
            }
        }
        last = times.last().map(|(_, at)| *at);
    }
    calls
}

/// The last records of what came in one piece, whenever it came.
pub(crate) fn told(bytes: &[u8]) -> BTreeMap<CallId, Call> {
    let mut flow = CallFlow::new("default", Plan::default());
    let mut calls = BTreeMap::new();
    let mut frames = ami_proto::frames(bytes);
    while let Some(frame) = frames.next() {
        flow.handle(Input::Ami(frame.unwrap()), Timestamp::default());
        while let Some(change) = flow.poll_output() {
            if let Some(call) = change.kind.call() {
                calls.insert(call.id.clone(), call.clone());
            }
        }
    }
    calls
}

fn times(path: &Path) -> Vec<(usize, Timestamp)> {
    let row = |line: &str| {
        let (offset, at) = line.split_once('\t').unwrap();
        (offset.parse().unwrap(), Timestamp::from_unix_text(at).unwrap())
    };
    fs::read_to_string(path).unwrap().lines().map(row).collect()
}

/// The shapes of records, in the order in which the calls began.
pub(crate) fn shapes<'c>(calls: impl IntoIterator<Item = &'c Call>) -> Vec<Value> {
    let mut calls: Vec<&Call> = calls.into_iter().collect();
    calls.sort_by_key(|call| call.started_at);
    calls.into_iter().map(shape).collect()
}

/// A record without what differs between two rounds of a recording: times, durations and ids.
pub(crate) fn shape(call: &Call) -> Value {
    const IDS: [&str; 8] =
        ["id", "linkedid", "uniqueid", "channel", "bridge", "merged_into", "version", "revised_at"];
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| {
                    !IDS.contains(&name.as_str()) && name != "ms" && !name.ends_with("_ms")
                });
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            Value::String(text) if text.parse::<Timestamp>().is_ok() => *text = "a time".into(),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(call).unwrap();
    value["merged"] = value["merged"].as_array().unwrap().len().into();
    strip(&mut value);
    value
}
