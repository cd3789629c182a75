//! Dials, bridges and hangups.

use callflow_core::Disposition;
use callflow_core::call::{AttemptOutcome, HungUpBy, Outcome};

use super::{answered_by, both, get, party, seen, tenths};

#[test]
fn one_leg_may_have_two_dial_ends() {
    both("11-queue-ring-no-answer-then-answered", |seen| {
        assert_eq!(seen.all("DialEnd", "DialStatus"), ["NOANSWER", "CANCEL", "ANSWER"]);
        let outcomes: Vec<_> =
            seen.calls[0].queue_visits[0].attempts.iter().map(|try_| try_.outcome).collect();
        assert_eq!(outcomes, [Some(AttemptOutcome::NoAnswer), Some(AttemptOutcome::Answered)]);
    });
    both("10-queue-abandoned", |seen| {
        assert_eq!(seen.all("DialEnd", "DialStatus"), ["CANCEL", "CANCEL"]);
        let [attempt] = &*seen.calls[0].queue_visits[0].attempts else { panic!() };
        assert_eq!(attempt.outcome, Some(AttemptOutcome::Cancelled));
    });
}

/// The phone that was picked up from has a DialBegin and no DialEnd, the picker a DialEnd and no DialBegin.
#[test]
fn a_pickup_swaps_the_ends_of_a_dial() {
    both("21-pickup", |seen| {
        let ends = |name| -> Vec<String> {
            let channels = seen.all(name, "DestChannel");
            channels.iter().map(|name| name.split('-').next().unwrap().to_owned()).collect()
        };
        assert_eq!(ends("DialBegin"), ["PJSIP/101", "PJSIP/101"]);
        assert_eq!(ends("DialEnd"), ["PJSIP/102", "PJSIP/103"]);
        let call = &seen.calls[0];
        assert_eq!(party(call, "101").outcome, Some(Outcome::PickedUp));
        assert!(!party(call, "101").answered);
        assert_eq!(answered_by(call), "102");
    });
}

#[test]
fn dials_of_an_originate_have_no_calling_side() {
    both("18-originate-answered", |seen| {
        let first = seen.events("DialBegin").next().unwrap().1;
        assert_eq!((get(first, "Channel"), get(first, "DialString")), ("", "100"));
        let [call] = &*seen.calls else { panic!("{} calls", seen.calls.len()) };
        assert_eq!((call.caller.number.as_deref(), call.originated), (Some("100"), true));
    });
}

#[test]
fn losers_of_a_ring_group_end_before_the_winner_answers() {
    both("23-ring-group", |seen| {
        assert_eq!(seen.all("DialEnd", "DialStatus"), ["CANCEL", "CANCEL", "ANSWER"]);
        let elsewhere = seen.all("Hangup", "Cause").iter().filter(|cause| **cause == "26").count();
        assert_eq!(elsewhere, 2, "answered elsewhere");
        for loser in ["100", "102"] {
            assert_eq!(party(&seen.calls[0], loser).outcome, Some(Outcome::Cancelled));
        }
    });
}

/// A phone that diverts: its dial is cancelled, and its hangup cause differs from version to version.
#[test]
fn a_diverting_phone_is_cancelled_with_the_number_it_diverts_to() {
    both("24-forwarded", |seen| {
        let (place, diverted) = seen.events("DialEnd").next().unwrap();
        assert_eq!((get(diverted, "DialStatus"), get(diverted, "Forward")), ("CANCEL", "103"));
        let hangup = seen.events("Hangup").find(|(at, _)| *at > place).unwrap().1;
        assert_eq!(get(hangup, "Cause"), if seen.version == "asterisk-16" { "0" } else { "23" });
        assert_eq!(party(&seen.calls[0], "101").outcome, Some(Outcome::Forwarded));
        assert_eq!(answered_by(&seen.calls[0]), "103");
    });
}

#[test]
fn a_bridge_changes_its_technology_without_an_event() {
    both("01-internal-caller-hangs-up", |seen| {
        assert_eq!(seen.all("BridgeEnter", "BridgeTechnology"), ["simple_bridge", "simple_bridge"]);
        assert_eq!(seen.all("BridgeLeave", "BridgeTechnology"), ["native_rtp", "native_rtp"]);
        assert_eq!(
            seen.all("BridgeEnter", "Exten"),
            ["", "101"],
            "the called party has no Exten once bridged"
        );
        assert_eq!(seen.calls[0].segments.len(), 1);
        assert_eq!(seen.calls[0].dialled.as_deref(), Some("101"));
    });
}

/// One end takes the place of the Local channel: the callee on 22, the caller on 16. The talk goes on.
#[test]
fn a_local_channel_is_optimised_away_from_either_side() {
    both("24-forwarded", |seen| {
        let begun = seen.events("LocalOptimizationBegin").next().unwrap().1;
        let swap =
            seen.events("BridgeEnter").find(|(_, frame)| !get(frame, "SwapUniqueid").is_empty()).unwrap().1;
        assert_eq!(get(swap, "Uniqueid"), get(begun, "SourceUniqueid"));
        let source = if seen.version == "asterisk-16" { "PJSIP/100-00000054" } else { "PJSIP/103-00000056" };
        assert_eq!(get(begun, "SourceChannel"), source);
        let [segment] = &*seen.calls[0].segments else { panic!("{:?}", seen.calls[0].segments) };
        assert_eq!(segment.parties, ["100".into(), "103".into()]);
        assert_eq!(tenths(seen.calls[0].talk_ms), 20);
    });
}

/// 404 of the trunk, and yet the dial reads NOANSWER: the leg's hangup cause tells.
#[test]
fn a_dial_that_reads_noanswer_may_be_a_refusal() {
    both("08-outbound-rejected", |seen| {
        assert_eq!(seen.all("DialEnd", "DialStatus"), ["CONGESTION", "NOANSWER", "BUSY"]);
        assert_eq!(seen.calls[1].disposition, Some(Disposition::Failed));
        assert_eq!(seen.calls[1].legs[1].hangup_cause.map(|cause| cause.number()), Some(1));
    });
}

/// The consulted `;1` enters a bridge long before its DialEnd, the caller after it.
#[test]
fn a_channel_may_enter_a_bridge_before_its_dial_ends() {
    both("50-fp-three-way", |seen| {
        let local =
            seen.events("DialEnd").find(|(_, frame)| get(frame, "DestChannel").ends_with(";1")).unwrap();
        let name = get(local.1, "DestChannel");
        assert_eq!(get(local.1, "DialStatus"), "ANSWER");
        assert!(seen.place("BridgeEnter", "Channel", name) < local.0);
        let usual = seen.events("DialEnd").next().unwrap();
        assert!(seen.place("BridgeEnter", "Channel", get(usual.1, "DestChannel")) > usual.0);
        assert_eq!(seen.calls[0].transfers[0].to.as_deref(), Some("104"));
    });
}

/// Told to stop, Asterisk hangs up and says `Shutdown`; killed, it says nothing.
#[test]
fn a_stop_is_told_and_a_crash_is_not() {
    for (name, hangups) in [("29-restart-in-mid-call", true), ("29b-crash-in-mid-call", false)] {
        both(name, |seen| {
            assert_eq!(seen.events("Shutdown").count() == 1, hangups);
            let second = seen.events("FullyBooted").nth(1).unwrap().0;
            assert_eq!(seen.events("Hangup").next().unwrap().0 < second, hangups);
            assert_eq!(seen.calls[0].hung_up_by, Some(HungUpBy::System));
            assert_eq!(seen.calls[1].disposition, Some(Disposition::Failed));
        });
    }
}

/// The phone that did not answer hangs up with cause 0 or 19, by version.
#[test]
fn a_phone_that_rings_out_hangs_up_with_no_cause() {
    let cause = |version| seen(version, "19-originate-failures").all("Hangup", "Cause")[0].to_owned();
    assert_eq!((cause("asterisk-16"), cause("asterisk-22")), ("0".into(), "19".into()));
    both("19-originate-failures", |seen| {
        assert_eq!(seen.calls[0].disposition, Some(Disposition::NoAnswer));
    });
}
