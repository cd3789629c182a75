//! Which holds count, on calls written out by hand.

use callflow_core::call::{Call, CallState};

use crate::by_hand::{CALLER, Channel, PHONE, bridged_in, channel, talking};
use crate::events::Script;

fn press(script: &mut Script, ms: u64, who: Channel, key: char) {
    channel(script, ms, "DTMFEnd", who, &format!("Direction: Received\nDigit: {key}"));
}

fn holds(call: &Call) -> Vec<(Option<&str>, u64)> {
    call.holds.iter().map(|hold| (hold.by.as_deref(), hold.ms)).collect()
}

/// The two are put into another bridge while one of them holds (a manager's `Bridge` does that): no consultation,
/// the other is still on hold.
#[test]
fn a_hold_goes_on_in_another_bridge() {
    let mut script = talking();
    channel(&mut script, 2_000, "Hold", PHONE, "");
    for who in [PHONE, CALLER] {
        bridged_in(&mut script, "b1", "BridgeLeave", who);
        bridged_in(&mut script, "b2", "BridgeEnter", who);
    }
    assert_eq!(script.call().state, CallState::Held);
    channel(&mut script, 960, "Unhold", PHONE, "");
    let call = script.call();
    assert_eq!((call.state, call.hold_ms), (CallState::Up, 1_000));
    assert_eq!(holds(call), [(Some("101"), 1_000)]);
}

/// A feature's keys raise a hold while Asterisk waits for the rest, also where nothing comes of them.
#[test]
fn a_hold_that_keys_raise_is_none() {
    for (keys, ms, want) in
        [("*2", 100, 0), ("#1", 100, 0), ("12", 100, 1), ("*", 100, 1), ("*2", 2_000, 1), ("", 100, 1)]
    {
        let mut script = talking();
        keys.chars().for_each(|key| press(&mut script, 50, PHONE, key));
        channel(&mut script, ms, "Hold", PHONE, "");
        channel(&mut script, 3_000, "Unhold", PHONE, "");
        assert_eq!(script.call().holds.len(), want, "{keys:?} {ms} ms before it");
    }
    let mut script = talking();
    "*2".chars().for_each(|key| press(&mut script, 50, CALLER, key));
    channel(&mut script, 100, "Hold", PHONE, "");
    assert_eq!(script.call().holds.len(), 1, "another one's keys");
}

/// A transfer by feature: its keys are pressed while Asterisk holds the other side. A phone that holds before its REFER
/// presses none.
#[test]
fn a_hold_for_a_transfers_keys_is_none() {
    for (keys, transfers, unholds_ms, want) in
        [("102", true, 0, 0), ("102", true, 700, 0), ("", true, 0, 1), ("102", false, 700, 1)]
    {
        let mut script = talking();
        channel(&mut script, 2_000, "Hold", PHONE, "");
        keys.chars().for_each(|key| press(&mut script, 200, PHONE, key));
        if transfers {
            let transfer = format!(
                "Event: BlindTransfer\nTransfererChannel: {}\nTransfererUniqueid: {}\nTransfererLinkedid: {}\n\
                 TransfereeChannel: {}\nTransfereeUniqueid: {}\nTransfereeLinkedid: {}\nExtension: 102",
                PHONE.0, PHONE.1, CALLER.1, CALLER.0, CALLER.1, CALLER.1
            );
            script.after(500, &transfer);
        }
        channel(&mut script, unholds_ms, "Unhold", PHONE, "");
        assert_eq!(script.call().holds.len(), want, "{keys:?}, transfers: {transfers}, {unholds_ms}");
    }
}

/// A consultation that the manager began (`Atxfer`): no keys, but while the hold lasts the phone talks with a Local
/// channel that nobody dialled.
#[test]
fn a_hold_for_a_consultation_is_none() {
    for (bridge, want) in [("b2", 0), ("b3", 1)] {
        let mut script = talking();
        channel(&mut script, 2_000, "Hold", PHONE, "");
        let half = ("Local/102@from-internal-00000001;1", "1700000000.3");
        channel(&mut script, 10, "Newchannel", half, "ChannelState: 0\nExten: 102\nContext: from-internal");
        bridged_in(&mut script, bridge, "BridgeEnter", half);
        bridged_in(&mut script, "b1", "BridgeLeave", PHONE);
        bridged_in(&mut script, "b2", "BridgeEnter", PHONE);
        channel(&mut script, 3_000, "Unhold", PHONE, "");
        assert_eq!(script.call().holds.len(), want, "the other one is in {bridge}");
    }
}
