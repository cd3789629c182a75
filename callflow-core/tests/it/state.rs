//! What is told while a call lives.

use callflow_core::call::CallState;
use callflow_core::device_state::{DeviceState, ExtensionStatus};
use callflow_core::signal::{ChannelSnapshot, ListedChannel};
use callflow_core::{ChangeKind, Signal, Timestamp};

use crate::events::Script;
use crate::recording::{play, read, root};

fn states(version: &str, name: &str) -> Vec<CallState> {
    let (_, changes) = play(&read(&root().join(version).join(name)));
    let mut states: Vec<CallState> =
        changes.iter().filter_map(|change| change.kind.call()).map(|call| call.state).collect();
    states.dedup();
    states
}

#[test]
fn a_call_rings_talks_and_ends() {
    for version in ["asterisk-16", "asterisk-22"] {
        assert_eq!(
            states(version, "01-internal-caller-hangs-up"),
            [CallState::New, CallState::Ringing, CallState::Up, CallState::Ended]
        );
    }
}

#[test]
fn a_queue_caller_waits_before_it_talks() {
    let states = states("asterisk-22", "09-queue-answered-after-wait");
    assert_eq!(states, [CallState::New, CallState::Up, CallState::Queued, CallState::Up, CallState::Ended]);
}

#[test]
fn a_held_call_is_shown_as_held_and_a_parked_one_as_parked() {
    assert!(states("asterisk-22", "16-hold").contains(&CallState::Held));
    assert!(states("asterisk-22", "15-park-and-retrieve").contains(&CallState::Parked));
}

#[test]
fn the_waiting_line_of_a_queue_is_told_as_it_is() {
    let steps = read(&root().join("asterisk-22/09-queue-answered-after-wait"));
    let mut flow = callflow_core::CallFlow::new("default", callflow_core::Plan::default());
    let mut longest = 0;
    let mut most = 0;
    for (at, step) in &steps {
        crate::recording::feed(&mut flow, *at, step);
        for queue in flow.queues() {
            most = most.max(queue.waiting);
            longest = longest.max(queue.longest_wait_ms);
        }
    }
    assert_eq!(most, 1);
    assert!((2_000..3_000).contains(&longest), "{longest}");
    assert_eq!(flow.queues()[0].waiting, 0);
}

#[test]
fn extensions_follow_hints_and_devices() {
    let mut script = Script::new();
    script
        .after(0, "Event: ExtensionStatus\nExten: 101\nContext: from-internal\nHint: PJSIP/101\nStatus: 4\nStatusText: Unavailable")
        .after(10, "Event: ExtensionStatus\nExten: 101\nContext: from-internal\nHint: PJSIP/101\nStatus: 0\nStatusText: Idle")
        .after(10, "Event: DeviceStateChange\nDevice: PJSIP/101\nState: RINGING")
        .after(10, "Event: DeviceStateChange\nDevice: Queue:sales_avail\nState: NOT_INUSE");
    let extensions = script.flow.extensions();
    assert_eq!(extensions.len(), 1);
    assert_eq!(&*extensions[0].extension, "101");
    assert_eq!(extensions[0].status, ExtensionStatus::Online);
    assert_eq!(extensions[0].device_state, Some(DeviceState::Ringing));
    let told = script.changes.iter().filter(|c| matches!(c.kind, ChangeKind::ExtensionStatus(_))).count();
    assert_eq!(told, 3);
}

#[test]
fn the_events_own_time_counts_before_that_of_its_reception() {
    let mut script = Script::new();
    script
        .on(
            0,
            "Newchannel",
            "PJSIP/100-1",
            "1700000000.1",
            "1700000000.1",
            "ChannelState: 4\nExten: 101\nTimestamp: 1700000000.250000",
        )
        .on(
            900,
            "Hangup",
            "PJSIP/100-1",
            "1700000000.1",
            "1700000000.1",
            "Cause: 16\nTimestamp: 1700000001.500000",
        );
    assert_eq!(script.call().started_at, Timestamp::from_unix_micros(1_700_000_000_250_000));
    assert_eq!(script.call().duration_ms, 1_250);
}

#[test]
fn a_late_event_of_an_ended_call_is_a_revision_and_no_second_end() {
    let mut script = Script::new();
    script
        .on(0, "Newchannel", "PJSIP/100-1", "1700000000.1", "1700000000.1", "ChannelState: 4\nExten: 101")
        .on(900, "Hangup", "PJSIP/100-1", "1700000000.1", "1700000000.1", "Cause: 16")
        .on(500, "Newchannel", "PJSIP/101-2", "1700000000.2", "1700000000.1", "ChannelState: 0\nExten: s")
        .on(10, "Hangup", "PJSIP/101-2", "1700000000.2", "1700000000.1", "Cause: 17");
    crate::laws::check_story_of_changes(&script.changes);
    assert!(script.call().revised_at.is_some());
    assert_eq!(script.call().legs.len(), 2);
}

#[test]
fn asterisks_own_channels_are_no_call() {
    let mut script = Script::new();
    script
        .on(0, "Newchannel", "Local/9@nowhere-00000001;1", "1700000000.1", "1700000000.1", "ChannelState: 0")
        .on(0, "Newchannel", "Local/9@nowhere-00000001;2", "1700000000.2", "1700000000.1", "ChannelState: 4")
        .on(9, "Hangup", "Local/9@nowhere-00000001;2", "1700000000.2", "1700000000.1", "Cause: 0")
        .on(0, "Hangup", "Local/9@nowhere-00000001;1", "1700000000.1", "1700000000.1", "Cause: 0");
    assert_eq!(script.changes, []);
}

/// The item of a list that says no more than that a channel is there.
fn listed(uniqueid: &str) -> Signal<'_> {
    let channel = ChannelSnapshot { uniqueid: uniqueid.into(), ..ChannelSnapshot::default() };
    Signal::ChannelListed(ListedChannel { channel, ..ListedChannel::default() })
}

#[test]
fn a_call_that_ended_while_the_link_was_down_is_closed_when_it_was_lost() {
    let steps = read(&root().join("asterisk-22/01-internal-caller-hangs-up"));
    let mut flow = callflow_core::CallFlow::new("default", callflow_core::Plan::default());
    let mut lost = Timestamp::default();
    for (at, step) in &steps {
        crate::recording::feed(&mut flow, *at, step);
        lost = *at;
        if flow.live_calls().iter().any(|call| call.answered) {
            break;
        }
    }
    let later = lost.saturating_add(std::time::Duration::from_secs(10));
    flow.handle(callflow_core::Input::LinkLost, lost);
    assert_eq!(flow.live_count(), 1);
    let asked = flow.mark();
    flow.handle(callflow_core::Input::Snapshot { items: &[], all_channels: Some(asked) }, later);
    let ended =
        std::iter::from_fn(|| flow.poll_output()).filter_map(|change| change.kind.call().cloned()).last();
    let call = ended.unwrap();
    assert_eq!(flow.live_count(), 0);
    assert_eq!(call.ended_at, Some(lost));
    assert!(call.reconstructed && call.answered);
    assert_eq!(call.gaps, 1);
}

#[test]
fn a_call_that_goes_on_after_the_link_was_down_goes_on() {
    let steps = read(&root().join("asterisk-22/01-internal-caller-hangs-up"));
    let mut flow = callflow_core::CallFlow::new("default", callflow_core::Plan::default());
    let mut changes = Vec::new();
    let mut dropped = false;
    for (at, step) in &steps {
        changes.extend(crate::recording::feed(&mut flow, *at, step));
        if !dropped && flow.live_calls().iter().any(|call| call.answered) {
            dropped = true;
            let ids: Vec<String> =
                flow.live_calls()[0].legs.iter().map(|leg| leg.uniqueid.to_string()).collect();
            let items: Vec<_> = ids.iter().map(|id| listed(id)).collect();
            flow.handle(callflow_core::Input::LinkLost, *at);
            let asked = flow.mark();
            flow.handle(callflow_core::Input::Snapshot { items: &items, all_channels: Some(asked) }, *at);
        }
    }
    let call = crate::captures::last_records(&changes).remove(0);
    assert_eq!((call.talk_ms + 50) / 100, 20);
    assert_eq!(call.gaps, 1);
    assert!(!call.reconstructed);
}

#[test]
fn a_restart_after_a_long_gap_ends_what_was_live() {
    let mut script = Script::new();
    script.on(0, "Newchannel", "PJSIP/100-1", "1700000000.1", "1700000000.1", "ChannelState: 4\nExten: 101");
    script.lose_link().after(600_000, "Event: FullyBooted\nUptime: 0\nLastReload: 0");
    crate::laws::check_story_of_changes(&script.changes);
    assert_eq!(script.call().state, CallState::Ended);
    assert_eq!(script.call().duration_ms, 0);
}

/// A call that went on after its end is not forgotten at the time that its first end had set.
#[test]
fn a_call_that_was_taken_up_again_is_not_forgotten() {
    let mut script = Script::new();
    script
        .on(0, "Newchannel", "PJSIP/100-1", "1700000000.1", "1700000000.1", "ChannelState: 4\nExten: 101")
        .on(900, "Hangup", "PJSIP/100-1", "1700000000.1", "1700000000.1", "Cause: 16")
        .on(500, "Newchannel", "PJSIP/101-2", "1700000000.2", "1700000000.1", "ChannelState: 0\nExten: s")
        .after(90_000, "Event: Reload\nModule: All\nStatus: 0");
    script.on(0, "Newstate", "PJSIP/101-2", "1700000000.2", "1700000000.1", "ChannelState: 6").on(
        10,
        "Hangup",
        "PJSIP/101-2",
        "1700000000.2",
        "1700000000.1",
        "Cause: 16",
    );
    crate::laws::check_story_of_changes(&script.changes);
    assert_eq!(script.call().legs.len(), 2);
    assert_eq!(script.call().version, 5);
}

/// Events that come in any order may tell of two halves of a Local channel that dial each other.
#[test]
fn halves_that_dial_each_other_do_not_hang_the_telling() {
    let (one, two) =
        (("Local/9@nowhere-00000001;1", "1700000000.2"), ("Local/9@nowhere-00000001;2", "1700000000.3"));
    let dial = |from: (&str, &str), to: (&str, &str), status: &str| {
        format!(
            "Event: DialEnd\nChannel: {}\nUniqueid: {}\nLinkedid: 1700000000.1\nDestChannel: {}\nDestUniqueid: {}\n\
             DestLinkedid: 1700000000.1\nDialStatus: {status}",
            from.0, from.1, to.0, to.1
        )
    };
    let begin = |from, to| dial(from, to, "").replace("DialEnd", "DialBegin");
    let phone = ("PJSIP/101-4", "1700000000.4");
    let mut script = Script::new();
    script
        .on(0, "Newchannel", "PJSIP/100-1", "1700000000.1", "1700000000.1", "ChannelState: 4\nExten: 101")
        .on(0, "Newchannel", one.0, one.1, "1700000000.1", "ChannelState: 0")
        .on(0, "Newchannel", two.0, two.1, "1700000000.1", "ChannelState: 0")
        .on(0, "Newchannel", phone.0, phone.1, "1700000000.1", "ChannelState: 0")
        .after(0, &begin(two, one))
        .after(0, &begin(two, phone))
        .after(9, &dial(two, phone, "CANCEL"))
        .on(0, "Hangup", phone.0, phone.1, "1700000000.1", "Cause: 0");
    let party = script.call().parties.iter().find(|party| &*party.number == "101").unwrap();
    assert_eq!(party.outcome, Some(callflow_core::call::Outcome::Cancelled));
}
