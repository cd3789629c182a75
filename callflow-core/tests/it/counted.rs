//! What counts as one call, and how it came out: from recordings of both versions, and from events written by hand
//! where no recording shows it. `docs/truth.md` lists them.

use callflow_core::call::{
    AttemptOutcome, Call, CallState, Direction, HungUpBy, Outcome, ParkOutcome, TransferKind, VisitOutcome,
};
use callflow_core::{Change, ChangeKind, Disposition, Timestamp};

use crate::by_hand::{CALLER, bridged, channel, dial, dialling, hang_up, incoming, talk};
use crate::captures::last_records;
use crate::events::Script;
use crate::recording::{play, read, root};

fn both(name: &str, check: impl Fn(&[Call])) {
    for version in ["asterisk-16", "asterisk-22"] {
        let (_, changes) = play(&read(&root().join(version).join(name)));
        let calls = last_records(&changes);
        check(&calls.into_iter().filter(|call| call.merged_into.is_none()).collect::<Vec<_>>());
    }
}

fn ended(changes: &[Change]) -> usize {
    changes.iter().filter(|change| matches!(change.kind, ChangeKind::CallEnded(_))).count()
}

#[test]
fn a_caller_who_gives_up_while_it_rings_cancels() {
    both("05-caller-cancels", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(
            (call.disposition, call.hung_up_by),
            (Some(Disposition::Cancelled), Some(HungUpBy::Caller))
        );
        assert!(!call.parties[0].answered);
    });
}

#[test]
fn a_caller_who_gives_up_before_anything_rings_is_a_call_with_its_did() {
    let mut script = incoming();
    channel(&mut script, 200, "HangupRequest", CALLER, "Cause: 16");
    hang_up(&mut script, CALLER, 16);
    let call = script.call();
    assert_eq!((call.did.as_deref(), call.direction), (Some("+15125550101"), Direction::Inbound));
    assert_eq!(call.disposition, Some(Disposition::Cancelled));
    assert_eq!(call.parties, []);
}

/// On the wire stood a number without its country, and the dial plan put it right.
#[test]
fn the_number_of_a_caller_is_what_the_dial_plan_made_of_it_on_the_way_in() {
    both("40-fp-inbound-did", |calls| {
        let numbers: Vec<_> = calls.iter().map(|call| call.caller.number.as_deref().unwrap()).collect();
        assert!(
            numbers.iter().any(|number| *number == "+12125550147" || number.ends_with("2125550147")),
            "{numbers:?}"
        );
        let rewritten = calls.iter().find(|call| call.caller.first_number.is_some()).unwrap();
        assert_eq!(rewritten.caller.number.as_deref(), Some("2125550147"));
        assert_eq!(rewritten.caller.first_number.as_deref(), Some("+12125550147"));
        let named = calls.iter().find(|call| call.caller.name.as_deref() == Some("Sales: Globex"));
        assert_eq!(named.unwrap().direction, Direction::Inbound);
    });
}

#[test]
fn an_outgoing_call_that_nobody_answers_is_outgoing() {
    both("08-outbound-rejected", |calls| {
        assert_eq!(calls.len(), 3);
        for call in calls {
            assert_eq!(
                (call.direction, call.answered, call.did.as_deref()),
                (Direction::Outbound, false, None)
            );
        }
    });
}

#[test]
fn a_ring_group_that_nobody_answers_is_one_call() {
    both("41b-fp-ring-group-nobody", |calls| {
        for call in calls {
            assert_eq!(call.disposition, Some(Disposition::NoAnswer));
            assert!(call.parties.len() > 1 && call.parties.iter().all(|party| !party.answered));
        }
    });
    both("41-fp-ring-group", |calls| {
        for call in calls.iter().filter(|call| call.answered) {
            let answered: Vec<_> =
                call.parties.iter().filter(|party| party.answered).map(|party| &party.number).collect();
            assert_eq!(answered, [call.answered_by.as_ref().unwrap()]);
        }
    });
}

#[test]
fn a_phone_that_is_dialled_twice_is_listed_once() {
    let mut script = incoming();
    let (first, second) = (("PJSIP/101-00000002", "1700000000.2"), ("PJSIP/101-00000003", "1700000000.3"));
    dial(&mut script, first);
    dialling(&mut script, "DialEnd", first, "DialStatus: NOANSWER");
    hang_up(&mut script, first, 0);
    dial(&mut script, second);
    talk(&mut script, second, 2_000);
    hang_up(&mut script, second, 16);
    hang_up(&mut script, CALLER, 16);
    let [party] = &*script.call().parties else { panic!("{:?}", script.call().parties) };
    assert_eq!((&*party.number, party.answered, party.outcome), ("101", true, Some(Outcome::Answered)));
    assert_eq!(script.call().answered_by.as_deref(), Some("101"));
}

#[test]
fn a_queue_is_not_who_answered() {
    both("09-queue-answered-after-wait", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!((call.answered_by.as_deref(), call.queue.as_deref()), (Some("101"), Some("sales")));
        assert_eq!(call.final_party.as_deref(), Some("101"));
    });
}

/// The dial plan answered, the queue connected, and the caller was gone before the two met.
#[test]
fn a_queue_call_in_which_nobody_talked_is_not_answered() {
    let mut script = incoming();
    let phone = ("PJSIP/101-00000002", "1700000000.2");
    channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
    channel(&mut script, 5, "QueueCallerJoin", CALLER, "Queue: sales\nPosition: 1\nCount: 1");
    dial(&mut script, phone);
    let member = "Queue: sales\nInterface: PJSIP/101\nMemberName: PJSIP/101";
    dialling(&mut script, "AgentCalled", phone, member);
    channel(&mut script, 900, "HangupRequest", CALLER, "Cause: 16");
    dialling(&mut script, "AgentConnect", phone, member);
    channel(&mut script, 5, "QueueCallerLeave", CALLER, "Queue: sales\nPosition: 1\nCount: 0");
    hang_up(&mut script, phone, 16);
    hang_up(&mut script, CALLER, 16);
    let call = script.call();
    assert_eq!((call.answered, call.answered_by.as_deref(), call.talk_ms), (false, None, 0));
    assert_ne!(call.disposition, Some(Disposition::Answered));
}

/// `Queue(sales,n,,,30)` rings its members once; without `VarSet` only the option tells that this was its timeout.
#[test]
fn a_queue_that_tries_once_has_timed_out() {
    let mut script = incoming();
    let phone = ("PJSIP/101-00000002", "1700000000.2");
    channel(&mut script, 5, "Newexten", CALLER, "Application: Queue\nAppData: sales,n,,,30");
    channel(&mut script, 5, "QueueCallerJoin", CALLER, "Queue: sales\nPosition: 1\nCount: 1");
    dial(&mut script, phone);
    let member = "Queue: sales\nInterface: PJSIP/101\nMemberName: PJSIP/101";
    dialling(&mut script, "AgentCalled", phone, member);
    channel(&mut script, 5_000, "QueueCallerAbandon", CALLER, "Queue: sales\nPosition: 1\nHoldTime: 5");
    channel(&mut script, 0, "QueueCallerLeave", CALLER, "Queue: sales\nPosition: 1\nCount: 0");
    assert_eq!(script.call().queue_visits[0].outcome, Some(VisitOutcome::Timeout));
}

/// Two agents take the call at once; the loser is hung up and never talks.
#[test]
fn of_two_agents_who_answer_at_once_one_has_the_call() {
    let mut script = incoming();
    let (winner, loser) = (("PJSIP/101-00000002", "1700000000.2"), ("PJSIP/102-00000003", "1700000000.3"));
    channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
    channel(&mut script, 5, "QueueCallerJoin", CALLER, "Queue: sales\nPosition: 1\nCount: 1");
    for (phone, number) in [(winner, "101"), (loser, "102")] {
        dial(&mut script, phone);
        let member = format!("Queue: sales\nInterface: PJSIP/{number}\nMemberName: {number}");
        dialling(&mut script, "AgentCalled", phone, &member);
    }
    channel(&mut script, 500, "Newstate", winner, "ChannelState: 6");
    channel(&mut script, 0, "Newstate", loser, "ChannelState: 6");
    dialling(&mut script, "AgentConnect", winner, "Queue: sales\nInterface: PJSIP/101\nMemberName: 101");
    dialling(&mut script, "AgentDump", loser, "Queue: sales\nInterface: PJSIP/102\nMemberName: 102");
    dialling(&mut script, "DialEnd", loser, "DialStatus: CANCEL");
    hang_up(&mut script, loser, 26);
    channel(&mut script, 5, "QueueCallerLeave", CALLER, "Queue: sales\nPosition: 1\nCount: 0");
    talk(&mut script, winner, 2_000);
    hang_up(&mut script, winner, 16);
    hang_up(&mut script, CALLER, 16);
    let call = script.call();
    assert_eq!(call.answered_by.as_deref(), Some("101"));
    let answered: Vec<_> = call.parties.iter().map(|party| (&*party.number, party.answered)).collect();
    assert_eq!(answered, [("101", true), ("102", false)]);
    let outcomes: Vec<_> = call.queue_visits[0].attempts.iter().map(|attempt| attempt.outcome).collect();
    assert_eq!(outcomes[0], Some(AttemptOutcome::Answered));
    assert_ne!(outcomes[1], Some(AttemptOutcome::Answered));
}

#[test]
fn a_conference_is_a_call_for_each_who_enters() {
    both("17-conference", |calls| {
        assert_eq!(calls.len(), 3);
        assert!(calls.iter().all(|call| call.conference.as_deref() == Some("800") && call.answered));
        let within: Vec<(Timestamp, Timestamp)> =
            calls.iter().map(|call| (call.answered_at.unwrap(), call.ended_at.unwrap())).collect();
        assert!(within.iter().all(|(entered, left)| entered < left));
    });
}

/// The dial plan began to record, and nobody ever spoke.
#[test]
fn a_call_that_is_never_answered_has_no_recording() {
    let mut script = incoming();
    let phone = ("PJSIP/101-00000002", "1700000000.2");
    channel(&mut script, 5, "MixMonitorStart", CALLER, "");
    dial(&mut script, phone);
    dialling(&mut script, "DialEnd", phone, "DialStatus: NOANSWER");
    hang_up(&mut script, phone, 0);
    hang_up(&mut script, CALLER, 16);
    assert_eq!(script.call().recordings, []);
}

/// They sort neither as text nor as numbers, and may be any text.
#[test]
fn uniqueids_may_be_any_text() {
    let mut script = Script::new();
    for id in ["9.10", "9.9", "click me/7", "9.9.9"] {
        script
            .on(10, "Newchannel", "PJSIP/100-1", id, id, "ChannelState: 4\nCallerIDNum: 100\nExten: 101")
            .on(500, "Hangup", "PJSIP/100-1", id, id, "Cause: 16");
    }
    let calls = last_records(&script.changes);
    let ids: Vec<_> = calls.iter().map(|call| call.linkedid.as_str()).collect();
    assert_eq!(ids, ["9.10", "9.9", "click me/7", "9.9.9"], "in the order of their beginning");
    assert_eq!(ended(&script.changes), 4);
}

#[test]
fn a_call_may_last_for_hours_and_over_midnight() {
    let mut script = incoming();
    let phone = ("PJSIP/101-00000002", "1700000000.2");
    dial(&mut script, phone);
    let hours = 15 * 3_600_000;
    talk(&mut script, phone, hours);
    hang_up(&mut script, phone, 16);
    hang_up(&mut script, CALLER, 16);
    let call = script.call();
    assert_eq!(call.disposition, Some(Disposition::Answered));
    assert_eq!(call.talk_ms / 1000, hours / 1000);
    let day = |at: Timestamp| at.to_string().chars().take(10).collect::<String>();
    assert_ne!(day(call.started_at), day(call.ended_at.unwrap()));
}

/// Native CDR makes two rows of it, both with the last number.
#[test]
fn a_blind_transfer_is_one_call_with_two_talks() {
    both("13b-blind-transfer-refer", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!((call.answered_by.as_deref(), call.final_party.as_deref()), (Some("101"), Some("102")));
        assert_eq!(call.segments.len(), 2);
        let [transfer] = &*call.transfers else { panic!("{:?}", call.transfers) };
        assert_eq!((transfer.kind, transfer.by.as_deref()), (TransferKind::Blind, Some("101")));
        let longest = call.segments.iter().map(|talk| talk.to.unwrap().millis_since(talk.from)).max();
        assert!(call.talk_ms > longest.unwrap());
    });
}

/// The leg that answered does not read what came of the ringing before.
#[test]
fn an_answer_is_not_hidden_by_a_round_of_ringing_before_it() {
    both("66-fp-names-that-say-nothing", |calls| {
        let call = calls.last().unwrap();
        let answered: Vec<_> =
            call.legs.iter().filter(|leg| !leg.internal && leg.number.as_deref() == Some("111")).collect();
        assert_eq!(answered[0].dial_status.as_deref(), Some("ANSWER"));
        assert_eq!(call.queue_visits[0].outcome, Some(VisitOutcome::Answered));
    });
}

#[test]
fn a_parked_call_that_nobody_fetches_comes_back_as_the_same_call() {
    let mut script = incoming();
    let (phone, again) = (("PJSIP/101-00000002", "1700000000.2"), ("PJSIP/101-00000003", "1700000000.3"));
    dial(&mut script, phone);
    channel(&mut script, 10, "Newstate", phone, "ChannelState: 6");
    channel(&mut script, 0, "Newstate", CALLER, "ChannelState: 6");
    dialling(&mut script, "DialEnd", phone, "DialStatus: ANSWER");
    bridged(&mut script, "BridgeEnter", phone);
    bridged(&mut script, "BridgeEnter", CALLER);
    bridged(&mut script, "BridgeLeave", CALLER);
    let parked = "ParkeeChannel: PJSIP/trunk-00000001\nParkeeUniqueid: 1700000000.1\nParkeeLinkedid: 1700000000.1\n\
                  ParkerDialString: PJSIP/101\nParkinglot: default\nParkingSpace: 701";
    script.after(10, &format!("Event: ParkedCall\n{parked}"));
    bridged(&mut script, "BridgeLeave", phone);
    hang_up(&mut script, phone, 16);
    assert_eq!(script.call().state, CallState::Parked);
    script.after(5_000, &format!("Event: ParkedCallTimeOut\n{parked}"));
    dial(&mut script, again);
    talk(&mut script, again, 2_000);
    hang_up(&mut script, again, 16);
    hang_up(&mut script, CALLER, 16);
    assert_eq!(last_records(&script.changes).len(), 1);
    let call = script.call();
    let [park] = &*call.parks else { panic!("{:?}", call.parks) };
    assert_eq!((park.by.as_deref(), park.outcome), (Some("101"), Some(ParkOutcome::Timeout)));
    assert_eq!(park.to.unwrap().millis_since(park.from), 5_000 + 20);
    assert_eq!(call.segments.len(), 2);
    assert_eq!(call.final_party.as_deref(), Some("101"));
}

#[test]
fn local_channels_kept_or_optimised_away_are_talk_once() {
    both("20-local-channels", |calls| {
        let [kept, away] = calls else { panic!("{} calls", calls.len()) };
        for call in [kept, away] {
            assert_eq!((call.segments.len(), (call.talk_ms + 50) / 100), (1, 25));
            assert_eq!(call.answered_by.as_deref(), Some("101"));
            assert_eq!(call.parties.len(), 1);
        }
    });
}

#[test]
fn a_caller_who_comes_back_into_a_queue_visits_it_twice() {
    let mut script = incoming();
    channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
    for queue in ["sales", "support", "sales"] {
        channel(
            &mut script,
            5,
            "Newexten",
            CALLER,
            &format!("Application: Queue\nAppData: {queue},,,,2\nExten: {queue}"),
        );
        channel(&mut script, 5, "QueueCallerJoin", CALLER, &format!("Queue: {queue}\nPosition: 1\nCount: 1"));
        channel(&mut script, 2_000, "QueueCallerAbandon", CALLER, &format!("Queue: {queue}"));
        channel(
            &mut script,
            5,
            "QueueCallerLeave",
            CALLER,
            &format!("Queue: {queue}\nPosition: 1\nCount: 0"),
        );
    }
    hang_up(&mut script, CALLER, 16);
    let call = script.call();
    let visits: Vec<_> =
        call.queue_visits.iter().map(|visit| (&*visit.queue, visit.outcome.unwrap())).collect();
    let timeout = VisitOutcome::Timeout;
    assert_eq!(visits, [("sales", timeout), ("support", timeout), ("sales", timeout)]);
    assert_eq!((call.disposition, call.queue.as_deref()), (Some(Disposition::NoAnswer), Some("sales")));
}

#[test]
fn holds_of_both_sides_are_told_with_who_held() {
    both("16-hold", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        let holds: Vec<_> =
            call.holds.iter().map(|hold| (hold.by.as_deref().unwrap(), (hold.ms + 50) / 500)).collect();
        assert_eq!(holds, [("101", 3), ("100", 2), ("101", 4)]);
        assert_eq!(call.hold_ms, call.holds.iter().map(|hold| hold.ms).sum::<u64>());
    });
}
