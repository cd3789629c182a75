//! Answers to actions, and what looks like them.

use callflow_core::Disposition;

use super::{both, get, seen};

/// An event with a header `Response`; of a failure it has no Uniqueid.
#[test]
fn an_originate_that_fails_is_an_event_with_a_response() {
    both("19-originate-failures", |seen| {
        let failed: Vec<_> = seen.events("OriginateResponse").map(|(_, frame)| frame).collect();
        for (frame, reason) in failed.iter().zip(["3", "0", "0"]) {
            assert_eq!((get(frame, "Response"), get(frame, "Uniqueid")), ("Failure", "<unknown>"));
            assert_eq!(get(frame, "Reason"), reason);
        }
        let told: Vec<_> = seen.calls.iter().map(|call| call.disposition.unwrap()).collect();
        assert_eq!(told, [Disposition::NoAnswer, Disposition::Busy], "the third rang nobody");
    });
}

/// With an ActionID it is an item of a list; the live one comes before the channel is in the lot.
#[test]
fn a_parked_call_is_told_live_and_listed_by_the_same_event() {
    both("15-park-and-retrieve", |seen| {
        let told: Vec<_> = seen.events("ParkedCall").collect();
        assert_eq!(told.len(), 2);
        assert!(get(told[0].1, "ActionID").is_empty() && !get(told[1].1, "ActionID").is_empty());
        assert!(told[0].0 < seen.place("BridgeEnter", "BridgeType", "parking"));
        assert_eq!(seen.calls[0].parks.len(), 1);
    });
}

/// The extension of a failed Originate is known a moment before its channel is gone.
#[test]
fn the_response_to_an_originate_comes_before_the_hangup() {
    both("19-originate-failures", |seen| {
        let response = seen.events("OriginateResponse").next().unwrap();
        assert!(response.0 < seen.events("Hangup").next().unwrap().0);
        assert_eq!(get(response.1, "Exten"), "101");
        assert_eq!(seen.calls[0].dialled.as_deref(), Some("101"));
    });
}

/// Attached in mid-call, the DID stands in the list's `DNID` and nowhere else.
#[test]
fn the_did_of_a_call_in_progress_is_in_the_list_of_channels() {
    both("35-attach-in-mid-call", |seen| {
        assert!(seen.all("Status", "DNID").contains(&"+15125550170"));
        let call = seen.calls.iter().find(|call| call.queue.is_some()).unwrap();
        assert_eq!(call.did.as_deref(), Some("+15125550170"));
    });
}

/// 22 alone tells the technology's own cause.
#[test]
fn one_version_has_headers_that_the_other_has_not() {
    for (version, has) in [("asterisk-22", true), ("asterisk-16", false)] {
        let seen = seen(version, "08-outbound-rejected");
        let told =
            seen.events("Hangup").filter(|(_, frame)| frame.as_frame().get("TechCause").is_some()).count();
        assert_eq!(told > 0, has, "{version}");
    }
}
