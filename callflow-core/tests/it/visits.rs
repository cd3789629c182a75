//! Visits of queues that do not end where they began: members who refuse, park, send back, or stand for others.

use callflow_core::Disposition;
use callflow_core::call::{AttemptOutcome, Call, HungUpBy, Outcome, Role, VisitOutcome};

use crate::scenarios::{both, on, on_22, party};

fn outcomes(call: &Call) -> Vec<(&str, VisitOutcome)> {
    call.queue_visits.iter().map(|visit| (&*visit.queue, visit.outcome.unwrap())).collect()
}

fn attempts(call: &Call, visit: usize) -> Vec<(&str, AttemptOutcome)> {
    let attempts = &call.queue_visits[visit].attempts;
    attempts.iter().map(|attempt| (&*attempt.member, attempt.outcome.unwrap())).collect()
}

fn tenths(ms: u64) -> u64 {
    (ms + 50) / 100
}

#[test]
fn a_local_member_who_rings_out_is_not_cancelled() {
    both("92-queue-to-queue-to-voicemail", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(outcomes(call), [("qa", VisitOutcome::Timeout), ("qb", VisitOutcome::Timeout)]);
        for member in ["104", "105"] {
            assert_eq!(party(call, member).outcome, Some(Outcome::NoAnswer));
        }
        assert!(call.voicemail);
    });
}

#[test]
fn a_queue_within_a_queue_is_answered_and_talks_in_both() {
    both("93-queue-in-a-queue", |calls| {
        let [call] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(outcomes(call), [("outer", VisitOutcome::Answered), ("qa", VisitOutcome::Answered)]);
        let [outer, inner] = &*call.queue_visits else { unreachable!() };
        assert_eq!(inner.member.as_deref(), Some("104"));
        assert_eq!((tenths(outer.talk_ms), tenths(inner.talk_ms)), (15, 15));
    });
}

#[test]
fn a_member_rings_until_it_is_picked_up_whatever_it_hears_then() {
    for version in ["asterisk-16", "asterisk-22"] {
        on(version, "94-penalty-and-announcement-to-the-agent", |calls| {
            let visit = &calls[1].queue_visits[0];
            assert_eq!(tenths(visit.attempts[0].ring_ms), 8);
            // The announcement to the agent goes on for seconds more.
            assert!(visit.wait_ms > 4_000, "{}", visit.wait_ms);
        });
    }
}

#[test]
fn a_member_who_picked_up_and_left_again_did_not_answer() {
    on("asterisk-16", "94-penalty-and-announcement-to-the-agent", |calls| {
        let call = &calls[2];
        assert_eq!(call.disposition, Some(Disposition::Abandoned));
        assert_eq!(outcomes(call), [("annq", VisitOutcome::Abandoned)]);
        assert_eq!(attempts(call, 0)[0], ("101", AttemptOutcome::NoAnswer));
    });
}

#[test]
fn a_member_who_is_busy_or_declines_did_not_ring_out() {
    both("95-member-busy-or-declines", |calls| {
        let [busy, declined] = calls else { panic!("{} calls", calls.len()) };
        let answered = ("102", AttemptOutcome::Answered);
        assert_eq!(attempts(busy, 0), [("101", AttemptOutcome::Busy), answered]);
        assert_eq!(attempts(declined, 0), [("101", AttemptOutcome::Failed), answered]);
    });
}

#[test]
fn who_hears_a_survey_to_its_end_or_hangs_up_in_it_is_not_hung_up_by_the_agent() {
    both("96-survey-after-the-queue", |calls| {
        let [in_it, to_its_end] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(in_it.hung_up_by, Some(HungUpBy::Caller));
        assert_eq!(to_its_end.hung_up_by, Some(HungUpBy::System));
    });
}

#[test]
fn who_picks_up_a_queued_call_is_the_member_of_the_visit() {
    both("97-queue-call-picked-up", |calls| {
        let told: Vec<_> = calls.iter().filter(|call| call.merged_into.is_none()).collect();
        for (call, picker) in told.iter().zip(["103", "104"]) {
            let visit = &call.queue_visits[0];
            assert_eq!(visit.member.as_deref(), Some(picker));
            assert_eq!(tenths(visit.talk_ms), 12);
            assert!(attempts(call, 0).iter().all(|(_, outcome)| *outcome == AttemptOutcome::Cancelled));
            assert_eq!(party(call, picker).role, Role::Picker);
        }
    });
}

#[test]
fn a_visits_talk_ends_where_the_member_sends_the_caller_away() {
    both("80-back-into-the-same-queue", |calls| {
        let talks: Vec<_> = calls[1].queue_visits.iter().map(|visit| tenths(visit.talk_ms)).collect();
        assert_eq!(talks, [58, 12]);
    });
    // Nor does it go on where the caller comes back from parking.
    both("88-queue-member-parks", |calls| {
        let parked = calls.last().unwrap();
        assert_eq!((tenths(parked.queue_visits[0].talk_ms), parked.talk_ms / 1_000), (12, 6));
    });
}

#[test]
fn a_key_leaves_a_queue_for_a_phone_or_the_voicemail() {
    on_22("98-queue-exit-keys", |calls| {
        for call in calls {
            assert_eq!(outcomes(call), [("keyq", VisitOutcome::ExitKey)]);
        }
        assert_eq!(calls[0].answered_by.as_deref(), Some("105"));
        assert!(calls[1].voicemail);
        assert_eq!(calls[2].disposition, Some(Disposition::Cancelled));
    });
}

#[test]
fn the_same_queue_twice_is_two_visits() {
    on_22("99-same-queue-twice", |calls| {
        let [answered, given_up] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(outcomes(answered), [("qa", VisitOutcome::Timeout), ("qa", VisitOutcome::Answered)]);
        assert_eq!(outcomes(given_up), [("qa", VisitOutcome::Timeout), ("qa", VisitOutcome::Abandoned)]);
    });
}

#[test]
fn a_waiting_caller_hung_up_by_the_manager_is_lost_to_the_queue() {
    both("100-hung-up-by-the-manager", |calls| {
        let [_, _, queued] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(outcomes(queued), [("qa", VisitOutcome::Abandoned)]);
        assert_eq!(queued.hung_up_by, Some(HungUpBy::System));
    });
}
