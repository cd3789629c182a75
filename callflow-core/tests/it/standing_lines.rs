//! Agents' standing lines: one channel that talks with one caller after the other, on calls written out by hand.

use callflow_core::call::{Call, Role};

use crate::by_hand::Channel;
use crate::events::Script;

const LINE: Channel = ("PJSIP/105-00000009", "1700000000.9");
const FIRST: Channel = ("PJSIP/trunk-00000010", "1700000000.10");
const SECOND: Channel = ("PJSIP/trunk-00000011", "1700000000.11");

/// An event of a channel that is a call of its own.
fn on(script: &mut Script, ms: u64, event: &str, (name, id): Channel, more: &str) {
    script.on(ms, event, name, id, id, more);
}

fn moves(script: &mut Script, ms: u64, event: &str, who: Channel, bridge: &str) {
    let kind = if bridge == "hold" { "agent_hold" } else { "basic" };
    let technology = if bridge == "hold" { "holding_bridge" } else { "simple_bridge" };
    let bridge = format!("BridgeUniqueid: {bridge}\nBridgeType: {kind}\nBridgeTechnology: {technology}");
    on(script, ms, event, who, &bridge);
}

/// An agent is logged in, and two callers come in.
fn logged_in() -> Script {
    let mut script = Script::new();
    on(
        &mut script,
        0,
        "Newchannel",
        LINE,
        "ChannelState: 4\nCallerIDNum: 105\nCallerIDName: Bob\nExten: *20",
    );
    on(&mut script, 5, "Newstate", LINE, "ChannelState: 6");
    on(&mut script, 5, "AgentLogin", LINE, "Agent: 1001");
    moves(&mut script, 5, "BridgeEnter", LINE, "hold");
    for (caller, number) in [(FIRST, "+12025550143"), (SECOND, "+12025550144")] {
        let born = format!("ChannelState: 4\nCallerIDNum: {number}\nContext: from-trunk\nExten: 700");
        on(&mut script, 5, "Newchannel", caller, &born);
        on(&mut script, 5, "Newstate", caller, "ChannelState: 6");
    }
    script
}

fn call(script: &Script, of: Channel) -> Call {
    script.flow.live_calls().into_iter().find(|call| call.linkedid.as_str() == of.1).unwrap()
}

/// Who talked with the caller, and for how long where that is over.
fn talks(call: &Call) -> Vec<(&str, Option<u64>)> {
    let told = call.segments.iter();
    told.map(|s| (&*s.parties[1], s.to.map(|to| to.millis_since(s.from)))).collect()
}

/// The line talks with the first caller, and then with the second.
#[test]
fn a_line_talks_with_one_caller_after_the_other() {
    for line_first in [false, true] {
        for ends in ["BridgeLeave", "BridgeDestroy", "moves on"] {
            let mut script = logged_in();
            moves(&mut script, 5, "BridgeLeave", LINE, "hold");
            let order = if line_first { [LINE, FIRST] } else { [FIRST, LINE] };
            for who in order {
                moves(&mut script, 0, "BridgeEnter", who, "b1");
            }
            assert_eq!(talks(&call(&script, FIRST)), [("105", None)], "line first: {line_first}");
            let party = call(&script, FIRST).parties[0].clone();
            assert_eq!(
                (party.role, party.name.as_deref(), party.answered),
                (Role::Member, Some("Bob"), true)
            );
            match ends {
                "BridgeLeave" => moves(&mut script, 2_000, ends, LINE, "b1"),
                "BridgeDestroy" => {
                    let bridge = "BridgeUniqueid: b1\nBridgeType: basic\nBridgeTechnology: simple_bridge";
                    script.after(2_000, &format!("Event: {ends}\n{bridge}"));
                }
                _ => {}
            }
            moves(&mut script, if ends == "moves on" { 2_000 } else { 0 }, "BridgeEnter", SECOND, "b2");
            moves(&mut script, 0, "BridgeEnter", LINE, "b2");
            assert_eq!(script.flow.live_count(), 3);
            assert_eq!(talks(&call(&script, FIRST)), [("105", Some(2_000))], "{line_first} {ends}");
            let of_line =
                |call: &Call| call.legs.iter().find(|leg| leg.channel.contains("105")).unwrap().ended_at;
            assert!(of_line(&call(&script, FIRST)).is_some(), "{line_first} {ends}");
            assert_eq!(talks(&call(&script, SECOND)), [("105", None)], "{line_first} {ends}");
            assert_eq!((call(&script, LINE).legs.len(), call(&script, LINE).parties.len()), (1, 0));
            // The caller's call does not end with the line, and the line not with the caller's call.
            on(&mut script, 1_000, "Hangup", SECOND, "Cause: 16");
            moves(&mut script, 0, "BridgeLeave", LINE, "b2");
            on(&mut script, 0, "Hangup", FIRST, "Cause: 16");
            assert_eq!(script.flow.live_count(), 1);
            assert!(!call(&script, LINE).answered);
        }
    }
}

/// The agent hangs up in mid-call: that ends the line, and its part in the caller's call.
#[test]
fn a_line_that_ends_while_it_is_lent_ends_for_both_calls() {
    let mut script = logged_in();
    moves(&mut script, 0, "BridgeEnter", FIRST, "b1");
    moves(&mut script, 0, "BridgeEnter", LINE, "b1");
    on(&mut script, 2_000, "HangupRequest", LINE, "Cause: 16");
    on(&mut script, 5, "Hangup", LINE, "Cause: 16");
    assert_eq!(script.flow.live_count(), 2);
    let mut told = script.changes.iter().rev().filter_map(|change| change.kind.call());
    let own = told.find(|call| call.linkedid.as_str() == LINE.1).unwrap();
    assert_eq!(format!("{:?}", own.hung_up_by.unwrap()), "Caller");
    assert_eq!(talks(&call(&script, FIRST)), [("105", Some(2_005))]);
    on(&mut script, 5, "Hangup", FIRST, "Cause: 16");
    let by = script.call().hung_up_by.unwrap();
    assert_eq!(format!("{by:?}"), "Callee");
    // What comes late of the line lends it to nobody.
    moves(&mut script, 5, "BridgeEnter", SECOND, "b2");
    moves(&mut script, 5, "BridgeEnter", LINE, "b2");
    assert_eq!(talks(&call(&script, SECOND)), []);
}

/// A channel that the line makes is of the call that the line is lent to, else of none yet.
#[test]
fn a_channel_that_a_line_makes_is_the_callers() {
    for lent in [true, false] {
        let mut script = logged_in();
        if lent {
            moves(&mut script, 0, "BridgeEnter", FIRST, "b1");
            moves(&mut script, 0, "BridgeEnter", LINE, "b1");
        }
        let out = ("PJSIP/102-00000012", "1700000000.12");
        script.on(500, "Newchannel", out.0, out.1, LINE.1, "ChannelState: 0\nExten: s");
        assert_eq!(script.flow.live_count(), if lent { 3 } else { 4 });
        assert_eq!(call(&script, LINE).legs.len(), 1);
        assert_eq!(call(&script, FIRST).legs.len(), if lent { 3 } else { 1 });
    }
}

/// What is told late of a line that talked with a caller makes no call of the two.
#[test]
fn a_line_is_never_one_call_with_a_caller() {
    let of = |prefix: &str, (name, id): Channel| {
        format!("{prefix}Channel: {name}\n{prefix}Uniqueid: {id}\n{prefix}Linkedid: {id}")
    };
    for (event, prefixes) in
        [("BlindTransfer", ["Transferer", "Transferee"]), ("UnParkedCall", ["Parkee", "Retriever"])]
    {
        for channels in [[LINE, FIRST], [FIRST, LINE]] {
            let mut script = logged_in();
            moves(&mut script, 0, "BridgeEnter", FIRST, "b1");
            moves(&mut script, 0, "BridgeEnter", LINE, "b1");
            moves(&mut script, 2_000, "BridgeLeave", LINE, "b1");
            let who = [of(prefixes[0], channels[0]), of(prefixes[1], channels[1])].join("\n");
            script.after(5, &format!("Event: {event}\n{who}\nExtension: 102"));
            assert_eq!(script.flow.live_count(), 3, "{event} {channels:?}");
        }
    }
}
