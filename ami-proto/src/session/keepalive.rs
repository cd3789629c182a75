//! Whether Asterisk is still there: after a silence it is asked, and given up when it goes on being silent.

use core::time::Duration;

use super::options::Options;

#[derive(Debug)]
pub(super) struct Keepalive {
    heard: Duration,
    asked: Option<Duration>,
    given_up: bool,
}

pub(super) enum Step {
    Wait,
    Ask,
    GiveUp,
}

impl Keepalive {
    pub(super) fn new(now: Duration) -> Self {
        Self { heard: now, asked: None, given_up: false }
    }

    /// Any byte is a sign of life.
    pub(super) fn heard(&mut self, now: Duration) {
        self.heard = now;
        self.asked = None;
    }

    /// When something is to be done.
    pub(super) fn due(&self, options: &Options) -> Option<Duration> {
        match self.asked {
            _ if self.given_up => None,
            Some(asked) => Some(asked.saturating_add(options.pong_within)),
            None => options.ping_after.map(|silence| self.heard.saturating_add(silence)),
        }
    }

    pub(super) fn pass(&mut self, options: &Options, now: Duration) -> Step {
        if self.due(options).is_none_or(|due| now < due) {
            return Step::Wait;
        }
        if self.asked.is_none() {
            self.asked = Some(now);
            return Step::Ask;
        }
        self.given_up = true;
        Step::GiveUp
    }
}
