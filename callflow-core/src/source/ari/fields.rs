//! Reading the models that many events share.

use alloc::borrow::Cow;
use alloc::format;

use ari_client::event::{EndpointStateChange, PeerStatusChange};
use ari_client::model::{Bridge, BridgeType, Channel, ChannelState as State, Endpoint, EndpointState};
use ari_client::model::{LiveRecording, Playback};

use crate::cause::HangupCause;
use crate::signal::{
    BridgeSnapshot, ChannelSnapshot, ChannelState, LiveRecordingSnapshot, MediaTarget, PlaybackSnapshot,
    Signal,
};
use crate::source::channel::bridge_kind;
use crate::source::registration::peer;

pub(super) fn channel(channel: &Channel) -> ChannelSnapshot<'_> {
    let plan = &channel.dialplan;
    let variables = channel.channelvars.iter().flat_map(ari_client::model::Values::iter);
    ChannelSnapshot {
        name: Cow::Borrowed(&channel.name),
        uniqueid: Cow::Borrowed(channel.id.as_str()),
        linkedid: None,
        state: Some(state(&channel.state)),
        caller_number: said(&channel.caller.number),
        caller_name: said(&channel.caller.name),
        connected_number: said(&channel.connected.number),
        context: said(&plan.context),
        exten: said(&plan.exten),
        priority: u32::try_from(plan.priority).ok(),
        account_code: said(&channel.accountcode),
        variables: variables.map(|(name, value)| (Cow::Borrowed(name), Cow::Borrowed(&**value))).collect(),
    }
}

fn state(state: &State) -> ChannelState {
    match state {
        state if *state == State::RING => ChannelState::Ring,
        state if *state == State::RINGING => ChannelState::Ringing,
        state if *state == State::UP => ChannelState::Up,
        state if *state == State::BUSY => ChannelState::Busy,
        _ => ChannelState::Down,
    }
}

pub(super) fn bridge(bridge: &Bridge) -> BridgeSnapshot<'_> {
    let holds = bridge.bridge_type == BridgeType::HOLDING || bridge.technology == *"holding_bridge";
    BridgeSnapshot { id: Cow::Borrowed(bridge.id.as_str()), kind: bridge_kind(&bridge.bridge_class, holds) }
}

/// Whether a bridge is a parking lot.
pub(super) fn is_lot(bridge: &Bridge) -> bool {
    bridge.bridge_class == *"parking"
}

pub(super) fn cause(cause: Option<i64>) -> Option<HangupCause> {
    cause.and_then(|cause| u16::try_from(cause).ok()).map(HangupCause::new)
}

/// A text that says something.
pub(super) fn said(text: &str) -> Option<Cow<'_, str>> {
    (!text.is_empty() && text != "<unknown>").then_some(Cow::Borrowed(text))
}

pub(super) fn playback(playback: &Playback) -> Option<PlaybackSnapshot<'_>> {
    Some(PlaybackSnapshot {
        id: Cow::Borrowed(playback.id.as_str()),
        media: Cow::Borrowed(&playback.media_uri),
        target: target(&playback.target_uri)?,
    })
}

pub(super) fn live_recording(recording: &LiveRecording) -> Option<LiveRecordingSnapshot<'_>> {
    Some(LiveRecordingSnapshot {
        name: Cow::Borrowed(recording.name.as_str()),
        format: Cow::Borrowed(&recording.format),
        target: target(&recording.target_uri)?,
    })
}

/// `channel:1795198760.100`, `bridge:43f31cf5-27e6-4a34-9951-b0d9957f29ee`.
fn target(uri: &str) -> Option<MediaTarget<'_>> {
    match uri.split_once(':')? {
        ("channel", id) => Some(MediaTarget::Channel(Cow::Borrowed(id))),
        ("bridge", id) => Some(MediaTarget::Bridge(Cow::Borrowed(id))),
        _ => None,
    }
}

pub(super) fn peer_changed(event: &PeerStatusChange) -> Option<Signal<'_>> {
    let told = &event.peer;
    let host = told.address.as_deref().filter(|host| !host.is_empty());
    let address = host.map(|host| match told.port.as_deref().filter(|port| !port.is_empty()) {
        Some(port) => Cow::Owned(format!("{host}:{port}")),
        None => Cow::Borrowed(host),
    });
    peer(device(&event.endpoint), &told.peer_status, address)
}

/// Only of PJSIP: a device that can register in one place alone is told by its own event.
pub(super) fn endpoint_changed(event: &EndpointStateChange) -> Option<Signal<'_>> {
    let state = event.endpoint.state.as_ref().filter(|_| event.endpoint.technology == *"PJSIP")?;
    let reachable = match state {
        state if *state == EndpointState::ONLINE => true,
        state if *state == EndpointState::OFFLINE => false,
        _ => return None,
    };
    Some(Signal::EndpointChanged { device: device(&event.endpoint), reachable })
}

fn device(endpoint: &Endpoint) -> Cow<'_, str> {
    Cow::Owned(format!("{}/{}", endpoint.technology, endpoint.resource))
}
