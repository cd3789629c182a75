//! What must be true of the changes that the core tells, whatever it was told.

use std::collections::BTreeMap;
use std::time::Duration;

use callflow_core::{Call, Change, ChangeKind, Timestamp};

/// The core remembers an ended call for 60 s. After that an event of it is the first that is seen of some call in
/// progress, whose id, being made of the Linkedid, is the old one. The stamps of a story may be 16 s apart from each other.
const SURELY_REMEMBERED: Duration = Duration::from_secs(60 - 16);

/// How far a call has come, by the changes told of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Told {
    Begun,
    Over { at: Timestamp },
}

/// Each call begins once, then ends or becomes part of another, and its record's version only rises. Panics otherwise.
pub fn every_call_begins_and_ends_once(changes: &[Change]) {
    let mut calls = BTreeMap::new();
    for change in changes {
        let Some(call) = change.kind.call() else { continue };
        let before = calls.get(&call.id).copied();
        if let (Some((_, version)), false) = (before, begins(change)) {
            assert!(
                call.version > version,
                "version {} of {} after {version}",
                call.version,
                call.id.as_str()
            );
        }
        let told = follow(change, call, before.map(|(told, _)| told));
        calls.insert(call.id.clone(), (told, call.version));
    }
    for (id, (told, _)) in calls {
        assert!(told != Told::Begun, "{} never ends", id.as_str());
    }
}

fn begins(change: &Change) -> bool {
    matches!(change.kind, ChangeKind::CallStarted(_))
}

fn follow(change: &Change, call: &Call, before: Option<Told>) -> Told {
    match (&change.kind, before) {
        (ChangeKind::CallStarted(_), None) => Told::Begun,
        (ChangeKind::CallStarted(_), Some(Told::Over { at })) if change.at.since(at) >= SURELY_REMEMBERED => {
            Told::Begun
        }
        (ChangeKind::CallUpdated(_), Some(Told::Begun)) => Told::Begun,
        (ChangeKind::CallEnded(_), Some(Told::Begun)) => Told::Over { at: change.at },
        // A late event corrects a call that is over, or shows that it was part of another all the time.
        (ChangeKind::CallUpdated(_), Some(over @ Told::Over { .. })) if call.merged_into.is_none() => over,
        (ChangeKind::CallMerged(_), Some(_)) => Told::Over { at: change.at },
        (kind, before) => panic!("{kind:?} of a call that was {before:?}"),
    }
}
