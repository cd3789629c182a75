//! Queues.

use callflow_core::Disposition;
use callflow_core::call::{ParkOutcome, Role, VisitOutcome};

use super::{answered_by, both, get, party, seen, tenths};

#[test]
fn an_abandon_comes_before_the_leave() {
    both("10-queue-abandoned", |seen| {
        let abandon = seen.events("QueueCallerAbandon").next().unwrap().0;
        assert!(abandon < seen.events("QueueCallerLeave").next().unwrap().0);
        assert_eq!(seen.calls[0].disposition, Some(Disposition::Abandoned));
    });
}

/// A wait of 2.5 s shows 3.
#[test]
fn hold_and_talk_times_of_a_queue_are_whole_seconds() {
    both("09-queue-answered-after-wait", |seen| {
        assert_eq!(seen.all("AgentConnect", "HoldTime"), ["3"]);
        assert_eq!(tenths(seen.calls[0].wait_ms), 25);
        assert_eq!(tenths(seen.calls[0].queue_visits[0].wait_ms), 25);
    });
}

/// The channel runs on: into the next queue, into voicemail, or to somebody else.
#[test]
fn an_abandon_is_none_if_the_caller_goes_on() {
    both("43-fp-ivr-timecondition-queues-voicemail", |seen| {
        assert_eq!(seen.events("QueueCallerAbandon").count(), 3);
        let outcomes = |call: usize| -> Vec<_> {
            seen.calls[call].queue_visits.iter().map(|visit| visit.outcome.unwrap()).collect()
        };
        assert_eq!(outcomes(0), [VisitOutcome::Timeout, VisitOutcome::Timeout]);
        assert_eq!(outcomes(1), [VisitOutcome::Timeout, VisitOutcome::Answered]);
        assert_eq!(seen.calls[0].disposition, Some(Disposition::NoAnswer));
    });
}

#[test]
fn a_queue_left_because_it_is_empty_says_abandon_too() {
    both("63-fp-queue-strict", |seen| {
        assert_eq!(seen.events("QueueCallerAbandon").count(), 1);
        let visit = &seen.calls[1].queue_visits[0];
        assert_eq!(visit.outcome, Some(VisitOutcome::ExitEmpty));
        assert!(seen.calls[1].voicemail);
    });
}

#[test]
fn a_caller_who_leaves_by_a_key_is_no_abandon() {
    both("54-fp-queue-exit-key", |seen| {
        assert_eq!(
            (seen.events("QueueCallerAbandon").count(), seen.events("QueueCallerLeave").count()),
            (0, 1)
        );
        assert_eq!(seen.calls[0].queue_visits[0].outcome, Some(VisitOutcome::ExitKey));
        assert_eq!(answered_by(&seen.calls[0]), "104");
    });
}

/// No event of a queue at all: only the dial plan's step tells that Queue was asked.
#[test]
fn a_queue_refuses_a_caller_without_a_word() {
    both("63-fp-queue-strict", |seen| {
        let refused = &seen.calls[0];
        let id = refused.linkedid.as_str();
        let told = seen.frames.iter().filter(|frame| get(frame, "Uniqueid") == id);
        assert_eq!(told.filter(|frame| get(frame, "Event").starts_with("Queue")).count(), 0);
        assert!(refused.queue_visits.is_empty());
        assert_eq!((refused.disposition, refused.voicemail), (Some(Disposition::NoAnswer), true));
    });
}

/// Asked for after 1.8 s, done after 11 s: the round of ringing ends first.
#[test]
fn a_withdrawal_takes_effect_when_the_ringing_ends() {
    let seen = seen("asterisk-22", "55-fp-queue-withdraw");
    let visit = &seen.calls[0].queue_visits[0];
    assert_eq!(visit.outcome, Some(VisitOutcome::Withdrawn));
    assert_eq!(tenths(visit.wait_ms), 110);
    assert_eq!(seen.calls[0].disposition, Some(Disposition::NoAnswer));
}

/// `BlindTransfer` names the member's Local channel as the one that is transferred, and the queue counts on.
#[test]
fn a_member_behind_a_local_channel_hides_its_transfer_from_the_queue() {
    both("53-fp-queue-member-transfers", |seen| {
        let transferee = seen.all("BlindTransfer", "TransfereeChannel")[0];
        assert!(transferee.starts_with("Local/101@from-queue-") && transferee.ends_with(";2"));
        let complete = seen.events("AgentComplete").next().unwrap().1;
        assert_eq!((get(complete, "Reason"), get(complete, "TalkTime")), ("caller", "5"));
        let call = &seen.calls[0];
        assert_eq!(
            (call.transfers[0].by.as_deref(), call.transfers[0].to.as_deref()),
            (Some("101"), Some("104"))
        );
        assert!(call.transfers[0].succeeded);
        assert_eq!(tenths(call.queue_visits[0].talk_ms), 20, "the member's talk ends at the transfer");
        assert_eq!(tenths(call.talk_ms), 49, "the caller's does not");
    });
}

/// The parked channel is the member's Local channel, the caller still in a bridge with its other half.
#[test]
fn a_caller_parked_by_a_member_is_parked_behind_a_local_channel() {
    both("57-fp-park-out-of-queue", |seen| {
        assert!(seen.all("ParkedCall", "ParkeeChannel").iter().all(|name| name.starts_with("Local/")));
        for (call, by, fetched_by) in [(0, "103", "108"), (1, "104", "109")] {
            let park = &seen.calls[call].parks[0];
            assert_eq!(park.outcome, Some(ParkOutcome::Retrieved));
            assert_eq!((park.by.as_deref(), park.retrieved_by.as_deref()), (Some(by), Some(fetched_by)));
        }
    });
}

#[test]
fn legs_behind_local_channels_that_lose_end_twice() {
    both("53-fp-queue-member-transfers", |seen| {
        let lost = seen.events("DialEnd").filter(|(_, frame)| {
            get(frame, "DestChannel").starts_with("Local/103@from-queue")
                && get(frame, "DialStatus") == "CANCEL"
        });
        assert_eq!(lost.count(), 4, "twice in each of the two calls");
        let of_103 =
            seen.calls[0].queue_visits[0].attempts.iter().filter(|attempt| &*attempt.member == "103");
        assert_eq!(of_103.count(), 1);
    });
    both("63-fp-queue-strict", |seen| {
        let local: Vec<&str> = seen
            .events("DialEnd")
            .filter(|(_, frame)| get(frame, "DestChannel").starts_with("Local/"))
            .map(|(_, frame)| get(frame, "DialStatus"))
            .collect();
        assert_eq!(local, ["NOANSWER", "CANCEL", "ANSWER"]);
    });
}

/// `AgentConnect` names the member that rang; who talks is another.
#[test]
fn a_queue_call_that_is_picked_up_connects_to_the_wrong_member() {
    both("52-fp-pickup", |seen| {
        let connected = seen.all("AgentConnect", "Interface")[0];
        assert!(!connected.contains("109"), "{connected}");
        let call = &seen.calls[2];
        assert_eq!(answered_by(call), "109");
        assert_eq!(party(call, "109").role, Role::Picker);
    });
}

/// The caller of an agent of a pool gets the Linkedid of the agent's standing line; the line is no part of the call.
#[test]
fn a_standing_line_gives_its_linkedid_away() {
    both("56-fp-agent-pool", |seen| {
        let line = seen.all("AgentLogin", "Linkedid")[0];
        let caller = get(seen.events("Newchannel").nth(1).unwrap().1, "Uniqueid");
        let later =
            seen.events("NewConnectedLine").find(|(_, frame)| get(frame, "Uniqueid") == caller).unwrap().1;
        assert_eq!(get(later, "Linkedid"), line);
        assert_eq!(seen.calls.len(), 3);
        assert_eq!(seen.calls[0].disposition, Some(Disposition::Application));
        assert_eq!(seen.calls[0].talk_ms, 0, "waiting in a bridge of the kind agent_hold is no talk");
        let holds =
            seen.all("BridgeEnter", "BridgeType").iter().filter(|kind| **kind == "agent_hold").count();
        assert!(holds >= 2);
    });
}

/// 22 calls it `PausedReason`; 16 has `Reason` beside it.
#[test]
fn the_reason_of_a_pause_has_two_names_on_16() {
    let reason = |version| {
        let seen = seen(version, "27-queue-members");
        let (_, paused) =
            seen.events("QueueMemberPause").find(|(_, frame)| get(frame, "Paused") == "1").unwrap();
        (get(paused, "PausedReason").to_owned(), get(paused, "Reason").to_owned())
    };
    let (on_22, on_16) = (reason("asterisk-22"), reason("asterisk-16"));
    assert_eq!(on_22.1, "");
    assert!(!on_22.0.is_empty());
    assert_eq!(on_16, (on_22.0.clone(), on_22.0));
}
