//! Where an example plays: at a real Asterisk, or without arguments at one that is pretended, in this process.
#![allow(dead_code, unused_imports, reason = "no example needs all of it")]

use anyhow::Context as _;
use ari_client::event::StasisStart;
use ari_client::{ChannelHandle, Error, Event, Options, Requests, Subscription};

mod fake;

pub(crate) use fake::{Act, Fake};

/// The Stasis application of all examples.
pub(crate) const APP: &str = "example";

/// Where to connect. Arguments: `URL USER PASSWORD`, and what the example wants besides; without any, to a pretended
/// Asterisk, where this happens.
pub(crate) async fn asterisk(fake: Fake) -> anyhow::Result<Options> {
    let mut arguments = std::env::args().skip(1);
    let Some(url) = arguments.next() else {
        let address = fake.start().await?;
        let options = Options::new(&format!("http://{address}"), "user", "secret", APP)?;
        // It knows nothing but the WebSocket.
        return Ok(options.requests(Requests::WebSocket).without_snapshots());
    };
    let (user, password) =
        arguments.next().zip(arguments.next()).context("usage: URL USER PASSWORD [ENDPOINT]")?;
    Ok(Options::new(&url, user, password, APP)?)
}

/// Whom to dial: the fourth argument.
pub(crate) fn endpoint() -> String {
    std::env::args().nth(4).unwrap_or_else(|| "PJSIP/1001".to_owned())
}

/// The next call that comes in. A channel that the example made itself is none.
pub(crate) async fn call(events: &mut Subscription) -> anyhow::Result<StasisStart> {
    loop {
        let event = events.event().await.context("the client was closed")?;
        if let Event::StasisStart(start) = event.event()
            && start.args.is_empty()
        {
            return Ok((**start).clone());
        }
    }
}

/// Waits for an event; `None` when the channel was hung up before.
pub(crate) async fn until<T>(
    events: &mut Subscription,
    mut is: impl FnMut(&Event) -> Option<T>,
) -> anyhow::Result<Option<T>> {
    loop {
        let event = events.event().await.context("the client was closed")?;
        if let Some(found) = is(event.event()) {
            return Ok(Some(found));
        }
        if matches!(event.event(), Event::ChannelDestroyed(_) | Event::StasisEnd(_)) {
            return Ok(None);
        }
    }
}

/// Waits until what is played is over, or the channel was hung up.
pub(crate) async fn played(events: &mut Subscription) -> anyhow::Result<()> {
    until(events, |event| matches!(event, Event::PlaybackFinished(_)).then_some(())).await?;
    Ok(())
}

/// Hangs up; that the channel is gone already is no error.
pub(crate) async fn hang_up(channel: &ChannelHandle) -> Result<(), Error> {
    match channel.hangup().await {
        Err(Error::NotFound { .. }) => Ok(()),
        other => other,
    }
}
