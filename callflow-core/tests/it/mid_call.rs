//! What happens within a call: recordings, keys, parks, pickups, transfers and rooms, on calls written out by hand.

use callflow_core::Disposition;
use callflow_core::call::{Call, CallState, Outcome, ParkOutcome, Role, TransferKind};

use crate::by_hand::{
    CALLER, Channel, PHONE, answer, bridged, bridged_in, channel, dial, dialling, hang_up, incoming, talk,
    talking,
};
use crate::events::Script;

fn records(script: &mut Script, file: &str) {
    let step = format!("Exten: s\nApplication: MixMonitor\nAppData: {file},b");
    channel(script, 50, "Newexten", CALLER, &step);
    channel(script, 0, "MixMonitorStart", CALLER, "");
}

/// File, length and the pauses' length of every recording, in tenths of seconds.
fn recordings(call: &Call) -> Vec<(Option<&str>, Option<u64>, u64)> {
    let tenths = |ms: u64| (ms + 50) / 100;
    call.recordings
        .iter()
        .map(|recording| {
            let length = recording.to.map(|to| tenths(to.millis_since(recording.from)));
            (recording.file.as_deref(), length, tenths(recording.paused_ms))
        })
        .collect()
}

#[test]
fn a_recording_is_as_long_as_it_runs_and_pauses_as_it_is_muted() {
    let mut script = talking();
    records(&mut script, "a.wav");
    channel(&mut script, 0, "MixMonitorStart", CALLER, "");
    assert_eq!(recordings(script.call()), [(Some("a.wav"), None, 0)]);
    for (ms, state, paused) in [(1_000, 1, 0), (500, 1, 5), (500, 0, 10), (500, 0, 10), (1_000, 1, 10)] {
        channel(&mut script, ms, "MixMonitorMute", CALLER, &format!("Direction: 0\nState: {state}"));
        assert_eq!(recordings(script.call()), [(Some("a.wav"), None, paused)], "{state}");
    }
    channel(&mut script, 500, "MixMonitorStop", CALLER, "");
    assert_eq!(recordings(script.call()), [(Some("a.wav"), Some(40), 15)]);
    channel(&mut script, 1_000, "MixMonitorStop", CALLER, "");
    channel(&mut script, 500, "MixMonitorMute", CALLER, "Direction: 0\nState: 1");
    channel(&mut script, 500, "MixMonitorStart", PHONE, "");
    channel(&mut script, 0, "VarSet", PHONE, "Variable: MIXMONITOR_FILENAME\nValue: phone.wav");
    channel(&mut script, 1_000, "MixMonitorStop", CALLER, "");
    channel(&mut script, 1_000, "MixMonitorMute", CALLER, "Direction: 0\nState: 1");
    let both = [(Some("a.wav"), Some(40), 15), (Some("phone.wav"), None, 0)];
    assert_eq!(recordings(script.call()), both);
    hang_up(&mut script, PHONE, 16);
    assert_eq!(recordings(script.call())[1], (Some("phone.wav"), Some(20), 0));
}

/// Two recordings at a time go into two files; the one that began last is stopped first.
#[test]
fn a_call_may_be_recorded_twice_at_a_time() {
    let mut script = talking();
    records(&mut script, "a.wav");
    records(&mut script, "b.wav");
    channel(&mut script, 1_000, "MixMonitorStop", CALLER, "");
    assert_eq!(recordings(script.call()), [(Some("a.wav"), None, 0), (Some("b.wav"), Some(10), 0)]);
    channel(&mut script, 0, "MixMonitorMute", CALLER, "Direction: 0\nState: 1");
    channel(&mut script, 1_000, "Hangup", CALLER, "Cause: 16");
    assert_eq!(recordings(script.call())[0], (Some("a.wav"), Some(21), 10));
}

/// The name of the file comes before the recording begins, or after it.
#[test]
fn a_recording_has_the_file_that_the_variable_names() {
    let names = |script: &mut Script, file: &str| {
        channel(script, 0, "VarSet", CALLER, &format!("Variable: MIXMONITOR_FILENAME\nValue: {file}"));
    };
    let mut script = talking();
    names(&mut script, "a.wav");
    channel(&mut script, 0, "MixMonitorStart", CALLER, "");
    names(&mut script, "a.wav");
    channel(&mut script, 1_000, "MixMonitorStop", CALLER, "");
    channel(&mut script, 1_000, "MixMonitorStart", CALLER, "");
    names(&mut script, "b.wav");
    names(&mut script, "c.wav");
    channel(&mut script, 1_000, "MixMonitorStart", CALLER, "");
    let files: Vec<_> = script.call().recordings.iter().map(|recording| recording.file.as_deref()).collect();
    assert_eq!(files, [Some("a.wav"), Some("b.wav"), Some("c.wav")]);
    // A file that was named for one channel is not another's.
    names(&mut script, "d.wav");
    channel(&mut script, 1_000, "MixMonitorStart", PHONE, "");
    assert_eq!(script.call().recordings[3].file, None);
}

fn press(script: &mut Script, ms: u64, who: Channel, digit: char) {
    channel(script, ms, "DTMFEnd", who, &format!("Direction: Received\nDigit: {digit}"));
}

/// Keys of the caller before somebody answers; what is pressed in one go is one entry.
#[test]
fn keys_that_are_pressed_in_one_go_are_one_entry() {
    let mut script = incoming();
    channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
    for (ms, digit) in [(500, '1'), (3_000, '2'), (3_001, '3'), (50, '3'), (90, '3'), (10, '4'), (80, '4')] {
        press(&mut script, ms, CALLER, digit);
    }
    let keys = |script: &Script| script.call().dtmf.iter().map(|entry| entry.to_string()).collect::<Vec<_>>();
    assert_eq!(keys(&script), ["12", "3344"]);
    dial(&mut script, PHONE);
    press(&mut script, 10, PHONE, '7');
    answer(&mut script, PHONE);
    press(&mut script, 4_000, CALLER, '5');
    assert_eq!(keys(&script), ["12", "3344"]);
}

/// A stuck key fills no memory.
#[test]
fn no_more_keys_are_kept_than_any_menu_asks_for() {
    let mut script = incoming();
    for _ in 0..300 {
        press(&mut script, 100, CALLER, '1');
    }
    assert_eq!(script.call().dtmf[0].len(), 256);
}

const OTHER: Channel = ("PJSIP/102-00000003", "1700000000.3");

fn parks(script: &mut Script, ms: u64, space: &str) {
    let who =
        format!("ParkeeChannel: {}\nParkeeUniqueid: {}\nParkeeLinkedid: {}", CALLER.0, CALLER.1, CALLER.1);
    let lot = format!("ParkerDialString: PJSIP/101\nParkinglot: default\nParkingSpace: {space}");
    script.after(ms, &format!("Event: ParkedCall\n{who}\n{lot}"));
}

fn parked_call(event: &str, more: &str) -> String {
    let who =
        format!("ParkeeChannel: {}\nParkeeUniqueid: {}\nParkeeLinkedid: {}", CALLER.0, CALLER.1, CALLER.1);
    format!("Event: {event}\n{who}\nParkingSpace: 701\n{more}")
}

#[test]
fn a_parked_call_is_fetched_given_up_or_comes_back() {
    let retriever = format!(
        "RetrieverChannel: {}\nRetrieverUniqueid: {}\nRetrieverLinkedid: {}",
        OTHER.0, OTHER.1, OTHER.1
    );
    for (event, more, want, by) in [
        ("UnParkedCall", &*retriever, ParkOutcome::Retrieved, Some("102")),
        ("ParkedCallTimeOut", "", ParkOutcome::Timeout, None),
        ("ParkedCallGiveUp", "", ParkOutcome::GivenUp, None),
    ] {
        let mut script = talking();
        bridged(&mut script, "BridgeLeave", CALLER);
        parks(&mut script, 0, "701");
        parks(&mut script, 50, "701");
        assert_eq!((script.call().state, script.call().parks.len()), (CallState::Parked, 1));
        hang_up(&mut script, PHONE, 16);
        script.on(900, "Newchannel", OTHER.0, OTHER.1, OTHER.1, "ChannelState: 4\nExten: 701");
        script.after(40, &parked_call(event, more));
        script.after(50, &parked_call("ParkedCallTimeOut", ""));
        let call = script.flow.live_calls().into_iter().find(|call| !call.parks.is_empty()).unwrap();
        let [park] = &*call.parks else { panic!("{:?}", call.parks) };
        assert_eq!((park.outcome, park.retrieved_by.as_deref()), (Some(want), by));
        assert_eq!((park.space.as_deref(), park.by.as_deref()), (Some("701"), Some("101")));
        assert_eq!(park.to.unwrap().millis_since(park.from), 1_000, "{event}");
        if by.is_some() {
            let fetched = call.parties.iter().find(|party| &*party.number == "102").unwrap();
            assert_eq!(fetched.role, Role::Picker);
        }
    }
}

fn picks_up(script: &mut Script, target: Channel) {
    let target =
        format!("TargetChannel: {}\nTargetUniqueid: {}\nTargetLinkedid: {}", target.0, target.1, CALLER.1);
    script.on(50, "Pickup", OTHER.0, OTHER.1, OTHER.1, &target);
}

/// Two phones ring, and a third picks up what rings at one of them.
#[test]
fn who_picks_up_answers_and_the_phone_that_rang_was_picked_up_from() {
    let mut script = incoming();
    let second = ("PJSIP/103-00000004", "1700000000.4");
    dial(&mut script, PHONE);
    dial(&mut script, second);
    script.on(500, "Newchannel", OTHER.0, OTHER.1, OTHER.1, "ChannelState: 4\nExten: *8");
    picks_up(&mut script, PHONE);
    picks_up(&mut script, PHONE);
    hang_up(&mut script, PHONE, 26);
    dialling(&mut script, "DialEnd", second, "DialStatus: CANCEL");
    hang_up(&mut script, second, 26);
    bridged(&mut script, "BridgeEnter", OTHER);
    bridged(&mut script, "BridgeEnter", CALLER);
    let call = script.call();
    let told: Vec<_> =
        call.parties.iter().map(|party| (&*party.number, party.role, party.outcome.unwrap())).collect();
    let want = [
        ("101", Role::Callee, Outcome::PickedUp),
        ("103", Role::Callee, Outcome::Cancelled),
        ("102", Role::Picker, Outcome::Answered),
    ];
    assert_eq!(told, want);
    assert_eq!(call.pickups.len(), 1);
    assert_eq!((call.pickups[0].from.as_deref(), call.pickups[0].by.as_deref()), (Some("101"), Some("102")));
}

/// Somebody who picked up one of its phones picks up another one later.
#[test]
fn a_call_may_be_picked_up_twice() {
    let mut script = incoming();
    let second = ("PJSIP/103-00000004", "1700000000.4");
    dial(&mut script, PHONE);
    dial(&mut script, second);
    script.on(500, "Newchannel", OTHER.0, OTHER.1, OTHER.1, "ChannelState: 4\nExten: *8");
    picks_up(&mut script, PHONE);
    picks_up(&mut script, second);
    let from: Vec<_> = script.call().pickups.iter().map(|pickup| pickup.from.as_deref()).collect();
    assert_eq!(from, [Some("101"), Some("103")]);
}

fn sends_on(script: &mut Script, ms: u64, by: Channel, whom: Channel, to: &str) {
    let of = |prefix: &str, (name, id): Channel| {
        format!("{prefix}Channel: {name}\n{prefix}Uniqueid: {id}\n{prefix}Linkedid: {}", CALLER.1)
    };
    let who = format!("{}\n{}", of("Transferer", by), of("Transferee", whom));
    script.after(ms, &format!("Event: BlindTransfer\n{who}\nExtension: {to}"));
}

fn transfers(call: &Call) -> Vec<(TransferKind, Option<&str>, Option<&str>, bool)> {
    let told = call.transfers.iter();
    told.map(|t| (t.kind, t.by.as_deref(), t.to.as_deref(), t.succeeded)).collect()
}

/// Sent on, the caller talks with the new phone, or with nobody.
#[test]
fn a_blind_transfer_succeeds_with_a_talk() {
    for succeeds in [true, false] {
        let mut script = talking();
        sends_on(&mut script, 2_000, PHONE, CALLER, "102");
        sends_on(&mut script, 20, PHONE, CALLER, "102");
        bridged(&mut script, "BridgeLeave", PHONE);
        bridged(&mut script, "BridgeLeave", CALLER);
        hang_up(&mut script, PHONE, 16);
        dial(&mut script, OTHER);
        assert_eq!(transfers(script.call()), [(TransferKind::Blind, Some("101"), Some("102"), false)]);
        if succeeds {
            answer(&mut script, OTHER);
        }
        hang_up(&mut script, OTHER, if succeeds { 16 } else { 19 });
        hang_up(&mut script, CALLER, 16);
        let call = script.call();
        assert_eq!(transfers(call), [(TransferKind::Blind, Some("101"), Some("102"), succeeds)]);
        assert_eq!(call.final_party.as_deref(), Some(if succeeds { "102" } else { "101" }));
        let target = call.parties.iter().find(|party| &*party.number == "102").unwrap();
        let want = if succeeds { Outcome::Answered } else { Outcome::NoAnswer };
        assert_eq!((target.answered, target.outcome), (succeeds, Some(want)));
    }
}

/// A transfer into the parking lot is a park; a park long after it is another one.
#[test]
fn a_transfer_into_a_parking_lot_is_no_transfer() {
    for (ms, want) in [(0, 0), (1_999, 0), (2_000, 1), (9_000, 1)] {
        let mut script = talking();
        sends_on(&mut script, 2_000, PHONE, CALLER, "700");
        parks(&mut script, ms, "701");
        assert_eq!(script.call().transfers.len(), want, "parked {ms} ms later");
    }
    // Told just before it, the park is still what the transfer came to; that of another channel is not.
    let mut script = talking();
    parks(&mut script, 2_000, "701");
    sends_on(&mut script, 50, PHONE, CALLER, "700");
    assert_eq!(script.call().transfers.len(), 0);
    let mut script = talking();
    parks(&mut script, 2_000, "701");
    sends_on(&mut script, 50, CALLER, PHONE, "102");
    assert_eq!(script.call().transfers.len(), 1);
}

/// The room of a call is the first that its caller entered.
#[test]
fn the_room_of_a_call_is_its_callers_first() {
    let mut script = incoming();
    channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
    for (ms, room) in [(10, "800"), (10, "800"), (5_000, "801")] {
        channel(&mut script, ms, "ConfbridgeJoin", CALLER, &format!("Conference: {room}"));
    }
    let call = script.call();
    assert_eq!((call.conference.as_deref(), call.answered, call.state), (Some("800"), true, CallState::Up));
    hang_up(&mut script, CALLER, 16);
    channel(&mut script, 50, "ConfbridgeJoin", CALLER, "Conference: 802");
    assert_eq!(script.call().state, CallState::Ended);
    assert_eq!(script.call().disposition, Some(Disposition::Answered));
}

/// Whom the dial plan reaches is told as it is called; who was not reached, once it goes on.
#[test]
fn of_a_group_only_those_who_were_not_called_are_not_there() {
    let mut script = incoming();
    let step = |script: &mut Script, step: &str| {
        channel(script, 5, "Newexten", CALLER, &format!("Exten: 5\n{step}"))
    };
    step(&mut script, "Application: Dial\nAppData: PJSIP/105&PJSIP/101&PJSIP/106,20");
    dial(&mut script, PHONE);
    // Told again, it calls nobody anew.
    step(&mut script, "Application: Dial\nAppData: PJSIP/105&PJSIP/101&PJSIP/106,20");
    dialling(&mut script, "DialEnd", PHONE, "DialStatus: BUSY");
    hang_up(&mut script, PHONE, 17);
    assert_eq!(script.call().parties.len(), 3);
    step(&mut script, "Application: Playback\nAppData: sorry");
    let told: Vec<_> =
        script.call().parties.iter().map(|party| (&*party.number, party.outcome.unwrap())).collect();
    assert_eq!(told, [("101", Outcome::Busy), ("105", Outcome::Failed), ("106", Outcome::Failed)]);
    let told = script.changes.len();
    step(&mut script, "Application: Playback\nAppData: bye");
    assert_eq!(script.changes.len(), told, "told once");
}

/// It gave up before the dial plan answered, which is told just after it.
#[test]
fn who_gives_up_before_the_dial_plan_answers_cancels() {
    for (up_first, want) in [(false, Disposition::Cancelled), (true, Disposition::Application)] {
        let mut script = incoming();
        let mut events = ["HangupRequest", "Newstate"];
        if up_first {
            events.reverse();
        }
        for event in events {
            channel(
                &mut script,
                20,
                event,
                CALLER,
                if event == "Newstate" { "ChannelState: 6" } else { "Cause: 16" },
            );
        }
        hang_up(&mut script, CALLER, 16);
        assert_eq!(script.call().disposition, Some(want), "up first: {up_first}");
    }
}

/// Numbers that are told: how long it rang, and how long the caller waited and talked.
#[test]
fn a_call_rings_waits_and_talks() {
    let mut script = incoming();
    dial(&mut script, PHONE);
    channel(&mut script, 5_000, "Newstate", CALLER, "ChannelState: 5");
    talk(&mut script, PHONE, 3_000);
    hang_up(&mut script, PHONE, 16);
    hang_up(&mut script, CALLER, 16);
    let call = script.call();
    assert_eq!((call.ring_ms, call.wait_ms, call.talk_ms), (5_010, 5_070, 3_040));
    assert_eq!((call.duration_ms, call.hold_ms), (8_110, 0));
}

/// The swap of a bridge is no end of the talk.
#[test]
fn a_talk_goes_on_over_the_moment_of_a_swap() {
    for (ms, want) in [(10, 1), (20, 1), (21, 2), (500, 2)] {
        let mut script = talking();
        channel(&mut script, 2_000, "Newstate", CALLER, "ChannelState: 6");
        for who in [PHONE, CALLER] {
            bridged_in(&mut script, "b1", "BridgeLeave", who);
        }
        channel(&mut script, ms, "Newstate", CALLER, "ChannelState: 6");
        for who in [PHONE, CALLER] {
            bridged_in(&mut script, "b2", "BridgeEnter", who);
        }
        // The leaving of the second, both enterings: 30 ms.
        let segments = script.call().segments.len();
        assert_eq!(segments, want, "{ms}");
    }
}

/// The `Dial()` that called a phone may be told just after the calling; a later one that calls nobody found nobody.
#[test]
fn a_dial_that_is_told_after_its_calling_is_no_second_one() {
    for (ms, want) in [(20, Disposition::Busy), (5_000, Disposition::Failed)] {
        let mut script = incoming();
        let step = |script: &mut Script, ms, step: &str| {
            channel(script, ms, "Newexten", CALLER, &format!("Exten: 5\n{step}"));
        };
        dial(&mut script, PHONE);
        step(&mut script, ms, "Application: Dial\nAppData: PJSIP/101,20");
        dialling(&mut script, "DialEnd", PHONE, "DialStatus: BUSY");
        hang_up(&mut script, PHONE, 17);
        step(&mut script, 500, "Application: Playback\nAppData: sorry");
        hang_up(&mut script, CALLER, 16);
        assert_eq!(script.call().disposition, Some(want), "told {ms} ms later");
    }
}

/// A phone that is up may still be asked for a key: what comes of it is open until it talks or is gone.
#[test]
fn a_phone_that_is_up_and_not_through_is_open() {
    let mut script = incoming();
    dial(&mut script, PHONE);
    channel(&mut script, 3_000, "Newstate", PHONE, "ChannelState: 6");
    dialling(&mut script, "DialEnd", PHONE, "DialStatus: ANSWER");
    assert_eq!((script.call().parties[0].outcome, script.call().state), (None, CallState::Ringing));
    hang_up(&mut script, PHONE, 16);
    assert_eq!(script.call().parties[0].outcome, Some(Outcome::NoAnswer));
}
