//! Events late, repeated and missing: what every recording tells in disorder.
//!
//! Events of one channel come in order, those of different channels do not; some come twice; any may be lost. There
//! is no panic, no call stays open, none is invented, and the record differs only in what the missing event said.

pub(crate) mod differences;
mod missing;

use std::collections::{BTreeMap, BTreeSet};

use ami_proto::OwnedFrame;
use callflow_core::call::Call;
use callflow_core::{CallFlow, CallId, Change, ChangeKind, Plan, Timestamp};

use self::differences::differences;
use crate::captures::last_records;
use crate::recording::{Step, feed, folders, read};

/// How far events of different channels get out of order.
const WINDOW_MICROS: u64 = 50_000;

/// One event in so many comes twice.
const ONE_IN: u64 = 4;

/// What a recording tells.
struct Told {
    /// The calls that became part of no other.
    calls: BTreeMap<CallId, Call>,
    anomalies: usize,
}

impl Told {
    fn of(changes: &[Change]) -> Self {
        let calls = last_records(changes).into_iter().filter(|call| call.merged_into.is_none());
        Self {
            calls: calls.map(|call| (call.id.clone(), call)).collect(),
            anomalies: changes.iter().filter(|c| matches!(c.kind, ChangeKind::Anomaly(_))).count(),
        }
    }

    /// Where another telling of the same recording differs.
    fn differences(&self, other: &Self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        found.extend(
            other.calls.keys().filter(|id| !self.calls.contains_key(*id)).map(|id| format!("{id} invented")),
        );
        found.extend(
            self.calls.keys().filter(|id| !other.calls.contains_key(*id)).map(|id| format!("{id} lost")),
        );
        if self.anomalies != other.anomalies {
            found.insert("anomalies".to_owned());
        }
        for (id, call) in &self.calls {
            if let Some(other) = other.calls.get(id) {
                found.extend(differences(call, other));
            }
        }
        found
    }
}

fn flow() -> CallFlow {
    CallFlow::new("default", Plan::default())
}

fn play<'s>(steps: impl IntoIterator<Item = (Timestamp, &'s Step)>) -> (CallFlow, Vec<Change>) {
    let mut flow = flow();
    let changes = steps.into_iter().flat_map(|(at, step)| feed(&mut flow, at, step)).collect();
    (flow, changes)
}

fn in_order(steps: &[(Timestamp, Step)]) -> impl Iterator<Item = (Timestamp, &Step)> {
    steps.iter().map(|(at, step)| (*at, step))
}

/// Numbers that look random and are the same each time (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (number ^ (number >> 31)) % end
    }
}

/// Whose order must be kept.
#[derive(Clone, Copy)]
enum InOrder {
    /// All channels that an event speaks of.
    AllChannels,
    /// The one channel that an event is of: a `DialBegin` may come before the `Newchannel` of whom it calls.
    OwnChannel,
}

fn channels(frame: &OwnedFrame, keeps: InOrder) -> Vec<Vec<u8>> {
    let frame = frame.as_frame();
    let speaks_of = |name: &[u8]| match keeps {
        InOrder::AllChannels => name.ends_with(b"Uniqueid") && name != b"BridgeUniqueid",
        InOrder::OwnChannel => name == b"Uniqueid",
    };
    frame.headers().filter(|header| speaks_of(header.name)).map(|header| header.value.to_vec()).collect()
}

/// Lets each event be late by up to the window, but not overtake one of its channels; none passes a lost link.
fn shuffled(steps: &[(Timestamp, Step)], keeps: InOrder, seed: u64) -> Vec<(Timestamp, &Step)> {
    let mut numbers = Numbers(seed);
    let mut last: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
    let (mut earliest, mut latest) = (i64::MIN, i64::MIN);
    let mut late = Vec::new();
    for (at, step) in steps {
        let mut comes =
            (at.unix_micros() + i64::try_from(numbers.below(WINDOW_MICROS)).unwrap()).max(earliest);
        match step {
            Step::LinkLost => {
                comes = comes.max(latest);
                earliest = comes;
            }
            Step::Event(frame) => {
                for channel in channels(frame, keeps) {
                    let before = last.entry(channel).or_insert(comes);
                    comes = comes.max(*before);
                }
                for channel in channels(frame, keeps) {
                    last.insert(channel, comes);
                }
            }
        }
        latest = latest.max(comes);
        late.push((Timestamp::from_unix_micros(comes), step));
    }
    late.sort_by_key(|(at, _)| *at);
    late
}

/// Lets some events come again within `late` microseconds, before the link is lost.
fn repeated(steps: &[(Timestamp, Step)], late: u64, seed: u64) -> Vec<(Timestamp, &Step)> {
    let mut numbers = Numbers(seed);
    let mut out = Vec::new();
    for connection in steps.split_inclusive(|(_, step)| matches!(step, Step::LinkLost)) {
        let end = connection.last().map(|(at, _)| *at).unwrap();
        let begin = out.len();
        for (at, step) in connection {
            out.push((*at, step));
            if matches!(step, Step::Event(_)) && numbers.below(ONE_IN) == 0 {
                let again = at.unix_micros() + i64::try_from(numbers.below(late + 1)).unwrap();
                out.push((Timestamp::from_unix_micros(again).min(end), step));
            }
        }
        // The sort is stable: what comes at once comes just behind its first.
        out[begin..].sort_by_key(|(at, step)| (*at, matches!(step, Step::LinkLost)));
    }
    out
}

/// Plays every recording in some disorder, and holds it against the recording as it is.
fn holds_on_all(disorder: impl Fn(&[(Timestamp, Step)]) -> Vec<(Timestamp, &Step)>, may_differ: &[&str]) {
    let mut wrong = Vec::new();
    for folder in folders() {
        let steps = read(&folder);
        let whole = Told::of(&play(in_order(&steps)).1);
        let (flow, changes) = play(disorder(&steps));
        assert_eq!(flow.live_count(), 0, "{}", folder.display());
        crate::laws::check_story_of_changes(&changes);
        let mut differs = whole.differences(&Told::of(&changes));
        differs.retain(|what| !may_differ.contains(&&**what));
        for (_, fields) in HERE.iter().filter(|(name, _)| folder.ends_with(name)) {
            differs.retain(|what| !fields.contains(&&**what));
        }
        if !differs.is_empty() {
            wrong.push((folder, differs));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What follows from the order of events: that of lists, which of two bridges names a talk over both, which of two
/// channels of a call sets a variable last, and whether two calls were told before they turned out to be one.
const IN_ANY_ORDER: &[&str] =
    &["legs in order", "merged", "parties in order", "segments.bridge", "variables"];

/// What may differ in some recordings.
const HERE: &[(&str, &[&str])] = &[
    // Those who hear a page all leave it at once, so that the last of them is anyone.
    ("47-fp-page-intercom", &["final_party", "segments", "segments.parties"]),
    // Whom a blind transfer reached is told by the order of the transfer and of the calling that follows it.
    ("53-fp-queue-member-transfers", &["legs.role", "parties.role"]),
    // A step told again just after the next one makes a `Queue()` that was about to let the caller in look over.
    ("55-fp-queue-withdraw", &["turned_away"]),
    // A `Dial()` told again just after it failed tries those anew whom it did not reach.
    ("66-fp-names-that-say-nothing", &["parties"]),
    // The end of a dial that overtakes the other half of its Local channel is that of no dial.
    ("107-originate-to-a-queue-first", &["legs.dial_status"]),
    // A step told again just after the next one hides that the next one was no jump of the dial plan: a redirect is
    // then not seen, and the number that the trunk is to show is taken for the caller's.
    ("85-redirect-out-of-a-conference", &["transfers"]),
    ("102-page-and-disa", &["legs.number", "final_party"]),
    // A queue whose member is another queue is joined in one go with it, so that either visit may be told first.
    (
        "93-queue-in-a-queue",
        &[
            "queue",
            "queue_visits.attempts",
            "queue_visits.left_at",
            "queue_visits.member",
            "queue_visits.queue",
            "queue_visits.wait_ms",
        ],
    ),
    // A caller who is sent on leaves one bridge and reaches the next place at once: which of the steps there is told
    // first decides whether it is taken for a redirect, and whom it was that the first of them called.
    ("80-back-into-the-same-queue", &["transfers"]),
    ("91-parks-and-transfers-of-random-names", &["parties"]),
    // Of two diversions of one call, on channels of their own, either may be told first.
    ("114-diverted-outside-and-twice", &["forwards"]),
    // What comes again of an agent's standing line after it left a caller lends it to that call once more.
    ("56-fp-agent-pool", &["legs.ended_at", "queue_visits.talk_ms", "segments", "segments.to"]),
];

/// What follows from an event that comes again after a later one of its channel: the caller ID and the channel
/// variables in it were true before.
const OF_OLD_NEWS: &[&str] = &["caller", "legs.name", "variables"];

#[test]
fn events_of_different_channels_may_overtake_each_other() {
    holds_on_all(|steps| shuffled(steps, InOrder::AllChannels, 1), IN_ANY_ORDER);
}

#[test]
fn an_event_may_come_before_the_beginning_of_the_second_channel_it_speaks_of() {
    holds_on_all(|steps| shuffled(steps, InOrder::OwnChannel, 1), IN_ANY_ORDER);
}

#[test]
fn any_event_may_be_repeated_at_once() {
    holds_on_all(|steps| repeated(steps, 0, 1), &[]);
}

#[test]
fn any_event_may_be_repeated_late() {
    holds_on_all(|steps| repeated(steps, WINDOW_MICROS, 1), OF_OLD_NEWS);
}

#[test]
#[ignore = "takes minutes; run it with --release"]
fn every_recording_holds_in_many_disorders() {
    for seed in 2..12 {
        holds_on_all(|steps| shuffled(steps, InOrder::AllChannels, seed), IN_ANY_ORDER);
        holds_on_all(|steps| shuffled(steps, InOrder::OwnChannel, seed), IN_ANY_ORDER);
        holds_on_all(|steps| repeated(steps, 0, seed), &[]);
    }
}
