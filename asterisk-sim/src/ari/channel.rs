//! One channel of a live call.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::people::{Reply, Step};
use super::stage::Stage;

/// Name and number of somebody.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Party {
    pub(super) name: String,
    pub(super) number: String,
}

impl Party {
    /// `Name <number>`, or one of them.
    pub(super) fn read(text: &str) -> Self {
        let trimmed = |text: &str| text.trim().trim_matches('"').to_owned();
        match text.split_once('<') {
            Some((name, number)) => {
                Self { name: trimmed(name), number: trimmed(number.trim_end_matches('>')) }
            }
            None if text.chars().all(|c| c.is_ascii_digit() || "+*#".contains(c)) => {
                Self { name: String::new(), number: text.to_owned() }
            }
            None => Self { name: trimmed(text), number: String::new() },
        }
    }
}

/// How far a call is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum State {
    Down,
    Ring,
    Ringing,
    Up,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Down => "Down",
            Self::Ring => "Ring",
            Self::Ringing => "Ringing",
            Self::Up => "Up",
        }
    }

    /// AMI header `ChannelState`.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Down => "0",
            Self::Ring => "4",
            Self::Ringing => "5",
            Self::Up => "6",
        }
    }
}

/// What carries a channel out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Control {
    /// It was originated, and enters this application, if any, when it is answered.
    Dialled(Option<Entry>),
    /// An application.
    Stasis(String),
    /// The dial plan, which here does nothing but wait.
    DialPlan,
}

/// How an application is entered.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Entry {
    pub(super) app: String,
    pub(super) args: Vec<String>,
}

impl Entry {
    /// The data of `Stasis()`.
    pub(super) fn data(&self) -> String {
        std::iter::once(&self.app).chain(&self.args).map(String::as_str).collect::<Vec<_>>().join(",")
    }
}

/// A call to a telephone that is not answered yet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Dialling {
    /// What stands in `Dial` events: the endpoint without its technology.
    pub(super) string: String,
}

#[derive(Clone, Debug)]
pub(super) struct Channel {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) endpoint: String,
    pub(super) state: State,
    pub(super) protocol_id: String,
    pub(super) caller: Party,
    pub(super) connected: Party,
    pub(super) context: String,
    pub(super) exten: String,
    pub(super) app_name: String,
    pub(super) app_data: String,
    pub(super) created: Duration,
    /// How many channels there were before.
    pub(super) number: u64,
    pub(super) linkedid: String,
    pub(super) is_originated: bool,
    pub(super) variables: BTreeMap<String, String>,
    pub(super) control: Control,
    pub(super) dialling: Option<Dialling>,
    /// What the telephone says, for those that are dialled.
    pub(super) reply: Option<Reply>,
    pub(super) bridge: Option<String>,
    pub(super) stage: Stage,
    /// It hears music.
    pub(super) music: bool,
    /// Where its sound goes, for outside media.
    pub(super) media_to: Option<std::net::SocketAddr>,
    /// What who is there does next.
    pub(super) steps: VecDeque<Step>,
}

impl Channel {
    /// The application it is in.
    pub(super) fn app(&self) -> Option<&str> {
        match &self.control {
            Control::Stasis(app) => Some(app),
            Control::Dialled(_) | Control::DialPlan => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caller_ids_are_read() {
        for (text, name, number) in [
            ("Al <123>", "Al", "123"),
            ("\"Al B\" <+1>", "Al B", "+1"),
            ("<5>", "", "5"),
            ("123", "", "123"),
            ("Al", "Al", ""),
        ] {
            assert_eq!(Party::read(text), Party { name: name.into(), number: number.into() }, "{text}");
        }
    }
}
