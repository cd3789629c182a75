//! Whom a call reached, over which trunk, in which room, and who ended it.

use callflow_core::Disposition;
use callflow_core::call::{Direction, HungUpBy, Outcome, Role};

use crate::scenarios::{both, on_22, party};

#[test]
fn a_page_without_local_channels_is_answered_by_the_first_phone() {
    both("102-page-and-disa", |calls| {
        let page = &calls[0];
        assert_eq!(page.answered_by.as_deref(), Some("101"));
        assert_eq!(page.conference, None, "the room is the page's own");
        assert_eq!((page.wait_ms + 50) / 100, 3);
        for phone in ["101", "102"] {
            assert_eq!(party(page, phone).outcome, Some(Outcome::Answered));
        }
    });
}

#[test]
fn calls_in_over_trunks_of_any_name_are_inbound_with_their_did() {
    both("103-trunks-of-any-name", |calls| {
        assert_eq!(calls.len(), 6);
        for call in calls {
            assert_eq!(call.direction, Direction::Inbound, "{}", call.id);
            assert_eq!(call.did, call.dialled, "{}", call.id);
            assert!(call.did.is_some(), "{}", call.id);
        }
    });
}

#[test]
fn a_short_public_number_that_leaves_by_a_trunk_is_outbound() {
    on_22("104-numbers-of-any-length", |calls| {
        let directions: Vec<_> = calls.iter().map(|call| call.direction).collect();
        assert_eq!(directions[..3], [Direction::Internal; 3]);
        assert_eq!(directions[3..], [Direction::Outbound; 8]);
        assert_eq!(calls[7].dialled.as_deref(), Some("112"));
        assert_eq!(calls[7].answered_by.as_deref(), Some("112"));
    });
}

#[test]
fn a_group_of_busy_phones_and_one_that_is_not_there_is_busy() {
    on_22("105-dial-strings", |calls| {
        let group = &calls[3];
        assert_eq!(group.disposition, Some(Disposition::Busy));
        let outcomes: Vec<_> = group.parties.iter().map(|party| (&*party.number, party.outcome)).collect();
        let (busy, failed) = (Some(Outcome::Busy), Some(Outcome::Failed));
        assert_eq!(outcomes, [("101", busy), ("102", busy), ("106", failed)]);
    });
}

#[test]
fn a_room_that_the_callee_enters_alone_is_not_the_callers() {
    both("106-callee-goes-on", |calls| {
        let [both_went_on, callee_went_on] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(both_went_on.conference.as_deref(), Some("760"));
        assert_eq!(callee_went_on.conference, None);
        assert_eq!((callee_went_on.talk_ms + 50) / 100, 10);
    });
}

#[test]
fn a_pickup_with_nothing_to_pick_up_failed_and_was_not_blocked() {
    both("109-pickup-of-nothing", |calls| {
        let nothing = calls.last().unwrap();
        assert_eq!((nothing.disposition, nothing.blocked), (Some(Disposition::Failed), false));
    });
}

#[test]
fn a_call_that_nobody_answered_has_no_recording() {
    on_22("112-recordings-and-a-missed-call", |calls| {
        let recordings: Vec<_> = calls.iter().map(|call| call.recordings.len()).collect();
        assert_eq!(recordings, [1, 3, 0]);
        assert_eq!(calls[2].disposition, Some(Disposition::Abandoned));
    });
}

#[test]
fn who_pressed_the_key_that_ends_a_call_hung_it_up() {
    both("113-hung-up-by-a-key", |calls| {
        let ended: Vec<_> = calls.iter().map(|call| call.hung_up_by.unwrap()).collect();
        let by_key = HungUpBy::Callee;
        assert_eq!(ended, [HungUpBy::System, HungUpBy::Callee, HungUpBy::Caller, by_key]);
    });
}

#[test]
fn a_phone_that_takes_a_call_over_joins_it() {
    both("115-taken-over-by-another-phone", |calls| {
        let [call, taker] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(taker.merged_into.as_ref(), Some(&call.id));
        assert_eq!(party(call, "103").role, Role::Joined);
        assert_eq!(call.final_party.as_deref(), Some("103"));
    });
}

#[test]
fn two_who_wait_are_one_call_once_the_manager_joins_them() {
    on_22("101-bridged-by-the-manager", |calls| {
        let [call, second] = calls else { panic!("{} calls", calls.len()) };
        assert_eq!(second.merged_into.as_ref(), Some(&call.id));
        assert_eq!(call.answered_by.as_deref(), Some("100"));
        assert_eq!(call.hung_up_by, Some(HungUpBy::Callee));
    });
}
