//! Making a call.

use ami_proto::action;
use callflow_core::{CallId, Linkedid, Timestamp};

use crate::control::error::ControlError;
use crate::control::expect::Expectation;
use crate::control::request::{CallerId, Originate};
use crate::control::rules::{Dialling, Rules};
use crate::control::text;

/// For how long a phone rings if a request does not say.
const USUAL_TIMEOUT_S: u32 = 30;

/// The ids of the channels of a new call, chosen here so that the call is known before it begins.
///
/// They have the form `[system-]seconds.number` that Asterisk gives its own ones, and come once only as those do. So the
/// id of the call follows from the first of them alone; of an id of any other form it would depend on the second in which
/// the channel is first seen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::control) struct ChannelIds {
    pub(in crate::control) first: String,
    /// Of the other half, if the first channel is a Local one.
    other: String,
}

/// A call that is to be made.
#[derive(Debug)]
pub(in crate::control) struct Ringing {
    pub(in crate::control) action: action::Originate,
    pub(in crate::control) expects: Expectation,
    pub(in crate::control) call: CallId,
    /// How long until it is known what became of the first phone, at most.
    pub(in crate::control) timeout_s: u32,
}

impl ChannelIds {
    /// From the time and two numbers that nobody else has in this second.
    pub(in crate::control) fn new(now: Timestamp, numbers: (u64, u64)) -> Self {
        let seconds = now.unix_micros().div_euclid(1_000_000);
        let id = |number| format!("callflow-{seconds}.{number}");
        Self { first: id(numbers.0), other: id(numbers.1) }
    }
}

pub(in crate::control) fn originate(
    pbx: &str,
    request: &Originate,
    rules: &Rules,
    (ids, now): (&ChannelIds, Timestamp),
) -> Result<Ringing, ControlError> {
    let context = rules.context(request.context.as_deref())?;
    let channel = channel(request, rules)?;
    rules.number("to", &request.to, Dialling::Originate)?;
    let timeout_s = text::within("timeout_s", request.timeout_s.unwrap_or(USUAL_TIMEOUT_S), 1, 300)?;
    let mut action = action::Originate::new()
        .channel(channel)
        .context(context.as_bytes())
        .exten(&request.to)
        .priority("1")
        .timeout((timeout_s * 1_000).to_string())
        .async_("true")
        .channel_id(&ids.first)
        .other_channel_id(&ids.other);
    if let Some(caller_id) = &request.caller_id {
        action = action.caller_id(shown(caller_id, rules)?);
    }
    for (name, value) in &request.variables {
        rules.variable(name, value)?;
        action = action.variable(name, value);
    }
    Ok(Ringing {
        action,
        expects: Expectation::of("Newchannel").with("Uniqueid", &ids.first),
        call: CallId::of(pbx, &Linkedid::new(&ids.first), now),
        timeout_s,
    })
}

/// What is rung first.
fn channel(request: &Originate, rules: &Rules) -> Result<String, ControlError> {
    let from = request.from.as_str();
    if let Some(trunk) = &request.trunk {
        rules.trunk(trunk)?;
        rules.number("from", from, Dialling::Originate)?;
        if rules.is_internal(from) {
            // Outside the same digits are somebody else, if not the police.
            return Err(ControlError::invalid("from", "is internal, and not to be rung over a trunk"));
        }
        return Ok(rules.trunk_channel(from, trunk));
    }
    if from.contains('/') {
        rules.interface("from", from)?;
        return Ok(from.to_owned());
    }
    rules.number("from", from, Dialling::Originate)?;
    if !rules.is_internal(from) {
        return Err(ControlError::invalid("from", "is an outside number, which takes a trunk"));
    }
    Ok(rules.interface_of(from))
}

/// `"Name" <number>`.
fn shown(caller_id: &CallerId, rules: &Rules) -> Result<String, ControlError> {
    rules.shown("caller_id", &caller_id.number)?;
    let Some(name) = &caller_id.name else { return Ok(format!("<{}>", caller_id.number)) };
    text::words("caller_id", name)?;
    Ok(format!("\"{name}\" <{}>", caller_id.number))
}
