//! Calls that are taken out of where they are, and what explains it, on calls written out by hand.

use callflow_core::call::{Call, Outcome, Role};

use crate::by_hand::{
    CALLER, Channel, PHONE, answer, bridged, bridged_in, channel, dial, hang_up, incoming, talking,
};
use crate::events::Script;

const OTHER: Channel = ("PJSIP/102-00000003", "1700000000.3");

/// By whom and where to, and whether it got there.
fn transfers(call: &Call) -> Vec<(&str, &str, bool)> {
    let told = call.transfers.iter();
    told.map(|t| (t.by.as_deref().unwrap_or("-"), t.to.as_deref().unwrap_or("-"), t.succeeded)).collect()
}

/// The caller leaves the talk for another extension, after `ms`.
fn leaves_for(script: &mut Script, ms: u64, exten: &str) {
    let bridge = "BridgeUniqueid: b1\nBridgeType: basic\nBridgeTechnology: simple_bridge";
    channel(script, ms, "BridgeLeave", CALLER, &format!("Exten: {exten}\nContext: from-internal\n{bridge}"));
}

/// An event of a transfer, or of a park, after `ms`.
fn tells(script: &mut Script, ms: u64, event: &str, to: &str) {
    let of = |prefix: &str, (name, id): Channel| {
        format!("{prefix}Channel: {name}\n{prefix}Uniqueid: {id}\n{prefix}Linkedid: {}", CALLER.1)
    };
    let who = match event {
        "BlindTransfer" => [of("Transferer", PHONE), of("Transferee", CALLER)],
        "AttendedTransfer" => [of("OrigTransferer", PHONE), of("SecondTransferer", PHONE)],
        _ => [of("Parkee", CALLER), "ParkingSpace: 701".to_owned()],
    };
    script.after(ms, &format!("Event: {event}\n{}\nExtension: {to}", who.join("\n")));
}

/// Without an event of a transfer it was the manager who sent the caller there.
#[test]
fn a_leaving_that_nothing_explains_is_a_redirect() {
    let system = ("system", "102", false);
    for (event, to, ms, want) in [
        ("", "", 0, &[system][..]),
        ("BlindTransfer", "102", 50, &[("101", "102", false)]),
        ("BlindTransfer", "103", 50, &[("101", "103", false)]),
        ("BlindTransfer", "102", 1_999, &[("101", "102", false)]),
        ("BlindTransfer", "103", 1_999, &[system, ("101", "103", false)]),
        ("BlindTransfer", "102", 2_000, &[system, ("101", "102", false)]),
        ("AttendedTransfer", "", 1_999, &[("101", "-", false)]),
        ("AttendedTransfer", "", 2_000, &[system, ("101", "-", false)]),
        ("ParkedCall", "", 1_999, &[]),
        ("ParkedCall", "", 2_000, &[system]),
    ] {
        for event_first in [false, true] {
            let mut script = talking();
            channel(&mut script, 3_000, "Newstate", CALLER, "ChannelState: 6");
            if event_first && !event.is_empty() {
                tells(&mut script, 0, event, to);
                leaves_for(&mut script, ms, "102");
            } else {
                leaves_for(&mut script, 0, "102");
                if !event.is_empty() {
                    tells(&mut script, ms, event, to);
                }
            }
            let mut want = want.to_vec();
            if event_first && want.len() == 2 {
                want.reverse();
            }
            assert_eq!(transfers(script.call()), want, "{event} to {to} {ms} ms, first: {event_first}");
        }
    }
}

/// It leaves the talk by its end, its own or the dial plan's.
#[test]
fn a_leaving_with_a_hangup_is_no_redirect() {
    for (asks, exten) in
        [("HangupRequest", "102"), ("SoftHangupRequest", "102"), ("Newstate", "h"), ("Newstate", "s")]
    {
        let mut script = talking();
        channel(&mut script, 3_000, asks, CALLER, "Cause: 16\nChannelState: 6");
        leaves_for(&mut script, 0, exten);
        assert_eq!(transfers(script.call()), [], "{asks} {exten}");
    }
    // The other one is not the call.
    let mut script = talking();
    let bridge = "BridgeUniqueid: b1\nBridgeType: basic\nBridgeTechnology: simple_bridge";
    channel(&mut script, 3_000, "BridgeLeave", PHONE, &format!("Exten: 102\n{bridge}"));
    assert_eq!(transfers(script.call()), []);
}

/// The manager sends the caller on: to a phone, to a room, to a queue that puts it through, or to nobody.
#[test]
fn a_redirect_succeeds_where_somebody_takes_the_call() {
    for (what, want) in
        [("phone", true), ("same", true), ("room", true), ("queue", true), ("wait", false), ("", false)]
    {
        let mut script = talking();
        channel(&mut script, 3_000, "Newstate", CALLER, "ChannelState: 6");
        leaves_for(&mut script, 0, "102");
        bridged(&mut script, "BridgeLeave", PHONE);
        match what {
            "phone" => {
                hang_up(&mut script, PHONE, 16);
                dial(&mut script, OTHER);
                answer(&mut script, OTHER);
            }
            "same" => {
                bridged_in(&mut script, "b2", "BridgeEnter", PHONE);
                bridged_in(&mut script, "b2", "BridgeEnter", CALLER);
            }
            "room" => {
                let room = "BridgeUniqueid: r\nBridgeType: base\nBridgeTechnology: softmix";
                channel(&mut script, 500, "BridgeEnter", CALLER, room);
            }
            "queue" | "wait" => {
                channel(&mut script, 500, "QueueCallerJoin", CALLER, "Queue: sales\nPosition: 1");
                if what == "queue" {
                    let member = format!(
                        "DestChannel: {}\nDestUniqueid: {}\nQueue: sales\nInterface: PJSIP/101\nMemberName: Bob",
                        PHONE.0, PHONE.1
                    );
                    channel(&mut script, 500, "AgentConnect", CALLER, &member);
                }
            }
            _ => {}
        }
        assert_eq!(transfers(script.call()), [("system", "102", want)], "{what:?}");
    }
}

/// A caller hears the dial plan's `application`, which began `ms` before it goes on elsewhere.
fn heard(application: &str, ms: u64, step: &str) -> Script {
    let mut script = incoming();
    channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
    let first =
        format!("Exten: 700\nContext: from-trunk\nPriority: 2\nApplication: {application}\nAppData: x");
    channel(&mut script, 500, "Newexten", CALLER, &first);
    channel(&mut script, ms, "Newexten", CALLER, step);
    script
}

/// Who waits in an application goes on elsewhere only if it is taken out of it.
#[test]
fn a_step_elsewhere_tells_of_a_redirect() {
    let to = |exten: &str, context: &str, priority: u8, application: &str| {
        format!(
            "Exten: {exten}\nContext: {context}\nPriority: {priority}\nApplication: {application}\nAppData: x"
        )
    };
    let there = to("102", "from-internal", 1, "NoOp");
    for (application, ms, step, want) in [
        ("Playback", 3_000, there.clone(), 1),
        ("VoiceMail", 3_000, there.clone(), 1),
        // Told again with the application that it was torn out of.
        ("Playback", 3_000, to("102", "from-internal", 1, "Playback"), 1),
        // From a menu a key leads there.
        ("Background", 3_000, there.clone(), 0),
        // A step from before is told late.
        ("Playback", 50, there.clone(), 0),
        ("Playback", 3_000, to("102", "from-internal", 3, "NoOp"), 0),
        ("Playback", 3_000, to("700", "from-trunk", 1, "NoOp"), 0),
        ("Playback", 3_000, to("102", "from-trunk", 1, "NoOp"), 1),
        ("Playback", 3_000, to("700", "from-internal", 1, "NoOp"), 1),
        ("Playback", 3_000, to("h", "from-internal", 1, "NoOp"), 0),
        ("Playback", 3_000, to("t", "from-internal", 1, "NoOp"), 0),
        ("Playback", 3_000, to("102", "from-internal", 1, "AppDial"), 0),
        ("Playback", 3_000, to("102", "from-internal", 1, "AppQueue"), 0),
    ] {
        let mut script = heard(application, ms, &step);
        assert_eq!(script.call().transfers.len(), want, "{application} {step}");
        channel(&mut script, 50, "Newexten", CALLER, &step);
        assert_eq!(script.call().transfers.len(), want, "{application} {step}, told twice");
    }
    let mut script = incoming();
    channel(
        &mut script,
        500,
        "Newexten",
        CALLER,
        "Exten: 700\nPriority: 2\nApplication: Playback\nAppData: x",
    );
    channel(&mut script, 3_000, "SoftHangupRequest", CALLER, "Cause: 32");
    channel(&mut script, 5, "Newexten", CALLER, &there);
    assert_eq!(script.call().transfers.len(), 0, "it is told to end");
}

/// Whoever was parked too long goes on where the dial plan says: no redirect, but for who was fetched.
#[test]
fn who_was_parked_too_long_goes_on_without_a_redirect() {
    for (event, want) in [("ParkedCallTimeOut", 0), ("ParkedCallGiveUp", 1)] {
        let mut script = incoming();
        channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
        let step = "Exten: 700\nContext: from-trunk\nPriority: 2\nApplication: Park\nAppData: x";
        channel(&mut script, 500, "Newexten", CALLER, step);
        tells(&mut script, 50, "ParkedCall", "");
        tells(&mut script, 9_000, event, "");
        let there = "Exten: 102\nContext: from-internal\nPriority: 1\nApplication: NoOp\nAppData: x";
        channel(&mut script, 50, "Newexten", CALLER, there);
        assert_eq!(script.call().transfers.len(), want, "{event}");
    }
}

/// A tone that turns the caller away is heard for a while; what is told just after it began was before it.
#[test]
fn who_hears_the_busy_tone_did_not_give_up() {
    use callflow_core::Disposition::{Application, Busy, Cancelled};
    for (tone, more_ms, want) in [
        ("Busy", None, Busy),
        ("Busy", Some(50), Busy),
        ("Busy", Some(3_000), Application),
        ("Playback", None, Application),
    ] {
        let mut script = incoming();
        channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
        channel(&mut script, 500, "Newexten", CALLER, "Exten: 700\nApplication: Dial\nAppData: PJSIP/101");
        dial(&mut script, PHONE);
        crate::by_hand::dialling(&mut script, "DialEnd", PHONE, "DialStatus: BUSY");
        hang_up(&mut script, PHONE, 17);
        channel(
            &mut script,
            500,
            "Newexten",
            CALLER,
            &format!("Exten: 700\nApplication: {tone}\nAppData: 20"),
        );
        if let Some(ms) = more_ms {
            channel(&mut script, ms, "Newexten", CALLER, "Exten: 700\nApplication: Set\nAppData: x=1");
        }
        channel(&mut script, 2_000, "HangupRequest", CALLER, "Cause: 16");
        hang_up(&mut script, CALLER, 16);
        let call = script.call();
        let by = if want == Busy && tone == "Busy" { "system" } else { "caller" };
        assert_eq!(format!("{:?}", call.hung_up_by.unwrap()).to_lowercase(), by, "{tone} {more_ms:?}");
        assert_eq!(call.disposition, Some(if want == Cancelled { Cancelled } else { Busy }));
    }
}

/// The dial plan sends the call on for a phone: `REDIRECTING` says whose it was.
#[test]
fn a_call_that_the_dial_plan_diverts_is_forwarded() {
    let mut script = incoming();
    let runs = |script: &mut Script, application: &str, data: &str| {
        let step = format!("Exten: 101\nApplication: {application}\nAppData: {data}");
        channel(script, 200, "Newexten", CALLER, &step);
    };
    let forwards = |script: &Script| -> Vec<(String, String)> {
        let told = script.call().forwards.iter();
        told.map(|f| (f.from.as_deref().unwrap_or("-").to_owned(), f.to.to_string())).collect()
    };
    runs(&mut script, "Set", "REDIRECTING(from-num,i)=s");
    runs(&mut script, "Set", "CALLERID(num)=109");
    runs(&mut script, "Dial", "PJSIP/101,20");
    assert_eq!(forwards(&script), []);
    runs(&mut script, "Set", "REDIRECTING(from-num,i)=108");
    // What was set before is overwritten.
    runs(&mut script, "Set", "REDIRECTING(from-num,i)=101");
    assert_eq!(forwards(&script), []);
    runs(&mut script, "Dial", "");
    assert_eq!(forwards(&script), []);
    runs(&mut script, "Dial", "Local/102@from-internal&PJSIP/109,20");
    let want = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
    };
    assert_eq!(forwards(&script), want(&[("101", "102")]));
    runs(&mut script, "Set", "REDIRECTING(from-num,i)=102");
    runs(&mut script, "Dial", "PJSIP/2025550111@trunk,20");
    runs(&mut script, "Dial", "PJSIP/107,20");
    assert_eq!(forwards(&script), want(&[("101", "102"), ("102", "2025550111")]));
}

/// Who left a message reached the voicemail; who listens to a mailbox changes its count too.
#[test]
fn a_message_is_left_by_who_does_not_listen() {
    for (application, want) in [("VoiceMailMain", false), ("VoiceMail", true), ("Record", true)] {
        let mut script = incoming();
        channel(
            &mut script,
            500,
            "Newexten",
            CALLER,
            &format!("Exten: 700\nApplication: {application}\nAppData: 101"),
        );
        channel(
            &mut script,
            5_000,
            "MessageWaiting",
            CALLER,
            "Mailbox: 101@default\nWaiting: 1\nNew: 1\nOld: 0",
        );
        assert_eq!(script.call().voicemail, want, "{application}");
    }
}

/// Nobody picks up what was originated: the response names the channel only as it was dialled.
#[test]
fn an_originate_in_vain_is_told_by_what_was_dialled() {
    let mut script = Script::new();
    let phones =
        [("PJSIP/101-00000001", "1700000000.1", "101"), ("PJSIP/102-00000002", "1700000000.2", "102")];
    for (name, id, number) in phones {
        script.on(5, "Newchannel", name, id, id, "ChannelState: 0\nContext: from-internal");
        let callee =
            format!("DestChannel: {name}\nDestUniqueid: {id}\nDestLinkedid: {id}\nDialString: {number}");
        script.after(5, &format!("Event: DialBegin\n{callee}"));
    }
    script.after(
        9_000,
        "Event: OriginateResponse\nResponse: Failure\nChannel: PJSIP/102\nExten: 555\nUniqueid: <unknown>",
    );
    let dialled: Vec<_> = script.flow.live_calls().iter().map(|call| call.dialled.clone()).collect();
    assert_eq!(dialled, [None, Some("555".into())]);
    script.after(
        5,
        "Event: OriginateResponse\nResponse: Failure\nChannel: PJSIP/102\nExten: 556\nUniqueid: <unknown>",
    );
    script.after(
        5,
        "Event: OriginateResponse\nResponse: Failure\nChannel: PJSIP/101\nExten: 557\nUniqueid: <unknown>",
    );
    let dialled: Vec<_> = script.flow.live_calls().iter().map(|call| call.dialled.clone()).collect();
    assert_eq!(dialled, [Some("557".into()), Some("555".into())]);
}

/// A phone that takes part of its own accord joined; its outcome is the talk's.
#[test]
fn a_phone_that_joins_a_talk_is_told_as_one_who_joined() {
    let mut script = talking();
    let joins = ("PJSIP/104-00000009", "1700000000.9");
    script.on(900, "Newchannel", joins.0, joins.1, CALLER.1, "ChannelState: 4\nExten: *9");
    let of = |script: &Script| {
        let party = script.call().parties.iter().find(|party| &*party.number == "104").cloned().unwrap();
        (party.role, party.outcome, party.answered)
    };
    assert_eq!(of(&script), (Role::Joined, None, false));
    bridged(&mut script, "BridgeEnter", joins);
    assert_eq!(of(&script), (Role::Joined, Some(Outcome::Answered), true));
}
