//! ARI events → [`Signal`]s. The one place in the core that knows ARI.
//!
//! ARI tells nearly all of AMI's events of channels, bridges and dials, in the same order and of the same channels, and
//! nothing of queues, parking lots, pick-ups and `MixMonitor`. Some of that shows in what it does tell: a bridge of class
//! `parking` is a lot, one that `ConfBridge` made is a room, and a variable names the file of a recording. What then is
//! missing is in `docs/truth.md` of the repository.

mod fields;

use alloc::borrow::Cow;
use alloc::boxed::Box;

use ari_client::Event;
use ari_client::event::{BridgeAttendedTransfer, ChannelDialplan, ChannelHangupRequest, ChannelVarset, Dial};
use ari_client::model::DialStatus;

use self::fields::{bridge, cause, channel, is_lot, live_recording, playback, said};
use super::channel::soft_hangup_by;
use super::registration::{contact, pjsip};
use crate::device_state::DeviceState;
use crate::signal::{HangupAsk, KnownVariable, ParkEnd, Signal};
use crate::time::Timestamp;

/// The event's own time, to the millisecond.
#[must_use]
pub fn stamp(event: &Event) -> Option<Timestamp> {
    event.timestamp().map(|date| Timestamp::from_unix_micros(date.unix_ms().saturating_mul(1_000)))
}

/// The signals that an event gives, in order: mostly one, none of an event that tells nothing of calls or extensions.
pub fn signals(event: &Event) -> impl Iterator<Item = Signal<'_>> {
    signal(event).into_iter().chain(further(event))
}

fn signal(event: &Event) -> Option<Signal<'_>> {
    Some(match event {
        // Half of all bytes.
        Event::ChannelVarset(event) => return variable_set(event),
        Event::ChannelDialplan(event) => dialplan_step(event),
        Event::ChannelCreated(event) => Signal::ChannelAppeared(channel(&event.channel)),
        Event::ChannelStateChange(event) => Signal::ChannelChanged(channel(&event.channel)),
        Event::ChannelCallerId(event) => Signal::CallerIdSet(channel(&event.channel)),
        Event::Dial(event) => return dial(event),
        Event::ChannelEnteredBridge(event) => Signal::BridgeEntered {
            bridge: bridge(&event.bridge),
            channel: channel(event.channel.as_ref()?),
            swapped: None,
        },
        Event::ChannelLeftBridge(event) => {
            Signal::BridgeLeft { bridge: bridge(&event.bridge), channel: channel(&event.channel) }
        }
        Event::BridgeDestroyed(event) => Signal::BridgeDestroyed { bridge: bridge(&event.bridge) },
        Event::ChannelHangupRequest(event) => hangup_asked(event),
        Event::ChannelDestroyed(event) => Signal::ChannelEnded {
            channel: channel(&event.channel),
            cause: cause(Some(event.cause)).unwrap_or_default(),
        },
        Event::ChannelHold(event) => Signal::Held(channel(&event.channel)),
        Event::ChannelUnhold(event) => Signal::Unheld(channel(&event.channel)),
        Event::ChannelDtmfReceived(event) => {
            Signal::KeyPressed { channel: channel(&event.channel), digit: event.digit.chars().next()? }
        }
        Event::BridgeBlindTransfer(event) => Signal::BlindTransferred {
            transferer: channel(&event.channel),
            transferee: channel(event.transferee.as_ref()?),
            exten: said(&event.exten)?,
        },
        Event::BridgeAttendedTransfer(event) => attended_transfer(event),
        Event::PlaybackStarted(event) => Signal::PlaybackStarted(playback(&event.playback)?),
        Event::PlaybackFinished(event) => Signal::PlaybackEnded {
            playback: playback(&event.playback)?,
            failed: event.playback.state == *"failed",
        },
        Event::RecordingStarted(event) => Signal::LiveRecordingStarted(live_recording(&event.recording)?),
        Event::RecordingFinished(event) => {
            let recording = live_recording(&event.recording)?;
            Signal::LiveRecordingEnded { recording, failed: event.recording.state == *"canceled" }
        }
        Event::RecordingFailed(event) => {
            Signal::LiveRecordingEnded { recording: live_recording(&event.recording)?, failed: true }
        }
        Event::StasisStart(event) => Signal::StasisEntered {
            uniqueid: Cow::Borrowed(event.channel.id.as_str()),
            application: Cow::Borrowed(&event.application),
            arguments: event.args.iter().map(|argument| Cow::Borrowed(&**argument)).collect(),
        },
        Event::StasisEnd(event) => Signal::StasisLeft {
            uniqueid: Cow::Borrowed(event.channel.id.as_str()),
            application: Cow::Borrowed(&event.application),
        },
        Event::DeviceStateChanged(event) => Signal::DeviceChanged {
            device: said(&event.device_state.name)?,
            state: DeviceState::from_word(event.device_state.state.as_str()),
        },
        Event::ContactStatusChange(event) => contact(
            pjsip(&event.endpoint.resource),
            said(&event.contact_info.uri)?,
            &event.contact_info.contact_status,
        ),
        Event::PeerStatusChange(event) => return fields::peer_changed(event),
        Event::EndpointStateChange(event) => return fields::endpoint_changed(event),
        _ => return None,
    })
}

/// What an event tells besides, for which AMI has an event of its own.
fn further(event: &Event) -> Option<Signal<'_>> {
    Some(match event {
        Event::ChannelEnteredBridge(event) => {
            let channel = channel(event.channel.as_ref()?);
            if is_lot(&event.bridge) {
                let (lot, since) = (said(&event.bridge.name), core::time::Duration::ZERO);
                return Some(Signal::Parked { parkee: channel, parker: None, lot, space: None, since });
            }
            if event.bridge.creator != *"ConfBridge" {
                return None;
            }
            Signal::ConferenceJoined { channel, conference: said(&event.bridge.name)? }
        }
        Event::ChannelLeftBridge(event) if is_lot(&event.bridge) => {
            Signal::ParkEnded { parkee: channel(&event.channel), end: ParkEnd::Left }
        }
        // `MixMonitor` and its action set it once they record.
        Event::ChannelVarset(event) if event.variable == *"MIXMONITOR_FILENAME" => {
            Signal::RecordingStarted(channel(event.channel.as_ref()?))
        }
        Event::ChannelDialplan(event) if event.dialplan_app == *"StopMixMonitor" => {
            Signal::RecordingStopped(channel(&event.channel))
        }
        _ => return None,
    })
}

fn variable_set(event: &ChannelVarset) -> Option<Signal<'_>> {
    let variable = match &*event.variable {
        "QUEUESTATUS" => KnownVariable::QueueStatus,
        "MIXMONITOR_FILENAME" => KnownVariable::MixMonitorFilename,
        "VMSTATUS" => KnownVariable::VoicemailStatus,
        "TRANSFERERNAME" => KnownVariable::TransfererName,
        _ => return None,
    };
    let channel = channel(event.channel.as_ref()?);
    Some(Signal::VariableSet { channel, variable, value: Cow::Borrowed(&event.value) })
}

/// Of a queue only that it was run: whether the caller was let in ARI does not tell, so its name would be that of a queue
/// which turned the caller away.
fn dialplan_step(event: &ChannelDialplan) -> Signal<'_> {
    let data = if event.dialplan_app == *"Queue" { "" } else { &*event.dialplan_app_data };
    Signal::DialplanStep {
        channel: channel(&event.channel),
        application: Cow::Borrowed(&event.dialplan_app),
        data: Cow::Borrowed(data),
    }
}

fn dial(event: &Dial) -> Option<Signal<'_>> {
    let (caller, callee) = (event.caller.as_ref().map(channel), channel(&event.peer));
    Some(match &event.dialstatus {
        status if *status == DialStatus::BEGIN => {
            Signal::DialBegan { caller, callee, dial_string: event.dialstring.as_deref().and_then(said) }
        }
        status if *status == DialStatus::RINGING => Signal::DialRings { callee },
        status if [DialStatus::PROGRESS, DialStatus::PROCEEDING].contains(status) => return None,
        status => Signal::DialEnded {
            caller,
            callee,
            status: Cow::Borrowed(status.as_str()),
            forward: event.forward.as_deref().and_then(said),
        },
    })
}

fn hangup_asked(event: &ChannelHangupRequest) -> Signal<'_> {
    let channel = channel(&event.channel);
    if event.soft == Some(true) {
        let by = soft_hangup_by(event.cause.and_then(|cause| u64::try_from(cause).ok()));
        return Signal::HangupAsked { channel, by, cause: None };
    }
    Signal::HangupAsked { channel, by: HangupAsk::Phone, cause: cause(event.cause) }
}

fn attended_transfer(event: &BridgeAttendedTransfer) -> Signal<'_> {
    Signal::AttendedTransferred {
        first: channel(&event.transferer_first_leg),
        second: channel(&event.transferer_second_leg),
        transferee: event.transferee.as_ref().map(|transferee| Box::new(channel(transferee))),
        target: event.transfer_target.as_ref().map(|target| Box::new(channel(target))),
    }
}
