//! Playing the script to the clients.

use super::{Audience, Classes, Clock, Cue, Duration, Machine, Pace, Played};

/// Where the script follows the readers, so much is put together for each before it is sent.
const BATCH: usize = 64 * 1024;

impl Machine {
    /// Plays everything that is due and has a place to go.
    pub(super) fn play(&mut self, now: Duration) {
        loop {
            if self.presence.restarts_until().is_some() {
                return;
            }
            self.wind(now);
            let Some((due, next)) = self.next_due() else { return };
            let comes_up = next == Next::Step && self.player.comes_up();
            let passed = match self.clock {
                Clock::RunsSince(origin) => now.saturating_sub(origin),
                Clock::Stands(passed) if comes_up => passed,
                Clock::Stands(_) => return,
            };
            let may = match self.player.pace() {
                Pace::AsRead => comes_up || self.has_room(),
                // Where time stands still, only coming back gets here, and nothing would end the wait for it.
                Pace::Original | Pace::Scaled(_) => due <= passed || matches!(self.clock, Clock::Stands(_)),
            };
            if !may {
                return;
            }
            match next {
                Next::Outage => self.begin_outage(now),
                Next::Step => self.step(now),
            }
        }
    }

    /// What comes next on the script's time line, and when.
    pub(super) fn next_due(&self) -> Option<(Duration, Next)> {
        match (self.outage_due(), self.player.due()) {
            (Some(outage), step) if step.is_none_or(|step| outage <= step) => Some((outage, Next::Outage)),
            (_, step) => step.map(|step| (step, Next::Step)),
        }
    }

    /// Whether somebody listens, and everyone who does has read enough.
    fn has_room(&self) -> bool {
        let mut listeners = self.connections.values().filter(|one| one.listens()).peekable();
        let heard = listeners.peek().is_some() || self.is_heard_by_ari();
        heard && listeners.all(|one| one.line.out.waiting().len() < BATCH)
    }

    /// Lets the script's clock run or stand still.
    fn wind(&mut self, now: Duration) {
        let heard = self.connections.values().any(|one| one.listens()) || self.is_heard_by_ari();
        self.clock = match (self.clock, self.options.script.audience) {
            (Clock::Stands(passed), _) if heard => Clock::RunsSince(now.saturating_sub(passed)),
            (Clock::RunsSince(origin), Audience::Needed) if !heard => {
                Clock::Stands(now.saturating_sub(origin))
            }
            (clock, _) => clock,
        };
    }

    /// Recordings are played to the manager interface alone. Where there are none, who listens to ARI lets time go on,
    /// so that outages come.
    fn is_heard_by_ari(&self) -> bool {
        self.options.script.tracks.is_empty() && self.ari.listeners() > 0
    }

    fn step(&mut self, now: Duration) {
        let origin = match self.clock {
            Clock::RunsSince(origin) => origin,
            Clock::Stands(passed) => now.saturating_sub(passed),
        };
        let mut event = std::mem::take(&mut self.scratch);
        event.clear();
        match self.player.step(origin, &mut event) {
            Some(Cue::Event(classes)) => self.happens(classes, &event, now),
            Some(Cue::Down) => self.recorded_down(now),
            Some(Cue::Up) => self.recorded_up(now),
            None => {}
        }
        self.scratch = event;
    }

    /// An event happens: it is taken up and told.
    pub(super) fn happens(&mut self, classes: Classes, event: &[u8], now: Duration) {
        self.events += 1;
        self.pbx.state.event(event, now);
        self.tell_all(classes, event, now);
    }

    /// Sends an event to all who get it.
    pub(super) fn tell_all(&mut self, classes: Classes, event: &[u8], now: Duration) {
        let limit = self.options.buffer;
        let bounded = self.player.pace() != Pace::AsRead;
        self.connections.retain(|_, connection| {
            if connection.gets(classes, event) {
                connection.line.play(event, now);
            }
            !(bounded && connection.line.out.waiting().len() > limit)
        });
        self.keep(|| Played::Event { at: now, bytes: event.to_vec() });
    }

    /// Notes what happened, if anybody wants to know.
    pub(super) fn keep(&mut self, played: impl FnOnce() -> Played) {
        if self.options.keeps_played {
            self.played.push(played());
        }
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Next {
    Outage,
    Step,
}
