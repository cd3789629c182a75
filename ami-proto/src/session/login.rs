//! Logging in, and what is settled before others may speak.
//!
//! ```text
//! Challenge ─▶ Login ─▶ (Filter …, Events) ─▶ (CoreSettings) ─▶ done
//!                 └─▶ refused
//! ```
//! The session counts as logged in as soon as the login is accepted; filters and settings follow behind.

use alloc::collections::VecDeque;
use alloc::string::String;
use core::fmt::Write as _;
use core::time::Duration;

use md5::{Digest, Md5};
use secrecy::ExposeSecret;

use super::answer::succeeded;
use super::options::{LoginMethod, Options};
use super::server::Server;
use crate::action::Action;
use crate::frame::Frame;

#[derive(Debug)]
pub(super) struct Login {
    state: State,
    deadline: Option<Duration>,
    /// What is still to be settled, in order.
    then: VecDeque<Question>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    Challenged,
    Answered,
    /// In; the answer to this is awaited, if there is any.
    In(Option<Question>),
    Refused,
}

/// What is asked once we are in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Question {
    Filter(usize),
    Events,
    Settings,
}

pub(super) enum Step {
    Wait,
    Ask(Action),
    In,
    Refused,
}

impl Login {
    pub(super) fn new(deadline: Duration) -> Self {
        Self { state: State::Challenged, deadline: Some(deadline), then: VecDeque::new() }
    }

    /// What is to be sent first.
    pub(super) fn begin(&mut self, options: &Options) -> Option<Action> {
        match options.method {
            LoginMethod::Md5 => Action::new("Challenge").header("AuthType", "MD5").ok(),
            LoginMethod::Plain => {
                self.state = State::Answered;
                login(options, None)
            }
        }
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.state, State::In(_))
    }

    /// Whether Asterisk may have let us in already, and we have not heard of it yet.
    pub(super) fn is_decided_there(&self) -> bool {
        self.state == State::Answered
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    /// Whether the time is over; said once.
    pub(super) fn expires(&mut self, now: Duration) -> bool {
        self.deadline.take_if(|deadline| *deadline <= now).is_some()
    }

    /// Takes the answer to what was sent last.
    pub(super) fn handle(&mut self, frame: &Frame<'_>, options: &Options, server: &mut Server) -> Step {
        match self.state {
            State::Challenged | State::Answered if !succeeded(frame) => {
                self.state = State::Refused;
                self.deadline = None;
                Step::Refused
            }
            State::Challenged => {
                self.state = State::Answered;
                let key = key(frame.get("Challenge").unwrap_or_default(), options.secret.expose_secret());
                login(options, Some(key)).map_or(Step::Wait, Step::Ask)
            }
            State::Answered => {
                let filters = (0..options.filters.len()).map(Question::Filter);
                let events = (!options.filters.is_empty()).then_some(Question::Events);
                let settings = options.settings.then_some(Question::Settings);
                self.then = filters.chain(events).chain(settings).collect();
                self.state = State::In(None);
                self.deadline = None;
                Step::In
            }
            State::In(Some(question)) => {
                match question {
                    Question::Filter(_) => server.filtered(frame),
                    Question::Settings => server.settings(frame),
                    Question::Events => {}
                }
                self.state = State::In(None);
                self.after(options).map_or(Step::Wait, Step::Ask)
            }
            State::In(None) | State::Refused => Step::Wait,
        }
    }

    /// What is asked next, once we are in.
    pub(super) fn after(&mut self, options: &Options) -> Option<Action> {
        let next = self.then.pop_front()?;
        self.state = State::In(Some(next));
        match next {
            Question::Filter(number) => {
                let filter = options.filters.get(number)?;
                Action::new("Filter").header("Operation", "Add").ok()?.header("Filter", filter).ok()
            }
            Question::Events => Action::new("Events").header("EventMask", &options.events).ok(),
            Question::Settings => Some(Action::new("CoreSettings")),
        }
    }

    /// Nothing came of the last question; on with the next.
    pub(super) fn unanswered(&mut self, options: &Options) -> Option<Action> {
        match self.state {
            State::In(Some(_)) => {
                self.state = State::In(None);
                self.after(options)
            }
            State::In(None) | State::Challenged | State::Answered | State::Refused => None,
        }
    }
}

fn login(options: &Options, key: Option<String>) -> Option<Action> {
    // With filters events begin when the filters stand.
    let events = if options.filters.is_empty() { options.events.as_str() } else { "off" };
    let action = Action::new("Login");
    let action = match key {
        Some(key) => {
            let action = action.header("AuthType", "MD5").ok()?.header("Username", &options.username).ok()?;
            action.header("Key", key).ok()?
        }
        None => {
            let action = action.header("Username", &options.username).ok()?;
            action.header("Secret", options.secret.expose_secret()).ok()?
        }
    };
    action.header("Events", events).ok()
}

fn key(challenge: &[u8], secret: &str) -> String {
    let digest = Md5::new().chain_update(challenge).chain_update(secret).finalize();
    digest.iter().fold(String::with_capacity(32), |mut key, byte| {
        let _ = write!(key, "{byte:02x}");
        key
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_the_digest_of_challenge_and_secret() {
        assert_eq!(key(b"", ""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(key(b"hel", "lo"), "5d41402abc4b2a76b9719d911017c592");
    }
}
