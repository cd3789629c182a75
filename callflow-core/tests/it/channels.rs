//! Channels: ids chosen by a client, halves of Local channels, dials and bridges of which not all was seen, on calls
//! written out by hand.

use std::time::Duration;

use callflow_core::call::{Call, HungUpBy, Outcome, Role};
use callflow_core::{CallFlow, ChangeKind, Disposition, Input, Plan};
use serde_json::Value;

use crate::by_hand::{
    CALLER, Channel, PHONE, bridged, bridged_in, channel, dial, dialling, hang_up, incoming, talking,
};
use crate::events::Script;
use crate::scenarios::party;

/// How many calls were begun.
fn begun(script: &Script) -> usize {
    script.changes.iter().filter(|change| matches!(change.kind, ChangeKind::CallStarted(_))).count()
}

/// Whoever originates may choose a channel's id, and choose it again for the next call. Told again at once, it is the
/// same channel; an id that Asterisk made is never another's.
#[test]
fn an_id_that_a_client_chose_may_be_that_of_the_next_call() {
    for (id, ms, want) in [
        ("callback-7", 500, 1),
        ("callback-7", 1_000, 1),
        ("callback-7", 1_001, 2),
        ("callback-7", 5_000, 2),
        ("callback-7", 90_000, 2),
        ("1700000000.1", 5_000, 1),
        ("1700000000.1", 90_000, 1),
    ] {
        let mut script = Script::new();
        let born = "ChannelState: 0\nContext: from-internal";
        let begin = |script: &mut Script, ms, name: &str| _ = script.on(ms, "Newchannel", name, id, id, born);
        begin(&mut script, 0, "PJSIP/101-00000001");
        script.on(900, "Hangup", "PJSIP/101-00000001", id, id, "Cause: 19");
        script.after(ms, "Event: Reload\nModule: All\nStatus: 0");
        begin(&mut script, 0, "PJSIP/101-00000002");
        assert_eq!(begun(&script), want, "{id} after {ms} ms");
        assert_eq!(script.flow.live_count(), want - 1, "{id} after {ms} ms");
        if want == 2 {
            script.on(20, "Hangup", "PJSIP/101-00000002", id, id, "Cause: 17");
            assert_eq!(script.flow.live_count(), 0);
            assert_eq!(script.call().legs.len(), 1);
        }
    }
}

const ONE: Channel = ("Local/101@from-queue-00000001;1", "1700000000.5");
const ITS_OTHER: Channel = ("Local/101@from-queue-00000001;2", "1700000000.6");
const TWO: Channel = ("Local/102@from-queue-00000002;1", "1700000000.7");
const TWOS_OTHER: Channel = ("Local/102@from-queue-00000002;2", "1700000000.8");

/// A Local channel's second half dials a phone, and the phone answers.
fn answers_behind(script: &mut Script, other: Channel) {
    channel(script, 5, "Newchannel", PHONE, "ChannelState: 0\nExten: s\nContext: from-internal");
    let called = format!("DestChannel: {}\nDestUniqueid: {}\nDialString: 101", PHONE.0, PHONE.1);
    channel(script, 5, "DialBegin", other, &called);
    channel(script, 900, "Newstate", PHONE, "ChannelState: 6");
    bridged_in(script, "b2", "BridgeEnter", PHONE);
    bridged_in(script, "b2", "BridgeEnter", other);
}

/// Both are made before either tells of its second half.
#[test]
fn halves_of_local_channels_that_ring_at_once_are_told_apart() {
    for (half, other) in [(ONE, ITS_OTHER), (TWO, TWOS_OTHER)] {
        let mut script = incoming();
        for half in [ONE, TWO] {
            channel(&mut script, 0, "Newchannel", half, "ChannelState: 0\nExten: s\nContext: from-queue");
        }
        for other in [ITS_OTHER, TWOS_OTHER] {
            channel(&mut script, 0, "Newchannel", other, "ChannelState: 4\nExten: s\nContext: from-queue");
        }
        answers_behind(&mut script, other);
        bridged(&mut script, "BridgeEnter", half);
        bridged(&mut script, "BridgeEnter", CALLER);
        assert_eq!(script.call().answered_by.as_deref(), Some("101"), "{}", half.0);
    }
}

/// The beginnings of both halves were not seen; `LocalBridge` tells that they belong together.
#[test]
fn an_event_joins_halves_whose_beginning_was_not_seen() {
    let mut script = incoming();
    let mut joined = "Event: LocalBridge\nContext: from-queue\nExten: 101\nLocalOptimization: No".to_owned();
    for (prefix, (name, id)) in [("LocalOne", ONE), ("LocalTwo", ITS_OTHER)] {
        joined +=
            &format!("\n{prefix}Channel: {name}\n{prefix}Uniqueid: {id}\n{prefix}Linkedid: {}", CALLER.1);
    }
    script.after(5, &joined);
    answers_behind(&mut script, ITS_OTHER);
    bridged(&mut script, "BridgeEnter", ONE);
    bridged(&mut script, "BridgeEnter", CALLER);
    assert_eq!(script.call().answered_by.as_deref(), Some("101"));
}

/// The dial plan calls a number over a provider, and the `DialBegin` is lost.
fn dial_without_a_beginning(status: &str) -> Script {
    let mut script = incoming();
    let dials = "Exten: 9\nApplication: Dial\nAppData: PJSIP/2025550111@berlin&PJSIP/105,20";
    channel(&mut script, 5, "Newexten", CALLER, dials);
    let out = ("PJSIP/berlin-00000002", "1700000000.2");
    channel(&mut script, 5, "Newchannel", out, "ChannelState: 0\nCallerIDNum: 100\nExten: s");
    channel(&mut script, 10, "Newstate", out, "ChannelState: 5");
    dialling(&mut script, "DialEnd", out, &format!("DialStatus: {status}"));
    hang_up(&mut script, out, 19);
    channel(&mut script, 5, "Newexten", CALLER, "Exten: 9\nApplication: Playback\nAppData: bye");
    script
}

#[test]
fn a_dials_end_tells_what_its_beginning_did_not() {
    let script = dial_without_a_beginning("NOANSWER");
    let call = script.call();
    let told: Vec<_> = call.parties.iter().map(|party| (&*party.number, party.outcome)).collect();
    assert_eq!(told, [("2025550111", Some(Outcome::NoAnswer)), ("105", Some(Outcome::Failed))]);
    assert_eq!(party(call, "2025550111").role, Role::Callee);
}

/// What is dialled over a trunk is whom the call reached, whatever the dial plan put into the caller ID of that leg.
#[test]
fn a_number_that_was_dialled_comes_before_the_caller_id_of_its_leg() {
    for (dialled, want) in [("112@trunk", "112"), ("2025550111@berlin", "2025550111"), ("112@berlin", "100")]
    {
        let mut script = incoming();
        let out = ("PJSIP/berlin-00000002", "1700000000.2");
        channel(&mut script, 5, "Newchannel", out, "ChannelState: 0\nCallerIDNum: 100\nExten: s");
        dialling(&mut script, "DialBegin", out, &format!("DialString: {dialled}"));
        assert_eq!(&*script.call().parties[0].number, want, "{dialled}");
    }
}

/// A number over an endpoint that is not there: only a trunk's is what the dial plan made of it.
#[test]
fn a_number_that_could_not_be_dialled_is_told_as_a_person_says_it() {
    for (dialled, want) in [("92025550111@berlin", "2025550111"), ("92025550111@trunk", "92025550111")] {
        let mut script = incoming();
        let dials = format!("Exten: 5\nApplication: Dial\nAppData: PJSIP/{dialled},20");
        channel(&mut script, 5, "Newexten", CALLER, &dials);
        channel(&mut script, 5, "Newexten", CALLER, "Exten: 5\nApplication: Playback\nAppData: bye");
        assert_eq!(&*script.call().parties[0].number, want, "{dialled}");
    }
}

fn segment_ms(call: &Call) -> Vec<Option<u64>> {
    call.segments.iter().map(|segment| Some(segment.to?.millis_since(segment.from))).collect()
}

/// Nobody is in a bridge that is gone, though the leaving of both was lost.
#[test]
fn a_talk_ends_with_its_bridge() {
    for (kind, want) in [("BridgeDestroy", 2_000), ("BridgeMerge", 5_000)] {
        let mut script = talking();
        let gone =
            format!("Event: {kind}\nBridgeUniqueid: b1\nBridgeType: basic\nBridgeTechnology: simple_bridge");
        script.after(2_000, &gone);
        assert_eq!(segment_ms(script.call()).first(), Some(&(want == 2_000).then_some(2_000)), "{kind}");
        channel(&mut script, 2_990, "HangupRequest", CALLER, "Cause: 16");
        hang_up(&mut script, PHONE, 16);
        hang_up(&mut script, CALLER, 16);
        assert_eq!(segment_ms(script.call()), [Some(want)], "{kind}");
    }
}

/// A channel is in one bridge at a time: who enters the next one has left the one before, told or not.
#[test]
fn who_enters_a_bridge_has_left_the_one_before() {
    let mut script = talking();
    for who in [PHONE, CALLER] {
        channel(&mut script, 990, "Newstate", who, "ChannelState: 6");
        bridged_in(&mut script, "b2", "BridgeEnter", who);
    }
    assert_eq!(segment_ms(script.call()), [Some(1_000), None]);
    // Told once more, it is no second talk.
    bridged_in(&mut script, "b2", "BridgeEnter", CALLER);
    assert_eq!(script.call().segments.len(), 2);
}

/// Who leaves a bridge was in it: since somebody was there and the channel was up.
#[test]
fn an_entering_that_was_not_seen_is_told_by_the_leaving() {
    for who_was_seen in [PHONE, CALLER] {
        let mut script = incoming();
        dial(&mut script, PHONE);
        channel(&mut script, 10, "Newstate", PHONE, "ChannelState: 6");
        channel(&mut script, 0, "Newstate", CALLER, "ChannelState: 6");
        bridged(&mut script, "BridgeEnter", who_was_seen);
        assert!(!script.call().answered);
        channel(&mut script, 1_980, "HangupRequest", CALLER, "Cause: 16");
        bridged(&mut script, "BridgeLeave", CALLER);
        bridged(&mut script, "BridgeLeave", PHONE);
        let call = script.call();
        assert!(call.answered, "only {} was seen to enter", who_was_seen.0);
        assert_eq!(segment_ms(call), [Some(1_990)], "only {} was seen to enter", who_was_seen.0);
    }
}

/// The first to come into a bridge and the last to go change nothing of the record, so nothing is told.
#[test]
fn who_is_alone_in_a_bridge_is_no_news() {
    let mut script = incoming();
    dial(&mut script, PHONE);
    answer_without_bridge(&mut script);
    let told = |script: &Script| script.changes.len();
    let before = told(&script);
    bridged(&mut script, "BridgeEnter", PHONE);
    assert_eq!(told(&script), before);
    bridged(&mut script, "BridgeEnter", CALLER);
    assert_eq!(told(&script), before + 1);
    bridged(&mut script, "BridgeLeave", CALLER);
    assert_eq!(told(&script), before + 2);
    bridged(&mut script, "BridgeLeave", PHONE);
    assert_eq!(told(&script), before + 2);
}

fn answer_without_bridge(script: &mut Script) {
    channel(script, 10, "Newstate", PHONE, "ChannelState: 6");
    channel(script, 0, "Newstate", CALLER, "ChannelState: 6");
    dialling(script, "DialEnd", PHONE, "DialStatus: ANSWER");
}

/// What is remembered of calls but for the ids of channels that are gone.
fn remembered(script: &Script) -> Value {
    let mut state = serde_json::to_value(script.flow.save()).unwrap()["tracker"].take();
    let fields = state.as_object_mut().unwrap();
    fields.retain(|name, _| !["now", "gone"].contains(&&**name));
    // The slab keeps its empty places.
    fields["calls"]["places"].as_array_mut().unwrap().retain(|place| !place.is_null());
    fields["calls"].as_object_mut().unwrap().remove("free");
    state
}

/// What was remembered of a call goes with it, also where the ends of what it used were not seen.
#[test]
fn nothing_is_kept_of_a_call_that_is_forgotten() {
    let nothing = remembered(&Script::new());
    let mut bridge_open = talking();
    hang_up(&mut bridge_open, PHONE, 16);
    hang_up(&mut bridge_open, CALLER, 16);

    let mut originated = Script::new();
    channel(&mut originated, 0, "Newchannel", CALLER, "ChannelState: 0\nContext: from-internal");
    hang_up(&mut originated, CALLER, 19);

    let mut united = talking();
    let other = ("PJSIP/102-00000009", "1700000000.9");
    united.on(5, "Newchannel", other.0, other.1, other.1, "ChannelState: 4\nExten: 700");
    let bridge = "BridgeUniqueid: b1\nBridgeType: basic\nBridgeTechnology: simple_bridge";
    united.on(5, "BridgeEnter", other.0, other.1, other.1, bridge);
    assert_eq!(united.flow.live_count(), 1);
    for who in [PHONE, CALLER, other] {
        hang_up(&mut united, who, 16);
    }
    for mut script in [bridge_open, originated, united] {
        assert_ne!(remembered(&script), nothing);
        script.after(59_000, "Event: Reload\nModule: All\nStatus: 0");
        assert_ne!(remembered(&script), nothing, "late events may come for a minute");
        script.after(2_000, "Event: Reload\nModule: All\nStatus: 0");
        assert_eq!(remembered(&script), nothing);
    }
}

/// What comes very late of a channel makes no call, also of one that was saved as gone.
#[test]
fn a_channel_that_is_gone_stays_gone_when_the_state_is_restored() {
    let mut script = talking();
    hang_up(&mut script, PHONE, 16);
    hang_up(&mut script, CALLER, 16);
    script.after(90_000, "Event: Reload\nModule: All\nStatus: 0");
    for _ in 0..2 {
        let told = script.changes.len();
        let born = "ChannelState: 4\nContext: from-trunk\nExten: 700";
        channel(&mut script, 10, "Newchannel", CALLER, born);
        channel(&mut script, 10, "Newstate", CALLER, "ChannelState: 6");
        dialling(&mut script, "DialBegin", PHONE, "DialString: 101");
        bridged(&mut script, "BridgeEnter", PHONE);
        hang_up(&mut script, PHONE, 16);
        assert_eq!((script.changes.len(), script.flow.live_count()), (told, 0));
        let saved = serde_json::to_string(&script.flow.save()).unwrap();
        script.flow = CallFlow::restore(Plan::default(), serde_json::from_str(&saved).unwrap());
    }
}

/// An event of a channel comes before its beginning: that is waited for, for a second, before it is said to be missing.
#[test]
fn a_beginning_that_does_not_come_is_an_anomaly() {
    let anomalies = |script: &Script| {
        script.changes.iter().filter(|change| matches!(change.kind, ChangeKind::Anomaly(_))).count()
    };
    for (late_ms, want) in [(900, 0), (1_100, 1)] {
        let mut script = incoming();
        dialling(&mut script, "DialBegin", PHONE, "DialString: 101");
        channel(&mut script, late_ms, "Newstate", CALLER, "ChannelState: 6");
        assert_eq!(anomalies(&script), want, "{late_ms} ms");
        let born = "ChannelState: 0\nCallerIDNum: 101\nCallerIDName: Bob\nContext: from-internal\nExten: s";
        channel(&mut script, 10, "Newchannel", PHONE, born);
        channel(&mut script, 2_000, "Newstate", CALLER, "ChannelState: 6");
        assert_eq!(anomalies(&script), want, "{late_ms} ms");
        let call = script.call();
        assert_eq!((call.parties[0].name.as_deref(), call.reconstructed), (Some("Bob"), false));
        let told: Vec<_> = call.parties.iter().map(|party| (&*party.number, party.role)).collect();
        assert_eq!(told, [("101", Role::Callee)]);
    }
    // One that ends without was never seen to begin.
    let mut script = incoming();
    dialling(&mut script, "DialBegin", PHONE, "DialString: 101");
    hang_up(&mut script, PHONE, 19);
    assert_eq!((anomalies(&script), script.call().reconstructed), (1, true));
    channel(&mut script, 5_000, "Newstate", CALLER, "ChannelState: 6");
    assert_eq!(anomalies(&script), 1);
}

/// The manager hangs up, or Asterisk goes down: nobody who talks ended the call.
#[test]
fn a_call_that_the_manager_or_a_shutdown_ends_was_ended_by_nobody() {
    for (what, answered) in [("SoftHangupRequest", true), ("Shutdown", true), ("Shutdown", false)] {
        let mut script = if answered { talking() } else { incoming() };
        match what {
            "Shutdown" => _ = script.after(1_000, "Event: Shutdown\nShutdown: Cleanly\nRestart: False"),
            _ => channel(&mut script, 1_000, what, CALLER, "Cause: 32"),
        }
        channel(&mut script, 10, "HangupRequest", CALLER, "Cause: 16");
        if answered {
            bridged(&mut script, "BridgeLeave", CALLER);
            bridged(&mut script, "BridgeLeave", PHONE);
            hang_up(&mut script, PHONE, 16);
        }
        hang_up(&mut script, CALLER, 16);
        let call = script.call();
        let by = if what == "Shutdown" { HungUpBy::System } else { HungUpBy::Caller };
        assert_eq!(call.hung_up_by, Some(by), "{what}");
        let want = if answered { Disposition::Answered } else { Disposition::Failed };
        assert_eq!(call.disposition, Some(want), "{what}");
    }
}

/// A number that the dial plan sets before it dials is the trunk's that it dials, else the caller's.
#[test]
fn a_number_set_before_a_dial_is_for_whom_is_dialled() {
    for (dialled, first, number, shown) in [
        ("2025550111@trunk", None, "+12025550143", Some("+15125550199")),
        ("2025550111@berlin", None, "+12025550143", Some("+15125550199")),
        ("101", Some("+12025550143"), "+15125550199", None),
    ] {
        let mut script = incoming();
        channel(&mut script, 5, "NewCallerid", CALLER, "CallerIDNum: +15125550199");
        assert_eq!(script.call().caller.number.as_deref(), Some("+15125550199"), "none is dialled yet");
        let out = ("PJSIP/berlin-00000002", "1700000000.2");
        channel(&mut script, 5, "Newchannel", out, "ChannelState: 0\nExten: s");
        dialling(&mut script, "DialBegin", out, &format!("DialString: {dialled}"));
        let caller = &script.call().caller;
        assert_eq!(
            (caller.number.as_deref(), caller.shown_number.as_deref()),
            (Some(number), shown),
            "{dialled}"
        );
        assert_eq!(caller.first_number.as_deref(), first, "{dialled}");
        // What is set once the channel is told to end is nobody's.
        channel(&mut script, 5, "SoftHangupRequest", CALLER, "Cause: 32");
        channel(&mut script, 5, "NewCallerid", CALLER, "CallerIDNum: 102");
        assert_eq!(script.call().caller.number.as_deref(), Some(number), "{dialled}");
    }
}

/// A number from inside is the caller's at once.
#[test]
fn an_inside_number_that_is_set_is_the_callers() {
    let mut script = incoming();
    for (number, news) in [("201", 1), ("201", 0), ("202", 1), ("+15125550199", 1), ("202", 1)] {
        let told = script.changes.len();
        channel(&mut script, 5, "NewCallerid", CALLER, &format!("CallerIDNum: {number}"));
        assert_eq!(script.changes.len() - told, news, "{number}");
    }
    assert_eq!(script.call().caller.number.as_deref(), Some("202"));
}

/// What a request, an event or a snapshot says besides: account code and variables.
#[test]
fn an_account_code_and_variables_are_the_calls() {
    let mut script = incoming();
    channel(&mut script, 5, "NewAccountCode", CALLER, "AccountCode: sales\nOldAccountCode: ");
    assert_eq!(script.call().account_code.as_deref(), Some("sales"));
    let told = script.changes.len();
    channel(&mut script, 5, "NewAccountCode", CALLER, "AccountCode: sales\nOldAccountCode: sales");
    assert_eq!(script.changes.len(), told, "known");
    channel(&mut script, 5, "Newstate", CALLER, "AccountCode: sales\nChanVariable: CDR(did)=");
    assert_eq!(
        (script.changes.len(), script.call().variables.len()),
        (told, 0),
        "a variable that is not set"
    );
    channel(&mut script, 5, "Newstate", CALLER, "AccountCode: sales\nChanVariable: CDR(did)=700");
    channel(&mut script, 5, "Newstate", CALLER, "AccountCode: sales\nChanVariable: CDR(did)=700");
    assert_eq!((script.changes.len(), script.call().variables.len()), (told + 1, 1));
    channel(&mut script, 5, "Newstate", CALLER, "AccountCode: sales\nChanVariable: CDR(did)=");
    assert_eq!(script.call().variables.values().map(|value| &**value).collect::<Vec<_>>(), [""]);
}

/// Whoever ticks when it is due need not tick again.
#[test]
fn a_call_is_forgotten_at_the_time_that_is_due() {
    let nothing = remembered(&Script::new());
    let mut script = incoming();
    hang_up(&mut script, CALLER, 16);
    let due = script.flow.poll_timeout().unwrap();
    script.flow.handle(Input::Tick, due.saturating_sub(Duration::from_micros(1)));
    assert_ne!(remembered(&script), nothing);
    script.flow.handle(Input::Tick, due);
    assert_eq!(remembered(&script), nothing);
}
