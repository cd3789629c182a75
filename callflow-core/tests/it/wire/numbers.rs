//! Which number belongs to whom.

use callflow_core::Disposition;
use callflow_core::call::{Direction, Outcome};

use super::{answered_by, both, get, party, seen};

/// 22 shows the macro's own extension, 16 the number with its access prefix; the dial string alone is sound.
#[test]
fn a_dial_inside_a_macro_names_its_callee_s() {
    both("46-fp-trunk-failover", |seen| {
        let begun = seen.events("DialBegin").next().unwrap().1;
        let shown = if seen.version == "asterisk-16" { "92025550171" } else { "s" };
        assert_eq!(get(begun, "DestCallerIDNum"), shown);
        assert_eq!(get(begun, "DialString"), "2025550171@trunk");
        assert_eq!(answered_by(&seen.calls[0]), "2025550171");
    });
    both("44b-fp-forward-out", |seen| assert_eq!(answered_by(&seen.calls[1]), "2025550166"));
    both("67-fp-click-to-call", |seen| assert_eq!(answered_by(&seen.calls[0]), "2025550160"));
}

#[test]
fn every_leg_of_a_follow_me_claims_the_same_number_on_16() {
    let seen = seen("asterisk-16", "42-fp-follow-me");
    let to_103 =
        seen.events("DialBegin").find(|(_, f)| get(f, "DialString").starts_with("FMGL-103@")).unwrap().1;
    assert_eq!(get(to_103, "DestCallerIDNum"), "105");
    both("42-fp-follow-me", |seen| {
        let answered: Vec<&str> = seen.calls.iter().map(answered_by).collect();
        assert_eq!(answered, ["105", "103", "2025550155"]);
        assert_eq!(party(&seen.calls[1], "105").outcome, Some(Outcome::NoAnswer));
    });
}

/// The first channel alone tells the direction.
#[test]
fn called_legs_of_a_trunk_are_born_in_its_inbound_context() {
    both("46-fp-trunk-failover", |seen| {
        let trunk =
            seen.events("Newchannel").find(|(_, f)| get(f, "Channel").starts_with("PJSIP/trunk-")).unwrap().1;
        assert_eq!((get(trunk, "Context"), get(trunk, "Exten")), ("from-pstn", "s"));
        assert!(seen.calls.iter().all(|call| call.direction == Direction::Outbound));
    });
}

#[test]
fn a_phone_takes_the_trunks_number_before_it_dials() {
    both("46-fp-trunk-failover", |seen| {
        assert_eq!(get(seen.events("DialBegin").next().unwrap().1, "CallerIDNum"), "+15125550100");
        let callers: Vec<&str> =
            seen.calls.iter().map(|call| call.caller.number.as_deref().unwrap()).collect();
        assert_eq!(callers, ["100", "101", "102", "103"]);
    });
}

#[test]
fn a_connected_line_is_stale_after_another_phone_rang_out() {
    both("66-fp-names-that-say-nothing", |seen| {
        let dial = seen.events("DialBegin").last().unwrap().1;
        assert_eq!((get(dial, "ConnectedLineNum"), get(dial, "DialString")), ("110", "p9w3z5tr"));
        assert_eq!(answered_by(&seen.calls[2]), "111");
        let members: Vec<&str> =
            seen.calls[2].queue_visits[0].attempts.iter().map(|attempt| &*attempt.member).collect();
        assert_eq!(members, ["110", "111"]);
    });
}

/// `555` in `from-internal` is an extension of a context that `from-internal` includes; its name never comes.
#[test]
fn included_contexts_do_not_show() {
    both("51-fp-refused", |seen| {
        let dialled = seen.events("Newchannel").find(|(_, frame)| get(frame, "Exten") == "555").unwrap().1;
        assert_eq!(get(dialled, "Context"), "from-internal");
        let steps = seen.events("Newexten").filter(|(_, f)| get(f, "Uniqueid") == get(dialled, "Uniqueid"));
        assert!(steps.count() > 1);
        let call = seen.calls.last().unwrap();
        assert_eq!((call.dialled.as_deref(), call.disposition), (Some("555"), Some(Disposition::Failed)));
    });
}

#[test]
fn names_of_local_channels_and_endpoints_need_not_be_numbers() {
    both("66-fp-names-that-say-nothing", |seen| {
        let dashes = "Local/3f1e8e52-9d5c-4f2a-8b0e-0b5f6ad0a1b7@usersharedlines-00000001;1";
        assert!(seen.all("Newchannel", "Channel").contains(&dashes));
        let call = &seen.calls[0];
        assert_eq!(&*call.legs[0].channel, "PJSIP/h4x7k2mq-00000000");
        assert_eq!(call.caller.number.as_deref(), Some("110"));
        assert_eq!(answered_by(call), "111");
    });
}

/// A dialer's call: who was called stands in the dial string, who calls in OriginateResponse.
#[test]
fn a_call_to_a_customer_first_is_born_without_numbers() {
    both("39-dialer-customer-first", |seen| {
        let born = seen.events("Newchannel").next().unwrap().1;
        assert_eq!((get(born, "CallerIDNum"), get(born, "Exten")), ("<unknown>", "s"));
        let answers: Vec<_> = seen.events("OriginateResponse").map(|(_, frame)| frame).collect();
        assert_eq!((get(answers[1], "Channel"), get(answers[1], "Exten")), ("PJSIP/2025550140@trunk", "104"));
        let told: Vec<_> = seen
            .calls
            .iter()
            .map(|call| (call.caller.number.as_deref().unwrap(), call.dialled.as_deref().unwrap()))
            .collect();
        assert_eq!(told, [("103", "2025550139"), ("104", "2025550140"), ("105", "2025550141")]);
        assert!(seen.calls.iter().all(|call| call.direction == Direction::Outbound));
    });
}

/// Inside, the number that the dial plan gives is the caller's; a number for the trunk is not.
#[test]
fn an_endpoints_name_is_not_its_number() {
    let mut script = crate::events::Script::new();
    let first = ("SIP/150010001-1", "1700000000.1", "1700000000.1");
    script
        .on(0, "Newchannel", first.0, first.1, first.2, "ChannelState: 4\nCallerIDNum: 150010001\nExten: 202")
        .on(5, "NewCallerid", first.0, first.1, first.2, "CallerIDNum: 201")
        .on(5, "Hangup", first.0, first.1, first.2, "Cause: 16");
    assert_eq!(script.call().caller.number.as_deref(), Some("201"));
    both("07-outbound", |seen| assert_eq!(seen.calls[0].caller.number.as_deref(), Some("100")));
}

/// 16 sends the bytes of a name that is not UTF-8, 22 a replacement character for each.
#[test]
fn a_name_that_is_not_utf_8_is_shown_all_the_same() {
    let names = |version| -> Vec<Vec<u8>> {
        let seen = seen(version, "30-oddities");
        assert_eq!(seen.calls.len(), 12);
        let born = seen.events("Newchannel").map(|(_, frame)| frame.as_frame());
        born.filter_map(|frame| frame.get("CallerIDName").map(<[u8]>::to_vec)).collect()
    };
    let odd = |names: &[Vec<u8>]| names.iter().filter(|name| str::from_utf8(name).is_err()).count();
    assert!(odd(&names("asterisk-16")) > 0);
    assert_eq!(odd(&names("asterisk-22")), 0);
    let replaced = |names: Vec<Vec<u8>>| {
        names.iter().filter(|n| String::from_utf8_lossy(n).contains('\u{fffd}')).count()
    };
    assert!(replaced(names("asterisk-22")) > 0);
}
