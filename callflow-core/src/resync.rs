//! What to ask Asterisk after each login and after each gap, and what its answers mean.
//!
//! Events tell what happens, not what is. Whoever begins to listen, or has missed events, asks for lists: calls that
//! began unseen are taken up, and calls that ended unseen are closed. A [`Resync`] is the plan of that, without I/O: a
//! driver asks what it [is told to](Resync::poll_ask) and hands back the [answers](Resync::answer) **in step with the
//! events**, as both came over the wire. So there is nothing to buffer and to merge: an item of a list tells how
//! things were between the events around it.
//!
//! ```text
//! begin(flow) ─▶ CoreStatus        restarted meanwhile?
//!                BridgeList        what bridges are for
//!                Status            which channels there are: whole, or not at all
//!                   └ refused ─▶ CoreShowChannels ─ refused ─▶ BridgeInfo of each bridge
//!                QueueStatus, ParkedCalls           who waits, since when; who is parked
//!                ExtensionStateList, DeviceStateList, PJSIPShow…, SIPpeers, IAXpeerlist, Agents
//! ```
//!
//! `Status` tells all that `CoreShowChannels` and `BridgeInfo` tell, and more (the DID, the age in bridges), so those
//! are asked only where it is refused.
//!
//! Sources: the actions of these names; recordings `35-attach-in-mid-call` and `29-restart-in-mid-call`.

use alloc::borrow::ToOwned;
use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use ami_proto::{Action, Frame, OwnedFrame};
use serde::{Deserialize, Serialize};

use crate::flow::{CallFlow, Input, Mark};
use crate::signal::{MemberSnapshot, Signal};
use crate::source::ami;
use crate::time::Timestamp;

/// One thing to ask for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Question {
    /// Name of the action.
    pub action: &'static str,
    /// The least right of the manager user, in `write`, that allows it. Empty where none is needed.
    pub right: &'static str,
    /// Without the answer records are wrong, not only late.
    pub needed: bool,
}

const fn question(action: &'static str, right: &'static str) -> Question {
    Question { action, right, needed: false }
}

const CORE_STATUS: &str = "CoreStatus";
const STATUS: &str = "Status";
const CHANNELS: &str = "CoreShowChannels";
const BRIDGE_INFO: &str = "BridgeInfo";

/// What is asked first, in order. What bridges are for is to be known before the channels in them, and the channels
/// before the callers who wait.
const QUESTIONS: [Question; 12] = [
    question(CORE_STATUS, "reporting"),
    question("BridgeList", ""),
    Question { needed: true, ..question(STATUS, "reporting") },
    question("QueueStatus", ""),
    question("ParkedCalls", "call"),
    question("ExtensionStateList", "reporting"),
    question("DeviceStateList", "reporting"),
    question("PJSIPShowEndpoints", "system"),
    question("PJSIPShowContacts", "system"),
    question("SIPpeers", "reporting"),
    question("IAXpeerlist", "reporting"),
    question("Agents", "agent"),
];

/// Where `Status` is refused; who waits is a channel that must be known first.
const INSTEAD: [Question; 3] =
    [question(CHANNELS, "reporting"), question("QueueStatus", ""), question("ParkedCalls", "call")];

impl Question {
    /// All that is asked first.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &QUESTIONS
    }
}

/// Which of the things to ask an answer belongs to. Never the same twice.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct AskId(u64);

impl AskId {
    /// The id of that number, for whoever keeps answers and takes them again.
    #[must_use]
    pub fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub fn number(self) -> u64 {
        self.0
    }
}

/// Something to ask.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Comes back with each part of the answer.
    pub id: AskId,
    /// To be sent; it has no `ActionID` yet.
    pub action: Action,
}

/// Part of an answer.
#[derive(Clone, Copy, Debug)]
pub enum Heard<'a> {
    /// The response, also if it is an error.
    Response(Frame<'a>),
    /// An item of the list.
    Item(Frame<'a>),
    /// The event that ends the list.
    End(Frame<'a>),
    /// There is no answer, or no more of it.
    Failed,
}

/// Asterisk does not answer a question.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// The question.
    pub question: Question,
    /// Asterisk's words: `Permission denied`, or that there is no such action where a module is not loaded.
    pub message: String,
}

/// What there is, as Asterisk tells it.
#[derive(Clone, Debug, Default)]
pub struct Resync {
    asked: Mark,
    to_ask: VecDeque<Asked>,
    open: BTreeMap<AskId, Asked>,
    last: u64,
    /// Items of the list of channels, which counts only when it is whole.
    channels: Vec<OwnedFrame>,
    bridges: Vec<String>,
    /// Members of queues, by queue and interface, that were known when it began and were not listed yet.
    members: BTreeSet<(Arc<str>, Arc<str>)>,
    /// When Asterisk started, in its own words, as it said the last time.
    started: Option<String>,
}

/// What a [`Resync`] knows when it is done; to be written to disk and read again.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub struct SavedResync {
    last: u64,
    started: Option<String>,
}

#[derive(Clone, Debug)]
enum Asked {
    Question(&'static Question),
    Bridge(String),
}

impl Resync {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on from what was saved: the same answers give the same again.
    #[must_use]
    pub fn restore(saved: SavedResync) -> Self {
        Self { last: saved.last, started: saved.started, ..Self::default() }
    }

    /// What to restore later; `None` while [something is open](Self::is_done).
    #[must_use]
    pub fn save(&self) -> Option<SavedResync> {
        self.is_done().then(|| SavedResync { last: self.last, started: self.started.clone() })
    }

    /// Begins anew, after a login or a gap. Answers to what was asked before count no more.
    pub fn begin(&mut self, flow: &CallFlow) {
        self.asked = flow.mark();
        self.members = flow.queue_members();
        self.open.clear();
        self.channels.clear();
        self.bridges.clear();
        self.to_ask = QUESTIONS.iter().map(Asked::Question).collect();
    }

    /// What to ask next, in order; `None` until an answer makes a further question.
    pub fn poll_ask(&mut self) -> Option<Ask> {
        let asked = self.to_ask.pop_front()?;
        self.last += 1;
        let id = AskId(self.last);
        let action = match &asked {
            Asked::Question(question) => Action::new(question.action),
            // An id that cannot be sent did not come from Asterisk.
            Asked::Bridge(bridge) => Action::new(BRIDGE_INFO).header("BridgeUniqueid", bridge).ok()?,
        };
        self.open.insert(id, asked);
        Some(Ask { id, action })
    }

    /// Whether everything is asked and answered.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.to_ask.is_empty() && self.open.is_empty()
    }

    /// Takes part of an answer, received at `now`, and feeds the flow with what it tells. Drain
    /// [`CallFlow::poll_output`] and [`poll_ask`](Self::poll_ask) behind it. Gives what Asterisk refuses to answer.
    pub fn answer(
        &mut self,
        flow: &mut CallFlow,
        id: AskId,
        heard: Heard<'_>,
        now: Timestamp,
    ) -> Option<Refusal> {
        let asked = self.open.get(&id)?.clone();
        let over = match heard {
            // Whether a list follows is not asked here: before Asterisk 13 not every response says so.
            Heard::Response(frame) => is_error(&frame) || is_plain(&asked),
            Heard::Item(_) => false,
            Heard::End(_) | Heard::Failed => true,
        };
        if over {
            self.open.remove(&id);
        }
        let refusal = match asked {
            Asked::Bridge(bridge) => {
                if let Heard::Item(frame) = heard
                    && let Some(signal) = ami::channel_in_bridge(&frame, &bridge)
                {
                    flow.handle(Input::Signal(signal, None), now);
                }
                None
            }
            Asked::Question(question) => self.answer_to(flow, question, heard, now),
        };
        // A refusal may have made further questions.
        if over && self.is_done() {
            flow.handle(Input::Resynced, now);
        }
        refusal
    }

    fn answer_to(
        &mut self,
        flow: &mut CallFlow,
        question: &'static Question,
        heard: Heard<'_>,
        now: Timestamp,
    ) -> Option<Refusal> {
        match heard {
            Heard::Response(frame) if is_error(&frame) => {
                let message = frame.text("Message").unwrap_or_default().trim_end().to_owned();
                return self.refused(flow, question, message, now);
            }
            Heard::Response(frame) if question.action == CORE_STATUS => self.started(flow, &frame, now),
            Heard::Item(frame) if is_of_channels(question) => self.channels.push(frame.to_owned()),
            Heard::End(_) if is_of_channels(question) => {
                let channels = core::mem::take(&mut self.channels);
                let items: Vec<Signal<'_>> =
                    channels.iter().filter_map(|frame| ami::signal(&frame.as_frame(), now)).collect();
                flow.handle(Input::Snapshot { items: &items, all_channels: Some(self.asked) }, now);
            }
            Heard::Item(frame) | Heard::End(frame) => {
                if let Some(bridge) = frame.text("BridgeUniqueid").filter(|_| question.action == "BridgeList")
                {
                    self.bridges.push(bridge.into_owned());
                }
                flow.handle(Input::Ami(frame), now);
                if question.action == "QueueStatus" {
                    self.member_listed(flow, &frame, now);
                }
            }
            Heard::Response(_) | Heard::Failed => {}
        }
        None
    }

    /// Who is a member no more when the list is whole was taken out of the queue unseen.
    fn member_listed(&mut self, flow: &mut CallFlow, frame: &Frame<'_>, now: Timestamp) {
        if frame.event_name() == Some(b"QueueMember") {
            let text = |name| Arc::from(frame.text(name).unwrap_or_default());
            let interface =
                frame.get("Location").map_or_else(|| text("StateInterface"), |_| text("Location"));
            self.members.remove(&(text("Queue"), interface));
        } else if frame.event_name() == Some(b"QueueStatusComplete") {
            for (queue, interface) in core::mem::take(&mut self.members) {
                let member =
                    MemberSnapshot { queue: (&*queue).into(), interface: (&*interface).into(), name: None };
                flow.handle(Input::Signal(Signal::MemberRemoved(member), None), now);
            }
        }
    }

    fn refused(
        &mut self,
        flow: &mut CallFlow,
        question: &'static Question,
        message: String,
        now: Timestamp,
    ) -> Option<Refusal> {
        match question.action {
            // No refusal: Asterisk has no list of no contacts.
            "PJSIPShowContacts" if message.starts_with("No Contacts found") => {
                flow.handle(Input::Signal(Signal::ContactsListed { technology: "PJSIP".into() }, None), now);
                return None;
            }
            STATUS => self.to_ask.extend(INSTEAD.iter().map(Asked::Question)),
            CHANNELS => self.to_ask.extend(self.bridges.drain(..).map(Asked::Bridge)),
            _ => {}
        }
        Some(Refusal { question: *question, message })
    }

    /// `FullyBooted` tells of a restart too, but only those who read the class `system`.
    fn started(&mut self, flow: &mut CallFlow, frame: &Frame<'_>, now: Timestamp) {
        let part = |name| frame.text(name).unwrap_or_default();
        let started = format!("{} {}", part("CoreStartupDate"), part("CoreStartupTime"));
        if self.started.as_ref().is_some_and(|before| *before != started) {
            // In Asterisk's own time zone, which is not known here; it was after the link was lost.
            flow.handle(Input::Signal(Signal::Booted { since: Some(now) }, None), now);
        }
        self.started = Some(started);
    }
}

/// Whether the response is the whole answer.
fn is_plain(asked: &Asked) -> bool {
    matches!(asked, Asked::Question(question) if question.action == CORE_STATUS)
}

fn is_of_channels(question: &Question) -> bool {
    matches!(question.action, STATUS | CHANNELS)
}

fn is_error(response: &Frame<'_>) -> bool {
    response.get("Response").is_some_and(|word| word.eq_ignore_ascii_case(b"Error"))
}
