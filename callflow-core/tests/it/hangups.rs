//! Who ended a call, on calls written out by hand.

use callflow_core::Disposition;
use callflow_core::call::HungUpBy;

use crate::by_hand::{CALLER, Channel, PHONE, bridged, channel, dial, hang_up, incoming, talking};
use crate::events::Script;

/// What happens within a call: so many milliseconds after what came before.
#[derive(Clone, Copy, Debug)]
enum Step {
    Asks(u64, Channel),
    Presses(u64, Channel, char),
    Leave(u64),
    /// The dial plan goes on with the caller.
    GoesOn(u64),
    /// The phone's channel ends, and the caller's so much later.
    End(u64, u64),
}

/// Who ended a call in which both had talked for two seconds.
fn hung_up_by(steps: &[Step]) -> Option<HungUpBy> {
    use Step::{Asks, End, GoesOn, Leave, Presses};
    let mut script = talking();
    channel(&mut script, 2_000, "MusicOnHoldStart", CALLER, "");
    for step in steps {
        match *step {
            Asks(ms, who) => channel(&mut script, ms, "HangupRequest", who, "Cause: 16"),
            Presses(ms, who, key) => {
                channel(&mut script, ms, "DTMFEnd", who, &format!("Direction: Received\nDigit: {key}"));
            }
            Leave(ms) => {
                channel(&mut script, ms, "MusicOnHoldStop", CALLER, "");
                bridged(&mut script, "BridgeLeave", PHONE);
                bridged(&mut script, "BridgeLeave", CALLER);
            }
            GoesOn(ms) => channel(&mut script, ms, "Newexten", CALLER, "Application: Playback\nAppData: bye"),
            End(ms, more) => {
                channel(&mut script, ms, "MusicOnHoldStop", CALLER, "");
                hang_up(&mut script, PHONE, 16);
                channel(&mut script, more, "MusicOnHoldStop", CALLER, "");
                hang_up(&mut script, CALLER, 16);
            }
        }
    }
    script.call().hung_up_by
}

#[test]
fn who_asks_first_ended_the_talk() {
    use Step::{Asks, End, Leave};
    for (steps, want) in [
        (&[Asks(0, CALLER), Leave(0), End(0, 0)][..], HungUpBy::Caller),
        (&[Asks(0, PHONE), Leave(0), End(0, 0)], HungUpBy::Callee),
        // An Asterisk that is busy may take a while over it.
        (&[Asks(0, PHONE), Leave(400), End(0, 0)], HungUpBy::Callee),
        (&[Asks(0, PHONE), Asks(50, CALLER), Leave(0), End(0, 0)], HungUpBy::Callee),
        (&[Asks(0, CALLER), Asks(50, PHONE), Leave(0), End(0, 0)], HungUpBy::Caller),
        (&[Leave(0), End(0, 0)], HungUpBy::System),
        // A phone that was sent out of the talk hangs up much later, somewhere else.
        (&[Leave(0), Asks(5_000, PHONE), End(0, 0)], HungUpBy::System),
    ] {
        assert_eq!(hung_up_by(steps), Some(want), "{steps:?}");
    }
}

/// After the keys of a feature no phone asks for the end.
#[test]
fn a_features_keys_end_a_talk() {
    use Step::{End, Leave, Presses};
    for (steps, want) in [
        (&[Presses(0, CALLER, '*'), Presses(100, CALLER, '0'), Leave(200), End(0, 0)][..], HungUpBy::Caller),
        (&[Presses(0, PHONE, '#'), Presses(100, PHONE, '0'), Leave(200), End(0, 0)], HungUpBy::Callee),
        (&[Presses(0, PHONE, '*'), Leave(200), End(0, 0)], HungUpBy::System),
        (&[Presses(0, PHONE, '1'), Presses(100, PHONE, '0'), Leave(200), End(0, 0)], HungUpBy::System),
        (&[Presses(0, PHONE, '*'), Presses(100, PHONE, '0'), Leave(2_000), End(0, 0)], HungUpBy::System),
        (&[Presses(0, PHONE, '*'), Presses(100, CALLER, '0'), Leave(200), End(0, 0)], HungUpBy::System),
    ] {
        assert_eq!(hung_up_by(steps), Some(want), "{steps:?}");
    }
}

#[test]
fn a_call_that_goes_on_after_the_talk_did_not_end_with_it() {
    use Step::{Asks, End, GoesOn, Leave};
    for (steps, want) in [
        (&[Asks(0, PHONE), Leave(0), GoesOn(20), End(0, 2_000)][..], HungUpBy::System),
        (&[Asks(0, PHONE), Leave(0), GoesOn(20), Asks(1_500, CALLER), End(0, 100)], HungUpBy::Caller),
        // Tidying up takes the dial plan less.
        (&[Asks(0, PHONE), Leave(0), GoesOn(20), End(0, 100)], HungUpBy::Callee),
        (&[Asks(0, PHONE), Leave(0), End(0, 2_000)], HungUpBy::Callee),
    ] {
        assert_eq!(hung_up_by(steps), Some(want), "{steps:?}");
    }
}

/// Nobody is tried, and the cause that the dial plan gave is all there is.
#[test]
fn a_call_that_the_dial_plan_refuses_comes_out_as_its_cause_says() {
    for (cause, want) in [
        (17, Disposition::Busy),
        (19, Disposition::NoAnswer),
        (34, Disposition::Failed),
        (1, Disposition::Failed),
        (21, Disposition::Blocked),
    ] {
        let mut script = incoming();
        channel(&mut script, 10, "Newexten", CALLER, "Context: from-trunk\nApplication: Hangup\nAppData: x");
        hang_up(&mut script, CALLER, cause);
        let call = script.call();
        assert_eq!((call.disposition, call.hung_up_by), (Some(want), Some(HungUpBy::System)), "{cause}");
    }
}

/// The phone hangs up, and the caller is rung, queued, parked or sent to the voicemail: its call did not end with the
/// talk.
#[test]
fn a_call_that_somebody_else_is_to_take_did_not_end_with_the_talk() {
    for (what, asks, want) in [
        ("", false, HungUpBy::Callee),
        ("", true, HungUpBy::Callee),
        ("phone", false, HungUpBy::System),
        ("phone", true, HungUpBy::Caller),
        ("queue", false, HungUpBy::System),
        ("park", false, HungUpBy::System),
        ("voicemail", false, HungUpBy::System),
    ] {
        let mut script = talking();
        channel(&mut script, 2_000, "HangupRequest", PHONE, "Cause: 16");
        bridged(&mut script, "BridgeLeave", PHONE);
        bridged(&mut script, "BridgeLeave", CALLER);
        hang_up(&mut script, PHONE, 16);
        match what {
            "phone" => dial(&mut script, ("PJSIP/102-00000003", "1700000000.3")),
            "queue" => channel(&mut script, 10, "QueueCallerJoin", CALLER, "Queue: sales\nPosition: 1"),
            "park" => {
                let who = format!("ParkeeChannel: {}\nParkeeUniqueid: {}", CALLER.0, CALLER.1);
                script.after(10, &format!("Event: ParkedCall\n{who}\nParkingSpace: 701"));
            }
            "voicemail" => channel(&mut script, 10, "VarSet", CALLER, "Variable: VMSTATUS\nValue: SUCCESS"),
            _ => {}
        }
        if asks {
            channel(&mut script, 10, "HangupRequest", CALLER, "Cause: 16");
        }
        if what == "phone" {
            hang_up(&mut script, ("PJSIP/102-00000003", "1700000000.3"), 26);
        }
        hang_up(&mut script, CALLER, 16);
        assert_eq!(script.call().hung_up_by, Some(want), "{what:?} {asks}");
    }
}

/// A dialer's call: the customer, whom it rang first, is the callee, and the agent the caller.
#[test]
fn in_a_dialers_call_the_agent_is_the_caller() {
    const CUSTOMER: Channel = ("PJSIP/trunk-00000001", "1700000000.1");
    for (asks, want) in [
        (&[CUSTOMER][..], HungUpBy::Callee),
        (&[PHONE], HungUpBy::Caller),
        (&[CUSTOMER, PHONE], HungUpBy::Callee),
        (&[PHONE, CUSTOMER], HungUpBy::Caller),
        (&[], HungUpBy::System),
    ] {
        let mut script = Script::new();
        channel(&mut script, 0, "Newchannel", CUSTOMER, "ChannelState: 0\nContext: from-internal");
        let customer = format!("DestChannel: {}\nDestUniqueid: {}", CUSTOMER.0, CUSTOMER.1);
        script.after(5, &format!("Event: DialBegin\n{customer}\nDialString: 2025550111@trunk"));
        channel(&mut script, 4_000, "Newstate", CUSTOMER, "ChannelState: 6");
        dial(&mut script, PHONE);
        channel(&mut script, 900, "Newstate", PHONE, "ChannelState: 6");
        bridged(&mut script, "BridgeEnter", PHONE);
        bridged(&mut script, "BridgeEnter", CUSTOMER);
        for who in asks {
            channel(&mut script, 500, "HangupRequest", *who, "Cause: 16");
        }
        bridged(&mut script, "BridgeLeave", PHONE);
        bridged(&mut script, "BridgeLeave", CUSTOMER);
        hang_up(&mut script, PHONE, 16);
        hang_up(&mut script, CUSTOMER, 16);
        let call = script.call();
        assert_eq!(call.hung_up_by, Some(want), "{asks:?}");
        assert_eq!(
            (call.answered_by.as_deref(), call.final_party.as_deref()),
            (Some("2025550111"), Some("2025550111"))
        );
        assert_eq!(call.dialled.as_deref(), Some("2025550111"));
    }
}
