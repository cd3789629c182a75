//! What is done to a call that goes on.

use std::time::Duration;

use ami_proto::action::{self, BlindTransfer, MixMonitor, MixMonitorMute, PlayDTMF, StopMixMonitor};
use callflow_core::call::{CallLeg, Role};
use callflow_core::{Call, Timestamp};

use super::Order;
use crate::control::error::{ControlError, Refusal};
use crate::control::expect::Expectation;
use crate::control::party::{self, Party};
use crate::control::request::{Dtmf, Hangup, Park, Recording, RecordingStep, Transfer};
use crate::control::rules::{Dialling, Rules};
use crate::control::text;

/// Normal clearing.
const USUAL_CAUSE: u8 = 16;
/// So long nothing is played between two keys, or two of the same would be one.
const BETWEEN_KEYS: Duration = Duration::from_millis(80);

pub(in crate::control) fn hangup(call: &Call, request: &Hangup) -> Result<Order, ControlError> {
    let cause = text::within("cause", request.cause.unwrap_or(USUAL_CAUSE).into(), 1, 127)?.to_string();
    let mut order = Order::none();
    order.ends_channels = true;
    let hang_up = |leg: &CallLeg| action::Hangup::new().channel(leg.channel.as_bytes()).cause(&cause);
    let gone = |leg: &CallLeg| Expectation::of("Hangup").with("Uniqueid", leg.uniqueid.as_str());
    if let Some(party) = &request.party {
        let leg = party::find(call, party)?;
        order.add(hang_up(leg))?;
        order.expects.push(gone(leg));
        return Ok(order);
    }
    // Phones that only ring stop with those who call them; if nobody else is there, they are hung up themselves.
    let holds_on = |leg: &&CallLeg| leg.role == Role::Caller || leg.answered_at.is_some();
    let mut legs: Vec<&CallLeg> = party::live(call).filter(holds_on).collect();
    if legs.is_empty() {
        legs = party::live(call).collect();
    }
    if legs.is_empty() {
        return Err(ControlError::PartyUnknown { parties: Vec::new() });
    }
    for leg in legs {
        order.add(hang_up(leg))?;
    }
    order.expects.extend(party::live(call).map(gone));
    Ok(order)
}

pub(in crate::control) fn transfer(
    call: &Call,
    request: &Transfer,
    rules: &Rules,
) -> Result<Order, ControlError> {
    let context = rules.context(request.context.as_deref())?;
    rules.number("to", &request.to, Dialling::Transfer)?;
    let leg = party::find(call, request.party.as_ref().unwrap_or(&Party::Callee))?;
    let action =
        BlindTransfer::new().channel(leg.channel.as_bytes()).context(context.as_bytes()).exten(&request.to);
    let done = Expectation::of("BlindTransfer")
        .with("Result", "Success")
        .with("TransfererUniqueid", leg.uniqueid.as_str())
        .with("Extension", &request.to);
    Order::one(action, done)
}

pub(in crate::control) fn park(call: &Call, request: &Park) -> Result<Order, ControlError> {
    let leg = party::find(call, request.party.as_ref().unwrap_or(&Party::Caller))?;
    let mut action = action::Park::new().channel(leg.channel.as_bytes());
    // Without it Asterisk takes the parked one for the one who parked, and rings that phone in the end.
    if let Some(peer) = party::peer(call, leg) {
        action = action.timeout_channel(peer.channel.as_bytes());
    }
    if let Some(lot) = &request.lot {
        text::name("lot", lot)?;
        action = action.parkinglot(lot);
    }
    if let Some(seconds) = request.timeout_s {
        let seconds = text::within("timeout_s", seconds, 1, 3_600)?;
        action = action.timeout((seconds * 1_000).to_string());
    }
    Order::one(action, Expectation::of("ParkedCall").with("ParkeeUniqueid", leg.uniqueid.as_str()))
}

pub(in crate::control) fn recording(
    call: &Call,
    request: &Recording,
    rules: &Rules,
    now: Timestamp,
) -> Result<Order, ControlError> {
    let begins = match (request.action, &rules.recording) {
        (RecordingStep::On, Some(recording)) => Some(recording.file(&recording_name(call, now))),
        (RecordingStep::On, None) => return Err(Refusal::Recording.into()),
        (RecordingStep::Off | RecordingStep::Pause | RecordingStep::Resume, _) => None,
    };
    let leg = party::find(call, request.party.as_ref().unwrap_or(&Party::Caller))?;
    let channel = leg.channel.as_bytes();
    let expected = |event| Expectation::of(event).with("Uniqueid", leg.uniqueid.as_str());
    let mute = |state| {
        let action = MixMonitorMute::new().channel(channel).direction("both").state(state);
        Order::one(action, expected("MixMonitorMute").with("State", state))
    };
    match (request.action, begins) {
        (RecordingStep::On, file) => {
            let action = MixMonitor::new().channel(channel).file(file.as_deref().unwrap_or_default());
            let mut order = Order::one(action, expected("MixMonitorStart"))?;
            order.details.file = file;
            Ok(order)
        }
        (RecordingStep::Off, _) => {
            Order::one(StopMixMonitor::new().channel(channel), expected("MixMonitorStop"))
        }
        (RecordingStep::Pause, _) => mute("1"),
        (RecordingStep::Resume, _) => mute("0"),
    }
}

/// `default-1795199420.7-20261120T181004123456Z`: of what Asterisk would read as more than a name nothing is left.
fn recording_name(call: &Call, now: Timestamp) -> String {
    /// With folder and format behind it still a name that every file system takes.
    const LONGEST: usize = 150;
    let safe =
        |letter: char| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '_' };
    let id: String = call.id.as_str().chars().map(safe).take(LONGEST).collect();
    let time: String = now.to_string().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{id}-{time}")
}

pub(in crate::control) fn dtmf(call: &Call, request: &Dtmf) -> Result<Order, ControlError> {
    text::digits("digits", &request.digits)?;
    let leg = party::find(call, request.party.as_ref().unwrap_or(&Party::Callee))?;
    let mut order = Order::none();
    order.pause = BETWEEN_KEYS;
    for digit in request.digits.chars() {
        order.add(PlayDTMF::new().channel(leg.channel.as_bytes()).digit(digit.to_string()))?;
    }
    Ok(order)
}
