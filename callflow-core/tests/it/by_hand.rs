//! Calls written out by hand: one comes in and rings phones.

use crate::events::Script;

/// Name and Uniqueid.
pub(crate) type Channel = (&'static str, &'static str);

pub(crate) const CALLER: Channel = ("PJSIP/trunk-00000001", "1700000000.1");

/// The first phone that is dialled.
pub(crate) const PHONE: Channel = ("PJSIP/101-00000002", "1700000000.2");

/// A channel of the only call: name, Uniqueid.
pub(crate) fn channel(script: &mut Script, ms: u64, event: &str, (name, id): (&str, &str), more: &str) {
    script.on(ms, event, name, id, CALLER.1, more);
}

/// A call comes in for `+15125550101`.
pub(crate) fn incoming() -> Script {
    let mut script = Script::new();
    let born = "ChannelState: 4\nCallerIDNum: +12025550143\nContext: from-trunk\nExten: +15125550101";
    channel(&mut script, 0, "Newchannel", CALLER, born);
    script
}

/// The caller dials a phone, which rings.
pub(crate) fn dial(script: &mut Script, (name, id): (&str, &str)) {
    let number = name.split(['/', '-']).nth(1).unwrap().to_owned();
    channel(script, 10, "Newchannel", (name, id), "ChannelState: 0\nExten: s\nContext: from-internal");
    dialling(script, "DialBegin", (name, id), &format!("DialString: {number}"));
    channel(script, 10, "Newstate", (name, id), "ChannelState: 5");
}

pub(crate) fn dialling(script: &mut Script, event: &str, (name, id): (&str, &str), more: &str) {
    let callee = format!("DestChannel: {name}\nDestUniqueid: {id}\nDestLinkedid: {}\n{more}", CALLER.1);
    channel(script, 10, event, CALLER, &callee);
}

pub(crate) fn bridged(script: &mut Script, event: &str, who: Channel) {
    bridged_in(script, "b1", event, who);
}

pub(crate) fn bridged_in(script: &mut Script, bridge: &str, event: &str, who: Channel) {
    let bridge = format!("BridgeUniqueid: {bridge}\nBridgeType: basic\nBridgeTechnology: simple_bridge");
    channel(script, 10, event, who, &bridge);
}

/// The phone answers, and both talk for `ms`.
pub(crate) fn talk(script: &mut Script, phone: Channel, ms: u64) {
    answer(script, phone);
    channel(script, ms, "HangupRequest", CALLER, "Cause: 16");
    bridged(script, "BridgeLeave", CALLER);
    bridged(script, "BridgeLeave", phone);
}

pub(crate) fn hang_up(script: &mut Script, channel_: (&str, &str), cause: u16) {
    channel(script, 10, "Hangup", channel_, &format!("Cause: {cause}"));
}

/// The phone answers, and both are in the bridge.
pub(crate) fn answer(script: &mut Script, phone: Channel) {
    channel(script, 10, "Newstate", phone, "ChannelState: 6");
    channel(script, 0, "Newstate", CALLER, "ChannelState: 6");
    dialling(script, "DialEnd", phone, "DialStatus: ANSWER");
    bridged(script, "BridgeEnter", phone);
    bridged(script, "BridgeEnter", CALLER);
}

/// A phone that answered a call; both have been talking.
pub(crate) fn talking() -> Script {
    let mut script = incoming();
    dial(&mut script, PHONE);
    answer(&mut script, PHONE);
    script
}
