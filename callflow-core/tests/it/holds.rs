//! Which holds count, on calls written out by hand.

use callflow_core::call::CallState;

use crate::events::Script;

const CALLER: (&str, &str) = ("PJSIP/100-01", "1.1");
const CALLEE: (&str, &str) = ("PJSIP/101-02", "1.2");

/// 100 and 101 talk in the bridge `b1`.
fn talking() -> Script {
    let mut script = Script::new();
    let (caller, callee) = (CALLER, CALLEE);
    script
        .on(0, "Newchannel", caller.0, caller.1, "1.1", "ChannelState: 4\nExten: 101\nCallerIDNum: 100")
        .on(50, "Newchannel", callee.0, callee.1, "1.1", "ChannelState: 0")
        .on(
            0,
            "DialBegin",
            caller.0,
            caller.1,
            "1.1",
            &format!("DestChannel: {}\nDestUniqueid: {}\nDialString: 101", callee.0, callee.1),
        )
        .on(900, "Newstate", callee.0, callee.1, "1.1", "ChannelState: 6")
        .on(0, "Newstate", caller.0, caller.1, "1.1", "ChannelState: 6");
    enter(&mut script, 10, callee, "b1");
    enter(&mut script, 10, caller, "b1");
    script
}

fn enter(script: &mut Script, ms: u64, who: (&str, &str), bridge: &str) {
    script.on(
        ms,
        "BridgeEnter",
        who.0,
        who.1,
        "1.1",
        &format!("BridgeUniqueid: {bridge}\nBridgeType: basic"),
    );
}

fn leave(script: &mut Script, ms: u64, who: (&str, &str), bridge: &str) {
    script.on(
        ms,
        "BridgeLeave",
        who.0,
        who.1,
        "1.1",
        &format!("BridgeUniqueid: {bridge}\nBridgeType: basic"),
    );
}

/// The two are put into another bridge while one of them holds (a manager's `Bridge` does that): no consultation,
/// the other is still on hold.
#[test]
fn a_hold_goes_on_in_another_bridge() {
    let mut script = talking();
    script.on(2_000, "Hold", CALLEE.0, CALLEE.1, "1.1", "");
    for who in [CALLEE, CALLER] {
        leave(&mut script, 500, who, "b1");
        enter(&mut script, 5, who, "b2");
    }
    assert_eq!(script.call().state, CallState::Held);
    script.on(1_000, "Unhold", CALLEE.0, CALLEE.1, "1.1", "");
    let call = script.call();
    assert_eq!(call.state, CallState::Up);
    assert_eq!((call.holds.len(), call.hold_ms), (1, 2_010));
    assert_eq!(call.holds[0].by.as_deref(), Some("101"));
}
