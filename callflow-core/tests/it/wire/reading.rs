//! Rules of reading that are easily got wrong.

use callflow_core::Disposition;
use callflow_core::call::{HungUpBy, TransferKind, VisitOutcome};

use super::{both, get, party, seen, tenths};

/// The caller's phone hangs up after the busy tone, and yet the dial plan ended the call.
#[test]
fn a_hangup_after_a_busy_tone_is_the_systems() {
    both("04-busy", |seen| {
        assert!(seen.events("Newexten").any(|(_, frame)| get(frame, "Application") == "Busy"));
        let caller = seen.calls[0].legs[0].channel.clone();
        assert!(seen.events("HangupRequest").any(|(_, frame)| get(frame, "Channel") == &*caller));
        assert_eq!(seen.calls[0].hung_up_by, Some(HungUpBy::System));
    });
    both("29-restart-in-mid-call", |seen| assert_eq!(seen.calls[0].hung_up_by, Some(HungUpBy::System)));
}

/// Four channels and two bridges; without the pairs of Local channels nobody would talk with anybody.
#[test]
fn talk_reaches_over_bridges_and_pairs_of_local_channels() {
    both("53-fp-queue-member-transfers", |seen| {
        let segment = &seen.calls[0].segments[0];
        assert_eq!(segment.parties, ["+12025550143".into(), "101".into()]);
        assert_eq!(tenths(segment.to.unwrap().millis_since(segment.from)), 20);
        let legs: Vec<bool> = seen.calls[0].legs.iter().map(|leg| leg.internal).collect();
        assert!(legs.iter().filter(|internal| **internal).count() >= 6);
    });
}

#[test]
fn calls_are_united_by_bridges_and_never_by_an_agents_standing_line() {
    both("56-fp-agent-pool", |seen| {
        assert_eq!(seen.calls.len(), 3, "the line and two calls to its agent");
        assert!(seen.calls.iter().all(|call| call.merged.is_empty()));
    });
    both("21-pickup", |seen| assert!(seen.calls.iter().all(|call| call.merged.len() == 1)));
}

/// The hold that a consultation by feature digits opens is no hold.
#[test]
fn the_hold_of_a_consultation_is_told_as_its_length() {
    both("14-attended-transfer-dtmf", |seen| {
        assert!(seen.events("Hold").count() > 0);
        let call = &seen.calls[0];
        assert!(call.holds.is_empty());
        assert!(call.transfers[0].consult_ms.is_some_and(|ms| tenths(ms) == 15));
    });
}

/// Without the step `VoiceMail` there is still the mailbox that changed.
#[test]
fn voicemail_inside_a_macro_is_told_by_the_mailbox_or_a_variable() {
    use callflow_core::{CallFlow, ChangeKind, Plan};

    use crate::recording::{Step, feed, read, root};

    let steps = read(&root().join("asterisk-16/48-fp-voicemail"));
    let mut flow = CallFlow::new("default", Plan::default());
    let mut told = Vec::new();
    for (at, step) in &steps {
        let hidden = matches!(step, Step::Event(frame)
            if matches!(get(frame, "Application"), "VoiceMail" | "VoiceMailMain"));
        if !hidden {
            told.extend(feed(&mut flow, *at, step));
        }
    }
    let ended = told.iter().filter_map(|change| match &change.kind {
        ChangeKind::CallEnded(call) => Some(call),
        _ => None,
    });
    let from_outside: Vec<bool> =
        ended.filter(|call| call.did.is_some()).map(|call| call.voicemail).collect();
    assert_eq!(from_outside, [true]);
}

/// 404 of the trunk reads NOANSWER as a phone does that rings out; the cause of the leg tells them apart.
#[test]
fn the_hangup_cause_tells_before_the_dial_status() {
    both("08-outbound-rejected", |seen| {
        let told: Vec<_> = seen.calls.iter().map(|call| call.disposition.unwrap()).collect();
        assert_eq!(told, [Disposition::Congestion, Disposition::Failed, Disposition::Busy]);
    });
    both("03-no-answer", |seen| {
        assert_eq!(seen.all("DialEnd", "DialStatus").last(), Some(&"NOANSWER"));
        assert_eq!(seen.calls[0].disposition, Some(Disposition::NoAnswer));
    });
}

/// Timeout, nobody there, a key, taken out: all by what else happened.
#[test]
fn queue_exits_without_a_word_are_told_apart() {
    let outcome = |name: &str, call: usize, visit: usize| {
        seen("asterisk-22", name).calls[call].queue_visits[visit].outcome.unwrap()
    };
    assert_eq!(outcome("12-queue-timeout-to-voicemail", 0, 0), VisitOutcome::Timeout);
    assert_eq!(outcome("63-fp-queue-strict", 1, 0), VisitOutcome::ExitEmpty);
    assert_eq!(outcome("54-fp-queue-exit-key", 0, 0), VisitOutcome::ExitKey);
    assert_eq!(outcome("55-fp-queue-withdraw", 0, 0), VisitOutcome::Withdrawn);
}

/// The caller leaves the bridge, nobody hung up, no transfer event: a redirect by the manager.
#[test]
fn a_redirect_has_no_event_of_its_own() {
    both("13-blind-transfer-ami", |seen| {
        let [transfer] = &*seen.calls[0].transfers else { panic!("{:?}", seen.calls[0].transfers) };
        assert_eq!(transfer.kind, TransferKind::Blind);
        assert!(transfer.succeeded);
        assert!(party(&seen.calls[0], transfer.to.as_deref().unwrap()).answered);
    });
}
