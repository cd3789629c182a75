//! What a supervisor would say of a call, held against recordings of both versions.

use callflow_core::Disposition;
use std::time::Duration;

use callflow_core::call::{AttemptOutcome, Call, Direction, HungUpBy, Outcome, Role, VisitOutcome};

use crate::captures::last_records;
use crate::recording::{play, read, root};

pub(crate) fn on(version: &str, name: &str, check: impl FnOnce(&[Call])) {
    let (_, changes) = play(&read(&root().join(version).join(name)));
    check(&last_records(&changes));
}

pub(crate) fn on_22(name: &str, check: impl FnOnce(&[Call])) {
    on("asterisk-22", name, check);
}

pub(crate) fn both(name: &str, mut check: impl FnMut(&[Call])) {
    for version in ["asterisk-16", "asterisk-22"] {
        on(version, name, &mut check);
    }
}

pub(crate) fn party<'c>(call: &'c Call, number: &str) -> &'c callflow_core::call::Party {
    call.parties.iter().find(|party| &*party.number == number).unwrap()
}

#[test]
fn two_phones_that_talk_are_one_call() {
    both("01-internal-caller-hangs-up", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(call.direction, Direction::Internal);
        assert_eq!(call.caller.number.as_deref(), Some("100"));
        assert_eq!(call.caller.name.as_deref(), Some("Alice Example"));
        assert_eq!(call.answered_by.as_deref(), Some("101"));
        assert_eq!(call.answered_by_name.as_deref(), Some("Bob Example"));
        assert_eq!(call.hung_up_by, Some(HungUpBy::Caller));
        let [segment] = &*call.segments else { panic!("{:?}", call.segments) };
        assert_eq!(segment.parties, ["100".into(), "101".into()]);
        assert_eq!(call.talk_ms / 100, 20);
    });
}

#[test]
fn a_phone_that_rings_out_is_listed_and_not_answered() {
    both("03-no-answer", |calls| {
        assert_eq!(calls[0].disposition, Some(Disposition::NoAnswer));
        let party = party(&calls[0], "101");
        assert!(!party.answered);
        assert_eq!(party.outcome, Some(Outcome::NoAnswer));
        assert_eq!((calls[0].ring_ms + 500) / 1000, 5);
    });
}

#[test]
fn the_dial_plans_own_busy_tone_is_no_hangup_of_the_caller() {
    both("04-busy", |calls| {
        assert_eq!(calls[0].disposition, Some(Disposition::Busy));
        assert_eq!(calls[0].hung_up_by, Some(HungUpBy::System));
    });
}

#[test]
fn a_number_set_for_the_trunk_is_not_the_caller() {
    both("07-outbound", |calls| {
        assert_eq!(calls[0].caller.number.as_deref(), Some("100"));
        assert_eq!(calls[0].caller.shown_number.as_deref(), Some("+15125550100"));
        assert_eq!(calls[0].dialled.as_deref(), Some("92025550111"));
        assert_eq!(calls[0].answered_by.as_deref(), Some("2025550111"));
    });
}

#[test]
fn refusals_of_a_trunk_are_told_apart_by_their_cause() {
    both("08-outbound-rejected", |calls| {
        let dispositions: Vec<_> = calls.iter().map(|call| call.disposition.unwrap()).collect();
        assert_eq!(dispositions, [Disposition::Congestion, Disposition::Failed, Disposition::Busy]);
    });
}

#[test]
fn a_member_who_lets_it_ring_is_an_attempt_of_the_visit() {
    both("11-queue-ring-no-answer-then-answered", |calls| {
        let [visit] = &*calls[0].queue_visits else { panic!() };
        assert_eq!(visit.outcome, Some(VisitOutcome::Answered));
        let outcomes: Vec<_> = visit.attempts.iter().map(|attempt| attempt.outcome.unwrap()).collect();
        assert_eq!(outcomes, [AttemptOutcome::NoAnswer, AttemptOutcome::Answered]);
        assert_eq!((visit.attempts[0].ring_ms + 500) / 1000, 5);
        assert_eq!(visit.member, calls[0].answered_by);
        assert_eq!(party(&calls[0], visit.member.as_deref().unwrap()).role, Role::Member);
    });
}

#[test]
fn a_queue_that_gives_up_is_a_timeout_and_no_abandon() {
    both("12-queue-timeout-to-voicemail", |calls| {
        assert_eq!(calls[0].disposition, Some(Disposition::NoAnswer));
        assert_eq!(calls[0].queue_visits[0].outcome, Some(VisitOutcome::Timeout));
        assert!(calls[0].voicemail);
        assert_eq!(calls[0].wait_ms / 1000, 4);
    });
}

#[test]
fn the_caller_of_an_originated_call_is_the_phone_that_was_rung_first() {
    both("18-originate-answered", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert!(call.originated);
        assert_eq!(call.caller.number.as_deref(), Some("100"));
        assert_eq!(call.dialled.as_deref(), Some("101"));
    });
}

#[test]
fn an_originate_that_nobody_picks_up_says_so_and_one_that_rings_nothing_is_no_call() {
    both("19-originate-failures", |calls| {
        let [rang_out, busy] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(rang_out.disposition, Some(Disposition::NoAnswer));
        assert_eq!(rang_out.dialled.as_deref(), Some("101"));
        assert_eq!(busy.disposition, Some(Disposition::Busy));
        assert_eq!(busy.dialled, None);
    });
}

#[test]
fn recordings_have_their_file_and_their_pauses() {
    both("22-mixmonitor", |calls| {
        let [first, second] = &*calls[0].recordings else { panic!("{:?}", calls[0].recordings) };
        assert_eq!((first.paused_ms + 50) / 100, 4);
        assert!(second.to.is_some());
    });
}

#[test]
fn the_losers_of_a_ring_group_are_not_missed() {
    both("23-ring-group", |calls| {
        assert_eq!(party(&calls[0], "101").outcome, Some(Outcome::Answered));
        for loser in ["100", "102"] {
            assert_eq!(party(&calls[0], loser).outcome, Some(Outcome::Cancelled));
        }
    });
}

#[test]
fn a_diverted_call_names_who_diverted_and_who_answered() {
    both("24-forwarded", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(call.forwards[0].from.as_deref(), Some("101"));
        assert_eq!(&*call.forwards[0].to, "103");
        assert_eq!(call.answered_by.as_deref(), Some("103"));
        assert_eq!(party(call, "101").outcome, Some(Outcome::Forwarded));
        // Talk over a Local channel that is optimised away is counted once.
        assert_eq!(call.segments.len(), 1);
    });
}

#[test]
fn a_phone_that_is_not_registered_is_listed_as_failed() {
    both("26-registration", |calls| {
        assert_eq!(calls[2].disposition, Some(Disposition::Failed));
        assert_eq!(party(&calls[2], "106").outcome, Some(Outcome::Failed));
    });
}

#[test]
fn early_media_is_no_answer() {
    both("32-early-media", |calls| {
        assert_eq!((calls[0].wait_ms + 50) / 100, 20);
    });
}

#[test]
fn the_keys_pressed_in_a_menu_are_kept() {
    both("33-ivr-to-queue", |calls| {
        assert_eq!(calls[0].dtmf.concat(), "71");
        assert_eq!(calls[0].did.as_deref(), Some("+15125550182"));
    });
}

#[test]
fn a_restart_closes_what_was_up_and_fails_what_waited() {
    for name in ["29-restart-in-mid-call", "29b-crash-in-mid-call"] {
        both(name, |calls| {
            let [up, waiting, after] = calls else { panic!("{} calls", calls.len()) };
            assert_eq!(
                (up.disposition, up.hung_up_by),
                (Some(Disposition::Answered), Some(HungUpBy::System))
            );
            assert_eq!(waiting.disposition, Some(Disposition::Failed));
            assert_eq!(waiting.queue_visits[0].outcome, Some(VisitOutcome::Lost));
            assert_eq!(after.hung_up_by, Some(HungUpBy::Caller));
        });
    }
}

#[test]
fn a_consultation_by_a_second_call_is_merged_and_counted_once() {
    both("14c-attended-transfer-refer-replaces", |calls| {
        let [call, consultation] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(consultation.merged_into.as_ref(), Some(&call.id));
        assert_eq!(call.merged, std::slice::from_ref(&consultation.id));
        assert_eq!(call.final_party.as_deref(), Some("102"));
        assert!(call.transfers[0].succeeded);
        assert_eq!((call.transfers[0].consult_ms.unwrap() + 50) / 100, 15);
    });
}

#[test]
fn a_phone_diverted_by_the_dial_plan_is_named_with_where_it_diverted_to() {
    let forwards = |name: &str| {
        let mut all = Vec::new();
        both(name, |calls| {
            let of = |call: &Call| call.forwards.clone();
            all.push(calls.iter().flat_map(of).map(|f| (f.from.unwrap(), f.to)).collect::<Vec<_>>());
        });
        assert_eq!(all[0], all[1]);
        all.remove(0)
    };
    let pair = |from: &str, to: &str| (from.into(), to.into());
    assert_eq!(forwards("44-fp-forward"), [pair("101", "102"), pair("103", "104")]);
    let outside = [pair("101", "92025550166"), pair("101", "92025550166"), pair("103", "92025550167")];
    assert_eq!(forwards("44b-fp-forward-out"), outside);
    // Neither a follow-me nor a ring group diverts.
    assert_eq!(forwards("42-fp-follow-me"), []);
    assert_eq!(forwards("41-fp-ring-group"), []);
}

#[test]
fn calls_in_progress_are_taken_up_from_lists() {
    both("35-attach-in-mid-call", |calls| {
        assert_eq!(calls.len(), 3);
        assert!(calls.iter().all(|call| call.reconstructed && call.answered));
        let inbound = calls.iter().find(|call| call.queue.as_deref() == Some("sales")).unwrap();
        assert_eq!(inbound.did.as_deref(), Some("+15125550170"), "only Status tells it");
        assert_eq!(inbound.queue_visits[0].member.as_deref(), Some("103"));
        assert_eq!(inbound.queue_visits[0].position, Some(1));
        assert!(inbound.wait_ms >= 1_000, "it had waited before it was seen: {}", inbound.wait_ms);
        let talking = calls.iter().find(|call| call.dialled.as_deref() == Some("101")).unwrap();
        assert!(talking.answered_at.unwrap() < talking.started_at.saturating_add(Duration::from_secs(1)));
    });
}

#[test]
fn an_agents_standing_line_talks_to_callers_who_have_nothing_to_do_with_each_other() {
    both("56-fp-agent-pool", |calls| {
        assert_eq!(calls.len(), 3, "the line, and two callers");
        assert!(calls.iter().all(|call| call.merged.is_empty() && call.merged_into.is_none()));
        let [line, direct, queued] = calls else { unreachable!() };
        assert_eq!(line.disposition, Some(Disposition::Application));
        assert_eq!(
            (direct.answered_by.as_deref(), queued.answered_by.as_deref()),
            (Some("104"), Some("104"))
        );
        assert_eq!(party(direct, "104").role, Role::Member);
        assert_eq!(direct.hung_up_by, Some(HungUpBy::Caller));
        assert!(direct.ended_at < queued.answered_at && queued.ended_at < line.ended_at);
    });
}
