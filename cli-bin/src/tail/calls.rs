//! The calls, told from the events, and from lists after a connection or a gap.

use ami_client::{Message, Subscription};
use callflow_core::{CallFlow, Change, Input, Plan, Timestamp};
use callflow_server::follow::Follower;

/// The calls of one Asterisk.
pub(super) struct Calls {
    flow: CallFlow,
    follower: Follower,
}

impl Calls {
    pub(super) fn new(pbx: &str, plan: Plan) -> Self {
        Self { flow: CallFlow::new(pbx, plan), follower: Follower::new() }
    }

    /// Takes what the client tells. Drain [`poll_change`](Self::poll_change) behind it.
    pub(super) async fn take(&mut self, message: &Message, events: &mut Subscription) {
        // What may not be asked, `callflow doctor` tells.
        let _ = self.follower.take(message, &mut self.flow, events).await;
    }

    pub(super) fn tick(&mut self, now: Timestamp) {
        self.flow.handle(Input::Tick, now);
    }

    /// When the tracker wants to be told the time.
    pub(super) fn next_tick(&self) -> Option<Timestamp> {
        self.flow.poll_timeout()
    }

    pub(super) fn poll_change(&mut self) -> Option<Change> {
        self.flow.poll_output()
    }
}
