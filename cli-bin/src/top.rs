//! `callflow top`: calls, queues and agents as they change.
//!
//! ```text
//! source (server, or tracker on an Asterisk) ─▶ state ─▶ view ─▶ screen
//!                                       keys ─▶   │
//!                                                 └▶ effects ─▶ hands (hang up)
//! ```

mod clock;
mod floor;
mod rows;
#[cfg(test)]
mod samples;
mod screen;
mod source;
mod state;
mod view;

use std::io::{self, IsTerminal};
use std::pin::pin;
use std::time::Duration;

use anyhow::anyhow;
use callflow_server::stop_signal;
use crossterm::event::{Event, EventStream};
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use self::screen::Screen;
use self::source::Source;
use self::state::{Effect, Input, State};
use self::view::Palette;
use crate::api::Api;
use crate::cli::TopArgs;
use crate::configuration::{self, wrong};
use crate::failure::Failure;
use crate::now::now;
use crate::paint::Paint;

/// Times tick by the second.
const DRAWN_EVERY: Duration = Duration::from_millis(500);

/// Runs the command.
pub(crate) fn run(args: &TopArgs) -> Result<(), Failure> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(Failure::Input(anyhow!(
            "top needs a terminal; in a pipe see 'callflow calls --live', or 'callflow tail --format jsonl'"
        )));
    }
    let runtime = tokio::runtime::Runtime::new().map_err(|error| Failure::Work(error.into()))?;
    runtime.block_on(async {
        let mut stop = pin!(stop_signal());
        let source = tokio::select! {
            source = source(args) => source?,
            () = &mut stop => return Ok(()),
        };
        let place = source.place.clone();
        watch(source, State::new(&place), stop).await
    })
}

async fn source(args: &TopArgs) -> Result<Source, Failure> {
    if !args.ami {
        return source::api::follow(Api::open(&args.server).await?).await;
    }
    let (settings, config) = configuration::read(args.server.config.as_deref()).map_err(wrong)?;
    let (name, pbx) = configuration::pbx(&config, args.pbx.as_deref())?;
    let plan = settings.read_plan().map_err(wrong)?;
    let options = pbx.options(name).map_err(wrong)?;
    source::ami::follow(name, plan, options).await
}

/// Shows what is seen until somebody ends it.
async fn watch(
    mut source: Source,
    mut state: State,
    mut stop: impl Future<Output = ()> + Unpin,
) -> Result<(), Failure> {
    let palette = Palette { has_colours: Paint::of_output().is_on() };
    let (told, mut outcomes) = mpsc::channel(8);
    let gone = |error: io::Error| Failure::Work(anyhow!("the terminal: {error}"));
    let mut screen = Screen::open().map_err(gone)?;
    let mut keys = EventStream::new();
    let ended = loop {
        state.page = view::rows_of(screen.height());
        screen.draw(|frame| view::draw(frame, &state, palette, now())).map_err(gone)?;
        let redraw = Instant::now() + DRAWN_EVERY;
        let input = tokio::select! {
            biased;
            () = &mut stop => break Ok(()),
            event = keys.next() => match event {
                Some(Ok(Event::Key(key))) => Some(Input::Key(key)),
                // Another size: it is drawn anew.
                Some(Ok(_)) => None,
                Some(Err(error)) => break Err(gone(error)),
                None => break Ok(()),
            },
            Some(outcome) = outcomes.recv() => Some(Input::HungUp(outcome)),
            failure = &mut source.ended => break Err(failure.unwrap_or_else(|error| Failure::Work(error.into()))),
            Ok(()) = source.seen.changed() => Some(Input::Seen(source.seen.borrow_and_update().clone())),
            () = sleep_until(redraw) => None,
        };
        match input.and_then(|input| state.handle(input, now())) {
            Some(Effect::Quit) => break Ok(()),
            Some(Effect::HangUp(call)) => {
                let (hands, told) = (source.hands.clone(), told.clone());
                tokio::spawn(async move { told.send(hands.hang_up(call).await).await });
            }
            None => {}
        }
    };
    // What goes wrong is told on the screen that somebody sees afterwards.
    drop(screen);
    if !source.ended.is_finished() {
        source.ended.abort();
        // What it holds is free then.
        let _ = (&mut source.ended).await;
    }
    source.hands.close().await;
    ended
}
