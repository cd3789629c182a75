//! From one Asterisk to its pipeline: what the client tells is fed into the tracker, in the order of the wire.

use ami_client::{Client, GapCause, Message, Subscription};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::follow::timestamp;
use crate::pipeline::Pipeline;
use crate::trackers::Ask;
use crate::unasked::Unasked;

/// So much is taken at once before the time is looked at.
const AT_ONCE: usize = 256;

/// Runs until `stop`, whatever happens to the connection.
pub(crate) async fn run(
    ((client, mut events), mut ari): ((Client, Subscription), Option<ari_client::Subscription>),
    name: String,
    (mut pipeline, mut asked): (Pipeline, mpsc::Receiver<Ask>),
    stop: CancellationToken,
) {
    let closing = tokio::spawn(async move {
        stop.cancelled().await;
        client.close().await;
    });
    if ari.is_some() {
        pipeline.ari_begins();
    }
    let mut from_ari = Vec::with_capacity(AT_ONCE);
    let mut unasked = Unasked::default();
    let mut plan = pipeline.plan();
    let mut messages = Vec::with_capacity(AT_ONCE);
    loop {
        let tick = at(pipeline.next_tick());
        // What has come goes before the time: events that wait are older than now.
        tokio::select! {
            biased;
            count = events.recv_many(&mut messages, AT_ONCE) => {
                if count == 0 {
                    break;
                }
                for message in messages.drain(..) {
                    if let Some(refusal) = pipeline.hear(&message) {
                        unasked.add(&name, &refusal);
                    }
                    pipeline.ask(&mut events).await;
                    note(&message, &name, &pipeline);
                }
            }
            count = heard_by(&mut ari, &mut from_ari) => {
                if count == 0 {
                    // Closed: nothing comes any more.
                    ari = None;
                }
                from_ari.drain(..).for_each(|message| pipeline.hear_ari(&message));
            }
            Ok(()) = plan.changed() => {
                let plan = plan.borrow_and_update().clone();
                pipeline.set_plan(plan);
            }
            Some(ask) = asked.recv() => pipeline.answer(ask),
            () = tick => pipeline.tick(),
        }
        pipeline.send();
    }
    closing.abort();
}

/// What has come by ARI; for ever without it.
async fn heard_by(
    ari: &mut Option<ari_client::Subscription>,
    messages: &mut Vec<ari_client::Message>,
) -> usize {
    match ari {
        Some(events) => events.recv_many(messages, AT_ONCE).await,
        None => std::future::pending().await,
    }
}

/// What a message means besides what it tells.
fn note(message: &Message, name: &str, pipeline: &Pipeline) {
    match message {
        Message::Event(event) => pipeline.note_lag(timestamp(event.at())),
        Message::Gap(gap) if gap.cause != GapCause::Link => {
            warn!(pbx.name = name, cause = ?gap.cause, missed = gap.missed, "events are missing; asking how things are");
        }
        _ => {}
    }
}

/// Waits until then, or for ever.
async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}
