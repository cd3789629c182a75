//! AMI events → [`Signal`]s. The one place in the core that knows AMI.
//!
//! The headers of an event are read in one pass a channel, because an event has some twenty-seven of them and
//! most say nothing about the call.

mod fields;
mod listed;
mod registration;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::time::Duration;

use ami_proto::{Frame, FrameKind};

use self::fields::{bridge, channel, channel_of, member, number, text, uniqueid_of};
use self::listed::listed;
use crate::cause::HangupCause;
use crate::device_state::{DeviceState, ExtensionStatus};
use crate::signal::{HangupAsk, KnownVariable, MemberStatus, ParkEnd, Signal};
use crate::source::channel::soft_hangup_by;
use crate::time::Timestamp;

/// The event's own time: the header `Timestamp`, sent where `timestampevents = yes` (manager.conf).
#[must_use]
pub fn stamp(frame: &Frame<'_>) -> Option<Timestamp> {
    Timestamp::from_unix_text(&text(frame, "Timestamp")?)
}

/// The signal of an item of `BridgeInfo`, which names its channel and not the bridge that was asked about.
#[must_use]
pub fn channel_in_bridge<'a>(frame: &Frame<'a>, bridge: &'a str) -> Option<Signal<'a>> {
    listed::in_bridge(frame, bridge)
}

/// The signal that an event gives, `None` for a frame that is no event and for an event that tells nothing of
/// calls, queues or extensions.
///
/// `now` is when the event was received; `FullyBooted` tells a span and not a time.
#[must_use]
pub fn signal<'a>(frame: &Frame<'a>, now: Timestamp) -> Option<Signal<'a>> {
    if frame.kind() != FrameKind::Event {
        return None;
    }
    let signal = match frame.event_name()? {
        // Half of all bytes, so it comes first and leaves early.
        b"VarSet" => return variable_set(frame),
        b"Newexten" => Signal::DialplanStep {
            application: text(frame, "Application")?,
            data: text(frame, "AppData").unwrap_or_default(),
            channel: channel(frame)?,
        },
        b"Newchannel" => Signal::ChannelCreated(channel(frame)?),
        b"Newstate" | b"NewAccountCode" => Signal::ChannelChanged(channel(frame)?),
        b"NewCallerid" => Signal::CallerIdSet(channel(frame)?),
        b"DialBegin" => Signal::DialBegan {
            caller: channel(frame),
            callee: channel_of(frame, "Dest")?,
            dial_string: text(frame, "DialString"),
        },
        b"DialState" => match frame.get("DialStatus")? {
            b"RINGING" => Signal::DialRings { callee: channel_of(frame, "Dest")? },
            _ => return None,
        },
        b"DialEnd" => Signal::DialEnded {
            caller: channel(frame),
            callee: channel_of(frame, "Dest")?,
            status: text(frame, "DialStatus").unwrap_or_default(),
            forward: text(frame, "Forward"),
        },
        b"BridgeEnter" => Signal::BridgeEntered {
            bridge: bridge(frame)?,
            channel: channel(frame)?,
            swapped: text(frame, "SwapUniqueid"),
        },
        b"BridgeLeave" => Signal::BridgeLeft { bridge: bridge(frame)?, channel: channel(frame)? },
        b"BridgeDestroy" => Signal::BridgeDestroyed { bridge: bridge(frame)? },
        b"LocalBridge" => {
            Signal::LocalJoined { one: channel_of(frame, "LocalOne")?, two: channel_of(frame, "LocalTwo")? }
        }
        b"HangupRequest" => {
            Signal::HangupAsked { channel: channel(frame)?, by: HangupAsk::Phone, cause: cause(frame) }
        }
        b"SoftHangupRequest" => soft_hangup(frame)?,
        b"Hangup" => {
            Signal::ChannelEnded { channel: channel(frame)?, cause: cause(frame).unwrap_or_default() }
        }
        b"Hold" => Signal::Held(channel(frame)?),
        b"Unhold" => Signal::Unheld(channel(frame)?),
        b"BlindTransfer" => Signal::BlindTransferred {
            transferer: channel_of(frame, "Transferer")?,
            transferee: channel_of(frame, "Transferee")?,
            exten: text(frame, "Extension")?,
        },
        b"AttendedTransfer" => Signal::AttendedTransferred {
            first: channel_of(frame, "OrigTransferer")?,
            second: channel_of(frame, "SecondTransferer")?,
            transferee: channel_of(frame, "Transferee").map(Box::new),
            target: channel_of(frame, "TransferTarget").map(Box::new),
        },
        b"ParkedCall" => Signal::Parked {
            parkee: channel_of(frame, "Parkee")?,
            parker: text(frame, "ParkerDialString"),
            lot: text(frame, "Parkinglot"),
            space: text(frame, "ParkingSpace"),
            // With an ActionID it is an item of the list that ParkedCalls asked for, not news.
            since: frame
                .get("ActionID")
                .and_then(|_| number(frame, "ParkingDuration"))
                .map_or(Duration::ZERO, Duration::from_secs),
        },
        b"UnParkedCall" => Signal::Unparked {
            parkee: channel_of(frame, "Parkee")?,
            retriever: channel_of(frame, "Retriever")?,
        },
        b"ParkedCallTimeOut" => {
            Signal::ParkEnded { parkee: channel_of(frame, "Parkee")?, end: ParkEnd::Timeout }
        }
        b"ParkedCallGiveUp" => {
            Signal::ParkEnded { parkee: channel_of(frame, "Parkee")?, end: ParkEnd::GivenUp }
        }
        b"Pickup" => Signal::PickedUp { picker: channel(frame)?, target: channel_of(frame, "Target")? },
        b"ConfbridgeJoin" => {
            Signal::ConferenceJoined { channel: channel(frame)?, conference: text(frame, "Conference")? }
        }
        b"MeetmeJoin" => {
            Signal::ConferenceJoined { channel: channel(frame)?, conference: text(frame, "Meetme")? }
        }
        b"OriginateResponse" => Signal::Originated {
            channel: uniqueid_of(frame),
            exten: text(frame, "Exten"),
            succeeded: frame.get("Response") == Some(b"Success"),
        },
        b"MixMonitorStart" | b"MonitorStart" => Signal::RecordingStarted(channel(frame)?),
        b"MixMonitorStop" | b"MonitorStop" => Signal::RecordingStopped(channel(frame)?),
        b"MixMonitorMute" => Signal::RecordingMuted {
            channel: channel(frame)?,
            muted: frame.get("State").is_some_and(|state| state != b"0"),
        },
        b"MessageWaiting" => Signal::MessageLeft(channel(frame)?),
        b"DTMFEnd" => match frame.get("Direction")? {
            b"Received" => {
                Signal::KeyPressed { digit: text(frame, "Digit")?.chars().next()?, channel: channel(frame)? }
            }
            _ => return None,
        },
        b"AgentLogin" => Signal::AgentLoggedIn {
            channel: channel(frame)?,
            agent: text(frame, "Agent").unwrap_or_default(),
        },
        b"AgentLogoff" => Signal::AgentLoggedOff {
            channel: channel(frame)?,
            agent: text(frame, "Agent").unwrap_or_default(),
        },
        b"Shutdown" => Signal::ShuttingDown,
        b"FullyBooted" => Signal::Booted {
            since: number(frame, "Uptime")
                .map(|seconds| now.saturating_sub(core::time::Duration::from_secs(seconds))),
        },
        b"ExtensionStatus" => Signal::ExtensionChanged {
            exten: text(frame, "Exten")?,
            hint: text(frame, "Hint"),
            status: ExtensionStatus::from_bits(&text(frame, "Status")?),
        },
        b"DeviceStateChange" => Signal::DeviceChanged {
            device: text(frame, "Device")?,
            state: DeviceState::from_word(&text(frame, "State")?),
        },
        name => {
            return queue_signal(frame, name)
                .or_else(|| registration::signal(frame, name))
                .or_else(|| listed(frame, name));
        }
    };
    Some(signal)
}

fn queue_signal<'a>(frame: &Frame<'a>, name: &[u8]) -> Option<Signal<'a>> {
    Some(match name {
        b"QueueCallerJoin" => Signal::QueueJoined {
            channel: channel(frame)?,
            queue: text(frame, "Queue")?,
            position: number(frame, "Position").and_then(|position| u32::try_from(position).ok()),
        },
        b"QueueCallerLeave" => Signal::QueueLeft { channel: channel(frame)?, queue: text(frame, "Queue")? },
        b"QueueCallerAbandon" => {
            Signal::QueueAbandoned { channel: channel(frame)?, queue: text(frame, "Queue")? }
        }
        b"AgentCalled" => Signal::MemberCalled {
            channel: channel(frame)?,
            callee: channel_of(frame, "Dest")?,
            member: member(frame)?,
        },
        b"AgentConnect" => Signal::MemberConnected {
            channel: channel(frame)?,
            callee: channel_of(frame, "Dest")?,
            member: member(frame)?,
        },
        b"AgentComplete" => Signal::MemberCompleted {
            channel: channel(frame)?,
            member: member(frame)?,
            reason: text(frame, "Reason"),
        },
        b"AgentRingNoAnswer" => Signal::MemberLetRing { channel: channel(frame)?, member: member(frame)? },
        b"QueueMemberStatus"
        | b"QueueMemberAdded"
        | b"QueueMemberPause"
        | b"QueueMemberPenalty"
        | b"QueueMemberRinginuse"
        | b"QueueMember" => Signal::MemberChanged(MemberStatus {
            member: member(frame)?,
            state: number(frame, "Status").map(member_state),
            paused: frame.get("Paused") == Some(b"1"),
            reason: text(frame, "PausedReason"),
            penalty: number(frame, "Penalty").and_then(|penalty| u32::try_from(penalty).ok()).unwrap_or(0),
            in_call: frame.get("InCall") == Some(b"1"),
            wrap_up_s: number(frame, "Wrapuptime").and_then(|seconds| u32::try_from(seconds).ok()),
        }),
        b"QueueMemberRemoved" => Signal::MemberRemoved(member(frame)?),
        _ => return None,
    })
}

fn variable_set<'a>(frame: &Frame<'a>) -> Option<Signal<'a>> {
    let variable = match frame.get("Variable")? {
        b"QUEUESTATUS" => KnownVariable::QueueStatus,
        b"MIXMONITOR_FILENAME" => KnownVariable::MixMonitorFilename,
        b"VMSTATUS" => KnownVariable::VoicemailStatus,
        _ => return None,
    };
    Some(Signal::VariableSet {
        channel: channel(frame)?,
        variable,
        value: text(frame, "Value").unwrap_or(Cow::Borrowed("")),
    })
}

fn soft_hangup<'a>(frame: &Frame<'a>) -> Option<Signal<'a>> {
    let by = soft_hangup_by(number(frame, "Cause"));
    Some(Signal::HangupAsked { channel: channel(frame)?, by, cause: None })
}

fn cause(frame: &Frame<'_>) -> Option<HangupCause> {
    number(frame, "Cause").and_then(|cause| u16::try_from(cause).ok()).map(HangupCause::new)
}

/// `Status` of a queue member: the numbers of `enum ast_device_state`.
fn member_state(number: u64) -> DeviceState {
    match number {
        1 => DeviceState::NotInUse,
        2 => DeviceState::InUse,
        3 => DeviceState::Busy,
        4 => DeviceState::Invalid,
        5 => DeviceState::Unavailable,
        6 => DeviceState::Ringing,
        7 => DeviceState::RingInUse,
        8 => DeviceState::OnHold,
        _ => DeviceState::Unknown,
    }
}
