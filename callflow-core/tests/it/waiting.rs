//! A caller who waits for hours in a queue that rings all its members.

use std::time::Duration;

use callflow_core::call::{AttemptOutcome, Call, Outcome, Role};
use callflow_core::metrics::agent_shares;
use callflow_core::signal::{ChannelSnapshot, ChannelState, MemberSnapshot, Signal};
use callflow_core::{CallFlow, Change, ChangeKind, HangupCause, Input, Plan, Timestamp};

/// How many members are rung at once.
const MEMBERS: u32 = 5;

struct Waiting {
    flow: CallFlow,
    now: Timestamp,
    last: Option<Call>,
}

impl Waiting {
    fn new() -> Self {
        let now = Timestamp::from_unix_micros(1_795_200_000_000_000);
        let mut waiting = Self { flow: CallFlow::new("default", Plan::default()), now, last: None };
        let number = Some("2025550111".into());
        let state = Some(ChannelState::Ring);
        waiting.tell(Signal::ChannelCreated(ChannelSnapshot { state, caller_number: number, ..caller() }));
        waiting.tell(Signal::ChannelChanged(ChannelSnapshot { state: Some(ChannelState::Up), ..caller() }));
        waiting.tell(Signal::QueueJoined { channel: caller(), queue: "sales".into(), position: Some(1) });
        waiting
    }

    fn tell(&mut self, signal: Signal<'_>) {
        self.wait(Duration::from_millis(1));
        self.flow.handle(Input::Signal(signal, None), self.now);
        while let Some(Change { kind, .. }) = self.flow.poll_output() {
            if let ChangeKind::CallStarted(call)
            | ChangeKind::CallUpdated(call)
            | ChangeKind::CallEnded(call) = kind
            {
                self.last = Some(*call);
            }
        }
    }

    fn wait(&mut self, time: Duration) {
        self.now = self.now.saturating_add(time);
    }

    /// All members ring for ten seconds; the last one refuses.
    fn round(&mut self, round: u32) {
        for at in 0..MEMBERS {
            let state = Some(ChannelState::Down);
            self.tell(Signal::ChannelCreated(ChannelSnapshot { state, ..member(round, at) }));
            let dial_string = Some(format!("10{at}").into());
            self.tell(Signal::DialBegan { caller: Some(caller()), callee: member(round, at), dial_string });
            let callee = member(round, at);
            self.tell(Signal::MemberCalled { channel: caller(), callee, member: of_queue(at) });
            self.tell(Signal::DialRings { callee: member(round, at) });
        }
        self.wait(Duration::from_secs(10));
        for at in 0..MEMBERS {
            let refuses = at == MEMBERS - 1;
            let status = if refuses { "BUSY" } else { "NOANSWER" };
            let cause = if refuses { HangupCause::USER_BUSY } else { HangupCause::NORMAL_CLEARING };
            let callee = member(round, at);
            let status = status.into();
            self.tell(Signal::DialEnded { caller: Some(caller()), callee, status, forward: None });
            if !refuses {
                self.tell(Signal::MemberLetRing { channel: caller(), member: of_queue(at) });
            }
            self.tell(Signal::ChannelEnded { channel: member(round, at), cause });
        }
    }

    fn give_up(mut self) -> Call {
        self.tell(Signal::QueueLeft { channel: caller(), queue: "sales".into() });
        self.tell(Signal::ChannelEnded { channel: caller(), cause: HangupCause::NORMAL_CLEARING });
        self.last.unwrap()
    }

    fn saved_len(&self) -> usize {
        serde_json::to_string(&self.flow.save()).unwrap().len()
    }
}

fn caller() -> ChannelSnapshot<'static> {
    channel("PJSIP/trunk-00000001".into(), "1795200000.1".into())
}

fn member(round: u32, at: u32) -> ChannelSnapshot<'static> {
    let number = 2 + round * MEMBERS + at;
    channel(format!("PJSIP/10{at}-{number:08x}"), format!("1795200000.{number}"))
}

fn channel(name: String, uniqueid: String) -> ChannelSnapshot<'static> {
    let linkedid = Some("1795200000.1".into());
    ChannelSnapshot { name: name.into(), uniqueid: uniqueid.into(), linkedid, ..ChannelSnapshot::default() }
}

fn of_queue(at: u32) -> MemberSnapshot<'static> {
    MemberSnapshot { queue: "sales".into(), interface: format!("PJSIP/10{at}").into(), name: None }
}

fn waited(rounds: u32) -> Call {
    let mut waiting = Waiting::new();
    (0..rounds).for_each(|round| waiting.round(round));
    waiting.give_up()
}

/// Ringings of a member that came to that, and how long they rang, folded ones included.
fn attempts(call: &Call, member: &str, outcome: AttemptOutcome) -> (u32, u64) {
    let [visit] = &*call.queue_visits else { panic!("{} visits", call.queue_visits.len()) };
    let one_by_one = visit.attempts.iter();
    let one_by_one = one_by_one.filter(|a| &*a.member == member && a.outcome == Some(outcome));
    let earlier = visit.earlier_attempts.iter();
    let earlier = earlier.filter(|a| &*a.member == member && a.outcome == Some(outcome));
    let all = one_by_one.map(|a| (1, a.ring_ms)).chain(earlier.map(|a| (a.attempts, a.ring_ms)));
    all.fold((0, 0), |(attempts, ms), (more, longer)| (attempts + more, ms + longer))
}

/// Forty rounds are kept one by one, the forty-first is too many.
#[test]
fn what_is_folded_stays_in_the_record() {
    let (whole, folded) = (waited(40), waited(41));
    assert_eq!((whole.legs_left_out, whole.legs.len()), (0, 201));
    assert!(folded.legs_left_out >= 100, "{}", folded.legs_left_out);
    assert_eq!(folded.legs.len() + folded.legs_left_out as usize, 206);

    assert_eq!(folded.parties, whole.parties);
    let numbers: Vec<&str> = folded.parties.iter().map(|party| &*party.number).collect();
    assert_eq!(numbers, ["100", "101", "102", "103", "104"]);
    assert!(folded.parties.iter().all(|party| party.role == Role::Member));
    assert_eq!(folded.parties[4].outcome, Some(Outcome::Busy));
    assert_eq!(folded.ring_ms, whole.ring_ms);
    assert_eq!(folded.disposition, whole.disposition);
    assert_eq!(folded.direction, whole.direction);
    assert_eq!(folded.caller, whole.caller);
    assert_eq!(folded.legs[0], { whole.legs[0].clone() }.with_end_of(&folded.legs[0]));
    assert_eq!(folded.queue_visits[0].outcome, whole.queue_visits[0].outcome);
    assert_eq!(agent_shares(&folded), agent_shares(&whole));

    for at in 0..MEMBERS {
        let (member, outcome) = match at {
            4 => ("104".to_owned(), AttemptOutcome::Busy),
            at => (format!("10{at}"), AttemptOutcome::NoAnswer),
        };
        let (before, before_ms) = attempts(&whole, &member, outcome);
        let (after, after_ms) = attempts(&folded, &member, outcome);
        assert_eq!((before, after), (40, 41), "{member}");
        assert_eq!(after_ms, before_ms / 40 * 41, "{member}");
    }
}

trait WithEndOf {
    fn with_end_of(self, other: &Self) -> Self;
}

impl WithEndOf for callflow_core::call::CallLeg {
    /// The second call takes a round longer.
    fn with_end_of(self, other: &Self) -> Self {
        Self { ended_at: other.ended_at, ..self }
    }
}

#[test]
fn a_wait_of_any_length_takes_no_more_than_so_much() {
    let mut waiting = Waiting::new();
    let mut most = [0; 2];
    for round in 0..160 {
        waiting.round(round);
        if round >= 80 && round % 5 == 0 {
            let most = &mut most[usize::from(round >= 120)];
            *most = waiting.saved_len().max(*most);
        }
    }
    // The ids of channels that are gone are remembered up to a number of their own.
    assert!(most[1] <= most[0] + most[0] / 5, "{most:?}");
    let call = waiting.give_up();
    assert!(call.legs.len() <= 206, "{}", call.legs.len());
    assert_eq!(attempts(&call, "104", AttemptOutcome::Busy).0, 160);
}

#[test]
fn what_comes_late_for_a_folded_channel_makes_no_call() {
    let mut waiting = Waiting::new();
    (0..100).for_each(|round| waiting.round(round));
    waiting
        .tell(Signal::ChannelChanged(ChannelSnapshot { state: Some(ChannelState::Ringing), ..member(0, 0) }));
    waiting.tell(Signal::ChannelEnded { channel: member(0, 0), cause: HangupCause::NORMAL_CLEARING });
    assert_eq!(waiting.flow.live_count(), 1);
    waiting.give_up();
}
