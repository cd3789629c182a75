//! `callflow tail`: what happens on an Asterisk, as it happens.

mod calls;
mod filter;
mod line;
mod screen;

use std::future::Future;
use std::io::{self, BufWriter};
use std::pin::pin;
use std::time::SystemTime;

use ami_client::{Client, Options, SubscribeOptions};
use anyhow::anyhow;
use callflow_core::{Plan, Timestamp};
use callflow_server::doctor::first_login;
use callflow_server::follow::timestamp;
use callflow_server::stop_signal;
use tokio::time::{Instant, sleep_until};

use self::calls::Calls;
use self::filter::Filter;
use self::screen::{News, Screen};
use crate::cli::TailArgs;
use crate::configuration;
use crate::failure::Failure;

/// So much is taken at once before it is shown.
const AT_ONCE: usize = 256;

/// Runs the command.
pub(crate) fn run(args: &TailArgs) -> Result<(), Failure> {
    let (settings, config) = configuration::read(args.config.as_deref()).map_err(configuration::wrong)?;
    let (name, pbx) = configuration::pbx(&config, args.pbx.as_deref())?;
    let plan = settings.read_plan().map_err(configuration::wrong)?;
    let options = pbx.options(name).map_err(configuration::wrong)?;
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Work(error.into()))?;
    let out = BufWriter::new(io::stdout().lock());
    let screen = Screen::new(out, name, args.format);
    runtime.block_on(async { follow(args, (name, plan), options, screen, stop_signal()).await })
}

async fn follow(
    args: &TailArgs,
    (name, plan): (&str, Plan),
    options: Options,
    mut screen: Screen<impl io::Write>,
    stop: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let mut stop = pin!(stop);
    let address = options.address().to_string();
    let listener = SubscribeOptions::new().named("tail");
    let failed = |error| Failure::Work(anyhow!("{name}: {error}"));
    let (client, mut messages) = Client::start_listening(options, listener).map_err(failed)?;
    tokio::select! {
        connected = first_login(&client) => connected.map_err(failed)?,
        () = &mut stop => return Ok(()),
    }
    let filter = Filter::new(args);
    let mut calls = args.shows_calls().then(|| Calls::new(name, plan));
    let mut batch = Vec::with_capacity(AT_ONCE);
    loop {
        let tick = calls.as_ref().and_then(Calls::next_tick);
        // What has come goes before the time: events that wait are older than now.
        tokio::select! {
            biased;
            () = &mut stop => break,
            count = messages.recv_many(&mut batch, AT_ONCE) => if count == 0 { break },
            () = at(tick) => if let Some(calls) = &mut calls {
                calls.tick(now());
                show_calls(calls, &filter, &mut screen)?;
            },
        }
        for message in batch.drain(..) {
            if let Some(news) = News::of(&message, &address).filter(|news| filter.takes(news)) {
                screen.show(&news).map_err(Failure::output)?;
            }
            if let Some(calls) = &mut calls {
                calls.take(&message, &mut messages).await;
                show_calls(calls, &filter, &mut screen)?;
            }
        }
        screen.flush().map_err(Failure::output)?;
    }
    screen.flush().map_err(Failure::output)?;
    client.close().await;
    Ok(())
}

fn show_calls(
    calls: &mut Calls,
    filter: &Filter,
    screen: &mut Screen<impl io::Write>,
) -> Result<(), Failure> {
    while let Some(change) = calls.poll_change() {
        let news = News::Change(change);
        if filter.takes(&news) {
            screen.show(&news).map_err(Failure::output)?;
        }
    }
    Ok(())
}

fn now() -> Timestamp {
    timestamp(SystemTime::now())
}

/// Waits until then, or for ever.
async fn at(due: Option<Timestamp>) {
    match due {
        Some(due) => sleep_until(Instant::now() + due.since(now())).await,
        None => std::future::pending().await,
    }
}
