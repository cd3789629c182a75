//! Transfers: of transfers, by the caller, taken back, out of and into queues and rooms, and what is told after them.

use callflow_core::Disposition;
use callflow_core::call::{Call, HungUpBy, Outcome, Role, Transfer, TransferKind, VisitOutcome};

use crate::scenarios::{both, on_22, party};

/// Kind, by, to, and whether it succeeded.
type Told<'t> = (TransferKind, &'t str, &'t str, bool);

fn told(transfer: &Transfer) -> Told<'_> {
    (
        transfer.kind,
        transfer.by.as_deref().unwrap_or("-"),
        transfer.to.as_deref().unwrap_or("-"),
        transfer.succeeded,
    )
}

fn transfers(call: &Call) -> Vec<Told<'_>> {
    call.transfers.iter().map(told).collect()
}

fn consult_tenths(transfer: &Transfer) -> Option<u64> {
    transfer.consult_ms.map(|ms| (ms + 50) / 100)
}

use TransferKind::{Attended, Blind};

#[test]
fn a_transfer_of_a_transfer_is_two_and_the_last_party_is_the_last_target() {
    both("70-transfer-of-a-transfer", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(transfers(call), [(Blind, "101", "102", true), (Blind, "102", "103", true)]);
        assert_eq!((call.answered_by.as_deref(), call.final_party.as_deref()), (Some("101"), Some("103")));
    });
    on_22("71-attended-transfer-of-a-transfer", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(transfers(call), [(Attended, "101", "102", true), (Attended, "102", "103", true)]);
        assert_eq!(call.final_party.as_deref(), Some("103"));
    });
}

#[test]
fn a_caller_who_transfers_himself_out_leaves_the_two_others_talking() {
    both("72-transfer-by-the-caller", |calls| {
        let [_, call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(transfers(call), [(Attended, "100", "102", true)]);
        assert_eq!(consult_tenths(&call.transfers[0]), Some(10));
        assert_eq!(call.final_party.as_deref(), Some("102"));
        assert_eq!(call.hung_up_by, Some(HungUpBy::Callee));
        // The talk of those who stay is part of it.
        assert_eq!((call.talk_ms + 50) / 100, 62);
    });
}

#[test]
fn a_caller_transfers_an_outbound_call_by_a_key_and_by_a_second_call() {
    both("74-attended-transfers-by-the-caller", |calls| {
        let outbound: Vec<_> = calls.iter().filter(|call| call.merged_into.is_none()).skip(2).collect();
        let [by_key, by_second_call] = &*outbound else { panic!("{} calls", outbound.len()) };
        assert_eq!(transfers(by_key), [(Attended, "100", "101", true)]);
        assert_eq!(by_key.final_party.as_deref(), Some("101"));
        assert_eq!(transfers(by_second_call), [(Attended, "100", "102", true)]);
        // Not the far end, who was there all along.
        assert_eq!(by_second_call.final_party.as_deref(), Some("102"));
    });
}

#[test]
fn whoever_leaves_last_is_followed_when_both_who_began_are_gone() {
    both("77-both-originals-leave", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(transfers(call), [(Blind, "100", "102", true), (Blind, "101", "103", true)]);
        assert_eq!(call.final_party.as_deref(), Some("103"));
        assert_eq!(call.hung_up_by, Some(HungUpBy::Callee));
        assert_eq!(call.talk_ms / 1_000, 4);
    });
}

#[test]
fn a_consultation_that_was_taken_back_has_its_length() {
    on_22("75-consultation-taken-back", |calls| {
        let [talked, rang_out, busy] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(transfers(talked), [(Attended, "101", "102", false)]);
        assert_eq!(consult_tenths(&talked.transfers[0]), Some(10));
        for nobody_answered in [rang_out, busy] {
            assert_eq!(nobody_answered.transfers[0].consult_ms, None);
        }
    });
}

#[test]
fn the_talk_ends_with_the_caller_who_hangs_up_in_a_consultation() {
    both("76-caller-leaves-a-consultation", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(transfers(call), [(Attended, "101", "102", false)]);
        assert_eq!(call.hung_up_by, Some(HungUpBy::Caller));
        // The agents chat on for 1.5 s, which is none of the caller's.
        assert_eq!((call.talk_ms + 50) / 100, 50);
    });
}

#[test]
fn a_consultation_within_a_consultation_is_a_transfer_of_its_own() {
    both("78-consultation-within-a-consultation", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(transfers(call), [(Attended, "101", "102", true), (Attended, "102", "103", true)]);
        assert_eq!(consult_tenths(&call.transfers[1]), Some(10));
    });
}

#[test]
fn three_who_talk_are_one_stretch_and_no_moments() {
    on_22("79-three-way-caller-leaves", |calls| {
        for call in calls {
            let shortest = call.segments.iter().map(|s| s.to.unwrap().millis_since(s.from)).min();
            assert!(shortest.unwrap() > 1_000, "{:?}", call.segments);
            assert_eq!(call.segments.iter().filter(|segment| segment.parties.len() == 3).count(), 1);
        }
    });
}

#[test]
fn transfers_by_second_calls_are_one_call_and_hold_the_caller() {
    on_22("81-transfers-by-second-calls", |calls| {
        let [call, first, second] = calls else { panic!("{} calls", calls.len()) };
        for consultation in [first, second] {
            assert_eq!(consultation.merged_into.as_ref(), Some(&call.id));
        }
        assert_eq!(transfers(call), [(Attended, "101", "102", true), (Attended, "102", "103", true)]);
        assert_eq!(call.holds.len(), 2);
    });
}

#[test]
fn a_transfer_that_comes_back_did_not_succeed() {
    on_22("82-transfer-comes-back", |calls| {
        let [taken_back, nobody] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(transfers(taken_back), [(Blind, "101", "753", false)]);
        assert_eq!(taken_back.hung_up_by, Some(HungUpBy::Caller));
        assert_eq!(party(taken_back, "103").outcome, Some(Outcome::Busy));
        assert_eq!(nobody.hung_up_by, Some(HungUpBy::System));
    });
}

#[test]
fn a_dialers_call_ends_with_the_agent_whom_the_first_one_sent_it_to() {
    both("83-dialer-call-transferred", |calls| {
        let told: Vec<_> = calls.iter().filter(|call| call.merged_into.is_none()).collect();
        let [blind, attended, parked, held] = &*told else { panic!("{} calls", told.len()) };
        for (call, last) in [(blind, "104"), (attended, "105"), (parked, "102")] {
            assert_eq!(call.final_party.as_deref(), Some(last));
            assert_eq!(call.hung_up_by, Some(HungUpBy::Callee));
        }
        // Where the agent stays, the customer is who is left.
        assert_eq!(held.final_party.as_deref(), Some("2025550134"));
    });
}

#[test]
fn a_redirect_out_of_a_queue_is_a_transfer_by_the_system() {
    both("84-redirect-of-who-waits", |calls| {
        let queued = &calls[0];
        assert_eq!(transfers(queued), [(Blind, "system", "101", true)]);
        assert_eq!(queued.queue_visits[0].outcome, Some(VisitOutcome::Transferred));
        assert_eq!(queued.answered_by.as_deref(), Some("101"));
    });
}

#[test]
fn a_redirect_before_the_answer_and_out_of_parking_is_a_transfer_by_the_system() {
    both("84-redirect-of-who-waits", |calls| {
        let (ringing, parked) = (&calls[1], &calls[2]);
        assert_eq!(transfers(ringing), [(Blind, "system", "103", true)]);
        assert_eq!(party(ringing, "102").outcome, Some(Outcome::Cancelled));
        assert_eq!(transfers(parked), [(Blind, "system", "104", true)]);
        assert_eq!(parked.final_party.as_deref(), Some("104"));
    });
}

#[test]
fn a_redirect_after_a_redirect_is_told_and_one_to_an_announcement_reaches_nobody() {
    on_22("117-redirected-twice", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        let told =
            [(Blind, "system", "102", true), (Blind, "system", "103", true), (Blind, "system", "769", false)];
        assert_eq!(transfers(call), told);
        assert_eq!(call.final_party.as_deref(), Some("103"));
    });
}

#[test]
fn a_redirect_out_of_a_room_is_a_transfer_and_so_is_the_way_back() {
    on_22("85-redirect-out-of-a-conference", |calls| {
        assert_eq!(transfers(&calls[1]), [(Blind, "system", "101", true), (Blind, "101", "760", true)]);
    });
}

#[test]
fn a_transfer_into_a_room_has_reached_it() {
    both("86-transfer-into-a-conference", |calls| {
        assert_eq!(transfers(&calls[1]), [(Blind, "101", "760", true)]);
        assert_eq!(calls[1].conference.as_deref(), Some("760"));
    });
    on_22("87-attended-into-queue-and-conference", |calls| {
        let told: Vec<_> = calls.iter().filter(|call| !call.transfers.is_empty()).collect();
        let [queue, room] = &*told else { panic!("{} calls", told.len()) };
        assert_eq!(transfers(queue), [(Attended, "104", "710", true)]);
        assert_eq!(transfers(room), [(Attended, "104", "760", true)]);
    });
}

#[test]
fn a_park_by_refer_is_no_transfer() {
    both("88-queue-member-parks", |calls| {
        let parked = calls.last().unwrap();
        assert_eq!((parked.parks.len(), transfers(parked)), (1, vec![]));
    });
}

#[test]
fn whom_a_member_sends_the_caller_to_is_no_member() {
    on_22("108-member-transfers-outside", |calls| {
        assert_eq!(transfers(&calls[0]), [(Blind, "105", "92025550188", true)]);
        assert_eq!(party(&calls[0], "105").role, Role::Member);
        assert_eq!(party(&calls[0], "2025550188").role, Role::Callee);
    });
}

#[test]
fn the_move_of_a_transfer_tries_no_phones_again() {
    on_22("111-fp-follow-me-then-transfer", |calls| {
        let parties = |call: &Call| call.parties.iter().map(|p| p.number.to_string()).collect::<Vec<_>>();
        assert_eq!(parties(&calls[0]), ["105", "103", "2025550155", "104"]);
        // Local channels that rang out, though the dial behind them was cancelled.
        for number in ["103", "2025550155"] {
            assert_eq!(party(&calls[2], number).outcome, Some(Outcome::NoAnswer));
        }
    });
    on_22("91-parks-and-transfers-of-random-names", |calls| {
        for call in calls {
            let numbers = call.parties.iter().map(|party| &party.number);
            assert!(numbers.clone().all(|number| number.bytes().all(|b| b.is_ascii_digit())), "{numbers:?}");
        }
    });
}

#[test]
fn a_park_names_the_extension_of_who_parked_or_nobody() {
    on_22("91-parks-and-transfers-of-random-names", |calls| {
        let parks: Vec<_> = calls.iter().flat_map(|call| &call.parks).collect();
        assert_eq!(parks.len(), 2);
        assert!(parks.iter().all(|park| park.by.as_deref() == Some("110")), "{parks:?}");
    });
    both("90-parked-by-the-dial-plan", |calls| {
        assert_eq!(calls[0].parks[0].by, None);
        assert_eq!(calls[0].parks[0].retrieved_by.as_deref(), Some("103"));
    });
}

#[test]
fn a_callback_through_a_queue_is_placed_by_the_agent_who_answered_it() {
    on_22("107-originate-to-a-queue-first", |calls| {
        let call = &calls[2];
        assert_eq!(call.caller.number.as_deref(), Some("101"));
        assert_eq!(call.dialled.as_deref(), Some("92025550156"));
        assert_eq!(call.answered_by.as_deref(), Some("2025550156"));
    });
}

#[test]
fn each_forward_of_a_chain_is_told() {
    let chain = |calls: &[Call]| {
        let forwards = calls.iter().flat_map(|call| call.forwards.clone());
        forwards.map(|forward| format!("{} {}", forward.from.unwrap(), forward.to)).collect::<Vec<_>>()
    };
    on_22("110-fp-forward-chains", |calls| {
        assert_eq!(chain(calls), ["101 102", "102 103", "101 705", "101 602", "103 104"]);
    });
    on_22("114-diverted-outside-and-twice", |calls| {
        assert_eq!(chain(calls), ["101 92025550166", "101 102", "102 103", "101 104"]);
        assert_eq!(calls[2].disposition, Some(Disposition::Busy));
    });
}
