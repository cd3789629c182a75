//! How calls came out, which way they went and whose numbers they show, on calls written out by hand.

use callflow_core::call::{Call, Direction, Outcome};
use callflow_core::{Disposition, Plan};

use crate::by_hand::{CALLER, PHONE, bridged_in, channel, dial, dialling, hang_up, incoming};
use crate::events::Script;
use crate::scenarios::party;

/// Who gives up while it rings cancels; who hears an announcement after it rang out does not.
#[test]
fn a_caller_cancels_only_while_it_rings() {
    for (rings_out, want) in [(false, Disposition::Cancelled), (true, Disposition::NoAnswer)] {
        let mut script = incoming();
        channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
        dial(&mut script, PHONE);
        if rings_out {
            dialling(&mut script, "DialEnd", PHONE, "DialStatus: NOANSWER");
            hang_up(&mut script, PHONE, 19);
        }
        channel(&mut script, 3_000, "HangupRequest", CALLER, "Cause: 16");
        hang_up(&mut script, PHONE, 26);
        hang_up(&mut script, CALLER, 16);
        assert_eq!(script.call().disposition, Some(want), "rings out: {rings_out}");
    }
}

/// An originated call whose first phone never picks up comes out as that phone did.
#[test]
fn a_first_phone_in_vain_is_the_calls_outcome() {
    for (status, cause, want) in [
        ("NOANSWER", 19, Disposition::NoAnswer),
        ("BUSY", 17, Disposition::Busy),
        ("CONGESTION", 34, Disposition::Congestion),
        ("CHANUNAVAIL", 1, Disposition::Failed),
    ] {
        let mut script = Script::new();
        let phone = ("PJSIP/101-00000001", "1700000000.1");
        channel(&mut script, 0, "Newchannel", phone, "ChannelState: 0\nContext: from-internal");
        let callee = format!("DestChannel: {}\nDestUniqueid: {}\nDialString: 101", phone.0, phone.1);
        script.after(5, &format!("Event: DialBegin\n{callee}"));
        channel(&mut script, 50, "Newstate", phone, "ChannelState: 5");
        script.after(9_000, &format!("Event: DialEnd\n{callee}\nDialStatus: {status}"));
        hang_up(&mut script, phone, cause);
        assert_eq!(script.call().disposition, Some(want), "{status}");
        assert!(script.call().originated);
    }
}

/// A phone that is not there is told as soon as the dial plan goes on.
#[test]
fn a_phone_that_is_not_there_is_told_at_the_next_step() {
    let step = |script: &mut Script, step: &str| {
        channel(script, 200, "Newexten", CALLER, &format!("Exten: 105\nContext: from-internal\n{step}"));
    };
    for dialled in
        ["PJSIP/105,20", "PJSIP/105/sip:kx7@192.0.2.1:5060,20", "PJSIP/105&Local/107@from-internal"]
    {
        let mut script = incoming();
        step(&mut script, &format!("Application: Dial\nAppData: {dialled}"));
        assert!(script.call().parties.is_empty());
        step(&mut script, "Application: Playback\nAppData: sorry");
        let [party] = &*script.call().parties else { panic!("{dialled}: {:?}", script.call().parties) };
        assert_eq!((&*party.number, party.outcome), ("105", Some(Outcome::Failed)), "{dialled}");
    }
}

/// A phone's call out, dialled as `exten`, over an endpoint that no list names a trunk.
fn call_out(plan: Plan, endpoint: &str, number: &str, exten: &str, dial_string: &str) -> Call {
    let mut script = Script::with(plan);
    let caller = (&*format!("PJSIP/{endpoint}-00000001"), "1700000000.1");
    let born = format!("ChannelState: 4\nCallerIDNum: {number}\nContext: office\nExten: {exten}");
    script.on(0, "Newchannel", caller.0, caller.1, caller.1, &born);
    let out = ("PJSIP/berlin-00000002", "1700000000.2");
    script.on(10, "Newchannel", out.0, out.1, caller.1, "ChannelState: 0\nContext: office\nExten: s");
    let dialled = format!("DestChannel: {}\nDestUniqueid: {}\nDialString: {dial_string}", out.0, out.1);
    script.on(10, "DialBegin", caller.0, caller.1, caller.1, &dialled);
    script.call().clone()
}

#[test]
fn a_number_that_goes_out_as_it_was_dialled_is_outbound() {
    let call = call_out(Plan::default(), "alice", "+493012345", "92025550111", "2025550111@berlin");
    assert_eq!(call.direction, Direction::Outbound, "but for the access prefix");
    assert_eq!(call.dialled.as_deref(), Some("92025550111"));
    assert_eq!(party(&call, "2025550111").outcome, None);

    let call = call_out(Plan::default(), "alice", "+493012345", "92025550111", "92025550111@berlin");
    assert_eq!(call.direction, Direction::Outbound);
    assert_eq!(party(&call, "2025550111").outcome, None, "the prefix is still on it");

    let call = call_out(Plan::default(), "2002", "2002", "112", "112@berlin");
    assert_eq!((call.direction, call.parties[0].number.as_ref()), (Direction::Outbound, "112"));
}

/// What was dialled out stays as it was dialled; whom it reached is in E.164.
#[test]
fn numbers_become_e164_where_they_are_somebodys() {
    let mut plan = Plan::default();
    plan.numbers.country_code = Some("49".into());
    plan.numbers.national_prefix = Some("0".into());
    plan.numbers.access_prefixes.clear();
    let call = call_out(plan, "2002", "2002", "030123456", "030123456@berlin");
    assert_eq!(call.dialled.as_deref(), Some("030123456"));
    assert_eq!(&*call.parties[0].number, "+4930123456");
}

/// A caller's number may begin with what is dialled before an outside number.
#[test]
fn a_callers_number_loses_no_prefix() {
    let mut script = incoming();
    channel(&mut script, 5, "NewCallerid", CALLER, "CallerIDNum: 92025550147");
    assert_eq!(script.call().caller.number.as_deref(), Some("92025550147"));
    assert_eq!(script.call().caller.first_number.as_deref(), Some("+12025550143"));
}

/// `VMSTATUS` is cleared before `VoiceMail()` and set by it.
#[test]
fn only_a_voicemail_that_ran_is_one() {
    let mut script = incoming();
    channel(&mut script, 5, "VarSet", CALLER, "Variable: VMSTATUS\nValue:");
    dial(&mut script, PHONE);
    assert!(!script.call().voicemail);
    channel(&mut script, 5, "VarSet", CALLER, "Variable: VMSTATUS\nValue: SUCCESS");
    assert!(script.call().voicemail);
}

/// A phone that tells who calls is believed over what its channel was born with, also when the beginning is told again.
#[test]
fn a_repeated_beginning_changes_nothing() {
    let mut script = incoming();
    channel(&mut script, 5, "NewCallerid", CALLER, "CallerIDNum: 2025550147\nCallerIDName: ACME");
    channel(
        &mut script,
        5,
        "Newchannel",
        CALLER,
        "ChannelState: 4\nCallerIDNum: +12025550143\nExten: +15125550101",
    );
    dial(&mut script, PHONE);
    assert_eq!(script.call().caller.name.as_deref(), Some("ACME"));
    assert_eq!(script.call().legs.len(), 2);
}

/// A dialer rings the customer first, over an endpoint that no list names a trunk.
#[test]
fn a_dialers_customer_is_told_by_the_public_number() {
    let mut script = Script::new();
    let customer = ("PJSIP/berlin-00000001", "1700000000.1");
    channel(&mut script, 0, "Newchannel", customer, "ChannelState: 0\nContext: from-internal");
    script.after(
        5,
        &format!(
            "Event: DialBegin\nDestChannel: {}\nDestUniqueid: {}\nDialString: 2025550111@berlin",
            customer.0, customer.1
        ),
    );
    let call = script.call();
    assert_eq!((call.direction, call.dialled.as_deref()), (Direction::Outbound, Some("2025550111")));
}

/// No event joins the halves of this Local channel; their names do.
#[test]
fn talk_reaches_through_a_local_channel_by_its_name() {
    let (one, two) = (
        ("Local/101@from-queue-00000001;1", "1700000000.5"),
        ("Local/101@from-queue-00000001;2", "1700000000.6"),
    );
    let mut script = incoming();
    channel(&mut script, 5, "Newchannel", one, "ChannelState: 0\nExten: 101\nContext: from-queue");
    channel(&mut script, 0, "Newchannel", two, "ChannelState: 4\nExten: 101\nContext: from-queue");
    dialling(&mut script, "DialBegin", one, "DialString: 101@from-queue");
    channel(&mut script, 5, "Newchannel", PHONE, "ChannelState: 0\nExten: s\nContext: from-internal");
    let called = format!("DestChannel: {}\nDestUniqueid: {}\nDialString: 101", PHONE.0, PHONE.1);
    channel(&mut script, 5, "DialBegin", two, &called);
    for who in [PHONE, two, one, CALLER] {
        channel(&mut script, 0, "Newstate", who, "ChannelState: 6");
    }
    bridged_in(&mut script, "b2", "BridgeEnter", PHONE);
    bridged_in(&mut script, "b2", "BridgeEnter", two);
    assert!(!script.call().answered);
    bridged_in(&mut script, "b1", "BridgeEnter", one);
    bridged_in(&mut script, "b1", "BridgeEnter", CALLER);
    assert_eq!(script.call().answered_by.as_deref(), Some("101"));
}
