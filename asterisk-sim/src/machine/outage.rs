//! Asterisk goes away, as recorded or by an outage, and comes back.

use super::{Audience, Classes, Clock, Duration, Machine, Played};
use crate::ids::put_unix;
use crate::outage::{Moment, Outage, OutageKind};
use crate::script::Stamps;
use crate::wire::{self, put};

/// What there is of Asterisk.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Presence {
    /// A recording says that it is away.
    recorded_down: bool,
    /// It is being started anew until then.
    restarts_until: Option<Duration>,
    /// Nobody is let in until then.
    refuses_until: Option<Duration>,
}

impl Presence {
    /// Whether clients are let in.
    pub(super) fn is_open(self, now: Duration) -> bool {
        !self.recorded_down
            && self.restarts_until.is_none()
            && self.refuses_until.is_none_or(|until| until <= now)
    }

    /// When a restart by an outage is over.
    pub(super) fn restarts_until(self) -> Option<Duration> {
        self.restarts_until
    }
}

impl Machine {
    /// When the next outage is due, since the script's start at its pace.
    pub(super) fn outage_due(&self) -> Option<Duration> {
        let due = |outage: &Outage| match outage.at {
            Moment::Event(number) => (number <= self.events).then_some(Duration::ZERO),
            Moment::After(time) => Some(self.player.pace().scaled(time)),
        };
        self.outages.iter().filter_map(due).min()
    }

    /// Begins the outage that is due next.
    pub(super) fn begin_outage(&mut self, now: Duration) {
        let Some(due) = self.outage_due() else { return };
        let place = self.outages.iter().position(|outage| match outage.at {
            Moment::Event(number) => number <= self.events,
            Moment::After(time) => self.player.pace().scaled(time) == due,
        });
        let Some(outage) = place.and_then(|place| self.outages.remove(place)) else { return };
        let until = now.saturating_add(outage.lasts);
        match outage.kind {
            OutageKind::Refuse => {
                let until = self.presence.refuses_until.map_or(until, |before| before.max(until));
                self.presence.refuses_until = Some(until);
                return;
            }
            OutageKind::Shutdown => self.say_goodbye(now),
            OutageKind::Crash => {}
        }
        self.presence.restarts_until = Some(until);
        self.stand_still(now);
        self.player.restart();
        self.go_down(now);
    }

    /// Comes back when the time for it has come.
    pub(super) fn end_restart(&mut self, now: Duration) {
        if self.presence.restarts_until.is_none_or(|until| until > now) {
            return;
        }
        self.presence.restarts_until = None;
        if !self.presence.recorded_down {
            self.boot(now);
        }
        if let (Clock::Stands(passed), Audience::NotNeeded) = (self.clock, self.options.script.audience) {
            self.clock = Clock::RunsSince(now.saturating_sub(passed));
        }
    }

    /// As recorded.
    pub(super) fn recorded_down(&mut self, now: Duration) {
        self.presence.recorded_down = true;
        self.go_down(now);
        if self.options.script.audience == Audience::FirstListener {
            self.stand_still(now);
        }
    }

    /// As recorded.
    pub(super) fn recorded_up(&mut self, now: Duration) {
        self.presence.recorded_down = false;
        self.boot(now);
    }

    fn go_down(&mut self, now: Duration) {
        self.pbx.state.clear();
        self.connections.values_mut().for_each(|one| one.line.close());
        self.ari.go_down(now);
        self.keep(|| Played::Down { at: now });
    }

    fn boot(&mut self, now: Duration) {
        self.pbx.booted = now;
        self.keep(|| Played::Up { at: now });
    }

    fn stand_still(&mut self, now: Duration) {
        if let Clock::RunsSince(origin) = self.clock {
            self.clock = Clock::Stands(now.saturating_sub(origin));
        }
    }

    /// What Asterisk sends last when it is stopped.
    fn say_goodbye(&mut self, now: Duration) {
        let mut event = Vec::new();
        put(&mut event, "Event", "Shutdown");
        put(&mut event, "Privilege", "system,all");
        if self.options.script.stamps == Stamps::OnAll {
            let mut stamp = Vec::new();
            put_unix(&mut stamp, self.player.told().unwrap_or(now));
            put(&mut event, "Timestamp", stamp);
        }
        put(&mut event, "Shutdown", "Cleanly");
        put(&mut event, "Restart", "False");
        wire::end(&mut event);
        self.tell_all(Classes::SYSTEM, &event, now);
    }
}
