//! Any events in any order and at any time: the core keeps its laws.
//!
//! It never panics; the same log gives the same changes; a saved and restored state goes on as if nothing had been; a
//! tick before its time changes nothing; every call that begins ends once, and in the end nothing is left of any.

#![no_main]

use ami_proto::Decoder;
use callflow_core::{CallFlow, Change, Input, Plan, Timestamp};
use callflow_fuzz::laws;
use callflow_fuzz::traffic::{self, Received, What};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&save_at, orders)) = input.split_first() else { return };
    let story = traffic::story(orders);

    let (changes, core) = run(&story, Disturbance::None);
    laws::every_call_begins_and_ends_once(&changes);
    assert_eq!(core.live_count(), 0, "calls are left: {:?}", core.live_calls());

    let (again, _) = run(&story, Disturbance::None);
    assert_eq!(changes, again, "the same log gives other changes");

    let at = usize::from(save_at & 0x7f) % story.len();
    let undrained = save_at & 0x80 != 0;
    let (restored, _) = run(&story, Disturbance::Restore { at, undrained });
    assert_eq!(changes, restored, "saving and restoring at step {at} makes a difference");

    let (ticked, _) = run(&story, Disturbance::EarlyTicks);
    assert_eq!(changes, ticked, "ticks before their time make a difference");
});

/// What is done to a run that must make no difference.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Disturbance {
    None,
    /// The state is saved and restored after this step, with the step's changes still in it or taken out before.
    Restore {
        at: usize,
        undrained: bool,
    },
    /// After each step comes a tick, unless one is due.
    EarlyTicks,
}

fn run(story: &[Received], disturbance: Disturbance) -> (Vec<Change>, CallFlow) {
    let mut core = CallFlow::new("fuzz", Plan::default());
    let mut decoder = Decoder::new();
    let mut changes = Vec::new();
    for (step, received) in story.iter().enumerate() {
        let now = Timestamp::from_unix_micros(received.at_micros);
        // What was due since the step before, as a driver would have done it.
        while let Some(due) = core.poll_timeout().filter(|due| *due < now) {
            core.handle(Input::Tick, due);
            changes.extend(drain(&mut core));
            assert!(core.poll_timeout() != Some(due), "a tick does not settle what was due");
        }
        match &received.what {
            What::Event(wire) => {
                decoder.feed(wire);
                let frame = decoder.next().expect("a whole event").expect("a small event");
                core.handle(Input::Ami(frame), now);
            }
            What::LinkLost => core.handle(Input::LinkLost, now),
            What::Silence => core.handle(Input::Tick, now),
        }
        match disturbance {
            Disturbance::Restore { at, undrained: true } if at == step => core = through_json(&core),
            Disturbance::Restore { at, undrained: false } if at == step => {
                changes.extend(drain(&mut core));
                core = through_json(&core);
            }
            Disturbance::EarlyTicks if core.poll_timeout().is_none_or(|due| due > now) => {
                core.handle(Input::Tick, now)
            }
            _ => {}
        }
        changes.extend(drain(&mut core));
    }
    (changes, core)
}

fn drain(core: &mut CallFlow) -> impl Iterator<Item = Change> {
    core::iter::from_fn(|| core.poll_output())
}

/// What a program does that stops and starts again.
fn through_json(core: &CallFlow) -> CallFlow {
    let saved = serde_json::to_vec(&core.save()).expect("the state can be written");
    CallFlow::restore(Plan::default(), serde_json::from_slice(&saved).expect("the state can be read"))
}
