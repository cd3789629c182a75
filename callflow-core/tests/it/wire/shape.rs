//! The shape of whole calls.

use callflow_core::Disposition;
use callflow_core::call::Outcome;

use super::{answered_by, both, get, party, seen, tenths};

#[test]
fn a_caller_id_may_come_after_the_hangup() {
    both("42-fp-follow-me", |seen| {
        let late = seen.events("NewCallerid").filter(|(at, frame)| {
            let id = get(frame, "Uniqueid");
            seen.events("Hangup").any(|(gone, hangup)| gone < *at && get(hangup, "Uniqueid") == id)
        });
        assert_eq!(late.count(), 2);
        assert_eq!(seen.calls.len(), 3);
        crate::laws::check_story_of_changes(&seen.changes);
    });
}

/// All three talk; who consulted leaves later. A consultation that is taken back has no transfer event at all.
#[test]
fn a_three_way_is_an_attended_transfer_of_its_own_kind() {
    both("50-fp-three-way", |seen| {
        assert_eq!(seen.all("AttendedTransfer", "DestType"), ["Threeway"]);
        let [three_way, taken_back] = &*seen.calls else { panic!("{} calls", seen.calls.len()) };
        assert!(three_way.transfers[0].succeeded);
        assert!(three_way.segments.iter().any(|segment| segment.parties.len() == 3));
        assert_eq!(
            (taken_back.transfers[0].to.as_deref(), taken_back.transfers[0].succeeded),
            (Some("103"), false)
        );
    });
}

/// A REFER raises an Unhold without a Hold; the hold of a consultation is none.
#[test]
fn holds_and_unholds_do_not_come_in_pairs() {
    both("50-fp-three-way", |seen| {
        assert_eq!((seen.events("Hold").count(), seen.events("Unhold").count()), (2, 1));
        assert!(seen.calls.iter().all(|call| call.holds.is_empty()));
    });
    both("57-fp-park-out-of-queue", |seen| {
        assert!(seen.events("Unhold").count() > seen.events("Hold").count());
        assert!(seen.calls.iter().all(|call| call.holds.is_empty()));
    });
}

/// A conference with a random number, which the pager enters first; each member is a Local channel dialled by nobody.
#[test]
fn paging_is_a_conference_that_nobody_named() {
    both("47-fp-page-intercom", |seen| {
        let joined: Vec<_> = seen.events("ConfbridgeJoin").map(|(_, frame)| get(frame, "Channel")).collect();
        assert!(joined[0].starts_with("PJSIP/100-"));
        assert!(joined[1..].iter().all(|name| name.starts_with("Local/PAGE10") && name.ends_with(";1")));
        assert_eq!(get(seen.events("DialBegin").next().unwrap().1, "Channel"), "");
        let page = &seen.calls[0];
        assert_eq!((page.conference.as_deref(), page.answered), (None, true));
        for number in ["101", "102", "103"] {
            assert!(party(page, number).answered, "{number}");
        }
    });
}

#[test]
fn a_diversion_by_the_dial_plan_has_no_forward_header() {
    both("44-fp-forward", |seen| {
        assert!(seen.all("DialEnd", "Forward").iter().all(|forward| forward.is_empty()));
        let forwards: Vec<_> = seen
            .calls
            .iter()
            .flat_map(|call| &call.forwards)
            .map(|forward| (forward.from.as_deref().unwrap(), &*forward.to))
            .collect();
        assert_eq!(forwards, [("101", "102"), ("103", "104")]);
    });
}

/// Nobody is dialled; an option of VoiceMail tells busy.
#[test]
fn do_not_disturb_dials_nobody() {
    both("45-fp-dnd-busy-voicemail", |seen| {
        let call = &seen.calls[1];
        assert_eq!((call.dialled.as_deref(), call.legs.len()), (Some("+15125550101"), 1));
        assert_eq!((call.disposition, call.voicemail), (Some(Disposition::Busy), true));
        let greeting =
            seen.events("Newexten").find(|(_, frame)| get(frame, "Application") == "VoiceMail").unwrap().1;
        assert!(get(greeting, "AppData").contains('b'));
    });
}

/// Its caller hears a message and ends with the ordinary cause; every good call passes the same context.
#[test]
fn blocked_is_a_call_that_ends_in_the_blocking_context() {
    both("51-fp-refused", |seen| {
        let call = &seen.calls[0];
        assert_eq!((call.blocked, call.disposition), (true, Some(Disposition::Blocked)));
        assert_eq!(call.hangup_cause.map(|cause| cause.number()), Some(16));
    });
    both("40-fp-inbound-did", |seen| {
        let passes = |id: &str| {
            seen.events("Newexten").any(|(_, frame)| {
                get(frame, "Uniqueid") == id && get(frame, "Context") == "app-blacklist-check"
            })
        };
        assert!(seen.calls.iter().any(|call| passes(call.linkedid.as_str())));
        assert!(seen.calls.iter().all(|call| !call.blocked));
    });
}

/// Who leaves a message and who listens to one both change the mailbox.
#[test]
fn a_waiting_message_names_the_callers_channel() {
    both("48-fp-voicemail", |seen| {
        assert_eq!(seen.events("MessageWaiting").count(), 4);
        assert!(seen.all("MessageWaiting", "Uniqueid").iter().all(|id| !id.is_empty()));
        let voicemail: Vec<bool> = seen.calls.iter().map(|call| call.voicemail).collect();
        assert_eq!(voicemail, [true, false, true, false]);
    });
}

#[test]
fn a_recording_begins_before_the_answer_and_may_have_no_end() {
    both("62-fp-recording-pause", |seen| {
        let start = seen.events("MixMonitorStart").next().unwrap().0;
        assert!(start < seen.events("BridgeEnter").next().unwrap().0);
        assert_eq!((seen.events("MixMonitorStart").count(), seen.events("MixMonitorStop").count()), (3, 2));
        assert!(seen.calls[0].recordings[0].to.is_some(), "ended with the channel");
        assert_eq!(seen.calls[1].recordings.len(), 2);
    });
}

/// `channelvars` that were taken out are sent until a restart; more than half of the bytes are variables in any case.
#[test]
fn channel_variables_and_varsets_are_many() {
    both("58-fp-account-channelvars", |seen| {
        assert!(seen.frames.iter().any(|frame| frame.as_frame().get("ChanVariable").is_some()));
        assert!(!seen.calls[0].variables.is_empty());
    });
    let seen = seen("asterisk-22", "34-cdr-and-cel-on-the-ami");
    assert!(seen.frames.iter().any(|frame| frame.as_frame().get("ChanVariable").is_some()));
    let bytes = |name: &str| -> usize {
        seen.events(name)
            .map(|(_, f)| f.as_frame().headers().map(|h| h.name.len() + h.value.len()).sum::<usize>())
            .sum()
    };
    let all: usize = seen
        .frames
        .iter()
        .map(|frame| {
            frame.as_frame().headers().map(|header| header.name.len() + header.value.len()).sum::<usize>()
        })
        .sum();
    assert!(bytes("VarSet") * 5 > all * 2, "{} of {all}", bytes("VarSet"));
}

/// The transferer leaves while the target rings: success is said at once. Nobody answers, and it is called back with
/// a Linkedid of its own.
#[test]
fn a_blonde_transfer_says_success_before_anybody_answers() {
    both("68-blonde-transfer", |seen| {
        assert_eq!(seen.all("AttendedTransfer", "Result"), ["Success", "Success"]);
        let [answered, came_back] = &*seen.calls else { panic!("{} calls", seen.calls.len()) };
        assert!(answered.transfers[0].succeeded);
        assert!(!came_back.transfers[0].succeeded);
        assert_eq!(party(came_back, "105").outcome, Some(Outcome::NoAnswer));
        assert_eq!((came_back.final_party.as_deref(), came_back.merged.len()), (Some("103"), 1));
    });
}

/// The phone is up while it is asked; refused, its dial ends with ANSWER and it still enters a bridge.
#[test]
fn a_phone_that_must_confirm_answers_without_answering() {
    both("69-confirmed-by-a-key", |seen| {
        let refused = seen.events("DialEnd").last().unwrap();
        assert_eq!(get(refused.1, "DialStatus"), "ANSWER");
        let name = get(refused.1, "DestChannel");
        assert!(seen.place("HangupRequest", "Channel", name) < seen.place("BridgeEnter", "Channel", name));
        let [confirmed, busy, not] = &*seen.calls else { panic!("{} calls", seen.calls.len()) };
        assert_eq!((answered_by(confirmed), tenths(confirmed.wait_ms)), ("103", 23));
        assert_eq!(busy.disposition, Some(Disposition::Busy));
        assert_eq!((not.disposition, not.answered), (Some(Disposition::NoAnswer), false));
    });
}
