//! From a request, the live record and the rules to what is sent, and to the event that shows that it was done. Pure:
//! neither clock nor connection, nor chance.

mod automatic;
mod calls;
mod originate;
mod queues;
#[cfg(test)]
pub(super) mod samples;
#[cfg(test)]
mod tests;

use std::time::Duration;

use ami_proto::Action;
use ami_proto::action::IntoAction;

use super::error::ControlError;
use super::expect::Expectation;
use super::outcome::Details;

pub(crate) use self::automatic::Means;
pub(super) use self::automatic::{asked_for, is_taken, list_means, means, record};
pub(super) use self::calls::{dtmf, hangup, park, recording, transfer};
pub(super) use self::originate::{ChannelIds, Ringing, originate};
pub(super) use self::queues::{add, pause, penalty, remove};

/// What is to be sent, one after another, and what is then waited for.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) actions: Vec<Action>,
    /// All of them; nothing if there is no event for it.
    pub(super) expects: Vec<Expectation>,
    /// A channel that is not there any more is what was asked for.
    pub(super) ends_channels: bool,
    /// Between one action and the next.
    pub(super) pause: Duration,
    /// What is known already.
    pub(super) details: Details,
}

impl Order {
    fn one(action: impl IntoAction, expected: Expectation) -> Result<Self, ControlError> {
        let mut order = Self::none();
        order.add(action)?;
        order.expects.push(expected);
        Ok(order)
    }

    fn none() -> Self {
        Self {
            actions: Vec::new(),
            expects: Vec::new(),
            ends_channels: false,
            pause: Duration::ZERO,
            details: Details::default(),
        }
    }

    fn add(&mut self, action: impl IntoAction) -> Result<(), ControlError> {
        self.actions.push(action.into_action()?);
        Ok(())
    }
}
