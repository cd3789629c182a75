//! What a client hears, into the tracker: for every program that follows an Asterisk.

use std::collections::HashMap;
use std::time::SystemTime;

use ami_client::{GapCause, Message, Part, Question, Subscription};
use callflow_core::resync::{AskId, Heard, Refusal, Resync};
use callflow_core::{CallFlow, Input, Timestamp};

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

impl Follower {
    /// One that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
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
        match message {
            Message::Event(event) => {
                self.now = timestamp(event.at());
                flow.handle(Input::Ami(event.frame()), self.now);
            }
            Message::Connected { since, .. } => {
                self.now = timestamp(*since);
                self.begin(flow, events).await;
            }
            Message::Answer(question, part) => return self.answer(*question, part, flow, events).await,
            Message::Disconnected { last_heard } => {
                self.asked.clear();
                flow.handle(Input::LinkLost, timestamp(*last_heard));
            }
            // That the link was lost was told when it was.
            Message::Gap(gap) if gap.cause == GapCause::Link => {}
            Message::Gap(gap) => {
                flow.handle(Input::LinkLost, timestamp(gap.from));
                self.now = timestamp(gap.to);
                self.begin(flow, events).await;
            }
            _ => {}
        }
        None
    }

    /// Whether everything that was asked is answered.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.resync.is_done()
    }

    async fn begin(&mut self, flow: &CallFlow, events: &mut Subscription) {
        self.asked.clear();
        self.resync.begin(flow);
        self.ask(events).await;
    }

    async fn ask(&mut self, events: &mut Subscription) {
        while let Some(ask) = self.resync.poll_ask() {
            // A client that is closed asks no more.
            if let Ok(question) = events.ask(ask.action).await {
                self.asked.insert(question, ask.id);
            }
        }
    }

    async fn answer(
        &mut self,
        question: Question,
        part: &Part,
        flow: &mut CallFlow,
        events: &mut Subscription,
    ) -> Option<Refusal> {
        let id = self.asked.get(&question).copied()?;
        if part.is_last() {
            self.asked.remove(&question);
        }
        let heard = match part {
            Part::Response { frame, .. } => Heard::Response(frame.as_frame()),
            Part::Item(frame) => Heard::Item(frame.as_frame()),
            Part::End(frame) => Heard::End(frame.as_frame()),
            _ => Heard::Failed,
        };
        let refusal = self.resync.answer(flow, id, heard, self.now);
        if let Part::Response { last: true, .. } = part {
            // No list follows; where the response was the whole answer this changes nothing.
            self.resync.answer(flow, id, Heard::Failed, self.now);
        }
        self.ask(events).await;
        refusal
    }
}

/// A time of the system as one of the tracker.
#[must_use]
pub fn timestamp(at: SystemTime) -> Timestamp {
    let since_epoch = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().saturating_add(since_epoch)
}
