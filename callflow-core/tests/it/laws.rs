//! The laws of the core, on any sequence of inputs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use callflow_core::call::CallState;
use callflow_core::{
    CallFlow, CallId, Change, ChangeKind, HangupCause, Input, Plan, SavedState, Signal, Timestamp,
};
use proptest::prelude::*;

use crate::world::{CHANNELS, Happening, channel, input, log, times};

pub(crate) fn flow() -> CallFlow {
    CallFlow::new("default", Plan::default())
}

pub(crate) fn drain(flow: &mut CallFlow) -> Vec<Change> {
    std::iter::from_fn(|| flow.poll_output()).collect()
}

pub(crate) fn run(flow: &mut CallFlow, log: &[(u64, Happening)]) -> Vec<Change> {
    let mut changes = Vec::new();
    for (now, happening) in times(log) {
        flow.handle(input(happening, now), now);
        changes.extend(drain(flow));
    }
    changes
}

pub(crate) fn end_of(log: &[(u64, Happening)]) -> Timestamp {
    times(log).last().map(|(now, _)| now).unwrap_or_default()
}

pub(crate) fn hang_up_all(flow: &mut CallFlow, now: Timestamp) -> Vec<Change> {
    let mut changes = Vec::new();
    for number in 0..CHANNELS {
        let signal = Signal::ChannelEnded { channel: channel(number), cause: HangupCause::NORMAL_CLEARING };
        flow.handle(Input::Signal(signal, None), now);
        changes.extend(drain(flow));
    }
    changes
}

/// No clock makes a call end before it began, or a talk before it was answered.
fn check_times(changes: &[Change]) {
    for call in changes.iter().filter_map(|change| change.kind.call()) {
        assert!(call.ended_at.is_none_or(|ended| ended >= call.started_at), "{call:?}");
        assert!(call.answered_at.is_none_or(|answered| answered >= call.started_at), "{call:?}");
        let both = call.answered_at.zip(call.ended_at);
        assert!(both.is_none_or(|(answered, ended)| answered <= ended), "{call:?}");
        assert!(call.talk_ms <= call.duration_ms, "{call:?}");
    }
}

/// The channels whose beginning was seen.
fn seen(log: &[(u64, Happening)]) -> BTreeSet<u8> {
    let created = |(_, happening): &(u64, Happening)| match happening {
        Happening::Created(channel, ..) => Some(*channel),
        _ => None,
    };
    log.iter().filter_map(created).collect()
}

/// A call begins once, ends once or becomes part of another, and its versions rise. After a merge nothing more is
/// said of it; after an end it may be corrected, or merged.
pub(crate) fn check_story_of_changes(changes: &[Change]) {
    #[derive(Default)]
    struct Told {
        version: u32,
        ended: bool,
        merged: bool,
    }
    let mut told: BTreeMap<&CallId, Told> = BTreeMap::new();
    for change in changes {
        let Some(call) = change.kind.call() else { continue };
        let begins = matches!(change.kind, ChangeKind::CallStarted(_));
        assert_eq!(begins, !told.contains_key(&call.id), "{}: begins once, and first", call.id);
        let told = told.entry(&call.id).or_default();
        assert!(call.version > told.version, "{}: version {} after {}", call.id, call.version, told.version);
        assert!(!told.merged, "{}: said again after its merge", call.id);
        told.version = call.version;
        match change.kind {
            ChangeKind::CallEnded(_) => {
                assert!(!told.ended, "{}: ended twice", call.id);
                assert_eq!(call.state, CallState::Ended);
                told.ended = true;
            }
            ChangeKind::CallMerged(_) => {
                assert!(call.merged_into.is_some());
                told.merged = true;
            }
            ChangeKind::CallUpdated(_) => {
                assert_eq!(
                    told.ended,
                    call.revised_at.is_some(),
                    "{}: an update after the end is a revision",
                    call.id
                );
            }
            _ => {}
        }
    }
    for (id, told) in told {
        assert!(told.ended || told.merged, "{id}: never ended");
    }
}

proptest! {
    #[test]
    fn every_begun_call_ends_once(log in log()) {
        let mut flow = flow();
        let mut changes = run(&mut flow, &log);
        let end = end_of(&log);
        changes.extend(hang_up_all(&mut flow, end));
        prop_assert_eq!(flow.live_count(), 0);
        check_story_of_changes(&changes);
    }

    #[test]
    fn the_same_log_gives_the_same_outputs(log in log()) {
        prop_assert_eq!(run(&mut flow(), &log), run(&mut flow(), &log));
    }

    #[test]
    fn save_and_restore_anywhere_changes_nothing(log in log(), place in any::<prop::sample::Index>()) {
        let place = place.index(log.len());
        let whole = run(&mut flow(), &log);
        let mut flow = flow();
        let mut changes = Vec::new();
        for (number, (now, happening)) in times(&log).enumerate() {
            flow.handle(input(happening, now), now);
            if number == place {
                // Before the outputs are drained: what is not yet told must not get lost either.
                let saved = serde_json::to_string(&flow.save()).unwrap();
                let state: SavedState = serde_json::from_str(&saved).unwrap();
                flow = CallFlow::restore(Plan::default(), state);
            }
            changes.extend(drain(&mut flow));
        }
        prop_assert_eq!(changes, whole);
    }

    #[test]
    fn an_early_tick_is_silent(log in log(), place in any::<prop::sample::Index>()) {
        let place = place.index(log.len());
        let whole = run(&mut flow(), &log);
        let mut flow = flow();
        let mut changes = Vec::new();
        for (number, (now, happening)) in times(&log).enumerate() {
            flow.handle(input(happening, now), now);
            changes.extend(drain(&mut flow));
            if number == place {
                prop_assert!(flow.poll_timeout().is_none_or(|due| due > now));
                flow.handle(Input::Tick, now);
                prop_assert_eq!(drain(&mut flow), []);
            }
        }
        prop_assert_eq!(changes, whole);
    }

    #[test]
    fn a_clock_that_jumps_back_is_held(log in log(), back in 1..100_000_u64) {
        let mut flow = flow();
        let mut changes = Vec::new();
        for (number, (now, happening)) in times(&log).enumerate() {
            let now = if number % 3 == 2 { now.saturating_sub(Duration::from_millis(back)) } else { now };
            flow.handle(input(happening, now), now);
            changes.extend(drain(&mut flow));
        }
        check_times(&changes);
    }

    /// Stamps that are set back again and again, and receptions that are right.
    #[test]
    fn a_stamp_that_jumps_back_takes_no_time_away(
        log in log(),
        jumps in prop::collection::vec((any::<prop::sample::Index>(), 101..4_000_000_u64), 0..4),
    ) {
        let mut flow = flow();
        let mut changes = Vec::new();
        let mut back = Duration::ZERO;
        let jumps: Vec<_> = jumps.iter().map(|(place, ms)| (place.index(log.len()), *ms)).collect();
        for (number, (now, happening)) in times(&log).enumerate() {
            let now_back = jumps.iter().filter(|(place, _)| *place == number);
            back += now_back.map(|(_, ms)| Duration::from_millis(*ms)).sum();
            let input = match input(happening, now) {
                Input::Signal(signal, _) => Input::Signal(signal, Some(now.saturating_sub(back))),
                // When the link was lost the receiver alone knows, by a clock of its own.
                _ => Input::Tick,
            };
            flow.handle(input, now);
            changes.extend(drain(&mut flow));
        }
        check_times(&changes);
        let whole = times(&log).last().map_or(0, |(now, _)| now.millis_since(crate::world::start()));
        for call in changes.iter().filter_map(|change| change.kind.call()) {
            prop_assert!(call.duration_ms <= whole, "{} of {whole} ms: {call:?}", call.duration_ms);
        }
    }

    /// What comes of channels after their calls were forgotten makes no call that nothing ends.
    #[test]
    fn what_comes_long_after_a_call_revives_nothing(log in log(), late in log()) {
        let mut flow = flow();
        run(&mut flow, &log);
        let end = end_of(&log);
        hang_up_all(&mut flow, end);
        while let Some(due) = flow.poll_timeout() {
            flow.handle(Input::Tick, due);
            drain(&mut flow);
        }
        let seen: BTreeSet<u8> = seen(&log);
        let after = end.saturating_add(Duration::from_secs(3_600));
        for (_, happening) in times(&late) {
            let of_seen = crate::world::channels(happening).iter().all(|channel| seen.contains(channel));
            if of_seen {
                flow.handle(input(happening, after), after);
                drain(&mut flow);
            }
        }
        prop_assert_eq!(flow.live_calls(), []);
    }

    #[test]
    fn an_ended_call_is_forgotten(log in log()) {
        let mut flow = flow();
        run(&mut flow, &log);
        let end = end_of(&log);
        hang_up_all(&mut flow, end);
        while let Some(due) = flow.poll_timeout() {
            flow.handle(Input::Tick, due);
        }
        let empty = serde_json::to_value(flow.save()).unwrap();
        prop_assert_eq!(&empty["tracker"]["places"], &serde_json::json!([]));
        prop_assert_eq!(&empty["tracker"]["linkedids"], &serde_json::json!([]));
        prop_assert_eq!(&empty["tracker"]["bridges"], &serde_json::json!([]));
        prop_assert_eq!(&empty["extensions"]["channels"], &serde_json::json!({}));
    }

    #[test]
    fn noise_for_frames_is_no_panic(headers in prop::collection::vec(("[A-Za-z]{0,12}", ".{0,20}"), 0..20)) {
        let frame = ami_proto::OwnedFrame::from_headers(headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())));
        let mut flow = flow();
        flow.handle(Input::Ami(frame.as_frame()), Timestamp::default());
        drain(&mut flow);
    }
}
