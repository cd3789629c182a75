//! `recording.ready`: each finished recording of a call, once, behind the news of the call that has its end.

use std::collections::BTreeMap;

use callflow_core::call::Recording;
use callflow_core::change::RecordingReady;
use callflow_core::{Call, CallFlow, CallId, Change, ChangeKind, Plan};

use crate::recording::{Step, feed, folders, play, read, root};

fn ready(changes: &[Change]) -> Vec<&RecordingReady> {
    changes.iter().filter_map(of).collect()
}

fn of(change: &Change) -> Option<&RecordingReady> {
    match &change.kind {
        ChangeKind::RecordingReady(ready) => Some(ready),
        _ => None,
    }
}

/// The last record of each call.
fn records(changes: &[Change]) -> BTreeMap<&CallId, &Call> {
    changes.iter().filter_map(|change| change.kind.call()).map(|call| (&call.id, call)).collect()
}

/// The one that it became part of, if it did.
fn whole<'c>(records: &BTreeMap<&'c CallId, &'c Call>, mut id: &'c CallId) -> &'c Call {
    while let Some(into) = &records[id].merged_into {
        id = into;
    }
    records[id]
}

fn is_of(ready: &RecordingReady, recording: &Recording) -> bool {
    (&ready.file, ready.from, Some(ready.to)) == (&recording.file, recording.from, recording.to)
}

#[test]
fn every_recording_of_every_capture_is_ready_once() {
    let mut told = 0;
    for folder in folders() {
        let (_, changes) = play(&read(&folder));
        let (records, ready) = (records(&changes), ready(&changes));
        for one in &ready {
            let call = whole(&records, &one.call);
            let count = call.recordings.iter().filter(|recording| is_of(one, recording)).count();
            assert_eq!(count, 1, "{}: {one:?} {:?}", folder.display(), call.recordings);
        }
        let calls = records.values().filter(|call| call.merged_into.is_none());
        for recording in calls.flat_map(|call| &call.recordings).filter(|recording| recording.to.is_some()) {
            let count = ready.iter().filter(|one| is_of(one, recording)).count();
            assert_eq!(count, 1, "{}: {recording:?}", folder.display());
        }
        told += ready.len();
    }
    assert!(told >= 10, "{told}");
}

#[test]
fn a_recording_is_ready_behind_the_news_that_has_its_end() {
    let (_, changes) = play(&read(&root().join("asterisk-22/22-mixmonitor")));
    let places: Vec<usize> = (0..changes.len()).filter(|place| of(&changes[*place]).is_some()).collect();
    assert!(!places.is_empty());
    for place in places {
        let (change, ready) = (&changes[place], of(&changes[place]).unwrap());
        let before = changes[..place].iter().rev().find_map(|change| change.kind.call()).unwrap();
        assert!(before.recordings.iter().any(|recording| is_of(ready, recording)), "{before:?}");
        assert_eq!((&before.id, &before.tenant, change.at), (&ready.call, &change.tenant, ready.to));
        let json = serde_json::to_value(change).unwrap();
        assert_eq!(json["type"], "recording.ready");
        assert_eq!(json["data"]["call"], ready.call.as_str());
        assert_eq!(json["data"]["file"], ready.file.as_deref().unwrap());
        assert!(json["data"]["from"].is_string() && json["data"]["to"].is_string(), "{json}");
    }
}

#[test]
fn what_was_told_is_not_told_again_by_a_state_that_is_restored() {
    let steps = read(&root().join("asterisk-22/22-mixmonitor"));
    let (_, want) = play(&steps);
    let mut flow = CallFlow::new("default", Plan::default());
    let mut changes = Vec::new();
    for (at, step) in &steps {
        assert!(matches!(step, Step::Event(_)));
        changes.extend(feed(&mut flow, *at, step));
        let saved = serde_json::to_string(&flow.save()).unwrap();
        flow = CallFlow::restore(Plan::default(), serde_json::from_str(&saved).unwrap());
    }
    assert_eq!(ready(&changes), ready(&want));
}
