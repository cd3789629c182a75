//! One channel, as it was seen.

use alloc::sync::Arc;
use serde::{Deserialize, Serialize};

use super::endpoint::{is_machine, local_half};
use super::{LegNo, Moment};
use crate::cause::HangupCause;
use crate::ids::Uniqueid;

/// One channel of a story.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Leg {
    pub(crate) uniqueid: Uniqueid,
    pub(crate) name: Arc<str>,
    pub(crate) kind: LegKind,
    pub(crate) origin: Origin,
    pub(crate) born: Moment,
    /// Its beginning was not seen.
    pub(crate) is_stranger: bool,
    pub(crate) life: Life,
    /// When its phone asked for the end (or refused, where it was never up).
    pub(crate) asked: Option<Moment>,
    /// When Asterisk asked for its end.
    pub(crate) dismissed: Option<Moment>,
    /// The cause given when it was asked for.
    pub(crate) asked_cause: Option<HangupCause>,
    /// The caller ID number it was born with.
    pub(crate) birth_number: Option<Arc<str>>,
    /// The number the dial plan gave it on the way in.
    pub(crate) given_number: Option<Arc<str>>,
    /// A number set last, of which it is not known yet whether it is meant for a trunk.
    pub(crate) pending_number: Option<Arc<str>>,
    /// The number that it has shown to a trunk in place of its own.
    #[serde(default)]
    pub(crate) shown_number: Option<Arc<str>>,
    pub(crate) display: Option<Arc<str>>,
    pub(crate) account_code: Option<Arc<str>>,
    /// Where in the dial plan it was born.
    pub(crate) birth_context: Option<Arc<str>>,
    pub(crate) birth_exten: Option<Arc<str>>,
    /// The context it is in, or was in before its hangup handlers.
    pub(crate) context: Option<Arc<str>>,
    /// The extension that its last step was at.
    pub(crate) at_exten: Option<Arc<str>>,
    /// The application, with its arguments, that it waits in.
    pub(crate) waits_in: Option<(Arc<str>, Arc<str>)>,
    /// The first extension of the dial plan that it ran and that somebody could have dialled.
    pub(crate) exten: Option<Arc<str>>,
    /// The last application that matters.
    pub(crate) app: App,
    pub(crate) app_since: Option<Moment>,
    /// `Queue()`'s own timeout in seconds, of the last one it ran.
    pub(crate) queue_timeout_s: Option<u32>,
    pub(crate) dial: Option<Dial>,
    /// It was there before anything was seen of it.
    pub(crate) taken_up: bool,
}

/// What is behind a channel.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub(crate) enum LegKind {
    /// A phone or a trunk: a person at the other end.
    Person,
    /// One half of a Local channel, and the other one where it is known.
    Local { first: bool, other: Option<LegNo> },
    /// A channel of Asterisk's own: a recorder, an announcer, a spy's ear.
    Machine,
}

/// How a channel came to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub(crate) enum Origin {
    /// Its phone called Asterisk.
    CameIn,
    /// Asterisk called its phone, for another leg or (`None`) for an Originate or a feature.
    Dialled { by: Option<LegNo> },
    /// Asterisk had called its phone before it was first seen.
    DialledUnseen,
    /// An agent's standing line, for as long as it talks to this call's caller.
    Lent,
}

/// A channel's life; each state carries what was true of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub(crate) enum Life {
    /// Not answered, and not ringing as far as is known.
    Down,
    /// Its phone rings.
    Ringing { since: Moment },
    /// Answered.
    Up { rang: Option<Moment>, since: Moment },
    /// Gone.
    Ended { rang: Option<Moment>, up: Option<Moment>, at: Moment, cause: HangupCause },
}

/// The applications that change how a call's end is read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub(crate) enum App {
    #[default]
    Other,
    /// `Busy()`: the hangup that follows is the dial plan's.
    Busy,
    /// `Congestion()`: likewise.
    Congestion,
    Queue,
    VoiceMail,
    /// `VoiceMailMain()`: a mailbox is listened to, and no message left.
    VoiceMailMain,
    /// `AgentLogin()`: a standing line, through which calls are never united.
    AgentLogin,
    /// `AppQueue`, which no dial plan runs: a queue has called its phone.
    Member,
}

/// How a dialled leg was called.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Dial {
    pub(crate) string: Option<Arc<str>>,
    pub(crate) began: Moment,
    pub(crate) ended: Option<Moment>,
    /// The last status that says something; a later `CANCEL` does not undo a `NOANSWER`.
    pub(crate) status: Option<Arc<str>>,
    pub(crate) forward: Option<Arc<str>>,
}

impl Leg {
    pub(crate) fn new(uniqueid: Uniqueid, name: &str, origin: Origin, born: Moment) -> Self {
        let kind = match local_half(name) {
            Some(first) => LegKind::Local { first, other: None },
            None if is_machine(name) => LegKind::Machine,
            None => LegKind::Person,
        };
        Self {
            uniqueid,
            name: name.into(),
            kind,
            origin,
            born,
            is_stranger: false,
            life: Life::Down,
            asked: None,
            dismissed: None,
            asked_cause: None,
            birth_number: None,
            given_number: None,
            pending_number: None,
            shown_number: None,
            display: None,
            account_code: None,
            birth_context: None,
            birth_exten: None,
            context: None,
            at_exten: None,
            waits_in: None,
            exten: None,
            app: App::Other,
            app_since: None,
            queue_timeout_s: None,
            dial: None,
            taken_up: false,
        }
    }

    /// Notes where in the dial plan it is. The same few names come again and again, so they are shared.
    pub(crate) fn is_at(&mut self, context: Option<&str>, exten: Option<&str>) {
        if let Some(context) = context.filter(|context| self.context.as_deref() != Some(*context)) {
            self.context = Some(self.place_name(context));
        }
        if let Some(exten) = exten.filter(|exten| self.at_exten.as_deref() != Some(*exten)) {
            self.at_exten = Some(self.place_name(exten));
        }
    }

    /// A number, the text that is kept already where it is the same.
    pub(crate) fn kept_number(&self, number: &str) -> Arc<str> {
        let kept = [&self.birth_number, &self.given_number, &self.pending_number, &self.birth_exten];
        let same = kept.into_iter().flatten().find(|kept| ***kept == *number);
        same.cloned().unwrap_or_else(|| number.into())
    }

    /// A name of the dial plan, the one that is kept already where it is the same.
    pub(crate) fn place_name(&self, name: &str) -> Arc<str> {
        let kept = [&self.birth_context, &self.birth_exten, &self.exten, &self.at_exten];
        let same = kept.into_iter().flatten().find(|kept| ***kept == *name);
        same.cloned().unwrap_or_else(|| name.into())
    }

    pub(crate) fn is_person(&self) -> bool {
        self.kind == LegKind::Person
    }

    /// Corrects how the channel came to be. A line that is lent stays lent, whatever its channel does.
    pub(crate) fn came_from(&mut self, origin: Origin) {
        if self.origin != Origin::Lent {
            self.origin = origin;
        }
    }

    /// Whether Asterisk called its phone.
    pub(crate) fn was_dialled(&self) -> bool {
        matches!(self.origin, Origin::Dialled { .. } | Origin::DialledUnseen)
    }

    pub(crate) fn rang(&self) -> Option<Moment> {
        match self.life {
            Life::Down => None,
            Life::Ringing { since } => Some(since),
            Life::Up { rang, .. } | Life::Ended { rang, .. } => rang,
        }
    }

    pub(crate) fn up(&self) -> Option<Moment> {
        match self.life {
            Life::Down | Life::Ringing { .. } => None,
            Life::Up { since, .. } => Some(since),
            Life::Ended { up, .. } => up,
        }
    }

    pub(crate) fn ended(&self) -> Option<Moment> {
        match self.life {
            Life::Ended { at, .. } => Some(at),
            _ => None,
        }
    }

    pub(crate) fn cause(&self) -> Option<HangupCause> {
        match self.life {
            Life::Ended { cause, .. } => Some(cause),
            _ => None,
        }
    }

    /// Rings, if it did not yet. Says whether that is news.
    pub(crate) fn ring(&mut self, at: Moment) -> bool {
        let news = self.life == Life::Down;
        if news {
            self.life = Life::Ringing { since: at };
        }
        news
    }

    /// Is up, if it was not yet. Says whether that is news.
    pub(crate) fn answer(&mut self, at: Moment) -> bool {
        let rang = match self.life {
            Life::Down => None,
            Life::Ringing { since } => Some(since),
            Life::Up { .. } | Life::Ended { .. } => return false,
        };
        self.life = Life::Up { rang, since: at };
        true
    }

    /// Is gone. Says whether that is news.
    pub(crate) fn end(&mut self, at: Moment, cause: HangupCause) -> bool {
        if self.ended().is_some() {
            return false;
        }
        self.life = Life::Ended { rang: self.rang(), up: self.up(), at, cause };
        true
    }

    /// Whether the dial plan itself ended it with a busy or congestion tone, so that the phone's hangup is an
    /// answer to that and no decision of a person.
    pub(crate) fn was_turned_away(&self) -> bool {
        matches!(self.app, App::Busy | App::Congestion)
    }
}
