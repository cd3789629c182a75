//! Playing the script to the clients.

use super::{Audience, Clock, Cue, Duration, Machine, Pace, listens};

/// Where the script follows the readers, so much is put together for each before it is sent.
const BATCH: usize = 64 * 1024;

impl Machine {
    /// Plays everything that is due and has a place to go.
    pub(super) fn play(&mut self, now: Duration) {
        loop {
            self.wind(now);
            let Some(due) = self.player.due() else { return };
            let passed = match self.clock {
                Clock::RunsSince(origin) => now.saturating_sub(origin),
                Clock::Stands(passed) if self.player.comes_up() => passed,
                Clock::Stands(_) => return,
            };
            let may = match self.player.pace() {
                Pace::AsRead => self.player.comes_up() || self.has_room(),
                // Where time stands still, only coming back gets here, and nothing would end the wait for it.
                Pace::Original | Pace::Scaled(_) => due <= passed || matches!(self.clock, Clock::Stands(_)),
            };
            if !may {
                return;
            }
            self.step(now);
        }
    }

    /// Whether somebody listens, and everyone who does has read enough.
    fn has_room(&self) -> bool {
        let mut listeners = self.connections.values().filter(|one| listens(one)).peekable();
        listeners.peek().is_some() && listeners.all(|one| one.waiting().len() < BATCH)
    }

    /// Lets the script's clock run or stand still.
    fn wind(&mut self, now: Duration) {
        let heard = self.connections.values().any(listens);
        self.clock = match (self.clock, self.options.script.audience) {
            (Clock::Stands(passed), _) if heard => Clock::RunsSince(now.saturating_sub(passed)),
            (Clock::RunsSince(origin), Audience::Needed) if !heard => {
                Clock::Stands(now.saturating_sub(origin))
            }
            (clock, _) => clock,
        };
    }

    fn step(&mut self, now: Duration) {
        let origin = match self.clock {
            Clock::RunsSince(origin) => origin,
            Clock::Stands(passed) => now.saturating_sub(passed),
        };
        self.scratch.clear();
        match self.player.step(origin, &mut self.scratch) {
            Some(Cue::Event(classes)) => {
                self.events += 1;
                self.pbx.state.event(&self.scratch, now);
                let limit = self.options.buffer;
                let bounded = self.player.pace() != Pace::AsRead;
                self.connections.retain(|_, connection| {
                    if connection.session.gets(classes, &self.scratch) {
                        connection.play(&self.scratch, now);
                    }
                    !(bounded && connection.waiting().len() > limit)
                });
            }
            Some(Cue::Down) => {
                self.up = false;
                self.pbx.state.clear();
                self.disconnect_all();
                if self.options.script.audience == Audience::FirstListener {
                    self.clock = Clock::Stands(now.saturating_sub(origin));
                }
            }
            Some(Cue::Up) => {
                self.up = true;
                self.pbx.booted = now;
            }
            None => {}
        }
    }
}
