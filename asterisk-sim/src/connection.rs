//! One connection to the manager interface: the session, and what is sent on it.

use std::time::Duration;

use crate::ami::{Order, Pbx, Session, Then};
use crate::fault::Fault;
use crate::line::Line;
use crate::user::Classes;

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) session: Session,
    pub(crate) accepted: Duration,
    pub(crate) line: Line,
}

impl Connection {
    pub(crate) fn new(number: u64, faults: &[Fault], pbx: &Pbx, now: Duration) -> Self {
        let session = Session::new(number);
        let mut banner = Vec::new();
        session.greet(pbx, &mut banner);
        let mut line = Line::new(number, faults, now);
        line.message(&banner, None, now);
        line.go_on(now);
        Self { session, accepted: now, line }
    }

    /// Whether events are played to it.
    pub(crate) fn listens(&self) -> bool {
        !self.line.is_closing() && self.session.listens() && !self.line.holds_login()
    }

    /// Whether it gets this event, which is of these classes.
    pub(crate) fn gets(&self, classes: Classes, event: &[u8]) -> bool {
        self.listens() && self.session.gets(classes, event)
    }

    /// Takes what the client sent. Gives what it wants done to calls.
    pub(crate) fn receive(&mut self, bytes: &[u8], pbx: &Pbx, now: Duration) -> Vec<Order> {
        self.line.go_on(now);
        self.session.feed(bytes);
        let mut answer = Vec::new();
        while !self.line.is_ending() {
            answer.clear();
            if self.line.refuses() {
                self.session.refuse_login();
            }
            let stranger = self.session.user().is_none();
            let Some(then) = self.session.answer(pbx, now, &mut answer) else { break };
            let is_login = stranger && self.session.user().is_some();
            if is_login && self.session.is_spared() {
                self.line.spare();
            }
            self.line.answer(&answer, is_login, now);
            match then {
                Then::GoOn => {}
                Then::Close => self.line.close_after_answers(),
            }
        }
        self.session.take_orders()
    }
}
