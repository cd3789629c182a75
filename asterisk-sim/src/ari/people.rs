//! Who is at the other end of calls, and what they do.

use std::time::Duration;

/// What happens on somebody's channel.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum When {
    /// It is answered.
    Answered,
    /// This sound begins, such as `sound:hello-world`, to the channel or to its bridge.
    Plays(String),
    /// Recording begins.
    Recorded,
    /// It is in a bridge with somebody else.
    Bridged,
    /// It waits in a holding bridge.
    Held,
    /// What it says comes back from outside media: what was sent there as RTP was sent back.
    Echoed,
}

/// What somebody does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Act {
    /// Presses a key: `0` to `9`, `*`, `#`, `A` to `D`.
    Press(char),
    /// Hangs up.
    HangUp,
}

/// One step: once this happens, and so long after it, that is done.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Step {
    pub(crate) when: When,
    pub(crate) after: Duration,
    pub(crate) act: Act,
}

/// A telephone that can be dialled.
///
/// ```
/// use std::time::Duration;
/// use asterisk_sim::{Act, Phone, When};
///
/// let agent = Phone::new("PJSIP/1001").answers_after(Duration::from_millis(200));
/// let agent = agent.then(When::Bridged, Duration::from_secs(3), Act::HangUp);
/// let nobody = Phone::new("PJSIP/1002").never_answers();
/// # let _ = (agent, nobody);
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Phone {
    pub(crate) endpoint: String,
    pub(crate) name: String,
    pub(crate) reply: Reply,
    pub(crate) steps: Vec<Step>,
}

/// What a telephone says to a call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reply {
    /// It rings, and is answered after so long.
    Answers(Duration),
    /// It rings.
    Rings,
    /// It refuses, with this cause.
    Refuses(u8),
    /// It cannot be reached: no channel to it can be made.
    Unreachable,
}

impl Phone {
    /// A telephone by its endpoint, such as `PJSIP/1001`, which is answered after a second.
    pub fn new(endpoint: impl Into<String>) -> Self {
        Self {
            endpoint: endpoint.into(),
            name: String::new(),
            reply: Reply::Answers(Duration::from_secs(1)),
            steps: Vec::new(),
        }
    }

    /// Whose it is: its caller name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// It rings, and is answered after so long.
    #[must_use]
    pub fn answers_after(mut self, time: Duration) -> Self {
        self.reply = Reply::Answers(time);
        self
    }

    /// It rings, and nobody answers.
    #[must_use]
    pub fn never_answers(mut self) -> Self {
        self.reply = Reply::Rings;
        self
    }

    /// Calls are refused with this hangup cause (Q.850): 17 is busy, 21 rejected.
    #[must_use]
    pub fn refuses(mut self, cause: u8) -> Self {
        self.reply = Reply::Refuses(cause);
        self
    }

    /// It is not registered: Asterisk refuses to make a channel to it.
    #[must_use]
    pub fn unreachable(mut self) -> Self {
        self.reply = Reply::Unreachable;
        self
    }

    /// What is done next on it: steps follow each other, so each waits for the one before.
    #[must_use]
    pub fn then(mut self, when: When, after: Duration, act: Act) -> Self {
        self.steps.push(Step { when, after, act });
        self
    }

    /// `PJSIP` of `PJSIP/1001`.
    pub(crate) fn technology(&self) -> &str {
        self.endpoint.split_once('/').map_or("", |(technology, _)| technology)
    }

    /// `1001` of `PJSIP/1001`.
    pub(crate) fn resource(&self) -> &str {
        self.endpoint.split_once('/').map_or(self.endpoint.as_str(), |(_, resource)| resource)
    }
}

/// Somebody who calls an application, as soon as it listens.
///
/// ```
/// use std::time::Duration;
/// use asterisk_sim::{Act, Caller, When};
///
/// let caller = Caller::new("menu", "+12025550143").args(["sales"]);
/// let caller = caller.then(When::Plays("sound:demo-instruct".into()), Duration::from_millis(500), Act::Press('2'));
/// # let _ = caller;
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Caller {
    pub(crate) app: String,
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) args: Vec<String>,
    pub(crate) from: String,
    pub(crate) exten: String,
    pub(crate) after: Duration,
    pub(crate) steps: Vec<Step>,
}

impl Caller {
    /// Who calls with that number, to this application (`Stasis(app)` in the dial plan).
    pub fn new(app: impl Into<String>, number: impl Into<String>) -> Self {
        Self {
            app: app.into(),
            number: number.into(),
            name: String::new(),
            args: Vec::new(),
            from: "PJSIP/trunk".into(),
            exten: "400".into(),
            after: Duration::ZERO,
            steps: Vec::new(),
        }
    }

    /// The caller's name.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What stands behind the application in `Stasis(app,…)`.
    #[must_use]
    pub fn args<S: Into<String>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args = args.into_iter().map(Into::into).collect();
        self
    }

    /// By which endpoint the call comes in; `PJSIP/trunk` if nothing is said.
    #[must_use]
    pub fn from(mut self, endpoint: impl Into<String>) -> Self {
        self.from = endpoint.into();
        self
    }

    /// Which extension was dialled; `400` if nothing is said.
    #[must_use]
    pub fn dials(mut self, exten: impl Into<String>) -> Self {
        self.exten = exten.into();
        self
    }

    /// How long after the application began to listen.
    #[must_use]
    pub fn after(mut self, time: Duration) -> Self {
        self.after = time;
        self
    }

    /// What the caller does next: steps follow each other, so each waits for the one before.
    #[must_use]
    pub fn then(mut self, when: When, after: Duration, act: Act) -> Self {
        self.steps.push(Step { when, after, act });
        self
    }
}
