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
