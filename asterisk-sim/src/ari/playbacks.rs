//! What is played: one sound after the other.

use std::time::Duration;

use serde_json::{Value, json};

use super::answer::{Answer, Asked};
use super::people::When;
use super::request::Request;
use super::stage::{Stage, Target, Turn};
use super::told::About;
use super::world::{Playback, Timer, World};

/// How long a sound is of which nothing is said.
const SOUND: Duration = Duration::from_secs(1);

impl Playback {
    fn to_json(&self) -> Value {
        let mut fields = json!({
            "id": self.id,
            "media_uri": self.media.get(self.at),
            "target_uri": self.target.uri(),
            "language": "en",
            "state": self.state,
        });
        if let Some((next, fields)) = self.media.get(self.at + 1).zip(fields.as_object_mut()) {
            fields.insert("next_media_uri".into(), next.as_str().into());
        }
        fields
    }
}

/// `POST …/play`, once the target is known to be fit for it.
pub(super) fn play(world: &mut World, request: &Request, target: Target, id: Option<String>) -> Asked {
    let media = request.list("media");
    if media.is_empty() {
        return Err(Answer::invalid("At least one media URI is required"));
    }
    let id = id.or_else(|| request.get("playbackId")).unwrap_or_else(|| world.uuid());
    let number = world.draw();
    let playback = Playback {
        id: id.clone(),
        target: target.clone(),
        media,
        at: 0,
        state: "queued",
        begun: 0,
        ends: Duration::ZERO,
        left: Duration::ZERO,
    };
    let answer = Answer::created(playback.to_json(), format!("/ari/playbacks/{id}"));
    world.playbacks.insert(number, playback);
    world.put_on(&target, Turn::Playback(number));
    Ok(answer)
}

/// The number of the playback that has this id.
fn one(world: &World, id: &str) -> Result<u64, Answer> {
    // Of two of one name the older one is meant.
    let found = world.playbacks.iter().find(|(_, playback)| playback.id == id);
    found.map(|(number, _)| *number).ok_or_else(|| Answer::not_found("Playback not found"))
}

pub(super) fn get(world: &World, id: &str) -> Asked {
    let number = one(world, id)?;
    Ok(Answer::ok(world.playbacks.get(&number).map_or(Value::Null, Playback::to_json)))
}

pub(super) fn stop(world: &mut World, id: &str) -> Asked {
    let number = one(world, id)?;
    if world.playbacks.get(&number).is_some_and(|playback| playback.state == "queued") {
        // What has not begun is taken back without a word.
        world.forget(number);
    } else {
        world.playback_ends(number, "done");
    }
    Ok(Answer::done())
}

pub(super) fn control(world: &mut World, id: &str, request: &Request) -> Asked {
    let number = one(world, id)?;
    let operation = request.get("operation").ok_or_else(|| Answer::invalid("Missing operation"))?;
    if !["restart", "pause", "unpause", "reverse", "forward"].contains(&operation.as_str()) {
        return Err(Answer::invalid(format!("Invalid operation {operation}")));
    }
    let now = world.now;
    let Some(playback) = world.playbacks.get_mut(&number) else { return Ok(Answer::done()) };
    match (operation.as_str(), playback.state) {
        (_, "queued") => {
            return Err(Answer::conflict(format!("Can only {operation} while media is playing")));
        }
        ("pause", "playing") => {
            playback.state = "paused";
            playback.begun = 0;
            playback.left = playback.ends.saturating_sub(now);
        }
        ("unpause", "paused") => {
            let left = playback.left;
            world.sounds(number, left);
        }
        ("restart", "playing") => {
            let length = world.length(number);
            world.set_end(number, length);
        }
        _ => {}
    }
    Ok(Answer::done())
}

impl World {
    fn stage(&mut self, target: &Target) -> Option<&mut Stage> {
        match target {
            Target::Channel(id) => self.channels.get_mut(id).map(|channel| &mut channel.stage),
            Target::Bridge(id) => self.bridges.get_mut(id).map(|bridge| &mut bridge.stage),
        }
    }

    /// Something is to be played or recorded, now or after what was there before.
    pub(super) fn put_on(&mut self, target: &Target, turn: Turn) {
        if let Some(stage) = self.stage(target) {
            stage.queue.push_back(turn);
        }
        self.go_on(target);
    }

    fn go_on(&mut self, target: &Target) {
        if let Some(turn) = self.stage(target).and_then(Stage::next) {
            self.start(&turn);
        }
    }

    pub(super) fn start(&mut self, turn: &Turn) {
        match turn {
            Turn::Playback(number) => {
                let length = self.length(*number);
                self.sounds(*number, length);
            }
            Turn::Recording(name) => self.recording_begins(name),
        }
    }

    /// How long the sound is that is on.
    fn length(&self, number: u64) -> Duration {
        let Some(playback) = self.playbacks.get(&number) else { return Duration::ZERO };
        let uri = playback.media.get(playback.at).map_or("", String::as_str);
        match uri.strip_prefix("recording:") {
            Some(name) => self.stored.get(name).map_or(Duration::ZERO, |stored| stored.length),
            None => self.sounds.get(uri).copied().unwrap_or(SOUND),
        }
    }

    /// A sound begins, or goes on for so long.
    fn sounds(&mut self, number: u64, length: Duration) {
        let Some(playback) = self.playbacks.get_mut(&number) else { return };
        playback.state = "playing";
        let (target, uri) =
            (playback.target.clone(), playback.media.get(playback.at).cloned().unwrap_or_default());
        self.tell_playback(number, "PlaybackStarted");
        let missing = uri.strip_prefix("recording:").is_some_and(|name| !self.stored.contains_key(name));
        if missing || !uri.contains(':') {
            self.playback_ends(number, "failed");
            return;
        }
        self.set_end(number, length);
        for id in self.channels_of(&target) {
            self.happened(&id, &When::Plays(uri.clone()));
        }
    }

    fn set_end(&mut self, number: u64, length: Duration) {
        let (begun, ends) = (self.draw(), self.now.saturating_add(length));
        if let Some(playback) = self.playbacks.get_mut(&number) {
            (playback.begun, playback.ends) = (begun, ends);
            self.after(length, Timer::Played { playback: number, begun });
        }
    }

    pub(super) fn sound_is_over(&mut self, number: u64, begun: u64) {
        let Some(playback) = self.playbacks.get_mut(&number).filter(|one| one.begun == begun) else { return };
        if playback.at + 1 == playback.media.len() {
            self.playback_ends(number, "done");
            return;
        }
        playback.state = "continuing";
        self.tell_playback(number, "PlaybackContinuing");
        if let Some(playback) = self.playbacks.get_mut(&number) {
            playback.at += 1;
        }
        let length = self.length(number);
        self.sounds(number, length);
    }

    pub(super) fn playback_ends(&mut self, number: u64, state: &'static str) {
        if let Some(playback) = self.playbacks.get_mut(&number) {
            playback.state = state;
            self.tell_playback(number, "PlaybackFinished");
            self.forget(number);
        }
    }

    /// Takes a playback out, and lets go on what waits for its turn.
    pub(super) fn forget(&mut self, number: u64) {
        let Some(playback) = self.playbacks.remove(&number) else { return };
        self.turn_is_over(&playback.target, &Turn::Playback(number));
    }

    pub(super) fn turn_is_over(&mut self, target: &Target, turn: &Turn) {
        if let Some(stage) = self.stage(target) {
            stage.remove(turn);
        }
        self.go_on(target);
    }

    fn tell_playback(&mut self, number: u64, kind: &str) {
        let Some(playback) = self.playbacks.get(&number) else { return };
        let fields = json!({ "playback": playback.to_json() });
        let target = playback.target.clone();
        self.tell(&[About::of(&target)], kind, fields);
    }
}

impl<'a> About<'a> {
    pub(super) fn of(target: &'a Target) -> Self {
        match target {
            Target::Channel(id) => Self::Channel(id),
            Target::Bridge(id) => Self::Bridge(id),
        }
    }
}
