//! In place of the REST interface, where the feature `ari` is off: there is none.

use std::time::Duration;

use super::{ConnectionId, Machine, Order};
use crate::line::Line;
use crate::options::Options;

#[derive(Debug)]
pub(super) struct Side;

impl Side {
    pub(super) fn new(_: &Options, _: Duration) -> Self {
        Self
    }

    pub(super) fn line(&self, _: ConnectionId) -> Option<&Line> {
        None
    }

    pub(super) fn receive(&mut self, _: ConnectionId, _: &[u8], _: Duration) {}

    pub(super) fn sent(&mut self, _: ConnectionId, _: usize, _: Duration) {}

    pub(super) fn lost(&mut self, _: ConnectionId) {}

    pub(super) fn disconnect_all(&mut self) {}

    pub(super) fn go_down(&mut self, _: Duration) {}

    pub(super) fn listeners(&self) -> usize {
        0
    }

    pub(super) fn is_idle(&self) -> bool {
        true
    }

    pub(super) fn next_due(&self) -> Option<Duration> {
        None
    }
}

impl Machine {
    /// No channel lives, so nothing can be asked for.
    pub(super) fn carry_out(&mut self, _: &Order, _: Duration) {}

    pub(super) fn live(&mut self, _: Duration) {}
}
