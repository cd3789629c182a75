//! A tracker sees the same calls in what is played as in the recording.

use std::collections::BTreeMap;
use std::path::Path;

use ami_proto::{Frame, FrameKind, OwnedFrame};
use asterisk_sim::{Capture, Ids, Rounds, Script, Stamps, Track};
use callflow_core::source::ami::stamp;
use callflow_core::{CallFlow, ChangeKind, Input, Plan, Timestamp};
use serde_json::Value;

use crate::support::{Client, LOGIN, folders, frames, options};

/// The last record of each call. A banner that is not the first tells that the link was lost.
fn records(frames: &[OwnedFrame], mut time: impl FnMut(&Frame<'_>) -> Option<Timestamp>) -> Vec<Value> {
    let times: Vec<_> = frames.iter().map(|frame| time(&frame.as_frame())).collect();
    let mut now = times.iter().flatten().next().copied().unwrap_or_default();
    let mut flow = CallFlow::new("pbx", Plan::default());
    let mut calls = BTreeMap::new();
    for (number, (frame, at)) in frames.iter().zip(times).enumerate() {
        now = now.max(at.unwrap_or(now));
        let frame = frame.as_frame();
        while let Some(due) = flow.poll_timeout().filter(|due| *due <= now) {
            flow.handle(Input::Tick, due);
        }
        match frame.kind() {
            FrameKind::Banner if number > 0 => flow.handle(Input::LinkLost, now),
            _ => flow.handle(Input::Ami(frame), now),
        }
        while let Some(change) = flow.poll_output() {
            if let ChangeKind::CallEnded(call)
            | ChangeKind::CallUpdated(call)
            | ChangeKind::CallMerged(call) = change.kind
            {
                calls.insert(call.id.to_string(), serde_json::to_value(call).unwrap());
            }
        }
    }
    let mut calls: Vec<Value> = calls.into_values().collect();
    calls.sort_by_key(|call| (call["started_at"].to_string(), call["id"].to_string()));
    calls
}

/// Whether an event is of a list that the recorder asked for, which is not played.
fn is_answer(event: &Frame<'_>) -> bool {
    let is_news = event.get("Privilege").is_some_and(|classes| classes.contains(&b','));
    event.kind() == FrameKind::Event && event.get("ActionID").is_some() && !is_news
}

/// The recording's frames without the answers to its recorder, and when each was received.
fn recorded(folder: &Path) -> Vec<Value> {
    let (mut all, mut times) = (Vec::new(), Vec::new());
    for name in ["ami", "ami-2", "ami-3"] {
        let Ok(bytes) = std::fs::read(folder.join(format!("{name}.raw"))) else { continue };
        let rows = std::fs::read_to_string(folder.join(format!("{name}.times"))).unwrap();
        let rows: Vec<(usize, Timestamp)> = rows
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .map(|(offset, at)| (offset.parse().unwrap(), Timestamp::from_unix_text(at).unwrap()))
            .collect();
        for frame in frames(&bytes).into_iter().filter(|frame| !is_answer(&frame.as_frame())) {
            let end = frame.as_frame().offset() as usize + frame.as_frame().bytes().len();
            times.push(rows[rows.partition_point(|(offset, _)| *offset < end).max(1) - 1].1);
            all.push(frame);
        }
    }
    let mut times = times.into_iter();
    // As in what is played: only events tell when it is. When a link is lost is told by none.
    records(&all, |frame| {
        let received = times.next();
        let told = frame.kind() == FrameKind::Event && frame.event_name() != Some(b"FullyBooted");
        stamp(frame).or(received.filter(|_| told && frame.get("EventList").is_none()))
    })
}

fn play(folder: &Path, ids: Ids, rounds: u64) -> Vec<Value> {
    let track = Track::of([Capture::open(folder).unwrap()]).rounds(Rounds::times(rounds));
    let script = Script::new().track(track).ids(ids).stamps(Stamps::OnAll);
    let mut client = Client::new(options().script(script));
    client.send(LOGIN);
    while client.read() && !client.machine.is_finished() {
        client.reconnect();
        client.send(LOGIN);
    }
    records(&frames(&client.got), stamp)
}

/// In the first round exactly, in the second one up to ids and times. So no id of one round reaches into another.
#[test]
fn records_are_those_of_the_recording() {
    for folder in folders() {
        let (real, ours) = (recorded(&folder), play(&folder, Ids::RecordedFirst, 2));
        assert_eq!(2 * real.len(), ours.len(), "{}", folder.display());
        let (first, second) = ours.split_at(real.len());
        for ((real, first), second) in real.iter().zip(first).zip(second) {
            assert_eq!(real, first, "{}", folder.display());
            assert_eq!(masked(real.clone()), masked(second.clone()), "{}", folder.display());
        }
    }
}

/// The record without what differs in each round; the end of a span of time may be rounded to either side.
fn masked(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(name, _)| {
                    !["id", "linkedid", "uniqueid", "bridge", "file", "merged", "merged_into", "from", "to"]
                        .contains(&name.as_str())
                })
                .map(|(name, value)| (name, masked(value)))
                .collect(),
        ),
        Value::Array(all) => Value::Array(all.into_iter().map(masked).collect()),
        Value::String(text) => Value::String(mask(&text)),
        other => other,
    }
}

/// Times are left out, digits of ids are masked.
fn mask(text: &str) -> String {
    let is_time = text.len() == 27 && text.ends_with('Z');
    if is_time {
        return String::new();
    }
    let words = text.split_inclusive(['-', '/', ';', '.', ' ', ',']);
    words
        .map(|word| {
            if word.len() >= 8 && word.bytes().all(|b| b.is_ascii_hexdigit() || b"-;. ,".contains(&b)) {
                "#"
            } else {
                word
            }
        })
        .collect()
}
