//! A caller who waits in a queue that rings all its members, again and again.

use callflow_core::signal::{ChannelSnapshot, ChannelState, MemberSnapshot};
use callflow_core::{CallFlow, HangupCause, Input, Plan, Signal, Timestamp};

use crate::heap;
use crate::rounds::time_spent;
use crate::tracker::drain;

/// How many members are rung at once.
const MEMBERS: u64 = 5;

/// After how many rounds it is looked at.
const AFTER: [u64; 4] = [10, 100, 1_000, 10_000];

/// What the last tenth of so many rounds cost.
#[derive(Debug)]
pub(crate) struct Waited {
    pub(crate) rounds: u64,
    pub(crate) ns_per_event: f64,
    /// Of the tracker, with the call.
    pub(crate) heap_bytes: u64,
}

pub(crate) fn measure() -> Vec<Waited> {
    let before = heap::live_bytes();
    let mut waiting = Waiting::new();
    let mut waited = Vec::new();
    let mut done = 0;
    for rounds in AFTER {
        let from = rounds - rounds / 10;
        (done..from).for_each(|round| waiting.round(round));
        let (begin, events) = (time_spent(), waiting.events);
        (from.max(done)..rounds).for_each(|round| waiting.round(round));
        let spent = (time_spent() - begin).as_secs_f64();
        waited.push(Waited {
            rounds,
            ns_per_event: spent * 1e9 / (waiting.events - events) as f64,
            heap_bytes: heap::live_bytes().saturating_sub(before),
        });
        done = rounds;
    }
    waited
}

struct Waiting {
    flow: CallFlow,
    now_us: i64,
    events: u64,
}

impl Waiting {
    fn new() -> Self {
        let flow = CallFlow::new("default", Plan::default());
        let mut waiting = Self { flow, now_us: 1_795_200_000_000_000, events: 0 };
        waiting.tell(Signal::ChannelCreated(ChannelSnapshot {
            state: Some(ChannelState::Ring),
            caller_number: Some("2025550111".into()),
            ..caller()
        }));
        waiting.tell(Signal::ChannelChanged(ChannelSnapshot { state: Some(ChannelState::Up), ..caller() }));
        waiting.tell(Signal::QueueJoined { channel: caller(), queue: "sales".into(), position: Some(1) });
        waiting
    }

    fn tell(&mut self, signal: Signal<'_>) {
        self.now_us += 1_000;
        self.events += 1;
        self.flow.handle(Input::Signal(signal, None), Timestamp::from_unix_micros(self.now_us));
        drain(&mut self.flow);
    }

    /// All members ring for some seconds, and none answers.
    fn round(&mut self, round: u64) {
        for at in 0..MEMBERS {
            self.tell(Signal::ChannelCreated(ChannelSnapshot {
                state: Some(ChannelState::Down),
                ..member(round, at)
            }));
            self.tell(Signal::DialBegan {
                caller: Some(caller()),
                callee: member(round, at),
                dial_string: Some(format!("10{at}").into()),
            });
            let (channel, callee) = (caller(), member(round, at));
            self.tell(Signal::MemberCalled { channel, callee, member: of_queue(at) });
            self.tell(Signal::DialRings { callee: member(round, at) });
        }
        self.now_us += 15_000_000;
        for at in 0..MEMBERS {
            self.tell(Signal::DialEnded {
                caller: Some(caller()),
                callee: member(round, at),
                status: "NOANSWER".into(),
                forward: None,
            });
            self.tell(Signal::MemberLetRing { channel: caller(), member: of_queue(at) });
            let cause = HangupCause::NORMAL_CLEARING;
            self.tell(Signal::ChannelEnded { channel: member(round, at), cause });
        }
        self.now_us += 5_000_000;
    }
}

fn caller() -> ChannelSnapshot<'static> {
    channel("PJSIP/trunk-00000001".into(), "1795200000.1".into())
}

fn member(round: u64, at: u64) -> ChannelSnapshot<'static> {
    let number = 2 + round * MEMBERS + at;
    channel(format!("PJSIP/10{at}-{number:08x}"), format!("1795200000.{number}"))
}

fn channel(name: String, uniqueid: String) -> ChannelSnapshot<'static> {
    let linkedid = Some("1795200000.1".into());
    ChannelSnapshot { name: name.into(), uniqueid: uniqueid.into(), linkedid, ..ChannelSnapshot::default() }
}

fn of_queue(at: u64) -> MemberSnapshot<'static> {
    MemberSnapshot { queue: "sales".into(), interface: format!("PJSIP/10{at}").into(), name: None }
}
