//! All that ARI acts on: calls, bridges, what is played and recorded, and who listens.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::answer::{Answer, either};
use super::channel::Channel;
use super::life::{By, End};
use super::people::{Caller, Phone, Step};
use super::request::Request;
use super::route;
use super::setup::Ari;
use super::sound::Datagram;
use super::stage::{Stage, Target};
use super::told::{App, Told};
use crate::ids::{Fresh, put_uuid};

/// What does not change while Asterisk runs.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    /// Version of Asterisk, as `core show version` has it.
    pub(crate) version: String,
    /// 22, 16.
    pub(crate) major: u32,
    pub(crate) seed: u64,
    pub(crate) booted: Duration,
    /// Whether events of the manager interface have a `Timestamp`.
    pub(crate) stamps: bool,
}

/// Something that is due at a time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Timer {
    /// A telephone begins to ring, or refuses.
    Reached { channel: String },
    /// A telephone is picked up.
    PickedUp { channel: String },
    /// Who dialled gives up.
    GivesUp { channel: String },
    /// A sound of this playback is over, if it was not stopped or begun anew since.
    Played { playback: u64, begun: u64 },
    /// A recording is as long as it may be.
    Recorded { name: String, begun: u64 },
    /// Who is at the other end does this.
    Does { channel: String, step: Step },
    /// The caller of that number calls.
    Calls { caller: usize },
    /// The sound of a bridge goes out.
    Speaks { bridge: String, packet: u32 },
}

#[derive(Clone, Debug)]
pub(super) struct Bridge {
    pub(super) name: String,
    /// `mixing` or `holding`.
    pub(super) kind: &'static str,
    pub(super) created: Duration,
    /// In the order in which they came.
    pub(super) channels: Vec<String>,
    pub(super) stage: Stage,
    pub(super) music: bool,
}

impl Bridge {
    pub(super) fn technology(&self) -> &'static str {
        if self.kind == "holding" { "holding_bridge" } else { "simple_bridge" }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Playback {
    pub(super) id: String,
    pub(super) target: Target,
    pub(super) media: Vec<String>,
    /// Which of them is on.
    pub(super) at: usize,
    pub(super) state: &'static str,
    /// Changes with each beginning.
    pub(super) begun: u64,
    /// When this sound ends, or how much of it is left while it is paused.
    pub(super) ends: Duration,
    pub(super) left: Duration,
}

/// A recording that is not over.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) format: String,
    pub(super) target: Target,
    pub(super) state: &'static str,
    pub(super) begun: u64,
    pub(super) since: Duration,
    /// How long it was before it was paused.
    pub(super) before: Duration,
    pub(super) longest: Option<Duration>,
    pub(super) ends_with: String,
    /// Silence ends it, so that the length of silence is told too.
    pub(super) minds_silence: bool,
    pub(super) appends: bool,
}

/// A recording that is over.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) format: String,
    pub(super) length: Duration,
}

#[derive(Debug)]
pub(crate) struct World {
    pub(super) facts: Facts,
    pub(super) now: Duration,
    pub(super) phones: Vec<Phone>,
    pub(super) callers: Vec<Caller>,
    pub(super) sounds: BTreeMap<String, Duration>,
    pub(super) rest_over_websocket: bool,
    pub(super) apps: BTreeMap<String, App>,
    /// Applications that somebody has listened to: their callers have called.
    pub(super) called: BTreeSet<String>,
    pub(super) channels: BTreeMap<String, Channel>,
    pub(super) bridges: BTreeMap<String, Bridge>,
    pub(super) playbacks: BTreeMap<u64, Playback>,
    pub(super) live: BTreeMap<String, Live>,
    pub(super) stored: BTreeMap<String, Stored>,
    pub(super) devices: BTreeMap<String, String>,
    pub(super) globals: BTreeMap<String, String>,
    timers: BTreeMap<(Duration, u64), Timer>,
    /// Numbers that were drawn so far, for ids and the order of timers.
    drawn: u64,
    /// How many channels there were so far.
    pub(super) created: u64,
    pub(super) told: Vec<Told>,
    pub(super) sound: Vec<Datagram>,
}

impl World {
    pub(crate) fn new(setup: &Ari, facts: Facts) -> Self {
        Self {
            now: facts.booted,
            phones: setup.chosen_phones(),
            callers: setup.callers.clone(),
            sounds: setup.sounds.iter().cloned().collect(),
            rest_over_websocket: setup.rest_over_websocket.unwrap_or(facts.major >= 22),
            apps: BTreeMap::new(),
            called: BTreeSet::new(),
            channels: BTreeMap::new(),
            bridges: BTreeMap::new(),
            playbacks: BTreeMap::new(),
            live: BTreeMap::new(),
            stored: BTreeMap::new(),
            devices: BTreeMap::new(),
            globals: BTreeMap::new(),
            timers: BTreeMap::new(),
            drawn: 0,
            created: 0,
            told: Vec::new(),
            sound: Vec::new(),
            facts,
        }
    }

    /// Asterisk is started anew: of all that was going on, only stored recordings, states of devices and who has
    /// called already are left.
    pub(crate) fn restart(&mut self, now: Duration) {
        self.facts.booted = now;
        self.now = now;
        self.apps.clear();
        self.channels.clear();
        self.bridges.clear();
        self.playbacks.clear();
        self.live.clear();
        self.globals.clear();
        self.timers.clear();
        self.created = 0;
        self.told.clear();
        self.sound.clear();
    }

    /// Carries out a request.
    pub(crate) fn request(&mut self, request: &Request, now: Duration) -> Answer {
        self.now = now;
        either(route::answer(self, request))
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.facts
    }

    /// When it is.
    pub(crate) fn time(&self) -> Duration {
        self.now
    }

    /// The manager interface hangs up.
    pub(crate) fn hung_up_by_the_manager(&mut self, id: &str, cause: u8) {
        self.end(id, End { cause, by: By::Manager });
    }

    /// Whether requests over the WebSocket are answered.
    pub(crate) fn answers_on_websockets(&self) -> bool {
        self.rest_over_websocket
    }

    /// What happened since this was last taken.
    pub(crate) fn take_told(&mut self) -> Vec<Told> {
        std::mem::take(&mut self.told)
    }

    /// When [`advance`](Self::advance) has something to do.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        self.timers.first_key_value().map(|((at, _), _)| *at)
    }

    /// Lets happen what is due.
    pub(crate) fn advance(&mut self, now: Duration) {
        while let Some(((at, _), timer)) =
            self.timers.first_key_value().map(|(key, timer)| (*key, timer.clone()))
            && at <= now
        {
            self.timers.pop_first();
            self.now = at.max(self.now);
            self.ring(timer);
        }
        self.now = now.max(self.now);
    }

    fn ring(&mut self, timer: Timer) {
        match timer {
            Timer::Reached { channel } => self.reached(&channel),
            Timer::PickedUp { channel } => self.picked_up(&channel),
            Timer::GivesUp { channel } => self.gives_up(&channel),
            Timer::Played { playback, begun } => self.sound_is_over(playback, begun),
            Timer::Recorded { name, begun } => self.recorded_enough(&name, begun),
            Timer::Does { channel, step } => self.does(&channel, &step),
            Timer::Calls { caller } => self.calls(caller),
            Timer::Speaks { bridge, packet } => self.speaks(&bridge, packet),
        }
    }

    pub(super) fn after(&mut self, time: Duration, timer: Timer) {
        let number = self.draw();
        self.timers.insert((self.now.saturating_add(time), number), timer);
    }

    /// Whether sound goes out of that bridge already.
    pub(super) fn is_spoken_in(&self, id: &str) -> bool {
        self.timers.values().any(|timer| matches!(timer, Timer::Speaks { bridge, .. } if bridge == id))
    }

    /// Takes back what was to happen to a channel: another one may have its id soon.
    pub(super) fn nothing_more_of(&mut self, id: &str) {
        self.timers.retain(|_, timer| match timer {
            Timer::Reached { channel }
            | Timer::PickedUp { channel }
            | Timer::GivesUp { channel }
            | Timer::Does { channel, .. } => channel != id,
            Timer::Played { .. } | Timer::Recorded { .. } | Timer::Calls { .. } | Timer::Speaks { .. } => {
                true
            }
        });
    }

    /// A call was answered: nobody gives up any more.
    pub(super) fn waits_no_more(&mut self, id: &str) {
        self.timers.retain(|_, timer| !matches!(timer, Timer::GivesUp { channel } if channel == id));
    }

    /// A number that was not drawn before.
    pub(super) fn draw(&mut self) -> u64 {
        self.drawn += 1;
        self.drawn
    }

    /// A new id, of the form that Asterisk gives to bridges and playbacks.
    pub(super) fn uuid(&mut self) -> String {
        let drawn = self.draw();
        // Version 4, variant 1, as Asterisk has them.
        let number = Fresh::bridges(self.facts.seed, drawn) | (4 << 76) | (2 << 62);
        let mut text = Vec::new();
        put_uuid(&mut text, number);
        String::from_utf8_lossy(&text).into_owned()
    }

    pub(super) fn channel(&self, id: &str) -> Result<&Channel, Answer> {
        self.channels.get(id).ok_or_else(|| Answer::not_found("Channel not found"))
    }

    pub(super) fn phone(&self, endpoint: &str) -> Option<&Phone> {
        self.phones.iter().find(|phone| phone.endpoint == endpoint)
    }
}
