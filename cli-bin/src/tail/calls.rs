//! The calls, told from the events, and from lists after a connection or a gap.

use std::collections::HashMap;

use ami_client::{GapCause, Message, Part, Question};
use callflow_core::resync::{Ask, AskId, Heard, Resync};
use callflow_core::{CallFlow, Change, Input, Plan, Timestamp};

use super::{now, timestamp};

/// The calls of one Asterisk.
pub(super) struct Calls {
    flow: CallFlow,
    resync: Resync,
    /// What is asked on this connection.
    asked: HashMap<Question, AskId>,
}

impl Calls {
    pub(super) fn new(pbx: &str, plan: Plan) -> Self {
        Self { flow: CallFlow::new(pbx, plan), resync: Resync::new(), asked: HashMap::new() }
    }

    /// Takes what the client tells. Drain [`poll_change`](Self::poll_change) and [`poll_ask`](Self::poll_ask) behind
    /// it.
    pub(super) fn take(&mut self, message: &Message) {
        match message {
            Message::Event(event) => self.flow.handle(Input::Ami(event.frame()), timestamp(event.at())),
            Message::Connected { .. } => self.begin(),
            Message::Answer(question, part) => self.answer(*question, part),
            Message::Disconnected { last_heard } => {
                self.asked.clear();
                self.flow.handle(Input::LinkLost, timestamp(*last_heard));
            }
            // That the link was lost was told when it was.
            Message::Gap(gap) if gap.cause == GapCause::Link => {}
            Message::Gap(gap) => {
                self.flow.handle(Input::LinkLost, timestamp(gap.from));
                self.begin();
            }
            _ => {}
        }
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

    pub(super) fn poll_ask(&mut self) -> Option<Ask> {
        self.resync.poll_ask()
    }

    pub(super) fn asked(&mut self, question: Question, id: AskId) {
        self.asked.insert(question, id);
    }

    /// Begins to ask how things are.
    fn begin(&mut self) {
        self.asked.clear();
        self.resync.begin(self.flow.mark());
    }

    fn answer(&mut self, question: Question, part: &Part) {
        let Some(id) = self.asked.get(&question).copied() else { return };
        if part.is_last() {
            self.asked.remove(&question);
        }
        let heard = match part {
            Part::Response { frame, .. } => Heard::Response(frame.as_frame()),
            Part::Item(frame) => Heard::Item(frame.as_frame()),
            Part::End(frame) => Heard::End(frame.as_frame()),
            _ => Heard::Failed,
        };
        // What it may not ask, `callflow doctor` tells.
        let _ = self.resync.answer(&mut self.flow, id, heard, now());
    }
}
