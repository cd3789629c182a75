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

/// Of the first ringings, and whether their legs stay once there are too many of them.
struct First {
    /// What follows `17952000` in the ids of its channels.
    id: &'static str,
    stays: bool,
}

const FORWARDED: First = First { id: "11.1", stays: true };
const BEHIND_LOCAL: First = First { id: "12.1", stays: false };
const PICKED_UP: First = First { id: "13.1", stays: true };
const NOT_SEEN_TO_BEGIN: First = First { id: "14.1", stays: true };
const OUTSIDE: First = First { id: "15.1", stays: false };
const HUNG_UP_BEHIND_LOCAL: First = First { id: "16.1", stays: true };
const CALLS_BACK: First = First { id: "17.1", stays: true };

impl First {
    fn part(&self, name: &str, part: u32) -> ChannelSnapshot<'static> {
        channel(name.to_owned(), format!("17952000{}{part}", self.id))
    }
}

impl Waiting {
    fn born(&mut self, channel: &ChannelSnapshot<'static>, state: ChannelState) {
        self.tell(Signal::ChannelCreated(ChannelSnapshot { state: Some(state), ..channel.clone() }));
    }

    fn is(&mut self, channel: &ChannelSnapshot<'static>, state: ChannelState) {
        self.tell(Signal::ChannelChanged(ChannelSnapshot { state: Some(state), ..channel.clone() }));
    }

    /// The queue calls a member, at what `interface` says.
    fn calls(&mut self, callee: &ChannelSnapshot<'static>, interface: &str) {
        let dial_string = Some(interface.split_once('/').unwrap().1.to_owned().into());
        self.tell(Signal::DialBegan { caller: Some(caller()), callee: callee.clone(), dial_string });
        let member =
            MemberSnapshot { queue: "sales".into(), interface: interface.to_owned().into(), name: None };
        self.tell(Signal::MemberCalled { channel: caller(), callee: callee.clone(), member });
    }

    fn dials(&mut self, by: &ChannelSnapshot<'static>, callee: &ChannelSnapshot<'static>, string: &str) {
        let dial_string = Some(string.to_owned().into());
        self.tell(Signal::DialBegan { caller: Some(by.clone()), callee: callee.clone(), dial_string });
    }

    fn ends(&mut self, channel: &ChannelSnapshot<'static>, status: &str, forward: Option<&str>) {
        let callee = channel.clone();
        let forward = forward.map(|forward| forward.to_owned().into());
        self.tell(Signal::DialEnded { caller: None, callee, status: status.to_owned().into(), forward });
        self.tell(Signal::ChannelEnded { channel: channel.clone(), cause: HangupCause::NORMAL_CLEARING });
    }

    /// One ringing of every kind, each for twenty seconds.
    fn first_ringings(&mut self) {
        use ChannelState::{Down, Ring, Ringing, Up};
        let forwarded = FORWARDED.part("PJSIP/110-00000f11", 1);
        self.born(&forwarded, Down);
        self.calls(&forwarded, "PJSIP/110");
        self.ends(&forwarded, "NOANSWER", Some("103@from-internal"));

        let local = |first: &First, number: &str| {
            let half = |no| first.part(&format!("Local/{number}@agents-00000f12;{no}"), no);
            (half(1), half(2), first.part(&format!("PJSIP/{number}-00000f12"), 3))
        };
        for (first, number, hung_up) in [(BEHIND_LOCAL, "112", false), (HUNG_UP_BEHIND_LOCAL, "116", true)] {
            let (one, two, phone) = local(&first, number);
            self.born(&one, Down);
            self.born(&two, Ring);
            self.calls(&one, &format!("Local/{number}@agents/n"));
            self.born(&phone, Down);
            self.dials(&two, &phone, number);
            self.is(&phone, Ringing);
            self.wait(Duration::from_secs(20));
            if hung_up {
                self.is(&phone, Up);
            }
            self.ends(&phone, if hung_up { "ANSWER" } else { "NOANSWER" }, None);
            self.ends(&one, "NOANSWER", None);
            self.ends(&two, "NOANSWER", None);
        }

        let picked_up = PICKED_UP.part("PJSIP/113-00000f13", 1);
        self.born(&picked_up, Down);
        self.calls(&picked_up, "PJSIP/113");
        self.is(&picked_up, Up);
        self.ends(&picked_up, "ANSWER", None);

        let unseen = NOT_SEEN_TO_BEGIN.part("PJSIP/114-00000f14", 1);
        self.calls(&unseen, "PJSIP/114");
        self.ends(&unseen, "NOANSWER", None);

        let outside = OUTSIDE.part("PJSIP/berlin-00000f15", 1);
        self.born(&outside, Down);
        self.calls(&outside, "PJSIP/2025550155@berlin");
        self.is(&outside, Ringing);
        self.wait(Duration::from_secs(25));
        self.ends(&outside, "NOANSWER", None);

        // Its phone rings somebody else in its stead.
        let calls_back = CALLS_BACK.part("PJSIP/117-00000f17", 1);
        let called = CALLS_BACK.part("PJSIP/118-00000f18", 2);
        self.born(&calls_back, Down);
        self.calls(&calls_back, "PJSIP/117");
        self.born(&called, Down);
        self.dials(&calls_back, &called, "118");
        self.ends(&called, "NOANSWER", None);
        self.ends(&calls_back, "NOANSWER", None);

        // Neither the call of this one nor its channel was seen.
        self.lets_ring("PJSIP/119");
    }

    fn lets_ring(&mut self, interface: &'static str) {
        let member = MemberSnapshot { queue: "sales".into(), interface: interface.into(), name: None };
        self.tell(Signal::MemberLetRing { channel: caller(), member });
    }
}

/// What is still to be told of for itself stays: who sent the call on, who picked up, who was not seen to begin.
#[test]
fn of_many_ringings_only_those_in_vain_are_folded() {
    let after = |rounds: u32| {
        let mut waiting = Waiting::new();
        waiting.first_ringings();
        for round in 0..rounds {
            waiting.round(round);
            if round == 29 {
                waiting.lets_ring("PJSIP/120");
            }
        }
        waiting.last.unwrap()
    };
    let (whole, folded) = (after(30), after(45));
    assert_eq!(whole.legs_left_out, 0);
    assert!(folded.legs_left_out > 80);
    let all =
        [FORWARDED, BEHIND_LOCAL, PICKED_UP, NOT_SEEN_TO_BEGIN, OUTSIDE, HUNG_UP_BEHIND_LOCAL, CALLS_BACK];
    for First { id, stays } in all {
        let prefix = format!("17952000{id}");
        let of_it = |call: &Call| -> Vec<String> {
            let ids = call.legs.iter().map(|leg| leg.uniqueid.as_str().to_owned());
            ids.filter(|uniqueid| uniqueid.starts_with(&prefix)).collect()
        };
        let before = of_it(&whole);
        assert!(!before.is_empty());
        let want = if stays { before } else { Vec::new() };
        assert_eq!(of_it(&folded), want, "{id}");
    }
    let told = |call: &Call| {
        let mut parties: Vec<_> =
            call.parties.iter().map(|party| (party.number.clone(), party.role, party.outcome)).collect();
        parties.sort_by(|one, other| one.0.cmp(&other.0));
        parties
    };
    assert_eq!(told(&folded), told(&whole));
    assert_eq!((whole.ring_ms / 1_000, folded.ring_ms / 1_000), (25, 25));
    assert_eq!((folded.direction, &folded.forwards), (whole.direction, &whole.forwards));
    assert!(folded.reconstructed);
    for (member, outcome) in [
        ("112", AttemptOutcome::NoAnswer),
        ("113", AttemptOutcome::NoAnswer),
        ("116", AttemptOutcome::NoAnswer),
        ("119", AttemptOutcome::NoAnswer),
    ] {
        assert_eq!(
            attempts(&folded, member, outcome).0,
            1,
            "{member}: {:?}",
            folded.queue_visits[0].attempts
        );
        assert_eq!(attempts(&whole, member, outcome), attempts(&folded, member, outcome), "{member}");
    }
    let visit = &folded.queue_visits[0];
    assert!(visit.earlier_attempts.iter().any(|earlier| &*earlier.member == "119"));
    assert!(visit.attempts.iter().any(|attempt| &*attempt.member == "120"), "it is among the last");
}

/// What becomes of those who ring when the caller goes depends on when that was.
#[test]
fn nothing_is_folded_once_the_caller_goes() {
    let mut waiting = Waiting::new();
    (0..40).for_each(|round| waiting.round(round));
    let phone = member(40, 0);
    waiting.born(&phone, ChannelState::Down);
    waiting.calls(&phone, "PJSIP/100");
    let by = callflow_core::signal::HangupAsk::Phone;
    waiting.tell(Signal::HangupAsked { channel: caller(), by, cause: None });
    waiting.ends(&phone, "CANCEL", None);
    assert_eq!(waiting.give_up().legs_left_out, 0);
}
