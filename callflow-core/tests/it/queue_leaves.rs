//! Why callers left queues, on calls written out by hand.

use callflow_core::call::{AttemptOutcome, VisitOutcome};

use crate::by_hand::{CALLER, Channel, PHONE, bridged, channel, dial, dialling, incoming};
use crate::events::Script;

const MEMBER: &str = "Queue: sales\nInterface: PJSIP/101\nMemberName: Bob";

/// A caller whom the dial plan answered waits in `sales`, for up to 30 seconds.
fn waiting() -> Script {
    let mut script = incoming();
    channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
    runs(&mut script, "Queue", "sales,t,,,30");
    join(&mut script, "sales");
    script
}

fn runs(script: &mut Script, application: &str, data: &str) {
    channel(
        script,
        200,
        "Newexten",
        CALLER,
        &format!("Exten: s\nApplication: {application}\nAppData: {data}"),
    );
}

fn join(script: &mut Script, queue: &str) {
    channel(script, 5, "QueueCallerJoin", CALLER, &format!("Queue: {queue}\nPosition: 1\nCount: 1"));
}

/// Asterisk tells the same of everyone who leaves unserved.
fn leave(script: &mut Script, ms: u64, queue: &str) {
    channel(script, ms, "QueueCallerAbandon", CALLER, &format!("Queue: {queue}\nPosition: 1"));
    channel(script, 0, "QueueCallerLeave", CALLER, &format!("Queue: {queue}\nPosition: 1\nCount: 0"));
}

fn outcome(script: &Script) -> Option<VisitOutcome> {
    script.call().queue_visits[0].outcome
}

#[test]
fn the_status_variable_says_why() {
    for (status, want) in [
        ("TIMEOUT", VisitOutcome::Timeout),
        ("LEAVEEMPTY", VisitOutcome::ExitEmpty),
        ("LEAVEUNAVAIL", VisitOutcome::ExitEmpty),
        ("WITHDRAW", VisitOutcome::Withdrawn),
        ("CONTINUE", VisitOutcome::Answered),
    ] {
        let mut script = waiting();
        leave(&mut script, 8_000, "sales");
        channel(&mut script, 0, "VarSet", CALLER, &format!("Variable: QUEUESTATUS\nValue: {status}"));
        assert_eq!(outcome(&script), Some(want), "{status}");
        // Cleared before the next queue, it says nothing of this one.
        channel(&mut script, 0, "VarSet", CALLER, "Variable: QUEUESTATUS\nValue:");
        assert_eq!(outcome(&script), Some(want), "{status}, cleared");
    }
}

#[test]
fn without_the_variable_time_and_the_caller_say_why() {
    let mut script = waiting();
    leave(&mut script, 8_000, "sales");
    assert_eq!(outcome(&script), Some(VisitOutcome::Withdrawn), "long before its timeout");

    let mut script = waiting();
    leave(&mut script, 29_900, "sales");
    assert_eq!(outcome(&script), Some(VisitOutcome::Timeout));

    let mut script = waiting();
    channel(&mut script, 8_000, "HangupRequest", CALLER, "Cause: 16");
    leave(&mut script, 5, "sales");
    assert_eq!(outcome(&script), Some(VisitOutcome::Abandoned));

    let mut script = waiting();
    channel(&mut script, 8_000, "QueueCallerLeave", CALLER, "Queue: sales\nPosition: 1\nCount: 0");
    assert_eq!(outcome(&script), Some(VisitOutcome::ExitKey), "no abandon is told of who leaves by a key");

    let mut script = waiting();
    channel(&mut script, 8_000, "QueueMemberStatus", CALLER, &format!("{MEMBER}\nStatus: 5\nPaused: 0"));
    leave(&mut script, 0, "sales");
    assert_eq!(outcome(&script), Some(VisitOutcome::ExitEmpty), "its only member cannot be reached");
}

/// The second queue does not let the caller in, which the next step of the dial plan tells.
#[test]
fn a_queue_that_refuses_is_told_at_the_next_step() {
    let mut script = waiting();
    leave(&mut script, 30_000, "sales");
    runs(&mut script, "Queue", "support,t,,,30");
    assert!(script.call().turned_away.is_empty());
    runs(&mut script, "Playback", "sorry");
    let turned_away: Vec<_> = script.call().turned_away.iter().map(|refused| &*refused.queue).collect();
    assert_eq!(turned_away, ["support"]);
    let told = script.changes.len();
    runs(&mut script, "Playback", "bye");
    assert_eq!(script.changes.len(), told, "told once");
    // Let in after all, it was no refusal of this visit.
    runs(&mut script, "Queue", "billing");
    join(&mut script, "billing");
    runs(&mut script, "Playback", "bye");
    assert_eq!(script.call().turned_away.len(), 1);
    assert_eq!(script.call().queue_visits.len(), 2);
}

/// A caller is in a queue once; a second visit begins when the first one is over.
#[test]
fn a_repeated_join_is_no_second_visit() {
    let mut script = waiting();
    join(&mut script, "sales");
    assert_eq!(script.call().queue_visits.len(), 1);
    join(&mut script, "support");
    assert_eq!(script.call().queue_visits.len(), 2, "another queue");
    leave(&mut script, 5_000, "support");
    join(&mut script, "support");
    assert_eq!(script.call().queue_visits.len(), 3);
}

/// Each ringing of a member is an attempt; the same event told twice is not.
#[test]
fn a_repeated_call_of_a_member_is_one_attempt() {
    let mut script = waiting();
    dial(&mut script, PHONE);
    dialling(&mut script, "AgentCalled", PHONE, MEMBER);
    dialling(&mut script, "AgentCalled", PHONE, MEMBER);
    assert_eq!(script.call().queue_visits[0].attempts.len(), 1);
    channel(&mut script, 5_000, "Hangup", PHONE, "Cause: 19");
    let again = ("PJSIP/101-00000003", "1700000000.3");
    dial(&mut script, again);
    dialling(&mut script, "AgentCalled", again, MEMBER);
    assert_eq!(script.call().queue_visits[0].attempts.len(), 2);
}

/// Who leaves a queue was in it, also where the joining was not seen: since the dial plan ran `Queue()`.
#[test]
fn a_join_that_was_not_seen_is_told_by_what_follows() {
    let mut script = incoming();
    channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
    runs(&mut script, "Queue", "sales,t,,,30");
    leave(&mut script, 30_000, "sales");
    let [visit] = &*script.call().queue_visits else { panic!("{:?}", script.call().queue_visits) };
    assert_eq!((&*visit.queue, visit.wait_ms, visit.position), ("sales", 30_000, None));

    let mut script = waiting();
    dial(&mut script, PHONE);
    dialling(&mut script, "AgentCalled", PHONE, "Queue: support\nInterface: PJSIP/101\nMemberName: Bob");
    let queues: Vec<_> = script.call().queue_visits.iter().map(|visit| &*visit.queue).collect();
    assert_eq!(queues, ["sales", "support"], "a member of another queue is called for the caller");
}

/// A step that is told late, between `Queue()` and the joining, is no refusal.
#[test]
fn a_late_step_before_the_join_is_no_refusal() {
    let mut script = incoming();
    runs(&mut script, "Queue", "sales,t,,,30");
    runs(&mut script, "Set", "CHANNEL(language)=de");
    join(&mut script, "sales");
    assert!(script.call().turned_away.is_empty(), "{:?}", script.call().turned_away);

    let mut script = incoming();
    runs(&mut script, "Queue", "sales,t,,,30");
    runs(&mut script, "Playback", "sorry");
    channel(&mut script, 5_000, "Newstate", CALLER, "ChannelState: 6");
    join(&mut script, "sales");
    assert_eq!(script.call().turned_away.len(), 1, "it was refused, and let in later");
}

/// What became of a member's ringing, by how its phone ended.
#[test]
fn an_attempt_comes_out_as_its_phone_did() {
    for (status, cause, want) in [
        ("BUSY", 17, AttemptOutcome::Busy),
        ("CONGESTION", 34, AttemptOutcome::Failed),
        ("CHANUNAVAIL", 1, AttemptOutcome::Failed),
        ("NOANSWER", 19, AttemptOutcome::NoAnswer),
        ("CANCEL", 26, AttemptOutcome::Cancelled),
    ] {
        let mut script = waiting();
        dial(&mut script, PHONE);
        dialling(&mut script, "AgentCalled", PHONE, MEMBER);
        dialling(&mut script, "DialEnd", PHONE, &format!("DialStatus: {status}"));
        channel(&mut script, 10, "Hangup", PHONE, &format!("Cause: {cause}"));
        if want == AttemptOutcome::Cancelled {
            leave(&mut script, 0, "sales");
        }
        assert_eq!(script.call().queue_visits[0].attempts[0].outcome, Some(want), "{status}");
    }
}

/// A waiting caller is put into another queue by a redirect, which is told by a step at another place.
#[test]
fn who_is_sent_into_another_queue_waits_there_as_long_as_that_says() {
    for (ms, want) in [(8_000, VisitOutcome::Withdrawn), (59_500, VisitOutcome::Timeout)] {
        let mut script = waiting();
        leave(&mut script, 8_000, "sales");
        let step =
            "Exten: 701\nContext: from-internal\nPriority: 1\nApplication: Queue\nAppData: support,t,,,60";
        channel(&mut script, 300, "Newexten", CALLER, step);
        join(&mut script, "support");
        leave(&mut script, ms, "support");
        assert_eq!(script.call().queue_visits[1].outcome, Some(want));
        assert!(script.call().turned_away.is_empty());
    }
}

/// A member is the Local channel to a phone whose dial plan has the last word: it says busy after the phone rang out.
#[test]
fn an_attempt_comes_out_as_the_members_dial_plan_says() {
    for (status, want) in [
        ("BUSY", AttemptOutcome::Busy),
        ("CONGESTION", AttemptOutcome::Failed),
        ("NOANSWER", AttemptOutcome::NoAnswer),
        ("CANCEL", AttemptOutcome::Cancelled),
    ] {
        let (one, two) = (
            ("Local/101@agents-00000001;1", "1700000000.5"),
            ("Local/101@agents-00000001;2", "1700000000.6"),
        );
        let mut script = waiting();
        channel(&mut script, 5, "Newchannel", one, "ChannelState: 0\nExten: s\nContext: agents");
        channel(&mut script, 0, "Newchannel", two, "ChannelState: 4\nExten: s\nContext: agents");
        dialling(&mut script, "DialBegin", one, "DialString: 101@agents/n");
        dialling(
            &mut script,
            "AgentCalled",
            one,
            "Queue: sales\nInterface: Local/101@agents/n\nMemberName: Bob",
        );
        channel(&mut script, 5, "Newchannel", PHONE, "ChannelState: 0\nExten: s\nContext: from-internal");
        let called = format!("DestChannel: {}\nDestUniqueid: {}\n", PHONE.0, PHONE.1);
        channel(&mut script, 5, "DialBegin", two, &format!("{called}DialString: 101"));
        channel(&mut script, 5, "Newstate", PHONE, "ChannelState: 5");
        channel(&mut script, 5_000, "DialEnd", two, &format!("{called}DialStatus: NOANSWER"));
        channel(&mut script, 0, "Hangup", PHONE, "Cause: 0");
        assert_eq!(script.call().queue_visits[0].attempts[0].outcome, None, "it may ring another phone");
        dialling(&mut script, "DialEnd", one, &format!("DialStatus: {status}"));
        channel(&mut script, 0, "Hangup", two, "Cause: 0");
        channel(&mut script, 0, "Hangup", one, "Cause: 0");
        let [attempt] = &*script.call().queue_visits[0].attempts else { panic!("one attempt") };
        assert_eq!((&*attempt.member, attempt.outcome), ("101", Some(want)), "{status}");
        assert_eq!(attempt.ring_ms / 100, 50, "{status}");
    }
}

/// The same member told of on another channel, or a moment later, is another ringing; told without its channel it is
/// the same.
#[test]
fn ringings_of_a_member_are_told_apart_by_channel_and_time() {
    let mut script = waiting();
    let other = ("PJSIP/101-00000003", "1700000000.3");
    for phone in [PHONE, other] {
        channel(&mut script, 5, "Newchannel", phone, "ChannelState: 0\nExten: s\nContext: from-internal");
    }
    for phone in [PHONE, other] {
        dialling(&mut script, "AgentCalled", phone, MEMBER);
    }
    assert_eq!(script.call().queue_visits[0].attempts.len(), 2, "both of its phones ring at once");
    dialling(&mut script, "AgentCalled", PHONE, &MEMBER.replace("101", "102"));
    assert_eq!(script.call().queue_visits[0].attempts.len(), 3, "another member");
}

/// Who let it ring is told though nobody saw that it was called, and so is who completed.
#[test]
fn a_member_of_whom_nothing_was_seen_is_told_by_what_follows() {
    let mut script = waiting();
    channel(&mut script, 5_000, "AgentRingNoAnswer", CALLER, &format!("{MEMBER}\nRingTime: 5000"));
    let attempts = &script.call().queue_visits[0].attempts;
    assert_eq!((attempts.len(), &*attempts[0].member), (1, "101"));
    assert_eq!(attempts[0].outcome, Some(AttemptOutcome::NoAnswer));
    channel(&mut script, 5_000, "AgentRingNoAnswer", CALLER, &format!("{MEMBER}\nRingTime: 5000"));
    assert_eq!(script.call().queue_visits[0].attempts.len(), 1);
}

/// A member whom the caller talks with is named as the queue names it where its phone has no name, and a name that is
/// only its interface is none.
#[test]
fn a_member_has_the_name_that_the_queue_knows() {
    for (born, member, want) in
        [("", "Bob", Some("Bob")), ("CallerIDName: Bobby", "Bob", Some("Bobby")), ("", "PJSIP/101", None)]
    {
        let mut script = waiting();
        channel(&mut script, 5, "Newchannel", PHONE, &format!("ChannelState: 0\nExten: s\n{born}"));
        let of = format!("Queue: sales\nInterface: PJSIP/101\nMemberName: {member}");
        dialling(&mut script, "DialBegin", PHONE, "DialString: 101");
        dialling(&mut script, "AgentCalled", PHONE, &of);
        assert_eq!(script.call().parties[0].name.as_deref(), want, "{born} {member}");
    }
}

/// A caller whom the queue put through to a member; they talk.
fn put_through() -> Script {
    let mut script = waiting();
    dial(&mut script, PHONE);
    dialling(&mut script, "AgentCalled", PHONE, MEMBER);
    channel(&mut script, 3_000, "Newstate", PHONE, "ChannelState: 6");
    channel(&mut script, 0, "QueueCallerLeave", CALLER, "Queue: sales\nPosition: 1\nCount: 0");
    dialling(&mut script, "AgentConnect", PHONE, MEMBER);
    bridged(&mut script, "BridgeEnter", PHONE);
    bridged(&mut script, "BridgeEnter", CALLER);
    script
}

/// What the member held is part of its talk; what the caller held is not the member's, nor what it holds once it gave
/// the caller away.
#[test]
fn a_visit_has_the_holds_of_its_member() {
    let holds = |script: &mut Script, who: Channel, ms: u64| {
        channel(script, 1_000, "Hold", who, "");
        channel(script, ms, "Unhold", who, "");
    };
    let visit = |script: &Script| {
        let visit = &script.call().queue_visits[0];
        (visit.talk_ms, visit.hold_ms)
    };
    let mut script = put_through();
    holds(&mut script, CALLER, 700);
    holds(&mut script, PHONE, 2_000);
    assert_eq!(visit(&script), (4_700, 2_000));
    channel(&mut script, 1_000, "QueueCallerJoin", CALLER, "Queue: support\nPosition: 1\nCount: 1");
    holds(&mut script, PHONE, 4_000);
    assert_eq!(visit(&script), (5_700, 2_000), "the caller joined a queue anew");
}

/// The talk ends with the member's part in it, whoever sends whom on.
#[test]
fn a_visits_talk_is_not_cut_by_a_transfer_of_the_callers() {
    let of = |prefix: &str, (name, id): Channel| {
        format!("{prefix}Channel: {name}\n{prefix}Uniqueid: {id}\n{prefix}Linkedid: {}", CALLER.1)
    };
    for (by, whom, want) in [(CALLER, PHONE, 2_300), (PHONE, CALLER, 2_000)] {
        for (event, prefixes, second) in [
            ("BlindTransfer", ["Transferer", "Transferee"], whom),
            ("AttendedTransfer", ["OrigTransferer", "SecondTransferer"], by),
        ] {
            let mut script = put_through();
            let who = [of(prefixes[0], by), of(prefixes[1], second)].join("\n");
            script.after(2_000, &format!("Event: {event}\n{who}\nExtension: 102"));
            channel(&mut script, 290, "Newstate", CALLER, "ChannelState: 6");
            bridged(&mut script, "BridgeLeave", CALLER);
            bridged(&mut script, "BridgeLeave", PHONE);
            assert_eq!(script.call().queue_visits[0].talk_ms, want, "{event} by {}", by.0);
        }
    }
}

/// Whoever waits runs no step: one that comes tells that the caller left, also where no event said so.
#[test]
fn a_step_of_the_dial_plan_ends_a_wait() {
    for (ms, application, want) in
        [(8_000, "Playback", Some(8_000)), (8_000, "Queue", None), (50, "Playback", None)]
    {
        let mut script = incoming();
        runs(&mut script, "Queue", "sales,t,,,30");
        join(&mut script, "sales");
        let step = format!("Exten: s\nApplication: {application}\nAppData: sales,t,,,30");
        channel(&mut script, ms, "Newexten", CALLER, &step);
        channel(&mut script, 5, "Newstate", CALLER, "ChannelState: 6");
        let visit = &script.call().queue_visits[0];
        let waited = visit.left_at.map(|left| left.millis_since(visit.joined_at));
        assert_eq!(waited, want, "{application} after {ms} ms");
    }
}

/// Hung up from outside, the caller leaves the queue a while later.
#[test]
fn who_is_hung_up_while_it_waits_abandons() {
    let mut script = waiting();
    channel(&mut script, 8_000, "SoftHangupRequest", CALLER, "Cause: 32");
    leave(&mut script, 500, "sales");
    assert_eq!(outcome(&script), Some(VisitOutcome::Abandoned));
}
