//! From one Asterisk to its pipeline: what the client tells is fed into the tracker, in the order of the wire.

use std::collections::HashMap;
use std::time::SystemTime;

use ami_client::{Client, GapCause, Message, Part, Question, SubscribeOptions, Subscription};
use callflow_core::resync::{AskId, Heard, Resync};
use callflow_core::{Input, Timestamp};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::pipeline::Pipeline;
use crate::unasked::Unasked;

/// So much is taken at once before the time is looked at.
const AT_ONCE: usize = 256;

/// Runs until `stop`, whatever happens to the connection. The state is saved at the end.
pub(crate) async fn run(client: Client, name: String, pipeline: Pipeline, stop: CancellationToken) {
    let events = client.subscribe(SubscribeOptions::new().named("tracker"));
    let closing = tokio::spawn(async move {
        stop.cancelled().await;
        client.close().await;
    });
    let mut listener = Listener {
        name,
        pipeline,
        resync: Resync::new(),
        asked: HashMap::new(),
        unasked: Unasked::default(),
        events,
    };
    listener.listen().await;
    listener.pipeline.save().await;
    closing.abort();
}

struct Listener {
    name: String,
    pipeline: Pipeline,
    resync: Resync,
    /// What is asked on this connection.
    asked: HashMap<Question, AskId>,
    unasked: Unasked,
    events: Subscription,
}

impl Listener {
    /// Until the client is closed.
    async fn listen(&mut self) {
        let mut messages = Vec::with_capacity(AT_ONCE);
        loop {
            let (tick, save) = (at(self.pipeline.next_tick()), at(self.pipeline.next_save()));
            // What has come goes before the time: events that wait are older than now.
            tokio::select! {
                biased;
                count = self.events.recv_many(&mut messages, AT_ONCE) => {
                    if count == 0 {
                        return;
                    }
                    // Not to be dropped half-way: what the tracker has told must reach the writer.
                    for message in messages.drain(..) {
                        self.take(message).await;
                    }
                }
                () = save => self.pipeline.save().await,
                () = tick => {
                    let now = self.pipeline.clock().now();
                    self.pipeline.feed(Input::Tick, now).await;
                }
            }
        }
    }

    async fn take(&mut self, message: Message) {
        match message {
            Message::Event(event) => {
                let now = timestamp(event.at());
                self.pipeline.feed(Input::Ami(event.frame()), now).await;
                self.pipeline.note_lag(now);
            }
            Message::Connected { .. } => self.resync().await,
            Message::Answer(question, part) => self.answer(question, &part).await,
            Message::Disconnected { last_heard } => {
                self.asked.clear();
                self.pipeline.feed(Input::LinkLost, timestamp(last_heard)).await;
                self.pipeline.save().await;
            }
            // That the link was lost was told when it was.
            Message::Gap(gap) if gap.cause == GapCause::Link => {}
            Message::Gap(gap) => {
                warn!(pbx.name = %self.name, cause = ?gap.cause, missed = gap.missed, "events are missing; asking how things are");
                self.pipeline.feed(Input::LinkLost, timestamp(gap.from)).await;
                self.resync().await;
            }
            other => debug!(pbx.name = %self.name, ?other, "a message of a kind that is not known here"),
        }
    }

    /// Begins to ask how things are.
    async fn resync(&mut self) {
        self.asked.clear();
        self.resync.begin(self.pipeline.mark());
        self.ask().await;
    }

    async fn ask(&mut self) {
        while let Some(ask) = self.resync.poll_ask() {
            // A client that is closed asks no more.
            if let Ok(question) = self.events.ask(ask.action).await {
                self.asked.insert(question, ask.id);
            }
        }
    }

    async fn answer(&mut self, question: Question, part: &Part) {
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
        let now = self.pipeline.clock().now();
        if let Some(refusal) = self.pipeline.answer(&mut self.resync, id, heard, now).await {
            self.unasked.add(&self.name, &refusal);
        }
        self.ask().await;
    }
}

fn timestamp(at: SystemTime) -> Timestamp {
    let since_epoch = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().saturating_add(since_epoch)
}

/// Waits until then, or for ever.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
