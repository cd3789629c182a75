//! A small made-up Asterisk for property tests: a handful of channels and bridges, and anything may happen.

use std::time::Duration;

use callflow_core::device_state::DeviceState;
use callflow_core::signal::{
    BridgeKind, BridgeSnapshot, ChannelSnapshot, ChannelState, HangupAsk, KnownVariable, MemberSnapshot,
    MemberStatus, ParkEnd, Signal,
};
use callflow_core::{HangupCause, Input, Timestamp};
use proptest::prelude::*;

/// A channel's number, from 0.
pub(crate) type Ch = u8;

pub(crate) const CHANNELS: Ch = 6;

#[derive(Clone, Debug)]
pub(crate) enum Happening {
    Created(Ch, Ch, u16),
    State(Ch, u16),
    CallerId(Ch, bool),
    Step(Ch, usize),
    DialBegan(Option<Ch>, Ch, bool),
    DialRings(Ch),
    DialEnded(Ch, usize),
    Entered(Ch, u8, u8),
    Left(Ch, u8),
    BridgeGone(u8),
    Halves(Ch, Ch),
    Asked(Ch, u8),
    Ended(Ch, u16),
    Held(Ch, bool),
    Queue(Ch, u8),
    Member(Ch, Ch, u8),
    Transferred(Ch, Ch, bool),
    Parked(Ch, Ch, u8),
    PickedUp(Ch, Ch),
    Conference(Ch),
    Originated(Option<Ch>),
    Recording(Ch, u8),
    Key(Ch, char),
    Variable(Ch, bool),
    Standing(u8, u8, bool),
    NoMember(u8),
    Pool(Ch, bool),
    LinkLost,
    Booted(bool),
    Tick,
}

const APPLICATIONS: [(&str, &str); 8] = [
    ("Dial", "PJSIP/101&PJSIP/2025550111@trunk,20"),
    ("Busy", ""),
    ("Congestion", ""),
    ("Queue", "sales,t,,,4"),
    ("VoiceMail", "100@default,b"),
    ("VoiceMailMain", ""),
    ("AgentLogin", "1001"),
    ("MixMonitor", "a.wav,b"),
];

const STATUSES: [&str; 6] = ["ANSWER", "BUSY", "NOANSWER", "CANCEL", "CONGESTION", "CHANUNAVAIL"];

pub(crate) fn happening() -> impl Strategy<Value = Happening> {
    use Happening as H;
    let ch = || 0..CHANNELS;
    prop_oneof![
        6 => (ch(), ch(), 0..7_u16).prop_map(|(c, linked, state)| H::Created(c, linked, state)),
        3 => (ch(), 0..9_u16).prop_map(|(c, state)| H::State(c, state)),
        1 => (ch(), any::<bool>()).prop_map(|(c, inside)| H::CallerId(c, inside)),
        2 => (ch(), 0..APPLICATIONS.len()).prop_map(|(c, app)| H::Step(c, app)),
        4 => (prop::option::of(ch()), ch(), any::<bool>()).prop_map(|(a, b, out)| H::DialBegan(a, b, out)),
        1 => ch().prop_map(H::DialRings),
        3 => (ch(), 0..STATUSES.len()).prop_map(|(c, status)| H::DialEnded(c, status)),
        6 => (ch(), 0..3_u8, 0..3_u8).prop_map(|(c, bridge, kind)| H::Entered(c, bridge, kind)),
        4 => (ch(), 0..3_u8).prop_map(|(c, bridge)| H::Left(c, bridge)),
        1 => (0..3_u8).prop_map(H::BridgeGone),
        1 => (ch(), ch()).prop_map(|(a, b)| H::Halves(a, b)),
        2 => (ch(), 0..3_u8).prop_map(|(c, by)| H::Asked(c, by)),
        3 => (ch(), prop::sample::select(vec![0, 1, 16, 17, 19, 21, 26, 34, 127])).prop_map(|(c, cause)| H::Ended(c, cause)),
        1 => (ch(), any::<bool>()).prop_map(|(c, on)| H::Held(c, on)),
        2 => (ch(), 0..3_u8).prop_map(|(c, what)| H::Queue(c, what)),
        2 => (ch(), ch(), 0..4_u8).prop_map(|(a, b, what)| H::Member(a, b, what)),
        1 => (ch(), ch(), any::<bool>()).prop_map(|(a, b, blind)| H::Transferred(a, b, blind)),
        1 => (ch(), ch(), 0..4_u8).prop_map(|(a, b, what)| H::Parked(a, b, what)),
        1 => (ch(), ch()).prop_map(|(a, b)| H::PickedUp(a, b)),
        1 => ch().prop_map(H::Conference),
        1 => prop::option::of(ch()).prop_map(H::Originated),
        1 => (ch(), 0..4_u8).prop_map(|(c, what)| H::Recording(c, what)),
        1 => (ch(), prop::sample::select(vec!['1', '#', '*'])).prop_map(|(c, digit)| H::Key(c, digit)),
        1 => (ch(), any::<bool>()).prop_map(|(c, queue)| H::Variable(c, queue)),
        3 => (0..3_u8, 0..4_u8, any::<bool>()).prop_map(|(who, state, paused)| H::Standing(who, state, paused)),
        1 => (0..3_u8).prop_map(H::NoMember),
        1 => (ch(), any::<bool>()).prop_map(|(c, on)| H::Pool(c, on)),
        1 => Just(H::LinkLost),
        1 => any::<bool>().prop_map(H::Booted),
        1 => Just(H::Tick),
    ]
}

/// Happenings with the milliseconds since the one before; all together less than a call is remembered.
pub(crate) fn log() -> impl Strategy<Value = Vec<(u64, Happening)>> {
    prop::collection::vec((0..400_u64, happening().boxed()), 1..120)
}

pub(crate) fn start() -> Timestamp {
    Timestamp::from_unix_micros(1_795_198_571_000_000)
}

pub(crate) fn times(log: &[(u64, Happening)]) -> impl Iterator<Item = (Timestamp, &Happening)> {
    log.iter().scan(start(), |now, (after, happening)| {
        *now = now.saturating_add(Duration::from_millis(*after));
        Some((*now, happening))
    })
}

pub(crate) fn channel(number: Ch) -> ChannelSnapshot<'static> {
    // Half of the channels are phones, two are the halves of a Local channel, one is a trunk.
    let name = match number {
        0..=2 => format!("PJSIP/10{number}-0000000{number}"),
        3 => "Local/105@from-internal-00000001;1".to_owned(),
        4 => "Local/105@from-internal-00000001;2".to_owned(),
        _ => format!("PJSIP/trunk-0000000{number}"),
    };
    ChannelSnapshot {
        name: name.into(),
        uniqueid: format!("1795198571.{number}").into(),
        linkedid: Some(format!("1795198571.{number}").into()),
        context: Some("from-internal".into()),
        exten: Some(format!("10{number}").into()),
        ..ChannelSnapshot::default()
    }
}

/// The channels that a happening is of.
pub(crate) fn channels(happening: &Happening) -> Vec<Ch> {
    use Happening as H;
    match *happening {
        H::DialBegan(None, c, _)
        | H::Created(c, ..)
        | H::State(c, _)
        | H::CallerId(c, _)
        | H::Step(c, _)
        | H::DialRings(c)
        | H::DialEnded(c, _)
        | H::Entered(c, ..)
        | H::Left(c, _)
        | H::Asked(c, _)
        | H::Ended(c, _)
        | H::Held(c, _)
        | H::Queue(c, _)
        | H::Conference(c)
        | H::Originated(Some(c))
        | H::Recording(c, _)
        | H::Key(c, _)
        | H::Pool(c, _)
        | H::Variable(c, _) => vec![c],
        H::DialBegan(Some(a), b, _)
        | H::Halves(a, b)
        | H::Member(a, b, _)
        | H::Parked(a, b, _)
        | H::PickedUp(a, b)
        | H::Transferred(a, b, true) => vec![a, b],
        H::Transferred(a, b, false) => vec![a, b, (b + 1) % CHANNELS],
        H::BridgeGone(_)
        | H::Originated(None)
        | H::Standing(..)
        | H::NoMember(_)
        | H::LinkLost
        | H::Booted(_)
        | H::Tick => Vec::new(),
    }
}

fn bridge(number: u8, kind: u8) -> BridgeSnapshot<'static> {
    let kind = [BridgeKind::Talk, BridgeKind::Talk, BridgeKind::Conference][usize::from(kind)];
    BridgeSnapshot { id: format!("bridge-{number}").into(), kind }
}

fn member() -> MemberSnapshot<'static> {
    MemberSnapshot { queue: "sales".into(), interface: "PJSIP/101".into(), name: Some("Bob".into()) }
}

/// One of two extensions and a phone without a number, in one of two queues.
fn member_of(who: u8) -> MemberSnapshot<'static> {
    let interface = ["PJSIP/101", "Local/102@agents/n", "Local/id-12@agents/n"][usize::from(who)];
    let queue = ["sales", "support", "sales"][usize::from(who)];
    MemberSnapshot { queue: queue.into(), interface: interface.into(), name: None }
}

/// The input that a happening is.
pub(crate) fn input(happening: &Happening, now: Timestamp) -> Input<'static> {
    let queue = || "sales".into();
    let signal = match *happening {
        Happening::Created(c, linked, state) => Signal::ChannelCreated(ChannelSnapshot {
            linkedid: Some(format!("1795198571.{linked}").into()),
            state: Some(ChannelState::from_number(state)),
            ..channel(c)
        }),
        Happening::State(c, state) => Signal::ChannelChanged(ChannelSnapshot {
            state: Some(ChannelState::from_number(state)),
            ..channel(c)
        }),
        Happening::CallerId(c, inside) => Signal::CallerIdSet(ChannelSnapshot {
            caller_number: Some(if inside { "201" } else { "+15125550100" }.into()),
            ..channel(c)
        }),
        Happening::Step(c, app) => Signal::DialplanStep {
            channel: channel(c),
            application: APPLICATIONS[app].0.into(),
            data: APPLICATIONS[app].1.into(),
        },
        Happening::DialBegan(a, b, out) => Signal::DialBegan {
            caller: a.map(channel),
            callee: channel(b),
            dial_string: Some(if out { "2025550111@trunk" } else { "101" }.into()),
        },
        Happening::DialRings(c) => Signal::DialRings { callee: channel(c) },
        Happening::DialEnded(c, status) => Signal::DialEnded {
            caller: None,
            callee: channel(c),
            status: STATUSES[status].into(),
            forward: None,
        },
        Happening::Entered(c, b, kind) => {
            Signal::BridgeEntered { bridge: bridge(b, kind), channel: channel(c), swapped: None }
        }
        Happening::Left(c, b) => Signal::BridgeLeft { bridge: bridge(b, 0), channel: channel(c) },
        Happening::BridgeGone(b) => Signal::BridgeDestroyed { bridge: bridge(b, 0) },
        Happening::Halves(a, b) => Signal::LocalJoined { one: channel(a), two: channel(b) },
        Happening::Asked(c, by) => Signal::HangupAsked {
            channel: channel(c),
            by: [HangupAsk::Phone, HangupAsk::Asterisk, HangupAsk::Shutdown][usize::from(by)],
            cause: Some(HangupCause::NORMAL_CLEARING),
        },
        Happening::Ended(c, cause) => {
            Signal::ChannelEnded { channel: channel(c), cause: HangupCause::new(cause) }
        }
        Happening::Held(c, true) => Signal::Held(channel(c)),
        Happening::Held(c, false) => Signal::Unheld(channel(c)),
        Happening::Queue(c, 0) => {
            Signal::QueueJoined { channel: channel(c), queue: queue(), position: Some(1) }
        }
        Happening::Queue(c, 1) => Signal::QueueLeft { channel: channel(c), queue: queue() },
        Happening::Queue(c, _) => Signal::QueueAbandoned { channel: channel(c), queue: queue() },
        Happening::Member(a, b, 0) => {
            Signal::MemberCalled { channel: channel(a), callee: channel(b), member: member() }
        }
        Happening::Member(a, b, 1) => {
            Signal::MemberConnected { channel: channel(a), callee: channel(b), member: member() }
        }
        Happening::Member(a, _, 2) => {
            Signal::MemberCompleted { channel: channel(a), member: member(), reason: None }
        }
        Happening::Member(a, ..) => Signal::MemberLetRing { channel: channel(a), member: member() },
        Happening::Transferred(a, b, true) => {
            Signal::BlindTransferred { transferer: channel(a), transferee: channel(b), exten: "102".into() }
        }
        Happening::Transferred(a, b, false) => Signal::AttendedTransferred {
            first: channel(a),
            second: channel(b),
            transferee: None,
            target: Some(Box::new(channel((b + 1) % CHANNELS))),
        },
        Happening::Parked(c, _, 0) => Signal::Parked {
            since: Duration::ZERO,
            parkee: channel(c),
            parker: Some("PJSIP/101".into()),
            lot: Some("default".into()),
            space: Some("901".into()),
        },
        Happening::Parked(a, b, 1) => Signal::Unparked { parkee: channel(a), retriever: channel(b) },
        Happening::Parked(c, _, 2) => Signal::ParkEnded { parkee: channel(c), end: ParkEnd::Timeout },
        Happening::Parked(c, ..) => Signal::ParkEnded { parkee: channel(c), end: ParkEnd::GivenUp },
        Happening::PickedUp(a, b) => Signal::PickedUp { picker: channel(a), target: channel(b) },
        Happening::Conference(c) => {
            Signal::ConferenceJoined { channel: channel(c), conference: "800".into() }
        }
        Happening::Originated(c) => Signal::Originated {
            channel: c
                .map(channel)
                .unwrap_or(ChannelSnapshot { name: "PJSIP/101".into(), ..Default::default() }),
            exten: Some("102".into()),
            succeeded: c.is_some(),
        },
        Happening::Recording(c, 0) => Signal::RecordingStarted(channel(c)),
        Happening::Recording(c, 1) => Signal::RecordingStopped(channel(c)),
        Happening::Recording(c, what) => Signal::RecordingMuted { channel: channel(c), muted: what == 2 },
        Happening::Key(c, digit) => Signal::KeyPressed { channel: channel(c), digit },
        Happening::Variable(c, is_queue) => Signal::VariableSet {
            channel: channel(c),
            variable: if is_queue { KnownVariable::QueueStatus } else { KnownVariable::MixMonitorFilename },
            value: "TIMEOUT".into(),
        },
        Happening::Standing(who, state, paused) => Signal::MemberChanged(MemberStatus {
            member: member_of(who),
            state: [
                None,
                Some(DeviceState::NotInUse),
                Some(DeviceState::InUse),
                Some(DeviceState::Unavailable),
            ][usize::from(state)],
            paused,
            reason: paused.then(|| "lunch".into()),
            penalty: 0,
            in_call: false,
            wrap_up_s: Some(1),
        }),
        Happening::NoMember(who) => Signal::MemberRemoved(member_of(who)),
        Happening::Pool(c, true) => Signal::AgentLoggedIn { channel: channel(c), agent: "1001".into() },
        Happening::Pool(c, false) => Signal::AgentLoggedOff { channel: channel(c), agent: "1001".into() },
        Happening::LinkLost => return Input::LinkLost,
        Happening::Booted(anew) => {
            Signal::Booted { since: Some(if anew { now } else { Timestamp::default() }) }
        }
        Happening::Tick => return Input::Tick,
    };
    Input::Signal(signal, None)
}
