//! What is done to members of queues.

use std::collections::BTreeSet;

use ami_proto::action;
use callflow_core::queue::QueueMember;

use super::Order;
use crate::control::error::ControlError;
use crate::control::expect::Expectation;
use crate::control::request::{QueueAdd, QueuePause, QueuePenalty, QueueRemove};
use crate::control::rules::Rules;
use crate::control::text;

/// Asterisk keeps it as a signed number.
const HIGHEST_PENALTY: u32 = i32::MAX.unsigned_abs();

pub(in crate::control) fn add(
    request: &QueueAdd,
    rules: &Rules,
    known: &[QueueMember],
) -> Result<Order, ControlError> {
    text::queue("queue", &request.queue)?;
    let interface = interface(&request.agent, rules, &joining(rules, known))?;
    // What is known of other queues was looked through; what a new member may be is for the rules alone.
    rules.interface("agent", &interface)?;
    let mut action = action::QueueAdd::new().queue(&request.queue).interface(&interface);
    if let Some(name) = &request.name {
        text::words("name", name)?;
        action = action.member_name(name);
    }
    if let Some(penalty) = request.penalty {
        action = action.penalty(text::within("penalty", penalty, 0, HIGHEST_PENALTY)?.to_string());
    }
    if request.paused {
        action = action.paused("true");
    }
    order(action, member("QueueMemberAdded", Some(&request.queue), &interface), interface)
}

pub(in crate::control) fn remove(
    request: &QueueRemove,
    rules: &Rules,
    known: &[QueueMember],
) -> Result<Order, ControlError> {
    text::queue("queue", &request.queue)?;
    let interface = interface(&request.agent, rules, &within(Some(&request.queue), known))?;
    let action = action::QueueRemove::new().queue(&request.queue).interface(&interface);
    order(action, member("QueueMemberRemoved", Some(&request.queue), &interface), interface)
}

pub(in crate::control) fn pause(
    request: &QueuePause,
    rules: &Rules,
    known: &[QueueMember],
) -> Result<Order, ControlError> {
    let queue = queue(request.queue.as_deref())?;
    let interface = interface(&request.agent, rules, &within(queue, known))?;
    let paused = if request.paused { "true" } else { "false" };
    let mut action = action::QueuePause::new().interface(&interface).paused(paused);
    if let Some(queue) = queue {
        action = action.queue(queue);
    }
    if let Some(reason) = &request.reason {
        text::words("reason", reason)?;
        action = action.reason(reason);
    }
    let expected =
        member("QueueMemberPause", queue, &interface).with("Paused", if request.paused { "1" } else { "0" });
    order(action, expected, interface)
}

pub(in crate::control) fn penalty(
    request: &QueuePenalty,
    rules: &Rules,
    known: &[QueueMember],
) -> Result<Order, ControlError> {
    let queue = queue(request.queue.as_deref())?;
    let penalty = text::within("penalty", request.penalty, 0, HIGHEST_PENALTY)?.to_string();
    let interface = interface(&request.agent, rules, &within(queue, known))?;
    let mut action = action::QueuePenalty::new().interface(&interface).penalty(&penalty);
    if let Some(queue) = queue {
        action = action.queue(queue);
    }
    order(action, member("QueueMemberPenalty", queue, &interface).with("Penalty", penalty), interface)
}

fn order(
    action: impl action::IntoAction,
    expected: Expectation,
    interface: String,
) -> Result<Order, ControlError> {
    let mut order = Order::one(action, expected)?;
    order.details.interface = Some(interface);
    Ok(order)
}

fn queue(queue: Option<&str>) -> Result<Option<&str>, ControlError> {
    if let Some(queue) = queue {
        text::queue("queue", queue)?;
    }
    Ok(queue)
}

fn member(event: &'static str, queue: Option<&str>, interface: &str) -> Expectation {
    let expected = Expectation::of(event).with("Interface", interface);
    match queue {
        Some(queue) => expected.with("Queue", queue),
        None => expected,
    }
}

/// The members among whom an agent is looked for: those of the queue.
fn within<'m>(queue: Option<&str>, known: &'m [QueueMember]) -> Vec<&'m QueueMember> {
    known.iter().filter(|member| queue.is_none_or(|queue| *member.queue == *queue)).collect()
}

/// The members whose interfaces an agent may join another queue with.
fn joining<'m>(rules: &Rules, known: &'m [QueueMember]) -> Vec<&'m QueueMember> {
    known.iter().filter(|member| rules.interface("agent", &member.interface).is_ok()).collect()
}

/// The interface of an agent: the one that Asterisk has as a member, else the one that the rules make of it. An interface
/// that Asterisk has need not be of an allowed technology: nothing new is rung.
fn interface(agent: &str, rules: &Rules, known: &[&QueueMember]) -> Result<String, ControlError> {
    if agent.contains('/') {
        if known.iter().all(|member| *member.interface != *agent) {
            rules.interface("agent", agent)?;
        }
        return Ok(agent.to_owned());
    }
    text::extension("agent", agent)?;
    let mut interfaces: BTreeSet<&str> = BTreeSet::new();
    interfaces
        .extend(known.iter().filter(|member| *member.member == *agent).map(|member| &*member.interface));
    let only = interfaces.pop_first();
    if !interfaces.is_empty() {
        return Err(ControlError::invalid("agent", "has several interfaces; name one of them"));
    }
    Ok(only.map_or_else(|| rules.interface_of(agent), str::to_owned))
}
