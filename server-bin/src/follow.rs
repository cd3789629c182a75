//! What a client hears, into the tracker: for every program that follows an Asterisk.

use std::collections::HashMap;
use std::time::SystemTime;

use ami_client::{GapCause, Message, Part, Question, Subscription};
use ari_client::Event;
use callflow_core::resync::{self, AskId, Refusal, Resync, SavedResync};
use callflow_core::source::{ami, ari};
use callflow_core::{CallFlow, Input, Timestamp};

pub use crate::journal::entry::{Answer, Entry, Heard};
use crate::journal::entry::{ari_event, lease_command};

/// Feeds a [`CallFlow`] with the messages of a [`Subscription`], and asks Asterisk how things are after each login and
/// each gap.
///
/// ```no_run
/// # async fn run(options: ami_client::Options) -> Result<(), ami_client::ConnectError> {
/// use ami_client::{Client, SubscribeOptions};
/// use callflow_core::{CallFlow, Plan};
/// use callflow_server::follow::Follower;
///
/// let (client, mut events) = Client::start_listening(options, SubscribeOptions::new())?;
/// let (mut flow, mut follower) = (CallFlow::new("pbx", Plan::default()), Follower::new());
/// while let Some(message) = events.recv().await {
///     follower.take(&message, &mut flow, &mut events).await;
///     while let Some(change) = flow.poll_output() {
///         println!("{:?}", change.kind);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Follower {
    resync: Resync,
    /// What is asked, until its last answer.
    asked: HashMap<Question, AskId>,
    now: Timestamp,
}

/// What came of an [`Entry`].
#[derive(Debug, Default)]
pub struct Applied {
    /// Whether the tracker was told anything. If not, the entry need not be kept: without it all is the same.
    pub told: bool,
    /// What Asterisk refuses to tell, if the entry was about that.
    pub refusal: Option<Refusal>,
}

impl Follower {
    /// One that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One that goes on from what [`save`](Self::save) gave.
    #[must_use]
    pub fn restore(saved: SavedResync) -> Self {
        Self { resync: Resync::restore(saved), ..Self::default() }
    }

    /// What to restore later; `None` while an answer is missing.
    #[must_use]
    pub fn save(&self) -> Option<SavedResync> {
        self.resync.save()
    }

    /// Takes a message. Drain [`CallFlow::poll_output`] behind it. Gives what Asterisk refuses to tell, if the message
    /// was about that.
    ///
    /// Must not be dropped half-way: questions that were not asked would be missing.
    pub async fn take(
        &mut self,
        message: &Message,
        flow: &mut CallFlow,
        events: &mut Subscription,
    ) -> Option<Refusal> {
        let mut refusal = None;
        for entry in self.read(message).into_iter().flatten() {
            refusal = self.apply(&entry, flow).refusal.or(refusal);
        }
        self.ask(events).await;
        refusal
    }

    /// What a message says, in the form in which it can be kept: nothing, or one or two entries, which are to be
    /// [applied](Self::apply) in order. Then [what there is to ask](Self::ask) is to be asked.
    pub fn read<'m>(&mut self, message: &'m Message) -> [Option<Entry<'m>>; 2] {
        let one = |at, heard| [Some(Entry { at, heard }), None];
        match message {
            Message::Event(event) => {
                self.now = timestamp(event.at());
                one(self.now, Heard::Event(event.frame()))
            }
            Message::Connected { since, .. } => {
                self.now = timestamp(*since);
                one(self.now, Heard::Connected)
            }
            Message::Answer(question, part) => self.answer(*question, part),
            Message::Disconnected { last_heard } => one(timestamp(*last_heard), Heard::LinkLost),
            // That the link was lost was told when it was.
            Message::Gap(gap) if gap.cause == GapCause::Link => [None, None],
            Message::Gap(gap) => {
                self.now = timestamp(gap.to);
                let lost = Entry { at: timestamp(gap.from), heard: Heard::LinkLost };
                [Some(lost), Some(Entry { at: self.now, heard: Heard::Connected })]
            }
            _ => [None, None],
        }
    }

    fn answer<'m>(&mut self, question: Question, part: &'m Part) -> [Option<Entry<'m>>; 2] {
        let Some(id) = self.asked.get(&question).copied() else { return [None, None] };
        if part.is_last() {
            self.asked.remove(&question);
        }
        let entry = |answer| Some(Entry { at: self.now, heard: Heard::Answer(id.number(), answer) });
        match part {
            // No list follows; where the response was the whole answer the second changes nothing.
            Part::Response { frame, last: true } => {
                [entry(Answer::Response(frame.as_frame())), entry(Answer::Failed)]
            }
            Part::Response { frame, .. } => [entry(Answer::Response(frame.as_frame())), None],
            Part::Item(frame) => [entry(Answer::Item(frame.as_frame())), None],
            Part::End(frame) => [entry(Answer::End(frame.as_frame())), None],
            _ => [entry(Answer::Failed), None],
        }
    }

    /// Applies an entry, live or from a journal: the same entries in the same order give the same. Drain
    /// [`CallFlow::poll_output`] behind each one, as what it gives may depend on when it is asked.
    pub fn apply(&mut self, entry: &Entry<'_>, flow: &mut CallFlow) -> Applied {
        let told = |told| Applied { told, refusal: None };
        match entry.heard {
            Heard::Event(frame) => {
                let Some(signal) = ami::signal(&frame, entry.at) else { return told(false) };
                flow.handle(Input::Signal(signal, ami::stamp(&frame)), entry.at);
                told(true)
            }
            Heard::Connected => {
                self.asked.clear();
                self.resync.begin(flow);
                told(true)
            }
            Heard::LinkLost => {
                self.asked.clear();
                flow.handle(Input::LinkLost, entry.at);
                told(true)
            }
            Heard::Tick => {
                flow.handle(Input::Tick, entry.at);
                told(true)
            }
            Heard::Lease(frame) => {
                // Whoever asked has been answered, when it was heard.
                let done = lease_command(&frame).map(|command| flow.lease(&command, entry.at));
                told(done.is_some())
            }
            Heard::ResetLeases => {
                flow.handle(Input::ResetLeases, entry.at);
                told(true)
            }
            Heard::Ari(frame) => {
                let Some(event) = ari_event(&frame).filter(|event| takes_from_ari(flow, event)) else {
                    return told(false);
                };
                flow.handle(Input::Ari(&event), entry.at);
                told(true)
            }
            Heard::AriLost => {
                flow.handle(Input::AriLost, entry.at);
                told(true)
            }
            Heard::Answer(id, answer) => {
                let refusal = self.take_answer(AskId::new(id), answer, entry.at, flow);
                Applied { told: true, refusal }
            }
        }
    }

    fn take_answer(
        &mut self,
        id: AskId,
        answer: Answer<'_>,
        at: Timestamp,
        flow: &mut CallFlow,
    ) -> Option<Refusal> {
        let heard = match answer {
            Answer::Response(frame) => resync::Heard::Response(frame),
            Answer::Item(frame) => resync::Heard::Item(frame),
            Answer::End(frame) => resync::Heard::End(frame),
            Answer::Failed => resync::Heard::Failed,
        };
        self.resync.answer(flow, id, heard, at)
    }

    /// Asks Asterisk what is to be asked.
    ///
    /// Must not be dropped half-way.
    pub async fn ask(&mut self, events: &mut Subscription) {
        while let Some(ask) = self.resync.poll_ask() {
            // A client that is closed asks no more.
            if let Ok(question) = events.ask(ask.action).await {
                self.asked.insert(question, ask.id);
            }
        }
    }

    /// Passes over what is to be asked: it was, when the entries were written.
    pub fn was_asked(&mut self) {
        while self.resync.poll_ask().is_some() {}
    }

    /// Whether everything that was asked is answered.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.resync.is_done()
    }
}

/// Whether the tracker takes anything of an event of ARI. Of all but a few it takes nothing, for AMI tells them too.
pub(crate) fn takes_from_ari(flow: &CallFlow, event: &Event) -> bool {
    ari::signals(event).any(|signal| flow.owner().takes_from_ari(&signal))
}

/// A time of the system as one of the tracker.
#[must_use]
pub fn timestamp(at: SystemTime) -> Timestamp {
    let since_epoch = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().saturating_add(since_epoch)
}
